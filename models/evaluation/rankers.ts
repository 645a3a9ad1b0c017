/** A folder that training wrote in; scorers out: the very bytes that a browser loads, run by ORT-web in Node, and their linear tier. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {readSchema} from '../../src/features/schema.js';
import type {FeatureSchema, Manifest} from '../../src/ranking-types.js';
import type {Scorer} from '../../src/rank.js';
import {scoreLinear} from '../../src/ranker/linear.js';
import {headScores} from '../../src/ranker/scores.js';
import {createSession} from '../../src/ranker/session.js';
import type {HeadScores} from '../../src/types.js';
import type {ModelSize} from './verdicts.js';

export interface LoadedRanker {
  /** The manifest's name, which is its digest. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly schema: FeatureSchema;
  readonly neural: Scorer<Promise<HeadScores[][]>>;
  readonly linear: Scorer<HeadScores[][]>;
  release(): Promise<void>;
}

/** Throws a sentence where the folder holds no model. */
export async function loadRanker(folder: string): Promise<LoadedRanker> {
  const {path, manifest} = readManifest(folder);
  const {files} = manifest;
  const schema = readSchema(readJson(folder, files.schema.path));
  const session = await createSession(readFileSync(join(folder, files.model.path)), {history: files.history && readFileSync(join(folder, files.history.path))});
  return {
    digest: path, manifest, schema,
    neural: {tier: 'wasm', schema, score: async batch => headScores(await session.run(batch), batch, manifest.calibration)},
    linear: {tier: 'linear', schema, score: batch => scoreLinear(batch, manifest.linear)},
    release: () => session.release(),
  };
}

/** The models in the folders of `folder`, by the folder's name; throws a sentence where there is none. */
export async function loadRows(folder: string): Promise<ReadonlyMap<string, LoadedRanker>> {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => existsSync(join(folder, name, CURRENT))).sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1)) : [];
  if (names.length === 0) throw new Error(`There is no folder with a model in ${folder}.`);
  const rows = new Map<string, LoadedRanker>();
  for (const name of names) rows.set(name, await loadRanker(join(folder, name)));
  return rows;
}

/** What a page would have to fetch, and how much is learned. */
export function sizeOf(folder: string): ModelSize {
  const {path, manifest: {files, training}} = readManifest(folder);
  const bytes = [path, ...Object.values(files).map(file => file.path)].map(name => brotliCompressSync(readFileSync(join(folder, name))).length);
  return {parameters: Number(training['parameters']), brotli: bytes.reduce((sum, size) => sum + size, 0)};
}

/** Null where the manifest does not say. */
export function epochsOf({training}: Manifest): number | null {
  const {epochs} = training;
  return typeof epochs === 'number' ? epochs : Array.isArray(epochs) ? epochs.length : null;
}

const CURRENT = 'current.json';
/** Rows of the table in this order, others after them. */
const ORDER = ['din', 'gru', 'ours-short', 'ours-float32', 'ours-8bit', 'ours-4bit'];

function rankOf(name: string): number {
  const rank = ORDER.indexOf(name);
  return rank < 0 ? ORDER.length : rank;
}

function readManifest(folder: string): {readonly path: string; readonly manifest: Manifest} {
  if (!existsSync(join(folder, CURRENT))) throw new Error(`There is no model in ${folder} (no ${CURRENT}); make one with: npm run train -- --log DIR --out ${folder}`);
  const {manifest: path} = readJson(folder, CURRENT) as {manifest: string};
  return {path, manifest: readJson(folder, path) as Manifest};
}

function readJson(folder: string, path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}
