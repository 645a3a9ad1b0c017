import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {smallest, type Judged} from '../../../models/training/quantization.js';
import {fromFloat16, openReplayed} from '../../../models/training/replayed.js';
import {createRows, toFloat16} from '../../../models/training/shards.js';

const judged = (scheme: string, bytesBrotli: number, good: boolean): Judged =>
  ({scheme, bytes: 2 * bytesBrotli, bytesBrotli, ndcg5: 0.8, ndcgLoss: 0, orderLoss: 0, calibrationLoss: {open: 0, apply: 0, dismiss: 0, undo: 0}, good});

describe('[R4] what is published', () => {
  test('is the smallest of those that are good enough, however they are ordered', () => {
    const table = [judged('float32', 700, true), judged('4-16', 100, false), judged('8-64', 210, true), judged('8-channel', 200, true)];
    expect(smallest(table)).toBe('8-channel');
    expect(smallest([...table.slice(0, 1), ...table.slice(1).reverse()])).toBe('8-channel');
  });

  test('is float32 where none is', () => {
    expect(smallest([judged('float32', 700, true), judged('4-16', 100, false), judged('8-64', 210, false)])).toBe('float32');
  });
});

describe('slates read back', () => {
  test('halves are the numbers that they stand for', () => {
    for (const value of [0, 1, -1, 0.5, 65504, 2 ** -24, 2 ** -14, -3.140625, Infinity, -Infinity]) expect(fromFloat16(toFloat16(value))).toBe(value);
    expect(fromFloat16(toFloat16(NaN))).toBeNaN();
    expect(Array.from({length: 0x7c00}, (_, word) => toFloat16(fromFloat16(word)))).toEqual(Array.from({length: 0x7c00}, (_, word) => word));
  });

  test('each has its own rows, padded to what a browser would run', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
    const write = (name: string, type: Parameters<typeof createRows>[1], width: number, values: readonly number[]) => {
      const rows = createRows(join(folder, `${name}.npy`), type, width);
      rows.append(values);
      rows.close();
    };
    writeFileSync(join(folder, 'shards.json'), JSON.stringify({historyLength: 3}));
    write('history', 'float16', 2, [1, 2, 3, 4, 5, 6]);
    write('candidates', 'float16', 1, [7, 8, 9]);
    write('context', 'int8', 1, [-16, 24]);
    write('same', 'uint8', 0, [1, 0, 1, 1]);
    // history, historyCount, candidates, candidateCount, same, account
    write('slates', 'int64', 6, [0, 1, 0, 2, 0, 0, 1, 2, 2, 1, 2, 0]);
    const replayed = openReplayed(folder);
    expect(replayed.slates).toBe(2);
    expect(replayed.batch(0)).toMatchObject({
      lists: 1, candidatesPerList: 2, historyLength: 3, counts: [2], history: Float32Array.of(1, 2, 0, 0, 0, 0), historyMask: Float32Array.of(1, 0, 0), context: Float32Array.of(-1),
      candidates: Float32Array.of(7, 8), candidateMask: Float32Array.of(1, 1), sameEntity: Float32Array.of(1, 0, 0, 0, 0, 0),
    });
    expect(replayed.batch(1)).toMatchObject({
      counts: [1], history: Float32Array.of(3, 4, 5, 6, 0, 0), historyMask: Float32Array.of(1, 1, 0), context: Float32Array.of(1.5), candidates: Float32Array.of(9), sameEntity: Float32Array.of(1, 1, 0),
    });
    replayed.close();
  });
});
