/** `npm run world`: writes a log of the logging policy, or checks that the world is plausible. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {checkWorld} from './check.js';
import {readConfig, type WorldConfig} from './config.js';
import {createFoundation} from './foundation.js';
import {writeLog} from './log.js';

const USAGE = 'Use: npm run world -- --seed S --accounts A --visits V --out DIR [--config FILE] [--json FILE], or npm run world -- --check.';

/** What stops a run, as one sentence. */
class BadInput extends Error {}

/**
 * @param say progress and complaints
 * @param print results
 * @returns the exit code
 */
export async function main(args: readonly string[], say: (text: string) => void = text => process.stderr.write(text), print: (text: string) => void = text => process.stdout.write(text)): Promise<number> {
  try {
    await run(args, say, print);
    return 0;
  } catch (error) {
    if (!(error instanceof BadInput || error instanceof RangeError)) throw error;
    say(`${error.message}\n`);
    return 1;
  }
}

async function run(args: readonly string[], say: (text: string) => void, print: (text: string) => void): Promise<void> {
  const values = read(args);
  const config = configOf(values);
  if (values.check) return check(config, values.json, say, print);
  if (values.out === undefined) throw new BadInput(`Say where the log goes with --out DIR. ${USAGE}`);
  const visits = wholeNumber('visits', values.visits ?? '5000');
  const began = Date.now();
  const counts = await writeLog(createFoundation(config), visits, values.out, done => say(`\r${done} of ${visits} visits, ${Math.round((Date.now() - began) / 1000)} s `));
  say(`\rWrote ${counts.visits} visits, ${counts.slates} slates, ${counts.events} events to ${values.out} in ${Math.round((Date.now() - began) / 1000)} s.\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(counts)}\n`);
}

async function check(config: WorldConfig, json: string | undefined, say: (text: string) => void, print: (text: string) => void): Promise<void> {
  const findings = await checkWorld(config, text => say(`\r${text} `));
  say('\n');
  for (const {name, value, range, passed} of findings) print(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${value} (${range})\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({checks: findings})}\n`);
  const failed = findings.filter(({passed}) => !passed);
  if (failed.length > 0) throw new BadInput(`The world is not plausible: ${failed.map(({name, value, range}) => `${name} is ${value}, not ${range}`).join('; ')}.`);
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: {type: 'string'}, accounts: {type: 'string'}, visits: {type: 'string'}, config: {type: 'string'},
        out: {type: 'string'}, json: {type: 'string'}, check: {type: 'boolean'},
      },
    }).values;
  } catch (error) {
    throw new BadInput(`${error instanceof Error ? error.message.split('\n')[0] : error} ${USAGE}`);
  }
}

function configOf(values: {readonly config?: string; readonly seed?: string; readonly accounts?: string}): WorldConfig {
  const file = values.config === undefined ? {} : parsed(values.config);
  return readConfig({
    ...file as object,
    ...(values.seed !== undefined && {seed: wholeNumber('seed', values.seed)}),
    ...(values.accounts !== undefined && {accounts: wholeNumber('accounts', values.accounts)}),
  });
}

function parsed(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new BadInput(`The config file ${path} cannot be read.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new BadInput(`The config file ${path} is not JSON: ${error instanceof Error ? error.message : error}.`);
  }
  throw new BadInput(`The config file ${path} must hold a JSON object.`);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || name !== 'seed' && value === 0) throw new BadInput(`--${name} must be a whole number${name === 'seed' ? '' : ' above zero'}, not "${text}".`);
  return value;
}
