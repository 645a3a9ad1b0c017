/** NumPy archives: named arrays as .npy files in a zip that is not compressed, as `numpy.savez` writes them. */
import {crc32} from 'node:zlib';

export interface NumpyArray {
  readonly data: Float64Array | BigInt64Array;
  readonly shape: readonly number[];
}

const MAGIC = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]);
const TYPES = {'<f8': Float64Array, '<i8': BigInt64Array} as const;

export function writeNpz(arrays: Readonly<Record<string, NumpyArray>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const [path, body] = [Buffer.from(`${name}.npy`), npy(array)];
    // Version 2.0, no flags, stored, 1980-01-01: the same arrays give the same bytes.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, body]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, path]));
    parts.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listing, end]);
}

/** What `writeNpz` wrote. Throws where it is another archive. */
export function readNpz(bytes: Buffer): Record<string, NumpyArray> {
  const arrays: Record<string, NumpyArray> = {};
  let at = 0;
  while (bytes.toString('latin1', at, at + 4) === 'PK\x03\x04') {
    const [size, nameLength, extra] = [bytes.readUInt32LE(at + 22), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
    const start = at + 30 + nameLength + extra;
    const body = bytes.subarray(start, start + size);
    if (crc32(body) !== bytes.readUInt32LE(at + 14)) throw new Error('The archive is damaged: a checksum is wrong.');
    arrays[bytes.toString('utf8', at + 30, at + 30 + nameLength).replace(/\.npy$/, '')] = readNpy(body);
    at = start + size;
  }
  return arrays;
}

function npy({data, shape}: NumpyArray): Buffer {
  const type = data instanceof Float64Array ? '<f8' : '<i8';
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padding = ' '.repeat(63 - (MAGIC.length + 2 + text.length) % 64);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length + padding.length + 1);
  return Buffer.concat([MAGIC, length, Buffer.from(`${text}${padding}\n`, 'latin1'), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

function readNpy(body: Buffer): NumpyArray {
  const length = body.readUInt16LE(8);
  const header = body.toString('latin1', 10, 10 + length);
  const type = /'descr': '(<f8|<i8)'/.exec(header)?.[1] as keyof typeof TYPES | undefined;
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
  if (!type || shape === undefined) throw new Error(`An array of the archive is not one of ours: ${header.trim()}`);
  const values = body.subarray(10 + length);
  return {data: new TYPES[type](new Uint8Array(values).buffer), shape: shape.split(',').map(text => text.trim()).filter(Boolean).map(Number)};
}
