/**
 * The real worker in a realm where something is wrong. Its name says what from the start: `no-gpu`, `no-adapter`, `gpu-off` (WebGPU's scores are off by a tenth).
 * What comes later is called over BroadcastChannel `faulty-worker`, and answered with `done`: `destroy` the GPU device; `close`, `spin`, or answer every run with scores that are `nan`, `infinite`, `equal`, `zero` or `short`.
 */
import type {InferenceSession as Session, Tensor} from 'onnxruntime-web';
import * as jspi from 'onnxruntime-web/jspi';
import * as wasm from 'onnxruntime-web/wasm';

type Change = (scores: Float32Array) => Float32Array | Promise<Float32Array>;
const CHANGES: Readonly<Record<string, Change>> = {
  nan: scores => scores.with(0, NaN),
  infinite: scores => scores.with(0, -Infinity),
  equal: scores => scores.fill(0.5),
  zero: scores => scores.fill(0),
  short: scores => scores.slice(1),
  spin: () => { for (;;); },
  close: () => {
    close();
    return new Promise(() => {});
  },
};
let change: Change = scores => scores;
const devices: GPUDevice[] = [];
const channel = new BroadcastChannel('faulty-worker');
channel.onmessage = ({data}: MessageEvent<string>) => {
  if (data === 'destroy') for (const device of devices) device.destroy();
  else change = CHANGES[data] ?? change;
  channel.postMessage('done');
};

if (self.name === 'no-gpu') Object.defineProperty(navigator, 'gpu', {value: undefined});
if (self.name === 'no-adapter') navigator.gpu.requestAdapter = () => Promise.resolve(null);
if (typeof GPUAdapter === 'function') {
  const {requestDevice} = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    devices.push(device);
    return device;
  };
}

for (const {InferenceSession} of [jspi, wasm]) {
  const create = InferenceSession.create.bind(InferenceSession) as (model: Uint8Array, options?: Session.SessionOptions) => Promise<Session>;
  InferenceSession.create = (async (model: Uint8Array, options?: Session.SessionOptions) => {
    const session = await create(model, options);
    const [provider] = options?.executionProviders ?? [];
    const isOff = self.name === 'gpu-off' && typeof provider === 'object' && provider.name === 'webgpu';
    const run = session.run.bind(session) as (feeds: Session.FeedsType) => Promise<Session.ReturnType>;
    session.run = (async (feeds: Session.FeedsType) => {
      const results = await run(feeds);
      const scores = results['scores'] as Tensor | undefined;
      if (!(scores?.data instanceof Float32Array)) return results;
      return {scores: {data: await change(isOff ? scores.data.map(score => score + 0.1) : scores.data)}};
    }) as Session['run'];
    return session;
  }) as typeof InferenceSession.create;
}

await import('../../src/worker.js');
