/** From a setup to a ranker that serves: what can run here is tried, checked against the golden lists on this very device, and the faster kept [R5] [R7]. */
import {InklingError, type ErrorName} from '../errors.js';
import type {FeatureBatch, FeatureSchema, RankerReady, RankerSetup} from '../ranking-types.js';
import {SDK_VERSION} from '../version.js';
import {type LoadedModel} from './artifact.js';
import {probe} from './backend.js';
import {difference, GOLDEN_TOLERANCE, readGolden, type GoldenBatch} from './golden.js';
import {loadRuntime, WASM_FILES, type Build, type Graphs, type Runtime, type Session} from './session.js';

type Neural = 'webgpu' | 'wasm';

export interface StartedRanker {
  readonly ready: RankerReady;
  /** [B, N, 5] before calibration. Rejects with `gpu-lost` or `bad-scores`. */
  run(batch: FeatureBatch): Promise<Float32Array>;
  /** Encodes the history of a batch before a list is asked for. Rejects as `run`. */
  ahead(batch: FeatureBatch): Promise<void>;
}

/** Passes over the golden lists by which two providers are compared; fewer when one is this many times slower anyway. */
const TIMED_PASSES = 5;
const CLEARLY_SLOWER = 3;
/** A short list and a long one: what ORT compiles for these serves all other lengths too (measured; 0.1 to 3 s on a first rank otherwise). */
const WARM_LENGTHS = [8, 32];

/**
 * @param wasmUrls where ORT's WASM lies when the setup does not say
 * @throws {InklingError} named after what refused last: `no-webgpu`, `no-wasm`, `golden-mismatch`, `gpu-lost`, `bad-scores`; the message reports every attempt
 */
export async function startRanker({manifest, schema, model, history, golden, url}: LoadedModel, setup: RankerSetup, wasmUrls: Readonly<Record<Build, string>>): Promise<StartedRanker> {
  const timings: Record<string, number> = {};
  const refused: {backend: Neural; reason: ErrorName; detail: string}[] = [];
  const lists = readGolden(golden);
  const can = await probe();
  if (!can.wasm) throw new InklingError('no-wasm', 'WebAssembly may not run here. Where a CSP forbids it, add \'wasm-unsafe-eval\' to script-src of the response that carries worker.js.');
  if (setup.backend === 'webgpu' && !can.adapter) throw new InklingError('no-webgpu', `WebGPU was asked for, but this browser has no ${can.jspi ? 'adapter' : 'JSPI'} in workers. Leave the choice of backend to Inkling.`);
  if (setup.backend === null && !can.adapter) refused.push({backend: 'webgpu', reason: 'no-webgpu', detail: `This browser has no WebGPU ${can.jspi ? 'adapter' : '(JSPI)'} in workers; the ranker runs on WebAssembly, slower and with the same scores.`});
  const key = `${can.adapterName}|${basename(url)}|${SDK_VERSION}`;
  const choice = setup.backend ?? setup.calibrated?.[key] ?? null;
  const build: Build = can.adapter && choice !== 'wasm' ? 'jspi' : 'wasm';
  const runtime = await loadRuntime(build, setup.wasm ? new URL(WASM_FILES[build], asFolder(setup.wasm)).href : wasmUrls[build]);

  const attempt = async (backend: Neural): Promise<Proven | null> => {
    const begun = performance.now();
    try {
      return await prove(runtime, {model, history}, backend, lists);
    } catch (error) {
      refused.push(refusal(backend, error));
      return null;
    } finally {
      timings[`${backend}-start`] = performance.now() - begun;
    }
  };
  const gpu = build === 'jspi' ? await attempt('webgpu') : null;
  const wasm = setup.backend === 'wasm' || (setup.backend === null && (choice !== 'webgpu' || !gpu)) ? await attempt('wasm') : null;

  let best = gpu ?? wasm;
  if (!best) {
    throw new InklingError(refused.at(-1)?.reason ?? 'no-backend', `No backend started for ${manifest.name} ${manifest.version}. ${refused.map(({backend, detail}) => `${backend}: ${detail}`).join(' ')}`);
  }
  if (gpu && wasm) {
    const times = await compare(gpu.session, wasm.session, lists);
    Object.assign(timings, times);
    best = times.webgpu < times.wasm ? gpu : wasm;
    await (best === gpu ? wasm : gpu).session.release();
  }
  if (best === gpu) await warmUp(gpu.session, schema, timings);
  // Wrong scores are as lasting a finding as slow ones; a GPU that failed may only have had a bad day.
  const found = (gpu && wasm) || refused.some(({backend, reason}) => backend === 'webgpu' && reason === 'golden-mismatch');
  const {session, goldenDifference} = best;
  return {
    ready: {backend: session.backend, goldenDifference, timings, calibration: found ? {key, backend: session.backend} : null, refused},
    run: batch => session.run(batch),
    ahead: batch => session.ahead(batch),
  };
}

