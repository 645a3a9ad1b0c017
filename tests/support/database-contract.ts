/** What every database promises, on disk or in memory: the same tests for both. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Database} from '../../src/database.js';

export function testDatabase(open: () => Promise<Database>) {
  let database: Database;
  beforeEach(async () => { database = await open(); });
  afterEach(() => database.destroy());

  const put = (entries: Readonly<Record<string, unknown>>) => database.transact(['notes'], 'readwrite', transaction => {
    for (const [key, value] of Object.entries(entries)) transaction.put('notes', key, value);
  });
  const keys = (range = {}) => database.transact(['notes'], 'readonly', async transaction => (await transaction.entries('notes', range)).map(([key]) => key));

  test('what was put can be got', async () => {
    await put({a: {deep: [1, Infinity]}});
    expect(await database.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'a'))).toEqual({deep: [1, Infinity]});
    expect(await database.transact(['notes'], 'readonly', transaction => transaction.get('notes', 'b'))).toBeUndefined();
  });

  test('entries come in the order of their keys, cut by range, limit and newest', async () => {
    await put({c: 3, a: 1, d: 4, b: 2});
    expect(await keys()).toEqual(['a', 'b', 'c', 'd']);
    expect(await keys({from: 'b', to: 'd'})).toEqual(['b', 'c']);
    expect(await keys({limit: 2})).toEqual(['a', 'b']);
    expect(await keys({limit: 2, newest: true})).toEqual(['c', 'd']);
    expect(await keys({limit: 1, newest: true})).toEqual(['d']);
    expect(await keys({limit: 9, newest: true})).toEqual(['a', 'b', 'c', 'd']);
    expect(await keys({to: 'c', limit: 1, newest: true})).toEqual(['b']);
    expect(await database.transact(['notes'], 'readonly', transaction => transaction.count('notes', {from: 'b'}))).toBe(3);
  });

  test('a key, a range, and all of a store can be deleted', async () => {
    await put({a: 1, b: 2, c: 3, d: 4});
    await database.transact(['notes'], 'readwrite', transaction => transaction.delete('notes', 'b'));
    expect(await keys()).toEqual(['a', 'c', 'd']);
    await database.transact(['notes'], 'readwrite', transaction => transaction.delete('notes', {to: 'd'}));
    expect(await keys()).toEqual(['d']);
    await database.transact(['notes'], 'readwrite', transaction => transaction.delete('notes', {}));
    expect(await keys()).toEqual([]);
  });

  test('a transaction whose work throws leaves nothing behind, in any store, and the next one runs', async () => {
    await put({a: 'before'});
    await expect(database.transact(['notes', 'counters'], 'readwrite', async transaction => {
      transaction.put('notes', 'a', 'after');
      transaction.put('counters', 'n', 1);
      transaction.delete('notes', 'a');
      await transaction.get('notes', 'a');
      throw new RangeError('halfway');
    })).rejects.toThrow(RangeError);
    expect(await database.transact(['notes', 'counters'], 'readonly', async transaction => [await transaction.get('notes', 'a'), await transaction.get('counters', 'n')])).toEqual(['before', undefined]);
  });

  test('transactions that count the same thing at once all count', async () => {
    const increment = () => database.transact(['counters'], 'readwrite', async transaction => transaction.put('counters', 'n', ((await transaction.get('counters', 'n')) ?? 0) + 1));
    await Promise.all(Array.from({length: 20}, increment));
    expect(await database.transact(['counters'], 'readonly', transaction => transaction.get('counters', 'n'))).toBe(20);
  });

  test('a destroyed database is empty and can be used', async () => {
    await put({a: 1});
    await database.destroy();
    expect(await keys()).toEqual([]);
  });
}
