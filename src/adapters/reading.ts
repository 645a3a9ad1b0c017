/** Reads what a platform sent, field by field. What is amiss is an `InklingError` that names the field's path and never what it said. */
import {InklingError} from '../errors.js';

/** A value and where it was found. */
export interface Place {
  readonly value: unknown;
  /** Such as `recommendations[2].impact.base_metrics`. */
  readonly path: string;
}

const MAX_ID = 256;
const MAX_WORDS = 300;
/** Nothing that an advertiser counts is larger, and sums of what is smaller stay finite. */
const LARGEST = 1e15;
/** As at the door for candidates: these reorder text, or say nothing. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

export function wrong({path}: Place, why: string): InklingError {
  return new InklingError('bad-answer', `${path}: ${why}`);
}

export const isAbsent = ({value}: Place): boolean => value === undefined || value === null;

export function fields(place: Place): Place {
  if (place.value instanceof InklingError) throw place.value;
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value)) throw wrong(place, 'is not an object');
  return place;
}

/** A field of an object, by either spelling: `cost_micros` is `costMicros` in JSON. Absent where there is no object. */
export function at(place: Place, name: string): Place {
  const path = `${place.path}.${name}`;
  if (typeof place.value !== 'object' || place.value === null) return {value: undefined, path};
  try {
    const record = place.value as Record<string, unknown>;
    const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const key = Object.hasOwn(record, name) ? name : camel;
    return {value: Object.hasOwn(record, key) ? record[key] : undefined, path};
  } catch {
    // A getter of the host's own may throw.
    throw wrong({value: undefined, path}, 'cannot be read');
  }
}

/** Undefined where the field is absent. */
export function maybe<T>(place: Place, read: (place: Place) => T): T | undefined {
  return isAbsent(place) ? undefined : read(place);
}

/** Each with its place; none where the field is absent. */
export function list(place: Place): readonly Place[] {
  if (isAbsent(place)) return [];
  if (!Array.isArray(place.value)) throw wrong(place, 'is not a list');
  return Array.from({length: place.value.length}, (_, index) => ({value: (place.value as unknown[])[index], path: `${place.path}[${index}]`}));
}

/** What is in each, together. One that cannot be taken apart stands for itself, and is refused when it is read: the others pass. */
export function within(places: readonly Place[], take: (place: Place) => readonly Place[]): readonly Place[] {
  return places.flatMap(place => {
    try {
      return take(place);
    } catch (error) {
      if (error instanceof InklingError) return [{path: place.path, value: error}];
      throw error;
    }
  });
}

/** Of 1 to 256 characters. */
export function id(place: Place): string {
  const value = typeof place.value === 'number' && Number.isSafeInteger(place.value) ? String(place.value) : place.value;
  if (typeof value !== 'string' || value === '') throw wrong(place, 'is not an id');
  if (value.length > MAX_ID) throw wrong(place, `is longer than ${MAX_ID} characters`);
  return value;
}

/** For people: cleaned and cut. */
export function words(place: Place): string {
  if (typeof place.value !== 'string') throw wrong(place, 'is not text');
  return place.value.slice(0, 2 * MAX_WORDS).replace(CONTROLS, ' ').trim().slice(0, MAX_WORDS);
}

/** Finite; also as text, as an int64 travels. */
export function number(place: Place): number {
  const value = typeof place.value === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(place.value) ? Number(place.value) : place.value;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(place, 'is not a finite number');
  if (Math.abs(value) > LARGEST) throw wrong(place, `is beyond ${LARGEST}`);
  return value;
}

/** Not negative. */
export function amount(place: Place): number {
  const value = number(place);
  if (value < 0) throw wrong(place, 'is negative');
  return value;
}

/** From millionths to units of the account's currency. */
export const fromMicros = (place: Place): number => amount(place) / 1e6;

export function flag(place: Place): boolean {
  if (typeof place.value !== 'boolean') throw wrong(place, 'is neither true nor false');
  return place.value;
}

/** Absolute, http(s), without a name or password in it. */
export function link(place: Place): string {
  const value = place.value;
  if (typeof value !== 'string' || value.length > 2048 || !URL.canParse(value)) throw wrong(place, 'is not a URL');
  const {protocol, username, password, href} = new URL(value);
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '' || href.length > 2048) throw wrong(place, 'is not a plain http(s) link');
  return href;
}

/** Epoch ms of `20231028`, `2023-10-28`, `2023-10-28 10:00:00` (UTC) and `2023-10-28T10:00:00+0200`. */
export function instant(place: Place): number {
  const given = typeof place.value === 'string' ? place.value.match(/^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?)?$/) : null;
  const [, year, month, day, time = '00:00:00', zone = 'Z'] = given ?? [];
  const at = given ? Date.parse(`${year}-${month}-${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`) : NaN;
  if (!Number.isFinite(at)) throw wrong(place, 'is not a date');
  return at;
}

/** One of a closed list. */
export function oneOf<T extends string>(place: Place, names: readonly T[]): T {
  const found = names.find(name => name === place.value);
  if (found === undefined) throw wrong(place, 'is not one that this adapter knows');
  return found;
}

/** The object with more fields: what is known of it from around it. Anything else stays as it is. */
export function beside(place: Place, more: Readonly<Record<string, unknown>>): Place {
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value) || place.value instanceof InklingError) return place;
  try {
    return {path: place.path, value: {...place.value, ...more}};
  } catch {
    throw wrong(place, 'cannot be read');
  }
}
