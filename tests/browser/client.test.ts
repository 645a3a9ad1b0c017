// Real IndexedDB, BroadcastChannel, Web Locks and page life; the network and the model are scripted.
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createInsights} from '../../src/client.js';
import {openDatabase, type StoreName} from '../../src/database.js';
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import {databaseName} from '../../src/keeper.js';
import type {RecordedInteraction, SlateItem} from '../../src/types.js';
import {scriptedServer, type ScriptedServer} from '../support/scripted-server.js';

const files = import.meta.glob<string>('../support/tiny-model/*.json', {query: '?raw', import: 'default', eager: true});
const all = {measurement: true, personalization: true};
const surface = 'campaign-list';
let server: ScriptedServer;
let clients: Insights[] = [];
let account: string;

beforeEach(() => {
  account = `act_${crypto.randomUUID()}`;
  server = scriptedServer(async name => new TextEncoder().encode(files[`../support/tiny-model/${name}`]));
  vi.stubGlobal('fetch', server.fetch);
});
afterEach(async () => {
  for (const client of clients) await client.forget().then(() => client.close());
  clients = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function aClient(options: Partial<InsightsOptions> = {}): Insights {
  const client = createInsights({account, endpoint: '/inkling/v1', consent: all, backend: 'linear', ...options});
  clients.push(client);
  return client;
}

/** What lies on disk, past every client. Null: there is no database. */
async function onDisk(): Promise<Record<'interactions' | 'tallies' | 'signals' | 'outbox' | 'notes', number> | null> {
  const name = databaseName(account, undefined);
  if (!(await indexedDB.databases()).some(database => database.name === name)) return null;
  const database = await openDatabase(name);
  const count = (store: StoreName) => database.transact([store], 'readonly', transaction => transaction.count(store));
  const counts = {interactions: await count('interactions'), tallies: await count('tallies'), signals: await count('signals'), outbox: await count('outbox'), notes: await count('notes')};
  database.close();
  return counts;
}

const down = () => { server.intercept = ({url}) => { if (url.endsWith('/feedback')) throw new TypeError('down'); return null; }; };
const on = (item: SlateItem | undefined) => ({placement: item?.placement, candidate: item?.candidate});

/** The transaction aborts, as Chromium does it when the quota is used up, at the first `put` into this store. */
function breakStore(store: StoreName) {
  const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as IDBObjectStore['put'];
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const request = real.call(this, value, key);
    if (this.name === store) this.transaction.abort();
    return request;
  });
}

describe('[F1] an interaction and its event are written together or not at all', () => {
  test('together', async () => {
    down();
    const client = aClient();
    expect(await client.record({kind: 'navigate', surface})).toMatchObject({durable: true});
    expect(await onDisk()).toMatchObject({interactions: 1, outbox: 1});
  });

  test.each(['outbox', 'interactions', 'tallies'] as const)('not at all where %s cannot be written; memory keeps both, and feedback is sent from there', async store => {
    down();
    const client = aClient();
    await client.inspect();
    const broken = breakStore(store);
    expect(await client.record({kind: 'open', surface})).toMatchObject({durable: false, reason: 'no-storage'});
    broken.mockRestore();
    expect(await onDisk()).toMatchObject({interactions: 0, tallies: 0, outbox: 0});
    expect((await client.inspect()).outbox.waiting).toBe(1);
    server.intercept = () => null;
    expect((await client.flush()).left).toBe(0);
    expect(server.events()).toMatchObject([{data: {kind: 'open'}}]);
  });
});

test('[P1] [F9] a goal that was chosen is there for the next page, where personalization is allowed; not for another user, nor once it is forbidden', async () => {
  const reach = {results: 0, cost: 0, reach: 1, effort: 0};
  const chosenBy = async (options: Partial<InsightsOptions> = {}) => {
    const client = aClient(options);
    const {policy} = await client.suggest({surface});
    await client.close();
    return [client.goal.chosen, policy.goal.reach];
  };
  const before = aClient();
  before.chooseGoal(reach);
  await before.suggest({surface});
  await before.close();
  expect(await chosenBy()).toEqual([true, 1]);
  expect(await chosenBy({user: 'another'})).toEqual([false, 0.3]);
  expect(localStorage.length).toBe(0);
  expect(await chosenBy({consent: {measurement: true, personalization: false}})).toEqual([false, 0.3]);
  expect(await chosenBy()).toEqual([false, 0.3]);
});

