import {beforeEach, expect, test, vi} from 'vitest';
import {safeParse} from 'valibot';
import {healthData} from '../../demo/server/schemas.js';
import {createHealth, stability, type HealthOptions, type Ranked} from '../../src/health.js';
import {readSchema} from '../../src/features/schema.js';
import {emptyContext} from '../../src/context/summarize.js';
import {DEFAULT_GOAL} from '../../src/door.js';
import type {Manifest} from '../../src/ranking-types.js';
import type {Backend, HeadScores, Slate} from '../../src/types.js';
import type {HealthData} from '../../src/wire-types.js';
import current from '../support/tiny-model/current.json' with {type: 'json'};
import {aCandidate} from '../support/scripted-server.js';
import {readFileSync} from 'node:fs';

const file = (name: string) => JSON.parse(readFileSync(new URL(`../support/tiny-model/${name}`, import.meta.url), 'utf8')) as unknown;
const manifest = file(current.manifest) as Manifest;
const schema = readSchema(file(manifest.files.schema.path));
const SCORES: HeadScores = {open: 0.3, apply: 0.1, dismiss: 0.1, undo: 0.01, impact: 0.02};
const EXITS = {accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0};

let now: number;
let visit: string;
let measurement: boolean;
let exits: typeof EXITS;
let notes: Map<string, unknown>;
let ordering: {error: {name: string} | null; settled: boolean; restarts: number; backend: Backend; model: unknown; loaded: {manifest: Manifest; schema: typeof schema} | null};
let counted: {malformedCandidates: number; droppedEmbeddings: number};
const onHealth = vi.fn<(health: HealthData) => void>();

beforeEach(() => {
  [now, visit, measurement, exits, notes, counted] = [Date.UTC(2026, 10, 20), 'v1', true, EXITS, new Map(), {malformedCandidates: 0, droppedEmbeddings: 0}];
  ordering = {error: null, settled: true, restarts: 0, backend: 'wasm', model: {name: 'tiny', version: 1, manifest: '/models/m.json'}, loaded: {manifest: {...manifest, createdAt: '2026-11-10T00:00:00.000Z'}, schema}};
  onHealth.mockReset();
});

function aHealth() {
  return createHealth({
    keeper: {
      get consent() { return {measurement, personalization: true}; }, owner: {account: 'a', device: 'd'}, touch: () => ({id: visit}),
      noted: (key: string) => notes.get(key), note: (key: string, value: unknown) => notes.set(key, value), counts: async () => exits,
    } as unknown as HealthOptions['keeper'],
    ordering: ordering as unknown as HealthOptions['ordering'], clock: () => now, newId: () => 'id', counted: () => counted, onHealth,
  });
}

const candidates = [aCandidate('c0'), aCandidate('c1')];
const ranked = (tier: Backend, ms: number, more: Partial<Ranked> = {}): Ranked => ({
  ms, late: false,
  call: {lists: [{surface: 'campaign-list', candidates, pinned: [], goal: DEFAULT_GOAL, seed: '1'}], context: emptyContext(now), now, exploration: {temperature: 0, window: 0, places: 0, id: 'x'}},
  slates: [{tier, items: candidates.map(candidate => ({candidate, scores: SCORES}))} as unknown as Slate], ...more,
});

test('the stability index is 0 for the same shares, and Σ (p − q) ln(p / q) for others; an empty bin is no infinity', () => {
  const reference = {edges: [0.5], shares: [0.25, 0.75]};
  expect(stability([0, 1, 1, 1], reference)).toBe(0);
  expect(stability([0, 1], reference)).toBeCloseTo(0.25 * Math.log(2) - 0.25 * Math.log(2 / 3), 12);
  expect(stability([0], reference)).toBeLessThan(10);
});

