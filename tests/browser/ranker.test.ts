// The kernels are ORT's to test. Here: that a backend serves only what it has proved, and that the wall holds whatever the worker does.
import {afterEach, describe, expect, test} from 'vitest';
import {commands} from 'vitest/browser';
import type {HeadScores} from '../../src/types.js';
import type {RankedList} from '../../src/ranking-types.js';
import {createWorkerLink, type LinkState, type WorkerLink, type WorkerLinkOptions} from '../../src/worker-link.js';
import {call, interaction, list, setup} from '../support/ranking.js';

/** A GPU in software takes seconds for its first run. */
const PATIENT = {start: 60_000, hang: 30_000};
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

  test.each(['webgpu', 'wasm'] as const)('[R7] %s serves once it has given the golden scores', async backend => {
    const link = aLink();
    const ready = await link.start(setup({backend}));
    expect(ready).toMatchObject({backend, refused: [], calibration: null});
    expect(ready.goldenDifference).toBeLessThanOrEqual(1e-4);
    const [ranked] = await link.rank(call([list(10)], history));
    expect(ranked?.tier).toBe(backend);
    expect(ranked?.items).toHaveLength(10);
  });

  test('[R7] webgpu and wasm give the same scores, digests and context', async () => {
    const request = call([list(10), list(3, {surface: 'campaign-page'})], history);
    const answers = [];
    for (const backend of ['webgpu', 'wasm'] as const) {
      const link = aLink();
      await link.start(setup({backend}));
      answers.push(await link.rank(request));
    }
    const [gpu = [], wasm = []] = answers;
    expect(gpu.map(({digest, contextVector}) => ({digest, contextVector}))).toEqual(wasm.map(({digest, contextVector}) => ({digest, contextVector})));
    const expected = scoresOf(wasm);
    for (const [id, scores] of scoresOf(gpu)) for (const [head, score] of Object.entries(scores)) expect(Math.abs(score - (expected.get(id)?.[head as keyof HeadScores] ?? NaN)), `${id} ${head}`).toBeLessThanOrEqual(1e-4);
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
  ] as const)('[R8] %s %s: %s, and nothing runs', async (pattern, fault, name) => {
    await commands.intercept(pattern, fault);
    const link = aLink();
    await expect(link.start(setup({backend: 'wasm'}))).rejects.toMatchObject({name});
    expect(link).toMatchObject({state: 'failed', restarts: 0, error: {name}});
    await expect(link.rank(call([list(2)]))).rejects.toMatchObject({name});
  });

  test('[R8] a kept file that was changed is fetched again', async () => {
    await aLink().start(setup({backend: 'wasm'}));
    const cache = await caches.open('inkling-ranker');
    await expect.poll(async () => (await cache.keys()).length).toBe(4);
    for (const key of await cache.keys()) await cache.put(key, new Response('poison'));
    await expect(aLink().start(setup({backend: 'wasm'}))).resolves.toMatchObject({backend: 'wasm'});
  });

  test('[R8] a kept model needs no network', async () => {
    await aLink().start(setup({backend: 'wasm'}));
    for (const pattern of ['**/ranker-*.onnx', '**/golden-*.json', '**/manifest-*.json', '**/feature-schema-*.json']) await commands.intercept(pattern, 'missing');
    await expect(aLink().start(setup({backend: 'wasm'}))).resolves.toMatchObject({backend: 'wasm'});
  });

  test('[R9] the WASM of ORT missing: no-wasm, and once it is there a fresh worker serves', async () => {
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

describe('the wall', () => {
  test('[R9] a worker ended in the middle of a call: the call rejects, a fresh worker serves', async () => {
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
});
