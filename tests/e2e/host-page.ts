/** A host page with nothing on it but the package, on the demo server's origin: what delivery and storage need, without widgets or a model. */
import {gunzipSync} from 'node:zlib';
import type {BrowserContext, Page, Request} from '@playwright/test';
import type {InsightsOptions, LogRecord} from '../../src/insights-types.js';
import type {DemoServer} from '../support/demo-server.js';
import {expect} from './fixtures.js';

declare global {
  interface Window {
    told: LogRecord[];
    /** One apply of a candidate; its id, and whether it is on disk. */
    apply(): Promise<{readonly id: string; readonly durable: boolean}>;
  }
}

/** Any address under `/host` is such a page, in all tabs of the context. */
export async function hostPages(context: BrowserContext): Promise<void> {
  await context.route(/\/host(\?|$)/, route => route.fulfill({contentType: 'text/html', body: '<!doctype html><title>Host</title><button>Apply</button>'}));
}

/** @param origin the demo server's, when left out */
export async function openHost(page: Page, server: DemoServer, user: string, options: Partial<InsightsOptions> = {}, origin = server.url): Promise<void> {
  await page.goto(`${origin}/host`);
  await startHost(page, user, options);
}

/** In a page that is there. */
export async function startHost(page: Page, user: string, options: Partial<InsightsOptions> = {}): Promise<void> {
  await page.addScriptTag({type: 'module', content: `
    import {createInsights} from '/inkling/index.js';
    window.told = [];
    window.apply = () => window.inkling.record({kind: 'apply', surface: 'campaign-list', candidate: {id: 'c', type: 'raise-budget', entity: {level: 'campaign', id: 'k'}}});
    window.inkling = createInsights({
      account: 'act_host', user: ${JSON.stringify(user)}, endpoint: '/inkling/v1', consent: {measurement: true, personalization: true}, backend: 'none',
      onLog: record => window.told.push(record), ...${JSON.stringify(options)},
    });
  `});
  await page.waitForFunction(() => Boolean(window.inkling));
  await page.evaluate(() => window.inkling.inspect());
}

export const apply = (page: Page) => page.evaluate(() => window.apply());
export const flush = (page: Page) => page.evaluate(() => window.inkling.flush());
export const told = (page: Page) => page.evaluate(() => window.told.map(({code}) => code));
export const outbox = (page: Page) => page.evaluate(async () => (await window.inkling.inspect()).outbox);

export async function storedIds(server: DemoServer, user: string): Promise<string[]> {
  return (await server.feedback({limit: '10000'})).filter(row => row.user === user).map(({id}) => id);
}

/** All of them are in the store, each once, and nothing else of this user. */
export async function expectStored(server: DemoServer, user: string, ids: readonly string[]): Promise<void> {
  await expect.poll(async () => (await storedIds(server, user)).sort(), {timeout: 30_000}).toEqual([...ids].sort());
}

export const isFeedback = (request: Request) => request.method() === 'POST' && request.url().endsWith('/feedback');

/** Ids of the events in a request as it left. */
export function idsIn(request: Request): string[] {
  const bytes = request.postDataBuffer() ?? Buffer.from('[]');
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  const body = JSON.parse(text) as {id: string}[] | {events: {id: string}[]};
  return (Array.isArray(body) ? body : body.events).map(({id}) => id);
}
