/** Whose turn it is to send, and when: one row beside the outbox that all tabs of an account share [F4]. */
import type {StoreName, Transaction} from '../database.js';

/** Longer than a request may take: whoever has held the turn for this long is frozen or gone. */
export const LEASE_MS = 30_000;
/** No pause is longer; one that seems so was noted by another clock. */
const MAX_PAUSE_MS = 4_000_000;
const KEY = 'turn';

/** What a transaction that takes or ends a turn must open. */
export const TURN_STORES: readonly StoreName[] = ['notes'];

export interface Turn {
  /** The tab that sends; null when none does. */
  readonly holder: string | null;
  /** When it began, epoch ms. */
  readonly at: number;
  /** Since the server last took something. */
  readonly failures: number;
  /** Nobody sends before this, epoch ms. */
  readonly until: number;
}

/** `held`: another tab sends. `pause`: the server is given time; `ms` are left of it. */
export type Leave = {readonly kind: 'granted'; readonly failures: number} | {readonly kind: 'held'; readonly ms: number} | {readonly kind: 'pause'; readonly ms: number};

export interface TurnRequest {
  readonly holder: string;
  /** Epoch ms. */
  readonly now: number;
  /** Someone else sees to it that no two tabs send at once: a Web Lock, or that there is but one. */
  readonly alone: boolean;
  /** Whatever the pause: the host asked. */
  readonly forced: boolean;
}

export async function takeTurnIn(transaction: Transaction, {holder, now, alone, forced}: TurnRequest): Promise<Leave> {
  const turn = await turnIn(transaction);
  const held = turn.holder !== null && turn.holder !== holder ? left(turn.at + LEASE_MS, now, LEASE_MS) : 0;
  if (!alone && held > 0) return {kind: 'held', ms: held};
  const pause = left(turn.until, now, MAX_PAUSE_MS);
  if (!forced && pause > 0) return {kind: 'pause', ms: pause};
  transaction.put('notes', KEY, {...turn, holder, at: now} satisfies Turn);
  return {kind: 'granted', failures: turn.failures};
}

/** @param pause of a batch that failed; null when the server has answered */
export async function endTurnIn(transaction: Transaction, pause: Pick<Turn, 'failures' | 'until'> | null): Promise<void> {
  const {at} = await turnIn(transaction);
  transaction.put('notes', KEY, {holder: null, at, ...(pause ?? {failures: 0, until: 0})} satisfies Turn);
}

/** Makes a pause shorter, never longer. */
export async function hastenIn(transaction: Transaction, until: number): Promise<void> {
  const turn = await turnIn(transaction);
  if (turn.until > until) transaction.put('notes', KEY, {...turn, until} satisfies Turn);
}

/** As it lies there; a row that is none counts as a turn that nobody has. */
export async function turnIn(transaction: Transaction): Promise<Turn> {
  const {holder, at, failures, until} = ((await transaction.get('notes', KEY)) ?? {}) as Partial<Record<keyof Turn, unknown>>;
  const number = (given: unknown) => (typeof given === 'number' && Number.isFinite(given) ? given : 0);
  return {holder: typeof holder === 'string' ? holder : null, at: number(at), failures: number(failures), until: number(until)};
}

/** Milliseconds until `end`; 0 when it is past, or so far ahead that the clock must have gone back since. */
function left(end: number, now: number, most: number): number {
  return end - now <= most ? Math.max(end - now, 0) : 0;
}
