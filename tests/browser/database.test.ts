import {describe, expect, test, vi} from 'vitest';
import {deleteDatabase, openDatabase} from '../../src/database.js';
import {databaseName} from '../../src/keeper.js';
import {testDatabase} from '../support/database-contract.js';

let count = 0;
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

test('a connection that was closed under us is opened again, once for each operation', async () => {
  const opened: IDBDatabase[] = [];
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(function (this: IDBFactory, ...[name, version]: Parameters<IDBFactory['open']>) {
    const request = IDBFactory.prototype.open.call(indexedDB, name, version);
    request.addEventListener('success', () => opened.push(request.result));
    return request;
  });
  const database = await openDatabase(aName());
  opened[0]?.close();
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  expect(opened.length).toBe(2);
  await database.destroy();
  open.mockRestore();
});

test('a deletion in another tab is not held up, and what is written after it is kept', async () => {
  const name = aName();
  const database = await openDatabase(name);
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'a', 1));
  await deleteDatabase(name);
  await database.transact(['notes'], 'readwrite', transaction => transaction.put('notes', 'b', 2));
  expect(await database.transact(['notes'], 'readonly', async transaction => (await transaction.entries('notes')).map(([key]) => key))).toEqual(['b']);
  await database.destroy();
});

test('a full disk says storage-full and leaves nothing behind', async () => {
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

test('an open that never settles is given up after two seconds', async () => {
  const name = aName();
  const holder = await new Promise<IDBDatabase>(resolve => {
    const request = indexedDB.open(name, 1);
    request.addEventListener('success', () => resolve(request.result));
  });
  // A tab that ignores `versionchange` blocks this one, and every later open queues behind it without any event.
  indexedDB.open(name, 2);
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  const opening = expect(openDatabase(name)).rejects.toMatchObject({name: 'no-storage'});
  await vi.advanceTimersByTimeAsync(2000);
  await opening;
  vi.useRealTimers();
  holder.close();
});
