/** Many runs in; the figures of the JSON, their text for docs/faults.md, and what is wrong with them. */
import {FAULTS, type FaultName, type Plan} from './plan.js';
import type {RunReport} from './run.js';

export const MAX_SENDS_PER_EVENT = 1.2;

const COUNTS = ['tracked', 'durable', 'stored', 'dropped', 'expired', 'rejected', 'wiped', 'lost', 'duplicated', 'unacknowledged'] as const;

/** A run in which the runner itself, or the browser, failed: nothing is known of it, and nothing excused. */
export interface Unfinished {
  readonly plan: Plan;
  readonly why: string;
}

export interface Summary extends Readonly<Record<(typeof COUNTS)[number], number>> {
  readonly seed: number;
  readonly runs: number;
  /** Times that events arrived at the server's door, answered or not, for each event that arrived there at all. */
  readonly sendsPerEvent: number;
  /** The same of the events that were tracked while faults struck. */
  readonly sendsPerStruckEvent: number;
  /** How many runs each fault struck in. */
  readonly faults: Readonly<Record<FaultName, number>>;
  readonly seconds: number;
  readonly browser: string;
  readonly failed: readonly {readonly run: number; readonly wrong: string; readonly missing: readonly string[]; readonly faults: readonly FaultName[]; readonly replay: string}[];
}

/** Null where the run is as it should be. */
export function wrongWith({lost, duplicated, undrained, uncaught}: Pick<RunReport, 'lost' | 'duplicated' | 'undrained' | 'uncaught'>): string | null {
  if (lost !== 0) return `${lost} lost`;
  if (duplicated !== 0) return `${duplicated} stored twice`;
  if (undrained !== 0) return `${undrained} never left the outbox`;
  return uncaught.length > 0 ? `a page threw: ${uncaught[0]}` : null;
}

function failure({seed, run, faults}: Plan, wrong: string, missing: readonly string[]): Summary['failed'][number] {
  return {run, wrong, missing, faults: faults.map(({name}) => name), replay: `npm run faults -- --seed ${seed} --only ${run}`};
}

const ratio = (sends: number, events: number) => Math.round(sends / Math.max(events, 1) * 1000) / 1000;

export function summaryOf(seed: number, {reports, unfinished, browser}: {reports: readonly RunReport[]; unfinished: readonly Unfinished[]; browser: string}, seconds: number): Summary {
  const sum = (of: (report: RunReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    seed, runs: reports.length + unfinished.length, ...Object.fromEntries(COUNTS.map(name => [name, sum(report => report[name])])) as Record<(typeof COUNTS)[number], number>,
    sendsPerEvent: ratio(sum(({all}) => all.sends), sum(({all}) => all.events)),
    sendsPerStruckEvent: ratio(sum(({struck}) => struck.sends), sum(({struck}) => struck.events)),
    faults: Object.fromEntries(FAULTS.map(name => [name, sum(({plan}) => plan.faults.some(fault => fault.name === name) ? 1 : 0)])) as Record<FaultName, number>,
    seconds: Math.round(seconds), browser,
    failed: [
      ...reports.flatMap(report => (wrongWith(report) === null ? [] : [failure(report.plan, wrongWith(report) ?? '', report.missing)])),
      ...unfinished.map(({plan, why}) => failure(plan, `it could not be finished: ${why}`, [])),
    ],
  };
}

/** One sentence, or null where all is well. */
export function verdictOn({failed, sendsPerEvent}: Summary): string | null {
  const [first] = failed;
  if (first) return `${failed.length} of the runs failed; the first is run ${first.run} (${first.faults.join(', ')}): ${first.wrong}. Replay it: ${first.replay}`;
  return sendsPerEvent > MAX_SENDS_PER_EVENT ? `Events were sent ${sendsPerEvent} times on average, and ${MAX_SENDS_PER_EVENT} is the limit.` : null;
}

/** Markdown. */
export function textOf(summary: Summary): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const table = (head: readonly string[], cells: readonly (string | number)[]) => [row(head), row(head.map(() => '---:')), row(cells)].join('\n');
  const {seed, runs, sendsPerEvent, sendsPerStruckEvent, faults, seconds, browser} = summary;
  return [
    `\`npm run faults -- --seed ${seed} --runs ${runs}\`, Chromium ${browser}, ${seconds} s:`,
    table([...COUNTS, 'sends per event', 'per struck event'], [...COUNTS.map(name => summary[name]), sendsPerEvent, sendsPerStruckEvent]),
    'Runs that each fault struck in:',
    table(FAULTS, FAULTS.map(name => faults[name])),
  ].join('\n\n');
}
