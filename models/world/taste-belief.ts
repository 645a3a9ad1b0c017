/**
 * What a device could know of an advertiser's taste: a normal belief about its direction in embedding space, moved by each answer to a card. One
 * Newton step of a logistic regression an answer (as in an extended Kalman filter), which is near enough the exact posterior for weak evidence.
 */
import {EMBEDDING_SIZE} from './embedding.js';

export interface TasteBelief {
  readonly mean: Float64Array;
  /** Row-major, EMBEDDING_SIZE². */
  readonly covariance: Float64Array;
}

/** As taste is drawn: standard normal. */
export function openTaste(): TasteBelief {
  const covariance = new Float64Array(EMBEDDING_SIZE ** 2);
  for (let index = 0; index < EMBEDDING_SIZE; index++) covariance[index * EMBEDDING_SIZE + index] = 1;
  return {mean: new Float64Array(EMBEDDING_SIZE), covariance};
}

export function copyTaste({mean, covariance}: TasteBelief): TasteBelief {
  return {mean: mean.slice(), covariance: covariance.slice()};
}

/** Believed taste for a kind of suggestion. @param strength as in the config */
export function believedTaste({mean}: TasteBelief, embedding: readonly number[], strength: number): number {
  let sum = 0;
  for (let index = 0; index < EMBEDDING_SIZE; index++) sum += (mean[index] ?? 0) * (embedding[index] ?? 0);
  return strength * sum;
}

/** Moves the belief. @param slope of the answer's log-likelihood in the taste; @param curvature minus its second derivative, ≥ 0 */
export function moveTaste(belief: TasteBelief, embedding: readonly number[], strength: number, slope: number, curvature: number): void {
  const {mean, covariance} = belief;
  const n = EMBEDDING_SIZE;
  const spread = new Float64Array(n);
  let variance = 0;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let column = 0; column < n; column++) sum += (covariance[row * n + column] ?? 0) * (embedding[column] ?? 0) * strength;
    spread[row] = sum;
    variance += sum * (embedding[row] ?? 0) * strength;
  }
  const gain = curvature / (1 + curvature * variance);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) covariance[row * n + column] = (covariance[row * n + column] ?? 0) - gain * (spread[row] ?? 0) * (spread[column] ?? 0);
    mean[row] = (mean[row] ?? 0) + (spread[row] ?? 0) / (1 + curvature * variance) * slope;
  }
}
