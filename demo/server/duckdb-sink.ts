/**
 * The embedded `EventSink`: one DuckDB file, one writer, group commit. A crash loses nothing that was answered: the write-ahead log is replayed at the
 * next opening. A failure that the engine does not survive, such as a disk that fills during a checkpoint, is healed by opening anew.
 */
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import type {DuckDBConnection} from '@duckdb/node-api';
import {connect, deleteFeedback, exportParquet, insertCandidates, insertEvents, insertSchema, quoted, readErasures, readEvents, TABLES, verdict} from './duckdb-statements.js';
import type {CandidateRow, EventRow, EventSink, Owner, SchemaRow, Verdict} from './event-sink.js';
import {logToStderr} from './log.js';
import type {Log} from './log.js';

/** Events that arrive within this share a commit; with the commit itself (2–8 ms) the answer stays within 20 ms. */
const GATHER_MS = 8;
/** A checkpoint stops the writer for as long as it takes to write what is new. Seldom: what is written again each time weighs less. A log of this size is replayed in seconds. */
const CHECKPOINT_BYTES = '64MB';
/** Rows that a checkpoint writes again because their group is not full yet: at most so many, a quarter of the engine's own choice. A multiple of 2048. */
const ROWS_PER_GROUP = 30_720;
/** Of the engine's own; what does not fit goes to files beside the store. */
const MEMORY = '256MB';
/** After a failure the engine is opened anew no sooner than this: while a disk is full, each opening replays the log for nothing. */
const REOPEN_AFTER_MS = 1000;
/** What the engine says when it cannot go on. */
const DEAD = /FATAL|invalidated/;
/** And when a write finds no memory: opened anew, it holds only what it needs of the index of ids. A read that wants too much is its own trouble. */
const FULL = /Out of Memory|failed to pin block/;

