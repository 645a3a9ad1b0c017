/**
 * Utilities in, a drawn order and its exact chances out [P4].
 *
 * A sequential Plackett–Luce draw (Plackett 1975): at each step one of those that remain is drawn with chance ∝ e^(v/τ), v = max(utility, best that
 * remains − window). The floor moves with the best that remains: at every step nobody's odds against the best are under e^(−window/τ), and yet one
 * outlier at the top does not make equals of all the rest, as a floor fixed for the whole list would. Where the floor touches nobody this is the plain
 * Plackett–Luce model. Because the floor moves, each step has noise of its own: reusing one number a candidate over all steps (Gumbel top-k) would be
 * exact only for utilities that never change. Those that pressures change from step to step (diversity, hysteresis) are drawn by what they are worth at
 * their step: what a pressure does depends on nothing but who stands already, so that the chance of each step is exact.
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

/** Beyond these odds, e³⁰ to 1, the chance of the best could no longer be told from 1. */
const LARGEST_LOG_ODDS = 30;

export interface Option {
  readonly id: string;
  /** Finite. */
  readonly utility: number;
}

/** What changes utilities from step to step. It remembers who stands: each draw wants its own. */
export interface Pressure<T extends Option> {
  /** To be added to its utility at this step; depends only on what has been placed. */
  on(option: T): number;
  placed(option: T): void;
}

export interface Drawn<T extends Option> {
  readonly option: T;
  /** ln of its chance at its step, given those before it; 0 where there was no choice. */
  readonly logPropensity: number;
}

/**
 * All options in order: `steps` drawn, then the rest by utility, ties by id. At temperature 0 the best of each step is taken.
 * @param seed fresh for each slate
 */
export function draw<T extends Option>(options: readonly T[], {temperature, window}: Temper, seed: string, steps: number, pressures: readonly Pressure<T>[] = []): Drawn<T>[] {
  const remaining = byUtility(options);
  const noise = temperature > 0 ? remaining.map(option => generatorOf(seed, option.id)) : [];
  const drawn: Drawn<T>[] = [];
  while (drawn.length < steps && remaining.length > 1) {
    const values = valuesOf(remaining, pressures);
    const weights = temperature > 0 ? weightsOf(values, temperature, window) : null;
    const first = weights ? raced(weights, noise) : bestOf(values);
    const logPropensity = weights ? logShare(weights, first) : 0;
    for (const option of remaining.splice(first, 1)) {
      drawn.push({option, logPropensity});
      for (const pressure of pressures) pressure.placed(option);
    }
    noise.splice(first, 1);
  }
  return [...drawn, ...remaining.map(option => ({option, logPropensity: 0}))];
}

/**
 * The chance of another order under the same policy, step by step: what an evaluation asks of a slate that was not drawn now.
 * @param order ids, the first `steps` of them in the order placed; @throws {RangeError} for an id that is not, or no longer, there
 * @returns ln of each step's conditional chance
 */
export function logPropensitiesOf<T extends Option>(options: readonly T[], order: readonly string[], {temperature, window}: Temper, steps: number, pressures: readonly Pressure<T>[] = []): number[] {
  const remaining = byUtility(options);
  return order.slice(0, steps).map(id => {
    const at = remaining.findIndex(option => option.id === id);
    if (at < 0) throw new RangeError(`No option '${id}' remains at its step.`);
    const values = valuesOf(remaining, pressures);
    const logPropensity = temperature > 0 ? logShare(weightsOf(values, temperature, window), at) : at === bestOf(values) ? 0 : -Infinity;
    for (const option of remaining.splice(at, 1)) for (const pressure of pressures) pressure.placed(option);
    return logPropensity;
  });
}

/** The chance of each of those that remain to be drawn next, aligned with `options`; they sum to 1. What an evaluation asks of a place on a slate that was not drawn now. */
export function chancesOf<T extends Option>(options: readonly T[], {temperature, window}: Temper, pressures: readonly Pressure<T>[] = []): Float64Array {
  const ordered = byUtility(options);
  const values = valuesOf(ordered, pressures);
  const best = bestOf(values);
  const weights = temperature > 0 ? weightsOf(values, temperature, window) : values.map((_, i) => Number(i === best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const places = new Map(ordered.map((option, i) => [option, i]));
  return Float64Array.from(options, option => (weights[places.get(option) ?? 0] ?? 0) / total);
}

type Temper = Pick<Exploration, 'temperature' | 'window'>;

// Sorted once: sums round alike in any order given, and ties go to the same one.
function byUtility<T extends Option>(options: readonly T[]): T[] {
  return [...options].sort((a, b) => b.utility - a.utility || (a.id < b.id ? -1 : 1));
}

/** What each is worth at this step. */
function valuesOf<T extends Option>(remaining: readonly T[], pressures: readonly Pressure<T>[]): Float64Array {
  const values = new Float64Array(remaining.length);
  remaining.forEach((option, i) => {
    let value = option.utility;
    for (const pressure of pressures) value += pressure.on(option);
    values[i] = value;
  });
  return values;
}

function bestOf(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** @returns best: 1 */
function weightsOf(values: Float64Array, temperature: number, window: number): Float64Array {
  const best = values[bestOf(values)] ?? 0;
  const least = -Math.min(window / temperature, LARGEST_LOG_ODDS);
  return values.map(value => Math.exp(Math.max((value - best) / temperature, least)));
}

/** Who arrives first. */
function raced(weights: Float64Array, noise: readonly RandomGenerator[]): number {
  let first = 0;
  let earliest = Infinity;
  for (let i = 0; i < noise.length; i++) {
    const arrival = -Math.log1p(-uniformFloat64(noise[i] as RandomGenerator)) / (weights[i] as number);
    if (arrival < earliest) [first, earliest] = [i, arrival];
  }
  return first;
}

function logShare(weights: Float64Array, index: number): number {
  if (weights.length === 1) return 0;
  let total = 0;
  for (const weight of weights) total += weight;
  return Math.log((weights[index] ?? 0) / total);
}

/** A generator of its own for each candidate of each slate. */
export function generatorOf(seed: string, id: string): RandomGenerator {
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
