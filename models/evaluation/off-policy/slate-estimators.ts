/**
 * Slates in, what a target policy would have earned a slate out. A slate's reward is the sum of its places'. Names in brackets are the classes of Open Bandit Pipeline
 * (zr-obp). What each supposes: the thirteen of `estimators.ts` on whole slates nothing (standard IPS: the slate is the action); `iips` that a card's reward depends on
 * itself and its place alone; `rips` and `cascade_dr` that it depends on the cards above it too, and on none below.
 */
import {ESTIMATORS, type Estimator, type EstimatorName, type Rounds} from './estimators.js';
import type {Terms} from './intervals.js';
import {effectiveSampleSize, maxWeight} from './weights.js';

/** [slate × place], row-major. An empty place has ratios of 1 and no reward. */
export interface SlateRounds {
  readonly places: number;
  /** The account of each slate, from 0. */
  readonly accounts: Int32Array;
  readonly accountCount: number;
  readonly rewards: Float64Array;
  /** Target's over the log's chance of the card, given the cards above. */
  readonly steps: Float64Array;
  /** The same, whatever is above. */
  readonly marginals: Float64Array;
  /** q of the card that was shown. */
  readonly shown: Float64Array;
  /** Of the card that was shown and all below it, as the model expects them of the target (Qₖ); and of the target's own next card and all below it (E_π Qₖ), given the cards above. */
  readonly ahead: Float64Array;
  readonly aheadOnTarget: Float64Array;
  /** Σ P(k at place) q(k, place): what it expects of the target's own slate. */
  readonly expected: Float64Array;
}

/** Independent IPS: Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen, Offline Evaluation of Ranking Policies with Click Models, 2018. [SlateIndependentIPS] */
export function iips({places, rewards, marginals}: SlateRounds): Terms {
  return {each: bySlate(places, rewards.length, at => (marginals[at] ?? 0) * (rewards[at] ?? 0))};
}

/** Reward-interaction IPS: McInerney, Brost, Chandar, Mehrotra and Carterette, Counterfactual Evaluation of Slate Recommendations with Sequential Reward Interactions, 2020. [SlateRewardInteractionIPS] */
export function rips(rounds: SlateRounds): Terms {
  const {places, rewards} = rounds;
  const weights = prefixWeights(rounds);
  return {each: bySlate(places, rewards.length, at => (weights[at] ?? 0) * (rewards[at] ?? 0))};
}

/**
 * Cascade doubly robust: Kiyohara, Saito, Matsuhiro, Narita, Shimizu and Yamamoto, Doubly Robust Off-Policy Evaluation for Ranking Policies under the Cascade Behavior
 * Model, 2022: Σₖ w₁..ₖ (rₖ − Qₖ) + w₁..ₖ₋₁ E_π Qₖ. [SlateCascadeDoublyRobust]
 */
export function cascadeDr(rounds: SlateRounds): Terms {
  const {places, rewards, ahead, aheadOnTarget} = rounds;
  const weights = prefixWeights(rounds);
  return {each: bySlate(places, rewards.length, at => {
    const above = at % places > 0 ? weights[at - 1] ?? 0 : 1;
    return (weights[at] ?? 0) * ((rewards[at] ?? 0) - (ahead[at] ?? 0)) + above * (aheadOnTarget[at] ?? 0);
  })};
}

export const SLATE_ESTIMATORS = {...mapped(ESTIMATORS), iips, rips, cascade_dr: cascadeDr} as const satisfies Record<string, (rounds: SlateRounds) => Terms>;
export type SlateEstimatorName = keyof typeof SLATE_ESTIMATORS;

/** Each slate as one action, weighed by the chance of all its places. */
export function asRounds(rounds: SlateRounds): Rounds {
  const {places, rewards, shown, expected} = rounds;
  const sum = (values: Float64Array) => bySlate(places, values.length, at => values[at] ?? 0);
  return {weights: slateWeights(rounds), rewards: sum(rewards), shown: sum(shown), expected: sum(expected)};
}

/** How many equally weighted slates the log is worth to the target, the largest weight of one, and the mean, which is 1 but for luck where the log could have shown all that the target would. */
export function weightOf(rounds: SlateRounds): {readonly ess: number; readonly maxWeight: number; readonly meanWeight: number} {
  const weights = slateWeights(rounds);
  return {ess: effectiveSampleSize(weights), maxWeight: maxWeight(weights), meanWeight: weights.reduce((sum, weight) => sum + weight, 0) / weights.length};
}

function slateWeights({places, steps}: SlateRounds): Float64Array {
  const weights = new Float64Array(steps.length / places).fill(1);
  steps.forEach((ratio, at) => {
    const slate = Math.floor(at / places);
    weights[slate] = (weights[slate] ?? 0) * ratio;
  });
  return weights;
}

/** Of the places down to this one. */
function prefixWeights({places, steps}: SlateRounds): Float64Array {
  const weights = steps.slice();
  for (let at = 0; at < weights.length; at++) if (at % places > 0) weights[at] = (weights[at] ?? 0) * (weights[at - 1] ?? 0);
  return weights;
}

function bySlate(places: number, length: number, of: (at: number) => number): Float64Array {
  const sums = new Float64Array(length / places);
  for (let at = 0; at < length; at++) sums[Math.floor(at / places)] = (sums[Math.floor(at / places)] ?? 0) + of(at);
  return sums;
}

function mapped(estimators: Readonly<Record<EstimatorName, Estimator>>): Record<EstimatorName, (rounds: SlateRounds) => Terms> {
  return Object.fromEntries(Object.entries(estimators).map(([name, estimator]) => [name, (rounds: SlateRounds) => estimator(asRounds(rounds))])) as Record<EstimatorName, (rounds: SlateRounds) => Terms>;
}
