/** Reads request bodies: bytes counted while they arrive and while they inflate, so that no body can fill the memory. */
import {createGunzip} from 'node:zlib';
import type {IncomingMessage} from 'node:http';
import type {Readable} from 'node:stream';
import {Problem} from './problem.js';

/** Room for four single events of 256 KiB; ordinary batches are 48 KiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The body as text; throws 413 beyond `limit` bytes, on the wire or inflated, and 400 or 415 where it cannot be read. */
export async function readText(incoming: IncomingMessage, limit: number): Promise<string> {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') throw new Problem(415, `The content-encoding ${encoding} is not read here; send gzip or none.`, [{path: 'content-encoding', detail: 'must be gzip or absent'}]);
  if (Number(incoming.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const bytes = encoding === 'gzip' ? await inflate(incoming, limit) : await gather(incoming, limit);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    throw new Problem(400, 'The body is not UTF-8.', [{path: 'body', detail: 'is not UTF-8'}]);
  }
}

/** The body as JSON; the syntax error is passed on, for it says where. */
export async function readJson(incoming: IncomingMessage, limit = MAX_BODY_BYTES): Promise<unknown> {
  return parseJson(await readText(incoming, limit));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = `is not JSON: ${(error as Error).message}`;
    throw new Problem(400, `The body ${detail}`, [{path: 'body', detail}]);
  }
}

async function inflate(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  const gunzip = createGunzip();
  // Not pipeline(): giving up half way must leave the socket open for the answer. The HTTP layer drains what is left.
  incoming.pipe(gunzip);
  incoming.once('aborted', () => gunzip.destroy(new Error('aborted')));
  try {
    return await gather(gunzip, limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'The body says gzip and is not.', [{path: 'body', detail: 'cannot be inflated'}]);
  } finally {
    incoming.unpipe(gunzip);
    gunzip.destroy();
  }
}

async function gather(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream.iterator({destroyOnReturn: false})) {
    bytes += (chunk as Buffer).length;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, bytes);
}

function tooLarge(limit: number): Problem {
  return new Problem(413, `The body is larger than ${limit} bytes; send it in halves.`, [{path: 'body', detail: `must be at most ${limit} bytes, inflated`}]);
}
