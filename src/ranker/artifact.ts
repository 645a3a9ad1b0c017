/** The model's files: fetched, checked against their digests, kept. Nothing is parsed or run before its bytes are what the manifest, and the manifest's own name, say they are [R8]. */
import {InklingError, type ErrorName} from '../errors.js';
import type {ArtifactFile, FeatureSchema, Golden, Manifest} from '../ranking-types.js';
import {readManifest} from './manifest.js';

const MAX_MANIFEST_BYTES = 256 * 1024;
/** A download that takes longer is given up. */
const DOWNLOAD_MS = 30_000;
/** Entries of the cache are named by digest; what was kept longest goes first. */
const CACHE = 'inkling-ranker';
const MAX_CACHED = 16;
const MANIFEST_NAME = /\/manifest-([0-9a-f]{64})\.json$/;

export interface ArtifactOptions {
  readonly fetch?: typeof fetch;
  /** The browser's own when left out; null for none. */
  readonly caches?: CacheStorage | null;
}

/** What the linear ranker needs. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  readonly schema: FeatureSchema;
  /** Absolute. */
  readonly url: string;
}

/** What the neural ranker needs. */
export interface LoadedModel extends LoadedManifest {
  readonly model: Uint8Array;
  /** Null where `model` is the whole network. */
  readonly history: Uint8Array | null;
  readonly golden: Golden;
}

/**
 * The page's part: manifest and feature schema, checked in every field.
 * @param url absolute, its last part `manifest-<sha256>.json`
 * @param options `readSchema` is the features room's
 * @throws {InklingError} `manifest-missing`, `manifest-invalid`, `model-missing`, `model-digest`, `schema-invalid`, `insecure-context`
 */
export async function loadManifest(url: string, options: ArtifactOptions & {readonly readSchema: (json: unknown) => FeatureSchema}): Promise<LoadedManifest> {
  const manifest = readManifest(await fetchManifest(url, options), url);
  const schema = options.readSchema(await fetchJson(manifest.files.schema, url, options));
  for (const [head, {candidates, context}] of Object.entries(manifest.linear)) {
    if (candidates.length !== schema.candidates.length || context.length !== schema.context.length) {
      throw new InklingError('manifest-invalid', `The linear head ${head} of ${url} has other columns than its feature schema. Publish the model again.`);
    }
  }
  return {manifest, schema, url};
}

/**
 * The worker's part: all of it. The page has read this manifest, and its digest names these very bytes, so that its fields are not checked twice.
 * @throws {InklingError} as `loadManifest`
 */
export async function loadModel(url: string, options: ArtifactOptions = {}): Promise<LoadedModel> {
  const manifest = await fetchManifest(url, options) as Manifest;
  const {files} = manifest;
  const [schema, golden, model, history] = await Promise.all([
    fetchJson(files.schema, url, options), fetchJson(files.golden, url, options), fetchFile(files.model, url, options), files.history ? fetchFile(files.history, url, options) : null,
  ]);
  return {manifest, schema: schema as FeatureSchema, golden: golden as Golden, model, history, url};
}

async function fetchManifest(url: string, options: ArtifactOptions): Promise<unknown> {
  const digest = MANIFEST_NAME.exec(new URL(url).pathname)?.[1];
  if (!digest) throw new InklingError('manifest-invalid', `${url} does not end in manifest-<sha256>.json, so that its contents cannot be checked. Use the URL that publishing gave.`);
  return parse(await load(url, digest, MAX_MANIFEST_BYTES, options, {missing: 'manifest-missing', wrong: 'manifest-invalid'}), url);
}

async function fetchJson(file: ArtifactFile, manifestUrl: string, options: ArtifactOptions): Promise<unknown> {
  return parse(await fetchFile(file, manifestUrl, options), file.path);
}

function fetchFile(file: ArtifactFile, manifestUrl: string, options: ArtifactOptions): Promise<Uint8Array<ArrayBuffer>> {
  return load(new URL(file.path, manifestUrl).href, file.sha256, file.bytes, options, {missing: 'model-missing', wrong: 'model-digest'});
}

/** From the cache where it holds these very bytes, else from the network. */
async function load(url: string, digest: string, maxBytes: number, options: ArtifactOptions, names: {missing: ErrorName; wrong: ErrorName}): Promise<Uint8Array<ArrayBuffer>> {
  const cache = await openCache(options.caches);
  const kept = await cache?.get(digest);
  if (kept && await sha256(kept) === digest) return kept;
  const bytes = await download(url, maxBytes, options.fetch ?? fetch, names);
  const got = await sha256(bytes);
  if (got !== digest) throw new InklingError(names.wrong, `${url} is not what its digest says (${got.slice(0, 12)} instead of ${digest.slice(0, 12)}). It is not used; look at what serves or changes it on the way.`);
  // The answer does not wait for this.
  void cache?.put(digest, bytes);
  return bytes;
}

async function download(url: string, maxBytes: number, fetch: typeof globalThis.fetch, names: {missing: ErrorName; wrong: ErrorName}): Promise<Uint8Array<ArrayBuffer>> {
  const missing = (why: string, cause?: unknown) => new InklingError(names.missing, `${url} could not be loaded: ${why}. Look at the server, CORS and the page's CSP (connect-src).`, {cause});
  try {
    const response = await fetch(url, {signal: AbortSignal.timeout(DOWNLOAD_MS)});
    if (!response.ok || !response.body) throw missing(`the server answered ${response.status}`);
    const bytes = new Uint8Array(maxBytes);
    let length = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > maxBytes) {
        reader.cancel().catch(() => {});
        throw new InklingError(names.wrong, `${url} is longer than the ${maxBytes} bytes that it may have. It is not used.`);
      }
      bytes.set(part.value, length);
      length += part.value.length;
    }
    return bytes.slice(0, length);
  } catch (error) {
    throw error instanceof InklingError ? error : missing(String(error), error);
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new InklingError('insecure-context', 'This page was not loaded over https, so that the browser cannot check the model, and no model is used. Serve the page over https.');
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), byte => byte.toString(16).padStart(2, '0')).join('');
}

interface KeptFiles {
  get(digest: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(digest: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Absent, full or broken, the cache is as if it were empty: it saves a download, nothing else. */
async function openCache(caches: CacheStorage | null | undefined): Promise<KeptFiles | null> {
  let cache: Cache;
  try {
    if (caches === null) return null;
    cache = await (caches ?? globalThis.caches).open(CACHE);
  } catch {
    return null;
  }
  // Not an address: it names contents, whatever URL they came from.
  const keyOf = (digest: string) => `https://inkling.invalid/sha256/${digest}`;
  return {
    async get(digest) {
      try {
        const response = await cache.match(keyOf(digest));
        return response ? new Uint8Array(await response.arrayBuffer()) : null;
      } catch {
        return null;
      }
    },
    async put(digest, bytes) {
      try {
        await cache.put(keyOf(digest), new Response(bytes));
        const keys = await cache.keys();
        for (const key of keys.slice(0, -MAX_CACHED)) await cache.delete(key);
      } catch {
        // It will be downloaded again.
      }
    },
  };
}

function parse(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
  } catch (cause) {
    throw new InklingError('manifest-invalid', `${url} is no JSON. Publish the model again.`, {cause});
  }
}
