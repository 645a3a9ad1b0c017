// Real IndexedDB with a backlog; the network is scripted.
import {expect, test} from 'vitest';
import {openDatabase} from '../../src/database.js';
import {createFlusher} from '../../src/feedback/flush.js';
import {createOutbox} from '../../src/feedback/outbox.js';
import {createTransport} from '../../src/feedback/transport.js';
import {createToken} from '../../src/token.js';
import type {FeedbackEvent} from '../../src/wire-types.js';
import {anEvent} from '../support/events.js';

const BACKLOG = 50_000;
const AT_ONCE = 2500;
/** A batch that takes too long does so each time, and a backlog that is read whole takes far longer than a stall of a shared machine does; ms. */
const STALL = 250;

test('fault 28: 50,000 events that wait are sent without a task over 50 ms of their own', {retry: 1, timeout: 180_000}, async () => {
  const database = await openDatabase(`backlog ${crypto.randomUUID()}`);
  const outbox = createOutbox(database);
  const KINDS = ['impression', 'open', 'apply', 'dismiss', 'navigate'] as const;
  for (let from = 0; from < BACKLOG; from += AT_ONCE) {
    await outbox.enqueue(Array.from({length: AT_ONCE}, (_, index) => anEvent(KINDS[index % KINDS.length], Date.now(), 150)));
  }
  let [stored, sendings] = [0, 0];
  const answer = async (_url: unknown, init: RequestInit = {}) => {
    const body = await new Response(init.body).blob();
    const text = new Headers(init.headers).has('content-encoding') ? new Response(body.stream().pipeThrough(new DecompressionStream('gzip'))) : new Response(body);
    const events = await text.json() as FeedbackEvent[];
    stored += events.length;
    sendings += 1;
    return Response.json({accepted: events.map(({id}) => id), duplicate: [], rejected: []});
  };
  const flusher = createFlusher({
    outboxes: () => [outbox], lockName: `backlog ${Date.now()}`, locks: navigator.locks,
    transport: createTransport({endpoint: 'https://a.example', token: createToken(undefined), fetch: answer as typeof fetch}),
  });
  const long: number[] = [];
  const observer = new PerformanceObserver(list => { for (const {duration} of list.getEntries()) long.push(duration); });
  observer.observe({type: 'longtask'});
  const report = await flusher.flush();
  await new Promise(resolve => setTimeout(resolve, 100));
  expect(long.length, `tasks over 50 ms in ${sendings} sendings: ${long}`).toBeLessThan(sendings / 10);
  expect(Math.max(0, ...long)).toBeLessThan(STALL);
  // What is not seen would pass too.
  const before = long.length;
  for (const end = performance.now() + 80; performance.now() < end;);
  await expect.poll(() => long.length).toBe(before + 1);
  observer.disconnect();
  expect(report).toMatchObject({accepted: BACKLOG, left: 0});
  expect(stored).toBe(BACKLOG);
  flusher.close();
  await database.destroy();
});
