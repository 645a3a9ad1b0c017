import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {InklingError} from '../../../src/errors.js';
import {readSchema} from '../../../src/features/schema.js';
import {createOrdering, type OrderingOptions} from '../../../src/ordering.js';
import type {LoadedManifest} from '../../../src/ranker/artifact.js';
import type {Manifest, RankCall} from '../../../src/ranking-types.js';
import {list} from '../../support/ranking.js';
import {emptyContext} from '../../../src/context/summarize.js';
import {MANIFEST, MODEL} from '../../support/scripted-server.js';
import {READY, scriptedLinks, type ScriptedLink} from '../../support/scripted-link.js';

const URL_OF_MODEL = `http://localhost/models/${MANIFEST}`;
const file = async (name: string) => JSON.parse(await readFile(new URL(`../../support/tiny-model/${name}`, import.meta.url), 'utf8')) as unknown;
const loadTiny = async (url: string): Promise<LoadedManifest> => {
  const manifest = await file(MANIFEST) as Manifest;
  return {manifest, schema: readSchema(await file(manifest.files.schema.path)), url};
};
const call = (): RankCall => ({lists: [list(5)], context: emptyContext(0), now: 0, exploration: {temperature: 0, window: 1, places: 10, id: 'test'}});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function anOrdering(options: Partial<OrderingOptions> = {}) {
  const {links, createLink} = scriptedLinks();
  const onChange = vi.fn();
  const onCalibrated = vi.fn();
  const ordering = createOrdering({fetch: () => Promise.reject(new Error('not asked')), saveData: false, calibrated: () => ({}), onCalibrated, onChange, load: loadTiny, createLink, ...options});
  const started = async (): Promise<ScriptedLink> => {
    await ordering.load(MODEL, URL_OF_MODEL);
    ordering.wake();
    await vi.advanceTimersByTimeAsync(0);
    return links[0] ?? expect.fail('no worker was started');
  };
  return {ordering, links, onChange, onCalibrated, started};
}

test('[R6] the server\'s order, then linear, then the worker: each as soon as it can', async () => {
  const {ordering, started} = anOrdering();
  expect(ordering.backend).toBe('none');
  expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('none');
  const link = await started();
  expect(ordering.backend).toBe('linear');
  expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('linear');
  expect(ordering.settled).toBe(false);
  link.prompt = true;
  link.become({state: 'ready', ready: READY});
  expect(ordering.settled).toBe(true);
  expect(ordering.backend).toBe('wasm');
  expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('wasm');
});

test('[R6] a worker that misses its answer deadline leaves it to linear; its late answer is handed over', async () => {
  const {ordering, started} = anOrdering();
  const link = await started();
  link.become({state: 'ready', ready: READY});
  const ordered = ordering.order(call(), 100);
  // A tenth of it is kept for ranking here, so that the whole is in time.
  await vi.advanceTimersByTimeAsync(90);
  const {lists, late} = await ordered;
  expect(lists[0]?.tier).toBe('linear');
  link.calls[0]?.answer();
  expect((await late)?.[0]?.tier).toBe('wasm');
});

test('[R9] a worker that fails is answered for at once, in the next lower tier', async () => {
  const {ordering, started} = anOrdering();
  const link = await started();
  link.become({state: 'ready', ready: READY});
  const ordered = ordering.order(call(), 100);
  link.calls[0]?.fail('bad-scores');
  const {lists, late} = await ordered;
  expect(lists[0]?.tier).toBe('linear');
  expect(late).toBeNull();
  link.become({state: 'starting', ready: null, restarts: 1, error: new InklingError('bad-scores', 'x')});
  expect(ordering.error?.name).toBe('bad-scores');
  expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('linear');
});

test('[R9] an answer about other lists than were asked for is none', async () => {
  const {ordering, started} = anOrdering();
  const link = await started();
  link.become({state: 'ready', ready: READY});
  const ordered = ordering.order(call(), 100);
  link.calls[0]?.answer([]);
  expect((await ordered).lists[0]?.tier).toBe('linear');
});

