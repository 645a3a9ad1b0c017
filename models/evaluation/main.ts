/** `npm run evaluate`: a model in; how much better it orders in a held-out world out, with intervals; `--card` writes it into models/README.md. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readConfig} from '../world/config.js';
import {createWorld} from '../world/world.js';
import {evaluationText, writeCard} from './card.js';
import {policiesOf} from './policies.js';
import {loadRanker} from './rankers.js';
import {rollout} from './rollout.js';

const USAGE = 'Usage: npm run evaluate -- --model DIR --seed S --visits V [--config FILE] [--without-history DIR] [--json FILE] [--card]';
/** The same network trained without history, published beside this command for its row of the table. */
const WITHOUT_HISTORY = 'models/evaluation/without-history';
const CARD = 'models/README.md';
/** Visits that each account of the held-out world makes: the fewer, the narrower the intervals over accounts. */
const VISITS_AN_ACCOUNT = 4;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    model: {type: 'string'}, seed: {type: 'string'}, visits: {type: 'string'}, config: {type: 'string'}, json: {type: 'string'},
    'without-history': {type: 'string', default: WITHOUT_HISTORY}, card: {type: 'boolean', default: false},
  }});
  const {model, json} = values;
  const [seed, visits] = [Number(values.seed), Number(values.visits)];
  if (model === undefined || !Number.isInteger(seed) || !Number.isInteger(visits) || visits < 1) throw new Error(USAGE);
  const shifted: object = values.config === undefined ? {} : JSON.parse(readFileSync(values.config, 'utf8')) as object;
  const world = createWorld(readConfig({...shifted, seed, accounts: Math.ceil(visits / VISITS_AN_ACCOUNT)}));

  const [ranker, blind] = [await loadRanker(model), await loadRanker(values['without-history'])];
  let said = 0;
  const evaluation = await rollout(world, visits, policiesOf(ranker, blind), done => {
    if (done - said < visits / 20 && done < visits) return;
    said = done;
    say(`${done} of ${visits} visits`);
  });
  process.stdout.write(`${evaluationText(evaluation)}\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({...evaluation, model: {name: ranker.manifest.name, version: ranker.manifest.version}}, null, 2));
  if (values.card) writeCard(CARD, evaluation, ranker.manifest, ranker.schema);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
