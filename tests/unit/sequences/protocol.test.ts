import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {drawAccounts} from '../../../models/evaluation/estimate.js';
import {figuresOf, judge} from '../../../models/sequences/evaluate.js';
import {drawNegatives, hitOf, NEGATIVES, ndcgOf, popularity, rankAmong, readNegatives, readRanks} from '../../../models/sequences/protocol.js';

/** Users 0 and 2 can be asked. */
const sequences = {userIds: [1, 2, 3], itemIds: [1, 2, 3, 4, 5], users: [[1, 2, 3], [1, 4], [2, 1, 2, 5]]};

test('a rank counts what scores strictly more; an equal score and the target itself do not count', () => {
  const scores = [0, 5, 7, 5, 9];
  expect(rankAmong(scores, 1, [2, 3, 4])).toBe(2);
  expect(rankAmong(scores, 1, [1, 1, 3])).toBe(0);
  // Drawn twice, counted twice.
  expect(rankAmong(scores, 1, [4, 4])).toBe(2);
  expect(() => rankAmong([NaN, 1], 0, [1])).toThrow('not finite');
});

test('HR@10 and NDCG@10 by hand', () => {
  expect([0, 1, 2, 9, 10].map(hitOf)).toEqual([1, 1, 1, 1, 0]);
  expect([0, 1, 2, 6, 10].map(ndcgOf)).toEqual([1, 1 / Math.log2(3), 0.5, 1 / 3, 0]);
  const {hr10, ndcg10} = figuresOf([0, 2, 6, 40], drawAccounts(4, 1));
  expect(hr10.value).toBe(0.75);
  expect(ndcg10.value).toBeCloseTo((1 + 0.5 + 1 / 3) / 4, 12);
  expect(ndcg10.low).toBeLessThan(ndcg10.value);
  expect(ndcg10.high).toBeGreaterThan(ndcg10.value);
});

test('both protocols ask for the last item after all others; the full one leaves out what was met, but for the target', async () => {
  const asked: {history: readonly number[]; candidates: number[]}[] = [];
  const byNumber = Float32Array.from([99, 4, 3, 2, 1, 2]);
  const model = {
    score: (history: readonly number[], candidates: ArrayLike<number>) => {
      asked.push({history, candidates: Array.from(candidates)});
      return Promise.resolve(Float32Array.from(Array.from(candidates), item => byNumber[item] ?? 0));
    },
    scoreCatalogue: () => Promise.resolve(Float32Array.from([99, 4, 3, 2, 2.5, 5])),
  };
  const negatives = [[4, 3, 1], [], [1, 5, 3]].map(items => Uint16Array.from(items));
  const sampled = await judge(model, sequences, [0, 2], {kind: 'sampled', negatives});
  expect(asked).toEqual([{history: [1, 2], candidates: [3, 4, 3, 1]}, {history: [2, 1, 2], candidates: [5, 1, 5, 3]}]);
  // Item 1 beats item 3; item 1 beats item 5, whose second draw and item 3 only equal it.
  expect(Array.from(sampled.ranks)).toEqual([1, 1]);
  // The first has met 1 and 2: of the others 4 and 5 beat 3. The last has met them too: neither 3 nor 4 beats 5.
  expect(Array.from((await judge(model, sequences, [0, 2], {kind: 'full'})).ranks)).toEqual([2, 0]);
});

test('negatives are drawn from what the user was not trained on, the same for the same seed', () => {
  const drawn = drawNegatives(sequences, 3);
  expect(drawn.map(items => items.length)).toEqual([NEGATIVES, NEGATIVES, NEGATIVES]);
  // User 0 was trained on item 1, user 1 (too short to be asked) on 1 and 4, user 2 on 2 and 1.
  expect(drawn.map(items => [...new Set(items)].sort())).toEqual([[2, 3, 4, 5], [2, 3, 5], [3, 4, 5]]);
  expect(drawNegatives(sequences, 3)).toEqual(drawn);
  expect(drawNegatives(sequences, 4)).not.toEqual(drawn);
  expect(() => drawNegatives({userIds: [1], itemIds: [1], users: [[1, 1, 1]]}, 1)).toThrow('has met every item');
});

test('a file of negatives is read as it is, and refused where it is another data set\'s', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'inkling-')), 'negatives.u16');
  const numbers = Uint16Array.from({length: 3 * NEGATIVES}, (_, at) => at % 5 + 1);
  writeFileSync(path, numbers);
  expect(readNegatives(path, sequences).map(items => items[1])).toEqual([2, 2, 2]);
  numbers[NEGATIVES + 4] = 6;
  writeFileSync(path, numbers);
  expect(() => readNegatives(path, sequences)).toThrow('names item 6 for user number 2, but the data have the items 1 to 5');
  writeFileSync(path, numbers.subarray(1));
  expect(() => readNegatives(path, sequences)).toThrow('3 users need 600');
});

test('ranks of somebody else are read in bytes of one or two', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'inkling-')), 'ranks');
  writeFileSync(path, Uint8Array.from([7, 0, 90]));
  expect(readRanks(path, 3, [0, 2])).toEqual([7, 90]);
  writeFileSync(path, Uint8Array.from([7, 0, 0, 0, 1, 2]));
  expect(readRanks(path, 3, [0, 2])).toEqual([7, 513]);
  expect(() => readRanks(path, 4, [0])).toThrow('6 bytes; a rank for each of 4 users takes one or two');
});

test('popularity counts the training items alone', () => {
  expect(Array.from(popularity(sequences))).toEqual([0, 3, 1, 0, 1, 0]);
});
