import {beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {loadContext} from '../../src/context/interactions.js';
import {deleteDatabase, openDatabase} from '../../src/database.js';
import type {LogRecord} from '../../src/insights-types.js';
import {createIds} from '../../src/ids.js';
import {databaseName} from '../../src/keeper.js';
import {createKeeping} from '../../src/keeping.js';
import {createLog} from '../../src/log.js';
import {testDatabase} from '../support/database-contract.js';

let count = 0;
let told: LogRecord[] = [];
const log = () => createLog(record => told.push(record));
const codes = () => told.map(({code}) => code);
beforeEach(() => { told = []; });
const aName = () => databaseName(`test ${Date.now()}`, `user/${count++}`);

describe('on disk', () => testDatabase(() => openDatabase(aName())));

test('names keep accounts and users apart', () => {
  expect(databaseName('a:b', 'c')).not.toBe(databaseName('a', 'b:c'));
  expect(databaseName('a', undefined)).not.toBe(databaseName('a', '-'));
});

test('what was written is there after closing and opening', async () => {
  const name = aName();
  const before = await openDatabase(name);
  await before.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  before.close();
  const after = await openDatabase(name);
  expect(await after.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'a'))).toBe(1);
  await after.destroy();
});

/** The connections that are opened from now on, oldest first. */
function watchOpening(onOpened: (connection: IDBDatabase, nth: number) => void = () => undefined): IDBDatabase[] {
  const opened: IDBDatabase[] = [];
  const spy = vi.spyOn(indexedDB, 'open').mockImplementation(function (this: IDBFactory, ...[name, version]: Parameters<IDBFactory['open']>) {
    const request = IDBFactory.prototype.open.call(indexedDB, name, version);
    request.addEventListener('success', () => onOpened(request.result, opened.push(request.result)));
    return request;
  });
  onTestFinished(() => spy.mockRestore());
  return opened;
}

test('fault 23: a connection that was closed under us is opened again, once for each operation, and IDB_REOPENED is told', async () => {
  const opened = watchOpening();
  const database = await openDatabase(aName(), log());
  opened[0]?.close();
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  expect(opened.length).toBe(2);
  expect(codes()).toEqual(['IDB_REOPENED']);
  await database.destroy();
});

test('fault 23: what clears closes the next connection too: a third one serves; where each is closed, memory does', async () => {
  let last = 2;
  const opened = watchOpening((connection, nth) => { if (nth <= last) connection.close(); });
  const database = await openDatabase(aName(), log());
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  expect(opened.length).toBe(3);
  last = Infinity;
  opened[2]?.close();
  await expect(database.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'a'))).rejects.toMatchObject({name: 'no-storage'});
  last = 0;
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'a'))).toBe(1);
  await database.destroy();
});

test('fault 23: that a connection was closed may be told when the next one has long been opened: that one stays', async () => {
  const opened = watchOpening();
  const database = await openDatabase(aName(), log());
  opened[0]?.close();
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  opened[0]?.dispatchEvent(new Event('close'));
  await Promise.resolve();
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'a'))).toBe(1);
  expect(opened.length).toBe(2);
  expect(codes()).toEqual(['IDB_REOPENED']);
  await database.destroy();
});

test('fault 23: what the browser aborts when it closes a connection is done again on a fresh one, though it has not yet said that it closed', async () => {
  const database = await openDatabase(aName(), log());
  let aborted = 0;
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (this: IDBObjectStore) {
    aborted++;
    const request = this.get('x');
    this.transaction.abort();
    return request as IDBRequest<IDBValidKey>;
  });
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  put.mockRestore();
  expect(aborted).toBe(1);
  expect(await database.transact(['notes'], 'readonly', async transaction => (await transaction.entries('notes')).map(([key]) => key))).toEqual(['a']);
  expect(codes()).toEqual(['IDB_REOPENED']);
  await database.destroy();
});

test('fault 23: a deletion in another tab is not held up, and what is written after it is kept', async () => {
  const name = aName();
  const database = await openDatabase(name);
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  await deleteDatabase(name);
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'b', 2));
  expect(await database.transact(['notes'], 'readonly', async transaction => (await transaction.entries('notes')).map(([key]) => key))).toEqual(['b']);
  await database.destroy();
});

