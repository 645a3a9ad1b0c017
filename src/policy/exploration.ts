/**
 * Utilities in, a drawn order and its exact chances out [P4].
 *
 * A sequential Plackett–Luce draw (Plackett 1975): at each step one of those that remain is drawn with chance ∝ e^(v/τ), v = max(utility, best that
 * remains − window). The floor moves with the best that remains: at every step nobody's odds against the best are under e^(−window/τ), and yet one
 * outlier at the top does not make equals of all the rest, as a floor fixed for the whole list would. Where the floor touches nobody this is the plain
 * Plackett–Luce model. Because the floor moves, each step has noise of its own: reusing one number a candidate over all steps (Gumbel top-k) would be
 * exact only for utilities that never change.
 *
 * Each step is an exponential race, −ln(1 − U) / weight, smallest first, which is Gumbel-max by another name (Yellott 1977). A candidate's numbers come
 * from a generator of its own, keyed by seed and id, so the order given does not matter [P6].
 */
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import {xoroshiro128plusFromState} from 'pure-rand/generator/xoroshiro128plus';
import type {RandomGenerator} from 'pure-rand/types/RandomGenerator';

export interface Exploration {
  /** τ, in the unit of utility; 0 draws nothing. */
  readonly temperature: number;
  /** w, in the unit of utility. */
  readonly window: number;
  /** K: places from the top that are drawn; below them, utility decides. */
  readonly places: number;
  readonly id: string;
}

/** For utilities that typically differ by about 1: odds within a step are at most e⁵ = 148 to 1. */
export const EXPLORATION: Exploration = {temperature: 0.2, window: 1, places: 10, id: 'plackett-luce-1'};

export interface Option {
  readonly id: string;
  /** Finite. */
  readonly utility: number;
}

export interface Drawn<T extends Option> {
  readonly option: T;
  /** ln of its chance at its step, given those before it; 0 where there was no choice. */
  readonly logPropensity: number;
}

/**
 * All options in order: `steps` drawn, then the rest by utility, ties by id.
 * @param seed fresh for each slate
 */
export function draw<T extends Option>(options: readonly T[], {temperature, window}: Pick<Exploration, 'temperature' | 'window'>, seed: string, steps: number): Drawn<T>[] {
  const remaining = byUtility(options);
  const drawn: Drawn<T>[] = [];
  if (temperature > 0) {
    const noise = remaining.map(option => noiseOf(seed, option.id));
    while (drawn.length < steps && remaining.length > 1) {
      const weights = weightsOf(remaining, temperature, window);
      let first = 0;
      let earliest = Infinity;
      for (let i = 0; i < noise.length; i++) {
        const arrival = -Math.log1p(-uniformFloat64(noise[i] as RandomGenerator)) / (weights[i] as number);
        if (arrival < earliest) [first, earliest] = [i, arrival];
      }
      const logPropensity = logShare(weights, first);
      for (const option of remaining.splice(first, 1)) drawn.push({option, logPropensity});
      noise.splice(first, 1);
    }
  }
  return [...drawn, ...remaining.map(option => ({option, logPropensity: 0}))];
}

/**
 * The chance of another order under the same policy, step by step: what an evaluation asks of a slate that was not drawn now.
 * @param order ids, the first `steps` of them in the order placed; @throws {RangeError} for an id that is not, or no longer, there
 * @returns ln of each step's conditional chance
 */
export function logPropensitiesOf(options: readonly Option[], order: readonly string[], {temperature, window}: Pick<Exploration, 'temperature' | 'window'>, steps: number): number[] {
  const remaining = byUtility(options);
  return order.slice(0, steps).map(id => {
    const at = remaining.findIndex(option => option.id === id);
    if (at < 0) throw new RangeError(`No option '${id}' remains at its step.`);
    const logPropensity = temperature > 0 ? logShare(weightsOf(remaining, temperature, window), at) : at === 0 ? 0 : -Infinity;
    remaining.splice(at, 1);
    return logPropensity;
  });
}

/** The chance of each of those that remain to be drawn next, aligned with `options`; they sum to 1. What an evaluation asks of a place on a slate that was not drawn now. */
export function chancesOf(options: readonly Option[], {temperature, window}: Pick<Exploration, 'temperature' | 'window'>): Float64Array {
  const ordered = byUtility(options);
  const weights = temperature > 0 ? weightsOf(ordered, temperature, window) : Float64Array.from(ordered, (_, i) => (i === 0 ? 1 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const places = new Map(ordered.map((option, i) => [option, i]));
  return Float64Array.from(options, option => (weights[places.get(option) ?? 0] ?? 0) / total);
}

// Sorted once: the best that remains is always the first, and sums round alike in any order given.
function byUtility<T extends Option>(options: readonly T[]): T[] {
  return [...options].sort((a, b) => b.utility - a.utility || (a.id < b.id ? -1 : 1));
}

/** @param remaining best first; @returns best: 1 */
function weightsOf(remaining: readonly Option[], temperature: number, window: number): Float64Array {
  const best = remaining[0]?.utility ?? 0;
  const weights = new Float64Array(remaining.length);
  remaining.forEach(({utility}, i) => {
    weights[i] = Math.exp(Math.max(utility - best, -window) / temperature);
  });
  return weights;
}

function logShare(weights: Float64Array, index: number): number {
  if (weights.length === 1) return 0;
  let total = 0;
  for (const weight of weights) total += weight;
  return Math.log((weights[index] ?? 0) / total);
}

function noiseOf(seed: string, id: string): RandomGenerator {
  return xoroshiro128plusFromState(stateOf(`${seed}\u0000${id}`));
}

// FNV-1a in two lanes, each finished as MurmurHash3 does, twice: 128 bits of state, never all zero.
function stateOf(key: string): number[] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(i), 0x5bd1e995) + i | 0;
  }
  return [finished(a), finished(b), finished(a ^ 0x85ebca6b), finished(b ^ 0xc2b2ae35) | 1];
}

function finished(x: number): number {
  let h = Math.imul(x ^ x >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}
