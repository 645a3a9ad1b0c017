/** Amounts that a person types: read in the language of the page, and held against the bounds that the server named. */
import type {Change} from '../../src/types.js';

/** Steps are counted in floating point: 0.1 three times is 0.3 all the same. */
const ROUNDING = 1e-6;

/** A change of a number that the server lets be any within bounds. */
export type Bounded = Change & {readonly recommended: number};

export function isBounded(change: Change | undefined): change is Bounded {
  return typeof change?.recommended === 'number' && (change.min ?? change.max ?? change.step) !== undefined;
}

/** What the text says in this language, its own digits and separators; null where it is no number. Signs of money and per cent may stand beside it. */
export function readAmount(text: string, locale: string | undefined): number | null {
  const format = new Intl.NumberFormat(locale, {useGrouping: true});
  const digits = [...new Intl.NumberFormat(locale, {useGrouping: false}).format(9876543210)].reverse();
  const decimal = format.formatToParts(1.5).find(({type}) => type === 'decimal')?.value ?? '.';
  const plain = [...text.normalize('NFKC')].map(char => (digits.includes(char) ? String(digits.indexOf(char)) : char)).join('')
    .replace(/\u2212/g, '-').replace(/[^\d.,٫٬'’-]/g, '').replace(/[٬'’]/g, '').replace(/٫/g, '.').replace(/[.,]$/, '');
  const marks = plain.replace(/[\d-]/g, '');
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  const point = decimal === '٫' ? '.' : decimal;
  // A mark of groups that stands before other than three digits can only be meant as a decimal one.
  const isDecimal = last >= 0 && (plain[last] === point || (marks.length === 1 && plain.length - last !== 4));
  const [whole, part] = isDecimal ? [plain.slice(0, last), plain.slice(last + 1)] : [plain, ''];
  const grouped = whole.replace(/^-/, '').split(/[.,]/);
  if (whole.includes(point) || !/^-?\d[\d.,]*$/.test(whole) || grouped.slice(1).some(group => group.length < 2 || group.length > 3) || !/^\d*$/.test(part)) return null;
  return Number(`${whole.replace(/[.,]/g, '')}.${part || 0}`);
}

/** Whether the server takes it. */
export function isAllowed(value: number, {recommended, options, min, max, step}: Bounded): boolean {
  if (value === recommended || options?.includes(value)) return true;
  if (value < (min ?? -Infinity) || value > (max ?? Infinity)) return false;
  const steps = step === undefined ? 0 : (value - (min ?? 0)) / step;
  return Math.abs(steps - Math.round(steps)) < ROUNDING;
}

/** The next value on a step, so many steps on; within the bounds. */
export function stepped(value: number, by: number, {min, max, step = 1}: Bounded): number {
  const base = min ?? 0;
  const at = (value - base) / step;
  const from = Math.abs(at - Math.round(at)) < ROUNDING ? Math.round(at) : by > 0 ? Math.floor(at) : Math.ceil(at);
  const most = max === undefined ? Infinity : base + Math.floor((max - base) / step + ROUNDING) * step;
  return Number(Math.min(Math.max(base + (from + by) * step, min ?? -Infinity), most).toFixed(9));
}
