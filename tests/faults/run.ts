/** One run from beginning to end: traffic and faults by the plan, then everything is mended, drained and compared with the store. */
import {setTimeout as wait} from 'node:timers/promises';
import type {OutboxCounts} from '../../src/insights-types.js';
import {judge, type Judgement} from './oracle.js';
import type {Plan} from './plan.js';
import {close, Stage, type Lane} from './stage.js';
import {beginning, STRIKES} from './strikes.js';

export interface RunReport extends Judgement {
  readonly plan: Plan;
  readonly seconds: number;
  /** Events that arrived at the server's door at all, and how often they did together, answered or not: of all of the run, and of what was tracked while faults struck. */
  readonly all: Arrivals;
  readonly struck: Arrivals;
  /** Still in the outbox when patience ended: as bad as a loss. */
  readonly undrained: number;
  readonly uncaught: readonly string[];
}

export interface Arrivals {
  readonly events: number;
  readonly sends: number;
}

const DRAIN_WITHIN_MS = 40_000;

export async function runPlan(plan: Plan, lane: Lane): Promise<RunReport> {
  const from = performance.now();
  const thrown = lane.uncaught.length;
  const stage = new Stage(lane, `s${plan.seed}-r${plan.run}`);
  const {tabs, room} = beginning(plan.faults);
  await stage.limit(room);
  await Promise.all(Array.from({length: tabs}, () => stage.addTab()));
  stage.burst(0, plan.calm);
  await stage.settled();
  await (await stage.page(0)).evaluate(() => window.adapter.flush());

  const striking = plan.faults.map(async fault => {
    await wait(fault.at);
    await STRIKES[fault.name](stage, fault);
  });
  const traffic = plan.bursts.map(async ({at, tab, ids}) => {
    await wait(at);
    stage.burst(tab, ids);
  });
  try {
    await Promise.all([...striking, ...traffic]);
    await stage.reopen();
    await stage.settled();
    if (!plan.tabsStay) await stage.closeTabs();
    const reckoning = await reckon(stage);
    const arrivals = lane.door.arrivalsOf(stage.account);
    const calm = new Set(plan.calm);
    return {
      ...reckoning, plan, seconds: (performance.now() - from) / 1000, uncaught: lane.uncaught.slice(thrown),
      all: sumOf([...arrivals.values()]), struck: sumOf([...arrivals].flatMap(([id, count]) => (calm.has(id) ? [] : count))),
    };
  } finally {
    await stage.limit(null);
    await stage.closeTabs();
  }
}

function sumOf(counts: readonly number[]): Arrivals {
  return {events: counts.length, sends: counts.reduce((sum, count) => sum + count, 0)};
}

/** Drains what the stage's pages left, and compares the journal with the store. */
export async function reckon(stage: Stage): Promise<Judgement & {readonly undrained: number}> {
  const {waiting, ...evidence} = await drained(stage);
  const durable = new Set([...stage.tracked].filter(id => stage.lane.journal.has(id)));
  return {...judge({...evidence, tracked: stage.tracked, durable, gone: stage.gone(), rows: await storedBy(stage)}), undrained: waiting};
}

/** By the word of a fresh page, as after any disaster; and of the disk, which that page may not have got at in time: then the next page does. */
async function drained(stage: Stage): Promise<Pick<OutboxCounts, 'waiting' | 'dropped' | 'expired'> & {setAside: ReadonlySet<string>}> {
  const deadline = Date.now() + DRAIN_WITHIN_MS;
  for (;;) {
    const page = await stage.freshPage();
    while ((await page.evaluate(() => window.adapter.flush())).left > 0 && Date.now() < deadline) await wait(50);
    const [{waiting, dropped, expired}, onDisk, setAside] = await page.evaluate(async () => [await window.adapter.counts(), await window.adapter.kept('outbox'), await window.adapter.kept('setAside')] as const);
    await close(page);
    if (onDisk.length === 0 || Date.now() >= deadline) return {waiting: Math.max(waiting, onDisk.length), dropped, expired, setAside: new Set(setAside)};
  }
}

/** Candidate ids of the account's rows in the server's store. */
export async function storedBy({lane, account}: Stage): Promise<readonly string[]> {
  const rows = await lane.server.feedback({account, limit: '10000'});
  return rows.flatMap(({candidateId}) => candidateId ?? []);
}
