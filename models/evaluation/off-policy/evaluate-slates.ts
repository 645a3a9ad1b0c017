/** Logged slates in; what each target would have earned a slate, by every estimator, with its interval, out. */
import {drawAccounts} from '../estimate.js';
import {aheadOf} from './ahead.js';
import {fitAppeal, type ShownCard} from './appeal.js';
import type {LoggedSlate, LoggedSlates} from './inkling-log.js';
import {bootstrap, bootstrapDifference, empiricalBernstein, valueOf, type Interval, type Terms} from './intervals.js';
import {marginalsOf, type MarginalMethod} from './marginals.js';
import {SLATE_ESTIMATORS, weightOf, type SlateEstimatorName, type SlateRounds} from './slate-estimators.js';

export interface SlateEvaluation {
  /** Earned a slate; `low` and `high` are null below the floor of `ess`. */
  readonly estimators: Readonly<Record<SlateEstimatorName, Interval>>;
  /** Of ipw_clip10, whose rounds are bounded; of what it expects, which clipping keeps below the policy's value. Null below the floor. */
  readonly bernstein: Interval;
  readonly ess: number;
  readonly maxWeight: number;
  /** 1 but for luck, unless the log could not have shown what the policy would: then every estimate leans. */
  readonly meanWeight: number;
  /** What must be said of these figures, in sentences. */
  readonly warnings: readonly string[];
  /** How the marginals of the target were had, in slates. */
  readonly marginals: Readonly<Record<MarginalMethod, number>>;
}

/** Fewer slates than these behind an estimate, or a smaller share of the log, are no ground for an interval. */
export const ESS_FLOOR = {slates: 50, share: 0.01};
const SEED = 1;

/** One a target, in the order of `LoggedSlate.targets`. */
export function roundsOfSlates({slates, accounts, places}: LoggedSlates): {readonly rounds: SlateRounds; readonly marginals: Record<MarginalMethod, number>}[] {
  const width = slates[0]?.features[0]?.length ?? 0;
  const appeal = fitAppeal(slates.flatMap(cardsOf), width, places);
  const loggingMarginals = slates.map(({logging, candidates}) => marginalsOf(logging, candidates, places));
  return (slates[0]?.targets ?? []).map((_, target) => {
    const empty = () => new Float64Array(slates.length * places);
    const rounds = {places, accounts: Int32Array.from(slates, slate => slate.account), accountCount: accounts, rewards: empty(), steps: empty().fill(1), marginals: empty().fill(1), shown: empty(), ahead: empty(), aheadOnTarget: empty(), expected: empty()};
    const methods: Record<MarginalMethod, number> = {quadrature: 0, enumeration: 0, 'monte-carlo': 0};
    slates.forEach((slate, number) => {
      const policy = slate.targets[target];
      if (!policy) return;
      const marginals = marginalsOf(policy, slate.candidates, places);
      methods[marginals.method]++;
      const appeals = slate.features.map(features => appeal.of(slate.account, features));
      const attention = (place: number) => appeal.attention(slate.account, place);
      const expects = (card: number, place: number) => attention(place) * (appeals[card] ?? 0);
      const onTarget = marginals.chances.map((chances, place) => chances.reduce((sum, chance, card) => sum + chance * expects(card, place), 0));
      rounds.expected.set(onTarget, number * places);
      const ahead = aheadOf(policy, slate.shown, expects, onTarget);
      for (let place = 0; place < places; place++) {
        const at = number * places + place;
        const card = slate.shown[place];
        if (card === undefined) continue;
        const next = policy.next(slate.shown.slice(0, place));
        rounds.rewards[at] = slate.rewards[place] ?? 0;
        rounds.steps[at] = (next[card] ?? 0) / (slate.chances[place] ?? 1);
        rounds.marginals[at] = (marginals.chances[place]?.[card] ?? 0) / (loggingMarginals[number]?.chances[place]?.[card] ?? 1);
        rounds.shown[at] = expects(card, place);
        rounds.ahead[at] = ahead[place]?.shown ?? 0;
        rounds.aheadOnTarget[at] = ahead[place]?.target ?? 0;
      }
    });
    return {rounds, marginals: methods};
  });
}

