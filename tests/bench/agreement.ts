/**
 * Where the agreement guardrail must draw its line: how a trial ends for models that are sound, and for models that are broken, with the published ranker serving:
 * `npx tsx tests/bench/agreement.ts --log DIR --rows DIR [--write]`. DIR of rows is what `npm run train:rows` wrote. `--write` puts the table into docs/loop.md.
 */
import {parseArgs} from 'node:util';
import {writeCard} from '../../models/evaluation/card.js';
import {loadRanker, loadRows} from '../../models/evaluation/rankers.js';
import {nameOf, table} from '../../models/evaluation/tables.js';
import {openLog} from '../../models/training/log.js';
import {eachSlate, encoded, listOf} from '../../models/training/relive.js';
import {agreementOf, SHADOW_RUNS, verdictOf, type Agreement} from '../../src/model-trial.js';
import {EXPLORATION} from '../../src/policy/exploration.js';
import {POLICY, rerank} from '../../src/policy/rerank.js';
import type {ListToRank, RankedList} from '../../src/ranking-types.js';
import type {HeadScores} from '../../src/types.js';

const {values} = parseArgs({options: {log: {type: 'string'}, rows: {type: 'string'}, write: {type: 'boolean', default: false}}});
if (values.log === undefined || values.rows === undefined) throw new Error('Usage: npx tsx tests/bench/agreement.ts --log DIR --rows DIR [--write]');

const logit = (chance: number) => Math.log(chance / (1 - chance));
const turned = (chance: number) => 1 / (1 + Math.exp(logit(chance)));
type Break = (scores: readonly HeadScores[]) => readonly HeadScores[];
const answersTurned: Break = scores => scores.map(({open, apply, dismiss, undo, impact}) => ({open: turned(open), apply: turned(apply), dismiss: turned(dismiss), undo: turned(undo), impact}));
const BREAKS: Readonly<Record<string, Break>> = {
  'the answers turned around': answersTurned,
  'the impacts turned around': scores => scores.map(one => ({...one, impact: -one.impact})),
  'each card with the scores of the next': scores => scores.map((one, index) => scores[(index + 1) % scores.length] ?? one),
  'the same answers for all cards': scores => scores.map(({impact}) => ({open: 0.1, apply: 0.05, dismiss: 0.02, undo: 0.05, impact})),
};

const log = await openLog(values.log);
const serving = await loadRanker('models/ranker');
const rows = await loadRows(values.rows);
/** Model → device → its first lists. */
const found = new Map<string, Map<string, Agreement[]>>();
const lists = new Map<string, number>();

await eachSlate(log, async slate => {
  const {account, candidates, context, at, event} = slate;
  const seen = lists.get(account) ?? 0;
  const batch = seen < SHADOW_RUNS && candidates ? encoded(slate, serving.schema) : null;
  if (!batch || !candidates) return;
  lists.set(account, seen + 1);
  const list: ListToRank = listOf(event.data, candidates);
  const ordered = (scores: readonly HeadScores[]): RankedList => ({
    ...rerank({list, scores, tallies: context.tallies, now: at, exploration: {...EXPLORATION, temperature: 0}, policy: POLICY}), tier: 'wasm', contextVector: null, digest: null, replaced: 0, timings: {},
  });
  const [own = []] = await serving.neural.score(batch);
  const shown = ordered(own);
  const note = (name: string, scores: readonly HeadScores[]) => {
    const devices = found.get(name) ?? new Map<string, Agreement[]>();
    found.set(name, devices);
    devices.set(account, [...devices.get(account) ?? [], agreementOf(shown, ordered(scores))]);
  };
  for (const [name, broken] of Object.entries(BREAKS)) note(`broken: ${name}`, broken(own));
  for (const [name, row] of rows) {
    const [scores = []] = await row.neural.score(batch);
    note(nameOf(name), scores);
    note(`${nameOf(name)}, the answers turned around`, answersTurned(scores));
  }
});

const mean = (given: readonly number[]) => given.reduce((sum, value) => sum + value, 0) / given.length;
const text = table(['tried beside the published ranker', 'devices', 'τ of the order: mean', 'lowest 1 %', 'highest 1 %', 'τ of the answers: mean', 'lowest 1 %', 'highest 1 %', 'refused'], [...found].map(([name, devices]) => {
  const whole = [...devices.values()].filter(runs => runs.length === SHADOW_RUNS);
  const of = (what: keyof Agreement) => {
    const sorted = whole.flatMap(runs => {
      const known = runs.flatMap(one => one[what] ?? []);
      return known.length > 0 ? [mean(known)] : [];
    }).sort((a, b) => a - b);
    return sorted.length === 0 ? ['–', '–', '–'] : [mean(sorted), sorted[Math.floor(0.01 * sorted.length)] ?? NaN, sorted[Math.ceil(0.99 * sorted.length) - 1] ?? NaN].map(value => value.toFixed(2));
  };
  const refused = whole.filter(runs => verdictOf(runs.map(agreement => ({ms: 1, error: null, agreement})), 100).state === 'tripped').length;
  return [name, `${whole.length}`, ...of('order'), ...of('answers'), `${(100 * refused / whole.length).toFixed(1)} %`];
}));
process.stdout.write(`${text}\n`);
if (values.write) writeCard('docs/loop.md', {agreement: text});
process.exit(0);
