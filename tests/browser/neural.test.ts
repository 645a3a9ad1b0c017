// The real worker behind the client, with the tiny model: what the page sees of it.
import {afterEach, expect, test} from 'vitest';
import {createInsights} from '../../src/client.js';
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import type {Slate} from '../../src/types.js';
import manifest from '../support/tiny-model/current.json';
import {aCandidate, MODEL} from '../support/scripted-server.js';

const candidates = Array.from({length: 6}, (_, index) => aCandidate(`c${index}`));
const request = {surface: 'campaign-list', candidates} as const;
const clients: Insights[] = [];
afterEach(() => Promise.all(clients.splice(0).map(client => client.close())));

/** Deadlines are for correctness on two busy cores, not for speed. */
function aClient(options: Partial<InsightsOptions> = {}): Insights {
  const client = createInsights({
    account: 'neural', endpoint: '/nowhere', backend: 'wasm', deadlines: {answer: 10_000, hang: 20_000, start: 50_000},
    model: {...MODEL, manifest: new URL(`../support/tiny-model/${manifest.manifest}`, import.meta.url).href}, ...options,
  });
  clients.push(client);
  return client;
}

test('[R6] linear answers first; when the worker is ready a better slate comes for it, and later ones are the worker\'s', async () => {
  const client = aClient();
  const better = new Promise<{slate: Slate; replaces: string}>(resolve => client.addEventListener('better-slate', event => resolve(event.detail)));
  const first = await client.rank(request);
  expect(first.tier).toBe('linear');
  expect(await client.ready).toMatchObject({backend: 'wasm', reason: null, restarts: 0});
  const {slate, replaces} = await better;
  expect(replaces).toBe(first.slateId);
  expect(slate.tier).toBe('wasm');
  expect((await client.rank(request)).tier).toBe('wasm');
});

test('[R9] a worker that is killed: the next tier answers, a fresh worker serves again, status says so', async () => {
  const workers: Worker[] = [];
  const client = aClient({createWorker: () => {
    const worker = new Worker(new URL('../../src/worker.ts', import.meta.url), {type: 'module'});
    workers.push(worker);
    return worker;
  }, deadlines: {answer: 200, hang: 1000, start: 50_000}});
  await client.rank(request);
  await client.ready;
  workers[0]?.terminate();
  const slate = await client.rank(request);
  expect(slate.tier).toBe('linear');
  expect(slate.items).toHaveLength(6);
  await expect.poll(() => client.status.restarts, {timeout: 30_000}).toBe(1);
  await expect.poll(() => client.status.backend, {timeout: 30_000}).toBe('wasm');
  expect(workers).toHaveLength(2);
});

test('[R5] a worker that is not there leaves linear, and status says why', async () => {
  const client = aClient({backend: undefined, assets: {worker: '/nowhere/worker.js'}});
  await client.rank(request);
  expect(await client.ready).toMatchObject({backend: 'linear', reason: 'worker-failed'});
  expect((await client.rank(request)).tier).toBe('linear');
});

test('[W2] the worker says why: each cause by what the list\'s order would lose without it, beside the ranks that go on', async () => {
  const client = aClient();
  await client.rank(request);
  await client.ready;
  const slate = await client.rank(request);
  expect(slate.tier).toBe('wasm');
  const item = slate.items[0] ?? expect.fail('the slate is empty');
  const [explanation, other] = await Promise.all([client.explain(item.placement), client.rank({surface: 'reporting', candidates})]);
  expect(other.tier).toBe('wasm');
  expect(explanation).toMatchObject({tier: 'wasm', position: 0, pinned: false});
  const sizes = explanation?.contributions.map(({amount}) => Math.abs(amount)) ?? [];
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.every(Number.isFinite) && (sizes[0] ?? 0) > 0).toBe(true);
  expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
  // The same question has the same answer.
  expect(await client.explain(item.placement)).toEqual(explanation);
});
