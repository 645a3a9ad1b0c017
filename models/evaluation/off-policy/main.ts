/** `npm run evaluate:log`: a log and a policy in; what the policy would have earned, by every estimator, out. Of a plain bandit log, or of Inkling's own. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readExperiment} from '../../../src/door.js';
import type {Experiment} from '../../../src/wire-types.js';
import {openLog} from '../../training/log.js';
import {readBanditLog, readPolicy, uniformPolicy} from './bandit-log.js';
import {evaluateLog, type LogEvaluation} from './estimators.js';
import {judgeLog, judgementText, withLog} from './judge.js';
import {experimentsText, readExperiments} from './read-experiments.js';
import {countedRewards, readRewards} from './reward-model.js';
import {REWARD_NAMES, type RewardName} from './rewards.js';

const USAGE = [
  'Usage: npm run evaluate:log -- --events FILE --policy FILE|uniform --actions N [--rewards FILE] [--json FILE]',
  `       npm run evaluate:log -- --log DIR|URL|PARQUET [--model DIR [--tier neural|linear]] [--experiment FILE] [--reward ${REWARD_NAMES.join('|')}] [--places K] [--json FILE]`,
  'Without a model it says what the experiments of the log say; FILE is an experiment as pages were given it, whose shares are checked.',
].join('\n');

async function main(): Promise<void> {
  const values = options();
  const {json} = values;
  const evaluation = values.log === undefined ? ofBanditLog(values) : await ofSlates(values.log, values);
  // What is not defined is NaN, which JSON writes as null.
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 2)}\n`);
}

type Values = ReturnType<typeof options>;

function ofBanditLog({events, policy, actions: count, rewards}: Values): LogEvaluation {
  const actions = Number(count);
  if (events === undefined || policy === undefined || !Number.isInteger(actions) || actions < 1) throw new Error(USAGE);
  const log = readBanditLog(readFileSync(events, 'utf8'), actions, events);
  const target = policy === 'uniform' ? uniformPolicy(actions) : readPolicy(readFileSync(policy, 'utf8'), log, policy);
  const model = rewards === undefined ? countedRewards(log) : readRewards(readFileSync(rewards), log, rewards);
  const evaluation = evaluateLog(log, target, model);
  process.stdout.write(tableOf(evaluation, log.rewards.length));
  return evaluation;
}

async function ofSlates(source: string, {model, tier, reward, places: wanted, experiment}: Values) {
  const places = Number(wanted);
  const isReward = (name: string): name is RewardName => REWARD_NAMES.some(known => known === name);
  if (!isReward(reward) || !Number.isInteger(places) || places < 1 || (tier !== 'neural' && tier !== 'linear')) throw new Error(USAGE);
  const said = experiment === undefined ? undefined : experimentIn(experiment);
  return withLog(source, async log => {
    const experiments = await readExperiments(await openLog(log), {reward, places, said});
    if (model === undefined && experiments.length === 0) throw new Error(`No slate of ${source} took part in an experiment: give a --model to judge.`);
    const judged = model === undefined ? null : await judgeLog({log, models: [model], tier, reward, places});
    if (judged) process.stdout.write(judgementText(judged));
    process.stdout.write(experimentsText(experiments));
    return {...judged?.evaluations[0], ...judged?.about, experiments};
  });
}

function experimentIn(file: string): Experiment {
  const said = readExperiment(JSON.parse(readFileSync(file, 'utf8')));
  if (!said) throw new Error(`${file} is no experiment: {name, salt?, arms: [{name, mode, share}]}, its shares together at most 1.`);
  return said;
}

function options() {
  const text = {type: 'string'} as const;
  try {
    return parseArgs({options: {
      events: text, policy: text, actions: text, rewards: text, json: text, log: text, model: text, experiment: text,
      tier: {...text, default: 'neural'}, reward: {...text, default: 'clicks'}, places: {...text, default: '3'},
    }}).values;
  } catch (error) {
    throw new Error(USAGE, {cause: error});
  }
}

function tableOf({estimators, replay, ess, maxWeight}: LogEvaluation, rounds: number): string {
  const rows = Object.entries({...estimators, replay: replay.value}).map(([name, value]) => `${name.padEnd(14)}${Number.isNaN(value) ? 'not defined: no round has weight' : value.toPrecision(8)}`);
  return [...rows, `worth ${ess.toPrecision(6)} of ${rounds} rounds; largest weight ${maxWeight.toPrecision(6)}`, ''].join('\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
