/** `npm run publish:model`: judges a trained model on the log, then writes the next served version, or refuses with its reasons. */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {REWARD_NAMES, type RewardName} from '../evaluation/off-policy/rewards.js';
import {publish} from './publish.js';
import {pinned, readKeys} from './signing.js';

const USAGE = `Usage: npm run publish:model -- --from DIR [--against VERSION] [--log DIR|URL|PARQUET] [--out DIR] [--reward ${REWARD_NAMES.join('|')}] [--places K] [--tier neural|linear] [--margin SHARE] [--rollback] [--sign KEYFILE]… [--expires-in DAYS] [--json FILE]`;

async function main(): Promise<void> {
  const {values} = parseArgs({options: {
    from: {type: 'string'}, against: {type: 'string'}, json: {type: 'string'}, rollback: {type: 'boolean', default: false},
    log: {type: 'string', default: 'http://localhost:8787'}, out: {type: 'string', default: 'models/ranker'}, reward: {type: 'string', default: 'clicks'},
    sign: {type: 'string', multiple: true, default: []}, 'expires-in': {type: 'string'}, places: {type: 'string', default: '3'}, tier: {type: 'string', default: 'neural'}, margin: {type: 'string', default: '0.05'},
  }});
  const {from, log, out, reward, tier, rollback, json} = values;
  const [against, places, margin] = [values.against === undefined ? undefined : Number(values.against), Number(values.places), Number(values.margin)];
  const expiresIn = values['expires-in'] === undefined ? undefined : Number(values['expires-in']);
  const isReward = (name: string): name is RewardName => REWARD_NAMES.some(known => known === name);
  const isWhole = (number: number) => Number.isInteger(number) && number > 0;
  if (from === undefined || !isReward(reward) || !isWhole(places) || !(margin >= 0) || (against !== undefined && !isWhole(against)) || (tier !== 'neural' && tier !== 'linear') || (expiresIn !== undefined && !(expiresIn > 0))) throw new Error(USAGE);
  const keys = readKeys(values.sign);
  const verdict = await publish({from, log, out, reward, tier, rollback, places, margin, keys, ...(against !== undefined && {against}), ...(expiresIn !== undefined && {expiresIn})});
  process.stdout.write(`${verdict.published ? `Version ${verdict.version ?? ''} is served from ${out}.` : 'It was not published.'}\n${verdict.reasons.map(reason => `- ${reason}\n`).join('')}`);
  if (verdict.published) for (const key of keys) process.stdout.write(`- Signed; hosts pin modelKeys: ['${pinned(key)}'].\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(verdict, null, 2)}\n`);
  // A refusal is an answer, and a failure for whatever script asked.
  if (!verdict.published) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
