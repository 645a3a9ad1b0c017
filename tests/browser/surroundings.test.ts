// What the page around does to Inkling: accounts that change in the middle of anything, elements that come and go, other copies, messages from strangers.
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createInsights} from '../../src/client.js';
import {openDatabase} from '../../src/database.js';
import type {Insights, InsightsOptions, LogRecord} from '../../src/insights-types.js';
import {databaseName} from '../../src/keeper.js';
import type * as Surroundings from '../../src/surroundings.js';
import '../../widgets/define.js';
import type {InklingCard, InklingPanel, InklingProvider} from '../../widgets/index.js';
import {aCandidate, scriptedServer, MODEL, type ScriptedServer} from '../support/scripted-server.js';

const files = import.meta.glob<string>('../support/tiny-model/*.json', {query: '?raw', import: 'default', eager: true});
const surface = 'campaign-list';
const CONSENT = {measurement: true, personalization: true};
let server: ScriptedServer;
let clients: Insights[] = [];
const uncaught: string[] = [];
const hear = (event: ErrorEvent | PromiseRejectionEvent) => uncaught.push('message' in event ? event.message : String(event.reason));

beforeEach(() => {
  server = scriptedServer(async name => new TextEncoder().encode(files[`../support/tiny-model/${name}`]));
  vi.stubGlobal('fetch', server.fetch);
  uncaught.length = 0;
  window.addEventListener('error', hear);
  window.addEventListener('unhandledrejection', hear);
});
afterEach(async () => {
  window.removeEventListener('error', hear);
  window.removeEventListener('unhandledrejection', hear);
  document.querySelectorAll('inkling-provider, iframe').forEach(element => element.remove());
  for (const client of clients) await client.forget().then(() => client.close());
  clients = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function aClient(options: Partial<InsightsOptions> = {}): Insights {
  const client = createInsights({account: `act_${crypto.randomUUID()}`, endpoint: '/inkling/v1', consent: CONSENT, backend: 'linear', ...options});
  clients.push(client);
  return client;
}

const soon = (ms = 0) => new Promise(resolve => setTimeout(resolve, ms));

/** Mulberry32: the same moments each time. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('fault 49: an account switched 200 times in the middle of anything: nothing of one is sent, kept or shown under the other', async () => {
  const random = seeded(49);
  const accounts = [`a-${crypto.randomUUID()}`, `b-${crypto.randomUUID()}`];
  const [late, order] = [() => soon(random() * 8), accounts];
  server.intercept = async ({url, body}) => {
    await late();
    if (!url.endsWith('/candidates')) return null;
    const {account, queries} = JSON.parse(body) as {account: string; queries: {surface: string}[]};
    return Response.json({lists: queries.map(query => ({...query, candidates: Array.from({length: 4}, (_, index) => aCandidate(`${account}~${index}`))})), model: MODEL});
  };
  const [provider, panel] = [document.createElement('inkling-provider'), document.createElement('inkling-panel')] as [InklingProvider, InklingPanel];
  Object.assign(provider, {endpoint: '/inkling/v1', backend: 'linear', consent: CONSENT, token: async () => `token of ${provider.account}`});
  provider.append(panel);
  document.body.append(provider);
  for (let turn = 0; turn < 200; turn++) {
    provider.account = order[turn % 2];
    await soon(random() * 6);
    const standing = () => [...(panel.shadowRoot?.querySelectorAll('li > inkling-card') ?? [])] as InklingCard[];
    // Now and then the cards stand before the next switch.
    if (turn % 20 < 2) await vi.waitFor(() => expect(standing().some(card => card.item?.candidate.id.startsWith(`${provider.account}~`))).toBe(true), {timeout: 5000});
    const cards = standing();
    const card = cards[Math.floor(random() * cards.length)];
    const shown = card?.item?.candidate.id;
    if (shown && provider.isConnected && panel.slate) expect(shown.split('~')[0]).toBe(panel.slate.items[0]?.candidate.id.split('~')[0]);
    [...(card?.shadowRoot?.querySelectorAll('button') ?? [])].find(button => button.textContent?.includes('Details'))?.click();
    void provider.client?.record({kind: 'navigate', surface});
    if (random() < 0.4) void provider.client?.flush();
  }
  provider.remove();
  await soon();
  for (const account of accounts) await aClient({account}).flush();
  const events = server.events();
  expect(new Set(events.map(({source}) => decodeURIComponent(source.split('/')[2] ?? '')))).toEqual(new Set(accounts));
  for (const event of events) {
    const owner = decodeURIComponent(event.source.split('/')[2] ?? '');
    const named = event.type === 'inkling.slate.served.v1' ? event.data.candidateIds : event.type === 'inkling.interaction.v1' && event.data.placement ? [event.data.placement.candidateId] : [];
    expect(named.filter(id => !id.startsWith(`${owner}~`)), `${event.type} of ${owner}`).toEqual([]);
  }
  const onCards = events.filter(({type, data}) => type === 'inkling.interaction.v1' && 'placement' in data);
  expect(new Set(onCards.map(({source}) => source.split('/')[2])).size, 'accounts whose cards were opened').toBe(2);
  // Neither does what is sent for one go out with the other's token.
  for (const {headers, body} of server.to('/feedback')) {
    const bearer = headers.get('authorization')?.replace('Bearer token of ', '') ?? (JSON.parse(body) as {token?: string}).token?.replace('token of ', '');
    if (bearer && bearer !== 'undefined') expect(body).toContain(`/accounts/${encodeURIComponent(bearer)}/`);
  }
  for (const account of accounts) {
    const database = await openDatabase(databaseName(account, undefined));
    const kept = await database.transact(['interactions'], 'readonly', transaction => transaction.entries('interactions'));
    database.close();
    expect(kept.filter(([, {candidate}]) => candidate && !candidate.id.startsWith(`${account}~`))).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
  }
  expect(uncaught).toEqual([]);
});

test('fault 50: all tabs forget at once, and what any of them had begun is neither kept nor sent', async () => {
  const random = seeded(50);
  const account = `act_${crypto.randomUUID()}`;
  const tabs = [aClient({account}), aClient({account}), aClient({account})];
  for (const tab of tabs) await tab.suggest({surface});
  server.intercept = async ({url}) => {
    await soon(random() * 10);
    if (url.endsWith('/feedback') && random() < 0.5) throw new TypeError('cut off');
    return null;
  };
  for (let turn = 0; turn < 20; turn++) {
    const before: Promise<unknown>[] = [];
    for (const tab of tabs) {
      before.push(tab.record({kind: 'open', surface}), tab.suggest({surface}).catch(() => undefined));
      if (random() < 0.5) before.push(tab.flush());
    }
    await soon(random() * 6);
    const begun = performance.now();
    await tabs[turn % 3]?.forget();
    expect(performance.now() - begun).toBeLessThan(1000);
    await Promise.all(before);
    const marker = server.requests.length;
    for (const tab of tabs) await tab.flush();
    const late = server.requests.slice(marker).filter(({url}) => url.endsWith('/feedback')).flatMap(({body}) => JSON.parse(body) as {type: string}[]);
    expect(late.filter(({type}) => type === 'inkling.interaction.v1')).toEqual([]);
  }
  for (const tab of tabs) expect((await tab.inspect()).interactions).toEqual([]);
  expect(uncaught).toEqual([]);
});

test('fault 48: a provider that comes and goes 1,000 times leaves no listener, no channel and no uncaught error', async () => {
  const live = {channels: 0};
  const listeners = new Map<unknown, Set<string>>();
  type Given = Parameters<EventTarget['addEventListener']>;
  const names = ([type, , options]: Given) => `${type} ${typeof options === 'object' ? options.capture ?? false : options ?? false}`;
  const count = (target: EventTarget) => {
    vi.spyOn(target, 'addEventListener').mockImplementation((...given: Given) => {
      listeners.set(given[1], (listeners.get(given[1]) ?? new Set()).add(names(given)));
      EventTarget.prototype.addEventListener.apply(target, given);
    });
    vi.spyOn(target, 'removeEventListener').mockImplementation((...given: Given) => {
      listeners.get(given[1])?.delete(names(given));
      EventTarget.prototype.removeEventListener.apply(target, given);
    });
  };
  const counted = () => [...listeners.values()].reduce((sum, {size}) => sum + size, 0);
  const Channel = BroadcastChannel;
  vi.stubGlobal('BroadcastChannel', class extends Channel {
    constructor(name: string) { super(name); live.channels++; }
    override close(): void { super.close(); live.channels--; }
  });
  count(window);
  count(document);
  const provider = document.createElement('inkling-provider');
  Object.assign(provider, {account: `act_${crypto.randomUUID()}`, endpoint: '/inkling/v1', backend: 'linear'});
  provider.append(document.createElement('inkling-panel'));
  const cycle = async (times: number) => {
    for (let turn = 0; turn < times; turn++) {
      document.body.append(provider);
      if (turn % 10 === 0) await soon();
      provider.remove();
      if (turn % 3 !== 0) await Promise.resolve();
    }
    await soon(50);
    return {...live, listeners: counted()};
  };
  const after = await cycle(20);
  expect(await cycle(1000)).toEqual(after);
  expect(live.channels).toBe(0);
  expect(uncaught).toEqual([]);
});

test('fault 48: a second copy defines nothing anew and throws nothing; the log says DUP_SDK', async () => {
  const defined = ['inkling-provider', 'inkling-panel', 'inkling-card'].map(name => customElements.get(name));
  await import(/* @vite-ignore */ `${new URL('../../widgets/define.ts', import.meta.url).pathname}?copy=2`);
  expect(['inkling-provider', 'inkling-panel', 'inkling-card'].map(name => customElements.get(name))).toEqual(defined);
  const told: string[] = [];
  const log = Object.assign((code: string) => void told.push(code), {flush: () => undefined});
  const path = new URL('../../src/surroundings.ts', import.meta.url).pathname;
  for (const copy of [1, 2]) {
    const {tellSurroundings} = await import(/* @vite-ignore */ `${path}?copy=${copy}`) as typeof Surroundings;
    tellSurroundings(log, 'owner');
  }
  expect(told.filter(code => code === 'DUP_SDK')).toHaveLength(1);
});

