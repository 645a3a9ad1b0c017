/** `npm run train`: a feedback log in, a model that a browser loads out. Replay → train → calibrate → quantize → export → golden → manifest. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {EXPLORATION} from '../../src/policy/exploration.js';
import {logFolderOf} from './feedback-export.js';
import {countsOf, equipped, replayed, say, seconds, train, VARIANTS} from './pipeline.js';

const USAGE = `Usage: npm run train -- --log DIR|URL|PARQUET --out DIR [--variant ${Object.keys(VARIANTS).join('|')}] [--smoke] [--seed S] [--epochs E] [--threads T] [--temperature τ] [--window w] [--resume] [--json FILE]`;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    log: {type: 'string'}, out: {type: 'string'}, json: {type: 'string'}, seed: {type: 'string', default: '1'}, epochs: {type: 'string'}, threads: {type: 'string', default: '2'},
    smoke: {type: 'boolean', default: false}, resume: {type: 'boolean', default: false}, variant: {type: 'string', default: 'ours'},
    temperature: {type: 'string', default: String(EXPLORATION.temperature)}, window: {type: 'string', default: String(EXPLORATION.window)},
  }});
  const {log, out, seed, epochs, threads, smoke, resume, variant} = values;
  const [temperature, window] = [Number(values.temperature), Number(values.window)];
  if (log === undefined || out === undefined || ![temperature, window].every(width => Number.isFinite(width) && width >= 0)) throw new Error(USAGE);
  equipped(variant);
  const started = Date.now();
  const work = join(out, '.training');
  const shards = join(work, 'shards');
  mkdirSync(work, {recursive: true});
  const replay = await replayed(await logFolderOf(log, work), shards, resume);
  const published = await train({variant, out, shards, replay, seed: Number(seed), epochs: epochs === undefined ? null : Number(epochs), threads: Number(threads), resume, smoke, exploration: {temperature, window, places: EXPLORATION.places}});
  say(`${seconds(started)} s in all`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({...published, replay: countsOf(replay), seconds: seconds(started)}, null, 2));
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
