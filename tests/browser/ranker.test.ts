// The kernels are ORT's to test. Here: that a backend serves only what it has proved, and that the wall holds whatever the worker does.
import {afterEach, describe, expect, test, vi} from 'vitest';
import {commands} from 'vitest/browser';
import {HEADS, type HeadScores} from '../../src/types.js';
import type {RankedList} from '../../src/ranking-types.js';
import {createWorkerLink, type LinkState, type WorkerLink, type WorkerLinkOptions} from '../../src/worker-link.js';
import {call, interaction, list, setup, TINY_MANIFEST} from '../support/ranking.js';

/** A GPU in software takes seconds for its first run, and half a minute on a machine that is busy. */
const PATIENT = {start: 120_000, hang: 60_000};
vi.setConfig({testTimeout: 180_000});
const links: WorkerLink[] = [];
const aLink = (options: WorkerLinkOptions = {}) => {
  const link = createWorkerLink({deadlines: PATIENT, ...options});
  links.push(link);
  return link;
};
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await commands.letThrough();
  await caches.delete('inkling-ranker');
});

const scoresOf = ([ranked]: readonly RankedList[]) => new Map(ranked?.items.map(item => [item.candidateId, item.scores as HeadScores]));

describe('backends', () => {
  const history = [interaction('dismiss', 1), interaction('open', 2), interaction('impression', 3)];

  test('[R7] webgpu and wasm serve once they have given the golden scores, and give the same', async () => {
    const request = call([list(10), list(3, {surface: 'campaign-page'})], history);
    const serve = async (backend: 'webgpu' | 'wasm') => {
      const link = aLink();
      const ready = await link.start(setup({backend}));
      expect(ready).toMatchObject({backend, refused: [], calibration: null});
      expect(ready.goldenDifference).toBeLessThanOrEqual(1e-4);
      const lists = await link.rank(request);
      expect(lists.map(({tier, items}) => [tier, items.length])).toEqual([[backend, 10], [backend, 3]]);
      return lists;
    };
    const [gpu, wasm] = [await serve('webgpu'), await serve('wasm')];
    const encoded = (lists: readonly RankedList[]) => lists.map(({digest, contextVector}) => ({digest, contextVector}));
    expect(encoded(gpu)).toEqual(encoded(wasm));
    const expected = scoresOf(wasm);
    for (const [id, scores] of scoresOf(gpu)) for (const head of HEADS) expect(Math.abs(scores[head] - (expected.get(id)?.[head] ?? NaN)), `${id} ${head}`).toBeLessThanOrEqual(1e-4);
  });

  test('[R5] left to itself, both are timed and the faster is kept for the next start', async () => {
    const link = aLink();
    const {backend, calibration, timings} = await link.start(setup());
    expect(timings['wasm']).toBeGreaterThan(0);
    expect(timings['webgpu']).toBeGreaterThan(0);
    expect(backend).toBe((timings['webgpu'] ?? 0) < (timings['wasm'] ?? 0) ? 'webgpu' : 'wasm');
    expect(calibration).toEqual({key: expect.stringContaining('|manifest-'), backend});
    const again = await link.start(setup({calibrated: {[calibration?.key ?? '']: backend}}));
    expect(again).toMatchObject({backend, calibration: null});
    expect(again.timings['webgpu']).toBeUndefined();
  });

  test('a dismissal lowers what lies near it', async () => {
    const link = aLink();
    await link.start(setup({backend: 'wasm'}));
    const before = scoresOf(await link.rank(call([list(8)])));
    const after = scoresOf(await link.rank(call([list(8)], [interaction('dismiss', 1)])));
    expect(after.get('c5')?.apply).toBeLessThan(before.get('c5')?.apply ?? 0);
    expect(after.get('c7')?.apply).toBeCloseTo(before.get('c7')?.apply ?? 0, 2);
  });

  test('[W9] 500 short lists are one run', async () => {
    const link = aLink();
    await link.start(setup({backend: 'wasm'}));
    const lists = await link.rank(call(Array.from({length: 500}, (_, i) => list(3, {seed: `${i}`})), history));
    expect(lists).toHaveLength(500);
    expect(new Set(lists.map(ranked => ranked.timings['score'])).size).toBe(1);
  });
});

