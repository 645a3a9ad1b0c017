/** The statements of the embedded store: its tables, and how a group of events gets into them. */
import {createHash} from 'node:crypto';
import {DuckDBTimestampTZValue} from '@duckdb/node-api';
import type {DuckDBAppender, DuckDBConnection, DuckDBInstance} from '@duckdb/node-api';
import type {CandidateRow, EventFilter, EventRow, Owner, SchemaRow, Verdict} from './event-sink.js';

export const TABLES = `
CREATE TABLE IF NOT EXISTS events (
  id VARCHAR PRIMARY KEY, account VARCHAR NOT NULL, "user" VARCHAR NOT NULL, device VARCHAR NOT NULL, source VARCHAR NOT NULL, type VARCHAR NOT NULL,
  time TIMESTAMPTZ NOT NULL, received_at TIMESTAMPTZ NOT NULL, slate_id VARCHAR, kind VARCHAR NOT NULL, candidate_id VARCHAR, position INTEGER, data JSON NOT NULL, digest VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS candidates (
  account VARCHAR, id VARCHAR, version VARCHAR, body JSON NOT NULL, first_served_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (account, id, version));
CREATE TABLE IF NOT EXISTS schemas (version VARCHAR PRIMARY KEY, body JSON NOT NULL, first_served_at TIMESTAMPTZ NOT NULL);
CREATE TABLE IF NOT EXISTS erasures (account VARCHAR NOT NULL, "user" VARCHAR, erased_at TIMESTAMPTZ NOT NULL);
CREATE TEMP TABLE incoming_events AS FROM events LIMIT 0;
CREATE TEMP TABLE incoming_candidates AS FROM candidates LIMIT 0;
`;

/** Slates are long: so many rows of them are what a writer holds at once. */
const ROWS_EXPORTED_TOGETHER = 4096;

/** A connection that sees the attached store, named `feedback`, as its own. */
export async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run('USE feedback');
  return connection;
}

