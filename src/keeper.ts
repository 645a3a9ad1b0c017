/** What is kept of this account and user: the databases, the context in memory, who and which visit it is; all of it as far as consent goes [F9]. */
import {keepSignals, loadContext, prune, recent, wipeHistory} from './context/interactions.js';
import {upsertSignals} from './context/signals.js';
import {emptyContext, summarize, summarizeAll} from './context/summarize.js';
import type {Database} from './database.js';
import {InklingError} from './errors.js';
import {interactionEvent, type Owner} from './feedback/event.js';
import {createOutbox, waiting, type Outbox, type Waiting} from './feedback/outbox.js';
import type {Consent, OutboxCounts, Receipt} from './insights-types.js';
import {createMemoryDatabase} from './memory-database.js';
import {record} from './record.js';
import type {Interaction, InteractionContext, RecordedInteraction, Signal} from './types.js';
import type {FeedbackEvent} from './wire-types.js';

/** A visit ends when nothing has happened for this long. */
const VISIT_GAP_MS = 30 * 60_000;
/** The visit's last moment is written down this often. */
const VISIT_NOTED_MS = 15_000;
/** Events made in one task. */
const AT_ONCE = 50;
/** Apart, because without consent nothing of it is needed. */
const diskModule = () => import('./database.js');
const NO_CONSENT: Consent = {measurement: false, personalization: false};

export interface KeeperOptions {
  readonly account: string;
  readonly user?: string;
  /** Undefined: the host has not said yet. Nothing is kept, and nothing that was kept is deleted. */
  readonly consent?: Consent;
  readonly clock: () => number;
  readonly newId: (now: number) => string;
  /** In memory and on its way to disk: other tabs and the page may hear of it. */
  readonly onRecorded: (recorded: RecordedInteraction) => void;
  readonly onEnqueue: (entries: readonly Waiting[]) => void;
  readonly onChange: () => void;
}

/** Readable, and different for every account and user. */
export function databaseName(account: string, user: string | undefined): string {
  return `inkling:${encodeURIComponent(account)}:${user === undefined ? '' : encodeURIComponent(user)}`;
}

interface Visit {
  readonly id: string;
  readonly startedAt: number;
  readonly lastAt: number;
}

