/** What every adapter takes and gives: a platform's recommendations in, candidates out; a chosen apply or dismissal back as that platform's request. Imports types and errors alone. */
import {InklingError} from '../errors.js';
import type {Candidate, EntityRef} from '../types.js';
import type {Place} from './reading.js';

/** Millionths of a unit of the account's currency; an int64 travels as text. */
export type Micros = number | `${number}`;
/** Units of the account's currency, such as dollars. */
export type Money = number | `${number}`;
/** The currency's smallest unit, such as cents. */
export type MinorUnits = number | `${number}`;
/** 12 is twelve per cent. */
export type Percent = number;
/** 0.12 is twelve per cent; a return of 3.5 is 350 %. */
export type Ratio = number;
export type Days = number;
/** A number, or an int64 as text. */
export type Count = number | `${number}`;

/** Whose recommendations they are. */
export interface AdapterContext {
  /** The platform's id of the account; part of some requests. */
  readonly account: string;
  /** Epoch ms: when they were fetched. The age of what the platform gives no date for. */
  readonly now: number;
  /** ISO 4217, of the account. */
  readonly currency?: string;
  /** What people call an entity; platforms send ids alone. */
  readonly nameOf?: (level: EntityRef['level'], id: string) => string | undefined;
  /**
   * `platform` (default): a candidate's type is the platform's, such as `google-ads:CAMPAIGN_BUDGET`. `world`: the type of Inkling's simulated world that stems from it, where there
   * is one: what the published ranker has learned (models/README.md).
   */
  readonly types?: 'platform' | 'world';
}

/** A candidate, and the recommendation that it was made of: keep it, for apply and dismiss are made of it again. */
export interface Suggestion {
  readonly candidate: Candidate;
  /** JSON, as the platform sent it. */
  readonly source: unknown;
}

export interface Adapted {
  /** In the platform's order. */
  readonly suggestions: readonly Suggestion[];
  /** Which one and why; never what it said. */
  readonly refused: readonly string[];
}

/** What to send to the platform; host and authorisation are the sender's. */
export interface PlatformRequest {
  readonly method: 'POST' | 'PUT';
  /** Where the platform speaks by operations (Microsoft), the operation's name. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | readonly unknown[];
}

/** What the advertiser chose. */
export interface Choice {
  /** In the unit of the candidate's `change`; the recommended one when left out. */
  readonly value?: number | string;
  /** What this platform wants besides, in its own words and units; docs/adapters.md says where. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A candidate without what is the same for all of a platform. */
export type Sketch = Omit<Candidate, 'type' | 'serverScore' | 'createdAt' | 'currency'> & {
  /** The platform's own name of the type. */
  readonly name: string;
  readonly createdAt?: number;
};

const MAX_TEXT = 500;

/** Of a platform: its prefix, what people call it, and which of the world's types stem from its own. */
export interface Platform {
  readonly prefix: string;
  readonly label: string;
  readonly kin: Readonly<Record<string, string>>;
}

export function checkContext(context: AdapterContext): AdapterContext {
  const {account, now, currency} = context ?? {};
  if (typeof account !== 'string' || account === '' || account.length > 256) throw new InklingError('bad-options', 'The context has no account: pass the platform\'s account id, as text.');
  if (typeof now !== 'number' || !Number.isFinite(now)) throw new InklingError('bad-options', 'The context\'s now is not a finite number: pass epoch milliseconds, such as Date.now().');
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) throw new InklingError('bad-options', 'The context\'s currency is not three capitals: pass the account\'s ISO 4217 code, such as EUR, or leave it out.');
  return context;
}

/** @param score of the platform's order: higher is better */
export function candidateOf(platform: Platform, context: AdapterContext, {name, ...sketch}: Sketch, score: number): Candidate {
  const kin = context.types === 'world' && Object.hasOwn(platform.kin, name) ? platform.kin[name] : undefined;
  const given = Object.fromEntries(Object.entries(sketch).filter(([, value]) => value !== undefined)) as Omit<Sketch, 'name'>;
  return {
    createdAt: context.now, ...given, type: kin ?? `${platform.prefix}:${name}`, serverScore: score,
    headline: sketch.headline.slice(0, MAX_TEXT), reason: sketch.reason.slice(0, MAX_TEXT) || `Recommended by ${platform.label}.`,
    ...(context.currency !== undefined && {currency: context.currency}),
  };
}

/** One by one, in the order given: what cannot be read is refused by name, and the others pass. Scores fall evenly from 1, so that the platform's order stands. */
export function adapted(places: readonly Place[], read: (place: Place, score: number) => Suggestion): Adapted {
  const suggestions: Suggestion[] = [];
  const refused: string[] = [];
  const seen = new Set<string>();
  for (const [index, place] of places.entries()) {
    try {
      const suggestion = read(place, 1 - index / places.length);
      if (seen.has(suggestion.candidate.id)) refused.push(`${place.path}: a second one of this id`);
      else suggestions.push(suggestion);
      seen.add(suggestion.candidate.id);
    } catch (error) {
      if (!(error instanceof InklingError) || error.name === 'bad-options') throw error;
      refused.push(error.message);
    }
  }
  return {suggestions, refused};
}

/** `the campaign “Summer”`, or without a name `campaign 7`. */
export function said(entity: EntityRef): string {
  if (entity.level === 'account') return 'the account';
  const level = entity.level.replace('-', ' ');
  return entity.name ? `the ${level} “${entity.name.slice(0, 100)}”` : `${level} ${entity.id.slice(0, 100)}`;
}

export function entityOf(context: AdapterContext, level: EntityRef['level'], id: string, given?: string): EntityRef {
  const name = given ?? context.nameOf?.(level, id);
  return typeof name === 'string' ? {level, id, name} : {level, id};
}

/** Such as `€13`, or the bare number where the currency is unknown. */
export function moneyText(amount: number, currency: string | undefined): string {
  return new Intl.NumberFormat('en', currency === undefined ? {maximumFractionDigits: 2} : {style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger'}).format(amount);
}

export const numberText = (value: number): string => new Intl.NumberFormat('en', {maximumFractionDigits: 1}).format(value);

/** Of currencies without cents, such as JPY, 1. */
export function minorUnitsIn(currency: string | undefined): number {
  return currency === undefined ? 100 : 10 ** (new Intl.NumberFormat('en', {style: 'currency', currency}).resolvedOptions().maximumFractionDigits ?? 2);
}

/** To six decimals, so that what was divided comes back as it was. */
export const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;

export const badChoice = (why: string): InklingError => new InklingError('bad-options', why);

/** A chosen number that the platform will take. */
export function chosenNumber({value}: Choice, field: string): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || Math.abs(number) > 1e12) throw badChoice(`The value chosen for ${field} is not a number: pass one, or none to apply what is recommended.`);
  return number;
}
