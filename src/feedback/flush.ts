/** Read, send, then delete [F2]: when to send, how much at once, how long to wait after a failure [F3] [F4]. */
import type {FlushReport} from '../insights-types.js';
import type {Log} from '../log.js';
import type {FeedbackAnswer} from '../wire-types.js';
import {backoff, tokenPause} from './backoff.js';
import {createLock} from './lock.js';
import {MAX_BATCH_BYTES, MAX_BATCH_EVENTS, type Outbox} from './outbox.js';
import {upTo, type Waiting} from './rows.js';
import type {Transport, Verdict} from './transport.js';

/** So that one request carries what happens together. */
const SOON_MS = 1000;
/** Back on the network, and so is everyone else in the building. */
const HURRY_MS = 10_000;
/** What the page remembers for the moment of hiding, when IndexedDB can no longer be asked. */
const MAX_REMEMBERED = 2000;

export interface FlusherOptions {
  /** The one on disk, the one in memory: whichever there are now. */
  readonly outboxes: () => readonly Outbox[];
  readonly transport: Transport;
  /** The account's and user's own: tabs that share an outbox share it. */
  readonly lockName: string;
  readonly locks?: Pick<LockManager, 'request'>;
  /** Epoch ms: what tabs agree by. */
  readonly clock?: () => number;
  /** Milliseconds that only go forward: what this tab waits by. */
  readonly monotonic?: () => number;
  readonly random?: () => number;
  readonly onPaused?: (paused: boolean) => void;
  /** Keys that left the outbox: the tabs that recorded them need not send them when they hide. */
  readonly onSettled?: (keys: readonly string[]) => void;
  readonly log?: Log;
}

export interface Flusher {
  /** Something was enqueued: sent within about a second. Called before it is on disk, so that hiding cannot miss it. */
  remember(entries: readonly Waiting[]): void;
  /** Sends now, all of it, whatever the server asked for. Never rejects. */
  flush(): Promise<FlushReport>;
  /** The page has come, or come back: sends what waits when its time has come. `online`: what held it up may be over. */
  wake(online?: boolean): void;
  /** The page may be about to go: sends what it remembers, before this returns. */
  hide(): void;
  /** Another tab has sent these. */
  settled(keys: readonly string[]): void;
  /** Forgets what it remembers; what is under way is cut off, tried no more, and its answer is not noted. */
  forget(): void;
  /** Begins nothing more; what left at hide is let go. */
  close(): void;
}

type Step =
  | {readonly kind: 'empty'}
  | {readonly kind: 'sent'; readonly sent: number; readonly accepted: number; readonly duplicate: number; readonly rejected: number}
  /** `pause`: for the server's sake, not because another tab sends. */
  | {readonly kind: 'wait'; readonly ms: number; readonly pause: boolean};
const EMPTY: Step = {kind: 'empty'};
const NOTHING_SENT: Step = {kind: 'sent', sent: 0, accepted: 0, duplicate: 0, rejected: 0};

