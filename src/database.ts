/** The one IndexedDB of an account and user: schema, version, opening, reopening. Keys are strings outside the values, so that the stand-in in memory is the same. */
import {openDB, deleteDB, type DBSchema, type IDBPDatabase} from 'idb';
import {diskTransaction, type ObjectStore} from './disk-transaction.js';
import {InklingError} from './errors.js';
import type {Log} from './log.js';
import type {RecordedInteraction, Signal, Tally} from './types.js';
import type {FeedbackEvent} from './wire-types.js';

/** An event that waits to be sent. */
export interface OutboxEntry {
  readonly event: FeedbackEvent;
  /** Of its JSON. */
  readonly bytes: number;
}

/** An event that the server refused [F5], or a row of the outbox that was none. */
export interface SetAside {
  /** Null where the row held none. */
  readonly event: FeedbackEvent | null;
  readonly reason: string;
}

export interface Stores {
  /** Key: id, a UUIDv7, hence in order of time. */
  interactions: RecordedInteraction;
  /** Key: as in `InteractionContext.tallies`. */
  tallies: Tally;
  /** Key: namespace, entity and name. */
  signals: Signal;
  /** Key: one digit of urgency (0 is sent first and dropped last), then the event's id. */
  outbox: OutboxEntry;
  /** Key: the event's id. */
  setAside: SetAside;
  counters: number;
  /** Device, visit, models, calibration: each written by the one file that reads it. */
  notes: unknown;
}

export type StoreName = keyof Stores;
const STORE_NAMES: readonly StoreName[] = ['interactions', 'tallies', 'signals', 'outbox', 'setAside', 'counters', 'notes'];

/** Keys from `from` (included) to `to` (excluded); the first `limit` of them, or with `newest` the last, ascending either way. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly newest?: boolean;
}

export interface Transaction {
  get<S extends StoreName>(store: S, key: string): Promise<Stores[S] | undefined>;
  entries<S extends StoreName>(store: S, range?: Range): Promise<readonly (readonly [key: string, value: Stores[S]])[]>;
  count(store: StoreName, range?: Range): Promise<number>;
  put<S extends StoreName>(store: S, key: string, value: Stores[S]): void;
  delete(store: StoreName, what: string | Range): void;
}

export interface Database {
  readonly kind: 'disk' | 'memory';
  /**
   * All that `work` writes, or nothing, once this resolves. `work` awaits nothing but the transaction, and may be run again.
   * Rejects with what `work` threw, or with `storage-full` or `no-storage`.
   */
  transact<T>(stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => T | Promise<T>): Promise<T>;
  close(): void;
  /** Empties it where it is open; opens nothing, so that nothing is made anew. */
  clear(): Promise<void>;
  /** Deletes all of it. The database can be used again and is then empty. */
  destroy(): Promise<void>;
}

const VERSION = 1;
/** A blocked or queued `open` never settles, nor does a transaction on a stuck disk. */
const PATIENCE_MS = 2000;

interface Schema extends DBSchema {
  interactions: {key: string; value: Stores['interactions']};
  tallies: {key: string; value: Stores['tallies']};
  signals: {key: string; value: Stores['signals']};
  outbox: {key: string; value: Stores['outbox']};
  setAside: {key: string; value: Stores['setAside']};
  counters: {key: string; value: Stores['counters']};
  notes: {key: string; value: unknown};
}
type Connection = IDBPDatabase<Schema>;

/** An open that fails is often a moment's matter: a disk that is busy, a process that is being replaced. */
const OPEN_TRIES = 3;
const RETRY_MS = 50;
/** Of one transaction. */
const REOPENINGS = 2;

/** Opens the database, or rejects with `no-storage` within two seconds. What cannot be opened at all is deleted, and an empty one opened. */
export async function openDatabase(name: string, log: Log | null = null): Promise<Database> {
  const disk = new Disk(name, log);
  await disk.open();
  return disk;
}

/** Deletes a database that need not be open, nor exist. Rejects with `no-storage`. */
export async function deleteDatabase(name: string): Promise<void> {
  try {
    await within(deleteDB(name), 'delete the database');
  } catch (error) {
    throw storageError(error);
  }
}

class Disk implements Database {
  readonly kind = 'disk';
  #connection: Promise<Connection> | null = null;
  /** What it gave. */
  #opened: Connection | null = null;

  constructor(private readonly name: string, private readonly log: Log | null) {}

  async open(): Promise<Connection> {
    this.#connection ??= this.#connect();
    try {
      return this.#opened = await this.#connection;
    } catch (error) {
      this.#connection = null;
      throw storageError(error);
    }
  }