/** As a literal, where a statement takes no parameter. */
export const quoted = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`;

/** What the store holds under an id: the digest of its body, and the row that put it there, if it came with this group. */
export type Stored = ReadonlyMap<string, {readonly digest: string; readonly by: EventRow | null}>;

export function verdict(event: EventRow, stored: Stored): Verdict {
  const kept = stored.get(event.id);
  if (kept?.by === event) return 'accepted';
  return kept?.digest === digestOf(event) ? 'duplicate' : 'conflict';
}

interface Fresh {
  readonly by: EventRow;
  readonly digest: string;
}

/** The first of each id. */
function firsts(events: readonly EventRow[]): Map<string, Fresh> {
  const first = new Map<string, Fresh>();
  for (const event of events) if (!first.has(event.id)) first.set(event.id, {by: event, digest: digestOf(event)});
  return first;
}

/** Each id once. To be the first of its transaction: where an id is there already, that one is given up for another. */
export async function insertEvents(writer: DuckDBConnection, events: readonly EventRow[]): Promise<Stored> {
  const appended = await appendEvents(writer, events);
  if (appended) return appended;
  await writer.run('ROLLBACK');
  await writer.run('BEGIN');
  return insertUnknown(writer, events);
}

/** Straight into the table, which is all that almost every group needs, in a third of the time of `insertUnknown`. Null where an id was there already; the transaction has then failed. */
async function appendEvents(writer: DuckDBConnection, events: readonly EventRow[]): Promise<Stored | null> {
  const first = firsts(events);
  if (first.size === 0) return first;
  const appender = await writer.createAppender('events');
  try {
    for (const fresh of first.values()) appendEvent(appender, fresh);
    appender.closeSync();
    return first;
  } catch (error) {
    // What an appender still holds when it is collected, it would try to write once more.
    appender.clear();
    if (/Duplicate key/.test((error as Error).message)) return null;
    throw error;
  }
}

/** Only what is not there yet. */
async function insertUnknown(writer: DuckDBConnection, events: readonly EventRow[]): Promise<Stored> {
  const first = firsts(events);
  const appender = await writer.createAppender('incoming_events', null, 'temp');
  for (const fresh of first.values()) appendEvent(appender, fresh);
  appender.closeSync();
  const stored = new Map<string, {readonly digest: string; readonly by: EventRow | null}>();
  const inserted = await writer.runAndReadAll('INSERT OR IGNORE INTO events FROM incoming_events RETURNING id');
  for (const [id] of inserted.getRowsJS() as [string][]) {
    const fresh = first.get(id);
    if (fresh) stored.set(id, fresh);
  }
  const known = await writer.runAndReadAll('SELECT id, events.digest FROM events SEMI JOIN incoming_events USING (id)');
  for (const [id, digest] of known.getRowsJS() as [string, string][]) if (!stored.has(id)) stored.set(id, {digest, by: null});
  await writer.run('DELETE FROM incoming_events');
  return stored;
}

export async function insertCandidates(writer: DuckDBConnection, candidates: readonly CandidateRow[]): Promise<void> {
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

function appendEvent(appender: DuckDBAppender, {by: event, digest}: Fresh): void {
  for (const text of [event.id, event.account, event.user, event.device, event.source, event.type]) appender.appendVarchar(text);
  appender.appendTimestampTZ(timestamp(event.time));
  appender.appendTimestampTZ(timestamp(event.receivedAt));
  appendText(appender, event.slateId);
  appender.appendVarchar(event.kind);
  appendText(appender, event.candidateId);
  if (event.position === null) appender.appendNull();
  else appender.appendInteger(event.position);
  appender.appendVarchar(event.data);
  appender.appendVarchar(digest);
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

export async function insertSchema(writer: DuckDBConnection, {version, body, firstServedAt}: SchemaRow): Promise<void> {
  await writer.run('INSERT OR IGNORE INTO schemas VALUES ($version, $body, $at)', {version, body, at: timestamp(firstServedAt)});
}

/** Marks the erasure and deletes what is there; how many events that were. */
export async function deleteFeedback(writer: DuckDBConnection, {account, user}: Owner, at: number): Promise<number> {
  await writer.run('INSERT INTO erasures VALUES ($account, $user, $at)', {account, user, at: timestamp(at)});
  const deleted = await writer.run('DELETE FROM events WHERE account = $account AND ($user IS NULL OR "user" = $user)', {account, user});
  if (user === null) await writer.run('DELETE FROM candidates WHERE account = $account', {account});
  return deleted.rowsChanged;
}

export async function readErasures(writer: DuckDBConnection): Promise<readonly (Owner & {readonly at: number})[]> {
  const result = await writer.runAndReadAll('SELECT account, "user", epoch_ms(max(erased_at))::DOUBLE AS at FROM erasures GROUP BY account, "user"');
  return result.getRowObjectsJS() as unknown as (Owner & {at: number})[];
}

export async function readEvents(reader: DuckDBConnection, {account, slateId, limit = 1000}: EventFilter): Promise<EventRow[]> {
  const result = await reader.runAndReadAll(
    `SELECT id, account, "user", device, source, type, epoch_ms(time)::DOUBLE AS time, epoch_ms(received_at)::DOUBLE AS "receivedAt", slate_id AS "slateId", kind,
       candidate_id AS "candidateId", position, data::VARCHAR AS data
     FROM events WHERE ($account IS NULL OR account = $account) AND ($slateId IS NULL OR slate_id = $slateId) ORDER BY time DESC, id DESC LIMIT $limit`,
    {account: account ?? null, slateId: slateId ?? null, limit},
  );
  return (result.getRowObjectsJS() as unknown as EventRow[]).reverse();
}

/** In no order: sorting a log that is larger than the memory is for whoever reads it, and has the memory. */
export async function exportParquet(instance: DuckDBInstance, file: string, account?: string): Promise<void> {
  // A connection of its own: an export may take long, and a connection runs one statement at a time.
  const connection = await connect(instance);
  const where = account === undefined ? '' : `WHERE account = ${quoted(account)}`;
  try {
    await connection.run(
      `COPY (
         SELECT 'event' AS "row", * EXCLUDE (data, digest), data::VARCHAR AS data FROM events ${where}
         UNION ALL BY NAME SELECT 'candidate' AS "row", * EXCLUDE (body), body::VARCHAR AS body FROM candidates ${where}
         UNION ALL BY NAME SELECT 'schema' AS "row", version AS id, first_served_at, body::VARCHAR AS body FROM schemas
       ) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_EXPORTED_TOGETHER})`,
    );
  } finally {
    connection.closeSync();
  }
}
