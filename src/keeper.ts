/** What is kept of this account and user: the databases, the context in memory, who and which visit it is; all of it as far as consent goes [F9]. */
import {asAllowed, isBeyond, NO_CONSENT} from './consent.js';
import {upsertSignals} from './context/signals.js';
import {emptyContext, summarize, summarizeAll} from './context/summarize.js';
import {InklingError} from './errors.js';
import type {Owner} from './feedback/owner.js';
import type {Outbox} from './feedback/outbox.js';
import type {Waiting} from './feedback/rows.js';
import type {Consent, Kept, OutboxCounts, Receipt} from './insights-types.js';
import type {Keeping} from './keeping.js';
import type {Log} from './log.js';
import type {Interaction, InteractionContext, RecordedInteraction, Signal} from './types.js';
import type {FeedbackEvent} from './wire-types.js';

/** A visit ends when nothing has happened for this long. */
const VISIT_GAP_MS = 30 * 60_000;
/** The visit's last moment is written down this often. */
const VISIT_NOTED_MS = 15_000;
/** Events made in one task. */
const AT_ONCE = 50;
/** Events that wait for the part that keeps them, where it could not be loaded: it is asked for again with the next interaction. */
const MAX_HELD = 200;

export interface KeeperOptions {
  readonly account: string;
  readonly user?: string;
  /** Undefined: the host has not said yet. Nothing is kept, and nothing that was kept is deleted. */
  readonly consent?: Consent;
  readonly clock: () => number;
  readonly newId: (now: number) => string;
  readonly log?: Log | null;
  /** In memory and on its way to disk: other tabs and the page may hear of it. */
  readonly onRecorded: (recorded: RecordedInteraction) => void;
  readonly onEnqueue: (entries: readonly Waiting[]) => void;
  readonly onChange: () => void;
  /** What was captured so far may leave no more as it is: all is forgotten, or a consent is withdrawn. Called at once, before anything is deleted. */
  readonly onRevoked?: () => void;
}

/** Readable, and different for every account and user. */
export function databaseName(account: string, user: string | undefined): string {
  return `inkling:${encodeURIComponent(account)}:${user === undefined ? '' : encodeURIComponent(user)}`;
}

type MakeEvent = () => FeedbackEvent | null | undefined;

interface Visit {
  readonly id: string;
  readonly startedAt: number;
  readonly lastAt: number;
}

