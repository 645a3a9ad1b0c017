/** `npm run quantize`: what 8 and 4 bits do to a trained network, by the bytes that a browser runs, and the smallest that is as good as float32. */
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {FeatureSchema, Manifest} from '../../src/ranking-types.js';
import {writeArtifacts} from './artifacts.js';
import {findPython, NO_PYTHON} from './python.js';
import {quantizationTable, quantize, SCHEMES, type Chosen} from './quantization.js';

const USAGE = `Usage: npm run quantize -- --model DIR [--shards DIR] [--out DIR] [--as SCHEME] [--schemes A,B] [--threads T] [--card] [--json FILE]
DIR is what npm run train wrote. --out publishes the smallest that is good enough, or the scheme named by --as (float32, 8-channel, 4-32 …); --card writes the table into models/README.md.`;
const CARD = 'models/README.md';
const MARKS = ['<!-- quantization:begin -->', '<!-- quantization:end -->'] as const;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    model: {type: 'string'}, shards: {type: 'string'}, out: {type: 'string'}, as: {type: 'string'}, schemes: {type: 'string'}, threads: {type: 'string', default: '2'}, card: {type: 'boolean', default: false}, json: {type: 'string'},
  }});
  const {model, out, as, card, json} = values;
  if (model === undefined) throw new Error(USAGE);
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  const work = join(model, '.training');
  if (!existsSync(join(work, 'trained.pt'))) throw new Error(`There is no training in ${model} (no .training/trained.pt); make one with: npm run train -- --log DIR --out ${model}`);

  const schemes = values.schemes?.split(',') ?? (as === undefined ? SCHEMES : [as]);
  const chosen = await quantize({python, work, shards: values.shards ?? join(work, 'shards'), schemes, threads: Number(values.threads), say}, as);
  process.stdout.write(`${quantizationTable(chosen)}\n`);
  if (card) writeCard(chosen);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(chosen, null, 2)}\n`);
  if (out === undefined) return;
  const {schema, training, exploration} = trained(model);
  mkdirSync(out, {recursive: true});
  const published = await writeArtifacts(work, out, schema, training, {chosen, exploration});
  say(`${chosen.scheme} is version ${published.version} in ${out}: ${(published.bytesBrotli / 1000).toFixed(0)} kB brotli, ${published.manifest}`);
}

/** What the folder's own manifest says of where the model comes from, and how it is served. */
function trained(folder: string): Pick<Manifest, 'training' | 'exploration'> & {readonly schema: FeatureSchema} {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const {files, training, exploration} = json((json('current.json') as {manifest: string}).manifest) as Manifest;
  return {schema: json(files.schema.path) as FeatureSchema, training, exploration};
}

function writeCard(chosen: Chosen): void {
  const text = readFileSync(CARD, 'utf8');
  const [begin, end] = MARKS.map(mark => text.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`${CARD} has no place for the table: put ${MARKS.join(' and ')} where it belongs.`);
  writeFileSync(CARD, `${text.slice(0, begin + MARKS[0].length)}\n${quantizationTable(chosen)}\n${text.slice(end)}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
