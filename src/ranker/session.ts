/** A model and a FeatureBatch in; [B, N, 5] raw scores out. The only door to onnxruntime. */
import type {Env, InferenceSession, Tensor, TensorConstructor} from 'onnxruntime-web';
import {InklingError} from '../errors.js';
import type {FeatureBatch} from '../ranking-types.js';

/** ORT ships its WebGPU provider in the `jspi` build; that build has the WASM provider too, and `wasm` is the smaller one without it. */
export type Build = 'jspi' | 'wasm';
export const WASM_FILES: Readonly<Record<Build, string>> = {jspi: 'ort-wasm-simd-threaded.jspi.wasm', wasm: 'ort-wasm-simd-threaded.wasm'};

export interface Session {
  readonly backend: 'webgpu' | 'wasm';
  /** [B, N, 5] in the order of HEADS, before calibration; padding rows hold anything finite. Rejects with `gpu-lost` or `bad-scores`. */
  run(batch: FeatureBatch): Promise<Float32Array>;
  /** Encodes the history of a batch, so that runs with the same one need not. Nothing where one graph is the whole network. Rejects as `run`. */
  ahead(batch: FeatureBatch): Promise<void>;
  release(): Promise<void>;
}

/** A scorer with the encoder of its history, or one graph that is both. */
export interface Graphs {
  readonly model: Uint8Array;
  readonly history: Uint8Array | null;
}

export interface Runtime {
  /** `device`: made by us, where ORT's own choice of device features gives wrong scores. */
  createSession(graphs: Graphs, backend: 'webgpu' | 'wasm', device?: GPUDevice): Promise<Session>;
}

type Feeds = Record<string, Tensor>;

/** The last history that was encoded; what comes of it stays on the GPU where that is what runs. */
interface Encoded {
  readonly history: Float32Array;
  readonly historyMask: Float32Array;
  readonly feeds: Feeds;
}

interface Ort {
  readonly env: Env;
  readonly InferenceSession: {create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>};
  readonly Tensor: TensorConstructor;
}

/**
 * ORT's fused kernels save little of a run. But they, and what fuses them, are so large that V8 went on compiling them long after the ranker was ready, beside the first things that a person did: they waited for it.
 */
const UNFUSED: InferenceSession.SessionOptions = {graphOptimizationLevel: 'disabled'};

/** In Node: `createSession(bytes)`, or `createSession(scorer, {history: encoder})`. */
export async function createSession(model: Uint8Array, options: {readonly history?: Uint8Array | null; readonly backend?: 'webgpu' | 'wasm'; readonly wasm?: string} = {}): Promise<Session> {
  const {history = null, backend = 'wasm', wasm} = options;
  return (await loadRuntime(backend === 'webgpu' ? 'jspi' : 'wasm', wasm)).createSession({model, history}, backend);
}

/**
 * Loads ORT's glue; its WASM comes with the first session, from the URL `wasm` (in Node, when left out, from the package).
 * A runtime that failed stays failed in its realm (ORT remembers it): the next attempt needs a fresh worker.
 */
export async function loadRuntime(build: Build, wasm?: string): Promise<Runtime> {
  const ort: Ort = build === 'jspi' ? await import('onnxruntime-web/jspi') : await import('onnxruntime-web/wasm');
  // One thread: two gain little at these sizes and would ask the host for isolation headers. The object form keeps ORT to its bundled glue.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = 'fatal';
  if (wasm) ort.env.wasm.wasmPaths = {wasm};

  // Concurrent runs hung ORT 1.30's worker on WebGPU, between sessions too. A failed run must not block the next, hence the two arms.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task, task);
    last = turn;
    return turn;
  };

  return {
    async createSession({model, history}, backend, device) {
      const provider: InferenceSession.ExecutionProviderConfig = backend === 'webgpu' ? {name: 'webgpu', ...(device && {device})} : 'wasm';
      const create = (bytes: Uint8Array, more?: InferenceSession.SessionOptions) => inTurn(() => ort.InferenceSession.create(bytes, {executionProviders: [provider], ...(backend === 'wasm' && UNFUSED), ...more}));
      const scorer = await create(model);
      const encoder = history && await create(history, backend === 'webgpu' ? {preferredOutputLocation: 'gpu-buffer'} : {});
      let lost: string | null = null;
      if (backend === 'webgpu') {
        const used = device ?? await ort.env.webgpu.device as GPUDevice | undefined;
        used?.lost.then(({message, reason}) => { lost = message || reason || 'no reason given'; });
      }
      let last: Encoded | null = null;
      const encoded = async (encoder: InferenceSession, batch: FeatureBatch): Promise<Feeds> => {
        if (last && isSame(last.history, batch.history) && isSame(last.historyMask, batch.historyMask)) return last.feeds;
        const made = await encoder.run(eventFeeds(ort.Tensor, batch));
        for (const tensor of Object.values(last?.feeds ?? {})) tensor.dispose();
        last = {history: batch.history.slice(), historyMask: batch.historyMask.slice(), feeds: made};
        return made;
      };
      const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
        // A run on a lost device blocks this thread for good.
        if (lost !== null) throw gpuLost(lost);
        try {
          return await work();
        } catch (error) {
          throw backend === 'webgpu' ? gpuLost(lost ?? String(error)) : new InklingError('bad-scores', `The ranker failed on WASM: ${String(error)}. The next lower tier answers.`, {cause: error});
        }
      };
      const run = async (batch: FeatureBatch) => {
        const {scores} = await guarded(async () => scorer.run({...encoder ? await encoded(encoder, batch) : eventFeeds(ort.Tensor, batch), ...listFeeds(ort.Tensor, batch)}));
        if (scores?.data instanceof Float32Array && scores.data.length === batch.lists * batch.candidatesPerList * 5) return scores.data;
        throw new InklingError('bad-scores', 'The ranker gave no output named scores of shape [B, N, 5]. The model is not one of Inkling\'s.');
      };
      return {
        backend,
        run: batch => inTurn(() => run(batch)),
        ahead: batch => inTurn(async () => { if (encoder) await guarded(() => encoded(encoder, batch)); }),
        release: () => inTurn(async () => {
          await scorer.release();
          await encoder?.release();
        }),
      };
    },
  };
}

const gpuLost = (why: string) => new InklingError('gpu-lost', `The ranker failed on WebGPU: ${why}. The next lower tier answers while a fresh worker starts.`);

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

const float32 = (Tensor: TensorConstructor, data: Float32Array, ...dims: number[]) => new Tensor('float32', data, dims);

function eventFeeds(Tensor: TensorConstructor, {history, historyMask, historyLength: L}: FeatureBatch): Feeds {
  return {history: float32(Tensor, history, 1, L, history.length / L), historyMask: float32(Tensor, historyMask, 1, L)};
}

function listFeeds(Tensor: TensorConstructor, batch: FeatureBatch): Feeds {
  const {lists: B, candidatesPerList: N, historyLength: L} = batch;
  return {
    context: float32(Tensor, batch.context, B, batch.context.length / B),
    candidates: float32(Tensor, batch.candidates, B, N, batch.candidates.length / (B * N)),
    candidateMask: float32(Tensor, batch.candidateMask, B, N),
    sameEntity: float32(Tensor, batch.sameEntity, B, N, L),
  };
}
