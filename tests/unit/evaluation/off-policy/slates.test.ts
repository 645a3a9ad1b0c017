/** Slate estimators where every slate can be written down: expectations are sums, and nothing is left to luck. */
import {describe, expect, test} from 'vitest';
import {aheadOf} from '../../../../models/evaluation/off-policy/ahead.js';
import {byDraws, byEnumeration, byQuadrature, marginalsOf} from '../../../../models/evaluation/off-policy/marginals.js';
import {slatePolicy, type SlatePolicy} from '../../../../models/evaluation/off-policy/slate-policy.js';
import {SLATE_ESTIMATORS, weightOf, type SlateEstimatorName, type SlateRounds} from '../../../../models/evaluation/off-policy/slate-estimators.js';
import type {PolicySettings} from '../../../../src/ranking-types.js';
import type {Pin} from '../../../../src/types.js';

const N = 5;
const PLACES = 3;
const NOW = 1_800_000_000_000;
interface Settings {
  readonly temperature?: number;
  readonly window?: number;
  readonly places?: number;
  readonly pins?: readonly Pin[];
  readonly withheld?: readonly number[];
  readonly policy?: PolicySettings;
}
/** Cards c0, c1 … of two types in turn; those withheld have expired. */
const policy = (utilities: readonly number[], {temperature = 0.6, window = 2, places = 10, pins = [], withheld = [], policy: settings}: Settings = {}) => slatePolicy({
  list: {
    surface: 'campaign-list', pinned: pins, goal: {results: 1, cost: 0, reach: 0, effort: 0}, seed: '',
    candidates: utilities.map((_, index) => ({id: `c${index}`, type: `t${index % 2}`, entity: {level: 'campaign', id: `e${index}`}, serverScore: 0, createdAt: 0, ...(withheld.includes(index) && {expiresAt: NOW})})),
  },
  scores: null, utilities, tallies: new Map(), now: NOW, exploration: {temperature, window, places, id: 'test'}, policy: settings,
});
const logging = policy([0.1, 0.9, 0.4, -0.3, 0.6]);
const target = policy([0.8, -0.2, 0.5, 0.9, 0.1], {temperature: 0.4});

/** Every slate of the policy, with its chance. */
function slatesOf(drawn: SlatePolicy): {slate: number[]; chance: number}[] {
  let layer = [{slate: [] as number[], chance: 1}];
  for (let place = 0; place < PLACES; place++) {
    layer = layer.flatMap(({slate, chance}) => [...drawn.next(slate)].flatMap((share, index) => (share > 0 ? [{slate: [...slate, index], chance: chance * share}] : [])));
  }
  return layer;
}

type RewardOf = (slate: readonly number[], place: number) => number;
/** Of the card and its place alone; and of the cards above it too. */
const independent: RewardOf = (slate, place) => 0.1 + 0.15 * (slate[place] ?? 0) / (place + 1);
const cascading: RewardOf = (slate, place) => independent(slate, place) * (1 - 0.12 * slate.slice(0, place).reduce((sum, card) => sum + card, 0) / (place || 1));

