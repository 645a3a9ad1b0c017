// [R4] by ORT's own word: where it places the nodes of what we ship, and that both builds have a kernel for each of them.
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {commands} from 'vitest/browser';
import type {Env, InferenceSession} from 'onnxruntime-web';

vi.setConfig({testTimeout: 180_000, hookTimeout: 180_000});

interface Ort {
  readonly env: Env;
  readonly InferenceSession: {create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>};
}
const PLACED = /placed on \[(\w+)\]\. Number of nodes: (\d+)/;
const builds = {jspi: 'ort-wasm-simd-threaded.jspi.wasm', wasm: 'ort-wasm-simd-threaded.wasm'} as const;
const runtimes = {} as Record<keyof typeof builds, Ort>;
/** All that ORT has said so far. */
const said: string[] = [];

beforeAll(async () => {
  // ORT's glue takes the console as it is when the first session is made, and keeps it.
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, level).mockImplementation((...words: unknown[]) => { said.push(words.join(' ')); });
  const [jspi, wasm] = await Promise.all([import('onnxruntime-web/jspi'), import('onnxruntime-web/wasm')]) as [Ort, Ort];
  Object.assign(runtimes, {jspi, wasm});
  for (const [name, ort] of Object.entries(runtimes)) {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = {wasm: new URL(`/node_modules/onnxruntime-web/dist/${builds[name as keyof typeof builds]}`, location.origin).href};
    ort.env.logLevel = 'verbose';
  }
});
afterAll(() => { vi.restoreAllMocks(); });

/** What ORT says while it makes a session of these bytes: provider → nodes. */
async function placements(ort: Ort, bytes: Uint8Array, provider: 'webgpu' | 'wasm'): Promise<Record<string, number>> {
  const from = said.length;
  const session = await ort.InferenceSession.create(bytes, {executionProviders: [{name: provider}], logSeverityLevel: 0});
  await session.release();
  return Object.fromEntries(said.slice(from).flatMap(line => {
    const [, name = '', nodes] = PLACED.exec(line) ?? [];
    return name === '' ? [] : [[name, Number(nodes)]];
  }));
}

const decoded = (base64: string) => Uint8Array.from(atob(base64), character => character.charCodeAt(0));

/** Name → bytes of the graphs of what is published, or of the real network with weights by chance. */
async function graphsOf(source: string): Promise<Record<string, Uint8Array>> {
  const graphs = await commands.graphs(source);
  return Object.fromEntries(Object.entries(graphs ?? {}).map(([name, base64]) => [name, decoded(base64)]));
}

const counted = new Map<string, number>();
async function nodesInFloat32(name: string): Promise<number | undefined> {
  if (counted.size === 0) for (const [graph, bytes] of Object.entries(await graphsOf('float32'))) counted.set(graph, (await placements(runtimes.jspi, bytes, 'webgpu'))['WebGpuExecutionProvider'] ?? 0);
  return counted.get(name);
}

describe.each(['published', '8-channel', '8-32', '4-32'])('the graphs of %s', source => {
  test('[R4] run on WebGPU with every node, and with every node on the CPU of both builds', async context => {
    const graphs = await graphsOf(source);
    if (Object.keys(graphs).length === 0) return context.skip('There is no Python with torch and onnx to write them.');
    for (const [name, bytes] of Object.entries(graphs)) {
      const onGpu = await placements(runtimes.jspi, bytes, 'webgpu');
      expect(Object.keys(onGpu), name).toEqual(['WebGpuExecutionProvider']);
      // The weights are folded into constants by then: no node is left that makes them.
      const plain = source === 'published' ? undefined : await nodesInFloat32(name);
      if (plain !== undefined) expect(onGpu['WebGpuExecutionProvider'], name).toBe(plain);
      for (const ort of Object.values(runtimes)) expect(Object.keys(await placements(ort, bytes, 'wasm')), name).toEqual(['CPUExecutionProvider']);
    }
  });
});
