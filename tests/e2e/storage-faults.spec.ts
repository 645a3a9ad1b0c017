// Rows of the fault matrix about storage and the page's life, in real Chromium against the real server.
import {chromium, type BrowserContext, type Page} from '@playwright/test';
import {readdirSync, truncateSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findBrowser} from '../support/browser.mjs';
import {expect, testToday as test} from './fixtures.js';
import {apply, expectStored, flush, hostPages, isFeedback, openHost, outbox, storedIds, told} from './host-page.js';

const FEEDBACK = '**/inkling/v1/feedback';

test.beforeEach(async ({context}) => hostPages(context));

const storage = (page: Page) => page.evaluate(() => window.inkling.status.storage);

/** A browser of its own, with a profile on disk. */
async function withProfile(profile: string, work: (context: BrowserContext) => Promise<void>, options: {args?: string[]; ignoreDefaultArgs?: string[]} = {}): Promise<void> {
  const context = await chromium.launchPersistentContext(profile, {executablePath: findBrowser() ?? undefined, ...options, args: ['--no-sandbox', ...options.args ?? []]});
  try {
    await hostPages(context);
    await work(context);
  } finally {
    await context.close();
  }
}

/** Driven by itself: a page that comes from the cache is the same page, which Playwright has lost sight of. */
const RETURNING = `<!doctype html><title>Host</title><script type="module">
  import {createInsights} from '/inkling/index.js';
  const insights = createInsights({account: 'act_host', user: 'returned', endpoint: '/inkling/v1', consent: {measurement: true, personalization: true}, backend: 'none'});
  const apply = () => insights.record({kind: 'apply', surface: 'campaign-list'});
  let shown = 0;
  addEventListener('pageshow', async event => {
    if (!event.persisted) return;
    const {durable} = await apply();
    for (shown++; (await insights.inspect()).outbox.waiting > 0;) await new Promise(resolve => setTimeout(resolve, 200));
    const {accepted, duplicate} = (await insights.inspect()).outbox;
    fetch('/report', {method: 'POST', body: JSON.stringify({durable, shown, accepted, duplicate})});
  });
  await apply();
  await insights.flush();
  setTimeout(() => { location.href = '/host?elsewhere'; }, 100);
</script>`;

test('fault 17: left and come back to by the back-forward cache, the page records and sends as before, once', async ({server}) => {
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: ['--no-sandbox'], ignoreDefaultArgs: ['--disable-back-forward-cache']});
  try {
    const context = await browser.newContext();
    await context.route(/\/host(\?|$)/, route => route.fulfill({
      contentType: 'text/html', body: route.request().url().includes('elsewhere') ? '<!doctype html><script>onload = () => setTimeout(() => history.back(), 200)</script>' : RETURNING,
    }));
    const reported = new Promise<unknown>(resolve => void context.route('**/report', async route => {
      resolve(route.request().postDataJSON());
      await route.fulfill({body: ''});
    }));
    let requests = 0;
    context.on('request', request => { requests += isFeedback(request) ? 1 : 0; });
    const page = await context.newPage();
    await page.goto(`${server.url}/host`);
    expect(await reported).toEqual({durable: true, shown: 1, accepted: 2, duplicate: 0});
    expect(requests).toBe(2);
    expect(await storedIds(server, 'returned')).toHaveLength(2);
  } finally {
    await browser.close();
  }
});

test('fault 21: a real quota used up: QUOTA is told, no apply is dropped, and all that was recorded is stored or counted', async ({page, context, server, quiet: _}) => {
  let down = true;
  await page.route(FEEDBACK, route => (down ? route.abort() : route.fallback()));
  // Before the database is opened: Chromium asks seldom how much room there is.
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', {origin: server.url, quotaSize: 150 * 1024});
  await openHost(page, server, 'quota');
  const before = [await apply(page), await apply(page)];
  const {durable, memory} = await page.evaluate(async () => {
    const counts = {durable: 0, memory: 0};
    // What repeats itself is packed: the disk would not fill.
    const padding = () => Array.from(crypto.getRandomValues(new Uint8Array(40)), byte => byte.toString(16)).join('');
    for (let each = 0; each < 1500 && counts.memory < 20; each++) {
      const id = padding();
      const receipt = await window.inkling.record({
        kind: 'impression', surface: 'campaign-list', placement: {slateId: crypto.randomUUID(), candidateId: id, position: 0}, candidate: {id, type: 'raise-budget', entity: {level: 'campaign', id: padding()}},
      });
      counts[receipt.durable ? 'durable' : 'memory']++;
    }
    return counts;
  });
  expect(memory).toBeGreaterThan(0);
  const after = [await apply(page), await apply(page)];
  expect(await told(page)).toContain('QUOTA');
  const {dropped, droppedKinds} = await outbox(page);
  expect(droppedKinds['apply'] ?? 0).toBe(0);
  down = false;
  await expect.poll(async () => (await flush(page)).left, {timeout: 60_000}).toBe(0);
  const stored = await storedIds(server, 'quota');
  expect(stored).toEqual(expect.arrayContaining([...before, ...after].map(({id}) => id)));
  expect(stored.length + dropped).toBe(durable + memory + 4);
  expect(new Set(stored).size).toBe(stored.length);
});

