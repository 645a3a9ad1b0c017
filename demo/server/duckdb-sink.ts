/** The embedded `EventSink`: one DuckDB file, one writer, group commit. A crash loses nothing that was answered: the write-ahead log is replayed at the next opening. */
import {createHash} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {DuckDBInstance, DuckDBTimestampTZValue} from '@duckdb/node-api';
import type {DuckDBAppender, DuckDBConnection} from '@duckdb/node-api';
import type {CandidateRow, EventFilter, EventRow, EventSink, SchemaRow, Verdict} from './event-sink.js';

/** Events that arrive within this share a commit; with the commit itself (3–8 ms) the answer stays within 20 ms. */
const GATHER_MS = 8;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  id VARCHAR PRIMARY KEY, account VARCHAR NOT NULL, "user" VARCHAR NOT NULL, device VARCHAR NOT NULL, source VARCHAR NOT NULL, type VARCHAR NOT NULL,
  time TIMESTAMPTZ NOT NULL, received_at TIMESTAMPTZ NOT NULL, slate_id VARCHAR, kind VARCHAR NOT NULL, candidate_id VARCHAR, position INTEGER, data JSON NOT NULL, digest VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS candidates (
  account VARCHAR, id VARCHAR, version VARCHAR, body JSON NOT NULL, first_served_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (account, id, version));
