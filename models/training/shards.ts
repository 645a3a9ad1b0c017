/** NumPy files written row by row, so that Python can map them without reading them: the length is written into the header at the end. */
import {closeSync, openSync, writeSync} from 'node:fs';

const HEADER_BYTES = 128;
const BUFFER_BYTES = 1 << 20;

const TYPES = {float16: {code: '<f2', bytes: 2}, float32: {code: '<f4', bytes: 4}, int8: {code: '|i1', bytes: 1}, uint8: {code: '|u1', bytes: 1}, int64: {code: '<i8', bytes: 8}} as const;
export type NumberType = keyof typeof TYPES;

/** What puts a value at a place of the buffer. Typed arrays have the machine's byte order: little endian on all that we train on. */
function putter(type: NumberType, buffer: ArrayBuffer): (place: number, value: number) => void {
  switch (type) {
    case 'float16': { const halves = new Uint16Array(buffer); return (place, value) => { halves[place] = toFloat16(value); }; }
    case 'float32': { const floats = new Float32Array(buffer); return (place, value) => { floats[place] = value; }; }
    case 'int8': case 'uint8': { const bytes = new Uint8Array(buffer); return (place, value) => { bytes[place] = value; }; }
    case 'int64': { const longs = new BigInt64Array(buffer); return (place, value) => { longs[place] = BigInt(value); }; }
  }
}

export interface Rows {
  /** Values of one or more whole rows. */
  append(values: ArrayLike<number>): void;
  /** Rows so far. */
  readonly rows: number;
  close(): void;
}

/** @param width values a row; 0 for a vector. */
export function createRows(path: string, type: NumberType, width: number): Rows {
  const {code, bytes} = TYPES[type];
  const file = openSync(path, 'w');
  const buffer = new ArrayBuffer(BUFFER_BYTES);
  const put = putter(type, buffer);
  const room = BUFFER_BYTES / bytes;
  let used = 0;
  let values = 0;
  writeSync(file, Buffer.alloc(HEADER_BYTES));
  const flush = () => {
    writeSync(file, new Uint8Array(buffer, 0, used * bytes));
    used = 0;
  };
  const rows = () => values / Math.max(width, 1);
  return {
    append(list) {
      for (let i = 0; i < list.length; i++) {
        if (used === room) flush();
        put(used++, list[i] ?? 0);
      }
      values += list.length;
    },
    get rows() {
      return rows();
    },
    close() {
      flush();
      const shape = width === 0 ? `(${rows()},)` : `(${rows()}, ${width})`;
      const text = `{'descr': '${code}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(HEADER_BYTES - 11) + '\n';
      const header = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, 0, 0]), Buffer.from(text, 'latin1')]);
      header.writeUInt16LE(text.length, 8);
      writeSync(file, header, 0, HEADER_BYTES, 0);
      closeSync(file);
    },
  };
}

const float32 = new Float32Array(1);
const bits = new Uint32Array(float32.buffer);

/** IEEE 754 half, round half to even; beyond ±65504 infinite, below 2^-24 zero. */
export function toFloat16(value: number): number {
  float32[0] = value;
  const word = bits[0] ?? 0;
  const sign = word >>> 16 & 0x8000;
  const exponent = (word >>> 23 & 0xff) - 112;
  const fraction = word & 0x7fffff;
  if ((word & 0x7fffffff) > 0x7f800000) return 0x7e00;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | halfEven((fraction | 0x800000), 14 - exponent);
  }
  // A fraction that rounds up carries into the exponent, as it should.
  return sign | (exponent << 10) + halfEven(fraction, 13);
}

function halfEven(value: number, drop: number): number {
  const kept = value >>> drop;
  const rest = value & (1 << drop) - 1;
  const half = 1 << drop - 1;
  return rest > half || rest === half && (kept & 1) === 1 ? kept + 1 : kept;
}