for (const [what, absent] of [
  ['is absent', () => Object.defineProperty(window, 'indexedDB', {value: undefined})],
  ['throws', () => { IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }; }],
  ['hangs', () => { IDBFactory.prototype.open = () => document.createElement('i') as unknown as IDBOpenDBRequest; }],
] as const) {
  test(`fault 22: IndexedDB ${what}: memory serves, IDB_OFF is told, and what happens arrives`, async ({page, server, quiet: _}) => {
    await page.addInitScript(absent);
    const user = `no-database-${what.replaceAll(' ', '-')}`;
    await openHost(page, server, user);
    expect(await storage(page)).toBe('memory');
    const {id, durable} = await apply(page);
    expect(durable).toBe(false);
    expect(await told(page)).toContain('IDB_OFF');
    await expectStored(server, user, [id]);
  });
}

test('fault 22: without IndexedDB, what waits leaves when the page does', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', {value: undefined}));
  await openHost(page, server, 'memory-left');
  const {id} = await apply(page);
  await page.goto('about:blank');
  await expectStored(server, 'memory-left', [id]);
});

test('fault 23: data cleared under an open page: the database is opened again, IDB_REOPENED is told, and the next apply is durable', async ({page, context, server, quiet: _}) => {
  await openHost(page, server, 'cleared');
  const before = await apply(page);
  await flush(page);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {origin: server.url, storageTypes: 'indexeddb'});
  const after = await apply(page);
  expect(after.durable).toBe(true);
  expect(await told(page)).toContain('IDB_REOPENED');
  await flush(page);
  await expectStored(server, 'cleared', [before.id, after.id]);
});

test('fault 24: a database whose files are spoilt between two runs of the browser: the next page starts anew and records durably', async ({server}) => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-profile-'));
  try {
    await withProfile(profile, async context => {
      const page = await context.newPage();
      await openHost(page, server, 'spoilt');
      expect((await apply(page)).durable).toBe(true);
      await flush(page);
    });
    const folder = join(profile, 'Default', 'IndexedDB');
    const [database = ''] = readdirSync(folder).filter(name => name.endsWith('.indexeddb.leveldb'));
    const files = readdirSync(join(folder, database)).filter(name => /^MANIFEST|\.log$|\.ldb$|^CURRENT$/.test(name));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      truncateSync(join(folder, database, name), 0);
      writeFileSync(join(folder, database, name), 'spoilt');
    }
    await withProfile(profile, async context => {
      const page = await context.newPage();
      await openHost(page, server, 'spoilt');
      expect(await storage(page)).toBe('disk');
      const {id, durable} = await apply(page);
      expect(durable).toBe(true);
      await flush(page);
      expect(await storedIds(server, 'spoilt')).toContain(id);
    });
  } finally {
    await rm(profile, {recursive: true, force: true});
  }
});

test('fault 54: on a plain-http page there are no Web Locks and no digests: INSECURE is told, and feedback is kept and sent', async ({server}) => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-profile-'));
  try {
    await withProfile(profile, async context => {
      const page = await context.newPage();
      await openHost(page, server, 'insecure', {}, `http://plain.example:${new URL(server.url).port}`);
      expect(await page.evaluate(() => [window.isSecureContext, 'subtle' in crypto, 'locks' in navigator])).toEqual([false, false, false]);
      // The server knows its own origin alone.
      await page.route(FEEDBACK, async route => {
        await route.fulfill({response: await route.fetch({url: `${server.url}/inkling/v1/feedback`, headers: {...route.request().headers(), origin: server.url}})});
      });
      const {id, durable} = await apply(page);
      expect(durable).toBe(true);
      await flush(page);
      expect(await told(page)).toEqual(expect.arrayContaining(['INSECURE', 'LOCKS_NONE']));
      await expectStored(server, 'insecure', [id]);
    }, {
      // The page itself is not from the network, and Chromium lets no such page ask this machine.
      args: ['--host-resolver-rules=MAP plain.example 127.0.0.1', '--disable-features=LocalNetworkAccessChecks'],
    });
  } finally {
    await rm(profile, {recursive: true, force: true});
  }
});

test('nothing of ours is in localStorage, sessionStorage or cookies', async ({page, server, quiet: _}) => {
  await openHost(page, server, 'elsewhere');
  await apply(page);
  await flush(page);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, '']);
});
