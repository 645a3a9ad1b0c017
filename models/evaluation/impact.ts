/** What applying was predicted to bring against what it brings: on cards as often as they are applied and kept; intervals over accounts. */
import {realisedOf} from '../world/effect.js';
import type {SlateResult} from '../world/visit.js';
import {equalMassBins} from './calibration.js';
import {estimate, type Draws, type Estimate, type Part} from './estimate.js';

/** All in per cent of what the account has in a week. Null where nothing was predicted. */
export interface ImpactFigures {
  readonly predicted: Estimate;
  /** True mean: an outcome's noise is left out. */
  readonly realised: Estimate;
  /** Predicted less realised. */
  readonly bias: Estimate;
  /** Mean |predicted − realised|. */
  readonly error: Estimate;
  /** Error of whoever says the mean of every card. */
  readonly constantError: Estimate;
  /** Of the server's forecast, the middle of its interval, in the same place. */
  readonly forecastBias: Estimate;
  readonly forecastError: Estimate;
  /** By rising prediction, each a fifth of the applies. */
  readonly fifths: readonly {readonly predicted: Estimate; readonly realised: Estimate}[];
}

export interface ImpactPrediction {
  readonly account: number;
  /** Chance to be applied and kept where it stood. */
  readonly weight: number;
  /** Per cent. */
  readonly predicted: number;
  readonly realised: number;
  readonly forecast: number;
}

const FIFTHS = 5;

export function noteImpacts(predictions: ImpactPrediction[], account: number, {request, ranked, cards}: SlateResult): void {
  const {goal} = request.truth.advertiser.account;
  for (const [place, {offer, answers, examined}] of cards.entries()) {
    const scores = ranked.items[place]?.scores;
    if (!scores) continue;
    const {impact} = offer.candidate;
    predictions.push({
      account, weight: examined * answers.apply * (1 - answers.undo), predicted: 100 * scores.impact,
      realised: realisedOf(offer.uplift, offer.kind.metric, goal), forecast: impact ? (impact.low + impact.high) / 2 : 0,
    });
  }
}

/** Null where nothing was predicted. @param accounts how many there are in the draws */
export function impactOf(predictions: readonly ImpactPrediction[], accounts: number, draws: Draws): ImpactFigures | null {
  if (predictions.length === 0) return null;
  const mean = (of: (prediction: ImpactPrediction) => number, among: readonly ImpactPrediction[] = predictions) => estimate(partsOf(among, accounts, of), draws);
  const realised = mean(prediction => prediction.realised);
  const bins = equalMassBins(predictions, FIFTHS);
  return {
    realised, predicted: mean(prediction => prediction.predicted),
    bias: mean(prediction => prediction.predicted - prediction.realised),
    error: mean(prediction => Math.abs(prediction.predicted - prediction.realised)),
    constantError: mean(prediction => Math.abs(realised.value - prediction.realised)),
    forecastBias: mean(prediction => prediction.forecast - prediction.realised),
    forecastError: mean(prediction => Math.abs(prediction.forecast - prediction.realised)),
    fifths: Array.from({length: FIFTHS}, (_, fifth) => {
      const among = predictions.filter((_prediction, index) => bins[index] === fifth);
      return {predicted: mean(prediction => prediction.predicted, among), realised: mean(prediction => prediction.realised, among)};
    }),
  };
}

function partsOf(predictions: readonly ImpactPrediction[], accounts: number, of: (prediction: ImpactPrediction) => number): Part[] {
  const parts = Array.from({length: accounts}, () => ({sum: 0, count: 0}));
  for (const prediction of predictions) {
    const part = parts[prediction.account];
    if (!part) continue;
    part.sum += prediction.weight * of(prediction);
    part.count += prediction.weight;
  }
  return parts;
}
