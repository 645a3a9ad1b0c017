// What a real worker does is in tests/browser/ranker.test.ts. Here: the policy of the wall, with workers that die to order.
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {packLists} from '../../src/crossing.js';
import {InklingError} from '../../src/errors.js';
import type {RankerSetup} from '../../src/ranking-types.js';
import {createWorkerLink} from '../../src/worker-link.js';
import {linkTo, messages, ready} from '../support/fake-worker.js';
import {call} from '../support/ranking.js';

const SETUP: RankerSetup = {manifest: 'https://host.example/models/manifest.json', backend: null};
const never = () => new Promise<never>(() => {});
const NOTHING = call([]);

beforeEach(() => { vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']}); });
afterEach(() => { vi.useRealTimers(); });

describe('a start', () => {
  test('serves, and says so', async () => {
    const {link, states} = linkTo([{start: async () => ready('webgpu')}]);
    await expect(link.start(SETUP)).resolves.toEqual(ready('webgpu'));
    expect(link).toMatchObject({state: 'ready', ready: {backend: 'webgpu'}, error: null, restarts: 0});
    expect(states.map(({state}) => state)).toEqual(['starting', 'ready']);
    link.close();
  });

  test('a rank waits for it', async () => {
    let open = () => {};
    const {link} = linkTo([{start: () => new Promise(resolve => { open = () => resolve(ready('wasm')); })}]);
    const started = link.start(SETUP);
    const ranked = link.rank(NOTHING);
    await messages();
    open();
    await expect(ranked).resolves.toEqual([]);
    await started;
    link.close();
  });

  test('a script that cannot be had is worker-failed, and is not tried again', async () => {
    const {link, workers} = linkTo([{word: null}]);
    const started = link.start(SETUP);
    workers[0]?.fail('');
    await expect(started).rejects.toMatchObject({name: 'worker-failed', message: expect.stringContaining('assets.worker')});
    expect(workers).toHaveLength(1);
    expect(workers[0]?.terminated).toBe(true);
    expect(link).toMatchObject({state: 'failed', restarts: 0});
  });

  test('a script that says why it does not run is believed', async () => {
    const {link} = linkTo([{word: {inkling: 'failed', detail: 'no such module'}}]);
    await expect(link.start(SETUP)).rejects.toMatchObject({name: 'worker-failed', message: expect.stringContaining('no such module')});
  });

  test('a worker that cannot even be made is worker-failed', async () => {
    const link = createWorkerLink({createWorker: () => { throw new TypeError('Trusted Types'); }});
    await expect(link.start(SETUP)).rejects.toMatchObject({name: 'worker-failed', message: expect.stringContaining('Trusted Types')});
    expect(link.state).toBe('failed');
  });

  test('[R8] a refused model is final, keeps its name across the wall, and another start may follow', async () => {
    const {link, workers} = linkTo([{start: async () => { throw new InklingError('model-digest', 'flipped'); }}, {}]);
    await expect(link.start(SETUP)).rejects.toSatisfy(error => error instanceof InklingError && error.name === 'model-digest');
    expect(workers[0]?.terminated).toBe(true);
    await expect(link.start({...SETUP, manifest: 'the last good one'})).resolves.toMatchObject({backend: 'wasm'});
    expect(workers[1]?.setups).toMatchObject([{manifest: 'the last good one'}]);
    link.close();
  });

  test('an error that nobody foresaw is told, once', async () => {
    const {link, workers} = linkTo([{start: async () => { throw new RangeError('of bytes'); }}]);
    await expect(link.start(SETUP)).rejects.toMatchObject({name: 'worker-failed', message: expect.stringContaining('RangeError of bytes')});
    expect(workers).toHaveLength(1);
  });

  test('[R9] one that takes too long is ended, and the next leaves the GPU alone', async () => {
    const {link, workers} = linkTo([{start: never}, {}], {deadlines: {start: 500}});
    const started = link.start(SETUP);
    await messages();
    await vi.advanceTimersByTimeAsync(500);
    await expect(started).resolves.toMatchObject({backend: 'wasm'});
    expect(workers[0]?.terminated).toBe(true);
    expect(workers.map(worker => worker.setups[0]?.backend)).toEqual([null, 'wasm']);
    expect(link).toMatchObject({restarts: 1, error: {name: 'worker-hung'}});
    link.close();
  });

  test('a worker whose script never speaks is ended too', async () => {
    const {link, workers} = linkTo([{word: null}, {}], {deadlines: {start: 500}});
    const started = link.start(SETUP);
    await vi.advanceTimersByTimeAsync(500);
    await started;
    expect(workers[0]?.terminated).toBe(true);
    link.close();
  });

  test('another start ends the worker before it', async () => {
    const {link, workers} = linkTo([{start: never}, {}]);
    const first = link.start(SETUP);
    await messages();
    await Promise.all([expect(first).rejects.toMatchObject({name: 'worker-died'}), link.start(SETUP)]);
    expect(workers[0]?.terminated).toBe(true);
    expect(link).toMatchObject({state: 'ready', restarts: 0});
    link.close();
  });
});

describe('a call', () => {
  test('fault 32: [R9] without an answer it ends the worker at the hang deadline, with all that waited', async () => {
    const {link, workers} = linkTo([{rank: never}, {}]);
    await link.start(SETUP);
    const calls = Promise.allSettled([link.rank(NOTHING), link.rank(NOTHING)]);
    await messages();
    await vi.advanceTimersByTimeAsync(2999);
    expect(workers[0]?.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await calls).toMatchObject([{reason: {name: 'worker-hung'}}, {reason: {name: 'worker-hung'}}]);
    expect(workers[0]?.terminated).toBe(true);
    await expect(link.rank(NOTHING)).resolves.toEqual([]);
    link.close();
  });

  test('[R9] silence counts from the last answer: a queue that moves is no hang', async () => {
    const answers: (() => void)[] = [];
    const {link} = linkTo([{rank: () => new Promise(resolve => answers.push(() => resolve(packLists([]))))}]);
    await link.start(SETUP);
    const calls = [link.rank(NOTHING), link.rank(NOTHING)];
    await messages();
    await vi.advanceTimersByTimeAsync(2000);
    answers[0]?.();
    await calls[0];
    await vi.advanceTimersByTimeAsync(2000);
    expect(link.state).toBe('ready');
    answers[1]?.();
    await expect(calls[1]).resolves.toEqual([]);
    link.close();
  });

  test('a worker that is asked nothing is left alone', async () => {
    const {link} = linkTo([{}]);
    await link.start(SETUP);
    await link.rank(NOTHING);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link).toMatchObject({state: 'ready', restarts: 0});
    link.close();
  });

  test('[R9] a page that slept does not take it for the worker', async () => {
    let now = 0;
    const {link} = linkTo([{rank: never}, {}], {now: () => now});
    await link.start(SETUP);
    const asleep = link.rank(NOTHING);
    await messages();
    now = 3_600_000;
    await vi.advanceTimersByTimeAsync(3000);
    expect(link.state).toBe('ready');
    now += 3000;
    await Promise.all([expect(asleep).rejects.toMatchObject({name: 'worker-hung'}), vi.advanceTimersByTimeAsync(3000)]);
    link.close();
  });

  test.each(['bad-scores', 'gpu-lost'] as const)('[R9] %s: it rejects by name and a fresh worker takes over', async name => {
    const {link, workers} = linkTo([{rank: async () => { throw new InklingError(name, 'x'); }}, {}]);
    await link.start(SETUP);
    await expect(link.rank(NOTHING)).rejects.toMatchObject({name});
    expect(workers[0]?.terminated).toBe(true);
    await expect(link.rank(NOTHING)).resolves.toEqual([]);
    expect(link).toMatchObject({state: 'ready', restarts: 1, error: {name}});
    link.close();
  });

  test('[R9] an uncaught error in the worker rejects what waits', async () => {
    const {link, workers} = linkTo([{rank: never}, {}]);
    await link.start(SETUP);
    const waiting = link.rank(NOTHING);
    await messages();
    workers[0]?.fail('out of memory');
    await expect(waiting).rejects.toMatchObject({name: 'worker-died', message: expect.stringContaining('out of memory')});
    link.close();
  });

  test('[R9] a message that cannot be read is a death', async () => {
    const {link, workers} = linkTo([{rank: never}, {}]);
    await link.start(SETUP);
    const waiting = link.rank(NOTHING);
    await messages();
    workers[0]?.onmessageerror?.({} as MessageEvent);
    await expect(waiting).rejects.toMatchObject({name: 'worker-died'});
    await link.rank(NOTHING);
    expect(workers).toHaveLength(2);
    link.close();
  });

  test('after close it rejects, and so does what waited', async () => {
    const {link, workers} = linkTo([{rank: never}]);
    await link.start(SETUP);
    const waiting = link.rank(NOTHING);
    await messages();
    link.close();
    await expect(waiting).rejects.toMatchObject({name: 'closed'});
    await expect(link.rank(NOTHING)).rejects.toMatchObject({name: 'closed'});
    await expect(link.start(SETUP)).rejects.toMatchObject({name: 'closed'});
    expect(workers).toHaveLength(1);
    expect(link.state).toBe('closed');
  });
});
