import {readFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import * as fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {readSchema} from '../../../src/features/schema.js';
import type {Manifest} from '../../../src/ranking-types.js';
import {loadManifest, loadModel} from '../../../src/ranker/artifact.js';
import {cacheStorage, HOST, tinyFile as tiny, tinyManifest as manifestOf} from '../../support/models.js';
import {TINY_MANIFEST} from '../../support/ranking.js';
import pair from '../../support/tiny-pair/current.json' with {type: 'json'};

const URL_OF_TINY = `${HOST}${TINY_MANIFEST}`;
const MODEL = manifestOf().files.model.path;

/** Serves the tiny model's files, but for those given here. */
function server(others: Readonly<Record<string, BodyInit | Response | Error>> = {}) {
  const asked: string[] = [];
  const fetch = (async (url: string) => {
    const name = url.slice(HOST.length);
    asked.push(name);
    const other = others[name];
    if (other instanceof Error) throw other;
    return other instanceof Response ? other : new Response(other ?? tiny(name));
  }) as typeof globalThis.fetch;
  return {fetch, asked, caches: null};
}

/** A changed manifest under the name that its own digest gives it. */
function published(change: (manifest: Record<string, never>) => unknown) {
  const manifest = manifestOf() as unknown as Record<string, never>;
  const text = JSON.stringify(change(manifest) ?? manifest);
  const name = `manifest-${createHash('sha256').update(text).digest('hex')}.json`;
  return {url: `${HOST}${name}`, files: {[name]: text}};
}

describe('what is right', () => {
  test('the page gets manifest and schema, and fetches no more than these', async () => {
    const host = server();
    const {manifest, schema, url} = await loadManifest(URL_OF_TINY, {...host, readSchema});
    expect(manifest).toMatchObject({format: 1, name: 'tiny', version: 1});
    expect(schema).toMatchObject({version: 'tiny-1', historyLength: 64});
    expect(url).toBe(URL_OF_TINY);
    expect(host.asked).toEqual([TINY_MANIFEST, manifest.files.schema.path]);
  });

  test('the worker gets everything', async () => {
    const {model, golden, schema} = await loadModel(URL_OF_TINY, server());
    expect(model).toEqual(tiny(MODEL));
    expect(golden.batches).toHaveLength(2);
    expect(schema.version).toBe('tiny-1');
  });

  test('[R8] of a model in two graphs both are checked, and one that is not what the manifest says is refused', async () => {
    const file = (name: string) => new Uint8Array(readFileSync(new URL(`../../support/tiny-pair/${name}`, import.meta.url)));
    const {history, model} = (JSON.parse(new TextDecoder().decode(file(pair.manifest))) as Manifest).files;
    const host = (change: (name: string, bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) =>
      ({caches: null, fetch: (async (url: string) => new Response(change(url.slice(HOST.length), file(url.slice(HOST.length))))) as typeof globalThis.fetch});
    const loaded = await loadModel(`${HOST}${pair.manifest}`, host((_, bytes) => bytes));
    expect(loaded).toMatchObject({model: file(model.path), history: file(history?.path ?? '')});
    for (const path of [model.path, history?.path]) {
      const flipped = host((name, bytes) => (name === path ? bytes.map((byte, i) => (i === 99 ? byte ^ 1 : byte)) : bytes));
      await expect(loadModel(`${HOST}${pair.manifest}`, flipped)).rejects.toMatchObject({name: 'model-digest', message: expect.stringContaining(path ?? '')});
    }
    expect((await loadModel(URL_OF_TINY, server())).history).toBeNull();
  });
});

describe('what is wrong', () => {
  test('fault 39: [R8] any one bit flipped in any file is found before anything is parsed', async () => {
    const names = [TINY_MANIFEST, ...Object.values(manifestOf().files).map(file => file.path)];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(7), async (name, at, bit) => {
      const bytes = tiny(name);
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
      await expect(loadModel(URL_OF_TINY, server({[name]: bytes}))).rejects.toMatchObject({name: name === TINY_MANIFEST ? 'manifest-invalid' : 'model-digest'});
    }), {numRuns: 200});
  });

  test.each([
    ['shorter', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['longer', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0)],
    ['a page of HTML', () => '<!doctype html><title>Sign in</title>'],
    ['empty', () => ''],
  ])('fault 39: [R8] a model that is %s is refused', async (_, change) => {
    await expect(loadModel(URL_OF_TINY, server({[MODEL]: change(tiny(MODEL)) as BodyInit}))).rejects.toMatchObject({name: 'model-digest'});
  });

  test('fault 33: [R8] more bytes than announced are not even read', async () => {
    let given = 0;
    const endless = new Response(new ReadableStream({pull(controller) { given += 65_536; controller.enqueue(new Uint8Array(65_536)); }}));
    await expect(loadModel(URL_OF_TINY, server({[MODEL]: endless}))).rejects.toMatchObject({name: 'model-digest', message: expect.stringContaining('longer')});
    expect(given).toBeLessThan(1_000_000);
    const large = new Response(new Uint8Array(256 * 1024 + 1));
    await expect(loadModel(URL_OF_TINY, server({[TINY_MANIFEST]: large}))).rejects.toMatchObject({name: 'manifest-invalid'});
  });

  test.each([['a 404', new Response('', {status: 404})], ['no answer', new TypeError('Failed to fetch')]])('%s is missing, by name of what is missing', async (_, answer) => {
    const again = () => answer instanceof Response ? answer.clone() : answer;
    await expect(loadModel(URL_OF_TINY, server({[TINY_MANIFEST]: again()}))).rejects.toMatchObject({name: 'manifest-missing'});
    await expect(loadModel(URL_OF_TINY, server({[MODEL]: again()}))).rejects.toMatchObject({name: 'model-missing'});
  });

  test.each(['manifest.json', 'manifest-abc.json', `${TINY_MANIFEST}.txt`])('[R8] a manifest whose name is no digest is not fetched: %s', async name => {
    const host = server();
    await expect(loadManifest(`${HOST}${name}`, {...host, readSchema})).rejects.toMatchObject({name: 'manifest-invalid'});
    expect(host.asked).toEqual([]);
  });

  test.each<[string, (manifest: Record<string, any>) => unknown]>([ // eslint-disable-line @typescript-eslint/no-explicit-any -- each breaks the type on purpose
    ['format', manifest => { manifest['format'] = 2; }],
    ['files.model.path', manifest => { manifest['files'].model.path = '../../elsewhere.onnx'; }],
    ['files.model.path', manifest => { manifest['files'].model.path = 'https://elsewhere.example/x'; }],
    ['files.model.bytes', manifest => { manifest['files'].model.bytes = -1; }],
    ['expires', manifest => { manifest['expires'] = 'tomorrow'; }],
    ['minimumSdk', manifest => { manifest['minimumSdk'] = '1.0'; }],
    ['features', manifest => { manifest['features'] = 'none'; }],
    ['files.golden.sha256', manifest => { manifest['files'].golden.sha256 = 'none'; }],
    ['calibration.apply.slope', manifest => { manifest['calibration'].apply.slope = null; }],
    ['linear.undo', manifest => { delete manifest['linear'].undo; }],
    ['linear head open', manifest => { manifest['linear'].open.candidates.pop(); }],
    ['linear head impact', manifest => { manifest['linear'].impact.context.push(1); }],
    ['the whole', () => 7],
  ])('a manifest is checked in every field: %s', async (field, change) => {
    const {url, files} = published(change);
    await expect(loadManifest(url, {...server(files), readSchema})).rejects.toMatchObject({name: 'manifest-invalid', message: expect.stringContaining(field)});
  });

  test('a schema that this SDK cannot read keeps its own name', async () => {
    const text = JSON.stringify({format: 9});
    const path = 'feature-schema-x.json';
    const {url, files} = published(manifest => ({...manifest, files: {...manifestOf().files, schema: {path, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex')}}}));
    await expect(loadManifest(url, {...server({...files, [path]: text}), readSchema})).rejects.toMatchObject({name: 'schema-invalid'});
  });

  describe('without SubtleCrypto', () => {
    afterEach(() => { vi.unstubAllGlobals(); });
    test('[R8] nothing can be checked, so that nothing is used', async () => {
      vi.stubGlobal('crypto', {});
      await expect(loadModel(URL_OF_TINY, server())).rejects.toMatchObject({name: 'insecure-context', message: expect.stringContaining('https')});
    });
  });
});

describe('the cache', () => {
  test('a second load asks the network for nothing', async () => {
    const {caches, entries} = cacheStorage();
    await loadModel(URL_OF_TINY, {...server(), caches});
    await vi.waitFor(() => { expect(entries.size).toBe(4); });
    const again = server();
    await expect(loadModel(URL_OF_TINY, {...again, caches})).resolves.toMatchObject({manifest: {name: 'tiny'}});
    expect(again.asked).toEqual([]);
  });

  test('fault 41: [R8] what was changed in it is never used: purged, told, fetched again and put right', async () => {
    const {caches, entries} = cacheStorage();
    await loadModel(URL_OF_TINY, {...server(), caches});
    await vi.waitFor(() => { expect(entries.size).toBe(4); });
    for (const bytes of entries.values()) bytes[0] = (bytes[0] ?? 0) ^ 1;
    // Nothing to put in its place: what is poisoned goes all the same.
    const poisoned: string[] = [];
    const onPoisoned = (url: string) => void poisoned.push(url);
    await expect(loadModel(URL_OF_TINY, {...server({[TINY_MANIFEST]: new TypeError('offline')}), caches, onPoisoned})).rejects.toMatchObject({name: 'manifest-missing'});
    expect([entries.size, poisoned]).toEqual([3, [URL_OF_TINY]]);
    const again = server();
    await loadModel(URL_OF_TINY, {...again, caches, onPoisoned});
    expect(again.asked).toHaveLength(4);
    expect(poisoned).toHaveLength(4);
    await vi.waitFor(() => {
      for (const [key, bytes] of entries) expect(key).toBe(`https://inkling.invalid/sha256/${createHash('sha256').update(bytes).digest('hex')}`);
    });
  });

  test('a refused file is not kept', async () => {
    const {caches, entries} = cacheStorage();
    await expect(loadModel(URL_OF_TINY, {...server({[MODEL]: 'flipped'}), caches})).rejects.toThrow();
    expect([...entries.keys()].some(key => key.includes(manifestOf().files.model.sha256))).toBe(false);
  });

  test('it keeps the sixteen newest', async () => {
    const {caches, entries} = cacheStorage(new Map(Array.from({length: 20}, (_, i) => [`old-${i}`, new Uint8Array(1)])));
    await loadModel(URL_OF_TINY, {...server(), caches});
    await vi.waitFor(() => { expect([...entries.keys()].slice(0, 12)).toEqual(Array.from({length: 12}, (_, i) => `old-${i + 8}`)); });
    expect(entries.size).toBe(16);
  });

  test('[R8] what serves is kept, however many models were refused since', async () => {
    const {caches, entries} = cacheStorage();
    await loadModel(URL_OF_TINY, {...server(), caches});
    await vi.waitFor(() => { expect(entries.size).toBe(4); });
    const own = [...entries.keys()];
    for (let visit = 0; visit < 5; visit++) {
      for (let i = 0; i < 9; i++) entries.set(`other-${visit}-${i}`, new Uint8Array(1));
      const offline = server({[TINY_MANIFEST]: new TypeError('offline'), [MODEL]: new TypeError('offline')});
      await expect(loadModel(URL_OF_TINY, {...offline, caches})).resolves.toMatchObject({manifest: {name: 'tiny'}});
      await vi.waitFor(() => { expect([...entries.keys()].slice(-4).sort()).toEqual([...own].sort()); });
    }
    expect(entries.size).toBe(16);
  });

  test.each<[string, CacheStorage]>([
    ['cannot be opened', {open: async () => { throw new DOMException('insecure', 'SecurityError'); }} as unknown as CacheStorage],
    ['throws at every turn', {open: async () => ({match: async () => { throw new Error('io'); }, put: async () => { throw new DOMException('full', 'QuotaExceededError'); }})} as unknown as CacheStorage],
  ])('one that %s is as if it were empty', async (_, caches) => {
    await expect(loadModel(URL_OF_TINY, {...server(), caches})).resolves.toMatchObject({manifest: {name: 'tiny'}});
  });

  test('where there is none, there is none', async () => {
    await expect(loadModel(URL_OF_TINY, {fetch: server().fetch})).resolves.toMatchObject({manifest: {name: 'tiny'}});
  });
});
