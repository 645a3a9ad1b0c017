import fc from 'fast-check';
import {expect, test} from 'vitest';
import {auc, hit, ndcg} from '../../../models/evaluation/ranking.js';

const gains = fc.array(fc.double({min: 0.01, max: 0.99, noNaN: true}), {minLength: 2, maxLength: 12});

test('no order beats the order by gain', () => {
  fc.assert(fc.property(gains, list => {
    const best = [...list].sort((a, b) => b - a);
    expect(ndcg(best, 5)).toBeCloseTo(1, 12);
    expect(ndcg(list, 5) ?? 0).toBeLessThanOrEqual(1 + 1e-12);
    expect(auc(list) ?? 0).toBeLessThanOrEqual((auc(best) ?? 0) + 1e-12);
    expect(hit(list, 3) ?? 0).toBeLessThanOrEqual((hit(best, 3) ?? 0) + 1e-12);
  }));
});

test('with one certain answer they are the figures of the text books', () => {
  expect(ndcg([0, 0, 1, 0], 5)).toBeCloseTo(1 / Math.log2(4), 12);
  expect(ndcg([0, 0, 1], 2)).toBe(0);
  expect(hit([0, 1, 0, 0], 3)).toBe(1);
  expect(auc([0, 1, 0])).toBe(0.5);
});

test('a slate where nothing can be gained says nothing', () => {
  expect([ndcg([0, 0], 5), hit([0, 0], 3), auc([0, 0])]).toEqual([null, null, null]);
});
