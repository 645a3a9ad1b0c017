/** The world as a server sees it: accounts, candidates, reports; and the edits that it is given. Deterministic by config and edits. */
import type {Candidate, EntityRef, Goal, Signal, Surface} from '../../src/types.js';
import {unacceptable} from './acceptable.js';
import {readConfig, type PartialConfig, type WorldConfig} from './config.js';
import {createFoundation, scoreOffers, type Foundation} from './foundation.js';
import {candidateOf, listFor} from './lists.js';
import {stateAt} from './state.js';
import {editOf, OUTCOME_MS, realisedOn} from './effect.js';
import {offersAt, type Offer} from './suggestions.js';
import {addEdit, newTimeline, removeEdit, type Timeline} from './timeline.js';
import {accountView, campaignView, reportRows, signalsOf, type AccountView, type CampaignView, type ReportRow} from './view.js';

export type {AccountView, CampaignView, ReportRow} from './view.js';

/** How long an apply can be taken back. */
export const UNDO_MS = 15 * 60_000;
export interface Applied {
  readonly applicationId: string;
  /** Epoch ms. */
  readonly undoUntil: number;
  /** The campaign as it is now; null where the account was changed. */
  readonly campaign: CampaignView | null;
}

/** What stands in the way, and the candidate as it is now, where it still is. */
export interface Conflict {
  readonly conflict: 'unknown' | 'changed';
  readonly candidate: Candidate | null;
}

/** Why the value may not be applied: what it must be. */
export interface Refusal {
  readonly unacceptable: string;
}

/** What an applied suggestion really did, in the unit of its forecast. */
export interface Outcome {
  readonly applicationId: string;
  readonly candidateId: string;
  readonly type: string;
  readonly headline: string;
  readonly entity: EntityRef;
  readonly metric: string;
  readonly unit: 'percent';
  readonly predicted: {readonly low: number; readonly high: number};
  readonly realised: number;
  /** Epoch ms. */
  readonly appliedAt: number;
  readonly knownAt: number;
}

export interface World {
  readonly config: WorldConfig;
  /** For simulated visits and oracles. */
  readonly foundation: Foundation;
  readonly accountIds: readonly string[];
  /** Throws a RangeError where there is no such account, as every call does. `now` (epoch ms) is the clock's when left out. */
  account(id: string, now?: number): AccountView;
  /** In the server's order. */
  candidates(accountId: string, surface: Surface, entity: EntityRef | undefined, now: number): Candidate[];
  /** What a host page would observe of the account and of each campaign. */
  signals(accountId: string, now: number): Signal[];
  /** Whole days before the day of `now`, oldest first. */
  report(accountId: string, campaignId: string | undefined, days: number, now: number): ReportRow[];
  apply(accountId: string, candidateId: string, version: string, value: number | string | undefined, now: number): Applied | Conflict | Refusal;
  /** False where there is no such application or its time is over. */
  undo(accountId: string, applicationId: string, now: number): boolean;
  editBudget(accountId: string, campaignId: string, dailyBudget: number, now: number): CampaignView;
  outcomes(accountId: string, now: number): Outcome[];
  /** Applied, and not yet known what came of it. */
  underway(accountId: string, now: number): (Omit<Outcome, 'realised'> & {readonly realised: null})[];
}

interface Application {
  readonly id: string;
  readonly offer: Offer;
  readonly at: number;
}

