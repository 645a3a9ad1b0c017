import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createRows, toFloat16} from '../../../models/training/shards.js';

function fromFloat16(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, half >> 10 & 31, half & 1023];
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

test('a half is within half a step of what was written', () => {
  fc.assert(fc.property(fc.float({min: -60_000, max: 60_000, noNaN: true}), value => {
    const step = Math.max(2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10), 2 ** -24);
    expect(Math.abs(fromFloat16(toFloat16(value)) - value)).toBeLessThanOrEqual(step / 2);
  }));
});

test('halves round to even, and what is exact stays', () => {
  expect([0, 1, -2, 0.5, 2048, 2049, 2051].map(value => fromFloat16(toFloat16(value)))).toEqual([0, 1, -2, 0.5, 2048, 2048, 2052]);
  expect(toFloat16(1e6)).toBe(0x7c00);
});

test('a NumPy file says its own length, which is known at the end alone', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'inkling-')), 'rows.npy');
  const rows = createRows(path, 'float32', 2);
  rows.append([1, 2]);
  rows.append([3, 4, 5, 6]);
  rows.close();
  const bytes = readFileSync(path);
  expect(bytes.toString('latin1', 10, 128)).toContain('(3, 2)');
  expect(bytes.readUInt16LE(8) + 10).toBe(128);
  expect([0, 1, 2, 3, 4, 5].map(index => bytes.readFloatLE(128 + 4 * index))).toEqual([1, 2, 3, 4, 5, 6]);
});
