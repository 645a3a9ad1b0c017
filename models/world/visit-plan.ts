/** What an advertiser will do on one visit whatever is suggested: why they come, about which campaign, what they do on the host page, and when. */
import type {Surface} from '../../src/types.js';
import type {Foundation} from './foundation.js';
import {ACTIONS, actionChances, entityChances, focusChances, intentChances, INTENTS, type HostAction, type Intent} from './intent.js';
import {stream} from './random.js';
import {stateAt} from './state.js';
import {DAY} from './timeline.js';

export interface Step {
  readonly action: HostAction;
  readonly campaignId: string | null;
  /** Milliseconds after what came before. */
  readonly pause: number;
  /** Where suggestions are asked for once this is done; null where they are not. */
  readonly shows: Surface | null;
}

export interface VisitPlan {
  readonly id: string;
  readonly accountId: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Hidden. */
  readonly intent: Intent;
  /** Hidden: the campaign that the visit is about. */
  readonly focus: string | null;
  readonly steps: readonly Step[];
}

/** A visit opens with at least this many host actions … */
const LEAST_STEPS = 3;
/** … and goes on with this chance each time: five or six on average, as short visits to a dashboard are. */
const GO_ON = 0.72;
const MOST_STEPS = 14;
/** Edits and searches are followed by a fresh list this often; a change of surface always. */
const ASKS_AGAIN = 0.35;

export function planVisit(foundation: Foundation, accountId: string, visit: string, startedAt: number): VisitPlan {
  const {config} = foundation;
  const chance = stream(config.seed, 'visit', accountId, visit);
  const state = stateAt(foundation.untouched(accountId), startedAt);
  const intent = chance.pick(INTENTS, intentChances(state));
  const campaigns = state.campaigns.map(one => one.campaign.id);
  const focus = chance.pick([...campaigns, null], focusChances(intent, state));
  const focusIndex = focus === null ? -1 : campaigns.indexOf(focus);
  const steps: Step[] = [];
  while (steps.length < LEAST_STEPS || steps.length < MOST_STEPS && chance.uniform() < GO_ON) {
    const action = chance.pick(ACTIONS, actionChances(intent));
    const campaignId = action.ofCampaign ? chance.pick(campaigns, entityChances(focusIndex, state)) : null;
    const asks = action.kind === 'navigate' || action.kind === 'report' || chance.uniform() < ASKS_AGAIN;
    steps.push({action, campaignId, pause: 4_000 + Math.round(-25_000 * Math.log(1 - chance.uniform())), shows: asks ? action.surface : null});
  }
  return {id: `${accountId}.${visit}`, accountId, startedAt, intent, focus, steps};
}

/** When an account's visits of a log begin: its share of `visits` by how often it comes, in working hours, oldest first, at least an hour apart. */
export function visitTimes(foundation: Foundation, accountId: string, count: number): number[] {
  const {config} = foundation;
  const chance = stream(config.seed, 'visit-times', accountId);
  const times = Array.from({length: count}, () => {
    const day = chance.integer(0, config.days - 1);
    const hour = 8 + 11 * chance.uniform();
    return config.start + day * DAY + Math.round(hour * 3_600_000);
  }).sort((a, b) => a - b);
  for (let index = 1; index < times.length; index++) times[index] = Math.max(times[index] ?? 0, (times[index - 1] ?? 0) + 3_600_000);
  return times;
}

/** How many of `visits` each account makes; the sum is `visits`. */
export function visitCounts(foundation: Foundation, visits: number): number[] {
  const weights = foundation.accountIds.map(id => foundation.account(id).visitsPerWeek);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let given = 0;
  let due = 0;
  return weights.map(weight => {
    due += visits * weight / total;
    const count = Math.round(due) - given;
    given += count;
    return count;
  });
}
