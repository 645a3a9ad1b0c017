/** A folder that training wrote in; scorers out: the very bytes that a browser loads, run by ORT-web in Node, and their linear tier. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readSchema} from '../../src/features/schema.js';
import type {FeatureSchema, Manifest} from '../../src/ranking-types.js';
import type {Scorer} from '../../src/rank.js';
import {scoreLinear} from '../../src/ranker/linear.js';
import {headScores} from '../../src/ranker/scores.js';
import {createSession} from '../../src/ranker/session.js';
import type {HeadScores} from '../../src/types.js';

export interface LoadedRanker {
  readonly manifest: Manifest;
  readonly schema: FeatureSchema;
  readonly neural: Scorer<Promise<HeadScores[][]>>;
  readonly linear: Scorer<HeadScores[][]>;
  release(): Promise<void>;
}

/** Throws a sentence where the folder holds no model. */
export async function loadRanker(folder: string): Promise<LoadedRanker> {
  const current = join(folder, 'current.json');
  if (!existsSync(current)) throw new Error(`There is no model in ${folder} (no current.json); make one with: npm run train -- --log DIR --out ${folder}`);
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const manifest = read((read('current.json') as {manifest: string}).manifest) as Manifest;
  const schema = readSchema(read(manifest.files.schema.path));
  const {files} = manifest;
  const session = await createSession(readFileSync(join(folder, files.model.path)), {history: files.history && readFileSync(join(folder, files.history.path))});
  return {
    manifest, schema,
    neural: {tier: 'wasm', schema, score: async batch => headScores(await session.run(batch), batch, manifest.calibration)},
    linear: {tier: 'linear', schema, score: batch => scoreLinear(batch, manifest.linear)},
    release: () => session.release(),
  };
}