test('[R5] a worker that cannot start leaves linear, and says why', async () => {
  const {ordering, started} = anOrdering();
  const link = await started();
  link.become({state: 'failed', error: new InklingError('no-wasm', 'the CSP forbids it')});
  expect(ordering.settled).toBe(true);
  expect(ordering.backend).toBe('linear');
  expect(ordering.error).toMatchObject({name: 'no-wasm', message: 'the CSP forbids it'});
});

test('[R5] what the worker refused and why is told; that there is no GPU is no fault', async () => {
  const {ordering, started} = anOrdering();
  const link = await started();
  link.become({state: 'ready', ready: {...READY, refused: [{backend: 'webgpu', reason: 'no-webgpu', detail: ''}]}});
  expect(ordering.error).toBeNull();
  link.become({ready: {...READY, refused: [{backend: 'webgpu', reason: 'golden-mismatch', detail: 'by 0.1'}]}});
  expect(ordering.error).toEqual({name: 'golden-mismatch', message: 'by 0.1'});
});

test.each([['linear', {backend: 'linear'}], ['none', {backend: 'none'}], ['data-saver', {saveData: true}]] as const)('[R5] with %s nothing heavy is loaded', async (_, options) => {
  const {ordering, links} = anOrdering(options);
  await ordering.load(MODEL, URL_OF_MODEL);
  ordering.wake();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(links).toEqual([]);
  expect(ordering.settled).toBe(true);
  expect(ordering.backend).toBe(options === undefined || !('backend' in options) ? 'linear' : options.backend);
});

test('[R5] a forced backend is asked of the worker, data-saver or not, with what earlier pages found out', async () => {
  const {started, onCalibrated} = anOrdering({backend: 'wasm', saveData: true, calibrated: () => ({key: 'wasm'})});
  const link = await started();
  expect(link.setups).toEqual([{manifest: URL_OF_MODEL, backend: 'wasm', wasm: undefined, calibrated: {key: 'wasm'}}]);
  link.become({state: 'ready', ready: {...READY, calibration: {key: 'other', backend: 'webgpu'}}});
  await vi.advanceTimersByTimeAsync(0);
  expect(onCalibrated).toHaveBeenCalledWith({key: 'other', backend: 'webgpu'});
});

test('[R6] the worker is started once something was ranked and the page is quiet, and once', async () => {
  const idle: (() => void)[] = [];
  vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run));
  const {ordering, links} = anOrdering();
  await ordering.load(MODEL, URL_OF_MODEL);
  await ordering.order(call(), 100);
  expect(links).toEqual([]);
  ordering.wake();
  ordering.wake();
  expect(links).toEqual([]);
  for (const run of idle) run();
  await vi.advanceTimersByTimeAsync(0);
  expect(links).toHaveLength(1);
  expect(links[0]?.setups).toHaveLength(1);
  vi.unstubAllGlobals();
});

test('[R8] a model that fails to load leaves the last good one serving', async () => {
  const load = vi.fn(loadTiny);
  const {ordering} = anOrdering({load});
  await ordering.load(MODEL, URL_OF_MODEL);
  load.mockRejectedValueOnce(new InklingError('model-digest', 'one bit is off'));
  await ordering.load({...MODEL, version: 2}, URL_OF_MODEL.replace('manifest-', 'manifest-next-'));
  expect(ordering.model).toEqual(MODEL);
  expect(ordering.backend).toBe('linear');
  expect(ordering.error?.name).toBe('model-digest');
});

/** The tiny model as several versions: the name of the manifest says which. */
const urlOf = (version: number) => URL_OF_MODEL.replace('manifest-', `manifest-v${version}-`);
const loadVersion = (more: Partial<Manifest> = {}) => async (url: string): Promise<LoadedManifest> => {
  const loaded = await loadTiny(url);
  const version = Number(/manifest-v(\d+)-/.exec(url)?.[1] ?? 1);
  return {...loaded, manifest: {...loaded.manifest, version, ...(version > 1 && more)}};
};
const named = (version: number) => ({...MODEL, version});

