/** How figures and days are written, in the reader's locale. */

const DAY = new Intl.DateTimeFormat('en', {month: 'short', day: 'numeric', timeZone: 'UTC'});
const COUNT = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const FEW = new Intl.NumberFormat('en', {maximumFractionDigits: 2});
const COMPACT = new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1});

/** Conversions are modelled, so a day may have 0.7 of one; a week is told in whole ones. */
export const count = (value: number): string => (value < 2 ? FEW : COUNT).format(value);
export const compact = (value: number): string => (value < 10 ? FEW : COMPACT).format(value);
export const day = (at: number): string => DAY.format(at);

/** Whole units from 100 up, cents below: a budget reads `$240`, a cost per result `$18.40`. */
export function money(value: number, currency: string): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2;
  return new Intl.NumberFormat('en', {style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits}).format(value);
}

/** A share of 1 as a percentage: 0.0312 → `3.1%`. */
export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)}%`;

/** A name of the platform's as people read it: `lowest-cost` → `Lowest cost`. */
export const words = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;

/** A difference with its sign, using a true minus. */
export const signed = (value: number, write: (size: number) => string): string => `${value < 0 ? '−' : '+'}${write(Math.abs(value))}`;
