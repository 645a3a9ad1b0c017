/**
 * `npm run evaluate`: a model in; how much better it orders in a held-out world out, with intervals, beside the rankers of `--rows`.
 * `npm run evaluate:shifts`: the same in worlds that differ from the one it was trained for. `--card` writes the figures into models/README.md.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readConfig, type WorldConfig} from '../world/config.js';
import {createWorld} from '../world/world.js';
import {modelText, writeCard} from './card.js';
import {evaluationTexts} from './evaluation-text.js';
import {corePolicies, policiesOf} from './policies.js';
import {epochsOf, loadRanker, loadRows, sizeOf, type LoadedRanker} from './rankers.js';
import {keptIn} from './kept.js';
import {rollout, type Kept} from './rollout.js';
import {rolloutShifts, shiftsText, shiftVerdicts} from './shifts.js';
import {verdictsOf, verdictsText} from './verdicts.js';

const USAGE = 'Usage: npm run evaluate -- --model DIR --seed S --visits V [--config FILE] [--rows DIR] [--keep DIR] [--json FILE] [--card], or npm run evaluate:shifts -- --model DIR --seed S --visits V [--keep DIR] [--json FILE] [--card]';
const CARD = 'models/README.md';
/** Visits that each account of the held-out world makes: the fewer, the narrower the intervals over accounts. */
const VISITS_AN_ACCOUNT = 4;

interface Call {
  readonly model: string;
  readonly seed: number;
  readonly visits: number;
  readonly accounts: number;
  /** Where what was lived is kept for the next run; nothing is where it is left out. */
  readonly keep: string | undefined;
}

interface Found {
  /** For `--json`. */
  readonly figures: object;
  /** For the card, by marker. */
  readonly texts: Readonly<Record<string, string>>;
}

async function main(): Promise<void> {
  const {model, seed, visits, config, rows, shifts, keep, json, card} = options();
  const call: Call = {model, seed, visits, accounts: Math.ceil(visits / VISITS_AN_ACCOUNT), keep};
  const ranker = await loadRanker(model);
  const {figures, texts} = shifts ? await evaluateShifts(ranker, call) : await evaluate(ranker, call, config, rows);
  process.stdout.write(`${Object.values(texts).join('\n\n')}\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({...figures, model: {name: ranker.manifest.name, version: ranker.manifest.version}}, null, 2));
  if (card) writeCard(CARD, texts);
}

async function evaluate(ranker: LoadedRanker, {model, seed, visits, accounts, keep}: Call, config: string | undefined, rows: string | undefined): Promise<Found> {
  const shifted: object = config === undefined ? {} : JSON.parse(readFileSync(config, 'utf8')) as object;
  const world = createWorld(readConfig({...shifted, seed, accounts}));
  const others = rows === undefined ? new Map<string, LoadedRanker>() : await loadRows(rows);
  if (rows !== undefined) say(`Rows: ${[...others.keys()].join(', ')}`);
  const progress = progressSaid();
  const evaluation = await rollout(world, visits, policiesOf(ranker, others), done => progress(done, visits), keptOf(keep, world.config, visits, ranker, others));
  const epochs = Object.fromEntries([['ours', ranker] as const, ...others].map(([name, {manifest}]) => [name, epochsOf(manifest)]));
  const verdicts = verdictsOf(evaluation, sizeOf(model), epochs);
  return {figures: {...evaluation, epochs, verdicts}, texts: {model: modelText(ranker.manifest, ranker.schema), ...evaluationTexts(evaluation, epochs), verdicts: verdictsText(verdicts)}};
}

async function evaluateShifts(ranker: LoadedRanker, {seed, visits, accounts, keep}: Call): Promise<Found> {
  const progress = progressSaid();
  const evaluated = await rolloutShifts({
    seed, accounts, visits, policies: corePolicies(ranker),
    progress: (world, done, of) => progress(done, of, `${world}: `), keptOf: (config, lived) => keptOf(keep, config, lived, ranker),
  });
  return {figures: {...evaluated, verdicts: shiftVerdicts(evaluated)}, texts: {shifts: shiftsText(evaluated)}};
}

function keptOf(folder: string | undefined, config: WorldConfig, visits: number, ranker: LoadedRanker, rows: ReadonlyMap<string, LoadedRanker> = new Map()): Kept | undefined {
  const models = new Map([...['ours', 'linear', 'emptied', 'clients'].map(name => [name, ranker.digest] as const), ...[...rows].map(([name, row]) => [name, row.digest] as const)]);
  return folder === undefined ? undefined : keptIn(folder, config, visits, models);
}

function progressSaid(): (done: number, visits: number, where?: string) => void {
  let said = 0;
  return (done, visits, where = '') => {
    if (done < said) said = 0;
    if (done - said < visits / 20 && done < visits) return;
    said = done;
    say(`${where}${done} of ${visits} visits`);
  };
}

function options() {
  const text = {type: 'string'} as const;
  const flag = {type: 'boolean', default: false} as const;
  const {values} = parseArgs({options: {model: text, seed: text, visits: text, config: text, rows: text, shifts: flag, keep: text, json: text, card: flag}});
  const {model} = values;
  const [seed, visits] = [Number(values.seed), Number(values.visits)];
  if (model === undefined || !Number.isInteger(seed) || !Number.isInteger(visits) || visits < 1) throw new Error(USAGE);
  if (values.shifts && (values.config !== undefined || values.rows !== undefined)) throw new Error(USAGE);
  return {...values, model, seed, visits};
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
