/** A policy as an evaluation asks it: what it would put at the next place, given what stands above. By the policy room's own code. */
import {chancesUnder, type Rerank} from '../../../src/policy/rerank.js';

export interface SlatePolicy {
  /** How many cards it would show; places beyond are empty. */
  readonly length: number;
  /** Chance of each candidate, by its index in the server's list, to stand at the next place; they sum to 1. */
  next(above: readonly number[]): Float64Array;
  /** Where nothing couples the draws, what makes them one race: the marginals then follow from a single integral. */
  readonly race: Race | null;
}

/** Each candidate arrives after an exponential time of its rate (Plackett–Luce as a race); places are taken in order of arrival. */
export interface Race {
  /** By candidate; 0 for those that are not drawn. */
  readonly rates: Float64Array;
  /** Place → candidate. */
  readonly pinned: ReadonlyMap<number, number>;
  /** Places from the top that are drawn. */
  readonly explored: number;
}

export function slatePolicy(input: Rerank): SlatePolicy {
  const {length, next, free, pinned, explored, coupled} = chancesUnder(input);
  const {temperature, window} = input.exploration;
  const [best, least] = [...free.values()].reduce(([most, fewest], utility) => [Math.max(most, utility), Math.min(fewest, utility)], [-Infinity, Infinity] as [number, number]);
  // A floor that touches somebody moves with the best that remains, which couples the steps.
  const isRace = temperature > 0 && !coupled && best - least <= window;
  return {length, next, race: isRace ? {rates: ratesOf(input.list.candidates.length, free, best, temperature), pinned, explored} : null};
}

function ratesOf(size: number, free: ReadonlyMap<number, number>, best: number, temperature: number): Float64Array {
  const rates = new Float64Array(size);
  for (const [index, utility] of free) rates[index] = Math.exp((utility - best) / temperature);
  return rates;
}
