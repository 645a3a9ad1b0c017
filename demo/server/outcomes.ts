/** What is told of an apply beside its outcome: the metric's course before and since, and what the days until now can and cannot say. */
import type {AppliedOutcome, Platform} from './platform.js';

const DAY_MS = 86_400_000;
/** Days before the apply that it is compared with. */
const BEFORE = 14;
const MOST_DAYS = 60;
/** Days since, below which nothing is said of them. */
const LEAST_DAYS = 2;
/** Of a normal distribution, for an interval of 80 %. */
const Z = 1.2816;

/** Which figure of a day's report a metric is, and which way is good. */
const FIGURES: Readonly<Record<string, {readonly figure: string; readonly sign: 1 | -1}>> = {
  'account-conversions': {figure: 'conversions', sign: 1}, 'account-spend-saved': {figure: 'spend', sign: -1}, 'account-reach': {figure: 'campaignImpressions', sign: 1},
};

export interface ReportedOutcome extends AppliedOutcome {
  /** Per cent against the days before; null where it is known better, or too early. */
  readonly soFar: {readonly low: number; readonly high: number} | null;
  /** A value a day, whole days, the last yesterday's. */
  readonly series: {readonly startAt: number; readonly values: readonly number[]} | null;
}

export function reportedOutcomes(platform: Platform, account: string, now: number): ReportedOutcome[] {
  return [...platform.outcomes(account, now), ...platform.underway?.(account, now) ?? []].map(outcome => {
    const {figure, sign} = FIGURES[outcome.metric] ?? {};
    const since = Math.floor(now / DAY_MS) - Math.floor(outcome.appliedAt / DAY_MS);
    const days = Math.min(MOST_DAYS, BEFORE + since);
    const values = figure === undefined ? [] : platform.report(account, undefined, days, now).map(row => Number((row as Readonly<Record<string, unknown>>)[figure]));
    if (sign === undefined || values.length !== days || !values.every(Number.isFinite)) return {...outcome, soFar: null, series: null};
    // The day of the apply is half of each.
    return {...outcome, soFar: outcome.realised === null ? compared(values.slice(0, BEFORE), values.slice(BEFORE + 1), sign) : null, series: {startAt: (Math.floor(now / DAY_MS) - days) * DAY_MS, values}};
  });
}

/** The change of the mean, in per cent, as far as the spread of the days lets one tell: an 80 % interval. */
export function compared(before: readonly number[], since: readonly number[], sign: 1 | -1): {low: number; high: number} | null {
  const [was, is] = [moments(before), moments(since)];
  if (since.length < LEAST_DAYS || was.mean <= 0) return null;
  const change = sign * 100 * (is.mean / was.mean - 1);
  const error = Z * 100 * Math.sqrt(is.ofMean + was.ofMean) / was.mean;
  return {low: Number((change - error).toPrecision(3)), high: Number((change + error).toPrecision(3))};
}

/** @returns the mean, and the variance of the mean */
function moments(values: readonly number[]): {readonly mean: number; readonly ofMean: number} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return {mean, ofMean: variance / values.length};
}
