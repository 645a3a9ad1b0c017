/** Importance weights: how much more often a target policy shows what the log shows, and the ways to tame the large ones. */
import type {BanditLog, Policy} from './bandit-log.js';

/** One a round: w = π(a, position) / propensity, 0 or more; 0 where the target never shows what was shown. */
export function importanceWeights(log: BanditLog, policy: Policy): Float64Array {
  return log.propensities.map((propensity, round) => policy(log.actions[round] ?? 0, log.positions[round] ?? 0) / propensity);
}

/** Kish's (Σw)² / Σw² (Survey Sampling, 1965): of how many equally weighted rounds the log is worth; 1 to all of them, 0 where no round has weight. */
export function effectiveSampleSize(weights: Float64Array): number {
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return squares > 0 ? weights.reduce((sum, weight) => sum + weight, 0) ** 2 / squares : 0;
}

export function maxWeight(weights: Float64Array): number {
  return weights.reduce((largest, weight) => Math.max(largest, weight), 0);
}

/** From a weight to the weight that is used for it. */
export type Taming = (weight: number) => number;

export const asItIs: Taming = weight => weight;

/** w → min(λ, w): Ionides, Truncated Importance Sampling, 2008; the pessimistic shrinkage of Su et al. 2020. */
export const clipAt = (lambda: number): Taming => weight => Math.min(lambda, weight);

/** A quotient of two chances that ought to be λ itself comes out a rounding error above it. */
const ROUNDING = 1e-9;

/** w → w up to λ, 0 above it, where the reward model then answers alone: Wang, Agarwal and Dudík, Optimal and Adaptive Off-policy Evaluation in Contextual Bandits, 2017. */
export const switchAbove = (lambda: number): Taming => weight => (weight <= lambda * (1 + ROUNDING) ? weight : 0);

/** w → λw / (w² + λ), optimistic shrinkage: Su, Dimakopoulou, Krishnamurthy and Dudík, Doubly Robust Off-policy Evaluation with Shrinkage, 2020. */
export const shrinkBy = (lambda: number): Taming => weight => lambda * weight / (weight * weight + lambda);

/** w → w / (1 − λ + λw), λ from 0 to 1: Metelli, Russo and Restelli, Subgaussian and Differentiable Importance Sampling for Off-Policy Evaluation and Learning, 2021. */
export const subGaussianBy = (lambda: number): Taming => weight => weight / (1 - lambda + lambda * weight);
