// The wall with the real worker behind it, in realms where something is wrong with the GPU, with the scores or with the worker itself.
import {afterEach, describe, expect, test, vi} from 'vitest';
import {commands} from 'vitest/browser';
import {createWorkerLink, type WorkerLink, type WorkerLinkOptions} from '../../src/worker-link.js';
import {call, list, setup} from '../support/ranking.js';

/** A GPU in software takes seconds for its first run, and half a minute on a machine that is busy: what these tests wait for is never the hang deadline. */
const PATIENT = {start: 120_000, hang: 100_000};
/** Long for a busy machine, and short of the hang deadline. */
const SOON = {timeout: 60_000};
vi.setConfig({testTimeout: 180_000});
const links: WorkerLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await commands.letThrough();
  await caches.delete('inkling-ranker');
});

/** What goes wrong from now on in the worker that runs. */
async function now(fault: string) {
  const channel = new BroadcastChannel('faulty-worker');
  const done = new Promise<unknown>(resolve => { channel.onmessage = resolve; });
  channel.postMessage(fault);
  await done;
  channel.close();
}
const faulty = (name = '') => new Worker(new URL('/tests/support/faulty-worker.ts?worker_file&type=module', location.origin), {type: 'module', name});
/** Each start takes the next realm; the last one for all that follow. */
function linkInto(realms: readonly string[] = [''], options: WorkerLinkOptions = {}) {
  let made = 0;
  const link = createWorkerLink({deadlines: PATIENT, createWorker: () => faulty(realms[Math.min(made++, realms.length - 1)]), ...options});
  links.push(link);
  return link;
}
const outcome = (ranked: Promise<readonly {readonly tier: string}[]>) => ranked.then(([first]) => first?.tier, (error: Error) => error.name);
/** A device on which WebGPU was found to be the faster, so that it serves unforced. */
async function preferringWebGpu() {
  const link = linkInto();
  const {calibration} = await link.start(setup());
  link.close();
  return setup({calibrated: {[calibration?.key ?? expect.fail('nothing was timed')]: 'webgpu'}});
}

describe('fault 31: a worker that ends', () => {
  test('by itself in the middle of a call is missed at once, long before the hang deadline, and the next one serves', async () => {
    const link = linkInto();
    await link.start(setup({backend: 'wasm'}));
    await now('close');
    await expect(link.rank(call([list(5)]))).rejects.toMatchObject({name: 'worker-died'});
    expect(await outcome(link.rank(call([list(5)])))).toBe('wasm');
    expect(link.restarts).toBe(1);
  });

  test('while nothing is asked is replaced before anything is', async () => {
    const workers: Worker[] = [];
    const link = linkInto([], {createWorker: () => {
      workers.push(faulty());
      return workers.at(-1) ?? expect.fail('no worker');
    }});
    await link.start(setup({backend: 'wasm'}));
    workers[0]?.terminate();
    await expect.poll(() => [link.state, link.restarts], SOON).toEqual(['ready', 1]);
    expect(workers).toHaveLength(2);
  });
});

test('fault 32: runs that are asked for at once take their turn, on WebGPU too, where two at once would hang', async () => {
  const link = linkInto();
  await link.start(setup({backend: 'webgpu'}));
  const answers = await Promise.all([3, 5, 8, 2].map(count => link.rank(call([list(count)]))));
  expect(answers.map(([first]) => first?.items.length)).toEqual([3, 5, 8, 2]);
  expect(link.restarts).toBe(0);
});

describe('fault 33: memory', () => {
  test('a worker says what its WebAssembly holds; one that holds too much is replaced when nothing waits, and serves on', async () => {
    const roomy = linkInto();
    await roomy.start(setup({backend: 'wasm'}));
    await roomy.rank(call([list(50)]));
    const link = linkInto([''], {maxHeapBytes: 1_000_000});
    await link.start(setup({backend: 'wasm'}));
    expect(await outcome(link.rank(call([list(50)])))).toBe('wasm');
    await expect.poll(() => [link.state, link.error?.name, link.restarts], SOON).toEqual(['ready', 'worker-full', 1]);
    expect(await outcome(link.rank(call([list(5)])))).toBe('wasm');
    expect(roomy.restarts).toBe(0);
  });
});