describe('artifacts', () => {
  test.each([
    ['**/ranker-*.onnx', 'flipped', 'model-digest'],
    ['**/ranker-*.onnx', 'missing', 'model-missing'],
    ['**/golden-*.json', 'flipped', 'model-digest'],
    ['**/manifest-*.json', 'flipped', 'manifest-invalid'],
    ['**/manifest-*.json', 'missing', 'manifest-missing'],
  ] as const)('fault 39: [R8] %s %s: %s, and nothing runs', async (pattern, fault, name) => {
    await commands.intercept(pattern, fault);
    const link = aLink();
    await expect(link.start(setup({backend: 'wasm'}))).rejects.toMatchObject({name});
    expect(link).toMatchObject({state: 'failed', restarts: 0, error: {name}});
    await expect(link.rank(call([list(2)]))).rejects.toMatchObject({name});
  });

  test('fault 41: [R8] a kept file that was changed is fetched again, and the page hears of it', async () => {
    await aLink().start(setup({backend: 'wasm'}));
    const cache = await caches.open('inkling-ranker');
    await expect.poll(async () => (await cache.keys()).length).toBe(4);
    for (const key of await cache.keys()) await cache.put(key, new Response('poison'));
    await expect(aLink().start(setup({backend: 'wasm'}))).resolves.toMatchObject({backend: 'wasm', poisoned: 4});
  });

  test('fault 38: [R7] a backend that is off its golden lists does not serve', async () => {
    const origin = new URL('/tests/support/tiny-model/', location.origin);
    const json = async (name: string) => (await fetch(new URL(name, origin))).json();
    const digest = async (text: string) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))), byte => byte.toString(16).padStart(2, '0')).join('');
    const cache = await caches.open('inkling-ranker');
    const keep = async (text: string) => {
      const sha256 = await digest(text);
      await cache.put(`https://inkling.invalid/sha256/${sha256}`, new Response(text));
      return {sha256, bytes: text.length};
    };
    const manifest = await json(TINY_MANIFEST);
    const golden = await json(manifest.files.golden.path);
    const [first] = golden.batches;
    first.scores = first.scores.replace(/[^=]/g, 'A');
    Object.assign(manifest.files.golden, await keep(JSON.stringify(golden)));
    const {sha256} = await keep(JSON.stringify(manifest));
    const link = aLink();
    const start = link.start(setup({manifest: new URL(`manifest-${sha256}.json`, origin).href}));
    await expect(start).rejects.toMatchObject({name: 'golden-mismatch', message: expect.stringMatching(/webgpu: Known inputs.*wasm: Known inputs/)});
  });

  test('[R8] a kept model needs no network', async () => {
    await aLink().start(setup({backend: 'wasm'}));
    for (const pattern of ['**/ranker-*.onnx', '**/golden-*.json', '**/manifest-*.json', '**/feature-schema-*.json']) await commands.intercept(pattern, 'missing');
    await expect(aLink().start(setup({backend: 'wasm'}))).resolves.toMatchObject({backend: 'wasm'});
  });

  test('fault 43: [R9] the WASM of ORT missing: no-wasm, and once it is there a fresh worker serves', async () => {
    const link = aLink();
    await commands.intercept('**/*.wasm', 'missing');
    await expect(link.start(setup({backend: 'wasm'}))).rejects.toMatchObject({name: 'no-wasm'});
    await commands.letThrough();
    await expect(link.start(setup({backend: 'wasm'}))).resolves.toMatchObject({backend: 'wasm'});
  });

  test('assets.wasm names another folder of ORT\'s files', async () => {
    const wasm = new URL('/node_modules/onnxruntime-web/dist', location.origin).href;
    await expect(aLink().start(setup({backend: 'wasm', wasm}))).resolves.toMatchObject({backend: 'wasm'});
    await expect(aLink().start(setup({backend: 'wasm', wasm: `${wasm}/nowhere`}))).rejects.toMatchObject({name: 'no-wasm'});
  });
});

