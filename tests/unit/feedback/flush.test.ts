import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createFlusher, type Flusher, type FlusherOptions} from '../../../src/feedback/flush.js';
import {createOutbox, MAX_BATCH_BYTES, type Outbox} from '../../../src/feedback/outbox.js';
import {waiting} from '../../../src/feedback/rows.js';
import type {Transport, Verdict} from '../../../src/feedback/transport.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import type {FeedbackEvent} from '../../../src/wire-types.js';
import {anEvent} from '../../support/events.js';
import {fakeLocks} from '../../support/fake-locks.js';

const MINUTE = 60_000;
const LATER: Verdict = {kind: 'later', after: null, code: 'NET_DOWN'};
const accepting = (events: readonly FeedbackEvent[]): Verdict => ({kind: 'answered', answer: {accepted: events.map(({id}) => id), duplicate: [], rejected: []}});

let outbox: Outbox;
let flushers: Flusher[] = [];
beforeEach(() => {
  vi.useFakeTimers({now: Date.UTC(2026, 10, 20)});
  outbox = createOutbox(createMemoryDatabase());
});
afterEach(() => {
  for (const flusher of flushers) flusher.close();
  flushers = [];
  vi.useRealTimers();
});

/** Sends are noted with their time; each is answered by the next of `script`, then accepted. */
function aFlusher(script: (Verdict | ((events: readonly FeedbackEvent[]) => Verdict))[] = [], options: Partial<FlusherOptions> = {}) {
  const sends: {at: number; events: readonly FeedbackEvent[]; hiding: boolean}[] = [];
  const begun = Date.now();
  const transport: Transport = {
    room: Infinity,
    async send(events, hiding) {
      sends.push({at: Date.now() - begun, events, hiding});
      const next = script.shift() ?? accepting;
      return typeof next === 'function' ? next(events) : next;
    },
  };
  const flusher = createFlusher({outboxes: () => [outbox], transport, lockName: 'test', random: () => 0.5, ...options});
  flushers.push(flusher);
  return {flusher, sends, transport};
}

async function enqueue(flusher: Flusher, ...events: FeedbackEvent[]) {
  flusher.remember(events.map(waiting));
  await outbox.enqueue(events);
}

test('what is enqueued within a second is sent together', async () => {
  const {flusher, sends} = aFlusher();
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(900);
  await enqueue(flusher, anEvent());
  expect(sends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(100);
  expect(sends.map(({events}) => events.length)).toEqual([2]);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 2});
});

test('[F2] an event stays until the server names it: no answer, or an answer about others, keeps it', async () => {
  const {flusher} = aFlusher([LATER, {kind: 'answered', answer: {accepted: ['another'], duplicate: [], rejected: []}}]);
  await enqueue(flusher, anEvent());
  expect(await flusher.flush()).toMatchObject({accepted: 0, left: 1});
  expect(await flusher.flush()).toMatchObject({accepted: 0, left: 1});
  expect(await flusher.flush()).toMatchObject({accepted: 1, left: 0});
});

test('[F4] failures are retried with exponential backoff and full jitter, from 1 s to 5 min', async () => {
  const {flusher, sends} = aFlusher(Array<Verdict>(12).fill(LATER), {random: () => 1});
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  const gaps = sends.slice(1).map(({at}, index) => (at - (sends[index]?.at ?? 0)) / 1000);
  expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});

test('[F4] the jitter is full: a lucky page tries again at once, and another waits its whole turn', async () => {
  const gap = async (random: number) => {
    outbox = createOutbox(createMemoryDatabase());
    const {flusher, sends} = aFlusher([LATER, LATER], {random: () => random});
    await enqueue(flusher, anEvent());
    await vi.advanceTimersByTimeAsync(MINUTE);
    return (sends[2]?.at ?? 0) - (sends[1]?.at ?? 0);
  };
  expect(await gap(0)).toBeLessThanOrEqual(1);
  expect(await gap(0.99)).toBeGreaterThan(1900);
});

test('fault 5: [F4] Retry-After is waited for in full, and half as long again where the jitter is in the middle', async () => {
  const {flusher, sends} = aFlusher([{kind: 'later', after: 30_000, code: 'SRV_THROTTLE'}]);
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(1000 + 30_000);
  expect(sends).toHaveLength(1);
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(14_999);
  expect(sends).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(sends.slice(1).map(({events}) => events.length)).toEqual([1, 1]);
});

test('[F4] after a failure one event alone asks again, and the rest follows its success', async () => {
  const {flusher, sends} = aFlusher([LATER, LATER, {kind: 'unauthorized'}]);
  await enqueue(flusher, ...Array.from({length: 20}, () => anEvent()));
  for (let time = 0; time < 4; time++) await flusher.flush();
  expect(sends.map(({events}) => events.length)).toEqual([20, 1, 1, 1, 19]);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 20});
});

test('after a success the next failure waits a second again, not minutes', async () => {
  const {flusher, sends} = aFlusher([LATER, LATER, LATER, LATER, accepting, LATER], {random: () => 1});
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(MINUTE);
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(sends).toHaveLength(7);
  expect((sends[6]?.at ?? 0) - (sends[5]?.at ?? 0)).toBe(1000);
});

test('fault 7: [F2] 401 pauses and keeps; asked again after five minutes, or when the host flushes', async () => {
  const paused: boolean[] = [];
  const {flusher, sends} = aFlusher([{kind: 'unauthorized'}, {kind: 'unauthorized'}], {onPaused: now => paused.push(now)});
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  await enqueue(flusher, anEvent());
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sends).toHaveLength(1);
  expect(await outbox.counts()).toMatchObject({waiting: 2});
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(sends).toHaveLength(2);
  expect((await flusher.flush()).accepted).toBe(2);
  expect(paused).toEqual([true, true, false, false]);
});

