/** How sure an estimate is: accounts drawn again, or a bound that holds for any distribution. */
import type {Draws} from '../estimate.js';

/** A 95 % interval; null where it is not given. */
export interface Interval {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** An estimate as sums over rounds: mean of `each`, plus Σ `over` / Σ `under` where it normalises itself. */
export interface Terms {
  readonly each: Float64Array;
  readonly ratio?: {readonly over: Float64Array; readonly under: Float64Array};
}

/** NaN where it is not defined, that is self-normalised over weights that are all 0. */
export function valueOf({each, ratio}: Terms): number {
  return total(each) / each.length + (ratio ? total(ratio.over) / total(ratio.under) : 0);
}

/** Sums an account: what a bootstrap adds up. */
export interface Clustered {
  readonly counts: Float64Array;
  readonly each: Float64Array;
  readonly ratio?: {readonly over: Float64Array; readonly under: Float64Array};
}

/** @param clusters the account of each round, from 0 */
export function clustered({each, ratio}: Terms, clusters: ArrayLike<number>, size: number): Clustered {
  const summed = (values: ArrayLike<number> | null) => {
    const sums = new Float64Array(size);
    for (let round = 0; round < each.length; round++) sums[clusters[round] ?? 0] = (sums[clusters[round] ?? 0] ?? 0) + (values ? values[round] ?? 0 : 1);
    return sums;
  };
  return {counts: summed(null), each: summed(each), ...(ratio && {ratio: {over: summed(ratio.over), under: summed(ratio.under)}})};
}

/** The estimate with each account taken so many times. */
export function valueWhen({counts, each, ratio}: Clustered, times: ArrayLike<number>): number {
  const [n, sum] = [weighted(counts, times), weighted(each, times)];
  return sum / n + (ratio ? weighted(ratio.over, times) / weighted(ratio.under, times) : 0);
}

/** An estimate, and what it would have been of the accounts of each draw. */
export interface Drawn {
  readonly value: number;
  readonly draws: readonly number[];
}

/** Accounts drawn again (Efron 1979; by clusters, Field and Welsh 2007). @param draws how often each account is drawn, a row a draw */
export function drawn(terms: Terms, clusters: ArrayLike<number>, size: number, draws: Draws): Drawn {
  const sums = clustered(terms, clusters, size);
  return {value: valueOf(terms), draws: draws.map(times => valueWhen(sums, times))};
}

/** first − second, each draw of accounts of both at once. */
export function differenceBetween(first: Drawn, second: Drawn): Drawn {
  return {value: first.value - second.value, draws: first.draws.map((value, draw) => value - (second.draws[draw] ?? NaN))};
}

/** The middle 95 % of the draws. */
export function percentileInterval({value, draws}: Drawn): Interval {
  const sorted = Float64Array.from(draws.filter(Number.isFinite)).sort();
  const at = (share: number) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? null;
  return {value, low: at(0.025), high: at(0.975)};
}

export function standardError({draws}: Drawn): number {
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  return Math.sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(draws.length - 1, 1));
}

export function bootstrap(terms: Terms, clusters: ArrayLike<number>, size: number, draws: Draws): Interval {
  return percentileInterval(drawn(terms, clusters, size, draws));
}

/** Of first − second on the same draws. */
export function bootstrapDifference(first: Terms, second: Terms, clusters: ArrayLike<number>, size: number, draws: Draws): Interval {
  return percentileInterval(differenceBetween(drawn(first, clusters, size, draws), drawn(second, clusters, size, draws)));
}

/**
 * Empirical Bernstein (Maurer and Pontil, Empirical Bernstein Bounds and Sample Variance Penalization, 2009, theorem 4, both sides):
 * |mean − expectation| ≤ √(2 V ln(4/δ) / n) + 7 R ln(4/δ) / (3 (n − 1)), for n independent values within a range of R. Of an estimator whose rounds are bounded,
 * which those with unclipped weights are not; what a clipped one expects is not quite the policy's value.
 * @param values one an account, so that they are independent
 */
export function empiricalBernstein(values: ArrayLike<number>, range: number, delta = 0.05): Interval {
  const n = values.length;
  const all = Array.from(values);
  const value = all.reduce((sum, one) => sum + one, 0) / n;
  if (n < 2) return {value, low: null, high: null};
  const variance = all.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1);
  const log = Math.log(4 / delta);
  const away = Math.sqrt(2 * variance * log / n) + 7 * range * log / (3 * (n - 1));
  return {value, low: value - away, high: value + away};
}

function weighted(sums: Float64Array, times: ArrayLike<number>): number {
  let sum = 0;
  for (let account = 0; account < sums.length; account++) sum += (times[account] ?? 0) * (sums[account] ?? 0);
  return sum;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
