/** Scores in, a slate out: utility → constraints → pins → draw. Pure and seeded: the same input gives the same slate on every machine [P6]. */
import type {ListToRank, RankedItem, RankedList} from '../ranking-types.js';
import type {HeadScores, Tally} from '../types.js';
import {constrain} from './constraints.js';
import {draw, type Exploration} from './exploration.js';
import {pinnedPlaces} from './stability.js';
import {utilitiesOf} from './utility.js';

export interface Rerank {
  readonly list: ListToRank;
  /** Calibrated, aligned with the list's candidates. Null: the server's order, nothing explored, unless `utilities` says otherwise. */
  readonly scores: readonly HeadScores[] | null;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Epoch ms. */
  readonly now: number;
  readonly exploration: Exploration;
  /** Instead of the policy's own, finite, aligned with the list's candidates. */
  readonly utilities?: readonly number[];
}

export type Reranked = Omit<RankedList, 'tier' | 'contextVector' | 'digest' | 'replaced' | 'timings'>;

export function rerank({list, scores, tallies, now, exploration, utilities: given}: Rerank): Reranked {
  // In the server's order a card's utility is its place, upside down: the same path then leaves every card where the server put it.
  const utilities = given ?? (scores ? utilitiesOf(list, scores) : list.candidates.map((_, serverPosition) => list.candidates.length - serverPosition));
  const temperature = given || scores ? exploration.temperature : 0;
  const {feasible, withheld} = constrain(list, utilities, tallies, now);

  const options = feasible.flatMap(serverPosition => {
    const candidate = list.candidates[serverPosition];
    return candidate ? [{id: candidate.id, utility: utilities[serverPosition] ?? 0, serverPosition, scores: scores?.[serverPosition] ?? null}] : [];
  });
  const byId = new Map(options.map(option => [option.id, option]));
  const pinned = pinnedPlaces(list.pinned, new Set(byId.keys()));
  const pinnedIds = new Set(pinned.values());

  const explored = Math.min(exploration.places, options.length);
  const steps = explored - [...pinned.keys()].filter(place => place < explored).length;
  const drawn = draw(options.filter(option => !pinnedIds.has(option.id)), {temperature, window: exploration.window}, list.seed, steps)[Symbol.iterator]();

  const items: RankedItem[] = [];
  for (let place = 0; place < options.length; place++) {
    const pin = byId.get(pinned.get(place) ?? '');
    const next = pin ? {option: pin, logPropensity: 0} : drawn.next().value;
    if (!next) break;
    const {id: candidateId, serverPosition, utility, scores: heads} = next.option;
    items.push({candidateId, serverPosition, scores: heads, utility, logPropensity: next.logPropensity, pinned: pin !== undefined});
  }

  return {
    items,
    withheld,
    policy: {id: exploration.id, seed: list.seed, temperature, window: exploration.window, places: exploration.places, goal: list.goal},
    logPropensity: items.reduce((sum, item) => sum + item.logPropensity, 0),
  };
}
