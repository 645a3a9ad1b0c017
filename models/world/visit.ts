/**
 * One visit under one policy: host actions, slates, answers. Random numbers are keyed by visit, request, candidate and stage, so that two policies
 * that show the same card at the same moment see the same advertiser; outcomes are also returned as expectations, which need no luck.
 */
import type {ListToRank, RankedList} from '../../src/ranking-types.js';
import type {Candidate, EntityRef, InteractionContext, RecordedInteraction, Surface} from '../../src/types.js';
import type {Advertiser} from './advertiser.js';
import {answer, hearOutcomes, interaction, moodOf, observe, record, sample, type Did, type Stage} from './answering.js';
import {answersOf, examined, inView, trueUtility, worthOf, type Answers} from './behaviour.js';
import {noteAction, noteSlate, type Belief} from './belief.js';
import {scoreOffers, type Foundation} from './foundation.js';
import {candidateOf, listFor} from './lists.js';
import {uniformOf} from './random.js';
import {stateAt, type AccountState} from './state.js';
import {offersAt, type Offer} from './suggestions.js';
import {expectedSums, sampledSums, total, type Sums} from './sums.js';
import type {VisitPlan} from './visit-plan.js';

/** What a policy is asked, with the truth apart: only oracles may look at it. */
export interface OrderRequest {
  readonly accountId: string;
  readonly list: ListToRank & {readonly candidates: readonly Candidate[]};
  readonly context: InteractionContext;
  /** Epoch ms. */
  readonly now: number;
  readonly truth: Truth;
}

export interface Truth {
  readonly foundation: Foundation;
  readonly plan: VisitPlan;
  readonly advertiser: Advertiser;
  /** Aligned with `list.candidates`. */
  readonly offers: readonly Offer[];
  readonly state: AccountState;
  /** What a device could believe by now; null where nobody keeps it. */
  readonly belief: Belief | null;
}

export interface Policy {
  readonly name: string;
  order(request: OrderRequest): RankedList | Promise<RankedList>;
}

/** One card of a slate, with what was likely and what came of it. */
export interface CardResult {
  readonly offer: Offer;
  /** Chance that it is looked at where it stands. */
  readonly examined: number;
  readonly answers: Answers;
  /** Expected utility if it is looked at. */
  readonly worth: number;
  /** Sampled: what was done with it. */
  readonly did: Did | null;
}

export interface SlateResult {
  readonly slateId: string;
  readonly at: number;
  readonly request: OrderRequest;
  readonly ranked: RankedList;
  /** In the order shown. */
  readonly cards: readonly CardResult[];
  /** Sums over the cards, given what was known when it was shown. */
  readonly expected: Sums;
  readonly sampled: Sums;
}

export interface VisitResult {
  readonly plan: VisitPlan;
  readonly slates: readonly SlateResult[];
  readonly expected: Sums;
  readonly sampled: Sums;
}

/** What a log wants to write down, in the order in which it happened. */
export interface Recorder {
  interaction(recorded: RecordedInteraction): void;
  slate(slate: SlateResult, visit: string): void;
}

/** After an answer the panel often asks again, at most so many times in one place. */
const REQUESTS = 3;
const ASKS_AFTER_ANSWER = 0.6;

/** Lives `advertiser` on by one visit. @param belief kept along the visit where given */
export async function runVisit(foundation: Foundation, advertiser: Advertiser, plan: VisitPlan, policy: Policy, belief: Belief | null = null, recorder: Recorder | null = null): Promise<VisitResult> {
  const stage: Stage = {foundation, advertiser, plan, policy, belief, recorder, now: plan.startedAt, serial: 0};
  advertiser.context = {...advertiser.context, visitStartedAt: plan.startedAt};
  observe(stage);
  hearOutcomes(stage);
  const slates: SlateResult[] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (index > 0) stage.now += step.pause;
    const entity: EntityRef | undefined = step.campaignId === null ? undefined : {level: 'campaign', id: step.campaignId};
    record(stage, [interaction(stage, {kind: step.action.kind, surface: step.action.surface, ...(entity && {entity})})]);
    if (belief) noteAction(belief, step.action.kind, step.action.surface, entity);
    if (step.shows === null) continue;
    for (let request = 0; request < REQUESTS; request++) {
      stage.now += 400;
      const slate = await showSlate(stage, step.shows, entity, `${index}.${request}`);
      if (!slate) break;
      slates.push(slate);
      const answered = slate.cards.some(({did}) => did && (did.applied || did.dismissed || did.snoozed));
      if (!answered || uniformOf(foundation.config.seed, 'again', plan.id, index, request) >= ASKS_AFTER_ANSWER) break;
    }
  }
  for (const [key, {hidden}] of advertiser.context.tallies) {
    if (hidden && hidden.until > stage.now && hidden.reason !== 'applied' && key.startsWith('candidate:')) advertiser.declined.set(key.slice('candidate:'.length), hidden.until);
  }
  return {plan, slates, expected: total(slates.map(slate => slate.expected)), sampled: total(slates.map(slate => slate.sampled))};
}

async function showSlate(stage: Stage, surface: Surface, entity: EntityRef | undefined, request: string): Promise<SlateResult | null> {
  const {foundation, advertiser, plan} = stage;
  const {config} = foundation;
  const {account, timeline} = advertiser;
  const {now} = stage;
  const scored = listFor(scoreOffers(foundation.server, account, offersAt(config, timeline, now).filter(({candidate}) => (advertiser.declined.get(candidate.id) ?? 0) <= now)), surface, entity?.id, config.server);
  if (scored.length === 0) return null;
  const candidates = scored.map(candidateOf);
  const slateId = `${plan.id}.${request}`;
  const list = {surface, ...(entity && {entity}), candidates, pinned: [], goal: account.goal, seed: `${config.seed}.${slateId}`};
  const offers = scored.map(({offer}) => offer);
  const truth: Truth = {foundation, plan, advertiser, offers, state: stateAt(foundation.untouched(account.id), plan.startedAt), belief: stage.belief};
  const orderRequest: OrderRequest = {accountId: account.id, list, context: advertiser.context, now, truth};
  const ranked = await stage.policy.order(orderRequest);

  const byId = new Map(offers.map(offer => [offer.candidate.id, offer]));
  const scroll = uniformOf(config.seed, 'scroll', slateId);
  const cards: CardResult[] = ranked.items.flatMap((item, position) => {
    const offer = byId.get(item.candidateId);
    if (!offer) return [];
    const mood = moodOf(stage, offer);
    const answers = answersOf(config, offer, account, mood);
    const seen = scroll < inView(config, position);
    return [{
      offer, answers, examined: examined(config, position), worth: worthOf(config, answers, trueUtility(offer, account)),
      did: seen ? sample(stage, slateId, offer, answers, examined(config, position) / inView(config, position)) : null,
    }];
  });
  const slate: SlateResult = {
    slateId, at: now, request: orderRequest, ranked, cards,
    expected: expectedSums(config, cards), sampled: sampledSums(config, cards, account),
  };
  stage.recorder?.slate(slate, plan.id);
  answer(stage, slate, surface);
  if (stage.belief) noteSlate(stage.belief, slate);
  return slate;
}