/** One round a slate that the log can show, to be weighed by its chance. @param q of the reward model: any, however wrong */
function everySlate(reward: RewardOf, q: (card: number, place: number) => number): {rounds: SlateRounds; chances: number[]} {
  const slates = slatesOf(logging);
  const [own, wanted] = [marginalsOf(logging, N, PLACES).chances, marginalsOf(target, N, PLACES).chances];
  const fill = (of: (slate: readonly number[], place: number) => number) => Float64Array.from(slates.flatMap(({slate}) => slate.map((_, place) => of(slate, place))));
  const card = (slate: readonly number[], place: number) => slate[place] ?? -1;
  const expectation = (chances: Float64Array | undefined, place: number) => chances?.reduce((sum, chance, index) => sum + chance * q(index, place), 0) ?? 0;
  const onTarget = wanted.map((chances, place) => expectation(chances, place));
  return {
    chances: slates.map(({chance}) => chance),
    rounds: {
      places: PLACES, accounts: new Int32Array(slates.length), accountCount: 1,
      rewards: fill(reward),
      steps: fill((slate, place) => (target.next(slate.slice(0, place))[card(slate, place)] ?? 0) / (logging.next(slate.slice(0, place))[card(slate, place)] ?? 1)),
      marginals: fill((slate, place) => (wanted[place]?.[card(slate, place)] ?? 0) / (own[place]?.[card(slate, place)] ?? 1)),
      shown: fill((slate, place) => q(card(slate, place), place)),
      ahead: fill((slate, place) => aheadOf(target, slate, q, onTarget)[place]?.shown ?? NaN),
      aheadOnTarget: fill((slate, place) => aheadOf(target, slate, q, onTarget)[place]?.target ?? NaN),
      expected: fill((_, place) => expectation(wanted[place], place)),
    },
  };
}

const expected = (name: SlateEstimatorName, {rounds, chances}: ReturnType<typeof everySlate>) => SLATE_ESTIMATORS[name](rounds).each.reduce((sum, value, slate) => sum + value * (chances[slate] ?? 0), 0);
const spread = (name: SlateEstimatorName, {rounds, chances}: ReturnType<typeof everySlate>) => {
  const {each} = SLATE_ESTIMATORS[name](rounds);
  const mean = each.reduce((sum, value, slate) => sum + value * (chances[slate] ?? 0), 0);
  return each.reduce((sum, value, slate) => sum + (value - mean) ** 2 * (chances[slate] ?? 0), 0);
};
const truth = (reward: RewardOf) => slatesOf(target).reduce((sum, {slate, chance}) => sum + chance * slate.reduce((so, _, place) => so + reward(slate, place), 0), 0);

describe('over every slate that the log can show, the expectation is the target\'s value', () => {
  const wrong = (card: number, place: number) => 0.3 - 0.05 * card + 0.1 * place;
  test.each(['ipw', 'dr', 'rips', 'cascade_dr'] as const)('%s, where rewards depend on the cards above, with a reward model that is wrong', name => {
    expect(expected(name, everySlate(cascading, wrong))).toBeCloseTo(truth(cascading), 12);
  });
  test('iips, where rewards depend on the card and its place alone; not where they depend on more', () => {
    expect(expected('iips', everySlate(independent, wrong))).toBeCloseTo(truth(independent), 12);
    expect(Math.abs(expected('iips', everySlate(cascading, wrong)) - truth(cascading))).toBeGreaterThan(1e-3);
  });
  test('dm is what its model says, and the truth where its model is', () => {
    expect(expected('dm', everySlate(independent, (card, place) => independent(Array.from({length: PLACES}, () => card), place)))).toBeCloseTo(truth(independent), 12);
  });
  test('a right reward model takes all spread from dr and cascade_dr; prefixes spread less than whole slates', () => {
    const right = everySlate(independent, (card, place) => independent(Array.from({length: PLACES}, () => card), place));
    expect(spread('ipw', right)).toBeGreaterThan(spread('rips', right));
    expect(spread('rips', right)).toBeGreaterThan(spread('iips', right));
    expect(spread('cascade_dr', right)).toBeLessThan(1e-20);
    expect(spread('dr', right)).toBeLessThan(1e-20);
  });
});

test('effective sample size and largest weight are of whole slates', () => {
  const rounds: SlateRounds = {places: 2, accounts: new Int32Array(2), accountCount: 1, rewards: new Float64Array(4), steps: Float64Array.of(2, 3, 0.5, 1), marginals: new Float64Array(4), shown: new Float64Array(4), ahead: new Float64Array(4), aheadOnTarget: new Float64Array(4), expected: new Float64Array(4)};
  expect(weightOf(rounds)).toEqual({ess: 6.5 ** 2 / 36.25, maxWeight: 6, meanWeight: 3.25});
});

