/** `npm run evaluate:explanations`: whether what "Why this, why here" names first is what moves the score, in a held-out world. `--doc` writes the figures into docs/explanations.md. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import type {Golden} from '../../../src/ranking-types.js';
import {readConfig} from '../../world/config.js';
import {createWorld} from '../../world/world.js';
import {writeCard} from '../card.js';
import {corePolicies} from '../policies.js';
import {loadRanker} from '../rankers.js';
import {estimateText, table} from '../tables.js';
import {faithfulnessOf, judge, shownIn, type Faithfulness} from './faithfulness.js';

const USAGE = 'Usage: npm run evaluate:explanations -- --model DIR --seed S [--slates 500] [--json FILE] [--doc]';
const DOC = 'docs/explanations.md';
/** Slates that an account of the world shows at least, on average. */
const SLATES_AN_ACCOUNT = 2;
const REPORT_EVERY = 50;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {model: {type: 'string'}, seed: {type: 'string'}, slates: {type: 'string', default: '500'}, json: {type: 'string'}, doc: {type: 'boolean', default: false}}});
  const [seed, slates] = [Number(values.seed), Number(values.slates)];
  if (values.model === undefined || !Number.isInteger(seed) || !Number.isInteger(slates) || slates < 2) throw new Error(USAGE);
  const ranker = await loadRanker(values.model);
  const golden = JSON.parse(readFileSync(join(values.model, ranker.manifest.files.golden.path), 'utf8')) as Golden;
  const [, , ours] = corePolicies(ranker);
  const world = createWorld(readConfig({seed, accounts: Math.ceil(slates / SLATES_AN_ACCOUNT)}));
  const shown = await shownIn(world, ours, slates);
  const judged = await judge(ranker, golden, shown, seed, done => { if (done % REPORT_EVERY === 0) process.stderr.write(`${done} of ${shown.length} slates\n`); });
  const found = faithfulnessOf(judged, seed);
  const {name, version} = ranker.manifest;
  const text = textOf(found, `${name} ${version}, world seed ${seed}`);
  process.stdout.write(`${text}\n`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({...found, seed, model: {name, version}}, null, 2));
  if (values.doc) writeCard(DOC, {faithfulness: text});
  await ranker.release();
}

function textOf({slates, accounts, movesMore, asSaid, both, causes}: Faithfulness, of: string): string {
  const named = Object.entries(causes).sort(([, a], [, b]) => b.named - a.named);
  return [
    `${of}: ${slates} slates of ${accounts} accounts, one card of each.`,
    table(['the cause that is named first …', '% of slates [95 %]'], [
      ['moves the score more than another, drawn at random', estimateText(movesMore, 1, 100)],
      ['moves it in the direction that the words say', estimateText(asSaid, 1, 100)],
      ['both', estimateText(both, 1, 100)],
    ]),
    table(['cause', 'named first', 'of these, both'], named.map(([cause, {named: times, held}]) => [cause, String(times), `${Math.round(100 * held / times)} %`])),
  ].join('\n\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
