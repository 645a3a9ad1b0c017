import {expect, test} from 'vitest';
import type {Drawn} from '../../../../models/evaluation/off-policy/intervals.js';
import {createPairs} from '../../../../models/evaluation/off-policy/pairs.js';

/** Spread like a normal distribution: √(Σ) of the draws is `error`. */
const estimate = (value: number, error: number): Drawn => {
  const steps = Array.from({length: 401}, (_, i) => (i - 200) / 200);
  const unit = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / 400);
  return {value, draws: steps.map(step => value + error * step / unit)};
};
const sure = (value: number): Drawn => ({value, draws: Array.from({length: 401}, () => value)});

test('a pair counts on a log where its true gap exceeds two standard errors of the difference there', () => {
  const pairs = createPairs([1, 0]);
  pairs.add([estimate(1.2, 0.49), sure(0)]);
  pairs.add([estimate(1.2, 0.51), sure(0)]);
  expect(pairs.result()).toMatchObject({comparisons: 1, inverted: 0, misjudged: 0, expected: expect.closeTo(0.0206, 3)});
});

test('an order that comes out wrong is inverted; it is misjudged where its whole interval is wrong', () => {
  const pairs = createPairs([1, 0]);
  pairs.add([estimate(-0.1, 0.4), sure(0)]);
  pairs.add([estimate(-1, 0.4), sure(0)]);
  expect(pairs.result()).toMatchObject({comparisons: 2, inverted: 2, misjudged: 1});
});

test('what both rankers owe to the same accounts cancels', () => {
  const pairs = createPairs([1.01, 1]);
  const luck = estimate(1, 5);
  pairs.add([{value: luck.value + 0.01, draws: luck.draws.map(value => value + 0.01)}, luck]);
  expect(pairs.result()).toMatchObject({comparisons: 1, inverted: 0});
});

test('together, the mean over the logs decides', () => {
  const pairs = createPairs([2, 1, 0]);
  for (const off of [-0.5, 0.5, -1.5, 0.4]) pairs.add([sure(2 + off), sure(1), sure(0)]);
  expect(pairs.result()).toMatchObject({comparisons: 12, inverted: 1, together: {clear: 3, inverted: 0}});
});
