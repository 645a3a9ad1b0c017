import {expect, test} from 'vitest';
import {DISMISS_COST, EFFORT_COST_PER_MINUTE, OPEN_VALUE, SERVER_PRIOR, objectiveOf, utilitiesOf} from '../../../src/policy/utility.js';
import type {HeadScores, Impact, RankableCandidate} from '../../../src/types.js';
import {candidate, list} from '../../support/features.js';

const NOTHING: HeadScores = {open: 0, apply: 0, dismiss: 0, undo: 0, impact: 0};
const one = (scores: Partial<HeadScores>, fields: Partial<RankableCandidate> = {}, goal = {results: 1, cost: 0.5, reach: 0.25, effort: 0}) =>
  utilitiesOf(list([candidate('a', {effort: 0, ...fields})], {goal}), [{...NOTHING, ...scores}])[0];
const on = (metric: string): Impact => ({metric, low: 0, high: 1, unit: 'percent', horizonDays: 7});

test('[P1] utility is what is applied, kept and wanted, in hundredths of a per cent', () => {
  expect(one({apply: 0.1, impact: 0.02})).toBeCloseTo(20, 9);
  expect(one({apply: 0.1, impact: -0.02})).toBeCloseTo(-20, 9);
});

test('[P1] the goal weighs what the impact serves', () => {
  expect(one({apply: 0.1, impact: 0.02}, {impact: on('cost-per-result')})).toBeCloseTo(10, 9);
  expect(one({apply: 0.1, impact: 0.02}, {impact: on('reach')})).toBeCloseTo(5, 9);
  expect(objectiveOf('conversions')).toBe('results');
  expect(objectiveOf('constructor')).toBe('results');
  expect(objectiveOf(undefined)).toBe('results');
});

test('[P1] a dismissal, an open and a minute have their prices', () => {
  expect(one({dismiss: 0.5})).toBeCloseTo(-DISMISS_COST / 2, 9);
  expect(one({open: 0.5})).toBeCloseTo(OPEN_VALUE / 2, 9);
  expect(one({apply: 0.5}, {effort: 10}, {results: 1, cost: 1, reach: 1, effort: 0.5})).toBeCloseTo(-2.5 * EFFORT_COST_PER_MINUTE, 9);
});

test('[P1] an apply that is undone brings nothing and costs its effort', () => {
  const goal = {results: 1, cost: 1, reach: 1, effort: 1};
  const kept = one({apply: 0.1, impact: 0.02}, {effort: 10}, goal) ?? NaN;
  // Odds of 1 to 3: a third of the kept ones more.
  expect(kept - (one({apply: 0.1, impact: 0.02, undo: 0.25}, {effort: 10}, goal) ?? NaN)).toBeCloseTo(0.1 * 10 * EFFORT_COST_PER_MINUTE / 3, 9);
  expect(one({apply: 0.1, impact: 0.02, undo: 0.25}, {effort: 0}, goal)).toBeCloseTo(20, 9);
});

test('[P1] where the heads see no difference the server\'s order stands', () => {
  const candidates = [1, 3, 2].map((serverScore, i) => candidate(`c${i}`, {serverScore}));
  const [low = 0, high = 0, middle = 0] = utilitiesOf(list(candidates), candidates.map(() => NOTHING));
  expect(high).toBeGreaterThan(middle);
  expect(middle).toBeGreaterThan(low);
  expect(high - low).toBeLessThan(4 * SERVER_PRIOR);
});

test('whatever the heads and the server say, a utility is a finite number', () => {
  for (const value of [NaN, Infinity, -Infinity, 1e300]) {
    for (const head of ['open', 'apply', 'dismiss', 'undo', 'impact'] as const) expect(one({...NOTHING, apply: 0.1, [head]: value})).toSatisfy(Number.isFinite);
    expect(utilitiesOf(list([candidate('a', {serverScore: value}), candidate('b', {effort: value})]), [NOTHING, NOTHING]).every(Number.isFinite)).toBe(true);
  }
});
