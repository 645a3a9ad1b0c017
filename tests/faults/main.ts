/**
 * `npm run faults -- --seed S --runs N [--only RUN] [--lanes L] [--json FILE] [--doc]`: kills, cuts and fills, and says whether anything was lost.
 * Progress on stderr. Ends with 1 where an event was lost or stored twice, or where events were sent more than 1.2 times on average.
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {parseArgs} from 'node:util';
import {build} from '../../demo/build.mjs';
import {fillMarkers} from '../../models/evaluation/card.js';
import {planOf, told} from './plan.js';
import {runPlan, type RunReport} from './run.js';
import {openLane, type Lane} from './stage.js';
import {summaryOf, textOf, verdictOn, wrongWith, type Summary, type Unfinished} from './summary.js';

const USAGE = 'Usage: npm run faults -- [--seed S] [--runs N] [--only RUN] [--lanes L] [--json FILE] [--doc]';
const DOC = 'docs/faults.md';

interface Options {
  readonly seed: number;
  /** Numbers of the runs. */
  readonly runs: readonly number[];
  /** Runs side by side: most of a run is waiting. */
  readonly lanes: number;
  readonly json: string | undefined;
  readonly doc: boolean;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

function optionsOf(args: readonly string[]): Options {
  const {values} = parseArgs({args: [...args], options: {seed: {type: 'string'}, runs: {type: 'string', default: '12'}, only: {type: 'string'}, lanes: {type: 'string', default: '2'}, json: {type: 'string'}, doc: {type: 'boolean', default: false}}});
  const whole = (name: string, text: string, least: number) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}".`);
    return Number(text);
  };
  const {only, runs, lanes, seed, json, doc} = values;
  return {
    seed: seed === undefined ? Date.now() % 1_000_000 : whole('seed', seed, 0),
    runs: only === undefined ? Array.from({length: whole('runs', runs, 1)}, (_, run) => run) : [whole('only', only, 0)],
    lanes: whole('lanes', lanes, 1), json, doc,
  };
}

/** Each lane takes the next run that nobody has taken: what happens in a run depends on its number alone. */
async function runAll({seed, runs, lanes}: Options, open: Set<Lane>): Promise<{reports: readonly RunReport[]; unfinished: readonly Unfinished[]; browser: string}> {
  const left = [...runs];
  const reports: RunReport[] = [];
  const unfinished: Unfinished[] = [];
  let browser = '';
  const openOne = async () => {
    const lane = await openLane();
    open.add(lane);
    browser = lane.browser.version;
    return lane;
  };
  await Promise.all(Array.from({length: Math.min(lanes, runs.length)}, async () => {
    let lane = await openOne();
    for (let run = left.shift(); run !== undefined; run = left.shift()) {
      const plan = planOf(seed, run);
      try {
        const report = await runPlan(plan, lane);
        reports.push(report);
        say(`${reports.length + unfinished.length}/${runs.length} ${told(plan)}: ${outcome(report)}`);
      } catch (error) {
        const [why = ''] = String((error as Error).message).split('\n');
        unfinished.push({plan, why});
        say(`${reports.length + unfinished.length}/${runs.length} ${told(plan)}: could not be finished: ${why}`);
        // Whatever state it is in.
        open.delete(lane);
        await lane.close();
        lane = await openOne();
      }
    }
  }));
  return {reports: reports.sort((a, b) => a.plan.run - b.plan.run), unfinished, browser};
}

function outcome(report: RunReport): string {
  const {durable, stored, dropped, wiped, all, struck, seconds} = report;
  const exits = [[dropped, 'dropped'], [wiped, 'wiped']] as const;
  return `${durable} durable, ${stored} stored, ${exits.flatMap(([count, name]) => (count > 0 ? [`${count} ${name}, `] : [])).join('')}${wrongWith(report) ?? 'nothing lost'}; sent ${all.sends}/${all.events}, struck ${struck.sends}/${struck.events} (${seconds.toFixed(1)} s)`;
}

function keep({json, doc}: Options, summary: Summary): void {
  if (json !== undefined) {
    mkdirSync(dirname(json), {recursive: true});
    writeFileSync(json, `${JSON.stringify(summary, null, 2)}\n`);
  }
  if (doc) writeFileSync(DOC, fillMarkers(readFileSync(DOC, 'utf8'), 'faults', textOf(summary)));
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  await build();
  const lanes = new Set<Lane>();
  const end = () => void Promise.allSettled([...lanes].map(lane => lane.close())).then(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end);
  say(`Seed ${options.seed}.`);
  const from = performance.now();
  try {
    const summary = summaryOf(options.seed, await runAll(options, lanes), (performance.now() - from) / 1000);
    keep(options, summary);
    console.log(textOf(summary));
    const wrong = verdictOn(summary);
    if (wrong !== null) console.error(wrong);
    return wrong === null ? 0 : 1;
  } finally {
    await Promise.allSettled([...lanes].map(lane => lane.close()));
  }
}

main().then(code => process.exit(code), (error: unknown) => {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exit(2);
});
