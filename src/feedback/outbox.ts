/** Events that wait to be sent. Every way in and out is one transaction and is counted [F2] [F6]. */
import {judgeClockIn, noteClockIn} from '../clock-doubt.js';
import type {Database, SetAside, StoreName, Transaction} from '../database.js';
import type {OutboxCounts} from '../insights-types.js';
import type {Log} from '../log.js';
import type {FeedbackAnswer, FeedbackEvent} from '../wire-types.js';
import {isRow, isSendable, kindOf, MAX_EVENT_BYTES, upTo, waiting, type Waiting} from './rows.js';
import {endTurnIn, hastenIn, takeTurnIn, turnIn, TURN_STORES, type Leave, type Turn, type TurnRequest} from './turn.js';

/** What a transaction that enqueues must open. */
export const OUTBOX_STORES: readonly StoreName[] = ['outbox', 'counters'];

/** Browsers refuse keepalive bodies once 64 KiB are in flight; this leaves room for the token and the host's own. */
export const MAX_BATCH_BYTES = 48 * 1024;
export const MAX_BATCH_EVENTS = 500;
const EXPIRES_AFTER_MS = 14 * 86_400_000;
const MAX_SET_ASIDE = 100;
/** Dropping one by one would cost a search each time. */
const DROP_AT_ONCE = 100;
const DROPPED = 'dropped:';

export interface OutboxLimits {
  readonly events: number;
  readonly bytes: number;
}
export const OUTBOX_LIMITS: OutboxLimits = {events: 50_000, bytes: 20 * 1024 * 1024};
/** In memory it is the page's own that is taken. */
export const MEMORY_LIMITS: OutboxLimits = {events: 2000, bytes: 2 * 1024 * 1024};

export interface Outbox {
  /** False for the one in memory, which no other tab can see. */
  readonly shared: boolean;
  /** @param room so many impressions and slates, the oldest first, go for them; never what was done on a card */
  enqueue(events: readonly FeedbackEvent[], room?: number): Promise<void>;
  /** The most urgent, oldest first, at most a batch; `events` lowers its size. Expired ones leave first, and what is no event is set aside. */
  peek(now: number, events?: number): Promise<readonly Waiting[]>;
  /** Asks for leave to send one batch. */
  turn(request: TurnRequest): Promise<Leave>;
  /** When the turn that someone has now began, epoch ms; 0 where nobody has it. */
  turnSince(): Promise<number>;
  /** Ends the turn; nobody sends before `until`. Null: there is nothing to wait for. */
  pause(until: Pick<Turn, 'failures' | 'until'> | null): Promise<void>;
  /** Makes a pause shorter. @param until epoch ms */
  hasten(until: number): Promise<void>;
  /** Takes out what the server has named; an event that left meanwhile is not counted again. Says how many it took out. `atHide`: beside whoever has the turn. */
  settle(batch: readonly Waiting[], answer: FeedbackAnswer, atHide?: boolean): Promise<{accepted: number; duplicate: number; rejected: number}>;
  /** Forgets all of it. Says how many were waiting. */
  wipe(): Promise<number>;
  counts(): Promise<OutboxCounts>;
}

