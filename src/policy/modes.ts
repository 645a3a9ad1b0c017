/** What is shown of our order in an experiment [P7]; `rank` shows it as it was drawn. Pure; on the page alone, so that the worker need not know. */
import type {ListToRank, PolicySettings, RankedItem, RankedList} from '../ranking-types.js';
import type {Mode, Tally} from '../types.js';
import {agreementOf, teamDraft} from './interleaving.js';
import {rerank} from './rerank.js';

export interface Shown {
  readonly mode: Exclude<Mode, 'rank'>;
  /** Ours, at temperature 0: what is compared is the order, not the luck of its draw. */
  readonly ours: RankedList;
  readonly list: ListToRank;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: PolicySettings | undefined;
}

/** No chance is known of what comes out. A card that our own order withholds (of an exclusive group it keeps another) comes without scores. */
export function shownIn({mode, ours, list, tallies, now, policy}: Shown): RankedList {
  const {id, window, places} = ours.policy;
  const server = rerank({list, scores: null, tallies, now, exploration: {id, window, places, temperature: 0}, policy});
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
  const draftable = (order: readonly RankedItem[]) => free(order).map(item => ({candidateId: item.candidateId, exclusiveGroup: candidates[item.serverPosition]?.exclusiveGroup, item}));
  const picks = teamDraft(draftable(ours), draftable(server), seed)[Symbol.iterator]();
  return ours.flatMap((item): RankedItem[] => {
    if (item.pinned) return [{...item, team: teams.get(item.candidateId)}];
    const pick = picks.next().value;
    return pick ? [{...pick.option.item, team: pick.team}] : [];
  });
}

const free = (items: readonly RankedItem[]) => items.filter(item => !item.pinned);
const idsOf = (items: readonly RankedItem[]) => items.map(item => item.candidateId);
