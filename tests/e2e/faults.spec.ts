import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Page} from '@playwright/test';
import {cards, expect, openDemo, readyStatus, test, testToday} from './fixtures.js';

const providerStatus = (page: Page) => page.evaluate(() => (document.querySelector('inkling-provider') as unknown as {client: typeof window.inkling}).client.status);

for (const [row, what, fault, reason] of [
  [39, 'a model corrupted by one bit', {model: 'corrupt'}, 'model-digest'],
  [42, 'a model that is not found', {model: 'missing'}, 'model-missing'],
  [43, 'a wasm that is not found', {wasm: 'missing'}, 'no-wasm'],
] as const) {
  test(`fault ${row}: [R8] ${what} is never run: linear serves, and status says ${reason}`, async ({page, server, quiet: _}) => {
    await server.fault(fault);
    await openDemo(page, server, {backend: 'wasm', user: reason});
    const status = await readyStatus(page);
    expect(status.backend).toBe('linear');
    expect(status.reason).toBe(reason);
    expect(status.detail).toBeTruthy();
    expect(await cards(page).count()).toBeGreaterThan(3);
    await server.fault({model: 'ok', wasm: 'ok'});
  });
}

test('fault 22: no IndexedDB: the list stands, storage is memory', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', {value: undefined}));
  await openDemo(page, server, {backend: 'wasm', user: 'no-database'});
  const status = await readyStatus(page);
  expect(status.backend).toBe('wasm');
  expect(status.storage).toBe('memory');
  const receipt = await page.evaluate(() => window.inkling.record({kind: 'navigate', surface: 'reporting'}));
  expect(receipt).toMatchObject({durable: false, reason: 'no-storage'});
});

test('fault 44: a content security policy without wasm: linear serves, and the panel is whole', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {csp: 'no-wasm', user: 'no-wasm'});
  const status = await readyStatus(page);
  expect(status.backend).toBe('linear');
  expect(status.reason).toBe('no-wasm');
});

test('a strict content security policy: the neural tier serves, no violation', async ({page, server, quiet}) => {
  await openDemo(page, server, {csp: 'strict', backend: 'wasm', user: 'strict'});
  expect((await readyStatus(page)).backend).toBe('wasm');
  expect(quiet.noise.filter(line => /Content Security Policy/.test(line))).toEqual([]);
});

testToday('[W1] a page of another origin: the list stands, and status says who orders it', async ({page, server, quiet: _}) => {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  const host = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Host</title>
    <script type="module" src="${server.url}/inkling/define.js"></script>
    <inkling-provider account="${accounts[0]?.id}" endpoint="${server.url}/inkling/v1"><inkling-panel surface="campaign-list"></inkling-panel></inkling-provider>`));
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve));
  try {
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    await expect(cards(page).first()).toBeVisible();
    // The blob that starts a worker of another origin is allowed here, so the neural tier is reached.
    await expect.poll(() => providerStatus(page), {timeout: 40_000}).toMatchObject({backend: 'wasm'});
  } finally {
    host.close();
  }
});

testToday('[W1] where another origin may not start a worker from a blob, linear serves and status says worker-cross-origin', async ({page, server, quiet: _}) => {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  const host = createServer((_request, response) => response
    .setHeader('content-type', 'text/html')
    .setHeader('content-security-policy', `script-src ${server.url} 'wasm-unsafe-eval'; worker-src 'self'; connect-src ${server.url}`)
    .end(`<!doctype html><title>Host</title><script type="module" src="${server.url}/inkling/define.js"></script>
    <inkling-provider account="${accounts[0]?.id}" endpoint="${server.url}/inkling/v1"><inkling-panel surface="campaign-list"></inkling-panel></inkling-provider>`));
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve));
  try {
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    await expect(cards(page).first()).toBeVisible();
    await expect.poll(() => providerStatus(page)).toMatchObject({backend: 'linear', reason: 'worker-cross-origin'});
  } finally {
    host.close();
  }
});

test('fault 45: malformed candidates [W8]: valid ones are shown inertly, bad ones counted, nothing thrown', async ({page, server, quiet: _}) => {
  await server.fault({candidates: 'malformed'});
  await openDemo(page, server, {backend: 'linear', user: 'malformed'});
  await expect.poll(() => page.evaluate(async () => (await window.inkling.inspect()).health.malformedCandidates)).toBeGreaterThan(3);
  const inspection = await page.evaluate(() => window.inkling.inspect());
  const slate = inspection.slates.findLast(({surface}) => surface === 'campaign-list');
  expect(slate?.items.length).toBeGreaterThan(0);
  expect(new Set(slate?.items.map(item => item.candidate.id)).size).toBe(slate?.items.length);
  expect(await page.evaluate(() => [...document.querySelectorAll('inkling-panel')].some(panel => panel.shadowRoot?.querySelector('img[src="x"], script')))).toBe(false);
  expect(await page.evaluate(() => (window as unknown as {hacked?: boolean}).hacked)).toBeUndefined();
  for (const link of await page.locator('inkling-card a').all()) expect(await link.getAttribute('href')).not.toMatch(/^\s*javascript:/i);
  await server.fault({candidates: 'ok'});
});