interface Proven {
  readonly session: Session;
  readonly goldenDifference: number;
}

/** A session that gives the golden scores on this device; the runs are its warm-up too. */
async function prove(runtime: Runtime, graphs: Graphs, backend: Neural, lists: readonly GoldenBatch[]): Promise<Proven> {
  const first = await withDifference(await runtime.createSession(graphs, backend), lists);
  if (first.goldenDifference <= GOLDEN_TOLERANCE) return first;
  await first.session.release();
  // ORT's subgroup kernels are wrong on some adapters (attention on SwiftShader: rank correlation 0.71 with the truth); the plain ones are slower and right.
  const device = backend === 'webgpu' ? await plainDevice() : null;
  if (device) {
    const second = await withDifference(await runtime.createSession(graphs, backend, device), lists);
    if (second.goldenDifference <= GOLDEN_TOLERANCE) return second;
    await second.session.release();
  }
  throw new InklingError('golden-mismatch', `Known inputs gave scores that are off by ${first.goldenDifference.toExponential(1)} on this device, more than ${GOLDEN_TOLERANCE}. This backend does not serve here.`);
}

async function withDifference(session: Session, lists: readonly GoldenBatch[]): Promise<Proven> {
  let goldenDifference = 0;
  for (const known of lists) goldenDifference = Math.max(goldenDifference, difference(known, await session.run(known.batch)));
  return {session, goldenDifference};
}

/** Median milliseconds of one pass over the golden lists, the contenders in turn. */
async function compare(webgpu: Session, wasm: Session, lists: readonly GoldenBatch[]): Promise<Record<Neural, number>> {
  const passes: Record<Neural, number[]> = {webgpu: [], wasm: []};
  for (let pass = 0; pass < TIMED_PASSES; pass++) {
    for (const session of [webgpu, wasm]) {
      const begun = performance.now();
      for (const {batch} of lists) await session.run(batch);
      passes[session.backend].push(performance.now() - begun);
    }
    const [gpuTime, wasmTime] = [median(passes.webgpu), median(passes.wasm)];
    if (Math.max(gpuTime, wasmTime) > CLEARLY_SLOWER * Math.min(gpuTime, wasmTime) && pass > 0) break;
  }
  return {webgpu: median(passes.webgpu), wasm: median(passes.wasm)};
}

/** A GPU compiles its shaders by the shape of the input: not when someone waits. */
async function warmUp(session: Session, schema: FeatureSchema, timings: Record<string, number>): Promise<void> {
  const begun = performance.now();
  const {historyLength: L, history, context, candidates, buckets} = schema;
  for (const length of WARM_LENGTHS) {
    const N = buckets.find(bucket => bucket >= length) ?? length;
    await session.run({
      lists: 1, candidatesPerList: N, historyLength: L, counts: [N], replaced: 0,
      history: new Float32Array(L * history.length), historyMask: new Float32Array(L), context: new Float32Array(context.length),
      candidates: new Float32Array(N * candidates.length), candidateMask: new Float32Array(N).fill(1), sameEntity: new Float32Array(N * L),
    });
  }
  timings['webgpu-warm-up'] = performance.now() - begun;
}

/** With all that ORT can use but subgroups. */
async function plainDevice(): Promise<GPUDevice | null> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return null;
  const {maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxStorageBuffersPerShaderStage} = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: adapter.features.has('shader-f16') ? ['shader-f16'] : [],
    requiredLimits: {maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxStorageBuffersPerShaderStage},
  });
}

function refusal(backend: Neural, error: unknown): {backend: Neural; reason: ErrorName; detail: string} {
  if (error instanceof InklingError) return {backend, reason: error.name as ErrorName, detail: error.message};
  return {backend, reason: backend === 'webgpu' ? 'no-webgpu' : 'no-wasm', detail: `${String(error)}. Is ORT's WASM where assets.wasm says, and does connect-src allow it?`};
}

const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
const basename = (url: string) => new URL(url).pathname.split('/').at(-1) ?? '';
const asFolder = (url: string) => url.endsWith('/') ? url : `${url}/`;
