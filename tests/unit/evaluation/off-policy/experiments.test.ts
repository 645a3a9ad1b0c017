import {expect, test} from 'vitest';
import {preference, sampleRatio} from '../../../../models/evaluation/off-policy/experiments.js';

test('[P7] a preference is of the slates that somebody won, and its interval of accounts', () => {
  const slates = Array.from({length: 400}, (_, index) => ({account: index % 80, answered: index % 4 === 0 ? [] : index % 4 === 1 ? ['server' as const] : ['ours' as const, ...(index % 8 === 3 ? ['server' as const] : [])]}));
  // Of each eight: two empty, two for the server, three for ours, one drawn.
  const {value, low, high} = preference(slates, 80);
  expect(value).toBeCloseTo((3 - 2) / 5, 12);
  expect(low ?? NaN).toBeLessThan(value);
  expect(high ?? NaN).toBeGreaterThan(value);
  expect(preference([{account: 0, answered: []}], 1).value).toBeNaN();
});

test('[P7] the sample ratio is Pearson\'s: tables\' values, and an alarm where accounts are missing', () => {
  // χ² of 3.841 with one degree of freedom, and of 5.991 with two, have a chance of 0.05.
  expect(sampleRatio([500 + Math.sqrt(3.841459 * 250), 500 - Math.sqrt(3.841459 * 250)], [0.5, 0.5]).p).toBeCloseTo(0.05, 6);
  const away = Math.sqrt(5.991465 * 100 / 2);
  expect(sampleRatio([100 + away, 100 - away, 100], [1, 1, 1]).p).toBeCloseTo(0.05, 6);
  expect(sampleRatio([100, 100], [0.5, 0.5])).toEqual({statistic: 0, p: 1, mismatch: false});
  expect(sampleRatio([5300, 4700], [0.5, 0.5]).mismatch).toBe(true);
  expect(sampleRatio([900, 100], [0.9, 0.1]).mismatch).toBe(false);
  expect(sampleRatio([10, 1], [1, 0])).toMatchObject({p: 0, mismatch: true});
  expect(() => sampleRatio([1], [1])).toThrow(RangeError);
});
