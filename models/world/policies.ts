/** The world's own policies: the server's order, explored as the log was, and the oracles. */
import {rerank} from '../../src/policy/rerank.js';
import type {RankedList} from '../../src/ranking-types.js';
import {answersOf, tasteOf, trueUtility, worthOf} from './behaviour.js';
import {believedWorth} from './belief.js';
import {fitOf} from './intent.js';
import {showingsOf} from './advertiser.js';
import type {OrderRequest, Policy} from './visit.js';

const STILL = {temperature: 0, window: 1, places: 10, id: 'still'};

/** The server's order, nothing explored: what is shown without Inkling. */
export const serverOrder: Policy = {
  name: 'serverOrder',
  order: request => ranked(request, null),
};

/** The server's order drawn by [P4] over its standardised score: what the log is made with. */
export const loggingPolicy: Policy = {
  name: 'logging',
  order(request) {
    const {exploration} = request.truth.foundation.config;
    return ranked(request, standardised(request.list.candidates.map(candidate => candidate.serverScore)), {...exploration, id: 'server-plackett-luce-1'});
  },
};

/** Knows intent, taste, trust and true uplift: the best that any order of the list can do. */
export const clairvoyant: Policy = {
  name: 'clairvoyant',
  order: request => ranked(request, request.truth.offers.map(offer => {
    const {plan, advertiser, foundation: {config}} = request.truth;
    const {account} = advertiser;
    const utility = trueUtility(offer, account);
    const answers = answersOf(config, offer, account, {
      fit: fitOf(plan.intent, plan.focus, offer.kind, offer.campaignId), taste: tasteOf(config, account, offer.candidate.embedding ?? []),
      sensed: utility, trust: advertiser.trust, showings: showingsOf(advertiser, offer.candidate.id, request.now),
    });
    return worthOf(config, answers, utility);
  })),
};

/** The best that a device could do: orders by the expected utility under its posterior. See `belief.ts` for what it observes. Needs a belief. */
export const informed: Policy = {
  name: 'oracle',
  order: request => ranked(request, request.truth.offers.map(offer => {
    const {belief} = request.truth;
    return belief ? believedWorth(belief, offer, belief.posterior, request.now) : 0;
  })),
};

/** The same oracle that does not see the visit: taste and forecasts as known, intent by its prior. */
export const informedWithoutVisit: Policy = {
  name: 'oracleWithoutVisit',
  order: request => ranked(request, request.truth.offers.map(offer => {
    const {belief} = request.truth;
    return belief ? believedWorth(belief, offer, belief.prior, request.now) : 0;
  })),
};

/** Any order by utilities (null: the server's), with what may not be shown withheld. Aligned with the list's candidates. */
export function ranked({list, context, now}: OrderRequest, utilities: readonly number[] | null, exploration = STILL): RankedList {
  const reranked = rerank({list, scores: null, tallies: context.tallies, now, exploration, ...(utilities && {utilities})});
  return {...reranked, tier: 'none', contextVector: null, digest: null, replaced: 0, timings: {}};
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length, 1));
  return values.map(value => deviation > 0 ? (value - mean) / deviation : 0);
}
