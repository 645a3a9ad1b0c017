/** Chance by name: a stream per (seed, purpose, ids), so that two policies that meet the same card at the same moment draw the same number. */
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import {xoroshiro128plusFromState} from 'pure-rand/generator/xoroshiro128plus';
import type {RandomGenerator} from 'pure-rand/types/RandomGenerator';

type Key = string | number;

/** A stream of its own for each (seed, purpose, ids). A class because thousands are made a second. */
export class Stream {
  readonly #generator: RandomGenerator;

  constructor(seed: number, purpose: string, ids: readonly Key[]) {
    this.#generator = xoroshiro128plusFromState(stateOf(seed, purpose, ids));
  }

  /** Uniform on [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Standard normal, within ±6. */
  normal(): number {
    return normalOf(this.uniform(), this.uniform());
  }

  /** Integer in [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** One of `items`, by weight where weights are given. */
  pick<T>(items: readonly T[], weights?: readonly number[]): T {
    return pickAt(items, weights, this.uniform());
  }
}

export function stream(seed: number, purpose: string, ...ids: Key[]): Stream {
  return new Stream(seed, purpose, ids);
}

/** The first number of the stream: uniform on [0, 1). */
export function uniformOf(seed: number, purpose: string, ...ids: Key[]): number {
  return uniformFloat64(xoroshiro128plusFromState(stateOf(seed, purpose, ids)));
}

/** A standard normal of its own for each name. */
export function normalFor(seed: number, purpose: string, ...ids: Key[]): number {
  const generator = xoroshiro128plusFromState(stateOf(seed, purpose, ids));
  return normalOf(uniformFloat64(generator), uniformFloat64(generator));
}

function pickAt<T>(items: readonly T[], weights: readonly number[] | undefined, at: number): T {
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : items.length;
  let left = at * total;
  for (const [index, item] of items.entries()) {
    left -= weights ? weights[index] ?? 0 : 1;
    if (left < 0) return item;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('Nothing to pick from.');
  return last;
}

// Box and Muller (1958); the floor keeps the logarithm finite.
function normalOf(u: number, v: number): number {
  return Math.sqrt(-2 * Math.log(Math.max(u, 1e-8))) * Math.cos(2 * Math.PI * v);
}

// Four words of 32 bits by the finaliser of MurmurHash3 over the name, each from another start.
function stateOf(seed: number, purpose: string, ids: readonly Key[]): number[] {
  let name = `${seed}|${purpose}`;
  for (const id of ids) name += `|${id}`;
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) + (b >>> 15) | 0;
  }
  return [finish(a), finish(b), finish(a ^ Math.imul(b, 0x27d4eb2f)), finish(b + 0x165667b1 ^ a >>> 7)];
}

function finish(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}
