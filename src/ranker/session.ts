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
  release(): Promise<void>;
}

export interface Runtime {
  /** `device`: made by us, where ORT's own choice of device features gives wrong scores. */
  createSession(model: Uint8Array, backend: 'webgpu' | 'wasm', device?: GPUDevice): Promise<Session>;
}

interface Ort {
  readonly env: Env;
  readonly InferenceSession: {create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>};
  readonly Tensor: TensorConstructor;
}

/** In Node: `createSession(bytes)`. */
export async function createSession(model: Uint8Array, options: {readonly backend?: 'webgpu' | 'wasm'; readonly wasm?: string} = {}): Promise<Session> {
  const {backend = 'wasm', wasm} = options;
  return (await loadRuntime(backend === 'webgpu' ? 'jspi' : 'wasm', wasm)).createSession(model, backend);
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
    async createSession(model, backend, device) {
      const provider: InferenceSession.ExecutionProviderConfig = backend === 'webgpu' ? {name: 'webgpu', ...(device && {device})} : 'wasm';
      const session = await inTurn(() => ort.InferenceSession.create(model, {executionProviders: [provider]}));
      let lost: string | null = null;
      if (backend === 'webgpu') {
        const used = device ?? await ort.env.webgpu.device as GPUDevice | undefined;
        used?.lost.then(({message, reason}) => { lost = message || reason || 'no reason given'; });
      }
      const run = async (batch: FeatureBatch) => {
        // A run on a lost device blocks this thread for good.
        if (lost !== null) throw gpuLost(lost);
        try {
          const {scores} = await session.run(feeds(ort.Tensor, batch));
          if (scores?.data instanceof Float32Array && scores.data.length === batch.lists * batch.candidatesPerList * 5) return scores.data;
        } catch (error) {
          throw backend === 'webgpu' ? gpuLost(lost ?? String(error)) : new InklingError('bad-scores', `The ranker failed on WASM: ${String(error)}. The next lower tier answers.`, {cause: error});
        }
        throw new InklingError('bad-scores', 'The ranker gave no output named scores of shape [B, N, 5]. The model is not one of Inkling\'s.');
      };
      return {backend, run: batch => inTurn(() => run(batch)), release: () => inTurn(() => session.release())};
    },
  };
}

const gpuLost = (why: string) => new InklingError('gpu-lost', `The ranker failed on WebGPU: ${why}. The next lower tier answers while a fresh worker starts.`);

function feeds(Tensor: TensorConstructor, batch: FeatureBatch): Record<string, Tensor> {
  const {lists: B, candidatesPerList: N, historyLength: L} = batch;
  const float32 = (data: Float32Array, ...dims: number[]) => new Tensor('float32', data, dims);
  return {
    history: float32(batch.history, 1, L, batch.history.length / L),
    historyMask: float32(batch.historyMask, 1, L),
    context: float32(batch.context, B, batch.context.length / B),
    candidates: float32(batch.candidates, B, N, batch.candidates.length / (B * N)),
    candidateMask: float32(batch.candidateMask, B, N),
    sameEntity: float32(batch.sameEntity, B, N, L),
  };
}