interface Waiting {
  readonly events: readonly EventRow[];
  readonly candidates: readonly CandidateRow[];
  readonly schemas: readonly SchemaRow[];
  /** Waits for what came before it, and shares its commit with nobody. */
  readonly erase: (Owner & {readonly at: number}) | null;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

interface Done {
  /** One an event. */
  readonly verdicts: readonly Verdict[];
  /** Events that an erasure found. */
  readonly erased: number;
}

interface Store {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly reader: DuckDBConnection;
  /** Until when an owner's events are erased, epoch ms, by `keyOf`. */
  readonly erasures: Map<string, number>;
}

/** Opens `directory`/feedback.duckdb, making both where missing. Rejects with DuckDB's own error when another process holds the file. */
export async function openDuckDbSink(directory: string, log: Log = logToStderr): Promise<EventSink> {
  await mkdir(directory, {recursive: true});
  const file = join(directory, 'feedback.duckdb');
  let store: Store | null = await openStore(file);
  let opening: Promise<Store> | null = null;
  let openAgainAt = 0;

  const waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> | undefined;
  let closed = false;

  /** The store, opened again where it had to be given up. */
  async function opened(): Promise<Store> {
    if (store) return store;
    if (!opening && performance.now() < openAgainAt) throw new Error('The store has failed, and is opened again in a moment.');
    opening ??= openStore(file).then(again => {
      log('STORE_REOPENED', {file});
      return (store = again);
    }).finally(() => { opening = null; });
    return opening;
  }

  /** The file is sound, and its log holds every commit. */
  function giveUpAfter(error: unknown, failed: Store, writing: boolean): void {
    const {message} = error as Error;
    if (store !== failed || !(DEAD.test(message) || (writing && FULL.test(message)))) return;
    store = null;
    openAgainAt = performance.now() + REOPEN_AFTER_MS;
    closeStore(failed);
  }

  async function withStore<Result>(use: (store: Store) => Promise<Result>): Promise<Result> {
    if (closed) throw new Error('The store is closed.');
    const at = await opened();
    try {
      return await use(at);
    } catch (error) {
      giveUpAfter(error, at, false);
      throw error;
    }
  }

  function enqueue({events = [], candidates = [], schemas = [], erase = null}: Partial<Omit<Waiting, 'resolve' | 'reject'>>): Promise<Done> {
    if (closed) return Promise.reject(new Error('The store is closed.'));
    const done = new Promise<Done>((resolve, reject) => waiting.push({events, candidates, schemas, erase, resolve, reject}));
    if (!committing) timer ??= setTimeout(commit, GATHER_MS);
    return done;
  }

  /** So that what was erased leaves the log too. It is erased without this: a failure is no failure of the erasure. */
  async function tidy(): Promise<void> {
    if (closed) return;
    await withStore(({writer}) => writer.run('CHECKPOINT')).catch((error: Error) => log('STORE_FAIL', {doing: 'checkpoint', message: error.message}));
  }

  function commit(): void {
    timer = undefined;
    const eraseAt = waiting.findIndex(({erase}) => erase !== null);
    const group = waiting.splice(0, eraseAt === -1 ? waiting.length : Math.max(1, eraseAt));
    if (group.length === 0) return;
    committing = opened()
      .then(at => write(at, group).catch((error: unknown) => {
        giveUpAfter(error, at, true);
        throw error;
      }))
      .then(() => (group.some(({erase}) => erase) ? tidy() : undefined))
      .catch((error: unknown) => {
        for (const {reject} of group) reject(error);
      })
      .finally(() => {
        committing = undefined;
        commit();
      });
  }

  return {
    append: async events => (await enqueue({events})).verdicts,
    keepCandidates: async candidates => {
      await enqueue({candidates});
    },
    keepSchema: async schema => {
      await enqueue({schemas: [schema]});
    },
    erase: async (owner, at) => (await enqueue({erase: {...owner, at}})).erased,
    events: filter => withStore(({reader}) => readEvents(reader, filter)),
    exportParquet: (file, account) => withStore(({instance}) => exportParquet(instance, file, account)),
    async close() {
      closed = true;
      clearTimeout(timer);
      commit();
      while (committing) await committing;
      if (!store) return;
      // Without it the log is replayed at the next opening: a full disk must not make a stop a failure.
      await store.writer.run('CHECKPOINT').catch((error: Error) => log('STORE_FAIL', {doing: 'checkpoint', message: error.message}));
      closeStore(store);
    },
  };
}

async function openStore(file: string): Promise<Store> {
  const instance = await DuckDBInstance.create(':memory:', {threads: '2', memory_limit: MEMORY, temp_directory: `${file}.tmp`, preserve_insertion_order: 'false', checkpoint_threshold: CHECKPOINT_BYTES});
  const writer = await instance.connect();
  await writer.run(`ATTACH ${quoted(file)} AS feedback (ROW_GROUP_SIZE ${ROWS_PER_GROUP})`);
  // Ids and digests do not pack: the log takes a quarter more room, and a checkpoint a third of the time.
  await writer.run('SET force_compression = \'uncompressed\'');
  await writer.run('USE feedback');
  await writer.run(TABLES);
  const erasures = new Map((await readErasures(writer)).map(({at, ...owner}) => [keyOf(owner), at]));
  return {instance, writer, reader: await connect(instance), erasures};
}

function closeStore({instance, writer, reader}: Store): void {
  for (const part of [reader, writer, instance]) part.closeSync();
}

const keyOf = ({account, user}: Owner) => JSON.stringify([account, user]);

function isErased({account, user, time}: EventRow, erasures: Store['erasures']): boolean {
  if (erasures.size === 0) return false;
  const until = Math.max(erasures.get(keyOf({account, user: null})) ?? -Infinity, erasures.get(keyOf({account, user})) ?? -Infinity);
  return time <= until;
}

/** One transaction for the group: all of it is kept, or none. Rejects with what went wrong. */
async function write({writer, erasures}: Store, group: readonly Waiting[]): Promise<void> {
  try {
    await writer.run('BEGIN');
    const events = group.flatMap(waiting => waiting.events).filter(event => !isErased(event, erasures));
    const stored = await insertEvents(writer, events);
    await insertCandidates(writer, group.flatMap(({candidates}) => candidates));
    for (const schema of group.flatMap(({schemas}) => schemas)) await insertSchema(writer, schema);
    let erased = 0;
    for (const {erase} of group) if (erase) erased += await deleteFeedback(writer, erase, erase.at);
    await writer.run('COMMIT');
    for (const {erase} of group) if (erase) erasures.set(keyOf(erase), Math.max(erase.at, erasures.get(keyOf(erase)) ?? 0));
    for (const waiting of group) waiting.resolve({verdicts: waiting.events.map(event => (isErased(event, erasures) ? 'erased' : verdict(event, stored))), erased});
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