/** Speaks as a worker does, then does this when it is asked to rank. */
const scriptThat = (ranks: string) => `
  onmessage = ({data: port}) => {
    port.onmessage = ({data: {id, path: [name]}}) => {
      if (name === 'rank') ${ranks}
      port.postMessage({id, type: 'RAW', value: name === 'start' ? {backend: 'wasm', goldenDifference: 0, timings: {}, calibration: null, refused: []} : {strings: [], numbers: Float64Array.of(0)}});
    };
  };
  postMessage({inkling: 'ready'});`;
const workerThat = (ranks: string) => new Worker(URL.createObjectURL(new Blob([scriptThat(ranks)], {type: 'text/javascript'})), {type: 'module'});

describe('the wall', () => {
  test('fault 31: [R9] a worker ended in the middle of a call: the call rejects, a fresh worker serves', async () => {
    const states: LinkState[] = [];
    const link = aLink({onChange: state => states.push(state)});
    await link.start(setup({backend: 'wasm'}));
    const pending = link.rank(call([list(200)]));
    await Promise.resolve();
    link.kill('a test');
    await expect(pending).rejects.toMatchObject({name: 'worker-died'});
    await expect(link.rank(call([list(3)]))).resolves.toMatchObject([{tier: 'wasm'}]);
    expect(link.restarts).toBe(1);
    expect(states.map(({state}) => state)).toEqual(['starting', 'ready', 'ready', 'starting', 'ready']);
  });

  test('fault 32: [R6] a worker that hangs is killed while the page goes on, and the next one serves', async () => {
    const behaviours = ['for (;;);', ';'];
    const link = aLink({createWorker: () => workerThat(behaviours.shift() ?? ';'), deadlines: {hang: 300}});
    await link.start(setup());
    const hanging = link.rank(call([]));
    let turns = 0;
    const turning = setInterval(() => { turns += 1; }, 10);
    await expect(hanging).rejects.toMatchObject({name: 'worker-hung'});
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
    await expect(link.rank(call([]))).resolves.toEqual([]);
  });

  test('fault 31: [R9] a worker that closes itself is missed at the hang deadline, where there are no locks to tell of it', async () => {
    const behaviours = ['return close();', ';'];
    const link = aLink({createWorker: () => workerThat(behaviours.shift() ?? ';'), deadlines: {hang: 300}});
    await link.start(setup());
    await expect(link.rank(call([]))).rejects.toMatchObject({name: 'worker-hung'});
    await expect(link.rank(call([]))).resolves.toEqual([]);
  });

  test('[W1] an uncaught error in the worker does not reach the page', async () => {
    const heard: Event[] = [];
    const listener = (event: Event) => heard.push(event);
    addEventListener('error', listener);
    const behaviours = ['{ setTimeout(() => { throw new Error("deep inside"); }); return; }', ';'];
    const link = aLink({createWorker: () => workerThat(behaviours.shift() ?? ';')});
    await link.start(setup());
    await expect(link.rank(call([]))).rejects.toMatchObject({name: 'worker-died', message: expect.stringContaining('deep inside')});
    removeEventListener('error', listener);
    expect(heard).toEqual([]);
  });

  test('fault 30: a script that is not there: worker-failed', async () => {
    await expect(aLink({assets: {worker: '/nowhere/worker.js'}}).start(setup())).rejects.toMatchObject({name: 'worker-failed'});
  });

  test('a script of another origin starts through a blob', async () => {
    await commands.serve('https://cdn.example/inkling/worker.js', scriptThat(';'));
    const link = aLink({assets: {worker: 'https://cdn.example/inkling/worker.js'}});
    await expect(link.start(setup())).resolves.toMatchObject({backend: 'wasm'});
    await expect(link.rank(call([]))).resolves.toEqual([]);
  });

  test('a script of another origin that cannot be had: worker-cross-origin', async () => {
    await commands.intercept('https://cdn.example/**', 'missing');
    await expect(aLink({assets: {worker: 'https://cdn.example/inkling/worker.js'}}).start(setup())).rejects.toMatchObject({name: 'worker-cross-origin', message: expect.stringContaining('https://cdn.example')});
  });
});
