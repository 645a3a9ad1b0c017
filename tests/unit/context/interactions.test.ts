import {expect, test} from 'vitest';
import {appendIn, HISTORY_STORES, loadContext, prune, recent} from '../../../src/context/interactions.js';
import {createIds} from '../../../src/ids.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import type {RecordedInteraction} from '../../../src/types.js';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 20);
const newId = createIds();
const opened = (at: number): RecordedInteraction => ({id: newId(at), kind: 'open', at, visit: 'v', candidate: {id: `c${at}`, type: 't', entity: {level: 'campaign', id: 'k'}}});

test('[F9] history lives 90 days', async () => {
  const database = createMemoryDatabase();
  const kept = opened(now - 89 * DAY);
  for (const recorded of [opened(now - 91 * DAY), kept]) await database.transact(HISTORY_STORES, 'readwrite', transaction => appendIn(transaction, recorded));
  await prune(database, now);
  expect(await recent(database, 10)).toEqual([kept]);
  expect((await loadContext(database, now)).tallies.has(`candidate:c${now - 91 * DAY}`)).toBe(false);
});

test('[F9] of history the newest 20,000 rows are kept', async () => {
  const database = createMemoryDatabase();
  const rows = Array.from({length: 20_050}, (_, index) => opened(now - 50_000 + index));
  await database.transact(['interactions'], 'readwrite', transaction => { for (const row of rows) transaction.put('interactions', row.id, row); });
  await prune(database, now);
  const left = await recent(database, 30_000);
  expect(left).toHaveLength(20_000);
  expect(left[0]).toEqual(rows[50]);
});

test('[F1] an interaction that is written twice counts once', async () => {
  const database = createMemoryDatabase();
  const recorded = opened(now);
  for (let time = 0; time < 2; time++) await database.transact(HISTORY_STORES, 'readwrite', transaction => appendIn(transaction, recorded));
  const {history, tallies} = await loadContext(database, now);
  expect(history).toEqual([recorded]);
  expect(tallies.get('all')?.opens).toBe(1);
});
