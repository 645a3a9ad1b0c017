/** 10,000 corruptions of model, manifest, signature and cache, by chance from a seed: none of them runs. Verification alone: what is not given back cannot be run. */
import {createHash} from 'node:crypto';
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformInt} from 'pure-rand/distribution/uniformInt';
import {expect, test} from 'vitest';
import {readSchema} from '../../../src/features/schema.js';
import {loadManifest, loadModel} from '../../../src/ranker/artifact.js';
import {aSigner, cacheStorage, HOST, publishedWith, tinyFile, tinyManifest} from '../../support/models.js';

const SEED = 20261120;
const CORRUPTIONS = 10_000;
const signer = aSigner();
const {url, files} = publishedWith({}, signer);
const [manifestName = '', signatureName = ''] = Object.keys(files);
type Bytes = Uint8Array<ArrayBuffer>;
const GOOD: Readonly<Record<string, Bytes>> = {...files, ...Object.fromEntries(Object.values(tinyManifest().files).map(({path}) => [path, tinyFile(path)]))};
const NAMES = Object.keys(GOOD);
const PAGE = [manifestName, signatureName, tinyManifest().files.schema.path];
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const cacheKeyOf = (name: string) => `https://inkling.invalid/${name === signatureName ? `signature/${sha256(GOOD[manifestName] ?? new Uint8Array())}` : `sha256/${sha256(GOOD[name] ?? new Uint8Array())}`}`;

const generator = xoroshiro128plus(SEED);
const upTo = (most: number) => uniformInt(generator, 0, most);
const one = <T>(of: readonly T[]): T => of[upTo(of.length - 1)] as T;
const bytesAtRandom = (length: number): Bytes => Uint8Array.from({length}, () => upTo(255));

const CORRUPTION: Readonly<Record<string, (bytes: Bytes) => Bytes>> = {
  'a bit flipped': bytes => bytes.map((byte, at) => (at === CORRUPTED.at ? byte ^ (1 << CORRUPTED.bit) : byte)),
  'a run of noise': bytes => {
    const noisy = bytes.slice();
    noisy.set(bytesAtRandom(Math.min(1 + upTo(63), bytes.length - CORRUPTED.at)), CORRUPTED.at);
    return noisy;
  },
  'cut short': bytes => bytes.slice(0, CORRUPTED.at),
  'longer': bytes => Uint8Array.of(...bytes, ...bytesAtRandom(1 + upTo(15))),
  'two bytes swapped': bytes => {
    const swapped = bytes.slice();
    const other = upTo(bytes.length - 1);
    [swapped[CORRUPTED.at], swapped[other]] = [bytes[other] ?? 0, bytes[CORRUPTED.at] ?? 0];
    return swapped;
  },
  'another file': bytes => one(Object.values(GOOD).filter(other => other !== bytes)),
  'a page of HTML': () => new TextEncoder().encode('<!doctype html><title>Sign in</title>'),
  'nothing': () => new Uint8Array(),
};
const CORRUPTED = {at: 0, bit: 0};

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

function corrupted(name: string): {kind: string; bytes: Bytes} {
  const good = GOOD[name] ?? new Uint8Array();
  for (;;) {
    Object.assign(CORRUPTED, {at: upTo(good.length - 1), bit: upTo(7)});
    const kind = one(Object.keys(CORRUPTION));
    const bytes = CORRUPTION[kind]?.(good) ?? good;
    if (!isSame(bytes, good)) return {kind, bytes};
  }
}

/** What of a Response is read: ten thousand of the real ones take a minute. */
function responseOf(bytes: Bytes | undefined): Response {
  let given = false;
  const getReader = () => ({
    read: async () => (given || !bytes ? {done: true} : (given = true, {done: false, value: bytes})),
    cancel: async () => undefined,
  });
  return {ok: bytes !== undefined, status: bytes ? 200 : 404, headers: new Headers(), body: {getReader}} as unknown as Response;
}

/** What the page, or the worker, makes of these files: in words that say all of it. The second trusts what the first has read, so each is asked for the files that are its own. */
async function loadAll(name: string, serve: (name: string) => Bytes | undefined, kept?: Map<string, Bytes>): Promise<string> {
  const fetch = (async (input: string) => responseOf(serve(input.slice(HOST.length)))) as typeof globalThis.fetch;
  const caches = kept ? cacheStorage(kept).caches : null;
  if (PAGE.includes(name)) return JSON.stringify(await loadManifest(url, {fetch, caches, keys: [signer.pinned], readSchema}));
  const {model, golden, schema, manifest} = await loadModel(url, {fetch, caches});
  return JSON.stringify([sha256(model), golden, schema, manifest]);
}

test('fault 39: fault 41: [R8] 10,000 corruptions of what is served, and of what is kept: what loads is what was published, or nothing', async () => {
  const truth = Object.fromEntries(await Promise.all(NAMES.map(async name => [name, await loadAll(name, asked => GOOD[asked])])));
  let [refused, healed] = [0, 0];
  for (let run = 0; run < CORRUPTIONS; run++) {
    const name = one(NAMES);
    const {kind, bytes} = corrupted(name);
    const inCache = upTo(1) === 1;
    const kept = inCache ? new Map([[cacheKeyOf(name), bytes]]) : undefined;
    const loaded = await loadAll(name, asked => (!inCache && asked === name ? bytes : GOOD[asked]), kept).catch((error: Error) => error);
    const about = `seed ${SEED}, run ${run}: ${name}, ${kind}, ${inCache ? 'kept' : 'served'}`;
    if (loaded instanceof Error) {
      expect(inCache, `${about}: the network has the truth, and it takes the place of what was kept`).toBe(false);
      expect(loaded.name, about).toMatch(/^(manifest-invalid|manifest-unsigned|model-digest)$/);
      refused += 1;
    } else {
      // Lines after a signature that holds, or bits that base64 does not read, change nothing.
      if (!inCache && name !== signatureName) expect.fail(`${about}: it was loaded`);
      if (loaded !== truth[name]) expect.fail(`${about}: something else was loaded`);
      healed += 1;
    }
  }
  expect(refused + healed).toBe(CORRUPTIONS);
  expect(Math.min(refused, healed)).toBeGreaterThan(4000);
}, 120_000);