CREATE TABLE IF NOT EXISTS schemas (version VARCHAR PRIMARY KEY, body JSON NOT NULL, first_served_at TIMESTAMPTZ NOT NULL);
CREATE TEMP TABLE incoming_events AS FROM events LIMIT 0;
CREATE TEMP TABLE incoming_candidates AS FROM candidates LIMIT 0;
`;

interface Waiting {
  readonly events: readonly EventRow[];
  readonly candidates: readonly CandidateRow[];
  readonly schemas: readonly SchemaRow[];
  readonly resolve: (verdicts: Verdict[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens `directory`/feedback.duckdb, making both where missing. Rejects with DuckDB's own error when another process holds the file. */
export async function openDuckDbSink(directory: string): Promise<EventSink> {
  await mkdir(directory, {recursive: true});
  const instance = await DuckDBInstance.create(join(directory, 'feedback.duckdb'), {threads: '2', memory_limit: '256MB'});
  const writer = await instance.connect();
  const reader = await instance.connect();
  await writer.run(SCHEMA);

  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let committing: Promise<void> | undefined;
  let closed = false;

  function enqueue({events = [], candidates = [], schemas = []}: Partial<Pick<Waiting, 'events' | 'candidates' | 'schemas'>>): Promise<Verdict[]> {
    if (closed) return Promise.reject(new Error('The store is closed.'));
    const done = new Promise<Verdict[]>((resolve, reject) => waiting.push({events, candidates, schemas, resolve, reject}));
    if (!committing) timer ??= setTimeout(commit, GATHER_MS);
    return done;
  }

  function commit(): void {
    timer = undefined;
    if (waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    committing = write(writer, group).finally(() => {
      committing = undefined;
      commit();
    });
  }

  return {
    append: events => enqueue({events}),
    keepCandidates: async candidates => {
      await enqueue({candidates});
    },
    keepSchema: async schema => {
      await enqueue({schemas: [schema]});
    },
    events: filter => readEvents(reader, filter),
    exportParquet: (file, account) => exportParquet(instance, file, account),
    async close() {
      closed = true;
      clearTimeout(timer);
      commit();
      while (committing) await committing;
      await writer.run('CHECKPOINT');
      reader.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

/** One transaction for the group: all of it is kept, or none. Never rejects: each caller is told. */
async function write(writer: DuckDBConnection, group: readonly Waiting[]): Promise<void> {
  try {
    await writer.run('BEGIN');
    const stored = await insertEvents(writer, group.flatMap(({events}) => events));
    await insertCandidates(writer, group.flatMap(({candidates}) => candidates));
    for (const {version, body, firstServedAt} of group.flatMap(({schemas}) => schemas)) {
      await writer.run('INSERT OR IGNORE INTO schemas VALUES ($version, $body, $at)', {version, body, at: timestamp(firstServedAt)});
    }
    await writer.run('COMMIT');
    for (const {events, resolve} of group) resolve(events.map(event => verdict(event, stored)));
  } catch (error) {
    await writer.run('ROLLBACK').catch(() => undefined);
    for (const {reject} of group) reject(error);
  }
}

/** What the store holds under an id: the digest of its body, and the row that put it there, if it came with this group. */
type Stored = Map<string, {readonly digest: string; readonly by: EventRow | null}>;

function verdict(event: EventRow, stored: Stored): Verdict {
  const kept = stored.get(event.id);
  if (kept?.by === event) return 'accepted';
  return kept?.digest === digestOf(event) ? 'duplicate' : 'conflict';
}

async function insertEvents(writer: DuckDBConnection, events: readonly EventRow[]): Promise<Stored> {
  const stored: Stored = new Map();
  if (events.length === 0) return stored;
  const first = new Map<string, EventRow>();
  for (const event of events) if (!first.has(event.id)) first.set(event.id, event);
  const appender = await writer.createAppender('incoming_events', null, 'temp');
  for (const event of first.values()) appendEvent(appender, event);
  appender.closeSync();
  const inserted = await writer.runAndReadAll('INSERT OR IGNORE INTO events FROM incoming_events RETURNING id');
  for (const [id] of inserted.getRowsJS() as [string][]) {
    const by = first.get(id);
    if (by) stored.set(id, {digest: digestOf(by), by});
  }
  if (stored.size < first.size) {
    const known = await writer.runAndReadAll('SELECT id, events.digest FROM events SEMI JOIN incoming_events USING (id)');
    for (const [id, digest] of known.getRowsJS() as [string, string][]) if (!stored.has(id)) stored.set(id, {digest, by: null});
  }
  await writer.run('DELETE FROM incoming_events');
  return stored;
}

async function insertCandidates(writer: DuckDBConnection, candidates: readonly CandidateRow[]): Promise<void> {
  if (candidates.length === 0) return;
  const appender = await writer.createAppender('incoming_candidates', null, 'temp');
  for (const {account, id, version, body, firstServedAt} of candidates) {
    for (const text of [account, id, version, body]) appender.appendVarchar(text);
    appender.appendTimestampTZ(timestamp(firstServedAt));
    appender.endRow();
  }
  appender.closeSync();
  await writer.run('INSERT OR IGNORE INTO candidates SELECT DISTINCT ON (account, id, version) * FROM incoming_candidates');
  await writer.run('DELETE FROM incoming_candidates');
}

function appendEvent(appender: DuckDBAppender, event: EventRow): void {
  for (const text of [event.id, event.account, event.user, event.device, event.source, event.type]) appender.appendVarchar(text);
  appender.appendTimestampTZ(timestamp(event.time));
  appender.appendTimestampTZ(timestamp(event.receivedAt));
  appendText(appender, event.slateId);
  appender.appendVarchar(event.kind);
  appendText(appender, event.candidateId);
  if (event.position === null) appender.appendNull();
  else appender.appendInteger(event.position);
  appender.appendVarchar(event.data);
  appender.appendVarchar(digestOf(event));
  appender.endRow();
}

function appendText(appender: DuckDBAppender, text: string | null): void {
  if (text === null) appender.appendNull();
  else appender.appendVarchar(text);
}

/** Of all that the client said of the event; the time of arrival is not part of it. */
function digestOf({source, type, time, data}: EventRow): string {
  return createHash('sha256').update(JSON.stringify([source, type, time, data])).digest('hex');
}

function timestamp(ms: number): DuckDBTimestampTZValue {
  return new DuckDBTimestampTZValue(BigInt(Math.round(ms)) * 1000n);
}

async function readEvents(reader: DuckDBConnection, {account, slateId, limit = 1000}: EventFilter): Promise<EventRow[]> {
  const result = await reader.runAndReadAll(
    `SELECT id, account, "user", device, source, type, epoch_ms(time)::DOUBLE AS time, epoch_ms(received_at)::DOUBLE AS "receivedAt", slate_id AS "slateId", kind,
       candidate_id AS "candidateId", position, data::VARCHAR AS data
     FROM events WHERE ($account IS NULL OR account = $account) AND ($slateId IS NULL OR slate_id = $slateId) ORDER BY time DESC, id DESC LIMIT $limit`,
    {account: account ?? null, slateId: slateId ?? null, limit},
  );
  return (result.getRowObjectsJS() as unknown as EventRow[]).reverse();
}

async function exportParquet(instance: DuckDBInstance, file: string, account?: string): Promise<void> {
  // A connection of its own: an export may take long, and a connection runs one statement at a time.
  const connection = await instance.connect();
  const quoted = (text: string) => `'${text.replaceAll('\'', '\'\'')}'`;
  const where = account === undefined ? '' : `WHERE account = ${quoted(account)}`;
  try {
    await connection.run(
      `COPY (
         SELECT 'event' AS "row", * EXCLUDE (data, digest), data::VARCHAR AS data FROM events ${where}
         UNION ALL BY NAME SELECT 'candidate' AS "row", * EXCLUDE (body), body::VARCHAR AS body FROM candidates ${where}
         UNION ALL BY NAME SELECT 'schema' AS "row", version AS id, first_served_at, body::VARCHAR AS body FROM schemas
         ORDER BY "row", account, "user", device, time, id
       ) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  } finally {
    connection.closeSync();
  }
}
