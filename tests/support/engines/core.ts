/** The e2e core: what Inkling must do in every engine, as plain steps on a `Tab`. Each gives what docs/browsers.md says of it. */
import {expect} from '@playwright/test';
import type {Candidate, Slate} from '../../../src/types.js';
import type {ServedData} from '../../../src/wire-types.js';
import type {DemoServer} from '../demo-server.js';
import {budgetOf, campaigns, click, edited, flush, focus, lastSlate, letGo, look, openDemo, rowsOf, seen, stored, type Sight} from './demo-page.js';
import type {Browser, Engine, Tab} from './driver.js';
import {hostClient} from './host-client.js';

export interface Stage {
  readonly engine: Engine;
  readonly browser: Browser;
  readonly tab: Tab;
  readonly server: DemoServer;
  /** Of this step alone: the server's store is shared. */
  readonly user: string;
}

export type Step = (stage: Stage) => Promise<string>;

/** As `GOLDEN_TOLERANCE` of src/ranker. */
const GOLDEN_TOLERANCE = 1e-4;
/** What a visit asks of the demo, beside its user. */
const query = ({engine, user}: Stage, more: Record<string, string> = {}) => ({user, ...(engine.forced ? {backend: engine.tier} : {}), ...more});

const listAndTier: Step = async stage => {
  const {engine, tab, server} = stage;
  const status = await openDemo(tab, server, query(stage));
  expect(status).toMatchObject({state: 'ready', backend: engine.tier, reason: null, storage: 'disk', feedback: 'on'});
  await expect.poll(async () => (await lastSlate(tab))?.tier, {timeout: 120_000}).toBe(engine.tier);
  return `yes, \`${engine.tier}\``;
};

const golden: Step = async ({engine, tab, server}) => {
  const found = await hostClient(tab, server, {user: 'golden', ...(engine.forced ? {backend: engine.tier} : {})});
  expect(found).toMatchObject({backend: engine.tier, tier: engine.tier, reason: null});
  expect(found.shown).toBeGreaterThan(3);
  const difference = found.goldenDifference ?? NaN;
  expect(difference).toBeLessThanOrEqual(GOLDEN_TOLERANCE);
  return difference === 0 ? 'yes, to the last bit' : `yes, within ${difference.toExponential(0)}`;
};

/** The first account of which some candidate passes, and what passes. */
async function accountOf<Found>(server: DemoServer, find: (candidates: readonly Candidate[]) => Found | undefined): Promise<{account: string; found: Found}> {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  for (const {id} of accounts) {
    const answer = await fetch(`${server.url}/inkling/v1/candidates`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: id, queries: [{surface: 'campaign-list'}]})});
    const {lists} = await answer.json() as {lists: {candidates: Candidate[]}[]};
    const found = find(lists[0]?.candidates ?? []);
    if (found !== undefined) return {account: id, found};
  }
  throw new Error('No account of the demo world has what is looked for.');
}

const order = (slate: Slate | undefined, without: readonly string[]) => slate?.items.map(({candidate}) => candidate.id).filter(id => !without.includes(id)) ?? [];
const meanApply = (slate: Slate | undefined, ids: readonly string[]) => slate?.items.filter(({candidate}) => ids.includes(candidate.id)).reduce((sum, {scores}) => sum + (scores?.apply ?? NaN), 0) ?? NaN;