export function createOutbox(database: Database, limits: OutboxLimits = OUTBOX_LIMITS, log: Log | null = null): Outbox {
  const all: readonly StoreName[] = ['outbox', 'setAside', 'counters'];
  /** Counts that a full disk did not take. */
  let owed: Counts = new Map();

  /** Takes events out, with their counts. A full disk lets go of what is deleted and takes nothing more: then the counts are written with the next that it takes. */
  const taking = async <T>(work: (transaction: Transaction, count: Count) => Promise<T>): Promise<T> => {
    const attempt = (full: boolean) => database.transact([...all, ...TURN_STORES], 'readwrite', async transaction => {
      const counts = new Map(owed);
      const result = await work(full ? {...transaction, put: () => undefined} : transaction, adder(counts));
      if (!full) for (const [name, events] of counts) await add(transaction, name, events);
      return {result, owed: full ? counts : new Map()};
    });
    const taken = await attempt(false).catch((error: unknown) => {
      if ((error as Error).name !== 'storage-full') throw error;
      return attempt(true);
    });
    ({owed} = taken);
    return taken.result;
  };
  /** What a full disk does not take can be done without. */
  const noting = async (stores: readonly StoreName[], work: (transaction: Transaction) => void | Promise<void>): Promise<void> => {
    await database.transact(stores, 'readwrite', work).catch((error: unknown) => { if ((error as Error).name !== 'storage-full') throw error; });
  };

  return {
    shared: database.kind === 'disk',
    enqueue: (events, room) => database.transact(OUTBOX_STORES, 'readwrite', transaction => enqueueIn(transaction, events.map(waiting), {limits, room, log})),

    async peek(now, events = MAX_BATCH_EVENTS) {
      const {entries, clock} = await database.transact(OUTBOX_STORES, 'readonly', async transaction => ({
        entries: await transaction.entries('outbox', {limit: events}), clock: await judgeClockIn(transaction, now),
      }));
      const {note, leapt, believed} = clock;
      if (note) await noting(['counters'], transaction => noteClockIn(transaction, note));
      if (leapt) log?.('CLOCK_JUMP', 1, 'This device\'s clock has leapt: nothing expires by it for a day.');

      const batch = upTo(MAX_BATCH_BYTES, entries.filter(isRow));
      const bad = [...entries.filter(entry => !isRow(entry)), ...batch.filter(entry => !isSendable(entry))];
      const expired = believed ? entries.filter(entry => isRow(entry) && Date.parse(entry[1].event.time) < now - EXPIRES_AFTER_MS) : [];
      if (bad.length + expired.length === 0) return batch;
      if (bad.length > 0) {
        await taking(async (transaction, count) => {
          for (const [key, entry] of await leave(transaction, count, bad, 'rejected')) await setAsideIn(transaction, String(key), {event: entry?.event ?? null, reason: 'row-bad'});
        });
        log?.('ROW_BAD', bad.length, 'Rows of the outbox that are no events were set aside.');
      }
      if (expired.length > 0) {
        await taking((transaction, count) => leave(transaction, count, expired, 'expired'));
        log?.('EVT_EXPIRED', expired.length, 'Feedback waited for 14 days and was deleted.');
      }
      return this.peek(now, events);
    },

    async turn(request) {
      let leave: Leave = {kind: 'granted', failures: 0};
      await noting(TURN_STORES, async transaction => { leave = await takeTurnIn(transaction, request); });
      return leave;
    },
    async turnSince() {
      const {holder, at} = await database.transact(TURN_STORES, 'readonly', turnIn);
      return holder === null ? 0 : at;
    },
    pause: until => noting(TURN_STORES, transaction => endTurnIn(transaction, until)),
    hasten: until => noting(TURN_STORES, transaction => hastenIn(transaction, until)),

    settle: (batch, answer, atHide = false) => taking(async (transaction, count) => {
      const named = (ids: readonly string[]) => {
        const set = new Set(ids);
        return batch.filter(([, {event}]) => set.has(event.id));
      };
      const reasons = new Map(answer.rejected.map(({id, reason}) => [id, reason]));
      const rejected = await leave(transaction, count, named([...reasons.keys()]), 'rejected');
      for (const [, {event}] of rejected) await setAsideIn(transaction, event.id, {event, reason: reasons.get(event.id) ?? ''});
      if (!atHide) await endTurnIn(transaction, null);
      return {
        accepted: (await leave(transaction, count, named(answer.accepted), 'accepted')).length,
        duplicate: (await leave(transaction, count, named(answer.duplicate), 'duplicate')).length,
        rejected: rejected.length,
      };
    }),

    wipe: () => database.transact(all, 'readwrite', async transaction => {
      const waiting = await transaction.count('outbox');
      transaction.delete('outbox', {});
      transaction.delete('setAside', {});
      transaction.put('counters', 'bytes', 0);
      transaction.put('counters', 'waiting', 0);
      await add(transaction, 'wiped', waiting);
      return waiting;
    }),

    counts: () => database.transact(all, 'readonly', async transaction => {
      const read = async (name: string) => Math.max((await counter(transaction, name)) + (owed.get(name) ?? 0), 0);
      return {
        waiting: await transaction.count('outbox'), bytes: await read('bytes'), setAside: await transaction.count('setAside'),
        accepted: await read('accepted'), duplicate: await read('duplicate'), rejected: await read('rejected'),
        dropped: await read('dropped'), expired: await read('expired'), wiped: await read('wiped'),
        droppedKinds: Object.fromEntries((await transaction.entries('counters', {from: DROPPED, to: `${DROPPED}~`})).map(([key, count]) => [key.slice(DROPPED.length), count])),
      };
    }),
  };
}

