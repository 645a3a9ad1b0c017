/** The twelve faults. Each strikes at its moment, and resolves when all is mended, or started again. */
import {setTimeout as wait} from 'node:timers/promises';
import type {CDPSession, Page} from 'playwright';
import type {Breakage} from './door.js';
import type {FaultName, PlannedFault} from './plan.js';
import {close, type Stage} from './stage.js';

/** From a few events to nearly all of a run, in bytes of the database on disk. */
const LEAST_ROOM = 10_000;
const MOST_ROOM = 150_000;

type Strike = (stage: Stage, fault: PlannedFault) => Promise<void>;

/** The first batch leaves a second after the first event: without one in this time there is none under way. */
const BATCH_WITHIN_MS = 1300;

/** Now, or within the next batch. */
async function moment({lane}: Stage, {when, delay}: PlannedFault): Promise<void> {
  if (when === 'sending') await lane.door.next('batch', BATCH_WITHIN_MS);
  await wait(delay);
}

const pick = (stage: Stage, {way}: PlannedFault) => Math.floor(way * stage.tabs);

/** Broken from now on, for its time, or so long after it has met a batch. */
async function outage(stage: Stage, {when, lasts}: PlannedFault, begin: () => unknown, mend: () => unknown): Promise<void> {
  await begin();
  if (when === 'sending') await stage.lane.door.next('batch', BATCH_WITHIN_MS);
  await wait(lasts);
  await mend();
}

const atTheDoor = (stage: Stage, fault: PlannedFault, how: Breakage) => outage(stage, fault, () => stage.lane.door.break(how), () => stage.lane.door.mend(how));

/** How many tabs the run begins with, and how much room, in bytes: Chromium asks how much there is when a database is opened, and then not for half a minute. */
export function beginning(faults: readonly PlannedFault[]): {tabs: number; room: number | null} {
  const of = (name: FaultName) => faults.find(fault => fault.name === name);
  const quota = of('quota');
  return {tabs: of('three-tabs') ? 3 : of('frozen-tab') ? 2 : 1, room: quota ? Math.round(LEAST_ROOM + quota.way * (MOST_ROOM - LEAST_ROOM)) : null};
}

export const STRIKES: Readonly<Record<FaultName, Strike>> = {
  async 'tab-close'(stage, fault) {
    await moment(stage, fault);
    await stage.lose(pick(stage, fault), close);
    await wait(fault.lasts);
    await stage.reopen();
  },

  async 'renderer-kill'(stage, fault) {
    await moment(stage, fault);
    if (fault.way < 0.5) await stage.lose(pick(stage, {...fault, way: fault.way * 2}), crash);
    else await stage.loseAll(() => stage.lane.browser.killRenderers());
    await wait(fault.lasts);
    await stage.reopen();
  },

  async 'browser-kill'(stage, fault) {
    await moment(stage, fault);
    const {browser} = stage.lane;
    await stage.loseAll(() => browser.kill());
    await wait(fault.lasts);
    await browser.up();
    await stage.reopen();
  },

  async 'server-kill'(stage, fault) {
    // The very moment of its answer is when it must have committed.
    if (fault.when === 'sending' && fault.way < 0.5) await stage.lane.door.next('answer', BATCH_WITHIN_MS);
    else await moment(stage, fault);
    await stage.lane.server.down('SIGKILL');
    await wait(fault.lasts);
    await stage.lane.server.up();
  },

  'offline': (stage, fault) => outage(stage, {...fault, when: 'at-once'}, () => online(stage, false), () => online(stage, true)),
  '503': (stage, fault) => atTheDoor(stage, fault, '503'),
  '429': (stage, fault) => atTheDoor(stage, fault, '429'),
  'lost-answer': (stage, fault) => atTheDoor(stage, fault, fault.way < 0.3 ? 'lost-answer' : 'cut-answer'),

  /** The run has begun with three: now they send at once. */
  async 'three-tabs'(stage, fault) {
    await moment(stage, {...fault, when: 'at-once'});
    const pages = await Promise.all([0, 1, 2].map(tab => stage.page(tab)));
    await Promise.all(pages.map(page => ask(page, () => window.adapter.flush())));
  },

  /** Frozen with a batch under way: it holds the lock, and hears no answer. */
  async 'frozen-tab'(stage, fault) {
    const {door} = stage.lane;
    const victim = pick(stage, fault);
    const page = await stage.page(victim);
    door.holdMs = fault.lasts;
    void ask(page, () => window.adapter.flush());
    await door.next('batch', BATCH_WITHIN_MS);
    await wait(fault.delay);
    await setLifecycle(page, 'frozen');
    door.holdMs = 0;
    await wait(fault.lasts);
    if (fault.delay % 2 === 0) return setLifecycle(page, 'active');
    await stage.lose(victim, close);
    await stage.reopen();
  },

  /** The run has begun with little room: now there is enough again. */
  async quota(stage, fault) {
    await moment(stage, fault);
    await wait(fault.lasts);
    await stage.limit(null);
  },

  async 'deleted-database'(stage, fault) {
    await moment(stage, fault);
    const page = await stage.page(pick(stage, fault));
    const before = Date.now();
    const waiting = await ask(page, () => window.adapter.kept('outbox'));
    const session = await sessionOf(page).catch(() => null);
    if (!waiting || !session) return;
    // Where the browser dies of something else meanwhile, it may have deleted all the same.
    await session.send('Storage.clearDataForOrigin', {origin: stage.origin, storageTypes: 'indexeddb'}).catch(() => undefined);
    stage.deleted({before, after: Date.now(), waiting});
  },
};

export async function crash(page: Page): Promise<void> {
  // The navigation never ends.
  void page.goto('chrome://crash').catch(() => undefined);
  await Promise.race([page.waitForEvent('crash', {timeout: 3000}).catch(() => undefined), wait(500)]);
  await close(page);
}

async function online({lane}: Stage, isOnline: boolean): Promise<void> {
  // Where the browser was killed meanwhile, the next one is online.
  if (lane.browser.isUp) await lane.browser.context.setOffline(!isOnline).catch(() => undefined);
}

async function setLifecycle(page: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await sessionOf(page).catch(() => null);
  await session?.send('Page.setWebLifecycleState', {state}).catch(() => undefined);
}

function sessionOf(page: Page): Promise<CDPSession> {
  return page.context().newCDPSession(page);
}

/** Null where the page dies of it. */
function ask<T>(page: Page, what: () => Promise<T>): Promise<T | null> {
  return page.evaluate(what).catch(() => null);
}
