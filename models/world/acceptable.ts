/** Which values the server lets an apply set, and the words by which it refuses another. */
import type {Change} from '../../src/types.js';

/** Steps are counted in floating point: 0.1 three times is 0.3 all the same. */
const ROUNDING = 1e-6;

/** What is wrong with the value, such as `must be 21 to 60 in steps of 1`; null where it may be applied. A change without bounds takes what it always took. */
export function unacceptable(change: Change | undefined, value: number | string | undefined): string | null {
  if (!change || value === undefined || value === change.recommended || change.options?.includes(value)) return null;
  const {recommended, min, max, step} = change;
  if (typeof recommended !== 'number' || (min ?? max ?? step) === undefined) return null;
  const off = typeof value === 'number' && step !== undefined ? Math.abs((value - (min ?? 0)) / step - Math.round((value - (min ?? 0)) / step)) : 0;
  if (typeof value === 'number' && value >= (min ?? -Infinity) && value <= (max ?? Infinity) && off < ROUNDING) return null;
  const range = min === undefined ? max === undefined ? 'a number' : `at most ${max}` : max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return `must be ${range}${step === undefined ? '' : ` in steps of ${step}`}`;
}
