/** The model that the repository publishes, as files. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {FeatureBatch, Golden, Manifest} from '../../src/ranking-types.js';

export const FOLDER = 'models/ranker';

export interface Current {
  readonly name: string;
  readonly version: number;
  readonly manifest: string;
}

export const read = (path: string): Buffer => readFileSync(join(FOLDER, path));
const json = (path: string): unknown => JSON.parse(read(path).toString('utf8'));

export function published(): {readonly current: Current; readonly manifest: Manifest; readonly golden: Golden; readonly model: Uint8Array; readonly history: Uint8Array | null} {
  if (!existsSync(join(FOLDER, 'current.json'))) throw new Error(`No model is published in ${FOLDER}: run npm run train -- --log DIR --out ${FOLDER}`);
  const current = json('current.json') as Current;
  const manifest = json(current.manifest) as Manifest;
  return {current, manifest, golden: json(manifest.files.golden.path) as Golden, model: read(manifest.files.model.path), history: manifest.files.history ? read(manifest.files.history.path) : null};
}

type GoldenBatch = Golden['batches'][number];

export function floats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

export function batchOf(golden: GoldenBatch): FeatureBatch {
  const {lists, candidatesPerList, historyLength} = golden;
  const candidateMask = floats(golden.candidateMask);
  return {
    lists, candidatesPerList, historyLength, candidateMask,
    history: floats(golden.history), historyMask: floats(golden.historyMask), context: floats(golden.context), candidates: floats(golden.candidates), sameEntity: floats(golden.sameEntity),
    counts: Array.from({length: lists}, (_, list) => candidateMask.subarray(list * candidatesPerList, (list + 1) * candidatesPerList).reduce((sum, one) => sum + one, 0)),
    replaced: 0,
  };
}
