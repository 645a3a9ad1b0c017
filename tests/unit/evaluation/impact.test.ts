import {expect, test} from 'vitest';
import {drawAccounts} from '../../../models/evaluation/estimate.js';
import {impactOf, noteImpacts, type ImpactPrediction} from '../../../models/evaluation/impact.js';
import {scoresOf, slateOf} from './slates.js';

const draws = drawAccounts(2, 1, 50);
const seen = (cards: Parameters<typeof slateOf>[0]) => {
  const predictions: ImpactPrediction[] = [];
  noteImpacts(predictions, 0, slateOf(cards));
  return predictions;
};

test('a card counts as often as it is applied and kept; the head speaks in shares, the world in per cent', () => {
  // Results weigh 1 in the goal of these accounts, so what is realised is the change of results.
  expect(seen([{examined: 0.5, apply: 0.4, undo: 0.25, results: 3, forecast: [2, 6], scores: scoresOf({impact: 0.05})}])).toEqual([
    {account: 0, weight: expect.closeTo(0.5 * 0.4 * 0.75, 12), predicted: 5, realised: 3, forecast: 4},
  ]);
});

test('bias and error by hand: one card promised 5 and brings 3, the other, applied three times as often, promised 1 and brings 2', () => {
  const found = impactOf(seen([
    {apply: 0.1, results: 3, forecast: [2, 6], scores: scoresOf({impact: 0.05})},
    {apply: 0.3, results: 2, forecast: [2, 2], scores: scoresOf({impact: 0.01})},
  ]), 2, draws) ?? expect.fail('nothing was found');
  expect(found.predicted.value).toBeCloseTo((5 + 3 * 1) / 4, 9);
  expect(found.realised.value).toBeCloseTo((3 + 3 * 2) / 4, 9);
  expect(found.bias.value).toBeCloseTo((2 - 3 * 1) / 4, 9);
  expect(found.error.value).toBeCloseTo((2 + 3 * 1) / 4, 9);
  // The mean, 2.25, is 0.75 off the first and 0.25 off the other.
  expect(found.constantError.value).toBeCloseTo((0.75 + 3 * 0.25) / 4, 9);
  expect(found.forecastBias.value).toBeCloseTo(1 / 4, 9);
  expect(found.forecastError.value).toBeCloseTo(1 / 4, 9);
});

test('fifths go by rising prediction', () => {
  const found = impactOf(seen([5, 1, 4, 2, 3].map(n => ({apply: 0.1, results: 10 * n, scores: scoresOf({impact: n / 100})}))), 2, draws) ?? expect.fail('nothing was found');
  expect(found.fifths.map(({predicted, realised}) => [predicted.value, realised.value].map(Math.round))).toEqual([[1, 10], [2, 20], [3, 30], [4, 40], [5, 50]]);
});

test('where nothing was scored nothing is said', () => {
  expect(impactOf(seen([{apply: 0.5}]), 2, draws)).toBeNull();
});
