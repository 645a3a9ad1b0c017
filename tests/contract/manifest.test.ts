import {createHash} from 'node:crypto';
import {readdirSync} from 'node:fs';
import {brotliCompressSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {featuresOf} from '../../src/features/sample.js';
import {readSchema} from '../../src/features/schema.js';
import {HEADS} from '../../src/types.js';
import {FOLDER, published, read} from '../support/published-model.js';

const {current, manifest, model, history} = published();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('[R8] the manifest is named by its own digest, and every file has the digest that it states', () => {
  expect(current.manifest).toBe(`manifest-${sha256(read(current.manifest))}.json`);
  expect({name: current.name, version: current.version}).toEqual({name: manifest.name, version: manifest.version});
  for (const file of Object.values(manifest.files)) {
    const bytes = read(file.path);
    expect({bytes: bytes.byteLength, sha256: sha256(bytes)}).toEqual({bytes: file.bytes, sha256: file.sha256});
    expect(file.path).toContain(file.sha256.slice(0, 12));
  }
});

test('[R8] nothing lies beside the files of the current version', () => {
  const known = [...Object.values(manifest.files).map(file => file.path), current.manifest, 'current.json'];
  expect(readdirSync(FOLDER).filter(name => !name.startsWith('.')).sort()).toEqual(known.sort());
});

test('[R3] [R4] at most 300 thousand parameters and 250 kB brotli with everything it needs', () => {
  expect(manifest.training['parameters']).toBeLessThanOrEqual(300_000);
  const needed = [model, ...history ? [history] : [], read(manifest.files.schema.path), read(manifest.files.golden.path), read(current.manifest)];
  expect(needed.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0)).toBeLessThanOrEqual(250_000);
});

test('[R2] every head has its calibration and its linear tier, column for column of the schema', () => {
  const schema = readSchema(JSON.parse(read(manifest.files.schema.path).toString('utf8')));
  expect(schema.embedding).toEqual(manifest.embedding);
  for (const head of HEADS) {
    const linear = manifest.linear[head];
    expect([linear.candidates.length, linear.context.length]).toEqual([schema.candidates.length, schema.context.length]);
    expect([linear.intercept, ...linear.candidates, ...linear.context].every(Number.isFinite)).toBe(true);
    if (head === 'impact') continue;
    // A negative slope would mean that a head knows its answer and says the opposite.
    expect(manifest.calibration[head].slope).toBeGreaterThan(0);
    expect(manifest.calibration[head].intercept).toSatisfy(Number.isFinite);
  }
});

test('fault 40: [R8] this SDK encodes a known list as the one did that the model was trained with', () => {
  const schema = readSchema(JSON.parse(read(manifest.files.schema.path).toString('utf8')));
  // Where this fails the encoder has changed: train the model again with it, or take the change back.
  expect(featuresOf(schema)).toBe(manifest.features);
});
