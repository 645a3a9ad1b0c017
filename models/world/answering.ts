/** How an advertiser answers the cards in view, and what the device records of it. */
import {summarizeAll} from '../../src/context/summarize.js';
import {upsertSignals} from '../../src/context/signals.js';
import {DISMISS_REASONS} from '../../src/types.js';
import type {RecordedInteraction, Surface} from '../../src/types.js';
import {addShowing, moveTrust, showingsOf, type Advertiser} from './advertiser.js';
import {reasonWeights, tasteOf, trueUtility, type Answers, type Mood} from './behaviour.js';
import type {Belief} from './belief.js';
import {editOf, OUTCOME_MS, realisedOn} from './effect.js';
import type {Foundation} from './foundation.js';
import {uuidAt} from './ids.js';
import {fitOf} from './intent.js';
import {stream, uniformOf} from './random.js';
import {stateAt} from './state.js';
import type {Offer} from './suggestions.js';
import {addEdit, DAY, removeEdit} from './timeline.js';
import {signalsOf} from './view.js';
import type {CardResult, Policy, Recorder, SlateResult} from './visit.js';
import type {VisitPlan} from './visit-plan.js';

/** A visit while it lasts. */
export interface Stage {
  readonly foundation: Foundation;
  readonly advertiser: Advertiser;
  readonly plan: VisitPlan;
  readonly policy: Policy;
  readonly belief: Belief | null;
  readonly recorder: Recorder | null;
  now: number;
  serial: number;
}

export const SNOOZE_MS = 7 * DAY;

/** Sampled answer to a card in view. */
export interface Did {
  readonly opened: boolean;
  readonly applied: boolean;
  readonly undone: boolean;
  readonly dismissed: boolean;
  readonly snoozed: boolean;
}

export function moodOf({foundation: {config}, advertiser, plan, now}: Stage, offer: Offer): Mood {
  const {account} = advertiser;
  return {
    fit: fitOf(plan.intent, plan.focus, offer.kind, offer.campaignId),
    taste: tasteOf(config, account, offer.candidate.embedding ?? []),
    sensed: trueUtility(offer, account), trust: advertiser.trust, showings: showingsOf(advertiser, offer.candidate.id, now),
  };
}

export function sample({foundation: {config}}: Stage, slateId: string, offer: Offer, {stages, undo}: Answers, looks: number): Did {
  const chance = stream(config.seed, 'answer', slateId, offer.candidate.id);
  const [look, atOnce, open, apply, dismiss, snooze, regret] = [0, 1, 2, 3, 4, 5, 6].map(() => chance.uniform()) as [number, number, number, number, number, number, number];
  const looked = look < looks;
  const applied = looked && atOnce < stages.applyAtOnce;
  const opened = looked && !applied && open < stages.open;
  const appliedLater = opened && apply < stages.applyWhenOpen;
  const left = looked && !applied && !appliedLater;
  const dismissed = left && dismiss < (opened ? stages.dismissWhenOpen : stages.dismiss);
  const snoozed = left && !dismissed && snooze < stages.snooze;
  return {opened, applied: applied || appliedLater, undone: (applied || appliedLater) && regret < undo, dismissed, snoozed};
}

/** What the device records of the answers, and what they change. */
export function answer(stage: Stage, slate: SlateResult, surface: Surface): void {
  const {foundation: {config}, advertiser, plan} = stage;
  const made: RecordedInteraction[] = [];
  const seen = slate.cards.map((card, position) => ({...card, position})).filter(({did}) => did !== null);
  const write = (card: CardResult & {position: number}, kind: RecordedInteraction['kind'], more: Partial<RecordedInteraction> = {}) => {
    const {id, type, entity, embedding} = card.offer.candidate;
    made.push(interaction(stage, {kind, surface, placement: {slateId: slate.slateId, candidateId: id, position: card.position}, candidate: {id, type, entity, embedding}, ...more}));
  };
  stage.now += 1_000;
  for (const card of seen) {
    write(card, 'impression');
    stage.now += card.position < config.examination.fold ? 0 : 700;
  }
  for (const card of seen) {
    const {did, offer} = card;
    const {id} = offer.candidate;
    if (!did || !(did.opened || did.applied || did.dismissed || did.snoozed)) {
      addShowing(advertiser, id, stage.now);
      continue;
    }
    const pause = () => stage.now += 1_500 + Math.round(9_000 * uniformOf(config.seed, 'pause', slate.slateId, id, made.length));
    pause();
    if (did.opened) write(card, 'open');
    if (did.opened && !did.applied) addShowing(advertiser, id, stage.now);
    if (did.applied) {
      pause();
      const value = offer.proposal.change?.recommended;
      write(card, 'apply', value === undefined ? {} : {value});
      stage.now += 600;
      write(card, 'applied', value === undefined ? {} : {value});
      addEdit(advertiser.timeline, editOf(offer, `${slate.slateId}.${id}`, value, stage.now));
      if (!did.undone) advertiser.awaited = [...advertiser.awaited, {offer, at: stage.now, placement: {slateId: slate.slateId, candidateId: id, position: card.position}, surface}];
    }
    if (did.undone) {
      pause();
      write(card, 'undo');
      removeEdit(advertiser.timeline, `${slate.slateId}.${id}`);
      moveTrust(advertiser, -config.trust.lost);
    }
    if (did.dismissed) {
      pause();
      const weights = reasonWeights(config, offer, advertiser.account, moodOf(stage, offer));
      const reason = stream(config.seed, 'reason', slate.slateId, id).pick(DISMISS_REASONS, DISMISS_REASONS.map(name => weights[name]));
      write(card, 'dismiss', {reason});
      if (reason === 'do-not-trust' || reason === 'wrong-facts') moveTrust(advertiser, -config.trust.lost);
    }
    if (did.snoozed) {
      pause();
      write(card, 'snooze', {until: stage.now + SNOOZE_MS});
    }
  }
  record(stage, made);
  if (made.some(({kind}) => kind === 'applied' || kind === 'undo')) observe(stage);
  stage.now += plan.steps.length;
}

/** The host page tells the device what it knows of the account. */
export function observe({advertiser, now}: Stage): void {
  const signals = upsertSignals([], signalsOf(stateAt(advertiser.timeline, now), now), now);
  advertiser.context = {...advertiser.context, signals};
}

/** Outcomes that have become known since the last visit. */
export function hearOutcomes(stage: Stage): void {
  const {foundation: {config}, advertiser, now} = stage;
  const due = advertiser.awaited.filter(({at}) => now >= at + OUTCOME_MS);
  if (due.length === 0) return;
  advertiser.awaited = advertiser.awaited.filter(one => !due.includes(one));
  record(stage, due.map(({offer, placement, surface}) => {
    const {id, type, entity, embedding} = offer.candidate;
    const realised = realisedOn(config, offer, advertiser.account.goal);
    moveTrust(advertiser, realised > 0 ? config.trust.gained : -config.trust.lost / 2);
    return interaction(stage, {kind: 'outcome', surface, placement, candidate: {id, type, entity, embedding}, value: realised});
  }));
}

export function interaction(stage: Stage, what: Omit<RecordedInteraction, 'id' | 'at' | 'visit'>): RecordedInteraction {
  return {...what, id: uuidAt(stage.now, stage.foundation.config.seed, stage.plan.id, stage.serial++), at: stage.now, visit: stage.plan.id};
}

export function record(stage: Stage, made: readonly RecordedInteraction[]): void {
  stage.advertiser.context = summarizeAll(stage.advertiser.context, made);
  if (stage.recorder) for (const one of made) stage.recorder.interaction(one);
}
