/** A million draws of a large list, everything in force, against the chances that they claim: `npx tsx tests/bench/policy-draws.ts [draws] [--write]`. `--write` puts the figures into docs/policy.md. */
import {parseArgs} from 'node:util';
import {writeCard} from '../../models/evaluation/card.js';
import {drawsAgainstChances} from '../support/policy-cases.js';

const {values: {write}, positionals: [wanted = '1000000']} = parseArgs({allowPositionals: true, options: {write: {type: 'boolean', default: false}}});
const draws = Number(wanted);
const {chiSquare, cells} = drawsAgainstChances(draws);
const deviations = (chiSquare - cells) / Math.sqrt(2 * cells);
const found = `${draws} draws: χ² = ${chiSquare.toFixed(1)} over ${cells} kinds of slate, ${deviations.toFixed(2)} standard deviations from its mean`;
process.stdout.write(`${found}\n`);
if (write) writeCard('docs/policy.md', {'policy-draws': `${found}.`});
process.exit(deviations < 4 ? 0 : 1);
