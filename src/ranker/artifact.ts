/** The model's files: fetched, checked against their digests, kept. Nothing is parsed or run before its bytes are what the manifest, and the manifest's own name, say they are [R8]. */
import {InklingError} from '../errors.js';
import type {ArtifactFile, FeatureSchema, Golden, Manifest} from '../ranking-types.js';
import {download, type DownloadOptions} from './download.js';
import {openKeptFiles} from './kept-files.js';
import {readManifest} from './manifest.js';
import {MAX_SIGNATURE_BYTES, signerOf} from './signature.js';
import {checkTerms, type Terms} from './trust.js';

const MAX_MANIFEST_BYTES = 256 * 1024;
const MANIFEST_NAME = /\/manifest-([0-9a-f]{64})\.json$/;
const MANIFEST_ERRORS = {missing: 'manifest-missing', wrong: 'manifest-invalid'} as const;
const FILE_ERRORS = {missing: 'model-missing', wrong: 'model-digest'} as const;

export interface ArtifactOptions {
  readonly fetch?: typeof fetch;
  /** The browser's own when left out; null for none. */
  readonly caches?: CacheStorage | null;
  /** What was kept is not what its name says, and was thrown away. */
  readonly onPoisoned?: (url: string) => void;
}

/** What the page asks of a manifest. */
export interface ManifestOptions extends ArtifactOptions {
  /** The features room's. */
  readonly readSchema: (json: unknown) => FeatureSchema;
  /** What the encoder of this page makes of a schema; compared where the manifest says what it should be. */
  readonly featuresOf?: (schema: FeatureSchema) => string;
  /** Any manifest will do when left out: publishing reads old ones too. */
  readonly terms?: Terms;
  /** The host's public keys, base64; a signature by one of them is asked for where there are any. */
  readonly keys?: readonly string[];
}

/** What the linear ranker needs. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  readonly schema: FeatureSchema;
  /** Absolute. */
  readonly url: string;
  /** The pinned key that signed it; none where none is pinned. */
  readonly key?: string;
}

/** What the neural ranker needs. */
export interface LoadedModel extends LoadedManifest {
  readonly model: Uint8Array;
  /** Null where `model` is the whole network. */
  readonly history: Uint8Array | null;
  readonly golden: Golden;
}

/**
 * The page's part: manifest and feature schema. In this order, and each before what it guards: the name's digest, the signature, the fields, the terms, the schema's digest, its columns, its encoding.
 * @param url absolute, its last part `manifest-<sha256>.json`
 * @throws {InklingError} `manifest-missing`, `manifest-invalid`, `manifest-unsigned`, `no-ed25519`, `model-too-big`, `model-other`, `manifest-expired`, `sdk-too-old`, `model-missing`, `model-digest`, `schema-invalid`, `features-differ`, `insecure-context`
 */
export async function loadManifest(url: string, options: ManifestOptions): Promise<LoadedManifest> {
  const {terms, keys = [], readSchema, featuresOf} = options;
  const bytes = await fetchManifest(url, options);
  const key = keys.length > 0 ? await fetchSigner(bytes, url, keys, options) : undefined;
  const manifest = readManifest(parse(bytes, url), url);
  if (terms) checkTerms(manifest, url, terms);
  const schema = readSchema(await fetchJson(manifest.files.schema, url, options));
  for (const [head, {candidates, context}] of Object.entries(manifest.linear)) {
    if (candidates.length !== schema.candidates.length || context.length !== schema.context.length) {
      throw new InklingError('manifest-invalid', `The linear head ${head} of ${url} has other columns than its feature schema. Publish the model again.`);
    }
  }
  if (featuresOf && manifest.features !== undefined && featuresOf(schema) !== manifest.features) {
    throw new InklingError('features-differ', `${manifest.name} ${manifest.version} was trained on other features than this page would give it: the SDK encodes the same facts otherwise. Update the package, or train the model again with this one.`);
  }
  return {manifest, schema, url, ...(key !== undefined && {key})};
}