const reordersAfterBehaviour: Step = async stage => {
  const {engine, tab, server} = stage;
  const {account, found: ofType} = await accountOf(server, candidates => candidates
    .map(({type}) => candidates.filter(other => other.type === type).map(({id}) => id)).find(({length}) => length >= 3));
  await openDemo(tab, server, query(stage, {account, temperature: '0'}));
  await expect.poll(async () => (await lastSlate(tab))?.tier, {timeout: 120_000}).toBe(engine.tier);
  await expect.poll(async () => (await seen(tab)).length).toBeGreaterThan(1);
  const before = await lastSlate(tab);
  const [sawThen, then] = [await seen(tab), await look(tab)];
  const gone = ofType.slice(0, 2);
  const others = ofType.slice(2);
  await tab.evaluate(async ids => {
    const items = (await window.inkling.inspect()).slates.findLast(({surface}) => surface === 'campaign-list')?.items ?? [];
    for (const {candidate, placement} of items) if (ids.includes(candidate.id)) await window.inkling.record({kind: 'dismiss', reason: 'not-relevant', surface: 'campaign-list', placement, candidate});
  }, gone);
  await expect.poll(async () => (await look(tab)).cards.some(({id}) => gone.includes(id))).toBe(false);
  await edited(tab, (await campaigns(tab)).at(-1) ?? '', 0);
  const after = await lastSlate(tab);
  expect(after?.tier).toBe(engine.tier);
  expect(meanApply(after, others), 'two dismissals of a type speak against the others of it').toBeLessThan(meanApply(before, others));
  expect(order(after, gone)).not.toEqual(order(before, gone));
  const shown = ({cards}: Sight) => cards.map(({id}) => id).filter(id => sawThen.includes(id) && !gone.includes(id));
  expect(shown(await look(tab)), 'what was seen keeps its places').toEqual(shown(then));
  return 'yes';
};

const dismisses: Step = async stage => {
  const {browser, tab, server, user} = stage;
  await openDemo(tab, server, query(stage, {backend: 'linear'}));
  const other = await browser.tab();
  await openDemo(other, server, query(stage, {backend: 'linear'}));
  // What chance puts last in one tab may be beyond what the other shows.
  let id = '';
  await expect.poll(async () => {
    const others = (await look(other)).cards.map(card => card.id);
    id = (await look(tab)).cards.find(card => others.includes(card.id))?.id ?? '';
    return id;
  }).not.toBe('');
  const there = async (of: Tab) => (await look(of)).cards.some(card => card.id === id && card.state !== 'dismissed');
  expect(await there(other)).toBe(true);
  await tab.toFront();
  await click(tab, id, 'More actions');
  await click(tab, id, 'Not relevant to me');
  await expect.poll(() => there(tab)).toBe(false);
  await other.toFront();
  await expect.poll(() => there(other)).toBe(false);
  await other.close();
  const rows = await stored(tab, server, user, ['dismiss']);
  expect(rows.filter(({kind}) => kind === 'dismiss')).toEqual([expect.objectContaining({candidateId: id, data: expect.objectContaining({reason: 'not-relevant'})})]);
  return 'yes';
};

const appliesAndUndoes: Step = async stage => {
  const {tab, server, user} = stage;
  const {account, found} = await accountOf(server, candidates => candidates.slice(0, 5).find(({change, entity}) => change?.field === 'dailyBudget' && entity.level === 'campaign'));
  // The server's order is the one that the card was looked for in.
  await openDemo(tab, server, {user, account, backend: 'none'});
  const budget = () => budgetOf(tab, found.entity.id);
  const before = await budget();
  await click(tab, found.id, 'Apply');
  await expect.poll(budget).not.toBe(before);
  await click(tab, found.id, 'Undo*');
  await expect.poll(budget).toBe(before);
  await stored(tab, server, user, ['apply', 'applied', 'undo']);
  return 'yes';
};