test('what was recorded is there for the next page: hidden cards, history, visit, device, what waits', async () => {
  down();
  const before = aClient();
  const slate = await before.suggest({surface});
  const dismissed = slate.items[0];
  await before.record({kind: 'impression', ...on(slate.items[1])});
  await before.record({kind: 'dismiss', reason: 'not-relevant', ...on(dismissed)});
  await before.observe([{namespace: 'campaign', name: 'limited', value: true}]);
  const {interactions} = await before.inspect();
  await before.close();

  server.intercept = () => null;
  const after = aClient();
  const again = await after.suggest({surface});
  expect(again.withheld).toEqual([{candidateId: dismissed?.candidate.id, reason: 'dismissed'}]);
  expect(again.items.find(item => item.candidate.id === slate.items[1]?.candidate.id)?.pinned).toBe(true);
  const inspection = await after.inspect();
  expect(inspection.interactions).toEqual(interactions);
  expect(inspection.signals).toMatchObject([{name: 'limited', value: true}]);
  await after.record({kind: 'navigate', surface});
  await after.flush();
  expect(new Set(server.events().map(event => event.source)).size).toBe(1);
  expect(new Set(server.events().map(event => event.data.visit)).size).toBe(1);
  expect(server.events().map(event => event.type === 'inkling.interaction.v1' && event.data.kind).filter(Boolean).sort()).toEqual(['dismiss', 'impression', 'navigate']);
});

test('where IndexedDB is missing, throws or is full, everything works in memory', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => { throw new DOMException('denied', 'SecurityError'); });
  const client = aClient();
  const slate = await client.suggest({surface});
  expect(slate.items).toHaveLength(6);
  expect(await client.record({kind: 'dismiss', ...on(slate.items[0])})).toMatchObject({durable: false, reason: 'no-storage'});
  expect(client.status).toMatchObject({storage: 'memory', reason: 'no-storage'});
  expect((await client.suggest({surface})).items).toHaveLength(5);
  expect((await client.flush()).left).toBe(0);
  expect(server.events().length).toBe(3);
});

test('a full disk makes room by dropping the oldest impressions, and the apply is durable', async () => {
  down();
  const client = aClient();
  for (const item of (await client.suggest({surface})).items) await client.record({kind: 'impression', ...on(item)});
  // Six impressions and the list, or two lists where a better one came meanwhile.
  const waiting = async () => (await client.inspect()).outbox.waiting;
  await expect.poll(waiting).toBeGreaterThanOrEqual(7);
  const before = await waiting();
  let full = true;
  const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')?.value as IDBObjectStore['put'];
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    const request = real.call(this, value, key);
    if (this.name === 'interactions' && full) {
      full = false;
      Object.defineProperty(this.transaction, 'error', {value: new DOMException('full', 'QuotaExceededError')});
      this.transaction.abort();
    }
    return request;
  });
  expect(await client.record({kind: 'apply', surface})).toMatchObject({durable: true});
  expect((await client.inspect()).outbox).toMatchObject({waiting: 1, dropped: before});
});

test.each([undefined, {measurement: false, personalization: false}])('[F9] without consent (%j) no database is made', async consent => {
  const client = aClient({consent});
  const slate = await client.suggest({surface});
  await client.record({kind: 'dismiss', ...on(slate.items[0])});
  await client.observe([{namespace: 'account', name: 'x', value: 1}]);
  await client.flush();
  expect(await onDisk()).toBeNull();
  expect(server.to('/feedback')).toEqual([]);
  expect((await client.suggest({surface})).items).toHaveLength(5);
});

test('[F9] with measurement alone, events are on disk and history is not; with personalization alone the reverse', async () => {
  down();
  const measured = aClient({consent: {measurement: true, personalization: false}});
  await measured.record({kind: 'open', surface});
  expect(await onDisk()).toMatchObject({interactions: 0, tallies: 0, outbox: 1});
  await measured.setConsent({measurement: false, personalization: true});
  await measured.record({kind: 'open', surface});
  expect(await onDisk()).toMatchObject({interactions: 1, outbox: 0});
  expect((await measured.inspect()).outbox).toMatchObject({waiting: 0, wiped: 1});
});

