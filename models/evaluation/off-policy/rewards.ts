/** What a card earned, from the labels that training reads. An unseen card earns nothing. */
import {objectiveOf, UNITS, DISMISS_COST, OPEN_VALUE, EFFORT_COST_PER_MINUTE} from '../../../src/policy/utility.js';
import type {Candidate, Goal} from '../../../src/types.js';
import type {CardLabels} from '../../training/labels.js';

export type Reward = (labels: CardLabels, candidate: Candidate, goal: Goal) => number;

const happened = (label: number) => (label === 1 ? 1 : 0);

export const REWARDS = {
  /** 1 where it was opened or applied: often enough for a verdict within days. */
  clicks: labels => Math.max(happened(labels.open), happened(labels.apply), Number(labels.undo >= 0)),
  /** 1 where it was applied and kept. */
  applies: labels => happened(labels.apply),
  /** In the policy's own units: kept applies by their impact (realised where it is known, else the middle of what was promised) under the advertiser's goal, less what they and dismissals cost. */
  worth: (labels, candidate, goal) => {
    const {impact, effort = 0} = candidate;
    const promised = impact ? (impact.low + impact.high) / 2 / 100 : 0;
    const gain = (Number.isNaN(labels.impact) ? promised : labels.impact) * UNITS * goal[objectiveOf(impact?.metric)];
    return happened(labels.apply) * (gain - effort * EFFORT_COST_PER_MINUTE * goal.effort) + happened(labels.open) * OPEN_VALUE - happened(labels.dismiss) * DISMISS_COST;
  },
} as const satisfies Record<string, Reward>;

export type RewardName = keyof typeof REWARDS;
export const REWARD_NAMES = Object.keys(REWARDS) as RewardName[];