type Counts = ReadonlyMap<string, number>;
type Count = (name: string, events: number) => void;
const adder = (counts: Map<string, number>): Count => (name, events) => void counts.set(name, (counts.get(name) ?? 0) + events);

/** For the transaction of journey 2: the interaction and its event are written together [F1]. */
export async function enqueueIn(transaction: Transaction, entries: readonly Waiting[], {limits = OUTBOX_LIMITS, room = 0, log = null}: {limits?: OutboxLimits; room?: number; log?: Log | null} = {}): Promise<void> {
  const [count, bytes] = await Promise.all([counter(transaction, 'waiting'), counter(transaction, 'bytes')]);
  const fit = entries.filter(([, entry]) => entry.bytes <= MAX_EVENT_BYTES);
  for (const [key, entry] of fit) transaction.put('outbox', key, entry);
  const after = {events: count + fit.length, bytes: bytes + bytesOf(fit)};
  const counts = new Map<string, number>();
  const adding = adder(counts);
  if (fit.length < entries.length) {
    countDropped(adding, entries.filter(entry => !fit.includes(entry)));
    log?.('EVT_TOO_BIG', entries.length - fit.length, `Feedback of more than ${MAX_EVENT_BYTES} bytes was dropped.`);
  }
  if (room > 0) await dropIn(transaction, adding, room, 0, ['3', '2']);
  if (after.events > limits.events || after.bytes > limits.bytes) {
    const dropped = await dropIn(transaction, adding, after.events - limits.events, after.bytes - limits.bytes, ['3', '2', '1', '0']);
    log?.('EVT_DROPPED', dropped, 'The outbox is full: the oldest of the least urgent was dropped.');
  }
  const known = new Map([['waiting', after.events], ['bytes', after.bytes]]);
  for (const [name, events] of counts) if (!known.has(name) && events !== 0) await add(transaction, name, events);
  for (const [name, total] of known) transaction.put('counters', name, Math.max(total + (counts.get(name) ?? 0), 0));
}

async function dropIn(transaction: Transaction, count: Count, events: number, bytes: number, urgencies: readonly string[]): Promise<number> {
  let sum = 0;
  for (const digit of urgencies) {
    while (events > 0 || bytes > 0) {
      const oldest = await transaction.entries('outbox', {from: digit, to: String(Number(digit) + 1), limit: DROP_AT_ONCE});
      if (oldest.length === 0) break;
      const dropped = await leave(transaction, count, oldest, 'dropped');
      sum += dropped.length;
      events -= dropped.length;
      bytes -= bytesOf(dropped);
    }
  }
  return sum;
}

/** Takes out what is still there, and counts it under one heading. */
async function leave(transaction: Transaction, count: Count, entries: readonly Waiting[], how: 'accepted' | 'duplicate' | 'rejected' | 'dropped' | 'expired'): Promise<readonly Waiting[]> {
  if (entries.length === 0) return entries;
  const found = await Promise.all(entries.map(([key]) => transaction.get('outbox', key)));
  const leaving = entries.filter((_, index) => found[index] !== undefined);
  for (const [key] of leaving) transaction.delete('outbox', key);
  if (how === 'dropped') countDropped(count, leaving);
  else count(how, leaving.length);
  count('waiting', -leaving.length);
  count('bytes', -bytesOf(leaving));
  return leaving;
}

function countDropped(count: Count, entries: readonly Waiting[]): void {
  count('dropped', entries.length);
  for (const row of entries) if (isRow(row)) count(`${DROPPED}${kindOf(row[1])}`, 1);
}

/** The newest are kept. */
async function setAsideIn(transaction: Transaction, key: string, row: SetAside): Promise<void> {
  transaction.put('setAside', key, row);
  const surplus = (await transaction.count('setAside')) - MAX_SET_ASIDE;
  if (surplus > 0) for (const [id] of await transaction.entries('setAside', {limit: surplus})) transaction.delete('setAside', id);
}

function bytesOf(entries: readonly Waiting[]): number {
  return entries.reduce((sum, [, entry]) => sum + (Number.isFinite(entry?.bytes) ? entry.bytes : 0), 0);
}

async function add(transaction: Transaction, name: string, count: number): Promise<void> {
  transaction.put('counters', name, Math.max((await counter(transaction, name)) + count, 0));
}

/** A counter that holds no number begins anew. */
async function counter(transaction: Transaction, name: string): Promise<number> {
  const value: unknown = await transaction.get('counters', name);
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