  async transact<T>(stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    for (let reopened = 0; ; reopened++) {
      const connection = await this.open();
      try {
        return await this.#run(connection, stores, mode, work);
      } catch (error) {
        // The browser closed the connection: cleared data, a deletion in another tab, a background tab in Safari. What clears may close the next one too; not for ever.
        if (reopened === REOPENINGS || (this.#opened === connection && !isClosed(error))) throw named(error);
        this.#ended(connection);
      }
    }
  }

  close() {
    this.#connection?.then(connection => connection.close(), () => undefined);
    this.#connection = this.#opened = null;
  }

  /** By the browser: data was cleared, the disk failed, a background tab in Safari. Each operation on it finds out, and the browser says so as well, perhaps when another has long been opened: that one stays. */
  #ended(connection: Connection) {
    if (this.#opened !== connection) return;
    this.log?.('IDB_REOPENED', 1, 'The browser closed the database: it is opened again for what is next.');
    this.close();
  }

  async clear() {
    const connection = await this.#connection?.catch(() => null);
    if (connection) await this.#run(connection, STORE_NAMES, 'readwrite', transaction => STORE_NAMES.forEach(store => transaction.delete(store, {})));
  }

  async destroy() {
    // A frozen tab that holds on to it would keep it until it thaws: what is in it goes first.
    const cleared = await this.clear().then(() => this.#connection !== null, () => false);
    this.close();
    await deleteDatabase(this.name).catch((error: unknown) => { if (!cleared) throw error; });
  }

  async #run<T>(connection: Connection, stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    const transaction = connection.transaction([...stores], mode, {durability: 'strict'});
    // Whoever awaits `done` too late must not leave an unhandled rejection in the host's page.
    const done = transaction.done.catch((error: unknown) => { throw storageError(error); });
    done.catch(() => undefined);
    const abort = () => {
      try {
        transaction.abort();
      } catch {
        // It has ended already.
      }
    };
    const ask = (async () => {
      let result: T;
      try {
        result = await work(diskTransaction(store => transaction.objectStore(store) as unknown as ObjectStore));
      } catch (error) {
        abort();
        // A failed request ends its transaction, and the transaction knows better why.
        if (error instanceof DOMException) await done;
        throw error;
      }
      // A page that goes runs no callback any more: what was asked for is written without one (w3c/IndexedDB#482).
      commit(transaction);
      await done;
      return result;
    })();
    return within(ask, 'finish a transaction', abort);
  }

  async #connect(): Promise<Connection> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connectOnce();
      } catch (error) {
        if (!isBroken(error)) throw error;
        if (attempt < OPEN_TRIES) await new Promise(resolve => setTimeout(resolve, RETRY_MS * attempt));
        else break;
      }
    }
    // The last resort: what was in it is lost either way.
    await within(deleteDB(this.name), 'delete the database');
    this.log?.('IDB_RESET', 1, 'The database could not be read: it was deleted, and an empty one made.');
    return this.#connectOnce();
  }

  async #connectOnce(): Promise<Connection> {
    const open = async (version?: number) => {
      let late = false;
      let blocked = false;
      const opening = openDB<Schema>(this.name, version, {
        upgrade(database) {
          for (const store of STORE_NAMES) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
        },
        blocked: () => { blocked = true; },
        // A newer page, or a deletion, waits for this connection: what is asked for next opens another.
        blocking: () => this.close(),
        terminated: () => void opening.then(connection => this.#ended(connection)),
      });
      opening.then(connection => late && connection.close(), () => undefined);
      return within(opening, 'open the database', () => {
        late = true;
        this.log?.('IDB_BLOCKED', 1, blocked ? 'Another tab holds on to an older database: this page keeps what it knows in memory.' : 'The database did not open in time: this page keeps what it knows in memory.');
      });
    };
    let newer = false;
    const connection = await open(VERSION).catch((error: unknown) => {
      // A newer SDK in another tab has raised the version; what it added does not disturb us.
      if (!(error instanceof DOMException && error.name === 'VersionError')) throw error;
      newer = true;
      this.log?.('IDB_NEWER', 1, 'A newer Inkling has written here: its database is used as far as it is known.');
      return open();
    });
    if (STORE_NAMES.every(store => connection.objectStoreNames.contains(store))) return connection;
    connection.close();
    if (newer) throw new InklingError('no-storage', `The database ${this.name} lacks a store: a newer version of Inkling made it. History stays in memory on this page.`);
    throw new DOMException('The database lacks a store.', 'UnknownError');
  }
}

function commit(transaction: {commit(): void}): void {
  try {
    transaction.commit();
  } catch {
    // It has ended already.
  }
}

/** Not busy, not forbidden, not newer: what is on disk cannot be read (Chromium's "Internal error opening backing store"). */
function isBroken(error: unknown): boolean {
  return error instanceof DOMException && ['UnknownError', 'DataError'].includes(error.name);
}

/** A connection that the browser closes aborts what it is at, and may say so before it says that it is closed. */
function isClosed(error: unknown): boolean {
  const reason = error instanceof InklingError ? error.cause : error;
  return reason instanceof DOMException && ['InvalidStateError', 'AbortError'].includes(reason.name);
}

/** What `work` threw stays as it is. */
function named(error: unknown): unknown {
  return error instanceof DOMException ? storageError(error) : error;
}

function storageError(error: unknown): InklingError {
  if (error instanceof InklingError) return error;
  const {name = 'Error', message = String(error)} = error instanceof Error ? error : {};
  return name === 'QuotaExceededError'
    ? new InklingError('storage-full', 'The browser gives this site no more room. What was not written stays in memory.', {cause: error})
    : new InklingError('no-storage', `IndexedDB cannot be used: ${name}: ${message} What was not written stays in memory.`, {cause: error});
}

function within<T>(promise: Promise<T>, what: string, onLate: () => void = () => undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      reject(new InklingError('no-storage', `IndexedDB did not ${what} within ${PATIENCE_MS} ms. What was not written stays in memory.`));
    }, PATIENCE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
