/** The linear tier: the manifest's distilled scorer. Instant, no WASM, the same on the page and in the worker. */
import type {FeatureBatch, LinearHead, Manifest} from '../ranking-types.js';
import type {HeadScores} from '../types.js';

/** For each list one row a real candidate, in the order given. Calibrated as they stand. */
export function scoreLinear(batch: FeatureBatch, linear: Manifest['linear']): HeadScores[][] {
  const {counts, candidatesPerList} = batch;
  return counts.map((count, list) => {
    const base = {
      open: contextPart(batch, list, linear.open), apply: contextPart(batch, list, linear.apply), dismiss: contextPart(batch, list, linear.dismiss),
      undo: contextPart(batch, list, linear.undo), impact: contextPart(batch, list, linear.impact),
    };
    return Array.from({length: count}, (_, n) => {
      const row = list * candidatesPerList + n;
      return {
        open: sigmoid(base.open + candidatePart(batch, row, linear.open)),
        apply: sigmoid(base.apply + candidatePart(batch, row, linear.apply)),
        dismiss: sigmoid(base.dismiss + candidatePart(batch, row, linear.dismiss)),
        undo: sigmoid(base.undo + candidatePart(batch, row, linear.undo)),
        impact: base.impact + candidatePart(batch, row, linear.impact),
      };
    });
  });
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const contextPart = (batch: FeatureBatch, list: number, head: LinearHead) => head.intercept + product(head.context, batch.context, list);
const candidatePart = (batch: FeatureBatch, row: number, head: LinearHead) => product(head.candidates, batch.candidates, row);

function product(weights: readonly number[], rows: Float32Array, row: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (rows[row * weights.length + i] ?? 0);
  return sum;
}
