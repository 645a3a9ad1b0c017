/** The policies that are compared, each as the world wants to be asked: the server's order, our tiers as the page runs them, other rankers, and the oracles. */
import {emptyContext} from '../../src/context/summarize.js';
import {encode} from '../../src/features/encode.js';
import {POLICY, rerank} from '../../src/policy/rerank.js';
import {rankLists, rankListsNow} from '../../src/rank.js';
import type {PolicySettings, RankCall, RankedList} from '../../src/ranking-types.js';
import {clairvoyant, informed, serverOrder} from '../world/policies.js';
import type {OrderRequest, Policy} from '../world/visit.js';
import type {LoadedRanker} from './rankers.js';

/** Exploitation: what is compared is the order, not the luck of its draw. By utility alone, as the oracles order. */
const STILL = {temperature: 0, window: 1, places: 10, id: 'evaluation'};

/** What every table has: the server's order, both our tiers, the best that a device could do. */
export function corePolicies(ranker: LoadedRanker): readonly [server: Policy, linear: Policy, ours: Policy, oracle: Policy] {
  return [
    {...serverOrder, name: 'serverOrder'},
    {name: 'linear', order: request => only(rankListsNow(callOf(request), ranker.linear))},
    neural('ours', ranker),
    {...informed, name: 'oracle'},
  ];
}

/** In the order of the main table. @param rows other rankers by name */
export function policiesOf(ranker: LoadedRanker, rows: ReadonlyMap<string, LoadedRanker>): readonly Policy[] {
  const [server, linear, ours, oracle] = corePolicies(ranker);
  return [server, linear, ...[...rows].map(([name, row]) => neural(name, row)), emptied(ranker), ours, neural('clients', ranker, POLICY), oracle, {...clairvoyant, name: 'clairvoyant'}];
}

function neural(name: string, {neural: scorer}: LoadedRanker, policy?: PolicySettings): Policy {
  return {name, order: async request => only(await rankLists({...callOf(request), policy}, scorer))};
}

/** Ours on a device that knows nothing: no history, no signals, no counts. What may not be shown stays hidden, as for the others. */
function emptied({neural: scorer}: LoadedRanker): Policy {
  return {
    name: 'emptied',
    async order({list, context, now}): Promise<RankedList> {
      const batch = encode([list], emptyContext(now), scorer.schema, now);
      const ordered = rerank({list, scores: only(await scorer.score(batch)), tallies: context.tallies, now, exploration: STILL});
      return {...ordered, tier: scorer.tier, contextVector: null, digest: null, replaced: batch.replaced, timings: {}};
    },
  };
}

function callOf({list, context, now}: OrderRequest): RankCall {
  return {lists: [list], context, now, exploration: STILL};
}

function only<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('One list was asked for and none was ranked.');
  return first;
}
