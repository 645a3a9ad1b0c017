/** The server's imperfect forecast of what a suggestion does: right on average at best, and too sure of itself. */
import type {WorldConfig} from './config.js';
import {normalFor} from './random.js';
import type {SuggestionType} from './suggestion-type.js';

/** Normal quantile of a two-sided 80 % interval. */
const Z80 = 1.2816;
/** The forecast's own idea of how much suggestions differ beyond its error. */
const UNKNOWN = 0.45;

/**
 * An interval around `expected` (per cent of the account's week; above or below zero), with one error a type and week. Nominally 80 %; in
 * truth less, because it is narrow, flatters what raises spend, and knows nothing of the campaign's own fit.
 */
export function forecast({seed, noise, server}: WorldConfig, kind: SuggestionType, expected: number, id: string, issueDay: number): {readonly low: number; readonly high: number} {
  const spends = (kind.traits.spends ?? 0) > 0 || kind.metric === 'account-reach';
  const error = server.error * noise;
  const centre = expected * Math.exp(error * normalFor(seed, 'forecast', id, issueDay) + (spends ? server.flattery : 0));
  const half = server.narrow * Z80 * Math.hypot(error, UNKNOWN);
  const ends = [centre * Math.exp(-half), centre * Math.exp(half)].sort((a, b) => a - b);
  return {low: rounded(ends[0] ?? 0), high: rounded(ends[1] ?? 0)};
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
