/** In a worker: the bare runs of the network and the worker's whole rank, one after the other on one session, a step at a time. */
import {emptyContext, summarize} from '../../src/context/summarize.js';
import {encode} from '../../src/features/encode.js';
import {rankLists} from '../../src/rank.js';
import {loadModel} from '../../src/ranker/artifact.js';
import {headScores} from '../../src/ranker/scores.js';
import {startRanker} from '../../src/ranker/start.js';
import type {FeatureBatch, RankCall} from '../../src/ranking-types.js';
import type {InteractionContext} from '../../src/types.js';
import {HISTORY, NOW, rankable, recorded} from './workload.js';

const wasmUrls = {
  jspi: new URL('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href,
  wasm: new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href,
};

/** Milliseconds of each, once. */
export interface Step {
  /** N after padding. */
  readonly padded: number;
  /** The network's run where the history has been encoded before. */
  readonly bare: number;
  /** With the encoding of the history. */
  readonly whole: number;
  /** The encoding alone; nothing where one graph is the whole network. */
  readonly encoder: number;
  /** The worker's rank: features, run, policy; the history encoded before. */
  readonly rank: number;
  /** With the encoding of the history. */
  readonly rankAnew: number;
}

export type Asked = {readonly manifest: string} | {readonly candidates: number};

const EXPLORATION = {temperature: 0.3, window: 2, places: 10, id: 'bench'};

async function open(manifest: string): Promise<(candidates: number) => Promise<Step>> {
  const loaded = await loadModel(manifest);
  const {run, ahead} = await startRanker(loaded, {manifest, backend: 'wasm'}, wasmUrls);
  const {schema, manifest: {calibration}} = loaded;
  const scorer = {tier: 'wasm' as const, schema, score: async (batch: FeatureBatch) => headScores(await run(batch), batch, calibration)};
  const before = Array.from({length: HISTORY}).reduce<InteractionContext>((context, _, i) => summarize(context, recorded(i)), emptyContext(NOW - 3_600_000));
  const after = summarize(before, recorded(HISTORY + 1));
  return async candidates => {
    const callOf = (context: InteractionContext): RankCall => ({
      lists: [{surface: 'campaign-list', candidates: Array.from({length: candidates}, (_, i) => rankable(i)), pinned: [], goal: {results: 1, cost: 1, reach: 1, effort: 1}, seed: 'bench'}],
      context, now: NOW, exploration: EXPLORATION,
    });
    const [first, second] = [callOf(before), callOf(after)];
    const batchOf = ({lists, context}: RankCall) => encode(lists, context, schema, NOW);
    const [firstBatch, secondBatch] = [batchOf(first), batchOf(second)];
    const timed = async (work: () => Promise<unknown>) => {
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    await ahead(firstBatch);
    const bare = await timed(() => run(firstBatch));
    const rank = await timed(() => rankLists(first, scorer));
    const encoder = await timed(() => ahead(secondBatch));
    const whole = await timed(() => run(firstBatch));
    const rankAnew = await timed(() => rankLists(second, scorer));
    return {padded: firstBatch.candidatesPerList, bare, whole, encoder, rank, rankAnew};
  };
}

let step: (candidates: number) => Promise<Step | null> = async () => null;
addEventListener('message', ({data}: MessageEvent<Asked>) => {
  const answer = 'manifest' in data ? open(data.manifest).then(opened => { step = opened; return null; }) : step(data.candidates);
  answer.then(result => postMessage({result}), (error: unknown) => postMessage({error: String(error)}));
});
