/** A policy as an evaluation asks it: what it would put at the next place, given what stands before it. By the policy room's own code. */
import {constrain} from '../../../src/policy/constraints.js';
import {chancesOf, type Exploration} from '../../../src/policy/exploration.js';
import {pinnedPlaces} from '../../../src/policy/stability.js';
import type {ListToRank} from '../../../src/ranking-types.js';
import type {Pin, Tally} from '../../../src/types.js';

export interface SlatePolicy {
  /** How many cards it would show; places beyond are empty. */
  readonly length: number;
  /** Chance of each candidate, by its index in the server's list, to stand at the next place; they sum to 1. */
  next(before: readonly number[]): Float64Array;
  /** Where nothing couples the draws, what makes them one race: the marginals then follow from a single integral. */
  readonly race: Race | null;
}

/** Each candidate arrives after an exponential time of its rate (Plackett–Luce as a race); places are taken in order of arrival. */
export interface Race {
  /** By candidate; 0 for those that are not drawn. */
  readonly rates: Float64Array;
  /** Place → candidate. */
  readonly pinned: ReadonlyMap<number, number>;
}

type Drawing = Pick<Exploration, 'temperature' | 'window' | 'places'>;

export interface Asked {
  readonly list: Pick<ListToRank, 'candidates' | 'pinned'>;
  /** By candidate, finite. */
  readonly utilities: readonly number[];
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Epoch ms. */
  readonly now: number;
  readonly exploration: Drawing;
}

/** A ranker's policy on a list that another may have ordered. */
export function policyOn({list, utilities, tallies, now, exploration}: Asked): SlatePolicy {
  const {feasible} = constrain(list, utilities, tallies, now);
  return policyAmong(list.candidates.map(({id}) => id), feasible, utilities, list.pinned, exploration);
}

/** @param feasible who may be shown, by index in `ids` */
export function policyAmong(ids: readonly string[], feasible: readonly number[], utilities: readonly number[], pins: readonly Pin[], exploration: Drawing): SlatePolicy {
  const indexOf = new Map(feasible.map(index => [ids[index] ?? '', index]));
  const pinned = new Map([...pinnedPlaces(pins, new Set(indexOf.keys()))].map(([place, id]) => [place, indexOf.get(id) ?? -1]));
  const kept = new Set(pinned.values());
  const options = feasible.filter(index => !kept.has(index)).map(index => ({id: ids[index] ?? '', utility: utilities[index] ?? 0, index}));
  const one = (index: number | undefined) => {
    const chances = new Float64Array(ids.length);
    if (index !== undefined) chances[index] = 1;
    return chances;
  };
  const spread = options.reduce((most, {utility}) => Math.max(most, utility), -Infinity) - options.reduce((least, {utility}) => Math.min(least, utility), Infinity);
  const isRace = exploration.temperature > 0 && spread <= exploration.window;
  return {
    length: feasible.length,
    next(before) {
      const place = before.length;
      const pin = pinned.get(place);
      if (pin !== undefined) return one(pin);
      const gone = new Set(before);
      const left = options.filter(({index}) => !gone.has(index));
      if (left.length === 0) return one(undefined);
      const temperature = place < exploration.places ? exploration.temperature : 0;
      const chances = new Float64Array(ids.length);
      chancesOf(left, {temperature, window: exploration.window}).forEach((chance, i) => {
        const option = left[i];
        if (option) chances[option.index] = chance;
      });
      return chances;
    },
    race: isRace ? {rates: ratesOf(ids.length, options, exploration.temperature), pinned} : null,
  };
}

function ratesOf(size: number, options: readonly {readonly utility: number; readonly index: number}[], temperature: number): Float64Array {
  const rates = new Float64Array(size);
  const best = options.reduce((most, {utility}) => Math.max(most, utility), -Infinity);
  for (const {utility, index} of options) rates[index] = Math.exp((utility - best) / temperature);
  return rates;
}
