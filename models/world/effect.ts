/** What a suggestion does to an account: its worth to a goal, its edit, its outcome. */
import type {Goal} from '../../src/types.js';
import type {WorldConfig} from './config.js';
import {normalFor} from './random.js';
import type {Metric, Uplift} from './suggestion-type.js';
import type {Offer} from './suggestions.js';
import {DAY, type Edit} from './timeline.js';

/** Outcomes are known this long after an apply: the horizon of the forecasts. */
export const OUTCOME_MS = 7 * DAY;

/** Per cent of the week's value that a minute costs whose goal weighs effort with 1: a week has 2,400 working minutes, which should earn more than they cost. */
const MINUTE_WORTH = 0.01;

/** Goal-weighted uplift, in per cent of the account's weekly value: what a visit's utility adds up. The goal's weights say what saved spend and reach are worth. */
export function utilityOf(uplift: Uplift, goal: Goal, effort: number): number {
  return goal.results * uplift.results + goal.cost * uplift.cost + goal.reach * uplift.reach - goal.effort * effort * MINUTE_WORTH;
}

/** The part of an uplift that the metric counts. */
export function expectedOf(uplift: Uplift, metric: Metric): number {
  return metric === 'account-conversions' ? uplift.results : metric === 'account-spend-saved' ? uplift.cost : uplift.reach;
}

/** A goal that hardly counts a metric still hears of it: below this weight, other effects are not converted into it at any rate. */
const LEAST_WEIGHT = 0.2;

/**
 * What a report of the week after shows, in the forecast's metric: its own change, and what else came of it (spend, results, reach) converted at the
 * goal's weights. So the goal's weight of the metric times this is the goal-weighted uplift.
 */
export function realisedOf(uplift: Uplift, metric: Metric, goal: Goal): number {
  const weight = metric === 'account-conversions' ? goal.results : metric === 'account-spend-saved' ? goal.cost : goal.reach;
  return utilityOf(uplift, goal, 0) / Math.max(weight, LEAST_WEIGHT);
}

/** The same with a little of the week's noise. Three digits. */
export function realisedOn({seed, noise}: Pick<WorldConfig, 'seed' | 'noise'>, {candidate, kind, uplift}: Offer, goal: Goal): number {
  const truth = realisedOf(uplift, kind.metric, goal);
  return Number((truth + 0.15 * noise * Math.abs(truth) * normalFor(seed, 'outcome', candidate.id)).toPrecision(3));
}

/** What an apply changes. What the settings' own curve does not explain is a lift on results. */
export function editOf(offer: Offer, id: string, value: number | string | undefined, at: number): Edit {
  const {kind, proposal, campaignId, fit} = offer;
  const percent = (proposal.uplift.results ?? 0) * fit;
  return {
    id, at, campaignId, type: kind.type,
    ...(proposal.settings && {settings: proposal.settings(value)}),
    ...(proposal.accountSettings && {accountSettings: proposal.accountSettings}),
    ...(!kind.bySettings && {lift: Math.max(1 + percent / 100, 0.2)}),
  };
}