test('fault 21: a full disk says storage-full and leaves nothing behind', async () => {
  const database = await openDatabase(aName());
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (this: IDBObjectStore) {
    // As Chromium does it: the request is made, and its transaction aborts with the reason.
    const request = this.get('x');
    const {transaction} = this;
    Object.defineProperty(transaction, 'error', {value: new DOMException('full', 'QuotaExceededError')});
    transaction.abort();
    return request as IDBRequest<IDBValidKey>;
  });
  await expect(database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1))).rejects.toMatchObject({name: 'storage-full'});
  put.mockRestore();
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.count('notes'))).toBe(0);
  await database.destroy();
});

test('fault 25: an open that another tab blocks is given up after two seconds, and IDB_BLOCKED is told', async () => {
  const name = aName();
  const holder = await new Promise<IDBDatabase>(resolve => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('success', () => resolve(request.result));
  });
  // A tab that ignores `versionchange` blocks this one, and every later open queues behind it without any event.
  indexedDB.open(name, 2);
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  const opening = expect(openDatabase(name, log())).rejects.toMatchObject({name: 'no-storage'});
  await vi.advanceTimersByTimeAsync(2000);
  await opening;
  expect(codes()).toEqual(['IDB_BLOCKED']);
  vi.useRealTimers();
  holder.close();
});

/** A database as another version of the SDK would have made it. */
function rawOpen(name: string, version: number, upgrade: (database: IDBDatabase) => void = () => undefined): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.addEventListener('upgradeneeded', () => upgrade(request.result));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
  });
}

test('fault 25: an older page lets a newer one upgrade at once, and goes on with what the newer one made', async () => {
  const name = aName();
  const older = await openDatabase(name, log());
  await older.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  const newer = await rawOpen(name, 2, database => database.createObjectStore('later'));
  newer.addEventListener('versionchange', () => newer.close());
  await older.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'b', 2));
  expect(await older.transact(['notes'], 'readonly', async transaction => (await transaction.entries('notes')).map(([key]) => key))).toEqual(['a', 'b']);
  expect(codes()).toContain('IDB_NEWER');
  await older.destroy();
});

test('fault 26: a database of a newer version is opened as it is: what we know is used, the rest untouched, IDB_NEWER told', async () => {
  const name = aName();
  const first = await openDatabase(name);
  await first.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'ours', 1));
  first.close();
  const newer = await rawOpen(name, 99, database => database.createObjectStore('later').put({shape: 'unknown'}, 'theirs'));
  newer.close();
  const database = await openDatabase(name, log());
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'more', 2));
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.count('notes'))).toBe(2);
  database.close();
  expect(codes()).toEqual(['IDB_NEWER']);
  const again = await rawOpen(name, 99);
  const theirs = await new Promise(resolve => {
    const request = again.transaction('later').objectStore('later').get('theirs');
    request.addEventListener('success', () => resolve(request.result));
  });
  expect(theirs).toEqual({shape: 'unknown'});
  again.close();
  await database.destroy();
});

test('fault 26: a newer database that lacks what we need is left alone', async () => {
  const name = aName();
  const newer = await rawOpen(name, 99, database => database.createObjectStore('other'));
  newer.close();
  await expect(openDatabase(name, log())).rejects.toMatchObject({name: 'no-storage'});
  expect((await indexedDB.databases()).find(known => known.name === name)?.version).toBe(99);
  await deleteDatabase(name);
});

const broken = () => { throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError'); };

test('fault 24: a database that cannot be read is tried three times, deleted, and made anew; IDB_RESET is told', async () => {
  const name = aName();
  const before = await openDatabase(name);
  await before.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  before.close();
  const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(broken).mockImplementationOnce(broken).mockImplementationOnce(broken);
  const database = await openDatabase(name, log());
  expect(open).toHaveBeenCalledTimes(4);
  open.mockRestore();
  expect(codes()).toEqual(['IDB_RESET']);
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.count('notes'))).toBe(0);
  await database.destroy();
});

