import {beforeEach, expect, test} from 'vitest';
import type {Database} from '../../../src/database.js';
import {createOutbox, MAX_BATCH_BYTES, type Outbox} from '../../../src/feedback/outbox.js';
import {MAX_EVENT_BYTES} from '../../../src/feedback/rows.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import type {FeedbackEvent} from '../../../src/wire-types.js';
import {anEvent} from '../../support/events.js';

const now = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;
let database: Database;
let outbox: Outbox;
beforeEach(() => {
  database = createMemoryDatabase();
  outbox = createOutbox(database);
});

const kinds = (batch: readonly (readonly [string, {event: FeedbackEvent}])[]) => batch.map(([, {event}]) => event.type === 'inkling.interaction.v1' && event.data.kind);
const nothing = {accepted: [], duplicate: [], rejected: []};

test('what was done comes out before what was seen, each oldest first', async () => {
  await outbox.enqueue([anEvent('impression', now), anEvent('dismiss', now), anEvent('outcome', now + 1), anEvent('apply', now)]);
  expect(kinds(await outbox.peek(now))).toEqual(['apply', 'outcome', 'dismiss', 'impression']);
});

test('[F3] a batch is at most 500 events and 48 KiB; a larger event travels alone', async () => {
  await outbox.enqueue(Array.from({length: 600}, () => anEvent('open', now)));
  const small = await outbox.peek(now);
  expect(small.length).toBeLessThanOrEqual(500);
  expect(JSON.stringify(small.map(([, {event}]) => event)).length).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  expect(await outbox.peek(now, 3)).toHaveLength(3);

  await outbox.wipe();
  const large = anEvent('apply', now, MAX_BATCH_BYTES);
  await outbox.enqueue([large, anEvent('open', now)]);
  expect((await outbox.peek(now)).map(([, {event}]) => event)).toEqual([large]);
});

test('[F3] an event beyond 256 KiB is dropped and counted', async () => {
  await outbox.enqueue([anEvent('open', now, MAX_EVENT_BYTES), anEvent('open', now)]);
  expect(await outbox.counts()).toMatchObject({waiting: 1, dropped: 1});
});

test('[F2] events leave when the server names them, each under its heading, and no others', async () => {
  const events = [anEvent('open', now), anEvent('open', now), anEvent('open', now), anEvent('open', now)] as const;
  await outbox.enqueue(events);
  const batch = await outbox.peek(now);
  const answer = {accepted: [events[0].id, 'never seen'], duplicate: [events[1].id], rejected: [{id: events[2].id, reason: 'no visit'}]};
  expect(await outbox.settle(batch, answer)).toEqual({accepted: 1, duplicate: 1, rejected: 1});
  expect((await outbox.peek(now)).map(([, {event}]) => event.id)).toEqual([events[3].id]);
  expect(await outbox.counts()).toMatchObject({waiting: 1, accepted: 1, duplicate: 1, rejected: 1, setAside: 1, bytes: batch[3]?.[1].bytes});
});

test('[F2] an event that is named twice is counted once', async () => {
  const event = anEvent('open', now);
  await outbox.enqueue([event]);
  const batch = await outbox.peek(now);
  await outbox.settle(batch, {...nothing, accepted: [event.id]});
  await outbox.settle(batch, {...nothing, duplicate: [event.id]});
  expect(await outbox.counts()).toMatchObject({waiting: 0, bytes: 0, accepted: 1, duplicate: 0});
});

test('[F2] an event expires after 14 days and is counted', async () => {
  await outbox.enqueue([anEvent('apply', now - 15 * DAY), anEvent('apply', now - 13 * DAY)]);
  expect(await outbox.peek(now)).toHaveLength(1);
  expect(await outbox.counts()).toMatchObject({waiting: 1, expired: 1});
});

test('[F5] what is set aside keeps its reason, and only the newest are kept', async () => {
  const events = Array.from({length: 130}, (_, index) => anEvent('open', now + index));
  await outbox.enqueue(events);
  await outbox.settle(await outbox.peek(now), {...nothing, rejected: events.map(({id}) => ({id, reason: 'bad'}))});
  const kept = await database.transact(['setAside'], 'readonly', transaction => transaction.entries('setAside'));
  expect(kept).toHaveLength(100);
  expect(kept.at(-1)?.[1]).toEqual({event: events.at(-1), reason: 'bad'});
  expect(await outbox.counts()).toMatchObject({rejected: 130, setAside: 100});
});

test('[F6] a full outbox drops the oldest impressions first and applies last, and counts them', async () => {
  const small = createOutbox(database, {events: 300, bytes: Infinity});
  const seen = Array.from({length: 200}, (_, index) => anEvent('impression', now + index));
  await small.enqueue([...seen, ...Array.from({length: 100}, () => anEvent('apply', now))]);
  await small.enqueue([anEvent('dismiss', now)]);
  const left = await small.peek(now);
  const count = await small.counts();
  expect(count.dropped).toBeGreaterThan(0);
  expect(count.waiting + count.dropped).toBe(301);
  expect(left.filter(([key]) => key.startsWith('0'))).toHaveLength(100);
  expect(kinds(left)).toContain('dismiss');
  expect(left.some(([, {event}]) => event.id === seen.at(-1)?.id)).toBe(true);
  expect(left.some(([, {event}]) => event.id === seen[0]?.id)).toBe(false);
});

test('[F6] the bound holds for bytes too', async () => {
  const small = createOutbox(database, {events: Infinity, bytes: 20_000});
  for (let i = 0; i < 30; i++) await small.enqueue([anEvent('impression', now + i, 1000)]);
  const {bytes, waiting, dropped} = await small.counts();
  expect(bytes).toBeLessThanOrEqual(20_000);
  expect(waiting + dropped).toBe(30);
});

test('[F9] what is wiped is gone and counted', async () => {
  await outbox.enqueue([anEvent(), anEvent()]);
  expect(await outbox.wipe()).toBe(2);
  expect(await outbox.peek(Date.now())).toEqual([]);
  expect(await outbox.counts()).toMatchObject({waiting: 0, bytes: 0, wiped: 2});
});