export function evaluateSlates({rounds, marginals}: {readonly rounds: SlateRounds; readonly marginals: Record<MarginalMethod, number>}): SlateEvaluation {
  const {accounts, accountCount, places} = rounds;
  const draws = drawAccounts(accountCount, SEED);
  const {ess, maxWeight, meanWeight} = weightOf(rounds);
  // Three standard errors of the mean weight, as the weights themselves give them.
  const leans = 1 - meanWeight > 3 * Math.sqrt(Math.max(1 / ess - 1 / accounts.length, 0)) * meanWeight;
  const slates = accounts.length;
  const floor = Math.max(ESS_FLOOR.slates, ESS_FLOOR.share * slates);
  const tooFew = ess < floor;
  const withInterval = (terms: Terms): Interval => (tooFew ? {value: valueOf(terms), low: null, high: null} : bootstrap(terms, accounts, accountCount, draws));
  const clipped = SLATE_ESTIMATORS.ipw_clip10(rounds);
  const largest = rounds.rewards.reduce((most, reward) => Math.max(most, Math.abs(reward)), 0);
  return {
    estimators: Object.fromEntries(Object.entries(SLATE_ESTIMATORS).map(([name, estimator]) => [name, withInterval(estimator(rounds))])) as Record<SlateEstimatorName, Interval>,
    bernstein: tooFew ? {value: valueOf(clipped), low: null, high: null} : empiricalBernstein(meansByAccount(clipped.each, rounds), 10 * places * largest * largestShare(rounds)),
    ess, maxWeight, meanWeight, marginals,
    warnings: [...leans ? [`The mean weight is ${meanWeight.toFixed(3)}, not 1: part of what this policy would show the log could never have shown (another card of an exclusive group, for one), and the estimates lean.`] : [], ...tooFew ? [`The log is worth ${ess.toFixed(1)} of its ${slates} slates to this policy, less than ${Math.round(floor)}: the values are no ground for a verdict, and no interval is given.`] : []],
  };
}

/** What one target earns beyond another on the same slates, by one estimator. */
export function differenceOf(first: SlateRounds, second: SlateRounds, estimator: SlateEstimatorName): Interval {
  const {accounts, accountCount} = first;
  return bootstrapDifference(SLATE_ESTIMATORS[estimator](first), SLATE_ESTIMATORS[estimator](second), accounts, accountCount, drawAccounts(accountCount, SEED));
}

/** What the log itself earned a slate. */
export function earned({rewards, places, accounts, accountCount}: SlateRounds): Interval {
  const each = new Float64Array(accounts.length);
  rewards.forEach((reward, at) => { each[Math.floor(at / places)] = (each[Math.floor(at / places)] ?? 0) + reward; });
  return bootstrap({each}, accounts, accountCount, drawAccounts(accountCount, SEED));
}

function cardsOf({account, shown, rewards, features}: LoggedSlate): ShownCard[] {
  return shown.map((card, place) => ({account, place, features: features[card] ?? [], reward: rewards[place] ?? 0}));
}

/** Sums an account over the slates that accounts have on average: their mean is the estimate, and they are independent. */
function meansByAccount(each: Float64Array, {accounts, accountCount}: SlateRounds): Float64Array {
  const sums = new Float64Array(accountCount);
  each.forEach((value, slate) => { sums[accounts[slate] ?? 0] = (sums[accounts[slate] ?? 0] ?? 0) + value * accountCount / each.length; });
  return sums;
}

/** Slates of the busiest account against the average one. */
function largestShare({accounts, accountCount}: SlateRounds): number {
  const counts = new Float64Array(accountCount);
  for (const account of accounts) counts[account] = (counts[account] ?? 0) + 1;
  return counts.reduce((most, count) => Math.max(most, count), 0) * accountCount / accounts.length;
}
