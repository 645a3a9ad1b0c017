/** Read, send, then delete [F2]: when to send, how much at once, how long to wait after a failure [F3] [F4]. */
import type {FlushReport} from '../insights-types.js';
import type {FeedbackAnswer} from '../wire-types.js';
import {MAX_BATCH_BYTES, MAX_BATCH_EVENTS, upTo, type Outbox, type Waiting} from './outbox.js';
import type {Transport, Verdict} from './transport.js';

/** So that one request carries what happens together. */
const SOON_MS = 1000;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 5 * 60_000;
/** Longer than a request may take: whoever has held the lock for this long without a new batch is frozen. */
const LEASE_MS = 30_000;
/** What the page remembers for the moment of hiding, when IndexedDB can no longer be asked. */
const MAX_REMEMBERED = 2000;

export interface FlusherOptions {
  /** The one on disk, the one in memory: whichever there are now. */
  readonly outboxes: () => readonly Outbox[];
  readonly transport: Transport;
  /** The account's and user's own: tabs that share an outbox share it. */
  readonly lockName: string;
  readonly locks?: Pick<LockManager, 'request'>;
  readonly clock?: () => number;
  readonly random?: () => number;
  readonly onPaused?: (paused: boolean) => void;
  /** Keys that left the outbox: the tabs that recorded them need not send them when they hide. */
  readonly onSettled?: (keys: readonly string[]) => void;
}

export interface Flusher {
  /** Something was enqueued: sent within about a second. Called before it is on disk, so that hiding cannot miss it. */
  remember(entries: readonly Waiting[]): void;
  /** Sends now, all of it. Never rejects. */
  flush(): Promise<FlushReport>;
  /** The page may be about to go: sends what it remembers, before this returns. */
  hide(): void;
  /** Another tab has sent these. */
  settled(keys: readonly string[]): void;
  /** Forgets what it remembers; what is under way is cut off, tried no more, and its answer is not noted. */
  forget(): void;
  /** Begins nothing more; what left at hide is let go. */
  close(): void;
}

type Step = {readonly kind: 'empty'} | {readonly kind: 'sent'; readonly sent: number; readonly accepted: number; readonly duplicate: number; readonly rejected: number} | {readonly kind: 'wait'; readonly ms: number};

