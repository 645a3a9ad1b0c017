/** Slates that `replay` has written, read back one at a time as the batches that a browser would run. */
import {closeSync, openSync, readFileSync, readSync} from 'node:fs';
import {join} from 'node:path';
import type {FeatureBatch} from '../../src/ranking-types.js';

/** One file of NumPy's, by rows. */
interface Table {
  readonly width: number;
  read(from: number, rows: number): Float32Array;
  close(): void;
}

export interface Replayed {
  /** Slates in all. */
  readonly slates: number;
  batch(slate: number): FeatureBatch;
  close(): void;
}

const HEADER_BYTES = 128;
const VALUES: Readonly<Record<string, {readonly bytes: number; readonly at: (view: DataView, place: number) => number}>> = {
  '<f2': {bytes: 2, at: (view, place) => fromFloat16(view.getUint16(place, true))},
  '<f4': {bytes: 4, at: (view, place) => view.getFloat32(place, true)},
  '|i1': {bytes: 1, at: (view, place) => view.getInt8(place)},
  '|u1': {bytes: 1, at: (view, place) => view.getUint8(place)},
  '<i8': {bytes: 8, at: (view, place) => Number(view.getBigInt64(place, true))},
};
/** Steps of the context: see `contextVectorOf`. */
const CONTEXT_STEPS = 16;

/** @param folder where `replay` wrote */
export function openReplayed(folder: string): Replayed {
  const {historyLength} = JSON.parse(readFileSync(join(folder, 'shards.json'), 'utf8')) as {historyLength: number};
  const table = (name: string) => openTable(join(folder, `${name}.npy`));
  const [history, context, candidates, same, slates] = [table('history'), table('context'), table('candidates'), table('same'), table('slates')];
  return {
    slates: rowsOf(join(folder, 'slates.npy')),
    batch(slate) {
      // The columns of `SLATE_COLUMNS`.
      const [historyAt = 0, past = 0, candidatesAt = 0, count = 0, sameAt = 0] = slates.read(slate, 1);
      const batch = {
        lists: 1, candidatesPerList: count, historyLength, counts: [count], replaced: 0,
        history: new Float32Array(historyLength * history.width), historyMask: new Float32Array(historyLength).fill(1, 0, past),
        context: context.read(slate, 1).map(step => step / CONTEXT_STEPS), candidates: candidates.read(candidatesAt, count),
        candidateMask: new Float32Array(count).fill(1), sameEntity: new Float32Array(count * historyLength),
      };
      batch.history.set(history.read(historyAt, past));
      const about = same.read(sameAt, count * past);
      for (let n = 0; n < count; n++) batch.sameEntity.set(about.subarray(n * past, (n + 1) * past), n * historyLength);
      return batch;
    },
    close: () => { for (const one of [history, context, candidates, same, slates]) one.close(); },
  };
}

function headerOf(path: string): {readonly type: string; readonly shape: readonly number[]} {
  const file = openSync(path, 'r');
  const header = Buffer.alloc(HEADER_BYTES);
  readSync(file, header, 0, HEADER_BYTES, 0);
  closeSync(file);
  const found = /'descr': '(.+?)'.+?'shape': \(([\d, ]+)\)/.exec(header.toString('latin1'));
  if (!found) throw new Error(`${path} is not what the replay writes.`);
  return {type: found[1] ?? '', shape: (found[2] ?? '').split(',').filter(part => part.trim() !== '').map(Number)};
}

const rowsOf = (path: string) => headerOf(path).shape[0] ?? 0;

function openTable(path: string): Table {
  const {type, shape} = headerOf(path);
  const value = VALUES[type];
  if (!value) throw new Error(`${path} holds ${type}, which the replay does not write.`);
  const width = shape[1] ?? 1;
  const file = openSync(path, 'r');
  return {
    width,
    read(from, rows) {
      const bytes = Buffer.alloc(rows * width * value.bytes);
      readSync(file, bytes, 0, bytes.length, HEADER_BYTES + from * width * value.bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return Float32Array.from({length: rows * width}, (_, i) => value.at(view, i * value.bytes));
    },
    close: () => closeSync(file),
  };
}

/** IEEE 754 half. */
export function fromFloat16(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = word >>> 10 & 0x1f;
  const fraction = word & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
