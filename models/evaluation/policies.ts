/** The policies that are compared, each as the world wants to be asked: the server's order, our tiers as the page runs them, and the oracles. */
import type {RankCall} from '../../src/ranking-types.js';
import {rankLists, rankListsNow} from '../../src/rank.js';
import {clairvoyant, informed, serverOrder} from '../world/policies.js';
import type {OrderRequest, Policy} from '../world/visit.js';
import type {LoadedRanker} from './rankers.js';

/** Exploitation: what is compared is the order, not the luck of its draw. */
const STILL = {temperature: 0, window: 1, places: 10, id: 'evaluation'};

function callOf({list, context, now}: OrderRequest): RankCall {
  return {lists: [list], context, now, exploration: STILL};
}

/** In the order of the table. */
export function policiesOf(ranker: LoadedRanker, blind: LoadedRanker | null): readonly Policy[] {
  const only = <T>([first]: readonly T[]): T => {
    if (first === undefined) throw new Error('One list was asked for and none was ranked.');
    return first;
  };
  const neural = (name: string, {neural: scorer}: LoadedRanker): Policy => ({name, order: async request => only(await rankLists(callOf(request), scorer))});
  return [
    {...serverOrder, name: 'serverOrder'},
    {name: 'linear', order: request => only(rankListsNow(callOf(request), ranker.linear))},
    ...(blind ? [neural('withoutHistory', blind)] : []),
    neural('ours', ranker),
    {...informed, name: 'oracle'},
    {...clairvoyant, name: 'clairvoyant'},
  ];
}
