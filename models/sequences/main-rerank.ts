/**
 * `npm run evaluate:reranking`: the four server lists of YooChoose, re-ranked with the local session. Everything is learned and tuned on the training clicks: a sequence model on the days
 * before the last and the weight of the server's order on lists that rules learned from those days give the last day's sessions; then the model again on all training clicks.
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {fillMarkers} from '../evaluation/card.js';
import {CARD, rerankingText, type Reranking} from './card.js';
import {readClicks, readLists, type GivenList, type Session} from './clicks.js';
import {loadSequenceModel, type SequenceModel} from './model.js';
import {compare, tune, type ScoredList} from './rerank.js';
import {associationRules, listsOf, sequentialRules} from './rules.js';
import {trainSequences} from './train.js';

const USAGE = 'Usage: npm run evaluate:reranking -- --data DIR --out DIR [--seed S] [--threads T] [--json FILE] [--card]';
const CONFIG = join(dirname(fileURLToPath(import.meta.url)), 'sessions.json');
const LISTS = ['vsknn', 'gru4rec', 'sr', 'ar'] as const;
const DAY = 86_400;
const GRID = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, Infinity];

async function main(): Promise<void> {
  const {values} = parseArgs({options: {data: {type: 'string'}, out: {type: 'string'}, seed: {type: 'string', default: '1'}, threads: {type: 'string', default: '2'}, json: {type: 'string'}, card: {type: 'boolean', default: false}}});
  const {data, out, json} = values;
  const [seed, threads] = [Number(values.seed), Number(values.threads)];
  if (data === undefined || out === undefined || !Number.isInteger(seed) || !(Number.isInteger(threads) && threads > 0)) throw new Error(USAGE);

  const training = readClicks(join(data, 'yoochoose-clicks-100k_train_full.txt'));
  const test = readClicks(join(data, 'yoochoose-clicks-100k_test.txt'));
  const itemIds = [...new Set(training.flatMap(session => session.items))].sort((a, b) => a - b);
  const number = new Map(itemIds.map((id, index) => [id, index + 1]));
  const users = training.map(session => session.items.map(item => number.get(item) ?? 0));
  const lastDay = Math.max(...training.map(session => session.begunAt)) - DAY;
  const held = training.flatMap((session, at) => (session.begunAt > lastDay ? [at] : []));
  const [before, last] = [training.filter(session => session.begunAt <= lastDay), training.filter(session => session.begunAt > lastDay)];

  const learn = async (name: string, apart: readonly number[]): Promise<SequenceModel> => {
    const folder = join(out, name);
    if (!existsSync(join(folder, 'current.json'))) await trainSequences({users, itemIds}, {out: folder, config: CONFIG, seed, threads, held: apart, about: {sessions: users.length - apart.length}});
    return loadSequenceModel(folder, 'served');
  };
  const scored = async (model: SequenceModel, lists: readonly GivenList[]): Promise<ScoredList[]> => {
    const made: ScoredList[] = [];
    const numbers = (items: readonly number[]) => items.map(item => number.get(item) ?? 0);
    for (const list of lists) made.push({...list, logits: await model.scoreLogits(numbers(list.prefix), numbers(list.candidates))});
    return made;
  };

  const tuning = await learn('tuning', held);
  const emulated = await scored(tuning, [associationRules(before), sequentialRules(before)].flatMap(rules => listsOf(last, rules)));
  await tuning.release();
  const tuned = tune(emulated, GRID);
  process.stderr.write(`weight of the server's order: ${tuned.weight}, tuned on ${emulated.length} lists of ${last.length} sessions of the last training day\n`);

  const model = await learn('model', []);
  const lists: Record<string, Reranking['lists'][string]> = {};
  for (const name of LISTS) lists[name] = compare(await scored(model, readLists(join(data, `recoms_rsc15_100k_${name}.csv`), test)), tuned.weight);
  await model.release();
  const reranking: Reranking = {weight: tuned.weight, tried: tuned.tried, tunedOn: {lists: emulated.length, sessions: sessionsOf(last)}, lists};
  process.stdout.write(`${rerankingText(reranking)}\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify(reranking, null, 2));
  if (values.card) writeFileSync(CARD, fillMarkers(readFileSync(CARD, 'utf8'), 'reranking', rerankingText(reranking)));
}

const sessionsOf = (sessions: readonly Session[]): number => sessions.filter(session => session.items.length > 1).length;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