export function createFlusher({outboxes, transport, lockName, locks, clock = Date.now, monotonic = () => performance.now(), random = Math.random, onPaused = () => undefined, onSettled = () => undefined, log}: FlusherOptions): Flusher {
  const lock = createLock({name: lockName, locks, clock, log});
  const holder = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const remembered = new Map<string, Waiting>();
  const leftAtHide = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let draining: Promise<FlushReport> | null = null;
  /** Of the storage, not of the server: those are noted in the outbox, for all tabs. */
  let stumbles = 0;
  let notBefore = -Infinity;
  let paused = false;
  let batchEvents = MAX_BATCH_EVENTS;
  let closed = false;
  /** Until all is forgotten. */
  let kept = new AbortController();
  const open = new AbortController();

  const schedule = (ms: number) => {
    if (closed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void drain(false);
    }, Math.max(ms, notBefore - monotonic()));
  };
  const unschedule = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  /** How many of the batch the answer names. */
  const forgetNamed = (batch: readonly Waiting[], {accepted, duplicate, rejected}: FeedbackAnswer): number => {
    const named = new Set([...accepted, ...duplicate, ...rejected.map(({id}) => id)]);
    const known = batch.filter(([, {event}]) => named.has(event.id));
    for (const [key] of known) remembered.delete(key);
    if (known.length > 0) onSettled(known.map(([key]) => key));
    return known.length;
  };

  const pause = async (outbox: Outbox, ms: number, failures: number): Promise<Step> => {
    await outbox.pause({failures, until: clock() + ms});
    return {kind: 'wait', ms, pause: true};
  };

  const settle = async (outbox: Outbox, batch: readonly Waiting[], verdict: Verdict, failures: number): Promise<Step> => {
    onPaused(verdict.kind === 'unauthorized');
    if (verdict.kind === 'unauthorized') return pause(outbox, tokenPause(random()), failures + 1);
    if (verdict.kind === 'later') {
      if (failures === 0 || verdict.code === 'SRV_THROTTLE') log?.(verdict.code, 1, WHY_LATER[verdict.code]);
      return pause(outbox, backoff(failures, verdict.after, random()), failures + 1);
    }
    if (verdict.kind !== 'answered') {
      // One of them is the cause: halves find it, and the others pass.
      if (batch.length > 1) {
        batchEvents = Math.ceil(batch.length / 2);
        return NOTHING_SENT;
      }
      const reason = verdict.kind === 'too-large' ? 'too-large' : verdict.reason;
      verdict = {kind: 'answered', answer: {accepted: [], duplicate: [], rejected: batch.map(([, {event}]) => ({id: event.id, reason}))}};
      if (reason === 'too-large') log?.('EVT_TOO_BIG', 1, 'The server takes no event of this size: it was set aside.');
    }
    // An answer that names nothing of ours would be asked for again at once, and for ever.
    if (forgetNamed(batch, verdict.answer) === 0) {
      log?.('ACK_BAD', 1, 'The server\'s answer names nothing of what was sent.');
      return pause(outbox, backoff(failures, null, random()), failures + 1);
    }
    const left = await outbox.settle(batch, verdict.answer);
    const [bad] = verdict.answer.rejected;
    if (left.rejected > 0 && bad && bad.reason !== 'too-large') log?.('EVT_REJECTED', left.rejected, `The server refused it, saying ${/^[\w.:-]{1,64}$/.test(bad.reason) ? bad.reason : 'more than a code'}: it was set aside.`);
    batchEvents = Math.min(batchEvents * 2, MAX_BATCH_EVENTS);
    return {kind: 'sent', sent: batch.length, ...left};
  };

  /** @param alone no other tab sends now */
  const sendOne = async (outbox: Outbox, forced: boolean, alone: boolean): Promise<Step> => {
    const signal = AbortSignal.any([kept.signal, open.signal]);
    let batch = await outbox.peek(clock(), batchEvents);
    if (batch.length === 0 || signal.aborted) return EMPTY;
    const leave = await outbox.turn({holder, now: clock(), alone, forced});
    if (leave.kind !== 'granted') return {kind: 'wait', ms: leave.kind === 'pause' ? leave.ms : SOON_MS * (1 + random()), pause: leave.kind === 'pause'};
    // Another tab may have sent it before this one's turn came.
    if (!alone) batch = await outbox.peek(clock(), batchEvents);
    // After a failure one event asks whether the server is back: a batch that fails costs as much as one that is stored.
    if (leave.failures > 0) batch = batch.slice(0, 1);
    if (batch.length === 0 || signal.aborted) {
      await outbox.pause(null);
      return EMPTY;
    }
    const verdict = await transport.send(batch.map(([, {event}]) => event), false, signal);
    // To note an answer would make the database anew.
    return signal.aborted ? EMPTY : settle(outbox, batch, verdict, leave.failures);
  };

  const step = async (outbox: Outbox, forced: boolean): Promise<Step> => {
    try {
      if (!outbox.shared) return await sendOne(outbox, forced, true);
      const done = await lock(() => outbox.turnSince(), alone => sendOne(outbox, forced, alone));
      stumbles = 0;
      return done ?? {kind: 'wait', ms: SOON_MS, pause: false};
    } catch {
      // A stolen lock, a full disk: what was sent and not deleted is sent again, and the server keeps one.
      return {kind: 'wait', ms: backoff(stumbles++, null, random()), pause: false};
    }
  };

  const drainOnce = async (forced: boolean): Promise<FlushReport> => {
    const report = {sent: 0, accepted: 0, duplicate: 0, rejected: 0};
    let wait = Infinity;
    paused = false;
    for (const outbox of outboxes()) {
      let next = await step(outbox, forced);
      for (; next.kind === 'sent' && !closed; next = await step(outbox, forced)) {
        report.sent += next.sent;
        report.accepted += next.accepted;
        report.duplicate += next.duplicate;
        report.rejected += next.rejected;
      }
      batchEvents = MAX_BATCH_EVENTS;
      if (next.kind !== 'wait') continue;
      wait = Math.min(wait, next.ms);
      paused ||= next.pause;
      if (paused) break;
    }
    notBefore = wait === Infinity ? -Infinity : monotonic() + wait;
    if (wait < Infinity) schedule(wait);
    const left = await Promise.all(outboxes().map(outbox => outbox.counts().then(({waiting}) => waiting, () => 0)));
    return {...report, left: left.reduce((sum, count) => sum + count, 0)};
  };

  const drain = (forced: boolean): Promise<FlushReport> => {
    if (!forced && monotonic() < notBefore) schedule(0);
    else draining ??= drainOnce(forced).finally(() => { draining = null; });
    return draining ?? Promise.resolve({sent: 0, accepted: 0, duplicate: 0, rejected: 0, left: 0});
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
      unschedule();
      // One that is under way may have read the outbox before the last event came.
      return draining ? draining.then(() => drain(true)) : drain(true);
    },

    wake(online = false) {
      if (closed) return;
      unschedule();
      if (!online || !paused) return void drain(false);
      const ms = random() * HURRY_MS;
      notBefore = Math.min(notBefore, monotonic() + ms);
      schedule(ms);
      for (const outbox of outboxes()) void outbox.hasten(clock() + ms).catch(() => undefined);
    },

    hide() {
      // Where the server was given time, what is on disk can wait too.
      if (closed || (paused && monotonic() < notBefore && outboxes().some(({shared}) => shared))) return;
      const room = Math.min(MAX_BATCH_BYTES, transport.room);
      const urgent = [...remembered.values()].filter(([key, {bytes}]) => !leftAtHide.has(key) && bytes < room).sort(([a], [b]) => (a < b ? -1 : 1));
      const batch = upTo(room, urgent);
      if (batch.length === 0) return;
      for (const [key] of batch) leftAtHide.add(key);
      const {signal} = kept;
      const sending = transport.send(batch.map(([, {event}]) => event), true, signal);
      // Where the page lives on, the answer counts as any other; the same event may be in either outbox.
      void sending.then(async verdict => {
        for (const [key] of batch) leftAtHide.delete(key);
        if (verdict.kind !== 'answered' || signal.aborted) return;
        forgetNamed(batch, verdict.answer);
        for (const outbox of outboxes()) await outbox.settle(batch, verdict.answer, true);
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
      unschedule();
    },
  };
}

const WHY_LATER = {
  NET_DOWN: 'The server does not answer: feedback waits on this device.',
  SRV_RETRY: 'The server cannot take feedback now: it is sent later.',
  SRV_THROTTLE: 'The server asks for time: feedback is sent later.',
  ACK_BAD: 'What answered is not the feedback endpoint: nothing of it counts as accepted.',
};
