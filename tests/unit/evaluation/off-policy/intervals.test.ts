import {expect, test} from 'vitest';
import {drawAccounts} from '../../../../models/evaluation/estimate.js';
import {fitAppeal, type ShownCard} from '../../../../models/evaluation/off-policy/appeal.js';
import {bootstrap, bootstrapDifference, empiricalBernstein, valueOf, type Terms} from '../../../../models/evaluation/off-policy/intervals.js';
import {stream} from '../../../../models/world/random.js';

const accounts = Int32Array.from({length: 400}, (_, round) => round % 40);
const noise = (purpose: string) => Float64Array.from({length: 400}, (_, round) => stream(1, purpose, round).normal());

test('a bootstrap draws accounts, not rounds: what an account shares widens the interval', () => {
  const own = Float64Array.from({length: 40}, (_, account) => stream(1, 'account', account).normal());
  const shared: Terms = {each: noise('round').map((value, round) => value / 10 + (own[round % 40] ?? 0))};
  const single: Terms = {each: noise('other').map(value => value)};
  const draws = drawAccounts(40, 1);
  const width = ({low, high}: {low: number | null; high: number | null}) => (high ?? NaN) - (low ?? NaN);
  // One account's mean has deviation 1 in the first, 1/√10 in the second; 3.92 deviations of the mean of 40.
  expect(width(bootstrap(shared, accounts, 40, draws))).toBeGreaterThan(2 * width(bootstrap(single, accounts, 40, draws)));
  expect(bootstrap(single, accounts, 40, draws).value).toBe(valueOf(single));
});

test('a difference is of the same draws: of a policy with itself it is 0, without doubt', () => {
  const terms: Terms = {each: noise('round'), ratio: {over: noise('over'), under: noise('under').map(value => value + 5)}};
  expect(bootstrapDifference(terms, terms, accounts, 40, drawAccounts(40, 1))).toEqual({value: 0, low: 0, high: 0});
});

test('empirical Bernstein is what Maurer and Pontil wrote', () => {
  const values = [0, 1, 0, 1, 1, 0, 1, 0, 1, 1];
  const log = Math.log(4 / 0.05);
  const away = Math.sqrt(2 * (2.4 / 9) * log / 10) + 7 * 2 * log / (3 * 9);
  const {value, low, high} = empiricalBernstein(values, 2);
  expect([value, low, high].map(number => number ?? NaN)).toEqual([0.6, 0.6 - away, 0.6 + away].map(number => expect.closeTo(number, 12)));
  expect(empiricalBernstein([1], 1)).toEqual({value: 1, low: null, high: null});
});

test('the reward model finds attention and appeal, and does not see the account that it speaks of', () => {
  const cards: ShownCard[] = [];
  for (let account = 0; account < 3000; account++) {
    for (let place = 0; place < 3; place++) {
      const features = [stream(2, 'x', account, place).normal(), stream(2, 'y', account, place).normal()];
      cards.push({account, place, features, reward: [1, 0.5, 0.25][place] as number * (1 + 0.4 * (features[0] ?? 0))});
    }
  }
  const appeal = fitAppeal(cards, 2, 3);
  expect(appeal.attention(0, 1)).toBeCloseTo(0.5, 1);
  expect(appeal.attention(0, 2)).toBeCloseTo(0.25, 1);
  expect(appeal.of(0, [1, 0]) - appeal.of(0, [0, 0])).toBeCloseTo(0.4, 1);
  expect(Math.abs(appeal.of(0, [0, 1]) - appeal.of(0, [0, 0]))).toBeLessThan(0.05);
  // An account turned upside down changes what is expected of others, not of itself.
  const changed = fitAppeal(cards.map(card => (card.account === 0 ? {...card, reward: -50} : card)), 2, 3);
  expect(changed.of(0, [1, 1])).toBe(appeal.of(0, [1, 1]));
  expect(changed.of(1, [1, 1])).not.toBe(appeal.of(1, [1, 1]));
});
