/** The stages of one training, for a single model (`main.ts`) and for all rows of the table (`rows.ts`). */
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Manifest} from '../../src/ranking-types.js';
import {writeArtifacts, type Published} from './artifacts.js';
import {baseSchema} from './base-schema.js';
import {readAbout} from './log.js';
import {findPython, NO_PYTHON, runPython} from './python.js';
import {quantizationTable, quantize, SCHEMES} from './quantization.js';
import {replay, type Replay} from './replay.js';

const here = dirname(fileURLToPath(import.meta.url));
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Name → what it changes in `config.json`: the published ranker, its ablations, and the baselines. */
export const VARIANTS = read(join(here, 'variants.json')) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Of `VARIANTS`, the one that browsers load; and what a smoke run tries of `SCHEMES`. */
const SERVED = 'ours';
const SMOKE_SCHEMES = ['8-channel', '4-16'];

export interface Training {
  /** Of `VARIANTS`. */
  readonly variant: string;
  readonly out: string;
  /** As `replayed` left them. */
  readonly shards: string;
  readonly replay: Replay;
  readonly seed: number;
  /** As configured where null. */
  readonly epochs: number | null;
  readonly threads: number;
  /** Goes on from the last checkpoint; of a training that had ended, calibrates and exports anew. */
  readonly resume: boolean;
  /** Every stage, and nothing learned. */
  readonly smoke: boolean;
  /** As the manifest is to say; the SDK's defaults where it is left out. */
  readonly exploration?: Manifest['exploration'];
}

/** The shards of a log in `shards`. With `resume`, those of the same log and schema are used again. Throws `BadLog`. */
export async function replayed(log: string, shards: string, resume: boolean): Promise<Replay> {
  const note = join(shards, 'replayed.json');
  const mark = markOf(log);
  if (resume && existsSync(note)) {
    const before = read(note) as {mark: string; replay: Replay};
    if (before.mark === mark) return before.replay;
  }
  mkdirSync(shards, {recursive: true});
  rmSync(note, {force: true});
  const started = Date.now();
  const made = await replay(log, shards);
  const {slates, cards, examined, applies, dropped} = made;
  say(`replayed ${slates} slates, ${cards} cards of which ${examined} were examined and ${applies} applied, in ${seconds(started)} s; dropped ${JSON.stringify(dropped)}`);
  writeFileSync(note, JSON.stringify({mark, replay: made}));
  return made;
}

/** Changes when the log or the encoding does. */
function markOf(log: string): string {
  const {vocabulary} = readAbout(log);
  const files = ['log.json', 'events.jsonl', 'candidates.jsonl'].map(name => {
    const {size, mtimeMs} = statSync(join(log, name), {throwIfNoEntry: false}) ?? {size: 0, mtimeMs: 0};
    return `${name} ${size} ${mtimeMs}`;
  });
  return [baseSchema(vocabulary).version, ...files].join(', ');
}

/** What a training of this variant needs, before anything is replayed for it. Throws a sentence. */
export function equipped(variant: string): {readonly python: string; readonly overrides: object} {
  const overrides = VARIANTS[variant];
  if (overrides === undefined) throw new Error(`There is no variant "${variant}"; there are ${Object.keys(VARIANTS).join(', ')}.`);
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  return {python, overrides};
}

/** Without what the manifest says elsewhere. */
export function countsOf({slates, cards, examined, applies, dropped}: Replay): Omit<Replay, 'schema' | 'about'> {
  return {slates, cards, examined, applies, dropped};
}

/** Train → calibrate → quantize → export → golden → manifest. Throws a sentence. */
export async function train({variant, out, shards, replay, seed, epochs, threads, resume, smoke, exploration}: Training): Promise<Published> {
  const {python, overrides} = equipped(variant);
  // Checkpoints: kept, so that a killed run can go on.
  const work = join(out, '.training');
  mkdirSync(work, {recursive: true});
  const config = {...read(join(here, 'config.json')) as object, ...overrides, ...smoke ? read(join(here, 'smoke.json')) as object : {}};
  writeFileSync(join(work, 'config.json'), JSON.stringify(config, null, 2));
  await runPython(python, join(here, 'train.py'), [
    '--data', shards, '--out', work, '--config', join(work, 'config.json'), '--seed', String(seed), '--threads', String(threads),
    ...epochs === null ? [] : ['--epochs', String(epochs)], ...resume ? ['--resume'] : [],
  ], threads);
  // Other rows of the table stay as training wrote them; what browsers load is made as small as it can be.
  const chosen = variant === SERVED ? await quantize({python, work, shards, schemes: smoke ? SMOKE_SCHEMES : SCHEMES, threads, say}) : undefined;
  if (chosen) say(quantizationTable(chosen));
  const published = await writeArtifacts(work, out, replay.schema, {variant, log: replay.about, seed, replay: countsOf(replay)}, {chosen, exploration});
  say(`${variant}, version ${published.version}: ${published.parameters} parameters, ${(published.bytesBrotli / 1000).toFixed(0)} kB brotli, ${published.manifest} in ${out}`);
  return published;
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}
