/** Models for tests of what a device takes up: the tiny one, changed and signed as a test asks, on a server in memory. */
import {createHash, generateKeyPairSync, sign as signBytes, type KeyObject} from 'node:crypto';
import {readFileSync} from 'node:fs';
import type {Manifest} from '../../src/ranking-types.js';
import {TINY_MANIFEST} from './ranking.js';

export const HOST = 'https://host.example/models/';
export const tinyFile = (name: string) => new Uint8Array(readFileSync(new URL(`./tiny-model/${name}`, import.meta.url)));
export const tinyManifest = () => JSON.parse(new TextDecoder().decode(tinyFile(TINY_MANIFEST))) as Manifest;

export interface Signer {
  readonly key: KeyObject;
  /** Raw, in base64: what a host pins. */
  readonly pinned: string;
}

export function aSigner(): Signer {
  const {privateKey, publicKey} = generateKeyPairSync('ed25519');
  return {key: privateKey, pinned: Buffer.from(publicKey.export({format: 'jwk'}).x ?? '', 'base64url').toString('base64')};
}

export interface PublishedModel {
  readonly url: string;
  /** By name: the manifest, and its signature where it has one. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** The tiny model with these fields changed, under the name that its own digest gives it, signed by each of these. */
export function publishedWith(fields: Readonly<Record<string, unknown>> = {}, ...signers: readonly Signer[]): PublishedModel {
  const bytes = new TextEncoder().encode(JSON.stringify({...tinyManifest(), ...fields}));
  const name = `manifest-${createHash('sha256').update(bytes).digest('hex')}`;
  const signatures = signers.map(({key}) => signBytes(null, bytes, key).toString('base64')).join('\n');
  return {url: `${HOST}${name}.json`, files: {[`${name}.json`]: bytes, ...(signers.length > 0 && {[`${name}.sig`]: new TextEncoder().encode(signatures)})}};
}

/** Serves these, and the tiny model's own files; anything else is not found. */
export function serverOf(...files: readonly Readonly<Record<string, Uint8Array<ArrayBuffer>>>[]) {
  const known = Object.assign({}, ...files) as Record<string, Uint8Array<ArrayBuffer>>;
  const asked: string[] = [];
  const fetch = (async (input: string) => {
    const name = new URL(input).pathname.split('/').at(-1) ?? '';
    asked.push(name);
    if (known[name]) return new Response(known[name]);
    try {
      return new Response(tinyFile(name));
    } catch {
      return new Response('not here', {status: 404});
    }
  }) as typeof globalThis.fetch;
  return {fetch, asked, caches: null};
}

/** What of the Cache API is used, in a map. */
export function cacheStorage(entries = new Map<string, Uint8Array<ArrayBuffer>>()) {
  const cache = {
    match: async (key: string) => { const bytes = entries.get(key); return bytes && new Response(bytes); },
    put: async (key: string, response: Response) => {
      const bytes = new Uint8Array(await response.arrayBuffer());
      // Put again, an entry is the newest, as in a browser.
      entries.delete(key);
      entries.set(key, bytes);
    },
    keys: async () => [...entries.keys()].map(url => ({url})),
    delete: async (key: string | {url: string}) => entries.delete(typeof key === 'string' ? key : key.url),
  };
  return {entries, caches: {open: async () => cache} as unknown as CacheStorage};
}
