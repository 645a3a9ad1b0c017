/** What a page sees when the worker, the GPU or the model fails: a list at once in the next lower tier, the neural tier again where it can be, a code for the host, and nothing uncaught. */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createHash, generateKeyPairSync, sign} from 'node:crypto';
import {chromium, type Page} from '@playwright/test';
import type {Insights, InsightsOptions, LogRecord} from '../../src/insights-types.js';
import type {ModelRef, Slate} from '../../src/types.js';
import {findBrowser, WEBGPU_ARGUMENTS} from '../support/browser.mjs';
import type {DemoServer} from '../support/demo-server.js';
import {published} from '../support/published-model.js';
import {expect, test} from './fixtures.js';

declare global {
  interface Window {
    wall: {readonly client: Insights; readonly logs: LogRecord[]; readonly workers: Worker[]; rank(): Promise<Slate>};
  }
}

/** Patience for a GPU in software on two busy cores. Of a list in time, the bench tells (`--only recovery`). */
const DEADLINES = {answer: 1000, hang: 20_000, start: 100_000};

/** A page of the host's with nothing on it but our client. */
async function host(page: Page, server: {readonly url: string}, headers?: Record<string, string>): Promise<void> {
  // A page that was made up here would not be let through to another server of this machine.
  if (!headers) return void await page.goto(`${server.url}/models/current.json`);
  await page.route(`${server.url}/host.html`, route => route.fulfill({contentType: 'text/html', body: '<!doctype html><title>Host</title>', headers}));
  await page.goto(`${server.url}/host.html`);
}

/** @returns the first list's tier, and how things stand once all has been tried */
const begin = (page: Page, options: Partial<Omit<InsightsOptions, 'model'>> & {readonly model?: ModelRef} = {}) => page.evaluate(async ({options, deadlines}) => {
  const workers: Worker[] = [];
  window.Worker = class extends Worker {
    constructor(url: string | URL, how?: WorkerOptions) {
      super(url, how);
      workers.push(this);
    }
  };
  const {createInsights} = await import(/* @vite-ignore */ new URL('/inkling/index.js', location.href).href) as {createInsights(options: InsightsOptions): Insights};
  // The demo lives on one day, and its suggestions expire.
  const {accounts: [account], clockShift} = await (await fetch('/demo/api/accounts')).json() as {accounts: {id: string}[]; clockShift: number};
  const answer = await (await fetch('/inkling/v1/candidates', {
    method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: account?.id, queries: [{surface: 'campaign-list'}]}),
  })).json();
  const logs: LogRecord[] = [];
  const client = createInsights({account: 'wall', user: Math.random().toString(36), endpoint: '/inkling/v1', model: answer.model, deadlines, clock: () => Date.now() + clockShift, onLog: record => logs.push(record), ...options});
  const rank = () => client.rank({surface: 'campaign-list', candidates: answer.lists[0].candidates});
  const first = await rank();
  window.wall = {client, logs, workers, rank};
  const status = await client.ready;
  return {first: first.tier, backend: status.backend, reason: status.reason, model: status.model};
}, {options, deadlines: DEADLINES});

const codes = (page: Page) => page.evaluate(async () => {
  await new Promise(resolve => setTimeout(resolve, 0));
  return window.wall.logs.map(({code}) => code);
});
const tierOf = (page: Page) => page.evaluate(async () => {
  const {tier, items} = await window.wall.rank();
  return items.length > 3 ? tier : 'too few cards';
});
const restarts = (page: Page) => page.evaluate(() => window.wall.client.status.restarts);

test.describe('fault 30: a worker that cannot be started', () => {
  for (const [what, csp, mime] of [['is refused by the page\'s policy', 'worker-src \'none\'', false], ['is no script', '', true]] as const) {
    test(`because it ${what}: linear orders, and what is sent from the page is sent`, async ({page, server, quiet: _}) => {
      if (mime) await page.route('**/inkling/worker.js', route => route.fulfill({contentType: 'text/html', body: '<!doctype html><title>Not found</title>'}));
      await host(page, server, csp ? {'content-security-policy': csp} : undefined);
      expect(await begin(page, {consent: {measurement: true, personalization: false}})).toMatchObject({backend: 'linear', reason: 'worker-failed'});
      expect(await tierOf(page)).toBe('linear');
      expect(await codes(page)).toContain('WORKER_FAIL');
      expect(await page.evaluate(async () => {
        await window.wall.client.record({kind: 'navigate', surface: 'reporting'});
        await window.wall.client.flush();
        const {waiting, accepted} = (await window.wall.client.inspect()).outbox;
        // On a busy machine the client has sent by itself before it is asked to.
        return {waiting, sent: accepted > 0};
      })).toEqual({waiting: 0, sent: true});
    });
  }
});

