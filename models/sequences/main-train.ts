/** `npm run train:sequences`: a file of `user item` lines in time order in, a model folder out. */
import {writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {askedUsers, readSequences} from './read.js';
import {trainSequences} from './train.js';

const USAGE = 'Usage: npm run train:sequences -- --data FILE --out DIR [--epochs E] [--seed S] [--threads T] [--config FILE] [--resume] [--json FILE]';
const CONFIG = join(dirname(fileURLToPath(import.meta.url)), 'sequences.json');

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    data: {type: 'string'}, out: {type: 'string'}, epochs: {type: 'string'}, seed: {type: 'string', default: '1'}, threads: {type: 'string', default: '2'},
    config: {type: 'string', default: CONFIG}, resume: {type: 'boolean', default: false}, json: {type: 'string'},
  }});
  const {data, out, config, resume, json} = values;
  const [epochs, seed, threads] = [values.epochs === undefined ? undefined : Number(values.epochs), Number(values.seed), Number(values.threads)];
  const counted = (number: number) => Number.isInteger(number) && number > 0;
  if (data === undefined || out === undefined || !(epochs === undefined || counted(epochs)) || !Number.isInteger(seed) || !counted(threads)) throw new Error(USAGE);
  const started = Date.now();
  const sequences = await readSequences(data);
  if (askedUsers(sequences).length === 0) throw new Error(`No user of ${data} has three items or more: one to learn from, one to choose the epoch by, one to be judged on.`);
  const trained = await trainSequences(sequences, {out, config, seed, threads, resume, epochs, about: {sequences: basename(data), users: sequences.users.length, items: sequences.itemIds.length}});
  const report = {...trained, seconds: Math.round((Date.now() - started) / 1000)};
  process.stderr.write(`${trained.parameters} parameters, ${(trained.bytesBrotli / 1000).toFixed(0)} kB brotli, ${trained.manifest} in ${out}; ${report.seconds} s in all\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify(report, null, 2));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