export function createKeeper({account, user, consent, clock, newId, onRecorded, onEnqueue, onChange}: KeeperOptions) {
  const name = databaseName(account, user);
  const memory = createMemoryDatabase();
  const memoryOutbox = createOutbox(memory);
  let disk: {readonly database: Database; readonly outbox: Outbox} | null = null;
  let storageError: InklingError | null = null;
  let asked = consent ?? NO_CONSENT;
  let allowed = asGiven();
  let visit: Visit = {id: newId(clock()), startedAt: clock(), lastAt: clock()};
  let noted = -Infinity;
  let device = newId(clock());
  let context = emptyContext(clock());
  let notes = new Map<string, unknown>();
  let wiped = 0;
  const writing = new Set<Promise<unknown>>();

  function asGiven(): Consent {
    const {globalPrivacyControl = false} = (globalThis.navigator ?? {}) as {globalPrivacyControl?: boolean};
    return globalPrivacyControl ? NO_CONSENT : asked;
  }

  const nothingAllowed = () => !allowed.measurement && !allowed.personalization;

  const open = async () => {
    if (nothingAllowed()) return;
    try {
      if (!disk) {
        const database = await (await diskModule()).openDatabase(name);
        disk = {database, outbox: createOutbox(database)};
      }
      const {database, outbox} = disk;
      const now = clock();
      notes = new Map(await database.transact(['notes'], 'readonly', transaction => transaction.entries('notes')));
      const known = notes.get('device');
      if (allowed.measurement && typeof known === 'string') device = known;
      const last = notes.get('visit') as Visit | undefined;
      if (last && now - last.lastAt <= VISIT_GAP_MS && last.startedAt <= now) visit = {id: last.id, startedAt: last.startedAt, lastAt: now};
      if (allowed.personalization) {
        const loaded = await loadContext(database, visit.startedAt, now);
        // What other tabs said while this was read is in memory alone.
        context = {...summarizeAll(loaded, context.history), signals: upsertSignals(loaded.signals, context.signals, now)};
        during(prune(database, now));
      } else {
        await wipeHistory(database);
      }
      if (!allowed.measurement) await outbox.wipe();
      storageError = null;
    } catch (error) {
      disk?.database.close();
      disk = null;
      storageError = error instanceof InklingError ? error : new InklingError('no-storage', `IndexedDB cannot be used: ${String(error)}`, {cause: error});
    }
  };

  const destroy = async () => {
    wiped += disk ? await goneWith(disk.outbox) : 0;
    const deleting = disk ? disk.database.destroy() : typeof indexedDB === 'undefined' ? null : diskModule().then(module => module.deleteDatabase(name));
    await deleting?.catch(() => undefined);
    notes.clear();
    noted = -Infinity;
  };

  /** Loading, consent and forgetting happen one after the other, and everything else waits for them. */
  let settled: Promise<void> = (async () => {
    if (asked !== allowed) await destroy();
    await open();
  })().catch(() => undefined).then(onChange);
  const then = (step: () => Promise<void>) => (settled = settled.then(async () => {
    await Promise.allSettled(writing);
    await step();
  }).catch(() => undefined).then(onChange));

  function during<T>(work: Promise<T>): Promise<T> {
    writing.add(work);
    work.catch(() => undefined).finally(() => writing.delete(work));
    return work;
  }

  const note = (key: string, value: unknown) => {
    notes.set(key, value);
    if (disk) during(disk.database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', key, value))).catch(() => undefined);
  };

  const touch = (): Visit => {
    const now = clock();
    if (now - visit.lastAt > VISIT_GAP_MS) {
      visit = {id: newId(now), startedAt: now, lastAt: now};
      context = {...context, visitStartedAt: now};
    }
    visit = {...visit, lastAt: now};
    if (disk && now - noted > VISIT_NOTED_MS) {
      noted = now;
      note('visit', visit);
      if (allowed.measurement) note('device', device);
    }
    return visit;
  };

  const begin = () => {
    const now = clock();
    visit = {id: newId(now), startedAt: now, lastAt: now};
    device = newId(now);
    context = emptyContext(now);
  };

  return {
    name,
    get loaded() { return settled; },
    /** Decayed and current; never waits. */
    get context(): InteractionContext { return context; },
    get consent() { return allowed; },
    get storage(): 'disk' | 'memory' { return disk ? 'disk' : 'memory'; },
    /** Why not on disk, though it is allowed. */
    get storageError() { return storageError; },
    get owner(): Owner { return {account, user, device}; },
    /** The visit that something happens in now. */
    touch,
    note,
    noted: (key: string): unknown => notes.get(key),

    async record(interaction: Interaction): Promise<Receipt> {
      await settled;
      const now = clock();
      const recorded: RecordedInteraction = {...interaction, id: newId(now), at: Math.min(interaction.at ?? now, now), visit: touch().id};
      context = summarize(context, recorded);
      const event = interactionEvent(recorded, {account, user, device}, allowed);
      const entry = event && waiting(event);
      if (entry) onEnqueue([entry]);
      onRecorded(recorded);
      return during(record({recorded, entry, consent: allowed, disk: disk?.database ?? null, memory}));
    },

    async observe(signals: readonly Signal[]): Promise<readonly Signal[]> {
      await settled;
      const now = clock();
      const observed = signals.map(signal => ({...signal, observedAt: signal.observedAt ?? now}));
      context = {...context, signals: upsertSignals(context.signals, observed, now)};
      if (disk && allowed.personalization) await during(keepSignals(disk.database, observed)).catch(() => undefined);
      return observed;
    },

    /** From another tab, which has written it down. */
    hear(recorded: RecordedInteraction) { context = summarize(context, recorded); },
    hearSignals(signals: readonly Signal[]) { context = {...context, signals: upsertSignals(context.signals, signals, clock())}; },

    /** Makes and enqueues events soon, some at a time: a table of 500 rows must not hold up the page. Never rejects. @param when they can be made */
    enqueue: (makers: readonly (() => FeedbackEvent | undefined)[], when: Promise<unknown>): Promise<void> => during((async () => {
      await when;
      for (let first = 0; first < makers.length; first += AT_ONCE) {
        await new Promise(resolve => setTimeout(resolve, 0));
        if (!allowed.measurement) return;
        const events = makers.slice(first, first + AT_ONCE).flatMap(make => make() ?? []);
        onEnqueue(events.map(waiting));
        const stored = disk ? disk.outbox.enqueue(events) : Promise.reject(storageError);
        await stored.catch(() => memoryOutbox.enqueue(events));
      }
    })().catch(() => undefined)),

    outboxes: (): readonly Outbox[] => (allowed.measurement ? [...(disk ? [disk.outbox] : []), memoryOutbox] : []),

    async counts(): Promise<OutboxCounts> {
      const all = await Promise.all([disk?.outbox, memoryOutbox].map(outbox => outbox?.counts().catch(() => null)));
      const sum = (of: (counts: OutboxCounts) => number) => all.reduce((total, counts) => total + (counts ? of(counts) : 0), 0);
      return {
        waiting: sum(counts => counts.waiting), bytes: sum(counts => counts.bytes), setAside: sum(counts => counts.setAside),
        accepted: sum(counts => counts.accepted), duplicate: sum(counts => counts.duplicate), rejected: sum(counts => counts.rejected),
        dropped: sum(counts => counts.dropped), expired: sum(counts => counts.expired), wiped: wiped + sum(counts => counts.wiped),
      };
    },

    async recent(limit: number): Promise<readonly RecordedInteraction[]> {
      await settled;
      const database = disk && allowed.personalization ? disk.database : memory;
      return recent(database, limit).catch(() => context.history.slice(-limit));
    },

    setConsent: (next: Consent) => then(async () => {
      asked = next;
      const before = allowed;
      allowed = asGiven();
      if (before.measurement && !allowed.measurement) await memoryOutbox.wipe();
      if (!nothingAllowed()) return open();
      await destroy();
      disk = null;
    }),

    /** `here`: asked on this page, so that what is on disk goes too. */
    forget: (here: boolean) => then(async () => {
      wiped += await goneWith(memoryOutbox);
      await memory.destroy();
      if (here) await destroy();
      begin();
    }),

    /** When all that was begun is written. */
    written: () => Promise.allSettled(writing),

    close: () => then(async () => disk?.database.close()),
  };
}

/** What a deletion takes along, with what was counted as wiped before. */
async function goneWith(outbox: Outbox): Promise<number> {
  return outbox.counts().then(counts => counts.waiting + counts.wiped, () => 0);
}

export type Keeper = ReturnType<typeof createKeeper>;
