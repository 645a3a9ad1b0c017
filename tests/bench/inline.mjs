/** Five hundred lines on one page [W9]: what they take of the main thread, in all and at once, from Chromium's own trace. */

import {CATEGORIES, tasksBetween} from '../support/trace.mjs';

const ROWS = 500;
const SUGGESTIONS_A_ROW = 4;
const RUNS = 5;

/** Of each row its own, as a platform's server would give them. */
function answer({queries}) {
  const types = ['raise-budget', 'refresh-creative', 'add-keywords', 'fix-tag'];
  return {lists: queries.map(({surface, entity}, row) => ({surface, entity, candidates: types.map((type, n) => ({
    id: `${entity?.id}-${n}`, version: '1', type, entity: {level: 'campaign', id: entity?.id ?? 'c', name: `Campaign ${row}`}, headline: `Raise the daily budget of Campaign ${row} from €40 to €52`,
    reason: 'Limited by budget on 5 of the last 7 days; similar shops gained 4–11 % more conversions.', impact: {metric: 'account-conversions', low: 1 + n, high: 5 + n, unit: 'percent', horizonDays: 7},
    spendChange: 12, currency: 'EUR', effort: 1 + n, serverScore: 1 - n / 10, createdAt: 0, embedding: Array.from({length: 16}, (_, i) => ((row + n * 7 + i) % 10) / 10 - 0.5),
  }))}))};
}

/** @param openPage - A fresh page of the bench on the server's origin. */
export async function measureInline(browser, openPage, plan) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await openPage();
    let requests = 0;
    await page.route('**/candidates', async route => {
      requests += 1;
      await route.fulfill({json: answer(route.request().postDataJSON())});
    });
    await page.evaluate(asked => window.bench.openLines(asked), plan);
    await browser.startTracing(page, {categories: CATEGORIES});
    const {ms, rankCalls} = await page.evaluate(rows => window.bench.lines(rows), ROWS);
    const tasks = tasksBetween(await browser.stopTracing(), 'lines-begin', 'lines-end');
    const of = clock => tasks.map(task => task[clock]);
    runs.push({
      ms, rankCalls, requests, mainThreadMs: of('processor').reduce((sum, task) => sum + task, 0), longestTaskMs: Math.max(...of('processor')), over50: of('processor').filter(task => task > 50).length,
      longestTaskWallMs: Math.max(...of('wall')),
    });
    await page.context().close();
  }
  const of = name => runs.map(run => run[name]);
  const middle = name => [...of(name)].sort((a, b) => a - b)[RUNS >> 1];
  const round = ms => Math.round(ms * 10) / 10;
  return {
    rows: ROWS, candidates: ROWS * SUGGESTIONS_A_ROW, requests: Math.max(...of('requests')), rankCalls: Math.max(...of('rankCalls')), runs: RUNS,
    untilDrawnMs: round(middle('ms')), mainThreadMs: round(middle('mainThreadMs')), longestTaskMs: round(middle('longestTaskMs')), longestTaskWallMs: round(middle('longestTaskWallMs')), tasksOver50: middle('over50'),
  };
}

export function sayInline({rows, candidates, requests, rankCalls, runs, untilDrawnMs, mainThreadMs, longestTaskMs, longestTaskWallMs, tasksOver50}) {
  console.log(`${rows} lines with ${candidates} suggestions: ${requests} request, ${rankCalls} rank call. Medians of ${runs} pages: drawn after ${untilDrawnMs} ms; main thread ${mainThreadMs} ms of processor time in all, its longest task ${longestTaskMs} ms (${longestTaskWallMs} on the clock), ${tasksOver50} over 50 ms.`);
}
