/** A transaction of ours on a transaction of IndexedDB's. */
import type {Range, StoreName, Stores, Transaction} from './database.js';

/** What we use of an object store, for all stores alike: idb's own types tie key and value to one name. */
export interface ObjectStore {
  get(key: string): Promise<unknown>;
  getAll(range?: IDBKeyRange, limit?: number): Promise<unknown[]>;
  getAllKeys(range?: IDBKeyRange, limit?: number): Promise<string[]>;
  count(range?: IDBKeyRange): Promise<number>;
  put(value: unknown, key: string): Promise<unknown>;
  delete(what: string | IDBKeyRange): Promise<void>;
  clear(): Promise<void>;
  openKeyCursor(range: IDBKeyRange | undefined, direction: 'prev'): Promise<{readonly key: string; advance(count: number): Promise<{readonly key: string} | null>} | null>;
}

/** @param storeOf one of the stores that the transaction was opened with */
export function diskTransaction(storeOf: (name: StoreName) => ObjectStore): Transaction {
  return {
    get: <S extends StoreName>(store: S, key: string) => storeOf(store).get(key) as Promise<Stores[S] | undefined>,
    async entries<S extends StoreName>(name: S, range: Range = {}) {
      const store = storeOf(name);
      let {from} = range;
      if (range.newest && range.limit !== undefined) {
        const last = await store.openKeyCursor(keyRange(range), 'prev');
        const first = last && range.limit > 1 ? await last.advance(range.limit - 1) : last;
        from = first?.key ?? from;
      }
      const keys = keyRange({...range, from});
      const limit = range.newest ? undefined : range.limit;
      const [ids, values] = await Promise.all([store.getAllKeys(keys, limit), store.getAll(keys, limit)]);
      return ids.map((id, index) => [id, values[index] as Stores[S]] as const);
    },
    count: (store, range = {}) => storeOf(store).count(keyRange(range)),
    // A write that fails aborts its transaction, which is where it is heard.
    put: (store, key, value) => void storeOf(store).put(value, key).catch(() => undefined),
    delete(store, what) {
      const keys = typeof what === 'object' ? keyRange(what) : what;
      (keys === undefined ? storeOf(store).clear() : storeOf(store).delete(keys)).catch(() => undefined);
    },
  };
}

function keyRange({from, to}: Range): IDBKeyRange | undefined {
  if (from !== undefined && to !== undefined) return IDBKeyRange.bound(from, to, false, true);
  if (from !== undefined) return IDBKeyRange.lowerBound(from);
  return to === undefined ? undefined : IDBKeyRange.upperBound(to, true);
}
