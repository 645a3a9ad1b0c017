/** What to make of a clock that has leapt: nothing expires by it until it has run on for a day [F2]. */
import type {Transaction} from './database.js';

/** A device that was away for longer is rarer than a clock that is wrong. */
const UNBELIEVABLE_MS = 180 * 86_400_000;
const DOUBTED_FOR_MS = 86_400_000;
const NOTED_EVERY_MS = 3_600_000;
/** What a time server corrects. */
const SLIGHT_MS = 60_000;

export interface Judgement {
  /** What is too old by this clock may go. */
  readonly believed: boolean;
  readonly leapt: boolean;
  /** To be noted; null where what is noted still serves. */
  readonly note: {readonly seenAt: number; readonly doubtUntil: number} | null;
}

/** Reads `counters`. @param now epoch ms, by the clock in question */
export async function judgeClockIn(transaction: Transaction, now: number): Promise<Judgement> {
  const [seenAt, doubtUntil] = await Promise.all(['seenAt', 'doubtUntil'].map(async name => {
    const value: unknown = await transaction.get('counters', name);
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  })) as [number, number];
  const ahead = seenAt > 0 && now - seenAt > UNBELIEVABLE_MS;
  const until = ahead ? now + DOUBTED_FOR_MS : doubtUntil;
  return {
    believed: now >= until || now < until - DOUBTED_FOR_MS,
    leapt: ahead || now < seenAt - SLIGHT_MS,
    note: seenAt === 0 || now < seenAt || now - seenAt > NOTED_EVERY_MS ? {seenAt: now, doubtUntil: until} : null,
  };
}

export function noteClockIn(transaction: Transaction, {seenAt, doubtUntil}: NonNullable<Judgement['note']>): void {
  transaction.put('counters', 'seenAt', seenAt);
  transaction.put('counters', 'doubtUntil', doubtUntil);
}
