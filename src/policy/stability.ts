/** Which places are taken [P5]. */
import type {Pin} from '../types.js';

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