test('fault 31: [R9] a worker that is ended: linear answers at once, a fresh worker serves again; the fourth within a minute is not replaced', async ({page, server, quiet: _}) => {
  await host(page, server);
  expect(await begin(page, {backend: 'wasm'})).toMatchObject({backend: 'wasm', reason: null});
  for (let death = 1; death <= 4; death++) {
    // Ended in the very task in which a list is asked for.
    const during = await page.evaluate(async () => {
      const ranked = window.wall.rank();
      window.wall.workers.at(-1)?.terminate();
      const {tier, items} = await ranked;
      return [tier, items.length > 3];
    });
    expect(during).toEqual(['linear', true]);
    if (death < 4) await expect.poll(() => tierOf(page), {timeout: 60_000}).toBe('wasm');
    expect(await restarts(page)).toBe(Math.min(death, 3));
  }
  expect(await page.evaluate(() => window.wall.client.status)).toMatchObject({backend: 'linear', reason: 'too-many-restarts'});
  expect(await codes(page)).toContain('WORKER_RESTART');
});

test('fault 32: [R9] a worker that hangs: linear answers in time, the watchdog ends it, a fresh one serves again', async ({page, server, quiet: _}) => {
  await page.route('**/inkling/worker.js', async route => {
    const response = await route.fetch();
    // Whoever is there when it is called hangs, and says so as its last word; one that comes later has not been called.
    const body = `${await response.text()}\nconst hang = new BroadcastChannel('hang');\nhang.onmessage = ({data}) => { if (data !== 'now') return; hang.postMessage('hangs'); for (;;); };`;
    await route.fulfill({response, body});
  });
  await host(page, server);
  expect(await begin(page, {backend: 'wasm', deadlines: {...DEADLINES, answer: 300, hang: 5000}})).toMatchObject({backend: 'wasm'});
  const before = await restarts(page);
  const during = await page.evaluate(async () => {
    const channel = new BroadcastChannel('hang');
    const hangs = new Promise(resolve => { channel.onmessage = resolve; });
    channel.postMessage('now');
    await hangs;
    return (await window.wall.rank()).tier;
  });
  expect(during).toBe('linear');
  await expect.poll(() => restarts(page), {timeout: 60_000}).toBe(before + 1);
  await expect.poll(() => tierOf(page), {timeout: 60_000}).toBe('wasm');
  expect(await codes(page)).toContain('WORKER_HUNG');
});

test('fault 34: no WebGPU in the worker: wasm serves, and the host hears of it once', async ({server}) => {
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: ['--no-sandbox', '--disable-features=WebGPU', '--disable-gpu']});
  try {
    const page = await browser.newPage();
    await host(page, server);
    expect(await begin(page)).toMatchObject({backend: 'wasm', reason: null});
    expect((await codes(page)).filter(code => code === 'EP_WASM')).toHaveLength(1);
  } finally {
    await browser.close();
  }
});

test('fault 36: [R9] a GPU process that crashes: a list at once from linear, then WebGPU again in a fresh worker', async ({server}) => {
  // In a browser of its own: what a crash leaves behind is another test's adapter.
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS]});
  try {
    const page = await browser.newPage();
    const uncaught: Error[] = [];
    page.on('pageerror', error => uncaught.push(error));
    await host(page, server);
    expect(await begin(page, {backend: 'webgpu', deadlines: {...DEADLINES, answer: 15_000, hang: 60_000}})).toMatchObject({backend: 'webgpu', reason: null});
    const session = await browser.newBrowserCDPSession();
    void session.send('Browser.crashGpuProcess').catch(() => undefined);
    const tiers = new Set<string>();
    await expect.poll(async () => {
      tiers.add(await tierOf(page));
      return [await restarts(page), await page.evaluate(() => window.wall.client.status.backend)];
    }, {timeout: 90_000}).toEqual([1, 'webgpu']);
    expect([...tiers].filter(tier => !['webgpu', 'linear'].includes(tier)), 'no list is ever missing').toEqual([]);
    expect(await tierOf(page)).toBe('webgpu');
    expect(await codes(page)).toContain('GPU_LOST');
    expect(uncaught).toEqual([]);
  } finally {
    await browser.close();
  }
});

type Write = (bytes: Buffer, announced: number) => void;