describe('a new model', () => {
  const onTrial = async (load = loadVersion(), version = 2, from = 1) => {
    const onTried = vi.fn();
    const made = anOrdering({load, onTried});
    await made.ordering.load(named(from), urlOf(from));
    made.ordering.wake();
    await vi.advanceTimersByTimeAsync(0);
    const old = made.links[0] ?? expect.fail('no worker was started');
    old.prompt = true;
    old.become({state: 'ready', ready: READY});
    await made.ordering.load(named(version), urlOf(version));
    await vi.advanceTimersByTimeAsync(0);
    const orders = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await made.ordering.order(call(), 100);
        await vi.advanceTimersByTimeAsync(0);
      }
    };
    return {...made, old, onTried, orders};
  };

  test('is tried beside the one that serves, in a worker of its own, and takes over when it has passed', async () => {
    const {ordering, links, old, onTried, orders} = await onTrial();
    expect(links).toHaveLength(1);
    await orders(1);
    const fresh = links[1] ?? expect.fail('no second worker was started');
    expect([old, fresh].map(({setups}) => setups.map(({manifest}) => manifest))).toEqual([[urlOf(1)], [urlOf(2)]]);
    fresh.prompt = true;
    fresh.become({state: 'ready', ready: READY});
    await vi.advanceTimersByTimeAsync(0);
    // The one that had waited for its start is the first.
    await orders(3);
    expect(ordering.model?.version, 'four lists are not five').toBe(1);
    expect(old.state).toBe('ready');
    await orders(1);
    expect(ordering.model?.version).toBe(2);
    expect(onTried.mock.calls).toEqual([[named(2), null]]);
    expect(old.state).toBe('closed');
    expect(ordering.backend).toBe('wasm');
    expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('wasm');
  });

  test('that fails its golden lists here is refused with its reason; the old one serves on', async () => {
    const {ordering, links, onTried, orders} = await onTrial();
    await orders(1);
    links[1]?.become({state: 'failed', error: new InklingError('golden-mismatch', 'off by 1')});
    await vi.advanceTimersByTimeAsync(0);
    expect(ordering.model?.version).toBe(1);
    expect(ordering.error).toMatchObject({name: 'model-refused', message: expect.stringContaining('Version 2 is not served on this device')});
    expect(onTried.mock.calls).toEqual([[named(2), expect.stringContaining('it did not start here: off by 1')]]);
    expect((await ordering.order(call(), 100)).lists[0]?.tier).toBe('wasm');
  });

  test('whose files cannot be had is not held against it', async () => {
    const {ordering, links, onTried, orders} = await onTrial();
    await orders(1);
    links[1]?.become({state: 'failed', error: new InklingError('model-missing', 'the server answered 503')});
    await vi.advanceTimersByTimeAsync(0);
    expect([ordering.model?.version, onTried.mock.calls, links[1]?.state]).toEqual([1, [], 'closed']);
  });

  test('whose worker fails for good after it took over is rolled back to the last good one', async () => {
    const {ordering, links, onTried, orders} = await onTrial();
    await orders(1);
    const fresh = links[1] ?? expect.fail('no second worker was started');
    fresh.prompt = true;
    fresh.become({state: 'ready', ready: READY});
    await orders(5);
    expect(ordering.model?.version).toBe(2);
    fresh.become({state: 'failed', ready: null, error: new InklingError('too-many-restarts', 'four times in a minute')});
    await vi.advanceTimersByTimeAsync(0);
    expect(ordering.model?.version).toBe(1);
    expect(fresh.setups.at(-1)?.manifest, 'the same worker starts again with the old one').toBe(urlOf(1));
    expect(onTried).toHaveBeenLastCalledWith(named(2), 'four times in a minute');
  });
});

/** As published in two graphs. */
const loadPair = async (url: string): Promise<LoadedManifest> => {
  const loaded = await loadTiny(url);
  return {...loaded, manifest: {...loaded.manifest, files: {...loaded.manifest.files, history: loaded.manifest.files.model}}};
};

test('what was recorded is handed to the worker of a model in two graphs, and to no other; none is started for it', async () => {
  const two = anOrdering({load: loadPair});
  two.ordering.ahead(() => emptyContext(1));
  expect(two.links).toEqual([]);
  const link = await two.started();
  two.ordering.ahead(() => emptyContext(2));
  expect(link.aheads).toMatchObject([{visitStartedAt: 2}]);

  const one = anOrdering();
  const other = await one.started();
  one.ordering.ahead(() => emptyContext(3));
  expect(other.aheads).toEqual([]);
});