describe('fault 34: without WebGPU', () => {
  test.each(['no-gpu', 'no-adapter'])('%s: the same ranking comes from wasm, and the worker says why', async realm => {
    const request = call([list(10)]);
    const link = linkInto([realm]);
    const ready = await link.start(setup());
    expect(ready).toMatchObject({backend: 'wasm', refused: [{backend: 'webgpu', reason: 'no-webgpu'}]});
    const [ranked] = await link.rank(request);
    const usual = linkInto();
    await usual.start(setup({backend: 'wasm'}));
    const [same] = await usual.rank(request);
    expect(ranked?.items).toEqual(same?.items);
  });
});

describe('fault 35: a GPU device that is destroyed', () => {
  test('idle: the call rejects, a fresh worker serves from WebGPU; during a run, the second time: wasm for the session', async () => {
    const link = linkInto();
    await link.start(await preferringWebGpu());
    expect(await outcome(link.rank(call([list(5)])))).toBe('webgpu');
    await now('destroy');
    await expect.poll(() => outcome(link.rank(call([list(5)]))), SOON).toBe('gpu-lost');
    expect(await outcome(link.rank(call([list(5)])))).toBe('webgpu');
    expect(link).toMatchObject({restarts: 1, error: {name: 'gpu-lost'}});

    const during = Array.from({length: 8}, () => outcome(link.rank(call([list(200)]))));
    await now('destroy');
    expect(await Promise.all(during)).toContain('gpu-lost');
    expect(await outcome(link.rank(call([list(5)])))).toBe('wasm');
    expect(link.restarts).toBe(2);
  });
});

describe('fault 37: scores that mean nothing', () => {
  test.each(['nan', 'infinite', 'equal', 'zero', 'short'])('%s: none of them is given back, and a fresh worker serves', async kind => {
    const link = linkInto();
    await link.start(setup({backend: 'wasm'}));
    await now(kind);
    await expect(link.rank(call([list(5)]))).rejects.toMatchObject({name: 'bad-scores'});
    expect(await outcome(link.rank(call([list(5)])))).toBe('wasm');
  });
});

test('fault 38: a WebGPU that scores otherwise than it should does not serve here, now or with the next page', async () => {
  const link = linkInto(['gpu-off']);
  const {backend, refused, calibration} = await link.start(setup());
  expect([backend, refused.map(({reason}) => reason), calibration?.backend]).toEqual(['wasm', ['golden-mismatch'], 'wasm']);
  const again = await link.start(setup({calibrated: {[calibration?.key ?? '']: 'wasm'}}));
  expect([again.backend, again.refused, again.timings['webgpu-start']]).toEqual(['wasm', [], undefined]);
});

test('the worker answers a call of its four by name, and no other frame: not a read, not a write, not a path through a prototype', async () => {
  const worker = new Worker(new URL('../../src/worker.ts', import.meta.url), {type: 'module'});
  await new Promise(resolve => { worker.onmessage = resolve; });
  const {port1, port2} = new MessageChannel();
  worker.postMessage(port2, [port2]);
  const argumentList = [{type: 'RAW', value: 'return globalThis'}];
  const answered: string[] = [];
  const legitimate = new Promise<void>(resolve => {
    port1.onmessage = ({data}: MessageEvent<{id: string}>) => {
      answered.push(data.id);
      if (data.id === 'rank') resolve();
    };
  });
  const frames = [
    {type: 'APPLY', path: ['rank', 'constructor'], argumentList}, {type: 'CONSTRUCT', path: ['rank', 'constructor'], argumentList}, {type: 'APPLY', path: ['constructor'], argumentList},
    {type: 'GET', path: []}, {type: 'GET', path: ['rank', '__proto__']}, {type: 'SET', path: ['__proto__', 'polluted'], value: {type: 'RAW', value: 1}}, {type: 'SET', path: ['rank', '__proto__', 'polluted'], value: {type: 'RAW', value: 1}},
    {type: 'ENDPOINT', path: []}, {type: 'RELEASE', path: []}, {path: ['rank'], argumentList}, null, 'rank',
  ];
  for (const [index, frame] of frames.entries()) port1.postMessage(typeof frame === 'object' && frame ? {id: `forged ${index}`, ...frame} : frame);
  port1.postMessage({id: 'rank', type: 'APPLY', path: ['rank'], argumentList: [{type: 'RAW', value: {strings: [], numbers: new Float64Array()}}]});
  await legitimate;
  expect(answered).toEqual(['rank']);
  worker.terminate();
});
