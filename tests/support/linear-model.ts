/** A served model whose linear tier alone is real: enough for a server, and for clients in Node. */
import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {baseSchema, type Vocabulary} from '../../models/training/base-schema.js';
import type {LinearHead, Manifest} from '../../src/ranking-types.js';
import {HEADS, type Head} from '../../src/types.js';
import {stream} from '../../models/world/random.js';

/** Weights drawn by `seed`: each gives another order. */
export function writeLinearModel(folder: string, vocabulary: Vocabulary, seed: number, exploration: NonNullable<Manifest['exploration']>): void {
  mkdirSync(folder, {recursive: true});
  const schema = baseSchema(vocabulary);
  const draw = stream(seed, 'linear-model');
  const head = (intercept: number): LinearHead => ({intercept, candidates: schema.candidates.map(() => 0.15 * draw.normal()), context: schema.context.map(() => 0)});
  const intercepts: Record<Head, number> = {open: -2, apply: -2.5, dismiss: -3, undo: -3, impact: 0.01};
  const file = (stem: string, extension: string, text: string) => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const path = `${stem}-${sha256.slice(0, 12)}.${extension}`;
    writeFileSync(join(folder, path), text);
    return {path, bytes: Buffer.byteLength(text), sha256};
  };
  const manifest: Manifest = {
    format: 1, name: 'linear-alone', version: 1, createdAt: '2026-11-20T00:00:00.000Z', embedding: schema.embedding, exploration, training: {},
    files: {model: file('ranker', 'onnx', 'no network'), schema: file('feature-schema', 'json', JSON.stringify(schema)), golden: file('golden', 'json', JSON.stringify({format: 1, batches: []}))},
    calibration: {open: {slope: 1, intercept: 0}, apply: {slope: 1, intercept: 0}, dismiss: {slope: 1, intercept: 0}, undo: {slope: 1, intercept: 0}},
    linear: Object.fromEntries(HEADS.map(name => [name, head(intercepts[name])])) as Record<Head, LinearHead>,
  };
  const text = JSON.stringify(manifest);
  const name = `manifest-${createHash('sha256').update(text).digest('hex')}.json`;
  writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'current.json'), JSON.stringify({name: manifest.name, version: manifest.version, manifest: name}));
}
