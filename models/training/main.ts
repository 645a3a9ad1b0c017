/** `npm run train`: a feedback log in, a model that a browser loads out. Replay → train → calibrate → quantize → export → golden → manifest. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {writeArtifacts} from './artifacts.js';
import {logFolderOf} from './feedback-export.js';
import {findPython, NO_PYTHON, runPython} from './python.js';
import {replay} from './replay.js';

const USAGE = 'Usage: npm run train -- --log DIR|URL|PARQUET --out DIR [--smoke] [--seed S] [--epochs E] [--threads T] [--resume] [--without-history] [--json FILE]';
const here = dirname(fileURLToPath(import.meta.url));

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    log: {type: 'string'}, out: {type: 'string'}, json: {type: 'string'}, seed: {type: 'string', default: '1'}, epochs: {type: 'string'}, threads: {type: 'string', default: '2'},
    smoke: {type: 'boolean', default: false}, resume: {type: 'boolean', default: false}, 'without-history': {type: 'boolean', default: false},
  }});
  const {log, out, seed, epochs, threads, smoke, resume} = values;
  if (log === undefined || out === undefined) throw new Error(USAGE);
  const blind = values['without-history'];
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  // Shards and checkpoints: kept, so that a killed run can go on.
  const work = join(out, '.training');
  mkdirSync(work, {recursive: true});

  const started = Date.now();
  const {schema, about, dropped, ...counts} = await replay(await logFolderOf(log, work), join(work, 'shards'));
  say(`replayed ${counts.slates} slates, ${counts.cards} cards of which ${counts.examined} were examined and ${counts.applies} applied, in ${seconds(started)} s; dropped ${JSON.stringify(dropped)}`);
  const options = [
    '--data', join(work, 'shards'), '--out', work, '--config', join(here, smoke ? 'smoke.json' : 'config.json'), '--seed', seed, '--threads', threads,
    ...(epochs === undefined ? [] : ['--epochs', epochs]), ...(resume ? ['--resume'] : []), ...(blind ? ['--without-history'] : []),
  ];
  await runPython(python, join(here, 'train.py'), options, Number(threads));
  const published = await writeArtifacts(work, out, schema, {log: about, seed: Number(seed), replay: {...counts, dropped}});
  say(`version ${published.version}: ${published.parameters} parameters, ${(published.bytesBrotli / 1000).toFixed(0)} kB brotli, ${published.manifest} in ${out}; ${seconds(started)} s in all`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({...published, replay: {...counts, dropped}, seconds: seconds(started)}, null, 2));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
