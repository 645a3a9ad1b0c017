/** Whether rankers come out in the order of what they are really worth: pair by pair, on every log, and of all logs together. */
import {differenceBetween, percentileInterval, standardError, type Drawn} from './intervals.js';

export interface Pairs {
  /** Pairs on single logs whose true gap exceeds two standard errors of the estimated difference on that log (both rankers on the same draws of accounts). */
  readonly comparisons: number;
  /** Of these, whose estimates are in the other order. */
  readonly inverted: number;
  /** What `inverted` would be for estimates that are right on average and spread normally by their standard errors: at a gap of exactly two of them, one in 44. */
  readonly expected: number;
  /** Of these, whose 95 % interval lies wholly on the wrong side: what a judge would have said wrongly. */
  readonly misjudged: number;
  /** The same of the mean over all logs: pairs whose true gap exceeds two of its standard errors, and those in the other order. */
  readonly together: {readonly clear: number; readonly inverted: number};
}

/** @param truths by ranker */
export function createPairs(truths: readonly number[]) {
  const pairs = truths.flatMap((one, a) => truths.slice(0, a).map((other, b) => ({a, b, gap: one - other, found: [] as number[]})));
  let [comparisons, inverted, expected, misjudged] = [0, 0, 0, 0];
  return {
    /** @param estimates by ranker, of one log and one estimator, over the same draws */
    add(estimates: readonly Drawn[]): void {
      for (const {a, b, gap, found} of pairs) {
        const [one, other] = [estimates[a], estimates[b]];
        if (!one || !other) continue;
        const difference = differenceBetween(one, other);
        found.push(difference.value);
        const error = standardError(difference);
        if (Math.abs(gap) <= 2 * error) continue;
        const {low, high} = percentileInterval(difference);
        comparisons++;
        inverted += Number(Math.sign(difference.value) !== Math.sign(gap));
        expected += normalBelow(-Math.abs(gap) / error);
        misjudged += Number(gap > 0 ? (high ?? 0) < 0 : (low ?? 0) > 0);
      }
    },
    result(): Pairs {
      const means = pairs.map(({gap, found}) => {
        const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
        return {gap, mean, error: standardError({value: mean, draws: found}) / Math.sqrt(found.length)};
      }).filter(({gap, error}) => Math.abs(gap) > 2 * error);
      return {comparisons, inverted, expected, misjudged, together: {clear: means.length, inverted: means.filter(({gap, mean}) => Math.sign(mean) !== Math.sign(gap)).length}};
    },
  };
}

/** Φ, to 2e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17), for z ≤ 0. */
function normalBelow(z: number): number {
  const t = 1 / (1 - 0.2316419 * z);
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
}
