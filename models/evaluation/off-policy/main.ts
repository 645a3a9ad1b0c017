/** `npm run evaluate:log`: a bandit log and a policy in; what the policy would have earned a round, by every estimator, out. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {readBanditLog, readPolicy, uniformPolicy} from './bandit-log.js';
import {evaluateLog, type LogEvaluation} from './estimators.js';
import {countedRewards, readRewards} from './reward-model.js';

const USAGE = 'Usage: npm run evaluate:log -- --events FILE --policy FILE|uniform --actions N [--rewards FILE] [--json FILE]';

function main(): void {
  const {events, policy, actions, rewards, json} = options();
  const log = readBanditLog(readFileSync(events, 'utf8'), actions, events);
  const target = policy === 'uniform' ? uniformPolicy(actions) : readPolicy(readFileSync(policy, 'utf8'), log, policy);
  const model = rewards === undefined ? countedRewards(log) : readRewards(readFileSync(rewards), log, rewards);
  const evaluation = evaluateLog(log, target, model);
  process.stdout.write(tableOf(evaluation, log.rewards.length));
  // What is not defined is NaN, which JSON writes as null.
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(evaluation, null, 2)}\n`);
}

function options() {
  const {values} = parsed();
  const {events, policy, rewards, json} = values;
  const actions = Number(values.actions);
  if (events === undefined || policy === undefined || !Number.isInteger(actions) || actions < 1) throw new Error(USAGE);
  return {events, policy, actions, rewards, json};
}

function parsed() {
  const text = {type: 'string'} as const;
  try {
    return parseArgs({options: {events: text, policy: text, actions: text, rewards: text, json: text}});
  } catch (error) {
    throw new Error(USAGE, {cause: error});
  }
}

function tableOf({estimators, ess, maxWeight}: LogEvaluation, rounds: number): string {
  const rows = Object.entries(estimators).map(([name, value]) => `${name.padEnd(14)}${Number.isNaN(value) ? 'not defined: no round has weight' : value.toPrecision(8)}`);
  return [...rows, `worth ${ess.toPrecision(6)} of ${rounds} rounds; largest weight ${maxWeight.toPrecision(6)}`, ''].join('\n');
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
