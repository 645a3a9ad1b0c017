/** Rows of the fault matrix in which a process dies or an answer is lost, each many times over: what the runner of `npm run faults` meets by chance is met here for certain. */
import {setTimeout as wait} from 'node:timers/promises';
import {expect, test as base} from '@playwright/test';
import {reckon, storedBy} from '../faults/run.js';
import {openLane, Stage, type Lane} from '../faults/stage.js';
import {crash} from '../faults/strikes.js';

const test = base.extend<{stage: Stage}, {lane: Lane}>({
  lane: [async ({}, use) => { // eslint-disable-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    const lane = await openLane();
    await use(lane);
    await lane.close();
  }, {scope: 'worker', timeout: 240_000}],
  stage: async ({lane}, use, {testId}) => {
    const stage = new Stage(lane, testId);
    await stage.addTab();
    await use(stage);
    await stage.closeTabs();
  },
});

const ids = (name: string, count: number) => Array.from({length: count}, (_, index) => `${name}-${index}`);
/** Milliseconds after the first of a burst is durable, or after the arrival of a batch: spread over what either takes. */
const moments = (count: number, within: number) => Array.from({length: count}, (_, index) => Math.round(index * within / count));
/** Tracks thirty at once; resolves when the first is durable, and the others are being written. */
async function begin(stage: Stage, name: string): Promise<void> {
  const burst = ids(name, 30);
  stage.burst(0, burst);
  await expect.poll(() => burst.some(id => stage.lane.journal.has(id)), {intervals: [5]}).toBe(true);
}
const nothingLost = {lost: 0, duplicated: 0, undrained: 0, missing: []};

for (const how of ['lost-answer', 'cut-answer'] as const) {
  test(`fault 10: the server commits and its answer is lost (${how}): the events are sent again, known as duplicates, and leave`, async ({lane, stage}) => {
    // From the first on: on a busy machine the client sends by itself before it is asked to.
    lane.door.break(how);
    stage.burst(0, ids('ten', 30));
    await stage.settled();
    const page = await stage.page(0);
    expect(await page.evaluate(() => window.adapter.flush())).toMatchObject({accepted: 0, left: 30});
    expect((await storedBy(stage)).length).toBe(30);
    lane.door.mend(how);
    expect(await page.evaluate(() => window.adapter.flush())).toMatchObject({duplicate: 30, left: 0});
    expect(await reckon(stage)).toMatchObject({...nothingLost, durable: 30, stored: 30});
  });
}

test('fault 11: the server is killed ten times within a batch, five of them as it answers: each event is stored once', async ({lane, stage}) => {
  for (const [time, moment] of moments(10, 30).entries()) {
    stage.burst(0, ids(`kill-${moment}`, 25));
    await stage.settled();
    const flushing = stage.page(0).then(page => page.evaluate(() => window.adapter.flush()));
    // Every other time at the very moment of its answer, when it must have committed.
    expect(await lane.door.next(time % 2 === 0 ? 'batch' : 'answer', 10_000)).toBe(true);
    if (time % 2 === 0) await wait(moment);
    await lane.server.down('SIGKILL');
    await flushing;
    await lane.server.up();
  }
  expect(await reckon(stage)).toMatchObject({...nothingLost, durable: 250, stored: 250});
});

test('fault 15: the renderer is killed twenty times, while it writes and while it sends: what was durable is stored once', async ({lane, stage}) => {
  for (const [time, moment] of moments(20, 60).entries()) {
    await begin(stage, `crash-${time}`);
    const page = await stage.page(0);
    if (time % 2 === 1) void page.evaluate(() => window.adapter.flush()).catch(() => undefined);
    await wait(moment);
    if (time % 4 < 2) await stage.lose(0, crash);
    else await stage.loseAll(() => lane.browser.killRenderers());
    await stage.reopen();
  }
  await stage.settled();
  const reckoning = await reckon(stage);
  expect(reckoning).toMatchObject(nothingLost);
  expect(reckoning.durable).toBeGreaterThanOrEqual(20);
});

test('fault 16: the browser is killed five times with its profile on disk: what was durable is stored once', async ({lane, stage}) => {
  for (const [time, moment] of moments(5, 80).entries()) {
    await begin(stage, `browser-${time}`);
    const page = await stage.page(0);
    if (time % 2 === 1) void page.evaluate(() => window.adapter.flush()).catch(() => undefined);
    await wait(moment);
    await stage.loseAll(() => lane.browser.kill());
    await lane.browser.up();
    await stage.reopen();
  }
  await stage.settled();
  const reckoning = await reckon(stage);
  expect(reckoning).toMatchObject(nothingLost);
  expect(reckoning.durable).toBeGreaterThanOrEqual(5);
});
