/** Faults on the wire for browser tests: what the page and its workers ask for is answered otherwise. */
import type {BrowserCommand} from 'vitest/node';
import type {} from '@vitest/browser-playwright';
import {exported} from './exported.js';
import {published} from './published-model.js';

/** `missing`: 404. `flipped`: the true answer with its middle bit flipped. `never`: no answer. */
export type Fault = 'missing' | 'flipped' | 'never';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** @param pattern a glob over whole URLs */
    intercept(pattern: string, fault: Fault): Promise<void>;
    /** A script of another origin, with CORS. */
    serve(url: string, script: string): Promise<void>;
    letThrough(): Promise<void>;
    /** Base64 of each graph of the `published` model, or of the real network with weights by chance; null where there is no Python to write them. */
    graphs(source: string): Promise<Readonly<Record<string, string>> | null>;
  }
}

export const intercept: BrowserCommand<[pattern: string, fault: Fault]> = async ({context}, pattern, fault) => {
  await context.route(pattern, async route => {
    if (fault === 'never') return;
    if (fault === 'missing') return route.fulfill({status: 404, body: 'not here'});
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    const middle = body.length >> 1;
    body[middle] = (body[middle] ?? 0) ^ 1;
    await route.fulfill({response, body});
  });
};

export const letThrough: BrowserCommand<[]> = async ({context}) => {
  await context.unrouteAll({behavior: 'ignoreErrors'});
};

export const serve: BrowserCommand<[url: string, script: string]> = async ({context}, url, script) => {
  await context.route(url, route => route.fulfill({body: script, contentType: 'text/javascript', headers: {'access-control-allow-origin': '*'}}));
};

export const graphs: BrowserCommand<[source: string]> = (_, source) => {
  const {model, history} = published();
  const found = source === 'published' ? {model, ...history && {history}} : exported(source);
  return found && Object.fromEntries(Object.entries(found).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
};
