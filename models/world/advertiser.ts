/** One advertiser on one device over time: the account as it runs, what the device remembers, and what only they know of themselves. */
import {emptyContext} from '../../src/context/summarize.js';
import type {InteractionContext, Placement, Surface} from '../../src/types.js';
import type {Account} from './accounts.js';
import {clamp01} from './accounts.js';
import type {WorldConfig} from './config.js';
import {copyTaste, openTaste, type TasteBelief} from './taste-belief.js';
import type {Offer} from './suggestions.js';
import {DAY, newTimeline, type Timeline} from './timeline.js';

export interface Advertiser {
  readonly account: Account;
  readonly timeline: Timeline;
  /** What the device knows. */
  context: InteractionContext;
  /** In suggestions, 0 to 1; moves with what they were worth. */
  trust: number;
  /** Showings that were left alone, by candidate. */
  readonly showings: Map<string, {readonly count: number; readonly at: number}>;
  /** Applied and kept, their outcome not yet heard of. */
  awaited: readonly {readonly offer: Offer; readonly at: number; readonly placement: Placement; readonly surface: Surface}[];
  /** What the server has heard was dismissed or snoozed on earlier visits, until when: it sends others instead. */
  readonly declined: Map<string, number>;
  /** What a device could know of their taste by now. */
  taste: TasteBelief;
}

/** Unanswered showings are forgotten with this half-life: after a weekend a card is almost new. */
const SHOWING_HALF_LIFE = 2 * DAY;

export function newAdvertiser(config: WorldConfig, account: Account, startedAt: number): Advertiser {
  return {
    account, timeline: newTimeline(config.seed, config.noise, account), context: emptyContext(startedAt),
    trust: account.trust, showings: new Map(), awaited: [], declined: new Map(),
    taste: openTaste(),
  };
}

/** A copy that lives on by itself: how several policies continue from one past. */
export function copyOf(advertiser: Advertiser): Advertiser {
  const timeline = newTimeline(advertiser.timeline.seed, advertiser.timeline.noise, advertiser.account);
  timeline.edits = advertiser.timeline.edits;
  timeline.revision = advertiser.timeline.revision;
  return {...advertiser, timeline, showings: new Map(advertiser.showings), declined: new Map(advertiser.declined), taste: copyTaste(advertiser.taste)};
}

export function showingsOf(advertiser: Advertiser, candidateId: string, now: number): number {
  const known = advertiser.showings.get(candidateId);
  return known ? known.count * 2 ** (-(now - known.at) / SHOWING_HALF_LIFE) : 0;
}

export function addShowing(advertiser: Advertiser, candidateId: string, now: number): void {
  advertiser.showings.set(candidateId, {count: showingsOf(advertiser, candidateId, now) + 1, at: now});
}

export function moveTrust(advertiser: Advertiser, by: number): void {
  advertiser.trust = clamp01(advertiser.trust + by);
}