test('[F9] consent withdrawn deletes the database; what this page knows ends with it', async () => {
  down();
  const client = aClient();
  await client.record({kind: 'open', surface});
  await client.setConsent({measurement: false, personalization: false});
  expect(await onDisk()).toBeNull();
  expect(client.status).toMatchObject({feedback: 'off', storage: 'memory'});
});

test('[F9] forget deletes the database, here and in the other tabs\' memory', async () => {
  down();
  const [here, there] = [aClient(), aClient()];
  const heard = new Promise(resolve => there.addEventListener('interaction', resolve));
  const slate = await here.suggest({surface});
  await here.record({kind: 'dismiss', ...on(slate.items[0])});
  await heard;
  await here.forget();
  expect(await onDisk()).toBeNull();
  await expect.poll(async () => (await there.suggest({surface})).items.length).toBe(6);
  server.intercept = () => null;
  await Promise.all([here.flush(), there.flush()]);
  expect(server.events().some(event => event.type === 'inkling.interaction.v1')).toBe(false);
});

test('[W10] what is dismissed in one tab is gone in the other, and both remember', async () => {
  const [one, other] = [aClient(), aClient()];
  const heard = new Promise<RecordedInteraction>(resolve => other.addEventListener('interaction', event => resolve(event.detail)));
  const slate = await one.suggest({surface});
  await one.record({kind: 'dismiss', ...on(slate.items[0])});
  expect((await heard).candidate?.id).toBe(slate.items[0]?.candidate.id);
  expect((await other.suggest({surface})).withheld).toHaveLength(1);
  await other.record({kind: 'open', ...on(slate.items[1])});
  expect(await onDisk()).toMatchObject({interactions: 2});
});

test('[F4] two tabs that flush at once send every event once', async () => {
  const [one, other] = [aClient(), aClient()];
  await Promise.all(Array.from({length: 40}, (_, index) => (index % 2 ? one : other).record({kind: 'navigate', surface})));
  await Promise.all([one.flush(), other.flush()]);
  await expect.poll(() => server.stored.size).toBe(40);
  const sent = server.to('/feedback').flatMap(({body}) => JSON.parse(body) as {id: string}[]);
  expect(sent.length).toBe(40);
});

test('[F3] when the page hides, what waits has left before the handler returns, and when it goes it is not sent again', async () => {
  const fetch = vi.fn(server.fetch);
  vi.stubGlobal('fetch', fetch);
  const client = aClient();
  await client.flush();
  await client.record({kind: 'apply', surface});
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(fetch.mock.lastCall).toMatchObject([`${location.origin}/inkling/v1/feedback`, {keepalive: true, method: 'POST'}]);
  window.dispatchEvent(new PageTransitionEvent('pagehide'));
  expect(fetch).toHaveBeenCalledTimes(1);
  await expect.poll(async () => (await client.inspect()).outbox).toMatchObject({waiting: 0, accepted: 1});
});

test('a click just before the page goes is on disk when it comes back', async () => {
  // A real page of its own, really reloaded: nothing of it lives on but what it wrote. (vitest wraps every `import()` and wants its runner there.)
  const page = document.createElement('iframe');
  const said = () => new Promise<{receipt: {durable: boolean}; interactions: number}>(resolve => window.addEventListener('message', event => resolve(event.data), {once: true}));
  page.srcdoc = `<script>window.__vitest_browser_runner__ = {wrapDynamicImport: load => load()}</script><script type="module">
    import {createInsights} from '/src/client.ts';
    const client = createInsights({account: '${account}', endpoint: '/nowhere', consent: {measurement: true, personalization: true}, backend: 'none'});
    const receipt = await client.record({kind: 'apply', surface: 'campaign-list'});
    const {interactions} = await client.inspect();
    parent.postMessage({receipt, interactions: interactions.length}, '*');
  </script>`;
  const first = said();
  document.body.append(page);
  expect(await first).toEqual({receipt: expect.objectContaining({durable: true}) as unknown, interactions: 1});
  const second = said();
  page.contentWindow?.location.reload();
  expect(await second).toMatchObject({interactions: 2});
  page.remove();
  expect(await onDisk()).toMatchObject({interactions: 2, outbox: 2});
  aClient();
});
