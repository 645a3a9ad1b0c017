/** What is shown of our order in an experiment [P7]. Pure; on the page alone, so that the worker need not know. */
import type {ListToRank, RankCall, RankedItem, RankedList} from '../ranking-types.js';
import {agreementOf, teamDraft} from './interleaving.js';
import {rerank} from './rerank.js';

/**
 * No chance is known of what comes out, but in the mode `rank`. A card that our own order withholds (of an exclusive group it keeps another) comes without
 * scores.
 * @param ours drawn; in other modes than `rank` at temperature 0: what is compared is the order, not the luck of its draw
 */
export function shownIn({mode = 'rank', context, now, exploration, policy}: RankCall, list: ListToRank, ours: RankedList): RankedList {
  if (mode === 'rank') return ours;
  const server = rerank({list, scores: null, tallies: context.tallies, now, exploration, policy});
  if (mode === 'holdout') return {...ours, ...server};
  const scored = new Map(ours.items.map(item => [item.candidateId, item]));
  const theirs = server.items.map(item => ({...item, scores: scored.get(item.candidateId)?.scores ?? null, utility: scored.get(item.candidateId)?.utility ?? 0}));
  if (mode === 'shadow') return {...ours, items: theirs, withheld: server.withheld, agreement: agreementOf(idsOf(free(ours.items)), idsOf(free(theirs)))};

  const items = interleaved(list, ours.items, theirs);
  const shown = new Set(idsOf(items));
  // Of an exclusive group the draft may have picked another than our order would have.
  const reasons = new Map(ours.withheld.map(({candidateId, reason}) => [candidateId, reason]));
  const withheld = list.candidates.flatMap(({id: candidateId}) => (shown.has(candidateId) ? [] : [{candidateId, reason: reasons.get(candidateId) ?? 'exclusive' as const}]));
  return {...ours, items, withheld};
}

/** The places that pins leave are drafted by both; a pinned card stays with the team that had brought it. */
function interleaved({candidates, previous, seed}: ListToRank, ours: readonly RankedItem[], server: readonly RankedItem[]): RankedItem[] {
  const teams = new Map(previous?.map(({candidateId, team}) => [candidateId, team]));
  const groupOf = (item: RankedItem) => candidates[item.serverPosition]?.exclusiveGroup;
  const held = new Set(ours.filter(item => item.pinned).map(groupOf));
  const draftable = (order: readonly RankedItem[]) => free(order).map(item => ({candidateId: item.candidateId, exclusiveGroup: groupOf(item), item}))
    .filter(({exclusiveGroup}) => exclusiveGroup === undefined || !held.has(exclusiveGroup));
  const picks = teamDraft(draftable(ours), draftable(server), seed)[Symbol.iterator]();
  return ours.flatMap((item): RankedItem[] => {
    if (item.pinned) return [{...item, team: teams.get(item.candidateId)}];
    const pick = picks.next().value;
    return pick ? [{...pick.option.item, team: pick.team}] : [];
  });
}

const free = (items: readonly RankedItem[]) => items.filter(item => !item.pinned);
const idsOf = (items: readonly RankedItem[]) => items.map(item => item.candidateId);
