/** What `npm run bench` calls in the page. */
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import type {Candidate, ModelRef} from '../../src/types.js';
import type {Asked, Step} from './stages.js';
import {measureLines} from './inline-page.js';
import {policyAt} from './policy.js';
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

/** The network and the worker's rank, in a worker of their own. */
async function openStages(model: ModelRef) {
  const worker = new Worker(new URL('./stages.ts', import.meta.url), {type: 'module'});
  const ask = (asked: Asked) => new Promise<Step | null>((resolve, reject) => {
    worker.onmessage = ({data}: MessageEvent<{result: Step | null; error?: string}>) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage(asked);
  });
  await ask({manifest: absolute(model)});
  return {
    async step(candidates: number): Promise<Step> {
      const step = await ask({candidates});
      if (!step) throw new Error('The stages were not opened.');
      return step;
    },
    end: () => worker.terminate(),
  };
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

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Milliseconds of one `client.rank` as the page sees it, everything on. The served event is made, written and sent after the answer; lists are not asked for back to back. */
async function timedRank(client: Insights, backend: string, candidates: readonly Candidate[]): Promise<number> {
  const begun = performance.now();
  const slate = await client.rank({surface: 'campaign-list', candidates});
  const ms = performance.now() - begun;
  if (slate.tier !== backend) throw new Error(`${slate.tier} ordered a list that ${backend} was asked for`);
  await pause(PAUSE_MS);
  return ms;
}

/** Network, worker's rank and `client.rank` in turn, so that what else the machine does is shared by all. */
async function ranks({model, sizes, runs, warmUp}: Plan) {
  const stages = await openStages(model);
  const client = await started((await library()).createInsights, model, 'wasm', 'ranks');
  const results = [];
  let recorded = HISTORY;
  for (const size of sizes) {
    const candidates = Array.from({length: size}, (_, i) => candidate(i));
    const steps: (Step & {readonly client: number; readonly clientAhead: number; readonly clientAnew: number})[] = [];
    for (let i = -warmUp; i < runs; i += 1) {
      const step = await stages.step(size);
      await pause(PAUSE_MS);
      const known = await timedRank(client, 'wasm', candidates);
      await client.record({...interaction(recorded++), at: NOW});
      // The quiet moment on which the history is encoded.
      await pause(PAUSE_MS);
      const clientAhead = await timedRank(client, 'wasm', candidates);
      // The same, but that no moment is quiet.
      const {requestIdleCallback} = window;
      window.requestIdleCallback = () => 0;
      await client.record({...interaction(recorded++), at: NOW});
      await pause(PAUSE_MS);
      const clientAnew = await timedRank(client, 'wasm', candidates);
      window.requestIdleCallback = requestIdleCallback;
      if (i >= 0) steps.push({...step, client: known, clientAhead, clientAnew});
    }
    results.push({candidates: size, steps});
  }
  stages.end();
  await client.forget();
  await client.close();
  return results;
}

/** The same in the linear tier, which no worker has a part in. */
async function linearRanks({model, sizes, runs, warmUp}: Plan) {
  const client = await started((await library()).createInsights, model, 'linear', 'ranks-linear');
  const results = [];
  for (const size of sizes) {
    const candidates = Array.from({length: size}, (_, i) => candidate(i));
    const times: number[] = [];
    for (let i = -warmUp; i < runs; i += 1) {
      const ms = await timedRank(client, 'linear', candidates);
      if (i >= 0) times.push(ms);
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

/** The policy alone, everything on, and a whole `client.rank` of as many candidates, in turn. */
async function policy({model, sizes, runs, warmUp}: Plan) {
  const client = await started((await library()).createInsights, model, 'wasm', 'policy');
  const results = [];
  for (const size of sizes) {
    const timed = policyAt(size);
    const candidates = Array.from({length: size}, (_, i) => candidate(i));
    const steps: {readonly micros: number; readonly client: number}[] = [];
    for (let i = -warmUp; i < runs; i += 1) {
      const step = {micros: timed(), client: await timedRank(client, 'wasm', candidates)};
      if (i >= 0) steps.push(step);
    }
    results.push({candidates: size, steps});
  }
  await client.forget();
  await client.close();
  return results;
}

let liner: Insights | null = null;

/** A client whose worker serves before the lines come. */
async function openLines({model}: Plan): Promise<void> {
  liner = await started((await library()).createInsights, model, 'wasm', 'lines');
}

async function lines(rows: number) {
  if (!liner) throw new Error('The lines were not opened.');
  return measureLines(liner, rows);
}

Object.assign(window, {bench: {openLines, lines, ranks, linearRanks, policy, coldStart}});