export function createFlusher({outboxes, transport, lockName, locks, clock = Date.now, random = Math.random, onPaused = () => undefined, onSettled = () => undefined}: FlusherOptions): Flusher {
  const remembered = new Map<string, Waiting>();
  const leftAtHide = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let draining: Promise<FlushReport> | null = null;
  let failures = 0;
  let notBefore = 0;
  let batchEvents = MAX_BATCH_EVENTS;
  /** After a failure one event asks whether the server is back: a batch that fails costs as much as one that is stored. */
  let probing = false;
  let closed = false;
  /** Until all is forgotten. */
  let kept = new AbortController();
  const open = new AbortController();

  const schedule = (ms: number) => {
    if (closed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void drain();
    }, Math.max(ms, notBefore - clock()));
  };

  /** Full jitter: many pages that failed together do not come back together. */
  const backoff = (after: number | null): Step => {
    const ceiling = Math.min(FIRST_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
    failures++;
    return {kind: 'wait', ms: (after ?? 0) + random() * ceiling};
  };

  /** How many of the batch the answer names. */
  const forgetNamed = (batch: readonly Waiting[], {accepted, duplicate, rejected}: FeedbackAnswer): number => {
    const named = new Set([...accepted, ...duplicate, ...rejected.map(({id}) => id)]);
    const known = batch.filter(([, {event}]) => named.has(event.id));
    for (const [key] of known) remembered.delete(key);
    if (known.length > 0) onSettled(known.map(([key]) => key));
    return known.length;
  };

  const settle = async (outbox: Outbox, batch: readonly Waiting[], verdict: Verdict): Promise<Step> => {
    probing = verdict.kind === 'later' || verdict.kind === 'unauthorized';
    onPaused(verdict.kind === 'unauthorized');
    if (verdict.kind === 'unauthorized') return {kind: 'wait', ms: MAX_BACKOFF_MS};
    if (verdict.kind === 'later') return backoff(verdict.after);
    if (verdict.kind !== 'answered') {
      // One of them is the cause: halves find it, and the others pass.
      if (batch.length > 1) {
        batchEvents = Math.ceil(batch.length / 2);
        return {kind: 'sent', sent: 0, accepted: 0, duplicate: 0, rejected: 0};
      }
      const reason = verdict.kind === 'too-large' ? 'too-large' : verdict.reason;
      verdict = {kind: 'answered', answer: {accepted: [], duplicate: [], rejected: batch.map(([, {event}]) => ({id: event.id, reason}))}};
    }
    const left = await outbox.settle(batch, verdict.answer);
    // An answer that names nothing of ours would be asked for again at once, and for ever.
    if (forgetNamed(batch, verdict.answer) === 0) return backoff(null);
    failures = 0;
    return {kind: 'sent', sent: batch.length, ...left};
  };

  const sendOne = async (outbox: Outbox): Promise<Step> => {
    const signal = AbortSignal.any([kept.signal, open.signal]);
    const batch = await outbox.peek(clock(), probing ? 1 : batchEvents);
    if (batch.length === 0 || signal.aborted) return {kind: 'empty'};
    // A full disk does not take it; what is sent makes room.
    if (outbox.shared) await outbox.takeLease(clock()).catch(() => undefined);
    const verdict = await transport.send(batch.map(([, {event}]) => event), false, signal);
    // To note an answer would make the database anew.
    return signal.aborted ? {kind: 'empty'} : settle(outbox, batch, verdict);
  };

  /** One tab sends at a time, for one batch; a frozen tab's lock is taken from it. */
  const sendAlone = async (outbox: Outbox): Promise<Step> => {
    if (!locks || !outbox.shared) return sendOne(outbox);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LEASE_MS);
    try {
      return await locks.request(lockName, {signal: patience.signal}, () => {
        clearTimeout(timer);
        return sendOne(outbox);
      });
    } catch (error) {
      if (!patience.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
    // Others may have had their turns meanwhile: only who has begun nothing for as long is frozen.
    if (clock() - await outbox.lease() < LEASE_MS) return {kind: 'wait', ms: SOON_MS};
    return locks.request(lockName, {steal: true}, () => sendOne(outbox));
  };

  const drainOnce = async (): Promise<FlushReport> => {
    const report = {sent: 0, accepted: 0, duplicate: 0, rejected: 0};
    for (const outbox of outboxes()) {
      // A stolen lock and a full disk end in the catch; what was sent and not deleted is sent again, and the server keeps one.
      const next = () => sendAlone(outbox).catch(() => backoff(null));
      let step = await next();
      for (; step.kind === 'sent' && !closed; step = await next()) {
        report.sent += step.sent;
        report.accepted += step.accepted;
        report.duplicate += step.duplicate;
        report.rejected += step.rejected;
      }
      if (step.kind === 'wait') {
        notBefore = clock() + step.ms;
        schedule(step.ms);
        break;
      }
      batchEvents = MAX_BATCH_EVENTS;
    }
    const left = await Promise.all(outboxes().map(outbox => outbox.counts().then(({waiting}) => waiting, () => 0)));
    return {...report, left: left.reduce((sum, count) => sum + count, 0)};
  };

  const drain = () => {
    draining ??= drainOnce().finally(() => { draining = null; });
    return draining;
  };

  return {
    remember(entries) {
      for (const entry of entries) remembered.set(entry[0], entry);
      for (const key of remembered.keys()) {
        if (remembered.size <= MAX_REMEMBERED) break;
        remembered.delete(key);
      }
      schedule(SOON_MS);
    },

    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      notBefore = 0;
      // One that is under way may have read the outbox before the last event came.
      return draining ? draining.then(drain) : drain();
    },

    hide() {
      const urgent = [...remembered.values()].filter(([key]) => !leftAtHide.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
      const batch = upTo(MAX_BATCH_BYTES, urgent).filter(([, {bytes}]) => bytes <= MAX_BATCH_BYTES);
      if (batch.length === 0 || closed) return;
      for (const [key] of batch) leftAtHide.add(key);
      const {signal} = kept;
      const sending = transport.send(batch.map(([, {event}]) => event), true, signal);
      // Where the page lives on, the answer counts as any other; the same event may be in either outbox.
      void sending.then(async verdict => {
        for (const [key] of batch) leftAtHide.delete(key);
        if (verdict.kind !== 'answered' || signal.aborted) return;
        forgetNamed(batch, verdict.answer);
        for (const outbox of outboxes()) await outbox.settle(batch, verdict.answer);
      }).catch(() => undefined);
    },

    settled(keys) {
      for (const key of keys) remembered.delete(key);
    },

    forget() {
      kept.abort();
      kept = new AbortController();
      remembered.clear();
      leftAtHide.clear();
    },

    close() {
      closed = true;
      open.abort();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
