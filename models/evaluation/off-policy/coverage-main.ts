/** `npm run evaluate:coverage`: whether estimators find what is true in the world, and intervals cover it. */
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {coverage, type Coverage} from './coverage.js';

const USAGE = 'Usage: npm run evaluate:coverage -- [--seed S] [--contexts N] [--logs L] [--json FILE]';

function main(): void {
  const {values} = parseArgs({options: {seed: {type: 'string', default: '2026'}, contexts: {type: 'string', default: '5000'}, logs: {type: 'string', default: '200'}, json: {type: 'string'}}});
  const [seed, contexts, logs] = [Number(values.seed), Number(values.contexts), Number(values.logs)];
  if (![seed, contexts, logs].every(number => Number.isInteger(number) && number > 0)) throw new Error(USAGE);
  let said = 0;
  const found = coverage({seed, contexts, logs, progress(done) {
    if (Date.now() - said < 5000) return;
    said = Date.now();
    process.stderr.write(`${done}\n`);
  }});
  process.stdout.write(textOf(found));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
}

function textOf({contexts, accounts, logs, rankers, pairs, ownPolicy}: Coverage): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `${contexts} contexts of ${accounts} accounts, ${logs} logs; the log's own mean reward lies in its own policy's interval in ${percent(ownPolicy)}`,
    ...rankers.flatMap(({name, truth, ess, estimators}) => [
      `${name}: truth ${truth.toFixed(4)}, the log is worth ${percent(ess)} of itself`,
      ...Object.entries(estimators).map(([estimator, {covered, error, bias}]) => `  ${estimator.padEnd(12)}covers ${percent(covered)}, mean error ${percent(error)}, bias ${percent(bias)}`),
    ]),
    ...Object.entries(pairs).map(([estimator, {clear, comparisons, inverted}]) => `${estimator}: ${clear} pairs are clear; ${inverted} of ${comparisons} comparisons come out inverted`),
    '',
  ].join('\n');
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
