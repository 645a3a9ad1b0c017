// The kernels are ORT's to test. Here: that the bytes we publish are the network we trained, whatever is asked of it.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createSession, type Session} from '../../src/ranker/session.js';
import type {FeatureBatch} from '../../src/ranking-types.js';
import {batchOf, floats, published} from '../support/published-model.js';

const {golden, model, history: encoder} = published();
const HEADS = 5;
let session: Session;
beforeAll(async () => { session = await createSession(model, {history: encoder}); });
afterAll(() => session.release());

/** Rows of `width` in another order (or padded with zeros where `order` names none). */
function rows(values: Float32Array, width: number, order: readonly (number | null)[]): Float32Array {
  const out = new Float32Array(order.length * width);
  order.forEach((from, to) => { if (from !== null) out.set(values.subarray(from * width, (from + 1) * width), to * width); });
  return out;
}

/** The first list alone, its candidates in another order. */
function reordered(batch: FeatureBatch, order: readonly (number | null)[]): FeatureBatch {
  const columns = batch.candidates.length / (batch.lists * batch.candidatesPerList);
  return {
    ...batch, lists: 1, candidatesPerList: order.length, counts: [order.filter(from => from !== null).length],
    context: batch.context.slice(0, batch.context.length / batch.lists),
    candidates: rows(batch.candidates, columns, order),
    candidateMask: rows(batch.candidateMask, 1, order),
    sameEntity: rows(batch.sameEntity, batch.historyLength, order),
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}

test('[R7] ORT in Node gives the golden scores', async () => {
  for (const batch of golden.batches) {
    const scores = await session.run(batchOf(batch));
    const expected = floats(batch.scores);
    expect(scores).toHaveLength(expected.length);
    expect(largestDifference(scores, expected)).toBeLessThanOrEqual(1e-4);
  }
});

describe('of the first golden list', () => {
  const [first] = golden.batches;
  if (!first) throw new Error('The golden file has no batch.');
  const batch = batchOf(first);
  const count = batch.counts[0] ?? 0;
  const straight = Array.from({length: count}, (_, n) => n);

  test('[R3] the order of candidates in does not change scores out', async () => {
    const order = straight.map(n => (n * 5 + 3) % count);
    expect(new Set(order).size).toBe(count);
    const scores = await session.run(reordered(batch, order));
    expect(largestDifference(scores, rows(floats(first.scores), HEADS, order))).toBeLessThanOrEqual(1e-5);
  });

  test('[R1] padding of the list changes nothing', async () => {
    const scores = await session.run(reordered(batch, [...straight, null, null, null]));
    expect(largestDifference(scores.subarray(0, count * HEADS), floats(first.scores))).toBeLessThanOrEqual(1e-5);
    expect(scores.every(Number.isFinite)).toBe(true);
  });

  test('[R1] what lies behind the history mask changes nothing', async () => {
    const history = batch.history.slice();
    const width = history.length / batch.historyLength;
    const masked = batch.historyMask.indexOf(0);
    const historyMask = batch.historyMask.slice();
    // Where the history is full, the last row goes behind the mask first.
    const from = masked < 0 ? batch.historyLength - 1 : masked;
    historyMask[from] = 0;
    const before = await session.run({...batch, historyMask});
    history.fill(9, from * width, (from + 1) * width);
    expect(largestDifference(await session.run({...batch, history, historyMask}), before)).toBeLessThanOrEqual(1e-6);
  });

  test('an empty history is a state like any other: finite scores, probabilities, and not one for all', async () => {
    const empty = {...batch, history: new Float32Array(batch.history.length), historyMask: new Float32Array(batch.historyLength), sameEntity: new Float32Array(batch.sameEntity.length)};
    const scores = await session.run(empty);
    expect(scores.every(Number.isFinite)).toBe(true);
    const apply = straight.map(n => scores[n * HEADS + 1] ?? NaN);
    expect(Math.min(...apply)).toBeGreaterThan(0);
    expect(Math.max(...apply)).toBeLessThan(1);
    expect(new Set(apply).size).toBeGreaterThan(1);
  });

  test('the history matters', async () => {
    const empty = {...batch, history: new Float32Array(batch.history.length), historyMask: new Float32Array(batch.historyLength), sameEntity: new Float32Array(batch.sameEntity.length)};
    expect(largestDifference(await session.run(empty), floats(first.scores))).toBeGreaterThan(1e-3);
  });
});