const feedbackIsStored: Step = async stage => {
  const {engine, tab, server, user} = stage;
  await openDemo(tab, server, query(stage));
  await expect.poll(async () => (await lastSlate(tab))?.tier, {timeout: 120_000}).toBe(engine.tier);
  await click(tab, 0, 'Details');
  await click(tab, 0, 'Apply*');
  const rows = await stored(tab, server, user, ['served', 'impression', 'open', 'apply', 'applied']);
  const acted = rows.find(({kind}) => kind === 'apply');
  const data = rows.find(({kind, slateId}) => kind === 'served' && slateId === acted?.slateId)?.data as ServedData | undefined;
  expect(data?.backend).toBe(engine.tier);
  expect(data?.candidateIds).toContain(acted?.candidateId);
  expect(data?.scores?.[0]?.length).toBe(data?.candidateIds.length);
  expect(data?.logPropensities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(data?.logPropensity ?? NaN, 9);
  expect(new Set(rows.map(({id}) => id)).size).toBe(rows.length);
  return 'yes';
};

/** One open of the nth card; its event's id. */
async function open(tab: Tab, nth: number): Promise<string> {
  await click(tab, nth, 'Details');
  const opened = () => tab.evaluate(async () => (await window.inkling.inspect()).interactions.filter(({kind}) => kind === 'open').map(({id}) => id));
  await expect.poll(async () => (await opened()).length).toBe(nth + 1);
  return (await opened())[nth] ?? '';
}

const worksOffline: Step = async stage => {
  const {tab, server, user} = stage;
  await openDemo(tab, server, query(stage, {backend: 'linear'}));
  await flush(tab);
  const waiting = () => tab.evaluate(async () => (await window.inkling.inspect()).outbox.waiting);
  const arrived = async (id: string) => (await rowsOf(server, user)).filter(row => row.id === id).length;
  await server.down('SIGKILL');
  const first = await open(tab, 0);
  await flush(tab);
  expect(await waiting()).toBeGreaterThan(0);
  expect((await look(tab)).cards.length).toBeGreaterThan(3);
  await server.up();
  await expect.poll(async () => { await flush(tab); return arrived(first); }, {timeout: 40_000}).toBe(1);

  await server.fault({feedback: 'down'});
  try {
    const second = await open(tab, 1);
    await flush(tab);
    await openDemo(tab, server, query(stage, {backend: 'linear'}));
    expect(await waiting()).toBeGreaterThan(0);
    expect(await arrived(second)).toBe(0);
    await server.fault({feedback: 'ok'});
    await expect.poll(async () => { await flush(tab); return arrived(second); }, {timeout: 40_000}).toBe(1);
  } finally {
    await server.fault({feedback: 'ok'});
  }
  return 'yes';
};

const withoutWorker: Step = async ({tab, server}) => {
  expect(await hostClient(tab, server, {user: 'no-worker'}, 'worker-src \'none\'')).toMatchObject({backend: 'linear', tier: 'linear', reason: 'worker-failed'});
  return 'yes, `linear`';
};

const withoutWasm: Step = async ({tab, server, user}) => {
  const status = await openDemo(tab, server, {user, csp: 'no-wasm'});
  expect(status).toMatchObject({backend: 'linear', reason: 'no-wasm'});
  expect((await lastSlate(tab))?.tier).toBe('linear');
  return 'yes, `linear`';
};

const withoutModel: Step = async ({tab, server}) => {
  const nowhere = {name: 'inkling-ranker', version: 3, manifest: `/models/manifest-${'0'.repeat(64)}.json`};
  const found = await hostClient(tab, server, {user: 'no-model', model: nowhere});
  expect(found).toMatchObject({backend: 'none', tier: 'none'});
  expect(found.shown).toBeGreaterThan(3);
  return 'yes, `none`';
};

/** A visit with re-ranking on. */
async function steady(stage: Stage, withMoveBefore: boolean): Promise<string> {
  const {engine, tab, server} = stage;
  // On a GPU in software each turn takes seconds, and what moves on screen does not know who ordered it.
  const turns = engine.tier === 'webgpu' ? 10 : 20;
  await openDemo(tab, server, query(stage));
  await expect.poll(async () => (await lastSlate(tab))?.tier, {timeout: 120_000}).toBe(engine.tier);
  if (!withMoveBefore) await tab.evaluate(() => { delete (Element.prototype as {moveBefore?: unknown}).moveBefore; });
  expect(await tab.evaluate(() => 'moveBefore' in Element.prototype)).toBe(withMoveBefore);
  const rows = await campaigns(tab);
  await expect.poll(async () => (await seen(tab)).length).toBeGreaterThan(1);
  const orders = new Set<string>();
  let compared = 0;
  for (let turn = 0; turn < turns; turn++) {
    if (turn % 5 === 0) await focus(tab, turn / 5 % 3);
    // Nothing is held between: the list may move.
    else if (turn % 5 === 3) await letGo(tab);
    const [before, had] = [await look(tab), await seen(tab)];
    expect(before.held === null, `turn ${turn}`).toBe(turn % 5 >= 3);
    await edited(tab, rows[turn % rows.length] ?? '', turn);
    const after = await look(tab);
    expect(after.held, `turn ${turn}: the focus`).toBe(before.held);
    for (const was of before.cards.filter(({id}) => had.includes(id))) {
      compared++;
      expect(after.cards.find(({id}) => id === was.id), `turn ${turn}: a card that was seen`).toEqual(was);
    }
    orders.add(order(await lastSlate(tab), []).join());
  }
  expect(compared).toBeGreaterThan(turns);
  expect(orders.size, 'there was something to move').toBeGreaterThan(turns / 10);
  return `yes, ${compared} boxes`;
}

const staysPut: Step = async stage => {
  const has = await stage.tab.evaluate(() => 'moveBefore' in Element.prototype);
  return has ? steady(stage, true) : 'without it: see below';
};

const staysPutWithout: Step = stage => steady(stage, false);

const forgets: Step = async ({tab, server, user}) => {
  await hostClient(tab, server, {user, backend: 'none'});
  const databases = () => tab.evaluate(async () => (await indexedDB.databases()).map(({name}) => name));
  await tab.evaluate(async () => { await window.inkling.record({kind: 'search', surface: 'campaign-list'}); });
  expect(await databases()).toContain(`inkling:act_host:${user}`);
  await tab.evaluate(async () => window.inkling.forget());
  await expect.poll(databases).not.toContain(`inkling:act_host:${user}`);
  await hostClient(tab, server, {user, backend: 'none'});
  expect(await tab.evaluate(async () => (await window.inkling.inspect()).interactions)).toEqual([]);
  return 'yes';
};

/** @param leave the tab, right after a click on `Details` */
async function leaving({browser, server, user}: Stage, leave: (tab: Tab) => Promise<void>): Promise<string> {
  const tab = await browser.tab();
  await openDemo(tab, server, {user, backend: 'linear'});
  await flush(tab);
  await click(tab, 0, 'Details');
  await leave(tab);
  const opens = async () => (await rowsOf(server, user)).filter(({kind}) => kind === 'open').length;
  const asItGoes = await expect.poll(opens, {timeout: 4000}).toBe(1).then(() => true, () => false);
  const next = await browser.tab();
  await openDemo(next, server, {user, backend: 'linear'});
  await expect.poll(async () => { await flush(next); return opens(); }, {timeout: 30_000}).toBe(1);
  await next.close();
  return asItGoes ? 'yes, as it goes' : 'yes, on the next visit';
}

const closed: Step = stage => leaving(stage, tab => tab.close());

const left: Step = stage => leaving(stage, async tab => {
  await tab.goto('about:blank');
  await tab.close();
});

/** In the order of docs/browsers.md. */
export const STEPS: Readonly<Record<string, Step>> = {
  'A list, ordered by the best tier': listAndTier,
  'Golden lists, on this device': golden,
  'Behaviour changes the order': reordersAfterBehaviour,
  'Dismiss, here and in another tab': dismisses,
  'Apply and undo': appliesAndUndoes,
  'Feedback at the server': feedbackIsStored,
  'Offline: kept, then delivered': worksOffline,
  'No worker allowed': withoutWorker,
  'No WASM allowed': withoutWasm,
  'No model to be had': withoutModel,
  'Re-ranks: focus and seen cards unmoved': staysPut,
  'The same without `moveBefore`': staysPutWithout,
  '`forget()` deletes': forgets,
  'Page left right after a click': left,
  'Tab closed right after a click': closed,
};
