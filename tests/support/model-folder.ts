/** Folders of models as a server serves them, changed as a careless or a hostile hand would. */
import {createHash} from 'node:crypto';
import {cp, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {readGolden, writeGolden} from '../../src/ranker/golden.js';
import {createSession} from '../../src/ranker/session.js';
import type {ArtifactFile, Calibration, Golden, LinearHead, Manifest} from '../../src/ranking-types.js';

interface Served {
  readonly name: string;
  readonly version: number;
  readonly manifest: string;
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const json = async (folder: string, path: string) => JSON.parse(await readFile(join(folder, path), 'utf8')) as unknown;

export async function servedManifest(folder: string): Promise<Manifest> {
  const {manifest} = await json(folder, 'current.json') as Served;
  return await json(folder, manifest) as Manifest;
}

/** Places what `change` makes of the manifest that is served by hand, past any judge: a valid one, named by its digest. */
export async function placeChanged(folder: string, change: (manifest: Manifest) => Manifest): Promise<void> {
  const manifest = change(await servedManifest(folder));
  const text = JSON.stringify(manifest);
  const name = `manifest-${sha256(text)}.json`;
  await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'current.json'), JSON.stringify({name: manifest.name, version: manifest.version, manifest: name} satisfies Served));
}

const eachChance = (of: (calibration: Calibration) => Calibration, {open, apply, dismiss, undo}: Manifest['calibration']) => ({open: of(open), apply: of(apply), dismiss: of(dismiss), undo: of(undo)});

const silent = ({candidates, context}: LinearHead, intercept: number): LinearHead => ({intercept, candidates: candidates.map(() => 0), context: context.map(() => 0)});

/** Answers of people expected the wrong way round; the forecast of impacts is as good as it was. */
export const answersTurned = (manifest: Manifest): Manifest => ({...manifest, calibration: eachChance(({slope, intercept}) => ({slope: -slope, intercept}), manifest.calibration)});

/** Knows nothing of anybody, in either tier: it draws nearly at random, which a log can learn much from. */
export const knowingNothing = (manifest: Manifest): Manifest => ({
  ...manifest, version: 1, exploration: {temperature: 1, window: 2, places: 10}, policy: {diversity: 0, hysteresis: 0},
  calibration: eachChance(() => ({slope: 0, intercept: -6}), manifest.calibration),
  linear: {open: silent(manifest.linear.open, -6), apply: silent(manifest.linear.apply, -6), dismiss: silent(manifest.linear.dismiss, -6), undo: silent(manifest.linear.undo, -6), impact: silent(manifest.linear.impact, 0)},
});

/**
 * A copy of the model whose network promises loss where it means gain: one number of the graph has another sign. Its golden scores and digests are made anew, so that nothing
 * but what it does gives it away.
 */
export async function copyWithImpactTurned(from: string, to: string): Promise<void> {
  await cp(from, to, {recursive: true, filter: path => !path.includes('.training')});
  const {files} = await servedManifest(to);
  const [model, history] = [await readFile(join(to, files.model.path)), files.history && await readFile(join(to, files.history.path))];
  turnSign(model, 'impact_unit');
  const golden = readGolden(await json(to, files.golden.path) as Golden);
  const session = await createSession(model, {history});
  const scored = writeGolden(await Promise.all(golden.map(async ({batch}) => ({batch, scores: await session.run(batch)}))));
  await session.release();
  const file = async (stem: string, extension: string, bytes: Uint8Array | string): Promise<ArtifactFile> => {
    const path = `${stem}-${sha256(bytes).slice(0, 12)}.${extension}`;
    await writeFile(join(to, path), bytes);
    return {path, bytes: Buffer.byteLength(bytes), sha256: sha256(bytes)};
  };
  const changed = {model: await file('ranker', 'onnx', model), golden: await file('golden', 'json', JSON.stringify(scored))};
  await placeChanged(to, manifest => ({...manifest, files: {...files, ...changed}}));
}

/** Of a float32 scalar among the initializers: its TensorProto holds the name, then tag and length of `raw_data`, then four bytes, the sign in the last. */
function turnSign(graph: Buffer, name: string): void {
  const data = Buffer.concat([Buffer.from(name), Buffer.from([0x4a, 4])]);
  const at = graph.indexOf(data);
  if (at < 0) throw new Error(`The graph has no scalar named ${name}.`);
  const sign = at + data.length + 3;
  graph[sign] = (graph[sign] ?? 0) ^ 0x80;
}
