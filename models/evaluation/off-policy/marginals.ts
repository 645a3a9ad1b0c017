/** The chance of each candidate to stand at each place, whatever stands before it: what the independent estimator weighs by. */
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import type {Race, SlatePolicy} from './slate-policy.js';

export type MarginalMethod = 'quadrature' | 'enumeration' | 'monte-carlo';

export interface Marginals {
  /** [place][candidate]; a place sums to 1, or to 0 beyond the slate's end. */
  readonly chances: readonly Float64Array[];
  readonly method: MarginalMethod;
}

/** Prefixes that are looked at one by one; 20 candidates and three places have 401. */
const ENUMERATED = 3000;
/** Slates drawn where there are more. Each step counts with its whole chances, so that what is possible never comes out 0. */
export const DRAWS = 2000;

export function marginalsOf(policy: SlatePolicy, size: number, places: number): Marginals {
  const wanted = Math.min(places, policy.length);
  if (policy.race && wanted <= policy.race.explored) return {chances: filled(byQuadrature(policy.race, size, wanted), size, places), method: 'quadrature'};
  if (prefixes(policy.length, wanted) <= ENUMERATED) return {chances: filled(byEnumeration(policy, size, wanted), size, places), method: 'enumeration'};
  return {chances: filled(byDraws(policy, size, wanted), size, places), method: 'monte-carlo'};
}

/**
 * P(i is the r-th of the race) = ∫ λᵢ e^(−λᵢ t) P(r of the others came before t) dt, each other by t with chance 1 − e^(−λⱼ t): a Poisson binomial.
 * Over s = ln t the integrand dies away on both sides, and the trapezoid rule converges beyond any power of its step (Trefethen and Weideman 2014).
 */
export function byQuadrature({rates, pinned}: Race, size: number, places: number): Float64Array[] {
  const STEP = 0.2;
  const FROM = -32;
  const chances = Array.from({length: places}, () => new Float64Array(size));
  const free = Array.from({length: places}, (_, place) => place).filter(place => !pinned.has(place));
  for (const [place, index] of pinned) if (place < places) (chances[place] as Float64Array)[index] = 1;
  const racers = [...rates.keys()].filter(index => (rates[index] ?? 0) > 0);
  const slowest = racers.reduce((least, index) => Math.min(least, rates[index] ?? 1), 1);
  const to = Math.log(40 / slowest);
  const came = new Float64Array(free.length);
  for (let s = FROM; s <= to; s += STEP) {
    const t = Math.exp(s);
    for (const index of racers) {
      // How many of the others came before t, as far as it matters.
      came.fill(0);
      came[0] = 1;
      for (const other of racers) {
        if (other === index) continue;
        const before = -Math.expm1(-(rates[other] ?? 0) * t);
        for (let count = came.length - 1; count >= 0; count--) came[count] = (came[count] ?? 0) * (1 - before) + (count > 0 ? (came[count - 1] ?? 0) * before : 0);
      }
      const density = (rates[index] ?? 0) * t * Math.exp(-(rates[index] ?? 0) * t) * STEP;
      free.forEach((place, rank) => {
        const row = chances[place] as Float64Array;
        row[index] = (row[index] ?? 0) + density * (came[rank] ?? 0);
      });
    }
  }
  return chances;
}

export function byEnumeration(policy: SlatePolicy, size: number, places: number): Float64Array[] {
  const chances = Array.from({length: places}, () => new Float64Array(size));
  const walk = (before: number[], chance: number) => {
    const row = chances[before.length];
    if (!row) return;
    policy.next(before).forEach((share, index) => {
      if (share === 0) return;
      row[index] = (row[index] ?? 0) + chance * share;
      walk([...before, index], chance * share);
    });
  };
  walk([], 1);
  return chances;
}

/** Seeded by nothing but the call: the same policy gets the same draws. */
export function byDraws(policy: SlatePolicy, size: number, places: number, draws = DRAWS): Float64Array[] {
  const generator = xoroshiro128plus(1);
  const chances = Array.from({length: places}, () => new Float64Array(size));
  for (let draw = 0; draw < draws; draw++) {
    const before: number[] = [];
    for (const row of chances) {
      const shares = policy.next(before);
      let left = uniformFloat64(generator);
      let next = -1;
      shares.forEach((share, index) => {
        row[index] = (row[index] ?? 0) + share / draws;
        if (share > 0 && left >= 0) [next, left] = [index, left - share];
      });
      before.push(next);
    }
  }
  return chances;
}

function prefixes(length: number, places: number): number {
  let [all, layer] = [1, 1];
  for (let place = 0; place < places - 1 && all <= ENUMERATED; place++) {
    layer *= Math.max(length - place, 1);
    all += layer;
  }
  return all;
}

function filled(chances: readonly Float64Array[], size: number, places: number): Float64Array[] {
  return Array.from({length: places}, (_, place) => chances[place] ?? new Float64Array(size));
}
