/** In a worker: the bare run of the network and the worker's whole rank, interleaved, on one session. */
import {emptyContext, summarize} from '../../src/context/summarize.js';
import {encode} from '../../src/features/encode.js';
import {rankLists} from '../../src/rank.js';
import {loadModel} from '../../src/ranker/artifact.js';
import {headScores} from '../../src/ranker/scores.js';
import {startRanker} from '../../src/ranker/start.js';
import type {RankCall} from '../../src/ranking-types.js';
import {HISTORY, NOW, rankable, recorded} from './workload.js';

const wasmUrls = {
  jspi: new URL('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href,
  wasm: new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href,
};

interface Asked {
  readonly manifest: string;
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly warmUp: number;
}

async function measure({manifest, sizes, runs, warmUp}: Asked) {
  const loaded = await loadModel(manifest);
  const {run} = await startRanker(loaded, {manifest, backend: 'wasm'}, wasmUrls);
  const {schema, manifest: {calibration}} = loaded;
  const scorer = {tier: 'wasm' as const, schema, score: async (batch: ReturnType<typeof encode>) => headScores(await run(batch), batch, calibration)};
  let context = emptyContext(NOW - 3_600_000);
  for (let i = 0; i < HISTORY; i += 1) context = summarize(context, recorded(i));
  const results = [];
  for (const size of sizes) {
    const call: RankCall = {
      lists: [{surface: 'campaign-list', candidates: Array.from({length: size}, (_, i) => rankable(i)), pinned: [], goal: {results: 1, cost: 1, reach: 1, effort: 1}, seed: 'bench'}],
      context, now: NOW, exploration: {temperature: 0.3, window: 2, places: 10, id: 'bench'},
    };
    const batch = encode(call.lists, context, schema, NOW);
    const bare: number[] = [];
    const rank: number[] = [];
    for (let i = -warmUp; i < runs; i += 1) {
      const begun = performance.now();
      await run(batch);
      const between = performance.now();
      await rankLists(call, scorer);
      const ended = performance.now();
      if (i < 0) continue;
      bare.push(between - begun);
      rank.push(ended - between);
    }
    results.push({candidates: size, padded: batch.candidatesPerList, bare, rank});
  }
  return results;
}

addEventListener('message', ({data}: MessageEvent<Asked>) => {
  measure(data).then(results => postMessage({results}), (error: unknown) => postMessage({error: String(error)}));
});
