/**
 * `npm run train:rows`: the models that the published one is compared with, each trained from the same log for as long: its ablations and the baselines, one folder each.
 * A row that is there already is left as it is, so that a killed run goes on where it was.
 */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {logFolderOf} from './feedback-export.js';
import {equipped, replayed, say, seconds, train, VARIANTS} from './pipeline.js';

const NAMES = Object.keys(VARIANTS).filter(name => name !== 'ours');
const USAGE = `Usage: npm run train:rows -- --log DIR|URL|PARQUET --out DIR [--only ${NAMES.join(',')}] [--smoke] [--seed S] [--epochs E] [--threads T]`;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    log: {type: 'string'}, out: {type: 'string'}, only: {type: 'string', default: NAMES.join(',')}, seed: {type: 'string', default: '1'}, epochs: {type: 'string'},
    threads: {type: 'string', default: '2'}, smoke: {type: 'boolean', default: false},
  }});
  const {log, out, only, seed, epochs, threads, smoke} = values;
  if (log === undefined || out === undefined) throw new Error(USAGE);
  const variants = only.split(',');
  variants.forEach(equipped);
  const work = join(out, '.training');
  const shards = join(work, 'shards');
  const replay = await replayed(await logFolderOf(log, work), shards, true);
  for (const variant of variants) {
    if (existsSync(join(out, variant, 'current.json'))) {
      say(`${variant} is there already`);
      continue;
    }
    const started = Date.now();
    await train({variant, out: join(out, variant), shards, replay, seed: Number(seed), epochs: epochs === undefined ? null : Number(epochs), threads: Number(threads), resume: true, smoke});
    say(`${variant}: ${seconds(started)} s`);
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