export function createKeeper({account, user, consent, clock, newId, onRecorded, log = null, onEnqueue, onChange, onRevoked = () => undefined}: KeeperOptions) {
  const name = databaseName(account, user);
  let keeping: Keeping | null = null;
  let storageError: InklingError | null = null;
  let asked = consent ?? NO_CONSENT;
  let allowed = asAllowed(asked);
  let visit: Visit = {id: newId(clock()), startedAt: clock(), lastAt: clock()};
  let noted = -Infinity;
  let device = newId(clock());
  let context = emptyContext(clock());
  let notes = new Map<string, unknown>();
  const writing = new Set<Promise<unknown>>();
  const making = new Set<Promise<unknown>>();
  let held: readonly MakeEvent[] = [];
  /** How often all was forgotten: what was captured in an earlier era is not kept. */
  let era = 0;
  let forgottenAt = -Infinity;

  const nothingAllowed = () => !allowed.measurement && !allowed.personalization;

  const load = () => import('./page-keeping.js').then(module => (keeping ??= module.createKeeping(name, log)));

  const open = async () => {
    if (nothingAllowed()) return;
    try {
      const now = clock();
      const opened = await (await load()).open(allowed, now);
      notes = new Map(opened.notes);
      const known = notes.get('device');
      if (allowed.measurement && typeof known === 'string') device = known;
      const last = notes.get('visit') as Visit | undefined;
      if (last && now - last.lastAt <= VISIT_GAP_MS && last.startedAt <= now) visit = {id: last.id, startedAt: last.startedAt, lastAt: now};
      if (opened.context) {
        // What other tabs said while this was read is in memory alone.
        context = {...summarizeAll({...opened.context, visitStartedAt: visit.startedAt}, context.history), signals: upsertSignals(opened.context.signals, context.signals, now)};
        if (keeping) during(keeping.prune(now));
      }
      storageError = null;
    } catch (error) {
      storageError = error instanceof InklingError ? error : new InklingError('no-storage', `A part of the package could not be loaded: ${String(error)}`, {cause: error});
    }
    if (keeping && held.length > 0) void enqueue(held);
  };

  const destroy = async () => {
    if (keeping || typeof indexedDB !== 'undefined') await (await load()).destroy();
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

  function during<T>(work: Promise<T>, of = writing): Promise<T> {
    of.add(work);
    work.catch(() => undefined).finally(() => of.delete(work));
    return work;
  }

  const note = (key: string, value: unknown) => {
    notes.set(key, value);
    if (keeping) during(keeping.note(key, value)).catch(() => undefined);
  };

  const touch = (): Visit => {
    const now = clock();
    if (now - visit.lastAt > VISIT_GAP_MS) {
      visit = {id: newId(now), startedAt: now, lastAt: now};
      context = {...context, visitStartedAt: now};
    }
    visit = {...visit, lastAt: now};
    if (keeping?.storage === 'disk' && now - noted > VISIT_NOTED_MS) {
      noted = now;
      note('visit', visit);
      if (allowed.measurement) note('device', device);
    }
    return visit;
  };

  const enqueue = async (makers: readonly MakeEvent[]) => {
    if (!keeping) {
      held = [...held, ...makers].slice(-MAX_HELD);
      return;
    }
    held = [];
    const events = makers.flatMap(make => make() ?? []);
    onEnqueue(events.map(keeping.waiting));
    await during(keeping.enqueue(events));
  };

  const dropQueued = async () => {
    held = [];
    await keeping?.wipeMemory();
  };

  const setConsent = (next: Consent): Promise<void> => {
    asked = next;
    const before = allowed;
    const given = asAllowed(asked);
    // What is withdrawn ends at once; what is given begins in its turn.
    allowed = {measurement: before.measurement && given.measurement, personalization: before.personalization && given.personalization};
    const isLess = isBeyond(before, given);
    if (isLess) onRevoked();
    return then(async () => {
      allowed = asAllowed(asked);
      if (!allowed.measurement) await dropQueued();
      if (nothingAllowed()) {
        await destroy();
        return keeping?.close();
      }
      await open();
      if (isLess) await keeping?.narrow();
    });
  };

  /** Global Privacy Control may be turned on at any time, and nothing tells when it is. */
  const heed = () => {
    if (isBeyond(allowed, asAllowed(asked))) void setConsent(asked);
  };

  const begin = () => {
    const now = clock();
    noted = -Infinity;
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
    get storage(): 'disk' | 'memory' { return keeping?.storage ?? 'memory'; },
    /** Why not on disk, though it is allowed. */
    get storageError() { return storageError; },
    get owner(): Owner { return {account, user, device}; },
    /** The visit that something happens in now. */
    touch,
    note,
    noted: (key: string): unknown => notes.get(key),

    async record(interaction: Interaction): Promise<Receipt> {
      heed();
      const captured = era;
      await settled;
      if (!keeping && !nothingAllowed()) await then(open);
      if (captured !== era) return {id: '', durable: false, reason: 'forgotten'};
      const now = clock();
      const recorded: RecordedInteraction = {...interaction, id: newId(now), at: Math.min(interaction.at ?? now, now), visit: touch().id};
      context = summarize(context, recorded);
      const owner = {account, user, device};
      if (!keeping) {
        onRecorded(recorded);
        if (allowed.measurement) await enqueue([() => keeping?.interactionEvent(recorded, owner, allowed)]);
        return {id: recorded.id, durable: false, reason: nothingAllowed() ? 'no-consent' : 'no-storage'};
      }
      const event = keeping.interactionEvent(recorded, owner, allowed);
      const entry = event && keeping.waiting(event);
      if (entry) onEnqueue([entry]);
      onRecorded(recorded);
      return during(keeping.record(recorded, entry, allowed));
    },

    async observe(signals: readonly Signal[]): Promise<readonly Signal[]> {
      heed();
      const captured = era;
      await settled;
      if (captured !== era) return [];
      const now = clock();
      const observed = signals.map(signal => ({...signal, observedAt: signal.observedAt ?? now}));
      context = {...context, signals: upsertSignals(context.signals, observed, now)};
      if (keeping && allowed.personalization) await during(keeping.keepSignals(observed)).catch(() => undefined);
      return observed;
    },

    /** From another tab, which has written it down. */
    hear(recorded: RecordedInteraction) { if (recorded.at > forgottenAt) context = summarize(context, recorded); },
    hearSignals(signals: readonly Signal[]) { context = {...context, signals: upsertSignals(context.signals, signals, clock())}; },

    /** Makes and enqueues events soon, some at a time: a table of 500 rows must not hold up the page. Never rejects. @param when they can be made */
    enqueue(makers: readonly MakeEvent[], when: Promise<unknown>): Promise<void> {
      const loaded = settled;
      const captured = era;
      return during((async () => {
        await Promise.all([when, loaded]);
        for (let first = 0; first < makers.length; first += AT_ONCE) {
          await new Promise(resolve => setTimeout(resolve, 0));
          heed();
          if (!allowed.measurement || captured !== era) return;
          await enqueue(makers.slice(first, first + AT_ONCE));
        }
      })().catch(() => undefined), making);
    },

    /** At once, as far as it can be: for what is made when the page hides. */
    keep: (event: FeedbackEvent) => void enqueue([() => event]).catch(() => undefined),

    outboxes(): readonly Outbox[] {
      heed();
      return allowed.measurement && keeping ? keeping.outboxes : [];
    },

    counts: async (): Promise<OutboxCounts> => keeping?.counts() ?? {waiting: 0, bytes: 0, setAside: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0, droppedKinds: {}},

    kept: (): Promise<Kept | null | undefined> => settled.then(() => (allowed.personalization ? keeping?.kept().catch(() => null) : null)),
    async recent(limit: number): Promise<readonly RecordedInteraction[]> {
      await settled;
      const known = allowed.personalization ? await keeping?.recent(limit).catch(() => null) : null;
      return known ?? context.history.slice(Math.max(context.history.length - limit, 0));
    },

    heed, setConsent,
    get era() { return era; },
    /** `here`: asked on this page, which deletes the database; another tab takes back what it may have written meanwhile. */
    forget(here: boolean): Promise<void> {
      era++;
      forgottenAt = clock();
      context = emptyContext(forgottenAt);
      onRevoked();
      return then(async () => {
        await dropQueued();
        if (here) await destroy();
        else await keeping?.clear();
        begin();
      });
    },

    /** When all that was begun is written. */
    written: () => Promise.allSettled([...making, ...writing]),

    close: () => then(async () => keeping?.close()),
  };
}

export type Keeper = ReturnType<typeof createKeeper>;
