import {expect, test} from 'vitest';
import {drawAccounts, estimate, estimateDifference, estimateLift, estimateShareOfGap} from '../../../models/evaluation/estimate.js';

const accounts = 200;
const draws = drawAccounts(accounts, 7);
/** Means 1 to 3 by account, of unequal weight. */
const parts = (shift = 0) => Array.from({length: accounts}, (_, index) => ({sum: (1 + index % 3 + shift) * (1 + index % 2), count: 1 + index % 2}));

test('each draw has as many accounts as there are, and the same seed draws the same', () => {
  expect(draws.every(times => times.reduce((sum, time) => sum + time, 0) === accounts)).toBe(true);
  expect(drawAccounts(accounts, 7)[3]).toEqual(draws[3]);
  expect(drawAccounts(accounts, 8)[3]).not.toEqual(draws[3]);
});

test('the interval holds the value and has the width of the standard error over accounts', () => {
  const {value, low, high} = estimate(parts(), draws);
  expect(value).toBeCloseTo(2, 1);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  // Spread of an account's mean is √(2/3); 1.96 standard errors on each side, somewhat more for the unequal weights.
  expect(high - low).toBeGreaterThan(2 * 1.96 * Math.sqrt(2 / 3 / accounts) * 0.85);
  expect(high - low).toBeLessThan(2 * 1.96 * Math.sqrt(2 / 3 / accounts) * 1.4);
});

test('a difference is paired: what both share does not widen it', () => {
  const {value, low, high} = estimateDifference(parts(0.1), parts(), draws);
  expect([value, low, high].map(x => Number(x.toFixed(9)))).toEqual([0.1, 0.1, 0.1]);
});

test('the share of a gap is 1 at its end, 0 at its beginning', () => {
  expect(estimateShareOfGap(parts(1), parts(), parts(1), draws).value).toBe(1);
  expect(estimateShareOfGap(parts(), parts(), parts(1), draws).value).toBe(0);
  expect(estimateShareOfGap(parts(0.5), parts(), parts(1), draws).low).toBeCloseTo(0.5, 9);
});

test('a lift is how much more, as a share, over the same accounts', () => {
  // Every account has a tenth more than its base: no draw says otherwise.
  const more = parts().map(({sum, count}) => ({sum: 1.1 * sum, count}));
  const {value, low, high} = estimateLift(more, parts(), draws);
  expect([value, low, high]).toEqual([0.1, 0.1, 0.1].map(lift => expect.closeTo(lift, 9)));
});