export function createWorld(partial: PartialConfig = {}): World {
  const config = readConfig(partial);
  const foundation = createFoundation(config);
  const timelines = new Map<string, Timeline>();
  const applications = new Map<string, Application[]>();
  let edits = 0;

  const timelineOf = (id: string): Timeline => {
    let timeline = timelines.get(id);
    if (!timeline) timelines.set(id, timeline = newTimeline(config.seed, config.noise, foundation.account(id)));
    return timeline;
  };
  const campaignNow = (timeline: Timeline, campaignId: string, now: number): CampaignView => {
    const state = stateAt(timeline, now);
    const campaign = state.campaigns.find(one => one.campaign.id === campaignId);
    if (!campaign) throw new RangeError(`The account "${timeline.account.id}" has no campaign "${campaignId}".`);
    return campaignView(campaign, state.tag.health);
  };

  return {
    config,
    foundation,
    accountIds: foundation.accountIds,
    account: (id, now = Date.now()) => accountView(stateAt(timelineOf(id), now)),
    candidates(id, surface, entity, now) {
      const timeline = timelineOf(id);
      const scored = scoreOffers(foundation.server, timeline.account, offersAt(config, timeline, now));
      return listFor(scored, surface, entity?.level === 'campaign' ? entity.id : undefined, config.server).map(candidateOf);
    },
    signals: (id, now) => signalsOf(stateAt(timelineOf(id), now), now),
    report: (id, campaignId, days, now) => reportRows(timelineOf(id), campaignId, days, now),
    apply(id, candidateId, version, value, now) {
      const timeline = timelineOf(id);
      const scored = scoreOffers(foundation.server, timeline.account, offersAt(config, timeline, now)).find(({offer}) => offer.candidate.id === candidateId);
      if (!scored) return {conflict: 'unknown', candidate: null};
      if (scored.offer.candidate.version !== version) return {conflict: 'changed', candidate: candidateOf(scored)};
      const {offer} = scored;
      const wrong = unacceptable(offer.candidate.change, value);
      if (wrong !== null) return {unacceptable: wrong};
      const applicationId = `app_${id}_${++edits}`;
      addEdit(timeline, editOf(offer, applicationId, value, now));
      applications.set(id, [...applications.get(id) ?? [], {id: applicationId, offer, at: now}]);
      return {applicationId, undoUntil: now + UNDO_MS, campaign: offer.campaignId === null ? null : campaignNow(timeline, offer.campaignId, now)};
    },
    undo(id, applicationId, now) {
      const timeline = timelineOf(id);
      const mine = applications.get(id) ?? [];
      const application = mine.find(one => one.id === applicationId);
      if (!application || now > application.at + UNDO_MS) return false;
      applications.set(id, mine.filter(one => one !== application));
      return removeEdit(timeline, applicationId);
    },
    editBudget(id, campaignId, dailyBudget, now) {
      const timeline = timelineOf(id);
      if (!Number.isFinite(dailyBudget) || dailyBudget <= 0) throw new RangeError(`A daily budget must be above zero, not ${dailyBudget}.`);
      campaignNow(timeline, campaignId, now);
      addEdit(timeline, {id: `edit_${id}_${++edits}`, at: now, campaignId, type: null, settings: {dailyBudget: Math.round(dailyBudget * 100) / 100}});
      return campaignNow(timeline, campaignId, now);
    },
    outcomes: (id, now) => {
      timelineOf(id);
      return (applications.get(id) ?? []).filter(({at}) => now >= at + OUTCOME_MS).map(({id: applicationId, offer, at}) => outcomeOf(config, applicationId, offer, at, foundation.account(id).goal));
    },
    underway: (id, now) => {
      timelineOf(id);
      return (applications.get(id) ?? []).filter(({at}) => now >= at && now < at + OUTCOME_MS)
        .map(({id: applicationId, offer, at}) => ({...outcomeOf(config, applicationId, offer, at, foundation.account(id).goal), realised: null}));
    },
  };
}

export function outcomeOf(config: WorldConfig, applicationId: string, offer: Offer, at: number, goal: Goal): Outcome {
  const {candidate, kind} = offer;
  return {
    applicationId, candidateId: candidate.id, type: kind.type, headline: candidate.headline, entity: candidate.entity, metric: kind.metric, unit: 'percent',
    predicted: {low: candidate.impact?.low ?? 0, high: candidate.impact?.high ?? 0}, realised: realisedOn(config, offer, goal),
    appliedAt: at, knownAt: at + OUTCOME_MS,
  };
}
