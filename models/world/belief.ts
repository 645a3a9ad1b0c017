/**
 * What a device could know by now, had it the best of models: the Bayes posterior over (intent, campaign that the visit is about) from the host
 * actions and the answers to cards of this visit, and over taste from all answers so far. It sees what the device records: host actions with their
 * entity, which cards came into view, what was opened, applied, dismissed; goal, spend and experience of the account; the server's forecasts. It does
 * not see examination, the true uplift, the trust, or the taste.
 */
import type {EntityRef, HostKind, Surface} from '../../src/types.js';
import type {Advertiser} from './advertiser.js';
import {showingsOf} from './advertiser.js';
import {answersOf, inView, type Answers} from './behaviour.js';
import {utilityOf} from './effect.js';
import type {Foundation} from './foundation.js';
import {actionLikelihood, fitOf, focusChances, intentChances, INTENTS, type Intent} from './intent.js';
import type {AccountState} from './state.js';
import {FIT_MEAN, type Offer} from './suggestions.js';
import {believedTaste, moveTaste} from './taste-belief.js';
import type {SlateResult} from './visit.js';

interface Guess {
  readonly intent: Intent;
  readonly focus: string | null;
  /** Index of `focus`, −1 for none. */
  readonly focusIndex: number;
  chance: number;
}

export interface Belief {
  readonly foundation: Foundation;
  readonly advertiser: Advertiser;
  readonly state: AccountState;
  /** Before the visit said anything. */
  readonly prior: readonly Guess[];
  /** Now. */
  readonly posterior: readonly Guess[];
}

/** Nobody's trust is known; all are taken for the mean. */
const USUAL_TRUST = 0.5;

/** @param state of the account where nobody ever edits it, at the visit's start */
export function openBelief(foundation: Foundation, advertiser: Advertiser, state: AccountState): Belief {
  const guesses = (): Guess[] => intentChances(state).flatMap((chance, index) => {
    const intent = INTENTS[index] ?? 'routine';
    return focusChances(intent, state).map((share, place) => ({
      intent, focus: state.campaigns[place]?.campaign.id ?? null, focusIndex: place < state.campaigns.length ? place : -1, chance: chance * share,
    }));
  });
  return {foundation, advertiser, state, prior: guesses(), posterior: guesses()};
}

export function noteAction({posterior, state}: Belief, kind: HostKind, surface: Surface, entity: EntityRef | undefined): void {
  weigh(posterior, guess => actionLikelihood(guess.intent, guess.focusIndex, kind, surface, entity, state));
}

/** After a slate: every card in view says something, silence too. */
export function noteSlate(belief: Belief, slate: SlateResult): void {
  const {foundation: {config}, advertiser, posterior} = belief;
  for (const [position, {offer, examined, did}] of slate.cards.entries()) {
    if (!did) continue;
    const looks = examined / inView(config, position);
    const meanAnswers = believedAnswers(belief, offer, posterior, slate.at);
    weigh(posterior, guess => likelihood(answersUnder(belief, offer, guess, slate.at), did, looks));
    const {stages} = meanAnswers;
    const {slope, curvature} = did.applied || did.opened
      ? {slope: 1 - stages.open + (did.applied ? 0.8 * (1 - stages.applyWhenOpen) : 0), curvature: stages.open * (1 - stages.open)}
      : did.dismissed
        ? {slope: -0.9 * (1 - stages.dismiss), curvature: 0.8 * stages.dismiss * (1 - stages.dismiss)}
        : {slope: -looks * stages.open + looks * 0.9 * stages.dismiss, curvature: looks * stages.open * (1 - stages.open)};
    moveTaste(advertiser.taste, offer.candidate.embedding ?? [], config.tasteStrength, slope, curvature);
  }
}

/** Mean over the guesses of what is likely. */
export function believedAnswers(belief: Belief, offer: Offer, guesses: readonly Guess[], now: number): Answers {
  const fit = meanFit(guesses, offer);
  return answersOf(belief.foundation.config, offer, belief.advertiser.account, moodUnder(belief, offer, fit, now));
}