test('fault 6: [F2] 413 halves until it passes; a single event that is too large is set aside and blocks nobody', async () => {
  const large = anEvent('apply', Date.now(), 2000);
  const tooLarge = (events: readonly FeedbackEvent[]): Verdict => (events.includes(large) || events.length > 4 ? {kind: 'too-large'} : accepting(events));
  const {flusher, sends} = aFlusher(Array(50).fill(tooLarge) as (typeof tooLarge)[]);
  await enqueue(flusher, large, ...Array.from({length: 15}, () => anEvent()));
  expect(await flusher.flush()).toMatchObject({accepted: 15, rejected: 1, left: 0});
  expect(sends.slice(0, 5).map(({events}) => events.length)).toEqual([16, 8, 4, 2, 1]);
});

test('fault 8: [F5] a batch that the server cannot read is halved until the cause is found; the others pass', async () => {
  const bad = anEvent('dismiss');
  const {flusher} = aFlusher(Array(50).fill((events: readonly FeedbackEvent[]) => (events.includes(bad) ? {kind: 'refused', reason: 'http-400'} : accepting(events))) as (() => Verdict)[]);
  await enqueue(flusher, anEvent('apply'), anEvent('apply'), bad, anEvent(), anEvent());
  expect(await flusher.flush()).toMatchObject({accepted: 4, rejected: 1, left: 0});
  expect(await outbox.counts()).toMatchObject({setAside: 1});
});

test('[F3] more than a batch goes in several, one after the other', async () => {
  const {flusher, sends} = aFlusher();
  await enqueue(flusher, ...Array.from({length: 1100}, () => anEvent()));
  expect(await flusher.flush()).toMatchObject({accepted: 1100, left: 0});
  expect(sends.length).toBeGreaterThan(2);
  for (const {events} of sends) expect(JSON.stringify(events).length).toBeLessThanOrEqual(MAX_BATCH_BYTES);
});

test('[F3] at hide what this page remembers is sent before the call returns, the most urgent first, within one body, and once', async () => {
  const {flusher, sends} = aFlusher([LATER]);
  const apply = anEvent('apply');
  const events = [...Array.from({length: 60}, () => anEvent('impression', Date.now(), 1000)), apply];
  await enqueue(flusher, ...events);
  flusher.hide();
  expect(sends).toHaveLength(1);
  expect(sends[0]).toMatchObject({hiding: true});
  expect(sends[0]?.events[0]).toBe(apply);
  expect(JSON.stringify(sends[0]?.events).length).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  const first = new Set(sends[0]?.events);
  flusher.hide();
  expect(sends[1]?.events.some(event => first.has(event))).toBe(false);
});

test('[F3] at hide a tab does not send again what another tab has sent for it', async () => {
  const here = aFlusher([], {onSettled: keys => there.flusher.settled(keys)});
  const there: ReturnType<typeof aFlusher> = aFlusher();
  const [first, later] = [anEvent(), anEvent()];
  await enqueue(there.flusher, first);
  await here.flusher.flush();
  await enqueue(there.flusher, later);
  there.flusher.hide();
  expect(there.sends.map(({events}) => events.map(({id}) => id))).toEqual([[later.id]]);
});

test('[F2] what was sent at hide leaves only when an answer names it', async () => {
  const {flusher} = aFlusher([LATER, accepting]);
  await enqueue(flusher, anEvent('apply'));
  flusher.hide();
  await vi.advanceTimersByTimeAsync(0);
  expect(await outbox.counts()).toMatchObject({waiting: 1});
  flusher.hide();
  await vi.advanceTimersByTimeAsync(0);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
  expect(await flusher.flush()).toMatchObject({sent: 0});
});

test('a flush that begins during another sends what came meanwhile', async () => {
  const {flusher} = aFlusher();
  await enqueue(flusher, anEvent());
  const first = flusher.flush();
  const late = first.then(() => undefined);
  await enqueue(flusher, anEvent());
  expect((await flusher.flush()).left).toBe(0);
  await late;
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 2});
});

test('fault 19: [F4] of two tabs one sends at a time: the other waits its turn and finds nothing left', async () => {
  const shared: Outbox = {...outbox, shared: true, peek: outbox.peek.bind(outbox)};
  const locks = fakeLocks();
  const options = {outboxes: () => [shared], locks};
  const [one, other] = [aFlusher([], options), aFlusher([], options)];
  await outbox.enqueue(Array.from({length: 20}, () => anEvent()));
  const reports = await Promise.all([one.flusher.flush(), other.flusher.flush()]);
  expect(reports.map(({sent}) => sent).sort()).toEqual([0, 20]);
  expect(one.sends.length + other.sends.length).toBe(1);
});

test('fault 18: [F4] the lock of a frozen tab is taken from it after its lease; a working tab\'s is not', async () => {
  const shared: Outbox = {...outbox, shared: true, peek: outbox.peek.bind(outbox)};
  const locks = fakeLocks();
  const never: Transport = {room: Infinity, send: () => new Promise(() => undefined)};
  const frozen = aFlusher([], {outboxes: () => [shared], locks, transport: never});
  const live = aFlusher([], {outboxes: () => [shared], locks});
  await outbox.enqueue([anEvent()]);
  void frozen.flusher.flush();
  await vi.advanceTimersByTimeAsync(10);
  void live.flusher.flush();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(live.sends).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(live.sends).toHaveLength(1);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});
