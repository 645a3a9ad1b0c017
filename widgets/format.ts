/** Figures as people of a locale write them. Nothing here throws: an odd currency or language falls back to plain numbers. */
import type {Candidate, Change, Impact} from '../src/types.js';
import {words} from './words.js';

/** The language of the text around an element, through shadow roots; undefined where none is set or the tag is not one. */
export function localeOf(element: Element): string | undefined {
  for (let at: Element | null = element; at;) {
    const found: Element | null = at.closest('[lang]');
    const lang = found?.getAttribute('lang');
    if (lang) return validLocale(lang);
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}

function validLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** A list that is drawn again formats the same few kinds of figures: a formatter takes a hundred times as long to make as to use. */
const formatters = new Map<string, unknown>();
const MOST_FORMATTERS = 200;

function formatter<Options, Formatter>(Kind: new (locale: string | undefined, options: Options) => Formatter, locale: string | undefined, options: Options): Formatter {
  const key = `${Kind.name} ${locale} ${JSON.stringify(options)}`;
  const known = formatters.get(key) as Formatter | undefined;
  if (known) return known;
  const made = new Kind(locale, options);
  if (formatters.size >= MOST_FORMATTERS) formatters.clear();
  formatters.set(key, made);
  return made;
}

function number(value: number, locale: string | undefined, options: Intl.NumberFormatOptions): string {
  try {
    // A hyphen is not a minus.
    return formatter(Intl.NumberFormat, locale, options).format(value).replace('-', '\u2212');
  } catch {
    return formatter(Intl.NumberFormat, undefined, {signDisplay: options.signDisplay}).format(value);
  }
}

/** What is set is told to its last digit: this many are more than any platform takes. */
const EXACT = 6;

/** Cents only where there are some that matter. */
function money(value: number, currency: string | undefined, isEffect: boolean): Intl.NumberFormatOptions {
  const digits = Number.isInteger(value) || (isEffect && Math.abs(value) >= 100) ? 0 : 2;
  return {...(currency && {style: 'currency', currency, currencyDisplay: 'narrowSymbol'}), maximumFractionDigits: digits && !isEffect ? EXACT : digits, minimumFractionDigits: digits};
}

/**
 * @param value - In `unit`; 4 with `percent` is four per cent.
 * @param isEffect - What a change brings, with its sign and rounded; else a value that is set.
 */
function amount(value: number, unit: 'money' | 'percent' | 'count', currency: string | undefined, locale: string | undefined, isEffect: boolean): string {
  const signDisplay = isEffect ? 'exceptZero' : 'auto';
  const maximumFractionDigits = isEffect ? (Math.abs(value) < 10 ? 1 : 0) : EXACT;
  if (unit === 'money') return number(value, locale, {...money(value, currency, isEffect), signDisplay});
  if (unit === 'percent') return number(value / 100, locale, {style: 'percent', maximumFractionDigits, signDisplay});
  return number(value, locale, {maximumFractionDigits, signDisplay});
}

/** `campaignClicks` → `Clicks`, `cost-per-result` → `Cost per result`. */
export function metricName(metric: string): string {
  const plain = metric.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').toLowerCase().replace(/^campaign (?=\w)/, '');
  return words.metrics[plain] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function impactInterval(impact: Impact, currency: string | undefined, locale?: string): string {
  const [low, high] = [impact.low, impact.high].map(value => amount(value, impact.unit, currency, locale, true));
  return low === high ? String(low) : words.interval(String(low), String(high));
}

export function spendText(candidate: Pick<Candidate, 'spendChange' | 'currency'>, locale?: string): string {
  const {spendChange = 0, currency} = candidate;
  return spendChange === 0 ? words.noSpend : words.perDay(amount(spendChange, 'money', currency, locale, true));
}

/** @param minutes - Of the advertiser's time. */
export function effortText(minutes: number, locale?: string): string {
  const hours = minutes >= 90;
  return number(hours ? minutes / 60 : Math.max(1, minutes), locale, {style: 'unit', unit: hours ? 'hour' : 'minute', unitDisplay: 'short', maximumFractionDigits: hours ? 1 : 0});
}

/** One value of a change: current, recommended, an option, or what a conflict says that it is now. */
export function changeValue(value: unknown, change: Pick<Change, 'unit'> | undefined, currency: string | undefined, locale?: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) return amount(value, change?.unit === 'money' || change?.unit === 'percent' ? change.unit : 'count', currency, locale, false);
  if (typeof value === 'boolean') return value ? words.on : words.off;
  return typeof value === 'string' && value !== '' ? value : words.unset;
}

/** @returns Such as `3 hours ago`. */
export function agoText(at: number, now: number, locale?: string): string {
  const minutes = Math.round((at - now) / 60_000);
  const format = formatter(Intl.RelativeTimeFormat, locale, {numeric: 'auto'});
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  if (Math.abs(minutes) < 60 * 24) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / 60 / 24), 'day');
}

/** @param timeZone - IANA; the device's own where it is left out or is none that the browser knows. */
export function dayText(at: number, locale?: string, timeZone?: string): string {
  const options = {weekday: 'short', day: 'numeric', month: 'short'} as const;
  try {
    return formatter(Intl.DateTimeFormat, locale, {...options, timeZone}).format(at);
  } catch {
    return formatter(Intl.DateTimeFormat, locale, options).format(at);
  }
}

/** @param value - 4 is four per cent; with its sign. */
export const percentText = (value: number, locale?: string): string => amount(value, 'percent', undefined, locale, true);

/** @param share - Of 1, such as a chance; without a sign. */
export const shareText = (share: number, locale?: string): string => number(share, locale, {style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0});
