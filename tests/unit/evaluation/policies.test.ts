import {expect, test} from 'vitest';
import {corePolicies, policiesOf} from '../../../models/evaluation/policies.js';
import type {LoadedRanker} from '../../../models/evaluation/rankers.js';
import {rollout} from '../../../models/evaluation/rollout.js';
import {readSchema} from '../../../src/features/schema.js';
import {POLICY} from '../../../src/policy/rerank.js';
import type {FeatureBatch} from '../../../src/ranking-types.js';
import {baseSchema} from '../../../models/training/base-schema.js';
import {VOCABULARY} from '../../../models/world/log.js';
import {simulateVisit} from '../../../models/world/simulate.js';
import {createWorld} from '../../../models/world/world.js';
import {scoresOf} from './slates.js';

const schema = readSchema(baseSchema(VOCABULARY));
const world = createWorld({seed: 34, accounts: 2, server: {preLogVisits: 100}});
const signals = schema.context.flatMap(({fact}, column) => fact.startsWith('signal:') ? [column] : []);
const counts = schema.candidates.flatMap(({fact, default: without}, column) => fact.startsWith('tally:') ? [{column, without}] : []);

/** Likes cards at random but always alike, and keeps what it was asked. */
function rankerThatRemembers(batches: FeatureBatch[]): LoadedRanker {
  const score = (batch: FeatureBatch) => {
    batches.push(batch);
    return batch.counts.map(count => Array.from({length: count}, (_, card) => scoresOf({apply: 0.02 + 0.01 * (card * 7 % 5), impact: 0.02})));
  };
  return {
    manifest: {training: {}}, schema, release: () => Promise.resolve(),
    neural: {tier: 'wasm', schema, score: (batch: FeatureBatch) => Promise.resolve(score(batch))}, linear: {tier: 'linear', schema, score},
  } as unknown as LoadedRanker;
}

const known = (batch: FeatureBatch) => ({
  history: batch.historyMask.some(real => real > 0),
  signals: signals.some(column => batch.context[column] !== schema.context[column]?.default),
  counts: batch.counts.some((count, list) => Array.from({length: count}, (_, card) => (list * batch.candidatesPerList + card) * schema.candidates.length)
    .some(row => counts.some(({column, without}) => batch.candidates[row + column] !== without && batch.candidates[row + column] !== 0))),
});

test('a device that knows nothing tells the ranker nothing: no history, no signals, no counts', async () => {
  const asked: FeatureBatch[] = [];
  const [emptied] = policiesOf(rankerThatRemembers(asked), new Map()).filter(({name}) => name === 'emptied');
  if (!emptied) expect.fail('nobody is called emptied');
  await rollout(world, 2, [emptied], () => undefined);
  expect(asked.length).toBeGreaterThan(0);
  for (const batch of asked) expect(known(batch)).toEqual({history: false, signals: false, counts: false});
});

test('ours and every row are told what the device knows', async () => {
  const asked = {ours: [] as FeatureBatch[], row: [] as FeatureBatch[]};
  const policies = policiesOf(rankerThatRemembers(asked.ours), new Map([['row', rankerThatRemembers(asked.row)]])).filter(({name}) => name === 'ours' || name === 'row');
  const evaluation = await rollout(world, 2, policies, () => undefined);
  for (const batches of Object.values(asked)) expect(batches.some(batch => Object.values(known(batch)).every(Boolean))).toBe(true);
  // One and the same ranker under two names: the differences are paired, so there is none.
  expect(evaluation.differences['row']).toEqual(Object.fromEntries(Object.keys(evaluation.differences['row'] ?? {}).map(figure => [figure, {value: 0, low: 0, high: 0}])));
  expect(Object.keys(evaluation.calibrations)).toEqual(['row', 'ours']);
  expect(evaluation.calibrations['row']).toEqual(evaluation.calibration);
  expect(evaluation.impacts['ours']?.predicted.value).toBeCloseTo(2, 9);
});

test('the main table has every row between the tiers and the oracles', () => {
  const ranker = rankerThatRemembers([]);
  expect(policiesOf(ranker, new Map([['din', ranker], ['without-history', ranker]])).map(({name}) => name)).toEqual(['serverOrder', 'linear', 'din', 'without-history', 'emptied', 'ours', 'clients', 'oracle', 'clairvoyant']);
  expect(corePolicies(ranker).map(({name}) => name)).toEqual(['serverOrder', 'linear', 'ours', 'oracle']);
});

test('the client\'s diversity is a row of its own: the same scores, another order', async () => {
  const policies = policiesOf(rankerThatRemembers([]), new Map()).filter(({name}) => name === 'ours' || name === 'clients');
  const slates = await Promise.all(policies.map(async policy => {
    const {slates: [first]} = await simulateVisit(world, world.accountIds[0] ?? '', 0, policy);
    return first ?? expect.fail('there was no slate');
  }));
  const [plain, diverse] = slates.map(({ranked}) => ranked.items.map(({candidateId, utility}) => ({candidateId, utility})));
  expect(slates.map(({ranked}) => ranked.policy.diversity)).toEqual([undefined, POLICY.diversity]);
  const byId = (a: {candidateId: string}, b: {candidateId: string}) => (a.candidateId < b.candidateId ? -1 : 1);
  expect(diverse?.toSorted(byId)).toEqual(plain?.toSorted(byId));
});
