/** A small one of `npm run evaluate:coverage`: enough to see an estimator that is off, too small for its intervals to be judged one by one. */
import {expect, test} from 'vitest';
import {coverage} from '../../../../models/evaluation/off-policy/coverage.js';

test('in the world the estimators find the truth, and their intervals cover it', () => {
  const {rankers, pairs, ownPolicy} = coverage({seed: 3, contexts: 600, logs: 12});
  const all = rankers.flatMap(({estimators}) => Object.values(estimators));
  const mean = (of: (one: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  expect(mean(({covered}) => covered)).toBeGreaterThan(0.85);
  expect(Math.abs(mean(({bias}) => bias))).toBeLessThan(0.05);
  expect(ownPolicy).toBeGreaterThan(0.9);
  // Who knows more of the card is found to earn more.
  for (const {comparisons, inverted, misjudged, together} of Object.values(pairs)) {
    expect(comparisons).toBeGreaterThan(0);
    expect(inverted / comparisons).toBeLessThan(0.05);
    expect(misjudged).toBe(0);
    expect(together.clear).toBeGreaterThan(0);
    expect(together.inverted).toBe(0);
  }
}, 240_000);
