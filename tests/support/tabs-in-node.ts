/** Tabs that share an outbox, in Node: what the server and the clock do is scripted, and time is told to pass. Begun anew before each test. */
import {afterEach, beforeEach, vi} from 'vitest';
import type {Database} from '../../src/database.js';
import {createFlusher, type Flusher, type FlusherOptions} from '../../src/feedback/flush.js';
import {createOutbox, OUTBOX_LIMITS, type Outbox} from '../../src/feedback/outbox.js';
import {waiting} from '../../src/feedback/rows.js';
import type {Transport, Verdict} from '../../src/feedback/transport.js';
import type {LogRecord} from '../../src/insights-types.js';
import {createLog} from '../../src/log.js';
import {createMemoryDatabase} from '../../src/memory-database.js';
import type {FeedbackEvent} from '../../src/wire-types.js';
import {fakeLocks} from './fake-locks.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const DOWN: Verdict = {kind: 'later', after: null, code: 'NET_DOWN'};
export const accepting = (events: readonly FeedbackEvent[]): Verdict => ({kind: 'answered', answer: {accepted: events.map(({id}) => id), duplicate: [], rejected: []}});

export const stage = {
  database: null as unknown as Database,
  outbox: null as unknown as Outbox,
  /** What the host was told. */
  told: [] as LogRecord[],
  /** What the server says; each request is noted with its time. */
  server: accepting as (events: readonly FeedbackEvent[]) => Verdict | Promise<Verdict>,
  requests: [] as {readonly at: number; readonly ids: readonly string[]}[],
};
let flushers: Flusher[] = [];

export function begin() {
  stage.told = [];
  stage.requests = [];
  stage.server = accepting;
  stage.database = {...createMemoryDatabase(), kind: 'disk'};
  stage.outbox = createOutbox(stage.database, OUTBOX_LIMITS, aLog());
}
beforeEach(() => {
  vi.useFakeTimers({now: Date.UTC(2026, 10, 20), toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance']});
  begin();
});
afterEach(() => {
  for (const flusher of flushers) flusher.close();
  flushers = [];
  vi.useRealTimers();
});

const aLog = () => createLog(record => stage.told.push(record));
export const codes = () => stage.told.map(({code}) => code);

export function aTab(options: Partial<FlusherOptions> = {}): Flusher {
  const transport: Transport = {
    room: Infinity,
    async send(events) {
      stage.requests.push({at: performance.now(), ids: events.map(({id}) => id)});
      return stage.server(events);
    },
  };
  const flusher = createFlusher({outboxes: () => [stage.outbox], transport, lockName: 'test', locks: fakeLocks(), random: () => 0.5, log: aLog(), ...options});
  flushers.push(flusher);
  return flusher;
}

export async function record(tab: Flusher, ...events: FeedbackEvent[]) {
  tab.remember(events.map(waiting));
  await stage.outbox.enqueue(events);
}

/** mulberry32: the same chances on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
