/** What a run gave, made into scores that mean what they say: checked, then calibrated. */
import {InklingError} from '../errors.js';
import type {Calibration, FeatureBatch, Manifest} from '../ranking-types.js';
import {HEADS, type HeadScores} from '../types.js';

/** Keeps the logit finite. */
const CLOSEST_TO_CERTAIN = 1e-6;

/**
 * @param raw [B, N, 5] as the network gives them
 * @returns for each list one row a real candidate, in the order given
 * @throws {InklingError} `bad-scores`: a score that is not finite, or one and the same for rows that differ [R9]
 */
export function headScores(raw: Float32Array, batch: FeatureBatch, calibration: Manifest['calibration']): HeadScores[][] {
  checkScores(raw, batch);
  const {candidatesPerList} = batch;
  return batch.counts.map((count, list) => Array.from({length: count}, (_, n) => {
    const at = (list * candidatesPerList + n) * HEADS.length;
    const [open = 0, apply = 0, dismiss = 0, undo = 0, impact = 0] = raw.subarray(at, at + HEADS.length);
    return {
      open: calibrated(open, calibration.open),
      apply: calibrated(apply, calibration.apply),
      dismiss: calibrated(dismiss, calibration.dismiss),
      undo: calibrated(undo, calibration.undo),
      impact,
    };
  }));
}

/** Platt scaling on the logit (Platt 1999). */
function calibrated(probability: number, {slope, intercept}: Calibration): number {
  const p = Math.min(Math.max(probability, CLOSEST_TO_CERTAIN), 1 - CLOSEST_TO_CERTAIN);
  return 1 / (1 + Math.exp(-(slope * Math.log(p / (1 - p)) + intercept)));
}

function checkScores(raw: Float32Array, {counts, candidatesPerList, candidates, lists}: FeatureBatch): void {
  const width = candidates.length / (lists * candidatesPerList || 1);
  const same = (values: Float32Array, columns: number, row: number, other: number) => {
    for (let i = 0; i < columns; i++) if (values[row * columns + i] !== values[other * columns + i]) return false;
    return true;
  };
  let first = -1;
  let differentRows = false;
  let differentScores = false;
  counts.forEach((count, list) => {
    for (let row = list * candidatesPerList; row < list * candidatesPerList + count; row++) {
      for (let head = 0; head < HEADS.length; head++) {
        if (!Number.isFinite(raw[row * HEADS.length + head])) throw new InklingError('bad-scores', `The ranker gave a score that is not finite (${HEADS[head]}). The next lower tier answers, and a fresh worker starts.`);
      }
      if (first < 0) first = row;
      differentRows ||= !same(candidates, width, row, first);
      differentScores ||= !same(raw, HEADS.length, row, first);
    }
  });
  if (differentRows && !differentScores) throw new InklingError('bad-scores', 'The ranker gave the same scores to candidates that differ. The next lower tier answers, and a fresh worker starts.');
}