test('fault 24: what fails once or twice is not deleted', async () => {
  const name = aName();
  const before = await openDatabase(name);
  await before.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  before.close();
  const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(broken).mockImplementationOnce(broken);
  const database = await openDatabase(name, log());
  open.mockRestore();
  expect(codes()).toEqual([]);
  expect(await database.transact(['notes'], 'readonly', transaction => transaction.count('notes'))).toBe(1);
  await database.destroy();
});

test('fault 24: a database of ours that has lost a store is made anew', async () => {
  const name = aName();
  const crippled = await rawOpen(name, 1, database => database.createObjectStore('notes'));
  crippled.close();
  const database = await openDatabase(name, log());
  expect(codes()).toEqual(['IDB_RESET']);
  expect(await database.transact(['outbox'], 'readonly', transaction => transaction.count('outbox'))).toBe(0);
  await database.destroy();
});

test.each([
  ['is forbidden', new DOMException('denied', 'SecurityError')],
  ['is full', new DOMException('full', 'QuotaExceededError')],
])('fault 24: a database that %s is not deleted', async (_, error) => {
  const name = aName();
  const before = await openDatabase(name);
  await before.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  before.close();
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => { throw error; });
  await expect(openDatabase(name, log())).rejects.toMatchObject({name: /no-storage|storage-full/});
  open.mockRestore();
  const after = await openDatabase(name);
  expect(await after.transact(['notes'], 'readonly', transaction => transaction.count('notes'))).toBe(1);
  await after.destroy();
});

test('fault 27: rows of the history that are none are deleted and told; the rest is the context', async () => {
  const database = await openDatabase(aName());
  const good = {id: 'a', kind: 'open', at: 5, visit: 'v'} as const;
  const tally = {at: 5, impressions: 1, opens: 0, applies: 0, dismissals: 0, undos: 0, snoozes: 0, edits: 0};
  const cycle: Record<string, unknown> = {id: 'cycle'};
  cycle['self'] = cycle;
  await database.transact(['interactions', 'tallies', 'signals'], 'readwrite', transaction => {
    transaction.put('interactions', 'a', good);
    for (const [key, value] of Object.entries({null: null, text: 'x', cycle, other: good, nan: {...good, id: 'nan', at: NaN}, huge: {id: 'huge', kind: 'x'.repeat(2 ** 20)}})) transaction.put('interactions', key, value as never);
    transaction.put('tallies', 'all', tally);
    transaction.put('tallies', 'bad', {...tally, opens: NaN});
    transaction.put('tallies', 'worse', [] as never);
    transaction.put('signals', 'bad', {name: 3} as never);
    transaction.put('signals', 'good', {namespace: 'account', name: 'n', value: 1, observedAt: 5});
  });
  let bad = 0;
  const context = await loadContext(database, 10, rows => { bad += rows; });
  expect(bad).toBe(9);
  expect(context.history).toEqual([good]);
  expect([...context.tallies]).toEqual([['all', tally]]);
  expect(context.signals).toHaveLength(1);
  expect(await database.transact(['interactions'], 'readonly', transaction => transaction.count('interactions'))).toBe(1);
  expect((await loadContext(database, 10, () => expect.fail('they are gone'))).history).toEqual([good]);
  await database.destroy();
});

test('fault 29: a clock that has leapt prunes nothing until it has run on for a day', async () => {
  const name = aName();
  const day = 86_400_000;
  const now = Date.UTC(2026, 10, 20);
  const database = await openDatabase(name);
  const newId = createIds();
  const row = {id: newId(now), kind: 'open', at: now, visit: 'v'} as const;
  await database.transact(['interactions'], 'readwrite', transaction => transaction.put('interactions', row.id, row));
  database.close();
  const rows = async (at: number) => {
    const keeping = createKeeping(name, log());
    await keeping.open({measurement: true, personalization: true}, at);
    await keeping.prune(at);
    const kept = await keeping.recent(10);
    keeping.close();
    return kept?.length;
  };
  expect(await rows(now)).toBe(1);
  expect(await rows(now + 3650 * day)).toBe(1);
  expect(await rows(now)).toBe(1);
  expect(await rows(now + 100 * day)).toBe(0);
  await deleteDatabase(name);
});
