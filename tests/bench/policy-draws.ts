/** A million draws of a large list, everything in force, against the chances that they claim: `npx tsx tests/bench/policy-draws.ts [draws]`. */
import {drawsAgainstChances} from '../support/policy-cases.js';

const draws = Number(process.argv[2] ?? 1_000_000);
const {chiSquare, cells} = drawsAgainstChances(draws);
const deviations = (chiSquare - cells) / Math.sqrt(2 * cells);
process.stdout.write(`${draws} draws: χ² = ${chiSquare.toFixed(1)} over ${cells} kinds of slate, ${deviations.toFixed(2)} standard deviations from its mean\n`);
process.exit(deviations < 4 ? 0 : 1);
