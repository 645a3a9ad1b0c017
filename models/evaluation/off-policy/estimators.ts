/** A bandit log, a target policy and a reward model in; what the policy would have earned a round, by each estimator, out. Names in brackets are the classes of Open Bandit Pipeline (zr-obp). */
import type {BanditLog, Policy} from './bandit-log.js';
import type {RewardModel} from './reward-model.js';
import {asItIs, clipAt, effectiveSampleSize, importanceWeights, maxWeight, shrinkBy, subGaussianBy, switchAbove, type Taming} from './weights.js';

/** What every estimator needs of a log, one value a round. */
export interface Rounds {
  readonly weights: Float64Array;
  readonly rewards: Float64Array;
  /** q of the action that was shown. */
  readonly shown: Float64Array;
  /** Σ π(k, position) q(k) over all actions: what the model expects of the target. */
  readonly expected: Float64Array;
}

/** A value a round; NaN where it is not defined, that is self-normalised over weights that are all 0. */
type Estimator = (rounds: Rounds) => number;

/** Inverse propensity weighting: Strehl, Langford, Li and Kakade, Learning from Logged Implicit Exploration Data, 2010. [InverseProbabilityWeighting; clipped: its lambda_] */
export const ipw = (tame: Taming = asItIs): Estimator => ({weights, rewards}) =>
  mean(weights, (weight, round) => tame(weight) * (rewards[round] ?? 0));

/** Self-normalised: Swaminathan and Joachims, The Self-Normalized Estimator for Counterfactual Learning, 2015. [SelfNormalizedInverseProbabilityWeighting] */
export const snipw: Estimator = rounds => ipw()(rounds) / mean(rounds.weights);

/** Direct method, the reward model alone: Beygelzimer and Langford, The Offset Tree for Learning with Partial Labels, 2009. [DirectMethod] */
export const dm: Estimator = ({expected}) => mean(expected);

/** Doubly robust, the reward model corrected where the log knows better: Dudík, Erhan, Langford and Li, Doubly Robust Policy Evaluation and Optimization, 2014. [DoublyRobust; clipped: its lambda_] */
export const dr = (tame: Taming = asItIs): Estimator => rounds => dm(rounds) + correction(rounds, tame);

/** Doubly robust with a self-normalised correction: Kallus and Uehara, Intrinsically Efficient, Stable, and Bounded Off-Policy Evaluation for Reinforcement Learning, 2019. [SelfNormalizedDoublyRobust] */
export const sndr: Estimator = rounds => dm(rounds) + correction(rounds, asItIs) / mean(rounds.weights);

/** Sources of the tamed ones are with their tamings. */
export const ESTIMATORS = {
  ipw: ipw(),
  ipw_clip10: ipw(clipAt(10)),
  snipw,
  dm,
  dr: dr(),
  sndr,
  dr_clip10: dr(clipAt(10)),
  /** [SwitchDoublyRobust] */
  switch_dr_1: dr(switchAbove(1)),
  switch_dr_10: dr(switchAbove(10)),
  /** [DoublyRobustWithShrinkage] */
  dr_os_1: dr(shrinkBy(1)),
  dr_os_100: dr(shrinkBy(100)),
  /** [SubGaussianInverseProbabilityWeighting] */
  'sg_ipw_0.1': ipw(subGaussianBy(0.1)),
  /** [SubGaussianDoublyRobust] */
  'sg_dr_0.1': dr(subGaussianBy(0.1)),
} as const satisfies Record<string, Estimator>;

export type EstimatorName = keyof typeof ESTIMATORS;

export interface LogEvaluation {
  readonly estimators: Readonly<Record<EstimatorName, number>>;
  /** How many equally weighted rounds the log is worth to this policy. */
  readonly ess: number;
  readonly maxWeight: number;
}

export function evaluateLog(log: BanditLog, policy: Policy, model: RewardModel): LogEvaluation {
  const rounds = roundsOf(log, policy, model);
  const names = Object.keys(ESTIMATORS) as EstimatorName[];
  return {
    estimators: Object.fromEntries(names.map(name => [name, ESTIMATORS[name](rounds)])) as Record<EstimatorName, number>,
    ess: effectiveSampleSize(rounds.weights),
    maxWeight: maxWeight(rounds.weights),
  };
}

export function roundsOf(log: BanditLog, policy: Policy, model: RewardModel): Rounds {
  return {
    weights: importanceWeights(log, policy),
    rewards: log.rewards,
    shown: log.rewards.map((_, round) => model(round, log.actions[round] ?? 0)),
    expected: log.rewards.map((_, round) => {
      let sum = 0;
      for (let action = 0; action < log.actionCount; action++) sum += policy(action, log.positions[round] ?? 0) * model(round, action);
      return sum;
    }),
  };
}

/** Mean of w (r − q). */
function correction({weights, rewards, shown}: Rounds, tame: Taming): number {
  return mean(weights, (weight, round) => tame(weight) * ((rewards[round] ?? 0) - (shown[round] ?? 0)));
}

function mean(values: Float64Array, of: (value: number, round: number) => number = value => value): number {
  return values.reduce((sum, value, round) => sum + of(value, round), 0) / values.length;
}
