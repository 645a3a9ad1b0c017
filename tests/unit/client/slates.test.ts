// The worker's link is scripted, so that each answer comes when the test says; the ranker itself is for tests/browser.
import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {checkCandidates} from '../../../src/candidates.js';
import {DEFAULT_GOAL} from '../../../src/door.js';
import {readSchema} from '../../../src/features/schema.js';
import {createIds} from '../../../src/ids.js';
import {createKeeper, type Keeper} from '../../../src/keeper.js';
import {createOrdering, type Ordering} from '../../../src/ordering.js';
import type {Manifest} from '../../../src/ranking-types.js';
import {createSlates, type Ask, type Slates} from '../../../src/slates.js';
import type {Slate} from '../../../src/types.js';
import type {Experiment} from '../../../src/wire-types.js';
import {aCandidate, MANIFEST, MODEL} from '../../support/scripted-server.js';
import {READY, scriptedLinks, type ScriptedLink} from '../../support/scripted-link.js';

const file = async (name: string) => JSON.parse(await readFile(new URL(`../../support/tiny-model/${name}`, import.meta.url), 'utf8')) as unknown;
const {candidates} = checkCandidates(Array.from({length: 6}, (_, index) => aCandidate(`c${index}`)), 'http://localhost');
const ask = (more: Partial<Ask> = {}): Ask => ({surface: 'campaign-list', candidates, malformed: [], pinned: undefined, goal: DEFAULT_GOAL, platform: false, ...more});

let keeper: Keeper;
let ordering: Ordering;
let slates: Slates;
let link: ScriptedLink;
let experiment: Experiment | null = null;
const better: {slate: Slate; replaces: string}[] = [];

beforeEach(async () => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']});
  better.length = 0;
  experiment = null;
  const newId = createIds();
  const manifest = await file(MANIFEST) as Manifest;
  const schema = readSchema(await file(manifest.files.schema.path));
  const {links, createLink} = scriptedLinks();
  keeper = createKeeper({account: 'a', consent: {measurement: true, personalization: true}, clock: Date.now, newId, onRecorded: () => undefined, onEnqueue: () => undefined, onChange: () => undefined});
  ordering = createOrdering({fetch, saveData: false, calibrated: () => ({}), onCalibrated: () => undefined, onChange: () => undefined, createLink, load: async url => ({manifest, schema, url})});
  slates = createSlates({keeper, ordering, clock: Date.now, random: Math.random, newId, account: 'a', experiment: () => experiment, goal: () => DEFAULT_GOAL, answer: 100, prepared: () => keeper.loaded, onBetter: (slate, replaces) => better.push({slate, replaces})});
  await keeper.loaded;
  await ordering.load(MODEL, `http://localhost/models/${MANIFEST}`);
  ordering.wake();
  await vi.advanceTimersByTimeAsync(0);
  link = links[0] ?? expect.fail('no worker was started');
});
afterEach(() => vi.useRealTimers());

const ready = () => link.become({state: 'ready', ready: READY});
/** Served events are made a little later. */
const written = async () => {
  await vi.advanceTimersByTimeAsync(100);
  await keeper.written();
};
const served = () => written().then(async () => (await keeper.outboxes()[0]?.peek(Date.now()) ?? []).flatMap(([, {event}]) => (event.type === 'inkling.slate.served.v1' ? [event.data] : [])));

/** All that follows without a timer. */
const soon = () => new Promise(setImmediate);