describe('marginals', () => {
  const largest = (one: readonly Float64Array[], other: readonly Float64Array[]) => Math.max(...one.map((row, place) => Math.max(...row.map((chance, index) => Math.abs(chance - (other[place]?.[index] ?? NaN))))));

  test('[P4] one integral gives what enumeration gives, with pins and withheld cards too', () => {
    const cases = [
      logging, target,
      policy([3, 0, 1, 2, 0.5], {temperature: 0.7, window: 3}),
      policy([0.1, 0.9, 0.4, -0.3, 0.6], {pins: [{candidateId: 'c3', position: 1}]}),
      policy([0.1, 0.9, 0.4, -0.3, 0.6], {withheld: [2]}),
    ];
    for (const each of cases) {
      if (!each.race) throw new Error('a race was expected');
      expect(largest(byQuadrature(each.race, N, PLACES), byEnumeration(each, N, PLACES))).toBeLessThan(1e-12);
    }
  });

  test('where the floor couples the draws it is no race, and is enumerated', () => {
    const floored = policy([3, 0, 1, 2, 0.5], {window: 1});
    expect(floored.race).toBeNull();
    expect(marginalsOf(floored, N, PLACES)).toEqual({method: 'enumeration', chances: byEnumeration(floored, N, PLACES)});
    expect(marginalsOf(logging, N, PLACES).method).toBe('quadrature');
  });

  test('[P3] diversity couples the draws too', () => {
    const diverse = policy([0.1, 0.9, 0.4, -0.3, 0.6], {policy: {diversity: 1, hysteresis: 0, scopes: []}});
    expect(diverse.race).toBeNull();
    // Two of a type in a row are rarer than without.
    expect(diverse.next([1])[3] ?? NaN).toBeLessThan(logging.next([1])[3] ?? NaN);
    expect(diverse.next([1])[4] ?? NaN).toBeGreaterThan(logging.next([1])[4] ?? NaN);
  });

  test('where slates are too many they are drawn: every place sums to 1, nothing possible is 0, and it comes near', () => {
    const floored = policy([3, 0, 1, 2, 0.5], {window: 1});
    const drawn = byDraws(floored, N, PLACES);
    for (const row of drawn) expect(row.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
    expect(Math.min(...drawn.flatMap(row => [...row]))).toBeGreaterThan(0);
    expect(largest(drawn, byEnumeration(floored, N, PLACES))).toBeLessThan(0.02);
    const many = policy(Array.from({length: 40}, (_, index) => index / 10), {temperature: 0.5, window: 1});
    expect(marginalsOf(many, 40, 4).method).toBe('monte-carlo');
  });

  test('a slate that is shorter than the places looked at leaves them empty', () => {
    const short = policy([1, 2, 3, 4, 5], {withheld: [0, 1, 3], window: 9});
    const {chances} = marginalsOf(short, N, PLACES);
    expect(chances).toHaveLength(PLACES);
    expect([...chances[2] ?? []]).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('a slate\'s policy', () => {
  test('[P4] sums to 1 at every place, given any cards above', () => {
    for (const {slate} of slatesOf(logging)) {
      for (let place = 0; place < PLACES; place++) expect(target.next(slate.slice(0, place)).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    }
  });
  test('[P5] puts a pinned card in its place, and nowhere else', () => {
    const pinned = policy([0, 1, 2, 3, 4], {pins: [{candidateId: 'c0', position: 1}]});
    expect(pinned.next([])[0]).toBe(0);
    expect([...pinned.next([2])]).toEqual([1, 0, 0, 0, 0]);
  });
  test('below the explored places utility decides', () => {
    const still = policy([0, 1, 2, 3, 4], {temperature: 1, window: 9, places: 1});
    expect([...still.next([0])]).toEqual([0, 0, 0, 0, 1]);
  });
});
