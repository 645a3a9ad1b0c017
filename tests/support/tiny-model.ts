/** Completes what tiny-model.py wrote: golden scores by ORT-web in Node, names by digest, the manifest. See there how it is called. */
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import type {FeatureBatch, FeatureSchema, Manifest} from '../../src/ranking-types.js';
import {writeGolden} from '../../src/ranker/golden.js';
import {createSession} from '../../src/ranker/session.js';

const folderOf = (name: string) => new URL(`${name}/`, import.meta.url);
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const schema = JSON.parse(readFileSync(new URL('schema.json', folderOf('tiny-model'))).toString()) as FeatureSchema;
const random = xoroshiro128plus(7);
const chance = () => Math.round(uniformFloat64(random) * 1000) / 1000;

/** Columns as a schema's encoder could give them: embeddings that lie near one another in pairs, one kind an interaction, the rest within ±1. */
function batchOf(lists: number, candidatesPerList: number, counts: readonly number[], interactions: number): FeatureBatch {
  const {historyLength} = schema;
  const near = Array.from({length: 6}, () => Array.from({length: schema.embedding.size}, () => chance() - 0.5));
  const row = (columns: FeatureSchema['history'], topic: number) => {
    const kind = `kind=${['dismiss', 'open', 'impression'][topic % 3]}`;
    return columns.map(({name, fact, equals}) => fact.startsWith('embedding.') ? near[topic]?.[Number(name.slice(10))] ?? 0 : equals ? Number(name === kind) : chance() * 2 - 1);
  };
  const rows = (columns: FeatureSchema['history'], real: readonly boolean[]) => Float32Array.from(real.flatMap((exists, i) => exists ? row(columns, i % near.length) : columns.map(() => 0)));
  const inHistory = Array.from({length: historyLength}, (_, i) => i < interactions);
  const inList = counts.flatMap(count => Array.from({length: candidatesPerList}, (_, i) => i < count));
  return {
    lists, candidatesPerList, historyLength, counts, replaced: 0,
    history: rows(schema.history, inHistory),
    historyMask: Float32Array.from(inHistory, Number),
    context: Float32Array.from({length: lists * schema.context.length}, () => Math.round(chance() * 16) / 16),
    candidates: rows(schema.candidates, inList),
    candidateMask: Float32Array.from(inList, Number),
    sameEntity: Float32Array.from(inList.flatMap((exists, i) => inHistory.map((happened, l) => Number(exists && happened && (i + l) % 9 === 0)))),
  };
}

const batches = [batchOf(1, 8, [6], 12), batchOf(2, 4, [4, 2], 0)];

/** The same batches for both, so that what the pair gives can be held against the whole. */
async function complete(name: string): Promise<void> {
  const folder = folderOf(name);
  const read = (file: string) => readFileSync(new URL(file, folder));
  const publish = (kind: string, bytes: Uint8Array | string, extension: string) => {
    const path = `${kind}-${sha256(bytes).slice(0, kind === 'manifest' ? 64 : 12)}.${extension}`;
    writeFileSync(new URL(path, folder), bytes);
    return {path, bytes: Buffer.byteLength(bytes), sha256: sha256(bytes)};
  };
  const model = read('model.onnx');
  const history = existsSync(new URL('history.onnx', folder)) ? read('history.onnx') : null;
  const session = await createSession(model, {history});
  const golden = writeGolden(await Promise.all(batches.map(async batch => ({batch, scores: await session.run(batch)}))));
  const manifest: Manifest = {
    format: 1, name: 'tiny', version: 1, createdAt: '2026-11-20T00:00:00.000Z',
    files: {
      model: publish('ranker', model, 'onnx'), ...history && {history: publish('history', history, 'onnx')},
      schema: publish('feature-schema', JSON.stringify(schema), 'json'), golden: publish('golden', JSON.stringify(golden), 'json'),
    },
    embedding: schema.embedding,
    calibration: {open: {slope: 1, intercept: 0}, apply: {slope: 0.9, intercept: -0.1}, dismiss: {slope: 1.1, intercept: 0.1}, undo: {slope: 1, intercept: 0}},
    linear: JSON.parse(read('linear.json').toString()) as Manifest['linear'],
    exploration: {temperature: 0.05, window: 0.2, places: 10},
    training: {madeBy: 'tests/support/tiny-model'},
  };
  const {path} = publish('manifest', JSON.stringify(manifest), 'json');
  writeFileSync(new URL('current.json', folder), JSON.stringify({name: manifest.name, version: manifest.version, manifest: path}));
  for (const file of readdirSync(folder)) if (/^(model\.onnx|history\.onnx|schema\.json|linear\.json)$/.test(file)) rmSync(new URL(file, folder));
}

for (const name of ['tiny-model', 'tiny-pair']) await complete(name);