test('[W1] [W9] 500 lists asked for in one tick cross the wall in one call; ordering, serving and showing them are a task each', async () => {
  ready();
  link.prompt = false;
  const asked = Array.from({length: 500}, (_, index) => slates.rank(ask({surface: 'campaign-row', entity: {level: 'campaign', id: `k${index}`}, candidates: candidates.slice(0, 2)})));
  await soon();
  expect(link.calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(link.calls).toHaveLength(1);
  expect(link.calls[0]?.call.lists).toHaveLength(500);
  const shown = vi.fn();
  void Promise.all(asked).then(shown);
  link.calls[0]?.answer();
  await soon();
  expect(slates.recent).toEqual([]);
  vi.advanceTimersToNextTimer();
  await soon();
  expect([slates.recent.length > 0, shown.mock.calls.length]).toEqual([true, 0]);
  await vi.advanceTimersByTimeAsync(5);
  expect((await Promise.all(asked)).map(slate => [slate.tier, slate.entity?.id])).toEqual(asked.map((_, index) => ['wasm', `k${index}`]));
  await written();
  expect((await keeper.counts()).waiting).toBe(500);
});

test('[W9] better slates of many lists come after those that they replace, however soon the late answer is there', async () => {
  ready();
  link.prompt = false;
  const shown: string[] = [];
  for (let index = 0; index < 60; index++) void slates.rank(ask({entity: {level: 'campaign', id: `k${index}`}})).then(({slateId}) => shown.push(slateId));
  await vi.advanceTimersByTimeAsync(1);
  // Until the deadline has passed and the linear tier's are made.
  while (slates.recent.length === 0) {
    vi.advanceTimersToNextTimer();
    await soon();
  }
  link.calls[0]?.answer();
  await soon();
  expect([shown, better]).toEqual([[], []]);
  await vi.advanceTimersByTimeAsync(5);
  expect(better.map(({slate, replaces}) => [slate.tier, replaces])).toEqual(shown.map(slateId => ['wasm', slateId]));
  expect(shown).toHaveLength(60);
});

test('no text for people crosses the wall', async () => {
  ready();
  const slate = slates.rank(ask({entity: {level: 'campaign', id: 'k', name: 'Summer sale'}}));
  await vi.waitFor(() => expect(link.calls).toHaveLength(1));
  expect(JSON.stringify(link.calls[0]?.call.lists)).not.toMatch(/Summer|Suggestion|Because/);
  link.calls[0]?.answer();
  expect((await slate).items[0]?.candidate.headline).toMatch(/Suggestion/);
});

test('[R6] an answer in 100 ms, whatever the worker does; the late one comes as a better slate with an id and a served event of its own', async () => {
  ready();
  const asked = slates.rank(ask());
  await vi.waitFor(() => expect(link.calls).toHaveLength(1));
  await vi.advanceTimersByTimeAsync(100);
  const first = await asked;
  expect(first.tier).toBe('linear');
  expect(slates.health.missedDeadlines).toBe(1);
  link.calls[0]?.answer();
  await vi.waitFor(() => expect(better).toHaveLength(1));
  expect(better[0]).toMatchObject({replaces: first.slateId, slate: {tier: 'wasm', surface: 'campaign-list'}});
  expect((await served()).map(({slateId, backend}) => [slateId, backend])).toEqual([[first.slateId, 'linear'], [better[0]?.slate.slateId, 'wasm']]);
});

test('a late answer to what was asked again meanwhile is nobody\'s', async () => {
  ready();
  const old = slates.rank(ask());
  await vi.waitFor(() => expect(link.calls).toHaveLength(1));
  await vi.advanceTimersByTimeAsync(100);
  await old;
  const fresh = slates.rank(ask());
  await vi.waitFor(() => expect(link.calls).toHaveLength(2));
  link.calls[1]?.answer();
  expect((await fresh).tier).toBe('wasm');
  link.calls[0]?.answer();
  await vi.advanceTimersByTimeAsync(10);
  expect(better).toEqual([]);
  expect(await served()).toHaveLength(2);
});

test('fault 50: what is forgotten while the worker ranks by it is neither shown nor told: the server\'s order stands in its place', async () => {
  ready();
  const [dismissed] = candidates;
  await keeper.record({kind: 'dismiss', reason: 'not-relevant', candidate: dismissed});
  const asked = slates.rank(ask());
  await vi.waitFor(() => expect(link.calls).toHaveLength(1));
  void keeper.forget(true);
  slates.forget();
  link.calls[0]?.answer();
  const slate = await asked;
  expect(slate).toMatchObject({tier: 'none', withheld: []});
  expect(slate.items.map(item => item.candidate.id)).toContain(dismissed?.id);
  expect(await served()).toMatchObject([{slateId: slate.slateId, backend: 'none', filters: []}]);
});

test('[P5] when the worker is ready, what linear had to answer is ordered anew, and what was seen meanwhile keeps its place', async () => {
  const first = await slates.rank(ask());
  expect(first.tier).toBe('linear');
  for (const item of first.items.slice(0, 2)) slates.pin(item.placement);
  ready();
  link.prompt = true;
  await slates.improve();
  expect(better).toHaveLength(1);
  expect(better[0]).toMatchObject({replaces: first.slateId, slate: {tier: 'wasm'}});
  expect(better[0]?.slate.items.slice(0, 2).map(item => [item.candidate.id, item.pinned])).toEqual(first.items.slice(0, 2).map(item => [item.candidate.id, true]));
  await slates.improve();
  expect(better).toHaveLength(1);
});

test('[R9] a worker that fails costs no one their list', async () => {
  ready();
  const asked = slates.rank(ask());
  await vi.waitFor(() => expect(link.calls).toHaveLength(1));
  link.calls[0]?.fail('worker-died');
  const slate = await asked;
  expect(slate.tier).toBe('linear');
  expect(slate.items).toHaveLength(6);
});

test('an empty list is served to nobody', async () => {
  expect((await slates.rank(ask({candidates: []}))).items).toEqual([]);
  expect(await served()).toEqual([]);
});

test('a list is never lost: when even the order fails it is the server\'s', async () => {
  vi.spyOn(ordering, 'order').mockRejectedValue(new Error('a bug'));
  const slate = await slates.rank(ask());
  expect(slate).toMatchObject({tier: 'none', logPropensity: 0});
  expect(slate.items.map(item => item.candidate.id)).toEqual(candidates.map(({id}) => id));
});
