/** `npm run export:log`: Inkling's log as Open Bandit Pipeline's bandit_feedback, read back and held to the format's own rules before it is called done. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {readSchema} from '../../../src/features/schema.js';
import {baseSchema} from '../../training/base-schema.js';
import {openLog} from '../../training/log.js';
import {banditFeedbackOf, breachesOf, type BanditFeedback} from './bandit-feedback.js';
import {readSlates} from './inkling-log.js';
import {withLog} from './judge.js';
import {readNpz, writeNpz} from './npz.js';
import {REWARD_NAMES, type RewardName} from './rewards.js';

const USAGE = `Usage: npm run export:log -- --log DIR|URL|PARQUET --out DIR [--reward ${REWARD_NAMES.join('|')}] [--places K] [--json FILE]`;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {log: {type: 'string'}, out: {type: 'string'}, json: {type: 'string'}, reward: {type: 'string', default: 'clicks'}, places: {type: 'string', default: '3'}}});
  const {log: source, out, reward} = values;
  const places = Number(values.places);
  const isReward = (name: string): name is RewardName => REWARD_NAMES.some(known => known === name);
  if (source === undefined || out === undefined || !isReward(reward) || !Number.isInteger(places) || places < 1) throw new Error(USAGE);
  const {slates, feedback} = await withLog(source, async folder => {
    const log = await openLog(folder);
    const read = await readSlates(log, [], [readSchema(baseSchema(log.vocabulary))], {places, reward});
    return {slates: read, feedback: banditFeedbackOf(read)};
  });
  mkdirSync(out, {recursive: true});
  const [archive, description] = [join(out, 'bandit_feedback.npz'), join(out, 'bandit_feedback.json')];
  writeFileSync(archive, writeNpz(feedback.arrays));
  writeFileSync(description, `${JSON.stringify({...feedback.about, reward}, null, 2)}\n`);
  const about = JSON.parse(readFileSync(description, 'utf8')) as BanditFeedback['about'];
  const breaches = breachesOf(readNpz(readFileSync(archive)), about);
  if (breaches.length > 0) throw new Error(`${archive} breaks the format's rules: ${breaches.join('; ')}.`);
  process.stdout.write(`${about.n_rounds} slates of ${about.len_list} places, ${about.n_unique_action} actions in ${archive}; ${about.short} were shorter, left out before: ${JSON.stringify(slates.dropped)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({slates: about.n_rounds, actions: about.n_unique_action, places: about.len_list, short: about.short, dropped: slates.dropped}, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
