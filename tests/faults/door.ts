/**
 * What stands before the server: the one origin that pages see. Serves the page and the package, hands everything under `/inkling/` on, can break each
 * request on its way, and counts what passes. The server behind it can die without the page's origin going away.
 */
import {createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse} from 'node:http';
import {readFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {extname, join, normalize} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json'};
/** All that a page may read of the repository. */
const OPEN = /^\/(?:tests\/faults|dist)\//;

const OF_ONE_CONNECTION: readonly string[] = ['connection', 'keep-alive', 'transfer-encoding'];

/** `lost-answer`: the server commits, and the connection is cut before its answer, `cut-answer`: within it. */
export type Breakage = '503' | '429' | 'lost-answer' | 'cut-answer';

export type Passage = 'batch' | 'answer';

export interface Door {
  readonly port: number;
  /** Broken until it is mended; several at once are met in the order in which they began. */
  break(how: Breakage): void;
  mend(how: Breakage): void;
  /** Answers of feedback leave so much later. Milliseconds. */
  holdMs: number;
  /** The next batch has arrived and is being handed on; or the server has answered it, and the page does not know yet. False after `patience` ms without one. */
  next(what: Passage, patience: number): Promise<boolean>;
  /** How often each event of an account has arrived, whatever became of it; by its candidate's id, or by its own where it has none. */
  arrivalsOf(account: string): ReadonlyMap<string, number>;
  close(): Promise<void>;
}

interface Handed {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** @param serverUrl where the server is now; it may be down */
export async function openDoor(serverUrl: () => string): Promise<Door> {
  const broken = new Set<Breakage>();
  const arrivals = new Map<string, Map<string, number>>();
  const waiting = new Set<(what: Passage) => void>();
  let holdMs = 0;

  const count = (events: readonly Arrived[]) => {
    for (const {id, source, data} of events) {
      const account = decodeURIComponent(source.split('/')[2] ?? '');
      const name = data.placement?.candidateId ?? id;
      const known = arrivals.get(account) ?? new Map<string, number>();
      arrivals.set(account, known.set(name, (known.get(name) ?? 0) + 1));
    }
  };

  const feedback = async (incoming: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const [how] = broken;
    const answer = how === '503' || how === '429' ? refusal(how) : handOn(serverUrl(), incoming, body);
    for (const tell of waiting) tell('batch');
    const handed = await answer.catch((error: NodeJS.ErrnoException) => error);
    // Where nobody listens, nothing arrives.
    if (!(handed instanceof Error && handed.code === 'ECONNREFUSED')) count(eventsIn(incoming.headers, body));
    for (const tell of waiting) tell('answer');
    if (holdMs > 0) await wait(holdMs);
    if (handed instanceof Error || how === 'lost-answer') response.destroy();
    else if (how === 'cut-answer') cut(response, handed);
    else give(response, handed);
  };

  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url ?? '/', 'http://door').pathname;
    const answering = OPEN.test(path) ? giveFile(response, path) : readAll(incoming).then(body => (
      path.endsWith('/feedback') && incoming.method === 'POST' ? feedback(incoming, body, response) : handOn(serverUrl(), incoming, body).then(handed => give(response, handed))
    ));
    // A dead server is a dead connection, and so is a page that has gone.
    answering.catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    break: how => void broken.add(how),
    mend: how => void broken.delete(how),
    get holdMs() { return holdMs; },
    set holdMs(ms) { holdMs = ms; },
    next: (what, patience) => new Promise(resolve => {
      const done = (came: boolean) => {
        clearTimeout(timer);
        waiting.delete(tell);
        resolve(came);
      };
      const tell = (passed: Passage) => { if (passed === what) done(true); };
      const timer = setTimeout(() => done(false), patience);
      waiting.add(tell);
    }),
    arrivalsOf: account => arrivals.get(account) ?? new Map(),
    close: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function giveFile(response: ServerResponse, path: string): Promise<void> {
  const bytes = await readFile(join(ROOT, normalize(path))).catch(() => null);
  response.writeHead(bytes ? 200 : 404, {'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'cache-control': 'no-cache'}).end(bytes ?? undefined);
}

async function refusal(how: '503' | '429'): Promise<Handed> {
  return {status: Number(how), headers: {'content-type': 'application/problem+json', ...(how === '429' && {'retry-after': '1'})}, body: Buffer.from('{}')};
}

function give(response: ServerResponse, {status, headers, body}: Handed): void {
  const passed = Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.includes(name));
  response.writeHead(status, {...Object.fromEntries(passed), 'content-length': body.length}).end(body);
}

function cut(response: ServerResponse, {status, body}: Handed): void {
  response.writeHead(status, {'content-type': 'application/json', 'content-length': body.length});
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

function handOn(to: string, incoming: IncomingMessage, body: Buffer): Promise<Handed> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(incoming.url ?? '/', to), {method: incoming.method, headers: incoming.headers, agent: false}, answer => {
      readAll(answer).then(bytes => resolve({status: answer.statusCode ?? 502, headers: answer.headers, body: bytes}), reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Arrived {
  readonly id: string;
  readonly source: string;
  readonly data: {readonly placement?: {readonly candidateId: string}};
}

/** In either of the two forms. */
function eventsIn(headers: IncomingHttpHeaders, body: Buffer): readonly Arrived[] {
  const batch = JSON.parse((headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()) as Arrived[] | {events: Arrived[]};
  return Array.isArray(batch) ? batch : batch.events;
}
