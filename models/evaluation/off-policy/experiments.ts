/** What an experiment says [P7]: whom a team draft prefers, and whether accounts were shared out as they should have been. */
import type {Team} from '../../../src/types.js';
import {drawAccounts} from '../estimate.js';
import {bootstrap, type Interval} from './intervals.js';

/** An interleaved slate that was seen: whose each answered card was. */
export interface DraftedSlate {
  /** From 0. */
  readonly account: number;
  readonly answered: readonly Team[];
}

/**
 * Of the slates that one team won by more answered cards, the share that ours won less the server's: −1 to 1, 0 where nobody is preferred (Radlinski, Kurup and
 * Joachims, How Does Clickthrough Data Reflect Retrieval Quality?, 2008). The interval draws accounts again; NaN where no slate was won.
 */
export function preference(slates: readonly DraftedSlate[], accounts: number, seed = 1): Interval {
  const won = Float64Array.from(slates, ({answered}) => Math.sign(answered.reduce((sum, team) => sum + (team === 'ours' ? 1 : -1), 0)));
  return bootstrap({each: new Float64Array(slates.length), ratio: {over: won, under: won.map(Math.abs)}}, slates.map(({account}) => account), accounts, drawAccounts(accounts, seed));
}

export interface SampleRatio {
  /** Pearson's χ². */
  readonly statistic: number;
  /** Chance of as large a one where accounts are shared out as said. */
  readonly p: number;
  /** Below 0.001, as is usual: whoever looks every day would else be alarmed every month. The experiment then says nothing until it is known why. */
  readonly mismatch: boolean;
}

/** @param counts accounts an arm; @param shares as the experiment says, of those that take part */
export function sampleRatio(counts: readonly number[], shares: readonly number[]): SampleRatio {
  if (counts.length !== shares.length || counts.length < 2) throw new RangeError('A sample ratio needs one count and one share an arm, of two arms or more.');
  const [all, whole] = [counts, shares].map(values => values.reduce((sum, value) => sum + value, 0)) as [number, number];
  const statistic = counts.reduce((sum, count, arm) => {
    const wanted = all * (shares[arm] ?? 0) / whole;
    return sum + (wanted > 0 ? (count - wanted) ** 2 / wanted : count > 0 ? Infinity : 0);
  }, 0);
  const p = upperGamma((counts.length - 1) / 2, statistic / 2);
  return {statistic, p, mismatch: p < 0.001};
}

/** The regularised upper incomplete gamma function: by its series below a + 1, by Lentz's continued fraction above (Press et al., Numerical Recipes, §6.2). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 500 && term > sum * 1e-16; n++) sum += term *= x / (a + n);
    return 1 - sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 500; n++) {
    const factor = n * (a - n);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return fraction * scale;
}

/** Of a half or a whole: degrees of freedom over two. */
function logGamma(a: number): number {
  if (a === 0.5) return Math.log(Math.PI) / 2;
  if (a === 1) return 0;
  return Math.log(a - 1) + logGamma(a - 1);
}