test('fault 52: what a foreign frame posts, and what no tab of ours says, is ignored', async () => {
  const records: LogRecord[] = [];
  const account = `act_${crypto.randomUUID()}`;
  const client = aClient({account, onLog: record => void records.push(record)});
  await client.suggest({surface});
  await client.record({kind: 'open', surface});
  const {interactions, signals} = await client.inspect();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.srcdoc = `<script>
    for (const path of [['forget'], ['rank'], ['__proto__', 'x'], ['constructor', 'prototype', 'x'], []]) for (const type of ['GET', 'SET', 'APPLY', 'CONSTRUCT', 'ENDPOINT', 'RELEASE']) {
      const {port1} = new MessageChannel();
      parent.postMessage({id: '1', type, path, argumentList: [], value: {type: 'RAW', value: 'x'}}, '*', [port1]);
      parent.postMessage({inkling: 'ready'}, '*');
      parent.postMessage({kind: 'forgotten'}, '*');
    }
    try { new BroadcastChannel('${databaseName(account, undefined)}').postMessage({kind: 'forgotten'}); } catch {}
    parent.postMessage('done', '*');
  </script>`;
  const done = new Promise<void>(resolve => window.addEventListener('message', ({data}) => { if (data === 'done') resolve(); }));
  document.body.append(frame);
  await done;
  const channel = new BroadcastChannel(databaseName(account, undefined));
  const recorded = {kind: 'dismiss', id: 'x', at: Date.now(), visit: 'v', candidate: {id: 'c0', type: 't', entity: {level: 'planet', id: '1'}}};
  for (const forged of [null, 1, 'forgotten', [], {kind: 'nothing'}, {kind: 'interaction'}, {kind: 'interaction', recorded: null}, {kind: 'interaction', recorded}, {kind: 'interaction', recorded: {...recorded, at: NaN}}, {kind: 'signals', signals: 'all'}, {kind: 'goal', goal: {results: 'much'}}]) channel.postMessage(forged);
  channel.close();
  await vi.waitFor(() => expect(records.map(({code}) => code)).toContain('MSG_DENIED'));
  await soon(20);
  const after = await client.inspect();
  expect({interactions: after.interactions, signals: after.signals}).toEqual({interactions, signals});
  expect((await client.suggest({surface})).items).toHaveLength(6);
  expect({}).not.toHaveProperty('x');
  expect(uncaught).toEqual([]);
});
