// When a worker is replaced, by what, and when no more.
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {packLists} from '../../src/crossing.js';
import {InklingError} from '../../src/errors.js';
import type {RankerSetup} from '../../src/ranking-types.js';
import {linkTo, messages, ready} from '../support/fake-worker.js';
import {call} from '../support/ranking.js';

const SETUP: RankerSetup = {manifest: 'https://host.example/models/manifest.json', backend: null};
const NOTHING = call([]);

beforeEach(() => { vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']}); });
afterEach(() => { vi.useRealTimers(); });

test('fault 31: [R9] three within 60 s, then the worker stays down; a minute without one gives them back', async () => {
  let now = 0;
  const {link, workers} = linkTo([{}], {now: () => now});
  await link.start(SETUP);
  for (let death = 1; death <= 3; death++) {
    now += 19_000;
    link.kill('a test');
    await link.rank(NOTHING);
    expect(link.restarts).toBe(death);
  }
  now = 79_001;
  link.kill('a test');
  await link.rank(NOTHING);
  expect(link.restarts).toBe(4);
  link.kill('a test');
  expect(link).toMatchObject({state: 'failed', error: {name: 'too-many-restarts'}});
  await expect(link.rank(NOTHING)).rejects.toMatchObject({name: 'too-many-restarts'});
  expect(workers).toHaveLength(5);
});

test('fault 35: fault 36: [R9] a GPU lost twice is left alone, unless the host forced it', async () => {
  const lost = {start: async ({backend}: RankerSetup) => ready(backend ?? 'webgpu'), rank: async () => { throw new InklingError('gpu-lost', 'x'); }};
  const free = linkTo([lost]);
  await free.link.start(SETUP);
  for (let i = 0; i < 2; i++) {
    await expect(free.link.rank(NOTHING)).rejects.toMatchObject({name: 'gpu-lost'});
    await messages();
  }
  expect(free.workers.map(worker => worker.setups[0]?.backend)).toEqual([null, null, 'wasm']);
  const forced = linkTo([lost]);
  await forced.link.start({...SETUP, backend: 'webgpu'});
  for (let i = 0; i < 2; i++) {
    await expect(forced.link.rank(NOTHING)).rejects.toMatchObject({name: 'gpu-lost'});
    await messages();
  }
  expect(forced.workers.map(worker => worker.setups[0]?.backend)).toEqual(['webgpu', 'webgpu', 'webgpu']);
  free.link.close();
  forced.link.close();
});

test.each(['bad-scores', 'worker-hung'] as const)('fault 37: [R9] %s twice on WebGPU: the next worker leaves it alone', async name => {
  const {link, workers} = linkTo([{start: async ({backend}: RankerSetup) => ready(backend ?? 'webgpu'), rank: async () => { throw new InklingError(name, 'x'); }}]);
  await link.start(SETUP);
  for (let i = 0; i < 2; i++) {
    await expect(link.rank(NOTHING)).rejects.toMatchObject({name});
    await messages();
  }
  expect(workers.map(worker => worker.setups[0]?.backend)).toEqual([null, null, 'wasm']);
  link.close();
});

test('fault 33: [R9] a worker that holds too much memory is replaced when nothing waits for it, and not before', async () => {
  const full = {...packLists([]), heapBytes: 2_000_000};
  let answer = () => {};
  const {link, workers} = linkTo([{rank: vi.fn().mockResolvedValueOnce(full).mockImplementationOnce(() => new Promise(resolve => { answer = () => resolve(full); }))}, {}], {maxHeapBytes: 1_000_000});
  await link.start(SETUP);
  const second = [link.rank(NOTHING), link.rank(NOTHING)][1];
  await messages();
  await vi.advanceTimersByTimeAsync(0);
  expect(workers[0]?.terminated, 'one call is still waiting').toBe(false);
  answer();
  await expect(second).resolves.toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(workers[0]?.terminated).toBe(true);
  await expect(link.rank(NOTHING)).resolves.toEqual([]);
  expect(link).toMatchObject({state: 'ready', restarts: 1, error: {name: 'worker-full'}});
  link.close();
});

test.each(['no-wasm', 'model-missing', 'worker-failed'] as const)('fault 43: %s: what was not there may be there later, without a reload; three more times', async name => {
  const gone = {start: async () => { throw new InklingError(name, 'x'); }};
  const {link, workers} = linkTo([gone, gone, {}]);
  await expect(link.start(SETUP)).rejects.toMatchObject({name});
  expect(link.state).toBe('failed');
  await vi.advanceTimersByTimeAsync(30_000);
  await messages();
  expect([link.state, workers.length]).toEqual(['failed', 2]);
  await vi.advanceTimersByTimeAsync(119_999);
  expect(workers).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  await expect(link.rank(NOTHING)).resolves.toEqual([]);
  expect(link).toMatchObject({state: 'ready', restarts: 0});
  link.close();

  const never = linkTo([gone]);
  await expect(never.link.start(SETUP)).rejects.toMatchObject({name});
  for (let i = 0; i < 200; i++) {
    await vi.advanceTimersByTimeAsync(10_000);
    await messages();
  }
  expect(never.workers).toHaveLength(4);
  never.link.close();
});

test('a refused model is not asked for again by itself, nor anything once the link is closed or started anew', async () => {
  const refused = linkTo([{start: async () => { throw new InklingError('model-digest', 'x'); }}]);
  await expect(refused.link.start(SETUP)).rejects.toMatchObject({name: 'model-digest'});
  const closed = linkTo([{start: async () => { throw new InklingError('no-wasm', 'x'); }}]);
  await expect(closed.link.start(SETUP)).rejects.toMatchObject({name: 'no-wasm'});
  closed.link.close();
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect([refused.workers.length, closed.workers.length]).toEqual([1, 1]);
});

test('a worker of an earlier life is not heard any more', async () => {
  const {link, workers} = linkTo([{}]);
  await link.start(SETUP);
  link.kill('a test');
  await link.rank(NOTHING);
  workers[0]?.fail('late');
  await messages();
  expect(link.restarts).toBe(1);
  link.close();
});
