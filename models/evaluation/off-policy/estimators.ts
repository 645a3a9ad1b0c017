/** A bandit log, a target policy and a reward model in; what the policy would have earned a round, by each estimator, out. Names in brackets are the classes of Open Bandit Pipeline (zr-obp). */
import type {BanditLog, Policy} from './bandit-log.js';
import {valueOf, type Terms} from './intervals.js';
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

/** What it adds up, so that an interval can add it up again. */
export type Estimator = (rounds: Rounds) => Terms;

/** Inverse propensity weighting: Strehl, Langford, Li and Kakade, Learning from Logged Implicit Exploration Data, 2010. [InverseProbabilityWeighting; clipped: its lambda_] */
export const ipw = (tame: Taming = asItIs): Estimator => ({weights, rewards}) => ({each: weights.map((weight, round) => tame(weight) * (rewards[round] ?? 0))});

/** Self-normalised: Swaminathan and Joachims, The Self-Normalized Estimator for Counterfactual Learning, 2015. [SelfNormalizedInverseProbabilityWeighting] */
export const snipw: Estimator = rounds => ({each: nothing(rounds), ratio: {over: ipw()(rounds).each, under: rounds.weights}});

/** Direct method, the reward model alone: Beygelzimer and Langford, The Offset Tree for Learning with Partial Labels, 2009. [DirectMethod] */
export const dm: Estimator = ({expected}) => ({each: expected});

/** Doubly robust, the reward model corrected where the log knows better: Dudík, Erhan, Langford and Li, Doubly Robust Policy Evaluation and Optimization, 2014. [DoublyRobust; clipped: its lambda_] */
export const dr = (tame: Taming = asItIs): Estimator => rounds => {
  const corrections = correction(rounds, tame);
  return {each: rounds.expected.map((expected, round) => expected + (corrections[round] ?? 0))};
};

/** Doubly robust with a self-normalised correction: Kallus and Uehara, Intrinsically Efficient, Stable, and Bounded Off-Policy Evaluation for Reinforcement Learning, 2019. [SelfNormalizedDoublyRobust] */
export const sndr: Estimator = rounds => ({each: rounds.expected, ratio: {over: correction(rounds, asItIs), under: rounds.weights}});

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
  readonly replay: Replayed;
  /** How many equally weighted rounds the log is worth to this policy. */
  readonly ess: number;
  readonly maxWeight: number;
}

export function evaluateLog(log: BanditLog, policy: Policy, model: RewardModel): LogEvaluation {
  const rounds = roundsOf(log, policy, model);
  const names = Object.keys(ESTIMATORS) as EstimatorName[];
  return {
    estimators: Object.fromEntries(names.map(name => [name, valueOf(ESTIMATORS[name](rounds))])) as Record<EstimatorName, number>,
    replay: replay(log, round => (policy(log.actions[round] ?? 0, log.positions[round] ?? 0) === 1 ? log.actions[round] ?? -1 : -1)),
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

/** Mean reward of the rounds in which a deterministic policy would have done what was done; NaN where there are none. */
export interface Replayed {
  readonly value: number;
  readonly matched: number;
}

/**
 * Li, Chu, Langford and Wang, Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms, 2011. Unbiased where the log was
 * drawn uniformly. [ReplayMethod] @param chosen the policy's action in a round
 */
export function replay(log: BanditLog, chosen: (round: number) => number): Replayed {
  let [sum, matched] = [0, 0];
  log.actions.forEach((action, round) => {
    if (chosen(round) !== action) return;
    sum += log.rewards[round] ?? 0;
    matched++;
  });
  return {value: sum / matched, matched};
}

/** w (r − q), a round. */
function correction({weights, rewards, shown}: Rounds, tame: Taming): Float64Array {
  return weights.map((weight, round) => tame(weight) * ((rewards[round] ?? 0) - (shown[round] ?? 0)));
}

function nothing({weights}: Rounds): Float64Array {
  return new Float64Array(weights.length);
}
