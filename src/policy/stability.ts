/** What keeps an order calm [P5]: which places are taken, and that nothing else moves for a difference smaller than its uncertainty. */
import type {Pin} from '../types.js';
import type {Option, Pressure} from './exploration.js';

/**
 * Whoever stood first of those that remain is `bonus` dearer at its step: to overtake it takes a difference above that; where the order is drawn, the
 * odds of staying grow by e^(bonus/τ).
 * @param previous ids in the order shown before
 */
export function incumbency<T extends Option>(bonus: number, previous: readonly string[], options: readonly T[]): Pressure<T> {
  const waiting = new Set(options.map(option => option.id));
  const queue = previous.filter(id => waiting.has(id));
  let turn = 0;
  return {
    on: option => (option.id === queue[turn] ? bonus : 0),
    placed(option) {
      waiting.delete(option.id);
      while (turn < queue.length && !waiting.has(queue[turn] ?? '')) turn++;
    },
  };
}

/** The same for those that are not drawn: two queues, by utility and as they stood, become one. @param sorted best first */
export function keptInOrder<T extends Option>(sorted: readonly T[], bonus: number, previous: readonly string[]): T[] {
  const waiting = new Map(sorted.map(option => [option.id, option]));
  const queue = previous.flatMap(id => waiting.get(id) ?? []);
  const kept: T[] = [];
  let [turn, best] = [0, 0];
  while (kept.length < sorted.length) {
    while (best < sorted.length && !waiting.has(sorted[best]?.id ?? '')) best++;
    while (turn < queue.length && !waiting.has(queue[turn]?.id ?? '')) turn++;
    const [incumbent, challenger] = [queue[turn], sorted[best]];
    const next = incumbent && challenger && challenger.utility > incumbent.utility + bonus ? challenger : incumbent ?? challenger;
    if (!next) break;
    kept.push(next);
    waiting.delete(next.id);
  }
  return kept;
}

/**
 * Place → candidate. Every pin keeps its place as far as the list reaches; where places are wanted twice or lie beyond the end, pins keep their order
 * and move as little as that allows. Pins of unknown candidates, second pins of one, and places that are no whole number from 0 are ignored.
 * @param shown candidates that will be shown
 */
export function pinnedPlaces(pins: readonly Pin[], shown: ReadonlySet<string>): ReadonlyMap<number, string> {
  const valid = pins
    .filter(pin => shown.has(pin.candidateId) && Number.isInteger(pin.position) && pin.position >= 0)
    .sort((a, b) => a.position - b.position || (a.candidateId < b.candidateId ? -1 : 1));
  const ids = [...new Set(valid.map(pin => pin.candidateId))];
  const places: number[] = [];
  for (const id of ids) {
    const wanted = valid.find(pin => pin.candidateId === id)?.position ?? 0;
    places.push(Math.max(wanted, (places.at(-1) ?? -1) + 1));
  }
  for (let i = places.length - 1, limit = shown.size - 1; i >= 0; i--) {
    limit = Math.min(places[i] ?? 0, limit);
    places[i] = limit--;
  }
  return new Map(ids.map((id, i) => [places[i] ?? 0, id]));
}
