/** Do the heads mean what they say? Predicted against true chances, each card counted as often as it would carry the label; intervals over accounts. */
import type {Head} from '../../src/types.js';
import {examined, inView} from '../world/behaviour.js';
import type {SlateResult} from '../world/visit.js';
import {estimateBy, type Draws, type Estimate} from './estimate.js';

export const CHANCES = ['open', 'apply', 'dismiss', 'undo'] as const satisfies readonly Exclude<Head, 'impact'>[];
export type Chance = (typeof CHANCES)[number];

export interface HeadCalibration {
  /** Mean true chance. */
  readonly rate: number;
  /** Mean predicted chance. */
  readonly predicted: number;
  /** Ten equal-mass bins: mean |mean prediction − rate|. */
  readonly error: number;
  readonly logLoss: number;
  /** Of whoever says the rate itself of every card. */
  readonly constantLogLoss: number;
  /** Of whoever knows the true chance of every card: nobody can do better. */
  readonly leastLogLoss: number;
  /** `error` over `rate`. */
  readonly errorOverRate: Estimate;
  /** `constantLogLoss` − `logLoss`: above zero where the head knows more than the rate. */
  readonly logLossGain: Estimate;
}

/** One card as it was shown. */
export interface Prediction {
  /** Index of its account in the draws. */
  readonly account: number;
  /** How often it carries the label. */
  readonly weight: number;
  readonly predicted: number;
  /** True chance: no luck is measured. */
  readonly truth: number;
}

export type Predictions = Readonly<Record<Chance, Prediction[]>>;

export function noPredictions(): Predictions {
  return {open: [], apply: [], dismiss: [], undo: []};
}

/**
 * The heads speak of a card at the top of a list, so the truth is put there too. A card carries the first three labels when it was in view where it
 * stood, and the label of an undo when it was applied there. Nothing is noted of what was not scored.
 */
export function notePredictions(predictions: Predictions, account: number, {request, ranked, cards}: SlateResult): void {
  const {config} = request.truth.foundation;
  const atTop = examined(config, 0);
  for (const [place, {answers, examined: looked}] of cards.entries()) {
    const scores = ranked.items[place]?.scores;
    if (!scores) continue;
    const truth = {open: atTop * answers.open, apply: atTop * answers.apply * (1 - answers.undo), dismiss: atTop * answers.dismiss, undo: answers.undo};
    const seen = inView(config, place);
    const weight = {open: seen, apply: seen, dismiss: seen, undo: looked * answers.apply};
    for (const head of CHANCES) predictions[head].push({account, weight: weight[head], predicted: scores[head], truth: truth[head]});
  }
}

const BINS = 10;

/** Null where nothing was predicted. @param accounts how many there are in the draws */
export function calibrationOf(predictions: readonly Prediction[], accounts: number, draws: Draws): HeadCalibration | null {
  if (predictions.length === 0) return null;
  const bins = equalMassBins(predictions, BINS);
  const row = () => new Float64Array(accounts);
  const [mass, expected, loss, gaps] = [row(), row(), row(), Array.from({length: BINS}, row)];
  const add = (to: Float64Array | undefined, account: number, value: number) => {
    if (to) to[account] = (to[account] ?? 0) + value;
  };
  predictions.forEach(({account, weight, predicted, truth}, index) => {
    add(mass, account, weight);
    add(expected, account, weight * truth);
    add(loss, account, weight * crossEntropy(predicted, truth));
    add(gaps[bins[index] ?? 0], account, weight * (predicted - truth));
  });

  const rate = (times?: Uint16Array) => sum(expected, times) / sum(mass, times);
  const error = (times?: Uint16Array) => gaps.reduce((so, gap) => so + Math.abs(sum(gap, times)), 0) / sum(mass, times);
  const logLoss = (times?: Uint16Array) => sum(loss, times) / sum(mass, times);
  const constant = (times?: Uint16Array) => crossEntropy(rate(times), rate(times));
  return {
    rate: rate(), predicted: mean(predictions.map(({weight, predicted}) => [weight, predicted])), error: error(), logLoss: logLoss(), constantLogLoss: constant(), leastLogLoss: mean(predictions.map(({weight, truth}) => [weight, crossEntropy(truth, truth)])),
    errorOverRate: estimateBy(times => error(times) / rate(times), draws), logLossGain: estimateBy(times => constant(times) - logLoss(times), draws),
  };
}

/** The bin of each row, by rising prediction, each bin of about the same weight. Bins stay as they are when accounts are drawn again. */
export function equalMassBins(rows: readonly {readonly predicted: number; readonly weight: number}[], bins: number): Uint8Array {
  const order = rows.map((_, index) => index).sort((a, b) => (rows[a]?.predicted ?? 0) - (rows[b]?.predicted ?? 0));
  const total = rows.reduce((so, {weight}) => so + weight, 0);
  const result = new Uint8Array(rows.length);
  let before = 0;
  for (const index of order) {
    const weight = rows[index]?.weight ?? 0;
    result[index] = Math.min(Math.floor(bins * (before + weight / 2) / total), bins - 1);
    before += weight;
  }
  return result;
}

function mean(weighted: readonly (readonly [weight: number, value: number])[]): number {
  return weighted.reduce((so, [weight, value]) => so + weight * value, 0) / weighted.reduce((so, [weight]) => so + weight, 0);
}

/** Expected log-loss of saying `predicted` where `truth` is the chance. */
function crossEntropy(predicted: number, truth: number): number {
  const p = Math.min(Math.max(predicted, 1e-6), 1 - 1e-6);
  return -truth * Math.log(p) - (1 - truth) * Math.log(1 - p);
}

function sum(values: Float64Array, times?: Uint16Array): number {
  return values.reduce((so, value, account) => so + value * (times ? times[account] ?? 0 : 1), 0);
}
