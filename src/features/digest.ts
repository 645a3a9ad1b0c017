/** A short name for what the ranker saw of one list, so that a re-encoding that differs is noticed [F8]. */
import type {FeatureBatch} from '../ranking-types.js';

/** Differences below half of this are rounding. */
const STEPS = 1024;

type State = [number, number];

const historyStates = new WeakMap<FeatureBatch, Readonly<State>>();

/**
 * 64 bits in hex over the list's real rows, rounded to 1/1024: the same in whatever batch and bucket the list was encoded. Not cryptographic.
 */
export function digestOf(batch: FeatureBatch, listIndex: number): string {
  const {lists, candidatesPerList: padded, historyLength} = batch;
  const contextWidth = batch.context.length / lists;
  const width = batch.candidates.length / (lists * padded);
  const count = batch.counts[listIndex] ?? 0;
  const first = listIndex * padded;

  const state: State = [...historyState(batch)];
  mixAll(state, batch.context, listIndex * contextWidth, contextWidth);
  mixAll(state, batch.candidates, first * width, count * width);
  mixAll(state, batch.sameEntity, first * historyLength, count * historyLength);
  return hex(finished(state[0] ^ count)) + hex(finished(state[1] + count | 0));
}

// The history is the same for every list of a batch, and the longest part.
function historyState(batch: FeatureBatch): Readonly<State> {
  const known = historyStates.get(batch);
  if (known) return known;
  const rows = batch.historyMask.reduce((sum, mask) => sum + mask, 0);
  const state: State = [0x9747b28c | 0, 0x5bd1e995 | 0];
  mixAll(state, batch.history, 0, rows * (batch.history.length / batch.historyLength));
  historyStates.set(batch, state);
  return state;
}

// Two lanes of MurmurHash3 x86_32 (Appleby, public domain) with different seeds and orders of its constants.
function mixAll(state: State, values: Float32Array, from: number, length: number): void {
  let [a, b] = state;
  for (let i = from; i < from + length; i++) {
    const value = Math.round((values[i] ?? 0) * STEPS) | 0;
    a = rotated(a ^ Math.imul(rotated(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593), 13);
    a = Math.imul(a, 5) + 0xe6546b64 | 0;
    b = rotated(b ^ Math.imul(rotated(Math.imul(value, 0x1b873593), 16), 0xcc9e2d51), 17);
    b = Math.imul(b, 5) + 0x561ccd1b | 0;
  }
  state[0] = a ^ length;
  state[1] = b + length | 0;
}

function rotated(x: number, bits: number): number {
  return x << bits | x >>> 32 - bits;
}

function finished(x: number): number {
  let h = x ^ x >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
  return h ^ h >>> 16;
}

function hex(x: number): string {
  return (x >>> 0).toString(16).padStart(8, '0');
}
