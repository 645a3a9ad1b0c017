/** Which suggestions the server holds for an account on a day: eligible types, forecasts, words. */
import type {Candidate, EntityRef} from '../../src/types.js';
import {embeddingNamed, typesOf} from './catalogue.js';
import type {WorldConfig} from './config.js';
import {expectedOf} from './effect.js';
import {forecast} from './forecast.js';
import {normalFor} from './random.js';
import {stateAt, type AccountState, type CampaignState} from './state.js';
import type {Metric, Proposal, SuggestionType, Uplift} from './suggestion-type.js';
import {percentRange} from './text.js';
import {appliedAt, DAY, type Timeline} from './timeline.js';

/** A candidate together with what the server does not know of it. */
export interface Offer {
  /** With `serverScore` 0: scored when it is listed. */
  readonly candidate: Candidate;
  readonly kind: SuggestionType;
  readonly campaignId: string | null;
  readonly proposal: Proposal;
  /** True effect in per cent of the account's week. */
  readonly uplift: Uplift;
  /** The part of `uplift` that anyone who knows the campaign's figures would expect. */
  readonly expected: Uplift;
  /** Factor between the two, of this campaign and type: mean `FIT_MEAN`. */
  readonly fit: number;
}

/** Suggestions are issued once a week … */
const ISSUE_DAYS = 7;
/** … and keep their id for four weeks: who dismissed one is not asked again under another name next week. */
const ID_DAYS = 28;

/** What the same suggestion does differs from campaign to campaign; about one in twelve does harm. */
export const FIT_MEAN = 0.85;
export const FIT_SPREAD = 0.6;

/** Of a sale's value, what is left for whoever sold it; a saved unit of spend is left whole. Gross margins of the trades here lie around 40 %. */
const MARGIN = 0.4;

const held = new WeakMap<Timeline, {readonly day: number; readonly revision: number; readonly offers: readonly Offer[]}>();

/** Every suggestion that the server holds on the day of `now`, in no order. */
export function offersAt(config: WorldConfig, timeline: Timeline, now: number): readonly Offer[] {
  const day = Math.floor(now / DAY);
  const known = held.get(timeline);
  if (known?.day === day && known.revision === timeline.revision) return known.offers;
  const offers = issue(config, timeline, now);
  held.set(timeline, {day, revision: timeline.revision, offers});
  return offers;
}

function issue(config: WorldConfig, timeline: Timeline, now: number): Offer[] {
  const today = stateAt(timeline, now);
  const issueDay = issueDayOf(timeline, today.day);
  // Settings as they are; figures as they were when issued.
  const issued = issueDay === today.day ? today : stateAt(timeline, issueDay * DAY, now);
  return typesOf(config).flatMap(kind => {
    const state = kind.alert ? today : issued;
    const campaigns = kind.scope === 'campaign' ? state.campaigns : state.campaigns.slice(0, 1);
    return campaigns.flatMap(campaign => {
      const id = kind.scope === 'campaign' ? campaign.campaign.id : null;
      const applied = appliedAt(timeline, kind.type, id);
      if (applied !== null && now - applied < kind.rest * DAY || !kind.eligible(campaign, state)) return [];
      if (campaign.settings.paused && kind.scope === 'campaign') return [];
      return [offer(config, kind, campaign, state, issueDay)];
    });
  });
}

function issueDayOf(timeline: Timeline, day: number): number {
  const phase = (timeline.account.campaigns[0]?.phase ?? 0) % ISSUE_DAYS;
  return Math.floor((day + phase) / ISSUE_DAYS) * ISSUE_DAYS - phase;
}

function offer(config: WorldConfig, kind: SuggestionType, campaign: CampaignState, state: AccountState, issueDay: number): Offer {
  const {account} = state;
  const proposal = kind.propose(campaign, state);
  const shares = kind.scope === 'campaign' ? campaign : {shareOfValue: 1, shareOfSpend: 1, shareOfImpressions: 1};
  const spendOverValue = 1 / (MARGIN * Math.max(state.roas, 1));
  const expected = {
    results: (proposal.uplift.results ?? 0) * shares.shareOfValue,
    cost: (proposal.uplift.cost ?? 0) * shares.shareOfSpend * spendOverValue,
    reach: (proposal.uplift.reach ?? 0) * shares.shareOfImpressions,
  };
  const subject = kind.scope === 'campaign' ? campaign.campaign.id : account.id;
  const number = Math.floor((issueDay + campaign.campaign.phase) / ID_DAYS);
  const id = `${kind.type}.${subject}.${number}`;
  const fit = FIT_MEAN + FIT_SPREAD * normalFor(config.seed, 'fit', id);
  const uplift = fitted(expected, fit);
  const interval = forecast(config, kind, expectedOf(expected, kind.metric), id, issueDay);
  const share = Math.max(shareOf(shares, kind.metric) * (kind.metric === 'account-spend-saved' ? spendOverValue : 1), 1e-3);
  const reason = proposal.reason(percentRange(interval.low / share, interval.high / share));
  const entity: EntityRef = entityOf(kind, campaign, state);
  const body = {
    type: kind.type, entity, headline: proposal.headline, reason,
    impact: {metric: kind.metric, ...interval, unit: 'percent' as const, horizonDays: 7},
    ...(proposal.spendChange !== undefined && {spendChange: proposal.spendChange, currency: account.currency}),
    effort: kind.effort,
    ...(proposal.change && {change: proposal.change}),
    embedding: embeddingNamed(kind.type),
    createdAt: issueDay * DAY,
    expiresAt: (issueDay + 2 * ISSUE_DAYS) * DAY,
    ...(kind.group && {exclusiveGroup: `${kind.group}:${subject}`}),
    link: kind.scope === 'campaign' ? `/campaigns/${campaign.campaign.id}` : '/settings',
  };
  return {
    candidate: {id, version: digest(JSON.stringify(body)), serverScore: 0, ...body},
    kind, campaignId: kind.scope === 'campaign' ? campaign.campaign.id : null, proposal, uplift, expected, fit,
  };
}

/** An effect scales with the fit as a whole, but what is spent or saved by a budget is known beforehand. */
function fitted(expected: Uplift, fit: number): Uplift {
  return {results: expected.results * (expected.results < 0 ? 1 : fit), cost: expected.cost, reach: expected.reach * (expected.reach < 0 ? 1 : fit)};
}

function shareOf(shares: Pick<CampaignState, 'shareOfValue' | 'shareOfSpend' | 'shareOfImpressions'>, metric: Metric): number {
  return metric === 'account-conversions' ? shares.shareOfValue : metric === 'account-spend-saved' ? shares.shareOfSpend : shares.shareOfImpressions;
}

/** The campaign is what the host page knows; the level says what within it. Account-wide suggestions are about the account. */
function entityOf(kind: SuggestionType, {campaign}: CampaignState, {account}: AccountState): EntityRef {
  return kind.scope === 'campaign'
    ? {level: 'campaign', id: campaign.id, name: campaign.name}
    : {level: 'account', id: account.id, name: account.name};
}

// FNV-1a (Fowler, Noll, Vo) of 32 bits: a version only has to differ from the one before.
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
