/** `npm run evaluate:coverage`: whether estimators find what is true in the world, and intervals cover it. */
import {readFileSync, writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {writeCard} from '../card.js';
import {table} from '../tables.js';
import {coverage, type Coverage} from './coverage.js';

const USAGE = 'Usage: npm run evaluate:coverage -- [--seed S] [--contexts N] [--logs L] [--json FILE] [--from JSON] [--write]\n--from takes the figures of an earlier run; --write puts them into docs/loop.md.';

function main(): void {
  const {values} = parseArgs({options: {seed: {type: 'string', default: '2026'}, contexts: {type: 'string', default: '5000'}, logs: {type: 'string', default: '200'}, json: {type: 'string'}, from: {type: 'string'}, write: {type: 'boolean', default: false}}});
  const [seed, contexts, logs] = [Number(values.seed), Number(values.contexts), Number(values.logs)];
  if (![seed, contexts, logs].every(number => Number.isInteger(number) && number > 0)) throw new Error(USAGE);
  let said = 0;
  const found = values.from !== undefined ? JSON.parse(readFileSync(values.from, 'utf8')) as Coverage : coverage({seed, contexts, logs, progress(done) {
    if (Date.now() - said < 5000) return;
    said = Date.now();
    process.stderr.write(`${done}\n`);
  }});
  process.stdout.write(textOf(found));
  if (values.write) writeCard('docs/loop.md', {coverage: cardOf(found)});
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, null, 2)}\n`);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function cardOf({contexts, accounts, logs, rankers, pairs, ownPolicy}: Coverage): string {
  return [
    `${contexts.toLocaleString('en')} contexts of ${accounts.toLocaleString('en')} accounts, ${logs} logs. The log's own mean reward lies in the interval of its own policy in ${percent(ownPolicy)} of them.`, '',
    table(['ranker', 'truth', 'the log is worth to it', 'estimator', 'interval holds the truth', 'mean error', 'bias'], rankers.flatMap(({name, truth, ess, estimators}) => Object.entries(estimators).map(([estimator, {covered, error, bias}]) => [name, truth.toFixed(4), percent(ess), `\`${estimator}\``, percent(covered), percent(error), percent(bias)]))), '',
    table(['pairs whose true gap exceeds two standard errors', 'on single logs', 'inverted', 'to be expected', 'inverted by more than their interval', 'of the mean of all logs', 'inverted'], Object.entries(pairs).map(([estimator, {comparisons, inverted, expected, misjudged, together}]) => [`\`${estimator}\``, `${comparisons}`, `${inverted}`, expected.toFixed(1), `${misjudged}`, `${together.clear}`, `${together.inverted}`])),
  ].join('\n');
}

function textOf({contexts, accounts, logs, rankers, pairs, ownPolicy}: Coverage): string {
  return [
    `${contexts} contexts of ${accounts} accounts, ${logs} logs; the log's own mean reward lies in its own policy's interval in ${percent(ownPolicy)}`,
    ...rankers.flatMap(({name, truth, ess, estimators}) => [
      `${name}: truth ${truth.toFixed(4)}, the log is worth ${percent(ess)} of itself`,
      ...Object.entries(estimators).map(([estimator, {covered, error, bias}]) => `  ${estimator.padEnd(12)}covers ${percent(covered)}, mean error ${percent(error)}, bias ${percent(bias)}`),
    ]),
    'pairs of rankers whose true gap exceeds two standard errors of their difference',
    ...Object.entries(pairs).map(([estimator, {comparisons, inverted, expected, misjudged, together}]) => `  ${estimator.padEnd(12)}on single logs ${inverted} of ${comparisons} are inverted (${expected.toFixed(1)} expected of an estimator that is right on average), ${misjudged} by more than their interval; of the mean of all logs ${together.inverted} of ${together.clear}`),
    '',
  ].join('\n');
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
