/** Means with 95 % intervals that respect whose visits they are: accounts are drawn again, not visits (a percentile bootstrap over clusters). */
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformInt} from 'pure-rand/distribution/uniformInt';

/** A mean or a share with its 95 % interval; all NaN where there was nothing to count. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of one account: what was summed and over how many. The estimate is Σ sum / Σ count. */
export interface Part {
  readonly sum: number;
  readonly count: number;
}

const DRAWS = 1000;

/** One row a draw: how often each account was drawn. The same for all metrics and policies, so that differences are paired. */
export type Draws = readonly Uint16Array[];

export function drawAccounts(accounts: number, seed: number, draws = DRAWS): Draws {
  const generator = xoroshiro128plus(seed);
  return Array.from({length: draws}, () => {
    const times = new Uint16Array(accounts);
    for (let drawn = 0; drawn < accounts; drawn++) {
      const account = uniformInt(generator, 0, accounts - 1);
      times[account] = (times[account] ?? 0) + 1;
    }
    return times;
  });
}

/** Of anything that can be had of accounts drawn again. @param statistic given how often each account was drawn; not given it, of each account once */
export function estimateBy(statistic: (times?: Uint16Array) => number, draws: Draws): Estimate {
  const sorted = draws.map(times => statistic(times)).filter(Number.isFinite).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? NaN;
  return {value: statistic(), low: at(0.025), high: at(0.975)};
}

/** @param parts one an account, in the order of the draws */
export function estimate(parts: readonly Part[], draws: Draws): Estimate {
  return estimateBy(times => ratio(parts, times), draws);
}

/** Of first − second, over the same accounts. */
export function estimateDifference(first: readonly Part[], second: readonly Part[], draws: Draws): Estimate {
  return estimateBy(times => ratio(first, times) - ratio(second, times), draws);
}

/** Of own / base − 1, over the same accounts: how much more, as a share. */
export function estimateLift(own: readonly Part[], base: readonly Part[], draws: Draws): Estimate {
  return estimateBy(times => ratio(own, times) / ratio(base, times) - 1, draws);
}

/** Of (own − base) / (best − base), over the same accounts. */
export function estimateShareOfGap(own: readonly Part[], base: readonly Part[], best: readonly Part[], draws: Draws): Estimate {
  return estimateBy(times => (ratio(own, times) - ratio(base, times)) / (ratio(best, times) - ratio(base, times)), draws);
}

function ratio(parts: readonly Part[], times?: Uint16Array): number {
  let sum = 0;
  let count = 0;
  parts.forEach((part, index) => {
    const weight = times ? times[index] ?? 0 : 1;
    sum += weight * part.sum;
    count += weight * part.count;
  });
  return sum / count;
}
