/** A log directory in (`log.json`, `events.jsonl`, `candidates.jsonl`); its events a device at a time out. Complaints name the file and the line. */
import {createReadStream, existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Candidate} from '../../src/types.js';
import type {FeedbackEvent} from '../../src/wire-types.js';
import type {Vocabulary} from './base-schema.js';

export interface Log {
  readonly folder: string;
  readonly vocabulary: Vocabulary;
  /** What log.json says, for the manifest and the card. */
  readonly about: {readonly seed: unknown; readonly visits: unknown; readonly slates: unknown; readonly events: unknown};
  /** By `${account} ${id}@${version}`. */
  readonly candidates: ReadonlyMap<string, Candidate>;
}

export interface DeviceEvents {
  readonly account: string;
  /** Oldest first. */
  readonly events: readonly FeedbackEvent[];
}

/** A complaint that is one sentence for the person at the terminal. */
export class BadLog extends Error {}

/** log.json alone: what the encoding depends on, without reading the events. Throws `BadLog`. */
export function readAbout(folder: string): Pick<Log, 'vocabulary' | 'about'> {
  const path = join(folder, 'log.json');
  const about = parsed(readText(path), path);
  if (!isRecord(about) || about['format'] !== 1) throw new BadLog(`${path} is of format ${isRecord(about) ? String(about['format']) : 'unknown'}; this version reads format 1.`);
  const {embedding, types} = about;
  if (!isRecord(embedding) || typeof embedding['version'] !== 'string' || typeof embedding['size'] !== 'number' || !Array.isArray(types)) {
    throw new BadLog(`${path} must name the embedding {version, size} and the suggestion types.`);
  }
  return {
    vocabulary: {embedding: {version: embedding['version'], size: embedding['size']}, types: types.map(String)},
    about: {seed: about['seed'], visits: about['visits'], slates: about['slates'], events: about['events']},
  };
}

export async function openLog(folder: string): Promise<Log> {
  const {vocabulary, about} = readAbout(folder);
  const candidates = new Map<string, Candidate>();
  await eachLine(join(folder, 'candidates.jsonl'), (value, line) => {
    if (!isRecord(value) || typeof value['account'] !== 'string' || !isCandidate(value['candidate'])) {
      throw new BadLog(`Line ${line} of ${join(folder, 'candidates.jsonl')} is not {account, candidate}.`);
    }
    const candidate = value['candidate'];
    candidates.set(candidateKey(value['account'], candidate.id, candidate.version), candidate);
  });
  return {folder, candidates, vocabulary, about};
}

export function candidateKey(account: string, id: string, version: string): string {
  return `${account} ${id}@${version}`;
}

/** Calls `take` once a device, in the order of the file, each when the one before it is done. */
export async function eachDevice(log: Log, take: (device: DeviceEvents) => unknown): Promise<void> {
  const path = join(log.folder, 'events.jsonl');
  let source: string | null = null;
  let events: FeedbackEvent[] = [];
  const seen = new Set<string>();
  const hand = async () => {
    if (source !== null) await take({account: accountOf(source), events});
  };
  await eachLine(path, async (value, line) => {
    if (!isEvent(value)) throw new BadLog(`Line ${line} of ${path} is no feedback event: it lacks an id, source, type, time or data.`);
    if (value.source !== source) {
      if (seen.has(value.source)) throw new BadLog(`Line ${line} of ${path} goes back to the device ${value.source}: sort the file by source, then time.`);
      await hand();
      [source, events] = [value.source, []];
      seen.add(source);
    } else if (events.length > 0 && Date.parse(value.time) < Date.parse(events.at(-1)?.time ?? '')) {
      throw new BadLog(`Line ${line} of ${path} is older than the line before it: sort the file by source, then time.`);
    }
    events.push(value);
  });
  await hand();
}

function accountOf(source: string): string {
  return decodeURIComponent(/^\/accounts\/([^/]+)\//.exec(source)?.[1] ?? source);
}

async function eachLine(path: string, take: (value: unknown, line: number) => void | Promise<void>): Promise<void> {
  if (!existsSync(path)) throw missing(path);
  if (statSync(path).size === 0) throw new BadLog(`${path} is empty.`);
  let line = 0;
  for await (const text of createInterface({input: createReadStream(path), crlfDelay: Infinity})) {
    line++;
    if (text !== '') await take(parsed(text, `line ${line} of ${path}`), line);
  }
}

function readText(path: string): string {
  if (!existsSync(path)) throw missing(path);
  return readFileSync(path, 'utf8');
}

function missing(path: string): BadLog {
  return new BadLog(`There is no ${path}; make a log with: npm run world -- --seed 1 --accounts 300 --visits 5000 --out DIR`);
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadLog(`${what[0]?.toUpperCase()}${what.slice(1)} is not JSON: ${text.slice(0, 60)}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCandidate(value: unknown): value is Candidate {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['version'] === 'string' && typeof value['type'] === 'string' && isRecord(value['entity']);
}

function isEvent(value: unknown): value is FeedbackEvent {
  return isRecord(value) && ['id', 'source', 'type', 'time'].every(name => typeof value[name] === 'string') && isRecord(value['data']) && !Number.isNaN(Date.parse(String(value['time'])));
}
