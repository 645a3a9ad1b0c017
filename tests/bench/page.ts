/** What `npm run bench` calls in the page. */
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import type {ModelRef} from '../../src/types.js';
import {candidate, HISTORY, interaction, NOW} from './workload.js';

interface Plan {
  readonly model: ModelRef;
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly warmUp: number;
}

/** Between two ranks of one client. */
const PAUSE_MS = 40;

type Create = (options: InsightsOptions) => Insights;

const library = async () => await import(/* @vite-ignore */ new URL('/inkling/index.js', location.href).href) as {createInsights: Create};
const absolute = (model: ModelRef) => new URL(model.manifest, location.href).href;

/** Bare run and worker's rank, in a worker of its own. */
function stages({model, sizes, runs, warmUp}: Plan): Promise<unknown> {
  const worker = new Worker(new URL('./stages.ts', import.meta.url), {type: 'module'});
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}: MessageEvent<{results?: unknown; error?: string}>) => (data.error ? reject(new Error(data.error)) : resolve(data.results));
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage({manifest: absolute(model), sizes, runs, warmUp});
  }).finally(() => worker.terminate());
}

async function started(create: Create, model: ModelRef, backend: 'wasm' | 'linear', user: string): Promise<Insights> {
  const client = create({
    account: 'bench', user, endpoint: '/inkling/v1', model, backend, consent: {measurement: true, personalization: true}, clock: () => NOW, deadlines: {answer: 10_000, hang: 20_000, start: 60_000},
  });
  for (let i = 0; i < HISTORY; i += 1) await client.record(interaction(i));
  await client.rank({surface: 'campaign-list', candidates: [candidate(0)]});
  const status = await client.ready;
  if (status.backend !== backend) throw new Error(`${backend} did not start: ${status.reason}: ${status.detail}`);
  return client;
}

/** `client.rank` as the page sees it, everything on. */
async function ranks({model, sizes, runs, warmUp}: Plan, backend: 'wasm' | 'linear') {
  const client = await started((await library()).createInsights, model, backend, `ranks-${backend}`);
  const results = [];
  for (const size of sizes) {
    const candidates = Array.from({length: size}, (_, i) => candidate(i));
    const times: number[] = [];
    for (let i = -warmUp; i < runs; i += 1) {
      const begun = performance.now();
      const slate = await client.rank({surface: 'campaign-list', candidates});
      const ended = performance.now();
      if (slate.tier !== backend) throw new Error(`${slate.tier} ordered a list that ${backend} was asked for`);
      if (i >= 0) times.push(ended - begun);
      // The served event is made, written and sent after the answer; lists are not asked for back to back.
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
    results.push({candidates: size, client: times});
  }
  await client.forget();
  await client.close();
  return results;
}

/** From `createInsights` to the first neural slate, in a page that has nothing cached the first time. */
async function coldStart({model}: Plan) {
  const {createInsights} = await library();
  const begun = performance.now();
  const client = createInsights({account: 'bench', user: 'cold', endpoint: '/inkling/v1', model, backend: 'wasm', deadlines: {answer: 60_000, hang: 60_000, start: 60_000}});
  const first = await client.rank({surface: 'campaign-list', candidates: [candidate(0), candidate(1)]});
  const firstSlateMs = performance.now() - begun;
  const status = await client.ready;
  const readyMs = performance.now() - begun;
  await client.close();
  return {firstTier: first.tier, firstSlateMs, backend: status.backend, readyMs};
}

Object.assign(window, {bench: {stages, ranks, coldStart}});