/**
 * The worker's part: all of it. The page has read this manifest, and its digest names these very bytes, so that its fields are not checked twice.
 * @throws {InklingError} as `loadManifest`
 */
export async function loadModel(url: string, options: ArtifactOptions = {}): Promise<LoadedModel> {
  const manifest = parse(await fetchManifest(url, options), url) as Manifest;
  const {files} = manifest;
  const [schema, golden, model, history] = await Promise.all([
    fetchJson(files.schema, url, options), fetchJson(files.golden, url, options), fetchFile(files.model, url, options), files.history ? fetchFile(files.history, url, options) : null,
  ]);
  return {manifest, schema: schema as FeatureSchema, golden: golden as Golden, model, history, url};
}

async function fetchManifest(url: string, options: ArtifactOptions): Promise<Uint8Array<ArrayBuffer>> {
  const digest = MANIFEST_NAME.exec(new URL(url).pathname)?.[1];
  if (!digest) throw new InklingError('manifest-invalid', `${url} does not end in manifest-<sha256>.json, so that its contents cannot be checked. Use the URL that publishing gave.`);
  return load(url, digest, MAX_MANIFEST_BYTES, options, MANIFEST_ERRORS);
}

/** The signature lies beside the manifest. What is kept of it is checked as if it came from the network, and fetched anew where it does not hold: the publisher may have signed again. */
async function fetchSigner(manifest: Uint8Array<ArrayBuffer>, url: string, keys: readonly string[], options: ArtifactOptions): Promise<string> {
  const at = url.replace(/\.json$/, '.sig');
  const name = `signature/${MANIFEST_NAME.exec(new URL(url).pathname)?.[1]}`;
  const files = await openKeptFiles(options.caches);
  const signerIn = (bytes: Uint8Array) => signerOf(manifest, new TextDecoder().decode(bytes), keys, url);
  const kept = await files?.get(name);
  if (kept) {
    const signer = await signerIn(kept).catch(() => null);
    if (signer !== null) return signer;
  }
  const bytes = await download(at, MAX_SIGNATURE_BYTES, {fetch: options.fetch ?? fetch, names: {missing: 'manifest-unsigned', wrong: 'manifest-unsigned'}});
  const signer = await signerIn(bytes);
  void files?.put(name, bytes);
  return signer;
}

async function fetchJson(file: ArtifactFile, manifestUrl: string, options: ArtifactOptions): Promise<unknown> {
  return parse(await fetchFile(file, manifestUrl, options), file.path);
}

function fetchFile(file: ArtifactFile, manifestUrl: string, options: ArtifactOptions): Promise<Uint8Array<ArrayBuffer>> {
  return load(new URL(file.path, manifestUrl).href, file.sha256, file.bytes, options, FILE_ERRORS);
}

/** From what is kept where these are the very bytes, else from the network. */
async function load(url: string, digest: string, maxBytes: number, options: ArtifactOptions, names: DownloadOptions['names']): Promise<Uint8Array<ArrayBuffer>> {
  const files = await openKeptFiles(options.caches);
  const name = `sha256/${digest}`;
  const kept = await files?.get(name);
  // The answer waits for none of what is kept.
  if (kept && await sha256(kept) === digest) {
    void files?.used(name, kept);
    return kept;
  }
  if (kept) {
    await files?.purge(name);
    options.onPoisoned?.(url);
  }
  const bytes = await download(url, maxBytes, {fetch: options.fetch ?? fetch, names});
  const got = await sha256(bytes);
  if (got !== digest) throw new InklingError(names.wrong, `${url} is not what its digest says (${got.slice(0, 12)} instead of ${digest.slice(0, 12)}). It is not used; look at what serves or changes it on the way.`);
  void files?.put(name, bytes);
  return bytes;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new InklingError('insecure-context', 'This page was not loaded over https, so that the browser cannot check the model, and no model is used. Serve the page over https.');
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', bytes)), byte => byte.toString(16).padStart(2, '0')).join('');
}

function parse(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
  } catch (cause) {
    throw new InklingError('manifest-invalid', `${url} is no JSON. Publish the model again.`, {cause});
  }
}
