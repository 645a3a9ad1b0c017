/** A server for each worker, and a page that fails its test when anything is printed or goes uncaught [W1]. */
import {expect, test as base, type Page} from '@playwright/test';
import type {Insights} from '../../src/insights-types.js';
import {findBrowser, WEBGPU_ARGUMENTS} from '../support/browser.mjs';
import {DemoServer} from '../support/demo-server.js';

declare global {
  interface Window {
    inkling: Insights;
  }
}

/** For files that test the WebGPU tier. */
export const inGpu = {launchOptions: {executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS]}};

/** For files that measure. */
export const inWholeV8 = {launchOptions: {executablePath: findBrowser() ?? undefined, args: ['--no-sandbox']}};

interface Quiet {
  /** What the page printed or threw. */
  readonly noise: string[];
}

export const test = base.extend<{quiet: Quiet}, {server: DemoServer}>({
  server: [async ({}, use) => { // eslint-disable-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    const server = await DemoServer.start();
    await use(server);
    await server.close();
  }, {scope: 'worker', timeout: 240_000}],
  quiet: async ({page, server}, use) => {
    const noise: string[] = [];
    page.on('console', message => {
      // The designers' page shows a provider that debugs: the one thing of ours that may print, and only so.
      if (!(page.url().includes('/states.html') && message.type() === 'info' && message.text().startsWith('inkling '))) noise.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', error => noise.push(`uncaught: ${error.stack ?? error.message}`));
    await server.fault({feedback: 'ok', candidates: 'ok', model: 'ok', wasm: 'ok', delayMs: 0});
    await use({noise});
    // The browser itself reports every failed request; what our code prints is what [W1] forbids.
    expect(noise.filter(line => !/Failed to load resource|net::ERR_|violates the following Content Security [Pp]olicy|This document requires 'TrustedScriptURL'/.test(line)), 'nothing is printed or thrown in the host page').toEqual([]);
  },
});

/** For pages that have no clock but the browser's own: the server's is the same. */
export const testToday = test.extend<object, {server: DemoServer}>({
  server: [async ({}, use) => { // eslint-disable-line no-empty-pattern -- as above
    const server = await DemoServer.start(null, [], Date.now());
    await use(server);
    await server.close();
  }, {scope: 'worker', timeout: 240_000}],
});

export {expect};

/** Opens the demo for one tier with all consent given, and waits until the first cards stand. */
export async function openDemo(page: Page, server: DemoServer, query: Record<string, string> = {}, hash = ''): Promise<void> {
  // WebGPU runs in software here, and the two cores are shared: deadlines that a person would notice are not what is tested.
  await page.goto(`${server.url}/?${new URLSearchParams({consent: 'all', patience: '50', ...query})}${hash}`);
  await expect(cards(page).first()).toBeVisible();
}

/** Cards with a suggestion in them; while a list loads, empty ones hold its place. */
export const cards = (page: Page) => page.locator('inkling-panel li inkling-card');

/** Waits until `status` is ready, and gives it. */
export async function readyStatus(page: Page) {
  await page.waitForFunction(() => Boolean(window.inkling));
  return page.evaluate(async () => window.inkling.ready);
}

/** The newest slate of a surface, as the client shows it. */
export async function lastSlate(page: Page, surface = 'campaign-list') {
  return page.evaluate(async wanted => (await window.inkling.inspect()).slates.filter(slate => slate.surface === wanted).at(-1), surface);
}
