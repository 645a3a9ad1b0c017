/** `npm run evaluate:log`: a log and a policy in; what the policy would have earned, by every estimator, out. Of a plain bandit log, or of Inkling's own. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readBanditLog, readPolicy, uniformPolicy} from './bandit-log.js';
import {evaluateLog, type LogEvaluation} from './estimators.js';
import {judgeLog, judgementText, withLog} from './judge.js';
import {countedRewards, readRewards} from './reward-model.js';
import {REWARD_NAMES, type RewardName} from './rewards.js';

const USAGE = [
  'Usage: npm run evaluate:log -- --events FILE --policy FILE|uniform --actions N [--rewards FILE] [--json FILE]',
  `       npm run evaluate:log -- --log DIR|URL|PARQUET --model DIR [--tier neural|linear] [--reward ${REWARD_NAMES.join('|')}] [--places K] [--json FILE]`,
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

async function ofSlates(log: string, {model, tier, reward, places: wanted}: Values) {
  const places = Number(wanted);
  const isReward = (name: string): name is RewardName => REWARD_NAMES.some(known => known === name);
  if (model === undefined || !isReward(reward) || !Number.isInteger(places) || places < 1 || (tier !== 'neural' && tier !== 'linear')) throw new Error(USAGE);
  const judged = await withLog(log, folder => judgeLog({log: folder, models: [model], tier, reward, places}));
  process.stdout.write(judgementText(judged));
  const [evaluation] = judged.evaluations;
  return {...evaluation, ...judged.about};
}

function options() {
  const text = {type: 'string'} as const;
  try {
    return parseArgs({options: {
      events: text, policy: text, actions: text, rewards: text, json: text, log: text, model: text,
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
