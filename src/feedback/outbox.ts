/** Events that wait to be sent. Every way in and out is one transaction and is counted [F2] [F6]. */
import type {Database, OutboxEntry, SetAside, StoreName, Transaction} from '../database.js';
import type {OutboxCounts} from '../insights-types.js';
import type {FeedbackAnswer, FeedbackEvent} from '../wire-types.js';

/** What a transaction that enqueues must open. */
export const OUTBOX_STORES: readonly StoreName[] = ['outbox', 'counters'];

/** Browsers refuse keepalive bodies once 64 KiB are in flight; this leaves room for the token and the host's own. */
export const MAX_BATCH_BYTES = 48 * 1024;
export const MAX_BATCH_EVENTS = 500;
/** A larger event than a batch travels alone up to this, and not at all beyond. */
export const MAX_EVENT_BYTES = 256 * 1024;
const EXPIRES_AFTER_MS = 14 * 86_400_000;
const MAX_SET_ASIDE = 100;
/** Dropping one by one would cost a search each time. */
const DROP_AT_ONCE = 100;

export interface OutboxLimits {
  readonly events: number;
  readonly bytes: number;
}
export const OUTBOX_LIMITS: OutboxLimits = {events: 50_000, bytes: 20 * 1024 * 1024};

/** The key in the outbox, which settling needs, and the event. */
export type Waiting = readonly [key: string, entry: OutboxEntry];

export interface Outbox {
  /** False for the one in memory, which no other tab can see. */
  readonly shared: boolean;
  enqueue(events: readonly FeedbackEvent[]): Promise<void>;
  /** The most urgent, oldest first, at most a batch; `events` lowers its size. Expired ones leave first. */
  peek(now: number, events?: number): Promise<readonly Waiting[]>;
  /** Takes out what the server has named; an event that left meanwhile is not counted again. Says how many it took out. */
  settle(batch: readonly Waiting[], answer: FeedbackAnswer): Promise<{accepted: number; duplicate: number; rejected: number}>;
  /** Forgets all of it. Says how many were waiting. */
  wipe(): Promise<number>;
  counts(): Promise<OutboxCounts>;
  /** When a batch was last taken in hand, epoch ms; 0 if never. Tells a frozen tab's lock from a live one's [F4]. */
  lease(): Promise<number>;
  takeLease(now: number): Promise<void>;
}

