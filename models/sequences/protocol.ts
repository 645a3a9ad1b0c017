/**
 * How a sequence model is judged, as the SASRec paper (Kang and McAuley, ICDM 2018, section IV) does it and its many repetitions: a user's last item is the question, all before it the history.
 * Sampled (A): among 100 uniform draws; full (B): among the whole catalogue without what the user has met.
 */
import {readFileSync} from 'node:fs';
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformInt} from 'pure-rand/distribution/uniformInt';
import {FEWEST_ITEMS, type Sequences} from './read.js';

export const NEGATIVES = 100;
/** HR and NDCG look this far. */
const PLACES = 10;

/** What comes before the question; the model looks at the newest of it. */
export const historyOf = (items: readonly number[]): readonly number[] => items.slice(0, -1);
export const targetOf = (items: readonly number[]): number => items.at(-1) ?? 0;
/** What a training may learn from. */
export const learnedOf = (items: readonly number[]): readonly number[] => (items.length < FEWEST_ITEMS ? items : items.slice(0, -2));

/** Draws with replacement from the whole catalogue, drawn again while the draw is one of the user's training items. The target itself can be drawn. */
export function drawNegatives({users, itemIds}: Sequences, seed: number): readonly Uint16Array[] {
  const generator = xoroshiro128plus(seed);
  return users.map((items, user) => {
    const learned = new Set(learnedOf(items));
    if (learned.size >= itemIds.length) throw new Error(`User number ${user + 1} has met every item of the catalogue: there is nothing to draw.`);
    return Uint16Array.from({length: NEGATIVES}, () => {
      for (;;) {
        const item = uniformInt(generator, 1, itemIds.length);
        if (!learned.has(item)) return item;
      }
    });
  });
}

/** From a file of uint16 little endian, 100 a user. Throws a sentence where it is not one for these users and items. */
export function readNegatives(path: string, {users, itemIds}: Sequences): readonly Uint16Array[] {
  const bytes = readFileSync(path);
  if (bytes.length !== users.length * NEGATIVES * 2) throw new Error(`${path} has ${bytes.length} bytes; ${users.length} users need ${users.length * NEGATIVES * 2}: ${NEGATIVES} numbers of two bytes each.`);
  const all = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const odd = all.findIndex(item => item < 1 || item > itemIds.length);
  if (odd >= 0) throw new Error(`${path} names item ${all[odd]} for user number ${Math.floor(odd / NEGATIVES) + 1}, but the data have the items 1 to ${itemIds.length}.`);
  return users.map((_, user) => all.subarray(user * NEGATIVES, (user + 1) * NEGATIVES));
}

/** Ranks that somebody else computed, one a user, in a byte each or in two (little endian): those of `users`, by their place. */
export function readRanks(path: string, all: number, users: readonly number[]): number[] {
  const bytes = readFileSync(path);
  if (bytes.length !== all && bytes.length !== 2 * all) throw new Error(`${path} has ${bytes.length} bytes; a rank for each of ${all} users takes one or two of them.`);
  return users.map(user => (bytes.length === all ? bytes.readUInt8(user) : bytes.readUInt16LE(2 * user)));
}

/** How many of the others score strictly more than the first: 0 is the top. */
export function rankAmong(scores: ArrayLike<number>, target: number, others: Iterable<number>): number {
  const own = scores[target] ?? NaN;
  if (!Number.isFinite(own)) throw new Error('The model gave a score that is not finite.');
  let better = 0;
  for (const other of others) if ((scores[other] ?? NaN) > own) better += 1;
  return better;
}

export const hitOf = (rank: number): number => Number(rank < PLACES);
/** With one relevant item the ideal is 1. */
export const ndcgOf = (rank: number): number => (rank < PLACES ? 1 / Math.log2(rank + 2) : 0);

/** How often each item was met by the users, their last two items left out: the simplest ranker there is. Index 0 is nobody's. */
export function popularity({users, itemIds}: Sequences): Float64Array {
  const counts = new Float64Array(itemIds.length + 1);
  for (const items of users) for (const item of learnedOf(items)) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}