/** Expected utility of the card if it is looked at, over the guesses. */
export function believedWorth(belief: Belief, offer: Offer, guesses: readonly Guess[], now: number): number {
  const {config} = belief.foundation;
  const utility = believedUtility(belief, offer);
  // Many guesses share a fit: three for each intent (about this campaign, about another, about none).
  const byFit = new Map<number, number>();
  for (const {intent, focus, chance} of guesses) {
    const fit = fitOf(intent, focus, offer.kind, offer.campaignId);
    byFit.set(fit, (byFit.get(fit) ?? 0) + chance);
  }
  let worth = 0;
  for (const [fit, chance] of byFit) {
    const answers = answersOf(config, offer, belief.advertiser.account, moodUnder(belief, offer, fit, now));
    worth += chance * (answers.apply * (1 - answers.undo) * utility - answers.dismiss * config.dismissCost);
  }
  return worth;
}

/** The forecast, without its flattery and drawn towards what is usual for the type by how uncertain it is. */
export function believedUtility({foundation, advertiser}: Belief, offer: Offer): number {
  const {config, server} = foundation;
  const {candidate, kind, expected} = offer;
  const metric = kind.metric === 'account-conversions' ? expected.results : kind.metric === 'account-spend-saved' ? expected.cost : expected.reach;
  const usual = server.usual.get(kind.type);
  const low = Math.abs(candidate.impact?.low ?? 0);
  const high = Math.abs(candidate.impact?.high ?? 0);
  if (!usual || low === 0 || high === 0 || metric === 0) return utilityOf(expected, advertiser.account.goal, kind.effort);
  const spends = (kind.traits.spends ?? 0) > 0 || kind.metric === 'account-reach';
  const read = Math.log(Math.sqrt(low * high)) - (spends ? config.server.flattery : 0);
  const error = (config.server.error * config.noise) ** 2;
  const weight = usual.variance / (usual.variance + error || 1);
  const scale = Math.exp(weight * read + (1 - weight) * usual.mean) / Math.abs(metric);
  return utilityOf({
    results: expected.results * scale * (expected.results > 0 ? FIT_MEAN : 1), cost: expected.cost * scale, reach: expected.reach * scale * (expected.reach > 0 ? FIT_MEAN : 1),
  }, advertiser.account.goal, kind.effort);
}

function answersUnder(belief: Belief, offer: Offer, {intent, focus}: Guess, now: number): Answers {
  return answersOf(belief.foundation.config, offer, belief.advertiser.account, moodUnder(belief, offer, fitOf(intent, focus, offer.kind, offer.campaignId), now));
}

function moodUnder(belief: Belief, offer: Offer, fit: number, now: number) {
  const {foundation: {config}, advertiser} = belief;
  return {
    fit, taste: believedTaste(advertiser.taste, offer.candidate.embedding ?? [], config.tasteStrength), sensed: believedUtility(belief, offer),
    trust: USUAL_TRUST, showings: showingsOf(advertiser, offer.candidate.id, now),
  };
}

function meanFit(guesses: readonly Guess[], offer: Offer): number {
  return guesses.reduce((sum, {intent, focus, chance}) => sum + chance * fitOf(intent, focus, offer.kind, offer.campaignId), 0);
}

function likelihood({apply, open, dismiss, stages}: Answers, did: {readonly applied: boolean; readonly opened: boolean; readonly dismissed: boolean}, looks: number): number {
  const left = open * (1 - stages.applyWhenOpen) * (1 - stages.dismissWhenOpen);
  if (did.applied) return looks * apply;
  if (did.dismissed) return looks * dismiss;
  if (did.opened) return looks * left;
  return 1 - looks * (apply + dismiss + left);
}

function weigh(guesses: readonly Guess[], likelihoodOf: (guess: Guess) => number): void {
  let sum = 0;
  for (const guess of guesses) sum += guess.chance *= likelihoodOf(guess);
  if (sum > 0) for (const guess of guesses) guess.chance /= sum;
}
