/** From a setup to what scores batches: the model's files, a backend that proved itself on them, calibrated scores. The worker asks for it apart from what ranks, because it comes with the model. */
import type {FeatureBatch, FeatureSchema, Golden, RankerReady, RankerSetup} from '../ranking-types.js';
import type {HeadScores} from '../types.js';
import {loadModel} from './artifact.js';
import {watchMemory} from './memory.js';
import {headScores} from './scores.js';
import type {Build} from './session.js';
import {startRanker} from './start.js';

export interface StartedScorer {
  readonly ready: RankerReady;
  readonly schema: FeatureSchema;
  /** What came with the model: known inputs, of other accounts. */
  readonly golden: Golden;
  /** For each list one row a real candidate. Rejects with `gpu-lost` or `bad-scores`. */
  score(batch: FeatureBatch): Promise<HeadScores[][]>;
  /** Encodes the history of a batch before a list is asked for. Rejects as `score`. */
  ahead(batch: FeatureBatch): Promise<void>;
  /** What WebAssembly holds. */
  heapBytes(): number;
}

/** @throws {InklingError} as `loadModel` and `startRanker` */
export async function startScorer(setup: RankerSetup, wasmUrls: Readonly<Record<Build, string>>): Promise<StartedScorer> {
  const begun = performance.now();
  const heapBytes = watchMemory();
  let poisoned = 0;
  const loaded = await loadModel(setup.manifest, {onPoisoned: () => { poisoned += 1; }});
  const load = performance.now() - begun;
  const {ready, run, ahead} = await startRanker(loaded, setup, wasmUrls);
  const {schema, golden, manifest: {calibration}} = loaded;
  return {
    schema, golden, ahead, heapBytes,
    ready: {...ready, poisoned, timings: {load, ...ready.timings, total: performance.now() - begun}},
    score: async batch => headScores(await run(batch), batch, calibration),
  };
}