export function createOutbox(database: Database, limits: OutboxLimits = OUTBOX_LIMITS): Outbox {
  const all: readonly StoreName[] = ['outbox', 'setAside', 'counters'];
  /** Counts that a full disk did not take. */
  let owed: Counts = new Map();

  /** Takes events out, with their counts. A full disk lets go of what is deleted and takes nothing more: then the counts are written with the next that it takes. */
  const taking = async <T>(work: (transaction: Transaction, count: Count) => Promise<T>): Promise<T> => {
    const attempt = (full: boolean) => database.transact(all, 'readwrite', async transaction => {
      const counts = new Map(owed);
      const result = await work(full ? {...transaction, put: () => undefined} : transaction, (name, events) => void counts.set(name, (counts.get(name) ?? 0) + events));
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

  return {
    shared: database.kind === 'disk',
    enqueue: events => database.transact(OUTBOX_STORES, 'readwrite', transaction => enqueueIn(transaction, events.map(waiting), {limits})),

    async peek(now, events = MAX_BATCH_EVENTS) {
      const entries = await database.transact(['outbox'], 'readonly', transaction => transaction.entries('outbox', {limit: events}));
      const expired = entries.filter(([, {event}]) => Date.parse(event.time) < now - EXPIRES_AFTER_MS);
      if (expired.length > 0) {
        await taking((transaction, count) => leave(transaction, count, expired, 'expired'));
        return this.peek(now, events);
      }
      return upTo(MAX_BATCH_BYTES, entries);
    },

    settle: (batch, answer) => taking(async (transaction, count) => {
      const named = (ids: readonly string[]) => {
        const set = new Set(ids);
        return batch.filter(([, {event}]) => set.has(event.id));
      };
      const reasons = new Map(answer.rejected.map(({id, reason}) => [id, reason]));
      const rejected = await leave(transaction, count, named([...reasons.keys()]), 'rejected');
      for (const [, {event}] of rejected) transaction.put('setAside', event.id, {event, reason: reasons.get(event.id) ?? ''} satisfies SetAside);
      const setAside = await transaction.count('setAside');
      if (setAside > MAX_SET_ASIDE) {
        for (const [id] of await transaction.entries('setAside', {limit: setAside - MAX_SET_ASIDE})) transaction.delete('setAside', id);
      }
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
      const read = async (name: string) => ((await transaction.get('counters', name)) ?? 0) + (owed.get(name) ?? 0);
      return {
        waiting: await transaction.count('outbox'), bytes: await read('bytes'), setAside: await transaction.count('setAside'),
        accepted: await read('accepted'), duplicate: await read('duplicate'), rejected: await read('rejected'),
        dropped: await read('dropped'), expired: await read('expired'), wiped: await read('wiped'),
      };
    }),

    lease: async () => (await database.transact(['counters'], 'readonly', transaction => transaction.get('counters', 'lease'))) ?? 0,
    takeLease: now => database.transact(['counters'], 'readwrite', transaction => transaction.put('counters', 'lease', now)),
  };
}

type Counts = ReadonlyMap<string, number>;
type Count = (name: string, events: number) => void;

const utf8 = new TextEncoder();

export function waiting(event: FeedbackEvent): Waiting {
  return [`${urgency(event)}${event.id}`, {event, bytes: utf8.encode(JSON.stringify(event)).length}];
}

/** The first of them that fit into one batch; one that is larger travels alone. */
export function upTo(bytes: number, entries: readonly Waiting[]): readonly Waiting[] {
  let sum = 0;
  const past = entries.findIndex(([, entry], index) => (sum += entry.bytes + 1) > bytes && index > 0);
  return past === -1 ? entries : entries.slice(0, past);
}

/**
 * For the transaction of journey 2: the interaction and its event are written together [F1].
 * @param making `room`: so many impressions and slates, the oldest first, go for it; never what was done on a card
 */
export async function enqueueIn(transaction: Transaction, entries: readonly Waiting[], {limits = OUTBOX_LIMITS, room = 0}: {limits?: OutboxLimits; room?: number} = {}): Promise<void> {
  const [count = 0, bytes = 0] = await Promise.all([transaction.get('counters', 'waiting'), transaction.get('counters', 'bytes')]);
  const fit = entries.filter(([, entry]) => entry.bytes <= MAX_EVENT_BYTES);
  for (const [key, entry] of fit) transaction.put('outbox', key, entry);
  const after = {events: count + fit.length, bytes: fit.reduce((sum, [, entry]) => sum + entry.bytes, bytes)};
  const counts = new Map<string, number>([['waiting', fit.length], ['bytes', after.bytes - bytes], ['dropped', entries.length - fit.length]]);
  const adding: Count = (name, events) => void counts.set(name, (counts.get(name) ?? 0) + events);
  if (room > 0) await dropIn(transaction, adding, room, 0, ['3', '2']);
  if (after.events > limits.events || after.bytes > limits.bytes) await dropIn(transaction, adding, after.events - limits.events, after.bytes - limits.bytes, ['3', '2', '1', '0']);
  for (const [name, events] of counts) if (events !== 0) await add(transaction, name, events);
}

/** 0 is sent first and dropped last: what was applied, what else was done on a card, the slates, what was only seen or done on the host page. */
function urgency(event: FeedbackEvent): 0 | 1 | 2 | 3 {
  if (event.type === 'inkling.slate.served.v1') return 2;
  switch (event.data.kind) {
    case 'apply': case 'applied': case 'apply-failed': case 'undo': case 'outcome': return 0;
    case 'open': case 'dismiss': case 'snooze': return 1;
    default: return 3;
  }
}

async function dropIn(transaction: Transaction, count: Count, events: number, bytes: number, urgencies: readonly string[]): Promise<void> {
  for (const digit of urgencies) {
    while (events > 0 || bytes > 0) {
      const oldest = await transaction.entries('outbox', {from: digit, to: String(Number(digit) + 1), limit: DROP_AT_ONCE});
      if (oldest.length === 0) break;
      const dropped = await leave(transaction, count, oldest, 'dropped');
      events -= dropped.length;
      bytes -= dropped.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    }
  }
}

/** Takes out what is still there, and counts it under one heading. */
async function leave(transaction: Transaction, count: Count, entries: readonly Waiting[], how: 'accepted' | 'duplicate' | 'rejected' | 'dropped' | 'expired'): Promise<readonly Waiting[]> {
  if (entries.length === 0) return entries;
  const found = await Promise.all(entries.map(([key]) => transaction.get('outbox', key)));
  const leaving = entries.filter((_, index) => found[index] !== undefined);
  for (const [key] of leaving) transaction.delete('outbox', key);
  count(how, leaving.length);
  count('waiting', -leaving.length);
  count('bytes', -leaving.reduce((sum, [, entry]) => sum + entry.bytes, 0));
  return leaving;
}

async function add(transaction: Transaction, name: string, count: number): Promise<void> {
  transaction.put('counters', name, ((await transaction.get('counters', name)) ?? 0) + count);
}
