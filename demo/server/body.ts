/** Reads request bodies: bytes counted while they arrive and while they inflate, one body's and all bodies' together, so that no caller and no crowd of them can fill the memory. */
import {createGunzip} from 'node:zlib';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Readable} from 'node:stream';
import {Problem} from './problem.js';

/** Room for four single events of 256 KiB; ordinary batches are 48 KiB. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Of all bodies between their first byte and their answer. What is made of a body takes a few times its bytes. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** Of one account's, so that one that sends slowly on many connections leaves room for the others. */
const MAX_HELD_BYTES_EACH = MAX_HELD_BYTES / 4;
/** A served slate is 5 deep in its batch. Parsing would survive more; what comes after it need not. */
const MAX_DEPTH = 32;

/** Both sides of one request. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

let heldBytes = 0;
const heldBytesOf = new Map<string, number>();

function hold(account: string | null, bytes: number): void {
  heldBytes += bytes;
  if (account === null) return;
  const held = (heldBytesOf.get(account) ?? 0) + bytes;
  if (held > 0) heldBytesOf.set(account, held);
  else heldBytesOf.delete(account);
}

/**
 * The body as text; throws 413 beyond `limit` bytes, on the wire or inflated, 400 or 415 where it cannot be read, and 503 where too much else is being read.
 * @param account of the caller's token; null where that is not known yet
 */
export async function readText({incoming, outgoing}: Exchange, limit: number, account: string | null): Promise<string> {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') throw new Problem(415, `The content-encoding ${encoding} is not read here; send gzip or none.`, [{path: 'content-encoding', detail: 'must be gzip or absent'}]);
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  let bytes = 0;
  const count = (more: number) => {
    bytes += more;
    hold(account, more);
    if (bytes > limit) throw tooLarge(limit);
    if (heldBytes > MAX_HELD_BYTES || (account !== null && (heldBytesOf.get(account) ?? 0) > MAX_HELD_BYTES_EACH)) throw new Problem(503, 'The server is reading as much as it can hold; send it again.', [], {}, {'retry-after': '1'});
  };
  if (outgoing.destroyed) throw gone();
  // Held until the answer is out, or the caller gone: what waits for its commit is memory too.
  outgoing.once('close', () => hold(account, -bytes));
  const body = encoding === 'gzip' ? await inflate(incoming, limit, count) : await gather(incoming, count);
  if (depthOf(body) > MAX_DEPTH) throw new Problem(400, `The body is nested deeper than ${MAX_DEPTH}.`, [{path: 'body', detail: `must be nested at most ${MAX_DEPTH} deep`}]);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(body);
  } catch {
    throw new Problem(400, 'The body is not UTF-8.', [{path: 'body', detail: 'is not UTF-8'}]);
  }
}

/** The body as JSON; the syntax error is passed on, for it says where. */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const text = await readText(exchange, MAX_BODY_BYTES, null);
  const body = parseJson(text);
  const path = mayNamePrototypes(text) ? prototypeNamed(body) : null;
  if (path !== null) throw new Problem(400, `${path} may not be sent.`, [{path, detail: 'is a name that may not be sent'}]);
  return body;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `is not JSON: ${(error as Error).message}`;
    throw new Problem(400, `The body ${detail}`, [{path: 'body', detail}]);
  }
}

const PROTOTYPES = ['__proto__', 'constructor', 'prototype'];

/** Whether it is worth looking for such names; an escape may hide one. Almost every body is done with here. */
export const mayNamePrototypes = (json: string): boolean => json.includes('\\u') || PROTOTYPES.some(name => json.includes(name));

/** The path of the first member by which a careless copy would change a prototype, dotted; null where there is none. */
export function prototypeNamed(value: unknown, path = ''): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const found = PROTOTYPES.includes(name) ? at : prototypeNamed(member, at);
    if (found !== null) return found;
  }
  return null;
}

/** Of brackets outside strings. Bytes will do: in UTF-8 no part of another character looks like one of these. */
function depthOf(json: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

async function inflate(incoming: IncomingMessage, limit: number, count: (bytes: number) => void): Promise<Buffer> {
  const gunzip = createGunzip();
  let packed = 0;
  // Empty members inflate to nothing for ever.
  incoming.on('data', (chunk: Buffer) => {
    packed += chunk.length;
    if (packed > limit) gunzip.destroy(tooLarge(limit));
  });
  // Not pipeline(): giving up half way must leave the socket open for the answer. The HTTP layer drains what is left.
  incoming.pipe(gunzip);
  incoming.once('close', () => { if (!incoming.complete) gunzip.destroy(gone()); });
  try {
    return await gather(gunzip, count);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'The body says gzip and is not.', [{path: 'body', detail: 'cannot be inflated'}]);
  } finally {
    incoming.unpipe(gunzip);
    gunzip.destroy();
  }
}

async function gather(stream: Readable, count: (bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream.iterator({destroyOnReturn: false})) {
      count((chunk as Buffer).length);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? gone() : error;
  }
  return chunks.length === 1 ? chunks[0] as Buffer : Buffer.concat(chunks);
}

/** Nobody reads it; it keeps the log free of callers that left. */
const gone = (): Problem => new Problem(400, 'The caller left before the body was whole.');

function tooLarge(limit: number): Problem {
  return new Problem(413, `The body is larger than ${limit} bytes; send it in halves.`, [{path: 'body', detail: `must be at most ${limit} bytes, inflated`}]);
}
