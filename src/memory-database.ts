/** The stand-in for IndexedDB where there is none, or none allowed: the same promises, but for outliving the page. */
import type {Database, Range, StoreName, Stores, Transaction} from './database.js';

export function createMemoryDatabase(): Database {
  const stores = new Map<StoreName, Map<string, unknown>>();
  const storeOf = (name: StoreName) => {
    const store = stores.get(name) ?? new Map<string, unknown>();
    stores.set(name, store);
    return store;
  };
  const keysIn = (name: StoreName, {from, to}: Range) =>
    [...storeOf(name).keys()].filter(key => (from === undefined || key >= from) && (to === undefined || key < to)).sort();

  /** One transaction at a time; a failed one must not block the next. */
  let last: Promise<unknown> = Promise.resolve();

  const run = async <T>(work: (transaction: Transaction) => T | Promise<T>): Promise<T> => {
    const before: (() => void)[] = [];
    const change = (name: StoreName, key: string, value: unknown) => {
      const store = storeOf(name);
      const old = store.get(key);
      before.push(() => (old === undefined ? store.delete(key) : store.set(key, old)));
      if (value === undefined) store.delete(key);
      else store.set(key, value);
    };
    try {
      return await work({
        get: async <S extends StoreName>(name: S, key: string) => storeOf(name).get(key) as Stores[S] | undefined,
        async entries<S extends StoreName>(name: S, range: Range = {}) {
          const all = keysIn(name, range);
          const {limit = all.length, newest = false} = range;
          const keys = newest ? all.slice(Math.max(all.length - limit, 0)) : all.slice(0, limit);
          return keys.map(key => [key, storeOf(name).get(key) as Stores[S]] as const);
        },
        count: async (name, range = {}) => keysIn(name, range).length,
        put: change,
        delete: (name, what) => (typeof what === 'string' ? [what] : keysIn(name, what)).forEach(key => change(name, key, undefined)),
      });
    } catch (error) {
      for (const undo of before.reverse()) undo();
      throw error;
    }
  };

  const clear = async () => stores.clear();
  return {
    kind: 'memory',
    transact(_stores, _mode, work) {
      const turn = last.then(() => run(work));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: () => undefined,
    clear,
    destroy: clear,
  };
}
