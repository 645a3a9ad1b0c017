/** Numbers and dates as people read them, in English. */
import {DAY} from './timeline.js';

const SIGNS: Readonly<Record<string, string>> = {EUR: '€', USD: '$', GBP: '£'};
const WHOLE = new Intl.NumberFormat('en-GB', {maximumFractionDigits: 0});
const CENTS = new Intl.NumberFormat('en-GB', {minimumFractionDigits: 2, maximumFractionDigits: 2});
const DATE = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'long', timeZone: 'UTC'});

/** Cents only where they matter. */
export function money(amount: number, currency: string): string {
  const size = Math.abs(amount);
  return `${amount < 0 ? '−' : ''}${SIGNS[currency] ?? `${currency} `}${size < 20 && !Number.isInteger(size) ? CENTS.format(size) : WHOLE.format(size)}`;
}

export function whole(value: number): string {
  return WHOLE.format(value);
}

/** `share` 0.124 → "12 %"; one decimal below ten. */
export function percent(share: number): string {
  return `${digits(share * 100)} %`;
}

/** "4–11 %", or "4 %" where both ends read the same; of shares in per cent. */
export function percentRange(low: number, high: number): string {
  const [from, to] = [digits(low), digits(high)];
  if (from === to) return `${from} %`;
  return low < 0 ? `${from} to ${to} %` : `${from}–${to} %`;
}

/** "14 September" of a day number. */
export function date(day: number): string {
  return DATE.format(day * DAY);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${WHOLE.format(count)} ${count === 1 ? one : many}`;
}

export function quoted(name: string): string {
  return `‘${name}’`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  const text = size >= 9.95 ? size.toFixed(0) : size >= 0.95 ? size.toFixed(size % 1 < 0.05 || size % 1 > 0.95 ? 0 : 1) : size.toFixed(size < 0.095 ? 2 : 1);
  return `${value < 0 && Number(text) !== 0 ? '−' : ''}${text}`;
}