test('one event a visit: times by tier, fallbacks with their cause, restarts, exits, the model and its age', async () => {
  const health = aHealth();
  for (let ms = 1; ms <= 100; ms++) health.ranked(ranked('wasm', ms));
  health.ranked(ranked('linear', 100, {late: true}));
  ordering.error = {name: 'worker-died'};
  health.ranked(ranked('linear', 2));
  ordering = Object.assign(ordering, {error: null, restarts: 2});
  counted = {malformedCandidates: 3, droppedEmbeddings: 1};
  exits = {...EXITS, accepted: 5, dropped: 2};
  health.ranked(ranked('wasm', 5));
  await Promise.resolve();
  await Promise.resolve();
  now += 60_000;
  const event = health.event() ?? expect.fail('no event');
  expect(event).toMatchObject({
    type: 'inkling.health.v1', source: '/accounts/a/users/-/devices/d',
    data: {
      visit: 'v1', backend: 'wasm', span: 60_000, model: {name: 'tiny', version: 1, age: 10}, restarts: 2,
      ranks: [{tier: 'wasm', count: 101, p50: 50, p95: 95, p99: 99}, {tier: 'linear', count: 2, p50: 2, p95: 100, p99: 100}],
      fallbacks: [{cause: 'deadline', count: 1}, {cause: 'worker-died', count: 1}],
      exits: {accepted: 5, dropped: 2}, inputs: {malformed: 3, embeddings: 1},
    },
  });
  await Promise.resolve();
  expect(onHealth).toHaveBeenCalledExactlyOnceWith(event.data);
  health.ranked(ranked('wasm', 1));
  expect(health.event()).toBeNull();
  visit = 'v2';
  exits = {...EXITS, accepted: 6, dropped: 2};
  health.ranked(ranked('wasm', 7));
  await Promise.resolve();
  await Promise.resolve();
  expect(health.event()?.data).toMatchObject({visit: 'v2', span: 0, restarts: 0, ranks: [{tier: 'wasm', count: 2}], fallbacks: [], exits: {accepted: 1, dropped: 0}, inputs: {malformed: 0}});
});

test('what the model asks for and is missing is counted by column', () => {
  const health = aHealth();
  health.ranked(ranked('wasm', 1));
  const {inputs} = health.event()?.data ?? expect.fail('no event');
  expect(inputs.facts).toBe(schema.context.length + candidates.length * schema.candidates.length);
  expect(inputs.missing).toBeGreaterThan(0);
  expect(inputs.missing).toBeLessThan(inputs.facts);
  expect(inputs.worst.every(({share}) => share > 0 && share <= 1)).toBe(true);
});

test('[F9] nothing is gathered without consent to measurement, nor where nothing was ranked', () => {
  const health = aHealth();
  expect(health.event()).toBeNull();
  measurement = false;
  health.ranked(ranked('wasm', 1));
  expect(health.event()).toBeNull();
  measurement = true;
  expect(health.event()).toBeNull();
});

test('drift is told where the manifest has a reference and there are enough scores of the ranker', () => {
  const drifts = (reference: Manifest['reference'], times: number) => {
    if (ordering.loaded) ordering.loaded = {...ordering.loaded, manifest: {...manifest, reference}};
    const health = aHealth();
    for (let time = 0; time < times; time++) health.ranked(ranked('wasm', 1));
    health.ranked(ranked('linear', 1));
    notes.clear();
    return health.event()?.data.drift;
  };
  expect(drifts(undefined, 50)).toEqual([]);
  expect(drifts({apply: {edges: [0.05], shares: [0.5, 0.5]}}, 10)).toEqual([]);
  expect(drifts({apply: {edges: [0.05], shares: [0, 1]}, open: {edges: [0.9], shares: [0.1, 0.9]}}, 50)).toEqual([{head: 'open', psi: expect.any(Number) as number, count: 100}, {head: 'apply', psi: expect.closeTo(0, 3) as number, count: 100}]);
});

test('[F7] the server takes it, and no text of a candidate is in it', () => {
  const health = aHealth();
  health.ranked(ranked('linear', 3));
  const data = health.event()?.data;
  expect(safeParse(healthData, data)).toMatchObject({success: true, output: data});
  expect(JSON.stringify(data)).not.toMatch(/Suggestion|Because|c0|k1/);
  for (const bad of [{ranks: 'many'}, {fallbacks: [{cause: 'x', count: -1}]}, {drift: [{head: 'nose', psi: 1, count: 1}]}, {anything: {deep: 1}}]) expect(safeParse(healthData, bad).success).toBe(false);
});

test('[W1] a host\'s function that throws reaches nobody', async () => {
  onHealth.mockImplementation(() => { throw new Error('the host\'s own'); });
  const health = aHealth();
  health.ranked(ranked('wasm', 1));
  expect(health.event()).not.toBeNull();
  await Promise.resolve();
});
