/** What training found in; the files that a browser loads out: the model, its schema, its golden scores and the manifest that is named by its own digest. */
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {featuresOf} from '../../src/features/sample.js';
import type {ArtifactFile, FeatureBatch, FeatureSchema, Golden, Manifest} from '../../src/ranking-types.js';
import {createSession, type Graphs} from '../../src/ranker/session.js';
import {MODELS_SINCE} from '../../src/version.js';
import type {Chosen} from './quantization.js';

/** fit.json, as train.py writes it. */
export interface Fit extends Pick<Manifest, 'calibration' | 'linear' | 'reference'> {
  readonly parameters: number;
  readonly heldOut: unknown;
  readonly float32HeldOut: unknown;
  /** One an epoch. */
  readonly epochs?: readonly unknown[];
  readonly seconds: number;
  readonly slates: Readonly<Record<string, number>>;
}

/** golden-inputs.json: golden batches whose scores are PyTorch's of the same rounded weights. */
type GoldenInput = Omit<Golden['batches'][number], 'scores'> & {readonly torch: string};

export interface Published {
  readonly version: number;
  readonly manifest: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly bytesBrotli: number;
  /** Largest absolute difference between ORT and PyTorch over the golden batches. */
  readonly exportDifference: number;
}

export interface Serving {
  /** How its weights are quantized; without, the one graph that training wrote is published as it is. */
  readonly chosen?: Chosen;
  /** How widely pages explore with it [P4]; the SDK's defaults where it is left out. */
  readonly exploration?: Manifest['exploration'];
}

/** Scores of one graph in ORT and in PyTorch may differ by rounding alone. */
const MAX_EXPORT_DIFFERENCE = 1e-4;
const NAME = 'inkling-ranker';
const ARTIFACT = /^((ranker|history)-[0-9a-f]{12}\.onnx|(feature-schema|golden)-[0-9a-f]{12}\.json|manifest-[0-9a-f]{64}\.(json|sig))$/;

/**
 * Writes the files of one model into `out` and makes it the current one; the files of the model before are removed.
 * @param training where it comes from, for the manifest
 */
export async function writeArtifacts(work: string, out: string, schema: FeatureSchema, training: Readonly<Record<string, unknown>>, {chosen, exploration}: Serving = {}): Promise<Published> {
  const fit = {...JSON.parse(readFileSync(join(work, 'fit.json'), 'utf8')) as Fit, ...chosen && {calibration: chosen.calibration, reference: chosen.reference, heldOut: chosen.heldOut, float32HeldOut: chosen.float32HeldOut}};
  const folder = chosen?.folder ?? work;
  const model = readFileSync(join(folder, 'model.onnx'));
  const history = chosen ? readFileSync(join(folder, 'history.onnx')) : null;
  const inputs = JSON.parse(readFileSync(join(folder, 'golden-inputs.json'), 'utf8')) as GoldenInput[];
  const {golden, difference} = await goldenOf({model, history}, inputs);
  if (!(difference <= MAX_EXPORT_DIFFERENCE)) throw new Error(`The exported graph differs from the trained network by ${difference}; nothing was written.`);

  const {name, version: before} = currentOf(out);
  const version = before + 1;
  const schemaText = JSON.stringify(schema);
  const manifest: Manifest = {
    format: 1, name, version, createdAt: new Date().toISOString(),
    files: {
      model: fileOf('ranker', 'onnx', model),
      ...history && {history: fileOf('history', 'onnx', history)},
      schema: fileOf('feature-schema', 'json', Buffer.from(schemaText)),
      golden: fileOf('golden', 'json', Buffer.from(JSON.stringify(golden))),
    },
    minimumSdk: MODELS_SINCE, features: featuresOf(schema),
    embedding: schema.embedding,
    calibration: fit.calibration,
    linear: fit.linear,
    ...fit.reference && {reference: fit.reference},
    ...exploration && {exploration},
    training: {...training, parameters: fit.parameters, slates: fit.slates, ...fit.epochs && {epochs: fit.epochs.length}, seconds: fit.seconds, heldOut: fit.heldOut, float32HeldOut: fit.float32HeldOut, ...chosen && {quantization: chosen.table.find(({scheme}) => scheme === chosen.scheme)}},
  };
  const manifestText = JSON.stringify(manifest);
  const manifestName = `manifest-${digest(Buffer.from(manifestText))}.json`;

  mkdirSync(out, {recursive: true});
  for (const file of readdirSync(out)) if (ARTIFACT.test(file)) rmSync(join(out, file));
  writeFileSync(join(out, manifest.files.model.path), model);
  if (history && manifest.files.history) writeFileSync(join(out, manifest.files.history.path), history);
  writeFileSync(join(out, manifest.files.schema.path), schemaText);
  writeFileSync(join(out, manifest.files.golden.path), JSON.stringify(golden));
  writeFileSync(join(out, manifestName), manifestText);
  writeFileSync(join(out, 'current.json'), `${JSON.stringify({name, version, manifest: manifestName}, null, 2)}\n`);

  const bytesBrotli = [model, ...history ? [history] : [], Buffer.from(schemaText), Buffer.from(manifestText)].reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0);
  return {version, manifest: manifestName, parameters: fit.parameters, bytes: model.length, bytesBrotli, exportDifference: difference};
}

/** The scores that every backend is held to: ORT's own, in Node, on one thread [R7]. */
async function goldenOf({model, history}: Graphs, inputs: readonly GoldenInput[]): Promise<{golden: Golden; difference: number}> {
  const session = await createSession(model, {history});
  const batches: Golden['batches'][number][] = [];
  let difference = 0;
  for (const {torch, ...input} of inputs) {
    const scores = await session.run(batchOf(input));
    const expected = floats(torch);
    const mask = floats(input.candidateMask);
    scores.forEach((score, index) => {
      if (mask[Math.floor(index / 5)] === 1) difference = Math.max(difference, Math.abs(score - (expected[index] ?? NaN)));
    });
    batches.push({...input, scores: Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength).toString('base64')});
  }
  await session.release();
  return {golden: {format: 1, batches}, difference};
}

function batchOf(input: Omit<GoldenInput, 'torch'>): FeatureBatch {
  const mask = floats(input.candidateMask);
  return {
    lists: input.lists, candidatesPerList: input.candidatesPerList, historyLength: input.historyLength,
    history: floats(input.history), historyMask: floats(input.historyMask), context: floats(input.context),
    candidates: floats(input.candidates), candidateMask: mask, sameEntity: floats(input.sameEntity),
    counts: Array.from({length: input.lists}, (_, b) => mask.subarray(b * input.candidatesPerList, (b + 1) * input.candidatesPerList).reduce((sum, one) => sum + one, 0)),
    replaced: 0,
  };
}

function floats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function currentOf(out: string): {name: string; version: number} {
  const path = join(out, 'current.json');
  if (!existsSync(path)) return {name: NAME, version: 0};
  const {name, version} = JSON.parse(readFileSync(path, 'utf8')) as {name: string; version: number};
  return {name, version};
}

function fileOf(stem: string, extension: string, bytes: Uint8Array): ArtifactFile {
  const sha256 = digest(bytes);
  return {path: `${stem}-${sha256.slice(0, 12)}.${extension}`, bytes: bytes.byteLength, sha256};
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
