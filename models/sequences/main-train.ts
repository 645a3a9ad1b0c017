/** `npm run train:sequences`: a file of `user item` lines in time order in, a model folder out. Read → train → quantize → export → golden → manifest. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {findPython, NO_PYTHON, runPython} from '../training/python.js';
import {createRows} from '../training/shards.js';
import {publishSequences} from './publish.js';
import {askedUsers, readSequences, type Sequences} from './read.js';

const USAGE = 'Usage: npm run train:sequences -- --data FILE --out DIR [--epochs E] [--seed S] [--threads T] [--config FILE] [--resume] [--json FILE]';
const here = dirname(fileURLToPath(import.meta.url));

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    data: {type: 'string'}, out: {type: 'string'}, epochs: {type: 'string'}, seed: {type: 'string', default: '1'}, threads: {type: 'string', default: '2'},
    config: {type: 'string', default: join(here, 'sequences.json')}, resume: {type: 'boolean', default: false}, json: {type: 'string'},
  }});
  const {data, out, epochs, seed, threads, config, resume, json} = values;
  const whole = [epochs ?? '1', seed, threads].every(text => /^\d+$/.test(text));
  if (data === undefined || out === undefined || !whole || epochs === '0' || threads === '0') throw new Error(USAGE);
  const started = Date.now();
  const sequences = await readSequences(data);
  if (askedUsers(sequences).length === 0) throw new Error(`No user of ${data} has three items or more: one to learn from, one to choose the epoch by, one to be judged on.`);
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  // Sequences and checkpoints: kept, so that a killed run can go on.
  const work = join(out, '.training');
  mkdirSync(work, {recursive: true});
  writeArrays(work, sequences);
  const options = ['--data', work, '--out', work, '--config', config, '--seed', seed, '--threads', threads, ...(epochs === undefined ? [] : ['--epochs', epochs]), ...(resume ? ['--resume'] : [])];
  await runPython(python, join(here, 'train_sequences.py'), options, Number(threads));
  const published = await publishSequences(work, out, sequences.itemIds, {sequences: data.split('/').at(-1), users: sequences.users.length, items: sequences.itemIds.length, seed: Number(seed)});
  const report = {...fitOf(work), ...published, seconds: Math.round((Date.now() - started) / 1000)};
  process.stderr.write(`${published.parameters} parameters, ${(published.bytesBrotli / 1000).toFixed(0)} kB brotli, ${published.manifest} in ${out}; ${report.seconds} s in all\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify(report, null, 2));
}

/** See sequence_data.py, which reads them. */
function writeArrays(work: string, {users}: Sequences): void {
  const [items, begins] = [createRows(join(work, 'items.npy'), 'int64', 0), createRows(join(work, 'begins.npy'), 'int64', 0)];
  for (const own of users) {
    begins.append([items.rows]);
    items.append(own);
  }
  begins.append([items.rows]);
  items.close();
  begins.close();
}

/** How many epochs were run, and which of them was taken. */
function fitOf(work: string): {readonly epochs: number; readonly best: unknown} {
  const {epochs, best} = JSON.parse(readFileSync(join(work, 'fit.json'), 'utf8')) as {epochs: readonly unknown[]; best: unknown};
  return {epochs: epochs.length, best};
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
