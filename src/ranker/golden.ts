/** Known inputs and known scores, as they travel with the model [R7]. */
import type {FeatureBatch, Golden} from '../ranking-types.js';

export interface GoldenBatch {
  readonly batch: FeatureBatch;
  /** [B, N, 5] as the network gives them, before calibration. */
  readonly scores: Float32Array;
}

/** What a backend may differ from the golden scores, absolute. */
export const GOLDEN_TOLERANCE = 1e-4;

const TENSORS = ['history', 'historyMask', 'context', 'candidates', 'candidateMask', 'sameEntity'] as const;

export function readGolden({batches}: Golden): GoldenBatch[] {
  return batches.map(({lists, candidatesPerList, historyLength, scores, ...packed}) => {
    const [history, historyMask, context, candidates, candidateMask, sameEntity] = TENSORS.map(name => unpack(packed[name])) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    const counts = Array.from({length: lists}, (_, list) => candidateMask.subarray(list * candidatesPerList, (list + 1) * candidatesPerList).reduce((sum, real) => sum + real, 0));
    return {batch: {lists, candidatesPerList, historyLength, history, historyMask, context, candidates, candidateMask, sameEntity, counts, replaced: 0}, scores: unpack(scores)};
  });
}

/** The inverse, for whoever makes a model. */
export function writeGolden(batches: readonly GoldenBatch[]): Golden {
  return {
    format: 1,
    batches: batches.map(({batch, scores}) => {
      const [history, historyMask, context, candidates, candidateMask, sameEntity] = TENSORS.map(name => pack(batch[name])) as [string, string, string, string, string, string];
      const {lists, candidatesPerList, historyLength} = batch;
      return {lists, candidatesPerList, historyLength, history, historyMask, context, candidates, candidateMask, sameEntity, scores: pack(scores)};
    }),
  };
}

/** Largest absolute difference over the real rows; Infinity where a score is not finite. */
export function difference({batch, scores}: GoldenBatch, got: Float32Array): number {
  const heads = scores.length / batch.candidateMask.length;
  let largest = 0;
  scores.forEach((score, i) => {
    if (batch.candidateMask[Math.floor(i / heads)] === 0) return;
    const gap = Math.abs(score - (got[i] ?? NaN));
    largest = gap <= largest ? largest : Number.isNaN(gap) ? Infinity : gap;
  });
  return largest;
}

// Float32Array is little endian on every machine that runs a browser today.
function unpack(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), character => character.charCodeAt(0)).buffer);
}

function pack(numbers: Float32Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