/** Stands before the demo's server, with these files among the model's; `answer` may write one itself, and says so. */
async function behind(demo: DemoServer, files: Readonly<Record<string, Buffer>>, answer: (name: string, from: number, write: Write, destroy: () => void) => boolean, use: (front: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    void (async () => {
      const name = request.url?.split('/').at(-1) ?? '';
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const write: Write = (bytes, announced) => {
        response.writeHead(from > 0 ? 206 : 200, {'content-type': 'application/octet-stream', 'content-length': announced});
        response.write(bytes);
      };
      if (answer(name, from, write, () => response.destroy())) return;
      const body = Buffer.concat(await request.toArray());
      const given = files[name];
      if (given) return void response.writeHead(200, {'content-length': given.length}).end(given);
      const {method = 'GET', headers: {'content-type': type}} = request;
      const passed = await fetch(`${demo.url}${request.url}`, {method, ...(type && {headers: {'content-type': type}, body})});
      const bytes = Buffer.from(await passed.arrayBuffer()).subarray(from);
      const kept = ['content-type', 'content-security-policy'].flatMap(header => [header, passed.headers.get(header) ?? '']);
      response.writeHead(from > 0 ? 206 : passed.status, kept).end(bytes);
    })().catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('fault 42: a download that is cut, and cut again, goes on where it stopped; one that never comes leaves linear to order', async ({page, server, quiet: _}) => {
  const {manifest, model} = published();
  const {path} = manifest.files.model;
  const ranges: number[] = [];
  const cuts = [0.1, 0.5, 0.99].map(share => Math.floor(model.length * share));
  await behind(server, {}, (name, from, write, destroy) => {
    if (name !== path) return false;
    ranges.push(from);
    const until = cuts.find(cut => cut > from);
    if (until === undefined) return false;
    write(Buffer.from(model).subarray(from, until), model.length - from);
    // What was written goes out first.
    setTimeout(destroy, 50);
    return true;
  }, async front => {
    await host(page, {url: front});
    expect(await begin(page, {backend: 'wasm'})).toMatchObject({backend: 'wasm', reason: null});
    expect(ranges).toEqual([0, ...cuts]);
  });
  await behind(server, {}, (name, _from, _write, destroy) => {
    if (name !== path) return false;
    destroy();
    return true;
  }, async front => {
    await host(page, {url: front});
    expect(await begin(page, {backend: 'wasm'})).toMatchObject({backend: 'linear', reason: 'model-missing'});
    expect(await tierOf(page)).toBe('linear');
    expect(await codes(page)).toContain('MODEL_FETCH');
  });
});

test.describe('fault 40: where the host pins a key', () => {
  const {privateKey, publicKey} = generateKeyPairSync('ed25519');
  const pinned = Buffer.from(publicKey.export({format: 'jwk'}).x ?? '', 'base64url').toString('base64');
  const {current, manifest} = published();
  const publish = (fields: object, isSigned: boolean) => {
    const bytes = Buffer.from(JSON.stringify({...manifest, ...fields}));
    const name = `manifest-${createHash('sha256').update(bytes).digest('hex')}`;
    return {name: `${name}.json`, files: {[`${name}.json`]: bytes, ...(isSigned && {[`${name}.sig`]: Buffer.from(sign(null, bytes, privateKey).toString('base64'))})}};
  };
  for (const [what, fields, isSigned, expected] of [
    ['a signed model serves', {}, true, {backend: 'linear', reason: null}],
    ['one that nobody signed does not', {}, false, {backend: 'none', reason: 'manifest-unsigned'}],
    ['nor one that is signed and has expired', {expires: '2020-01-01T00:00:00.000Z'}, true, {backend: 'none', reason: 'manifest-expired'}],
    ['nor one that needs another SDK', {minimumSdk: '99.0.0'}, true, {backend: 'none', reason: 'sdk-too-old'}],
  ] as const) {
    test(`${what}`, async ({page, server, quiet: _}) => {
      const {name, files} = publish(fields, isSigned);
      await behind(server, files, () => false, async front => {
        await host(page, {url: front});
        expect(await begin(page, {backend: 'linear', modelKeys: [pinned], model: {...current, manifest: `${front}/models/${name}`}})).toMatchObject(expected);
        expect(await tierOf(page)).toBe(expected.backend);
        expect((await codes(page)).includes('MANIFEST_REJECTED')).toBe(expected.reason !== null);
      });
    });
  }
});

test.describe('fault 44: Trusted Types', () => {
  const violations = (page: Page) => page.evaluate(() => (window as unknown as {violations: string[]}).violations);
  const enforcing = async (page: Page, server: DemoServer, csp: string) => {
    await page.addInitScript(() => {
      const violations: string[] = [];
      Object.assign(window, {violations});
      addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective));
    });
    await host(page, server, {'content-security-policy': csp});
  };

  test('are enforced, and the host says where the worker lies: the neural tier serves without a violation', async ({page, server, quiet: _}) => {
    await enforcing(page, server, 'require-trusted-types-for \'script\'; trusted-types inkling');
    expect(await begin(page, {backend: 'wasm', assets: {worker: '/inkling/worker.js'}})).toMatchObject({backend: 'wasm', reason: null});
    expect(await violations(page)).toEqual([]);
  });

  test('are enforced, and the host says nothing: the worker is sought where the package has it', async ({page, server, quiet: _}) => {
    await enforcing(page, server, 'require-trusted-types-for \'script\'');
    expect(await begin(page, {backend: 'wasm'})).toMatchObject({backend: 'wasm', reason: null});
    expect(await violations(page)).toEqual([]);
  });

  test('allow no policy of ours: linear orders', async ({page, server, quiet: _}) => {
    await enforcing(page, server, 'require-trusted-types-for \'script\'; trusted-types \'none\'');
    expect(await begin(page)).toMatchObject({backend: 'linear', reason: 'worker-failed'});
    expect(await tierOf(page)).toBe('linear');
    expect(await codes(page)).toContain('WORKER_FAIL');
  });
});
