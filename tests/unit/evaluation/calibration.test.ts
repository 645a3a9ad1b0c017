import {expect, test} from 'vitest';
import {calibrationOf, equalMassBins, noPredictions, notePredictions, type Prediction} from '../../../models/evaluation/calibration.js';
import {drawAccounts} from '../../../models/evaluation/estimate.js';
import {scoresOf, slateOf} from './slates.js';

const accounts = 60;
const draws = drawAccounts(accounts, 3, 300);
const card = (fields: Partial<Prediction>): Prediction => ({account: 0, weight: 1, predicted: 0.5, truth: 0.5, ...fields});
/** Two cards an account: one of chance 0.2, one of 0.6. */
const cards = (predict: (truth: number) => number) => Array.from({length: accounts}, (_, account) => [0.2, 0.6].map(truth => card({account, truth, predicted: predict(truth)}))).flat();
const of = (predictions: readonly Prediction[]) => calibrationOf(predictions, accounts, draws) ?? expect.fail('no calibration');

test('who says the truth has no error, and the log-loss of the truth itself', () => {
  const {rate, predicted, error, errorOverRate, logLoss, leastLogLoss, constantLogLoss, logLossGain} = of(cards(truth => truth));
  expect([rate, predicted]).toEqual([expect.closeTo(0.4, 9), expect.closeTo(0.4, 9)]);
  expect(error).toBeCloseTo(0, 12);
  expect(errorOverRate.high).toBeCloseTo(0, 9);
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  expect(logLoss).toBeCloseTo((entropy(0.2) + entropy(0.6)) / 2, 9);
  expect(leastLogLoss).toBeCloseTo(logLoss, 9);
  expect(constantLogLoss).toBeCloseTo(entropy(0.4), 9);
  expect(logLossGain.value).toBeCloseTo(entropy(0.4) - (entropy(0.2) + entropy(0.6)) / 2, 9);
  expect(logLossGain.low).toBeGreaterThan(0);
});

test('who always says a tenth too much is a tenth off, whatever the bins: a quarter of a rate of 0.4', () => {
  const {error, errorOverRate} = of(cards(truth => truth + 0.1));
  expect(error).toBeCloseTo(0.1, 9);
  expect(errorOverRate.value).toBeCloseTo(0.25, 9);
});

test('too much here and too little there does not cancel out', () => {
  // 0.3 instead of 0.2, 0.5 instead of 0.6: right on average, off by a tenth in every bin.
  const {rate, predicted, error} = of(cards(truth => (truth + 0.4) / 2));
  expect(predicted).toBeCloseTo(rate, 9);
  expect(error).toBeCloseTo(0.1, 9);
});

test('the rate itself, said of every card, gains nothing', () => {
  const {error, logLoss, constantLogLoss, logLossGain} = of(cards(() => 0.4));
  expect(error).toBeCloseTo(0, 9);
  expect(logLoss).toBeCloseTo(constantLogLoss, 9);
  expect(logLossGain.high).toBeLessThanOrEqual(1e-9);
});

test('a card counts by its weight', () => {
  const {rate, error} = of([card({truth: 0.1, predicted: 0.2, weight: 3}), card({account: 1, truth: 0.5, predicted: 0.5, weight: 1})]);
  expect(rate).toBeCloseTo((3 * 0.1 + 0.5) / 4, 9);
  expect(error).toBeCloseTo(3 * 0.1 / 4, 9);
});

test('the interval is over accounts: many cards of one account are not many accounts', () => {
  const own = (account: number) => account % 2 ? 0.3 : 0.5;
  const once = of(Array.from({length: accounts}, (_, account) => card({account, truth: own(account), predicted: 0.4})));
  const often = of(Array.from({length: accounts * 20}, (_, index) => card({account: index % accounts, truth: own(index % accounts), predicted: 0.4})));
  const width = ({errorOverRate: {low, high}}: typeof once) => high - low;
  expect(width(often)).toBeGreaterThan(0);
  expect(width(often)).toBeCloseTo(width(once), 1);
});

test('bins hold about the same weight each, by rising prediction', () => {
  const rows = [0.9, 0.1, 0.5, 0.3].map(predicted => ({predicted, weight: 1}));
  expect([...equalMassBins(rows, 2)]).toEqual([1, 0, 1, 0]);
  // Half of the weight lies on the lowest.
  expect([...equalMassBins([{predicted: 0.1, weight: 3}, {predicted: 0.2, weight: 1}, {predicted: 0.3, weight: 2}], 2)]).toEqual([0, 1, 1]);
});

test('truth is put at the top of the list; a card counts as often as it would carry the label', () => {
  const predictions = noPredictions();
  const scores = scoresOf({open: 0.3, apply: 0.1, dismiss: 0.05, undo: 0.2});
  const answers = {open: 0.5, apply: 0.2, dismiss: 0.1, undo: 0.25};
  // The fifth place is one scroll below a fold of four; looked at with a chance of 0.4 there, 0.9 at the top.
  notePredictions(predictions, 7, slateOf([{}, {}, {}, {}, {...answers, scores, examined: 0.4}]));
  const [open, apply, dismiss, undo] = [predictions.open, predictions.apply, predictions.dismiss, predictions.undo].map(([first]) => first);
  expect(open).toEqual({account: 7, predicted: 0.3, truth: 0.9 * 0.5, weight: expect.closeTo(0.88, 9)});
  expect(apply).toEqual({account: 7, predicted: 0.1, truth: expect.closeTo(0.9 * 0.2 * 0.75, 9), weight: expect.closeTo(0.88, 9)});
  expect(dismiss).toEqual({account: 7, predicted: 0.05, truth: expect.closeTo(0.09, 9), weight: expect.closeTo(0.88, 9)});
  // Of what is applied: neither the place nor an examination is in the truth of an undo, but both are in how often there is one.
  expect(undo).toEqual({account: 7, predicted: 0.2, truth: 0.25, weight: expect.closeTo(0.4 * 0.2, 9)});
  expect(predictions.open).toHaveLength(1);
});

test('where nothing was scored there is no calibration', () => {
  const predictions = noPredictions();
  notePredictions(predictions, 0, slateOf([{open: 0.5}]));
  expect(calibrationOf(predictions.open, accounts, draws)).toBeNull();
});
