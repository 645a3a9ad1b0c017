import {beforeEach, expect, test} from 'vitest';
import type {Database, Transaction} from '../../../src/database.js';
import {InklingError} from '../../../src/errors.js';
import {createFlusher} from '../../../src/feedback/flush.js';
import {createOutbox, type Outbox} from '../../../src/feedback/outbox.js';
import {waiting} from '../../../src/feedback/rows.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import {record} from '../../../src/record.js';
import type {FeedbackEvent} from '../../../src/wire-types.js';
import {anEvent} from '../../support/events.js';

let full: boolean;
let disk: Database;
let outbox: Outbox;
beforeEach(() => {
  full = false;
  disk = fillable(createMemoryDatabase());
  outbox = createOutbox(disk);
});

/** As Chromium does it: a full disk refuses a transaction that puts anything, and lets go of what is deleted, though that makes no room at once. */
function fillable(database: Database): Database {
  return {
    ...database,
    kind: 'disk',
    transact: (stores, mode, work) => database.transact(stores, mode, async transaction => {
      let puts = 0;
      const counted: Transaction = {...transaction, put: (store, key, value) => { puts++; transaction.put(store, key, value); }};
      const result = await work(counted);
      if (full && puts > 0) throw new InklingError('storage-full', 'The browser gives this site no more room.');
      return result;
    }),
  };
}

async function flush(): Promise<readonly (readonly FeedbackEvent[])[]> {
  const sends: (readonly FeedbackEvent[])[] = [];
  const flusher = createFlusher({
    outboxes: () => [outbox], lockName: 'full', transport: {
      room: 0,
      async send(events) {
        sends.push(events);
        return {kind: 'answered', answer: {accepted: events.map(({id}) => id), duplicate: [], rejected: []}};
      },
    },
  });
  await flusher.flush();
  await flusher.flush();
  flusher.close();
  return sends;
}

test('fault 21: [F2] what lies on a full disk is sent, once, leaves it, and is counted when there is room again', async () => {
  await outbox.enqueue([anEvent(), anEvent()]);
  full = true;
  expect((await flush()).map(events => events.length)).toEqual([2]);
  expect(await outbox.counts()).toMatchObject({waiting: 0, accepted: 2});
  full = false;
  await outbox.enqueue([anEvent()]);
  await flush();
  expect(await createOutbox(disk).counts()).toMatchObject({waiting: 0, bytes: 0, accepted: 3});
});

test('fault 21: [F6] where dropping makes no room, nothing is dropped: what was durable stays, and the new event waits in memory', async () => {
  await outbox.enqueue(Array.from({length: 20}, () => anEvent('impression')));
  full = true;
  const memory = createOutbox(createMemoryDatabase());
  const event = anEvent();
  const recorded = {id: event.id, kind: 'apply' as const, at: 1, visit: 'v'};
  expect(await record({recorded, entry: waiting(event), consent: {measurement: true, personalization: false}, disk, memory, log: null})).toMatchObject({durable: false, reason: 'no-storage'});
  expect(await outbox.counts()).toMatchObject({waiting: 20, dropped: 0});
  expect(await memory.counts()).toMatchObject({waiting: 1});
});
