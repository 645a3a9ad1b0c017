/** What a card is worth, from its heads and the advertiser's goal [P1]: the one number that the policy orders by. */
import type {ListToRank} from '../ranking-types.js';
import type {Goal, HeadScores} from '../types.js';

/** The unit of utility: a hundredth of a per cent of the account's weekly value. Cards of one list typically differ by about 1. */
export const UNITS = 10_000;

/** A dismissal costs attention and a little trust: 0.2 % of weekly value, as in the world that the policy is judged in. */
export const DISMISS_COST = 20;

/** A minute of the advertiser's time, at goal.effort 1: there are 2,400 in a working week, 4 units each; most who apply would have spent some of them anyway. */
export const EFFORT_COST_PER_MINUTE = 1;

/** To look closer is worth a little, acted on or not: enough to order cards that nobody applies. */
export const OPEN_VALUE = 0.5;

/** Per standard deviation of the server's score within the list: where the heads see no difference, the server's order stands. */
export const SERVER_PRIOR = 0.05;

/** No single card changes an account's value by more than all of it: what an outlying prediction may claim. */
const LARGEST_IMPACT = 1;

/** Which of the advertiser's objectives an impact on this metric serves. Metrics not named here are results. */
const OBJECTIVES: Readonly<Record<string, keyof Goal>> = {
  cost: 'cost', spend: 'cost', 'cost-per-result': 'cost', 'cost-per-click': 'cost', 'cost-per-conversion': 'cost',
  reach: 'reach', impressions: 'reach', campaignImpressions: 'reach', frequency: 'reach', audience: 'reach',
  'account-spend-saved': 'cost', 'account-reach': 'reach',
  effort: 'effort', time: 'effort', minutes: 'effort',
};

export function objectiveOf(metric: string | undefined): keyof Goal {
  return metric !== undefined && Object.hasOwn(OBJECTIVES, metric) ? OBJECTIVES[metric] ?? 'results' : 'results';
}

/** Of a chance to be undone that comes out near 1, no more is believed: odds have no limit. */
const LARGEST_UNDO = 0.9;

/**
 * E[value of showing it]: apply · (impact · goal − effort · goal) + open − dismiss, each at its price, and the server's score as prior. An apply that is
 * undone is none (the head counts what is kept) but costs its effort all the same; there are apply · undo / (1 − undo) of them.
 * @param scores calibrated, aligned with the list's candidates; a row that is not finite counts as nothing but its prior
 * @returns aligned with the list's candidates, all finite
 */
export function utilitiesOf(list: Pick<ListToRank, 'candidates' | 'goal'>, scores: readonly HeadScores[]): number[] {
  const priors = standardized(list.candidates.map(candidate => candidate.serverScore));
  return list.candidates.map((candidate, i) => {
    const heads = scores[i];
    const prior = SERVER_PRIOR * (priors[i] ?? 0);
    if (!heads) return prior;
    const impact = Math.min(Math.max(heads.impact, -LARGEST_IMPACT), LARGEST_IMPACT);
    const gain = impact * UNITS * list.goal[objectiveOf(candidate.impact?.metric)];
    const undo = Math.min(heads.undo, LARGEST_UNDO);
    const effort = Math.max(candidate.effort ?? 0, 0) * EFFORT_COST_PER_MINUTE * list.goal.effort;
    const utility = heads.apply * (gain - effort - effort * undo / (1 - undo)) + heads.open * OPEN_VALUE - heads.dismiss * DISMISS_COST + prior;
    return Number.isFinite(utility) ? utility : prior;
  });
}

/** Standard scores; 0 where there is no spread or no number. */
function standardized(values: readonly number[]): number[] {
  // Sorted, so that the sums round alike in any order of the candidates [P6].
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const mean = finite.reduce((sum, value) => sum + value / finite.length, 0);
  const deviation = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2 / finite.length, 0));
  return values.map(value => {
    const score = (value - mean) / deviation;
    return Number.isFinite(score) ? score : 0;
  });
}
