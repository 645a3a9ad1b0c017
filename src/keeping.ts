/** What is kept beyond a moment: the database with its queue of events, and the stand-in in memory; every way in and out of both. */
import {judgeClockIn, noteClockIn} from './clock-doubt.js';
import {keepSignals, loadContext, prune, recent, wipeHistory} from './context/interactions.js';
import {deleteDatabase, openDatabase, type Database} from './database.js';
import {InklingError} from './errors.js';
import {interactionEvent} from './feedback/event.js';
import {createOutbox, MEMORY_LIMITS, OUTBOX_LIMITS, type Outbox} from './feedback/outbox.js';
import {waiting, type Waiting} from './feedback/rows.js';
import type {Consent, Kept, OutboxCounts, Receipt} from './insights-types.js';
import type {Log} from './log.js';
import {createMemoryDatabase} from './memory-database.js';
import {makingRoom, record} from './record.js';
import type {InteractionContext, InteractionKind, RecordedInteraction, Signal} from './types.js';
import type {FeedbackEvent} from './wire-types.js';

export interface Opened {
  readonly notes: ReadonlyMap<string, unknown>;
  /** Null without consent to personalization. */
  readonly context: InteractionContext | null;
}

/** So that the page is never held up. */
const COUNTED_AT_ONCE = 500;

/** @param name the database's */
export function createKeeping(name: string, log: Log | null = null) {
  const memoryDatabase = createMemoryDatabase();
  const memory = createOutbox(memoryDatabase, MEMORY_LIMITS, log);
  let disk: {readonly database: Database; readonly outbox: Outbox} | null = null;
  let wiped = 0;

  return {
    interactionEvent,
    waiting,
    get storage(): 'disk' | 'memory' { return disk ? 'disk' : 'memory'; },
    /** The one on disk, the one in memory: whichever there are now. */
    get outboxes(): readonly Outbox[] { return [...(disk ? [disk.outbox] : []), memory]; },

    /** What consent does not cover is deleted. Rejects with why there is no disk; memory serves then. @param now epoch ms */
    async open(consent: Consent, now: number): Promise<Opened> {
      try {
        if (!disk) {
          const database = await openDatabase(name, log);
          disk = {database, outbox: createOutbox(database, OUTBOX_LIMITS, log)};
        }
        const {database, outbox} = disk;
        const notes = new Map(await database.transact(['notes'], 'readonly', transaction => transaction.entries('notes')));
        const context = consent.personalization ? await loadContext(database, now, bad => log?.('ROW_BAD', bad, 'Rows of the history that are none were deleted.')) : null;
        if (!context) await wipeHistory(database);
        if (!consent.measurement) await outbox.wipe();
        return {notes, context};
      } catch (error) {
        disk?.database.close();
        disk = null;
        const named = error instanceof InklingError ? error : new InklingError('no-storage', `IndexedDB cannot be used: ${String(error)}`, {cause: error});
        log?.('IDB_OFF', 1, named.message);
        throw named;
      }
    },

    /** Never rejects. */
    record: (recorded: RecordedInteraction, entry: Waiting | null, consent: Consent): Promise<Receipt> =>
      record({recorded, entry, consent, disk: disk?.database ?? null, memory, log}),

    async enqueue(events: readonly FeedbackEvent[]): Promise<void> {
      const on = disk;
      const stored = on ? makingRoom(room => on.outbox.enqueue(events, room), log) : Promise.reject();
      await stored.catch(() => memory.enqueue(events));
    },

    async note(key: string, value: unknown): Promise<void> {
      await disk?.database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', key, value));
    },

    async keepSignals(signals: readonly Signal[]): Promise<void> {
      if (disk) await keepSignals(disk.database, signals);
    },

    /** Null where there is no disk. */
    recent: async (limit: number): Promise<readonly RecordedInteraction[] | null> => disk && recent(disk.database, limit),

    /** Null where there is no disk. */
    async kept(): Promise<Kept | null> {
      if (!disk) return null;
      const {database} = disk;
      const interactions: Partial<Record<InteractionKind, number>> = {};
      let since: number | null = null;
      for (let from = '', page; page === undefined || page.length === COUNTED_AT_ONCE;) {
        page = await database.transact(['interactions'], 'readonly', transaction => transaction.entries('interactions', {from, limit: COUNTED_AT_ONCE}));
        for (const [, {kind, at}] of page) {
          interactions[kind] = (interactions[kind] ?? 0) + 1;
          since = Math.min(since ?? at, at);
        }
        from = `${page.at(-1)?.[0] ?? ''}\u0000`;
      }
      return {interactions, since};
    },

    /** Not by a clock that has leapt. */
    async prune(now: number): Promise<void> {
      if (!disk) return;
      const {database} = disk;
      const {believed, note} = await database.transact(['counters'], 'readonly', transaction => judgeClockIn(transaction, now));
      if (note) await database.transact(['counters'], 'readwrite', transaction => noteClockIn(transaction, note));
      if (believed) await prune(database, now);
    },

    async counts(): Promise<OutboxCounts> {
      const all = await Promise.all([disk?.outbox, memory].map(outbox => outbox?.counts().catch(() => null)));
      const kinds = all.map(counts => counts?.droppedKinds ?? {});
      const sum = (of: (counts: OutboxCounts) => number) => all.reduce((total, counts) => total + (counts ? of(counts) : 0), 0);
      return {
        waiting: sum(counts => counts.waiting), bytes: sum(counts => counts.bytes), setAside: sum(counts => counts.setAside),
        accepted: sum(counts => counts.accepted), duplicate: sum(counts => counts.duplicate), rejected: sum(counts => counts.rejected),
        dropped: sum(counts => counts.dropped), expired: sum(counts => counts.expired), wiped: wiped + sum(counts => counts.wiped),
        droppedKinds: Object.fromEntries(kinds.flatMap(Object.keys).map(kind => [kind, kinds.reduce((total, of) => total + (of[kind] ?? 0), 0)])),
      };
    },

    /** Of what waits in memory. */
    async wipeMemory(): Promise<void> {
      await memory.wipe();
    },

    /** What consent to personalization alone allowed to travel is taken out of what waits. */
    async narrow(): Promise<void> {
      const {withoutPersonalization} = await import('./withdrawal.js');
      for (const database of [memoryDatabase, ...(disk ? [disk.database] : [])]) await withoutPersonalization(database);
    },

    /** What this page may have written since another began to delete it all. */
    async clear(): Promise<void> {
      await disk?.database.clear().catch(() => undefined);
    },

    /** All that is on disk, open or not. */
    async destroy(): Promise<void> {
      if (disk) wiped += await disk.outbox.counts().then(counts => counts.waiting + counts.wiped, () => 0);
      await (disk ? disk.database.destroy() : deleteDatabase(name)).catch(() => undefined);
    },

    close() {
      disk?.database.close();
      disk = null;
    },
  };
}

export type Keeping = ReturnType<typeof createKeeping>;
