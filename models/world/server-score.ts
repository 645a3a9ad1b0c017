/**
 * The server's own score: a linear model of the logit of a click, as Pinterest's ranker of 2021 predicts a click from what it knows of
 * advertiser and suggestion, without the visit. `fitClicks` trains it on a random pre-log.
 */
import type {Account} from './accounts.js';
import {KNOWN_TYPES} from './catalogue.js';
import {TOPICS} from './embedding.js';
import type {Offer} from './suggestions.js';

export interface ServerModel {
  readonly weights: Float64Array;
}

/** What it learned: to score, and of its own forecasts. */
export interface Server {
  readonly model: ServerModel;
  /** Mean and variance of ln |expected effect| by type, for whoever wants to shrink a forecast. */
  readonly usual: ReadonlyMap<string, {readonly mean: number; readonly variance: number}>;
}

/** One shown card: what the server knew, and whether it was opened or applied. */
export interface Shown {
  readonly features: Float64Array;
  readonly clicked: boolean;
}

const NUMBERS = 7;
/** Columns: 1, numbers of the card, type, topic × experience. */
export const WIDTH = 1 + NUMBERS + KNOWN_TYPES.length + TOPICS.length;
const TYPE_INDEX = new Map(KNOWN_TYPES.map((type, index) => [type, index]));

/** What the server reads; nothing of the visit, nothing that only the device has seen. */
export function serverFeatures({candidate, kind}: Offer, account: Account): Float64Array {
  const row = new Float64Array(WIDTH);
  const middle = candidate.impact ? (candidate.impact.low + candidate.impact.high) / 2 : 0;
  row[0] = 1;
  row[1] = Math.log1p(Math.max(middle, 0));
  row[2] = Math.sign(candidate.spendChange ?? 0) * Math.log1p(Math.abs(candidate.spendChange ?? 0)) / 3;
  row[3] = Math.log1p(kind.effort) / 3;
  row[4] = kind.scope === 'account' ? 1 : 0;
  row[5] = account.experience - 0.5;
  row[6] = Math.log(account.dailySpend) / 5 - 1;
  row[7] = kind.alert ? 1 : 0;
  const type = TYPE_INDEX.get(kind.type);
  if (type !== undefined) row[1 + NUMBERS + type] = 1;
  row[1 + NUMBERS + KNOWN_TYPES.length + TOPICS.indexOf(kind.topic)] = 2 * (account.experience - 0.5);
  return row;
}

export function serverScore(model: ServerModel, features: Float64Array): number {
  let logit = 0;
  for (let index = 0; index < WIDTH; index++) logit += (model.weights[index] ?? 0) * (features[index] ?? 0);
  return Number(logit.toFixed(4));
}

/** Logistic regression by stochastic gradient descent, L2 towards 0, rate falling as 1/√t; in the given order. */
export function fitClicks(shown: readonly Shown[], passes = 6, rate = 0.08, decay = 1e-4): ServerModel {
  const weights = new Float64Array(WIDTH);
  const base = shown.filter(({clicked}) => clicked).length / Math.max(shown.length, 1);
  weights[0] = Math.log((base + 1e-3) / (1 - base + 1e-3));
  let step = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const {features, clicked} of shown) {
      const pace = rate / Math.sqrt(1 + step++ / 2000);
      let logit = 0;
      for (let index = 0; index < WIDTH; index++) logit += (weights[index] ?? 0) * (features[index] ?? 0);
      const error = (clicked ? 1 : 0) - 1 / (1 + Math.exp(-logit));
      for (let index = 0; index < WIDTH; index++) {
        const value = features[index] ?? 0;
        if (value !== 0) weights[index] = (weights[index] ?? 0) + pace * (error * value - (index === 0 ? 0 : decay * (weights[index] ?? 0)));
      }
    }
  }
  return {weights};
}
