import {expect, test} from 'vitest';
import {partOf, type Figure} from '../../../models/evaluation/figures.js';
import {slateOf, visitOf} from './slates.js';

const valueOf = (figure: Figure, visits: Parameters<typeof partOf>[1]) => {
  const {sum, count} = partOf(figure, visits);
  return sum / count;
};

test('NDCG counts what is applied and kept: an apply that is always undone gains nothing', () => {
  const visits = [visitOf([slateOf([{apply: 0.8, undo: 1}, {apply: 0.2}, {apply: 0.4}])])];
  expect(valueOf('ndcg1', visits)).toBe(0);
  // Gains 0, 0.2, 0.4; the best order has 0.4, 0.2, 0.
  const best = 0.4 + 0.2 / Math.log2(3);
  expect(valueOf('ndcg3', visits)).toBeCloseTo((0.2 / Math.log2(3) + 0.4 / 2) / best, 12);
  expect(valueOf('ndcg5', visits)).toBeCloseTo(valueOf('ndcg3', visits), 12);
});

test('each slate counts alike; one where nothing can be gained counts not at all', () => {
  const visits = [visitOf([slateOf([{apply: 0.5}, {apply: 0.1}]), slateOf([{apply: 0.1}, {apply: 0.5}]), slateOf([{apply: 0}])])];
  expect(partOf('ndcg1', visits)).toEqual({sum: expect.closeTo(1 + 0.2, 12), count: 2});
});

test('rates are of all impressions, undos of all applies, utility of all visits', () => {
  const visits = [visitOf([], {utility: 3, impressions: 10, applies: 2, dismissals: 1, undos: 0.5}), visitOf([], {utility: 1, impressions: 30, applies: 2, dismissals: 1})];
  const figures: readonly Figure[] = ['utilityPerVisit', 'applyRate', 'dismissRate', 'undoRate'];
  expect(figures.map(figure => valueOf(figure, visits))).toEqual([2, 0.1, 0.05, 0.125]);
});
