/** What a server exports, made into a log directory: real feedback is then read as a simulated log is. */
import {createWriteStream, existsSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import {rename, writeFile} from 'node:fs/promises';
import {once} from 'node:events';
import {join} from 'node:path';
import {DuckDBInstance, type DuckDBConnection} from '@duckdb/node-api';
import {readSchema} from '../../src/features/schema.js';
import type {FeatureSchema} from '../../src/ranking-types.js';
import type {Vocabulary} from './base-schema.js';
import {BadLog} from './log.js';

/** What training and evaluation read of the events; the others are for the operators. */
const READ = '(\'inkling.slate.served.v1\', \'inkling.interaction.v1\')';

/**
 * @param source a log directory, an export's Parquet file, or the URL of a server or of its export
 * @param work a directory that may be written to
 * @returns a log directory: `source` itself, or one in `work`
 * @throws {BadLog} a sentence
 */
export async function logFolderOf(source: string, work: string): Promise<string> {
  if (/^https?:/.test(source)) return unpack(await download(source, work), join(work, 'log'));
  if (existsSync(source) && statSync(source).isFile()) return unpack(source, join(work, 'log'));
  return source;
}

/** Of a server: `http://localhost:8787` is enough. */
function exportOf(url: string): string {
  const {pathname} = new URL(url);
  return pathname === '/' ? new URL('/inkling/v1/export', url).href : url;
}

async function download(source: string, work: string): Promise<string> {
  const url = exportOf(source);
  mkdirSync(work, {recursive: true});
  const file = join(work, 'feedback.parquet');
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new BadLog(`${url} cannot be reached; start the server with: npm start`, {cause});
  }
  if (!response.ok) throw new BadLog(`${url} answered ${response.status}, not with its feedback.`);
  await writeFile(`${file}.part`, Buffer.from(await response.arrayBuffer()));
  await rename(`${file}.part`, file);
  return file;
}

/** Writes log.json, events.jsonl and candidates.jsonl into `folder`. */
async function unpack(parquet: string, folder: string): Promise<string> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE VIEW log AS FROM read_parquet('${parquet.replaceAll('\'', '\'\'')}')`).catch((cause: unknown) => {
      throw new BadLog(`${parquet} is no Parquet file of a server's export.`, {cause});
    });
    const schema = await schemaOf(connection, parquet);
    mkdirSync(folder, {recursive: true});
    await writeLines(connection, join(folder, 'candidates.jsonl'), 'SELECT account, body FROM log WHERE "row" = \'candidate\' ORDER BY account, id, first_served_at',
      ([account, body]) => `{"account":${JSON.stringify(account)},"candidate":${String(body)}}`);
    const events = await writeLines(connection, join(folder, 'events.jsonl'), `SELECT id, source, type, epoch_ms(time)::DOUBLE, data FROM log WHERE "row" = 'event' AND type IN ${READ} ORDER BY source, time, id`,
      ([id, source, type, time, data]) => `{"specversion":"1.0","id":${JSON.stringify(id)},"source":${JSON.stringify(source)},"type":${JSON.stringify(type)},"time":"${new Date(Number(time)).toISOString()}","data":${String(data)}}`);
    const [[slates, visits] = []] = (await connection.runAndReadAll('SELECT count(*) FILTER (type = \'inkling.slate.served.v1\')::INTEGER, count(DISTINCT (source, data->>\'$.visit\'))::INTEGER FROM log WHERE "row" = \'event\'')).getRowsJS();
    writeFileSync(join(folder, 'log.json'), `${JSON.stringify({format: 1, seed: null, config: {}, visits, slates, events, ...vocabularyOf(schema)}, null, 2)}\n`);
    return folder;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The one that most slates were encoded with. */
async function schemaOf(connection: DuckDBConnection, parquet: string): Promise<FeatureSchema> {
  const [[body] = []] = (await connection.runAndReadAll(
    `SELECT s.body FROM log s LEFT JOIN (SELECT data->>'$.featureSchema' AS version, count(*) AS slates FROM log WHERE type = 'inkling.slate.served.v1' GROUP BY ALL) used ON used.version = s.id
     WHERE s."row" = 'schema' ORDER BY slates DESC NULLS LAST, s.first_served_at DESC LIMIT 1`,
  ).catch((cause: unknown) => {
    throw new BadLog(`${parquet} is no export of this version's server.`, {cause});
  })).getRowsJS();
  if (typeof body !== 'string') throw new BadLog(`${parquet} names no feature schema: no page was served a model, so that no slate was encoded. Serve one, then collect feedback.`);
  return readSchema(JSON.parse(body));
}

/** What a feature schema says of its log: its embedding, and the types that have a column of their own, in their order. */
export function vocabularyOf({embedding, candidates}: FeatureSchema): Vocabulary {
  return {embedding, types: candidates.flatMap(({fact, equals}) => (fact === 'type' && equals !== undefined ? [equals] : []))};
}

/** @returns the number of lines */
async function writeLines(connection: DuckDBConnection, path: string, sql: string, line: (row: readonly unknown[]) => string): Promise<number> {
  const stream = createWriteStream(path);
  let lines = 0;
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const rows = chunk.getRows();
    lines += rows.length;
    if (!stream.write(rows.map(row => `${line(row)}\n`).join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
  return lines;
}
