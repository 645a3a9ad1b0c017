/** What the server says of the account's applies: whatever comes in, outcomes that make sense go out. */
import type {EntityRef} from '../../src/types.js';

/** What came of one applied suggestion, in per cent of the account's week; times are epoch ms. */
export interface Outcome {
  readonly applicationId: string;
  readonly type: string;
  readonly headline: string | null;
  readonly entity: EntityRef | null;
  readonly metric: string;
  /** 80 % interval. */
  readonly predicted: Interval;
  /** Null until it is known. */
  readonly realised: number | null;
  /** 80 % interval of what the days until now show; null where there are too few. */
  readonly soFar: Interval | null;
  readonly appliedAt: number;
  readonly knownAt: number;
  /** The metric a day, the last value the newest; `startAt` is the first day's. */
  readonly series: {readonly startAt: number; readonly values: readonly number[]} | null;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type Verdict = 'early' | 'within' | 'above' | 'below' | 'against';

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;
const MOST_TEXT = 500;

/** The newest first; what cannot be read is left out. Never throws. */
export function readOutcomes(answer: unknown): Outcome[] {
  const {outcomes} = record(answer);
  return Array.isArray(outcomes) ? outcomes.flatMap(one => readOutcome(record(one)) ?? []).sort((a, b) => b.appliedAt - a.appliedAt) : [];
}

function readOutcome(given: Readonly<Record<string, unknown>>): Outcome | null {
  const {applicationId, type, headline, metric, realised, appliedAt, knownAt} = given;
  const predicted = interval(given.predicted);
  if (typeof applicationId !== 'string' || typeof metric !== 'string' || !predicted || !isNumber(appliedAt) || !isNumber(knownAt) || knownAt < appliedAt) return null;
  const {startAt, values} = record(given.series);
  const days = Array.isArray(values) && values.length <= MOST_DAYS && values.every(isNumber) ? values : null;
  return {
    applicationId, metric: text(metric), predicted, appliedAt, knownAt, type: typeof type === 'string' ? text(type) : '', headline: typeof headline === 'string' ? text(headline) : null, entity: entity(given.entity),
    realised: isNumber(realised) ? realised : null, soFar: interval(given.soFar), series: days && days.length > 1 && isNumber(startAt) ? {startAt, values: days} : null,
  };
}

/** Honest about time: until the horizon of the prediction is over nothing is called a success or a failure. */
export function verdictOf({predicted: {low, high}, realised, knownAt}: Outcome, now: number): Verdict {
  if (realised === null || now < knownAt) return 'early';
  if (realised >= low && realised <= high) return 'within';
  const hopedFor = Math.sign(low + high);
  if (realised !== 0 && Math.sign(realised) === -hopedFor) return 'against';
  return (realised > high) === (hopedFor > 0) ? 'above' : 'below';
}

/** Whole days: of the horizon, over, and left. */
export function daysOf({appliedAt, knownAt}: Outcome, now: number): {readonly all: number; readonly done: number; readonly left: number} {
  const all = Math.max(1, Math.round((knownAt - appliedAt) / DAY_MS));
  const done = Math.min(all, Math.max(0, Math.floor((now - appliedAt) / DAY_MS)));
  return {all, done, left: all - done};
}

const isNumber = (given: unknown): given is number => typeof given === 'number' && Number.isFinite(given);
const text = (given: string): string => given.slice(0, MOST_TEXT);
const record = (given: unknown): Readonly<Record<string, unknown>> => (typeof given === 'object' && given !== null ? given as Readonly<Record<string, unknown>> : {});

function interval(given: unknown): Interval | null {
  const {low, high} = record(given);
  return isNumber(low) && isNumber(high) && low <= high ? {low, high} : null;
}

function entity(given: unknown): EntityRef | null {
  const {level, id, name} = record(given);
  return typeof level === 'string' && typeof id === 'string' ? {level: level as EntityRef['level'], id, ...(typeof name === 'string' && {name: text(name)})} : null;
}
