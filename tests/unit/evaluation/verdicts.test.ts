import {expect, test} from 'vitest';
import {FIGURES, type Figures} from '../../../models/evaluation/figures.js';
import type {Estimate} from '../../../models/evaluation/estimate.js';
import type {Evaluation} from '../../../models/evaluation/rollout.js';
import {harmless, verdictsOf, verdictsText} from '../../../models/evaluation/verdicts.js';

const around = (value: number, half: number): Estimate => ({value, low: value - half, high: value + half});
const all = (found: Partial<Figures>) => ({...Object.fromEntries(FIGURES.map(figure => [figure, around(0, 1)])), ...found}) as Figures;
const head = (errorOverRate: Estimate, logLossGain: Estimate) => ({rate: 0.1, predicted: 0.1, error: 0.01, logLoss: 0.1, constantLogLoss: 0.2, leastLogLoss: 0.1, errorOverRate, logLossGain});
const better = all({utilityPerVisit: around(0.3, 0.1), applyRate: around(0.01, 0.002), dismissRate: around(-0.01, 0.002)});

const evaluation = (found: Partial<Evaluation>): Evaluation => ({
  differences: {serverOrder: better, din: better, gru: better, 'without-history': better, 'without-reason': better, 'without-listwise': better, 'without-position-bias': better},
  shortDifferences: {}, lifts: {emptied: around(0.02, 0.01)}, gapClosed: around(0.65, 0.1),
  calibration: Object.fromEntries(['open', 'apply', 'dismiss', 'undo'].map(name => [name, head(around(0.05, 0.02), around(0.01, 0.005))])),
  ...found,
} as unknown as Evaluation);
const small = {parameters: 180_000, brotli: 209_000};
const missed = (found: Partial<Evaluation>, size = small) => verdictsOf(evaluation(found), size, {}).filter(({met}) => met !== true).map(({target, met}) => [target, met]);

test('all is met where everything is clear', () => {
  expect(missed({})).toEqual([]);
});

test('a difference whose interval touches zero is not met, nor is a lower apply rate or more dismissals', () => {
  const {differences} = evaluation({});
  const {length} = missed({differences: {...differences, din: all({utilityPerVisit: around(0.3, 0.4), applyRate: around(-0.01, 0.001), dismissRate: around(0.01, 0.001)})}});
  expect(length).toBe(3);
});

test('what no row was there for is neither met nor missed, but an ablation that is missing is', () => {
  const left = Object.entries(evaluation({}).differences).filter(([name]) => name !== 'din' && name !== 'without-reason');
  const found = missed({differences: Object.fromEntries(left)});
  expect(found.filter(([, met]) => met === null)).toHaveLength(3);
  expect(found.filter(([, met]) => met === false)).toHaveLength(1);
});

test('the gap is judged by its value, harm by its lower bound', () => {
  expect(missed({gapClosed: around(0.59, 0.1)})).toHaveLength(1);
  expect(missed({gapClosed: around(0.61, 0.1)})).toHaveLength(0);
  expect(missed({lifts: {emptied: around(0.02, 0.031)}})).toHaveLength(1);
  expect(harmless('no intent', around(0, 0.0099)).met).toBe(true);
});

test('a head is judged twice: by its error over its rate and by its log-loss against the constant\'s', () => {
  const {calibration} = evaluation({});
  expect(missed({calibration: {...calibration, undo: head(around(0.12, 0.01), around(0.001, 0.002))}})).toHaveLength(2);
});

test('a model over its size is told so', () => {
  expect(missed({}, {parameters: 300_001, brotli: 250_001})).toHaveLength(2);
});

test('the table says no out loud', () => {
  expect(verdictsText([{target: 'a', figure: '1', met: false}, {target: 'b', figure: '2', met: null}])).toContain('| a | 1 | **no** |\n| b | 2 | – |');
});
