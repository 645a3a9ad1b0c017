/** The part of the context that some lists read: what crosses the wall, a clone of a few kB instead of all that is known. Pure. */
import type {ListToRank} from '../ranking-types.js';
import {ALL, candidateKey, entityKey, surfaceKey, typeKey} from '../tally.js';
import type {InteractionContext} from '../types.js';

/**
 * Ranks these lists exactly as the whole context does; any others it does not.
 * @param historyLength of the schema that will read it; all of the history when left out
 */
export function narrow(context: InteractionContext, lists: readonly ListToRank[], historyLength = Infinity): InteractionContext {
  const keys = new Set([ALL]);
  const entities = new Set<string>();
  for (const {surface, entity, candidates} of lists) {
    keys.add(surfaceKey(surface));
    if (entity) entities.add(entityKey(entity));
    for (const candidate of candidates) {
      keys.add(candidateKey(candidate.id)).add(typeKey(candidate.type)).add(entityKey(candidate.entity));
      entities.add(entityKey(candidate.entity));
    }
  }
  const tallies = [...keys].flatMap(key => {
    const tally = context.tallies.get(key);
    return tally ? [[key, tally] as const] : [];
  });
  const signals = context.signals.filter(({entity}) => !entity || entity.level === 'account' || entities.has(entityKey(entity)));
  return {...context, history: context.history.slice(-historyLength), tallies: new Map(tallies), signals};
}
