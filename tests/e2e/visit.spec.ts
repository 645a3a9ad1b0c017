/** A visit of 60 interactions with re-ranking on: what a person has seen stays where it was, and what they hold stays in hand. */
import type {Page} from '@playwright/test';
import {CATEGORIES, tasksBetween} from '../support/trace.mjs';
import {expect, inWholeV8, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

test.use(inWholeV8);

declare global {
  interface Window {
    /** Layout shifts that no input caused: how much, and of what. */
    shifts: {readonly value: number; readonly of: readonly string[]}[];
    /** What was asked for has been drawn: where a machine takes half a second over that, the browser no longer knows that it was asked for. */
    drawn: () => Promise<void>;
  }
}

const watchShifts = (): void => {
  window.shifts = [];
  const note = (entries: readonly LayoutShift[]): void => {
    for (const {value, hadRecentInput, sources} of entries) {
      if (!hadRecentInput) window.shifts.push({value, of: sources.map(({node, previousRect, currentRect}) => `${(node as Element | null)?.nodeName}.${(node as Element | null)?.className ?? ''} ${previousRect.x},${previousRect.y} → ${currentRect.x},${currentRect.y}`)});
    }
  };
  const observer = new PerformanceObserver(list => note(list.getEntries() as LayoutShift[]));
  observer.observe({type: 'layout-shift', buffered: true});
  window.drawn = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
    observer.takeRecords();
    resolve();
  })));
};

/** https://wicg.github.io/layout-instability; not yet among TypeScript's types. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly {readonly node: Node | null; readonly previousRect: DOMRectReadOnly; readonly currentRect: DOMRectReadOnly}[];
}

interface Sight {
  /** Of the card that has the focus. */
  readonly held: string | null;
  /** Where each card stands, from the page's top. */
  readonly tops: Readonly<Record<string, number>>;
}

const look = (page: Page): Promise<Sight> => page.evaluate(() => {
  const panel = document.querySelector('#advice inkling-panel');
  const all = [...(panel?.shadowRoot?.querySelectorAll('li > inkling-card') ?? [])] as (HTMLElement & {item: {candidate: {id: string}} | null})[];
  return {
    held: all.find(card => card === panel?.shadowRoot?.activeElement)?.item?.candidate.id ?? null,
    tops: Object.fromEntries(all.map(card => [card.item?.candidate.id ?? '', card.getBoundingClientRect().top + scrollY])),
  };
});

/** In the panel: the table's lines show the same cards elsewhere. */
const seen = (page: Page): Promise<string[]> => page.evaluate(async () =>
  (await window.inkling.inspect()).interactions.filter(({kind, surface}) => kind === 'impression' && surface === 'campaign-list').flatMap(({placement}) => placement?.candidateId ?? []));

/** Something happens on the host page that asks for a new order; resolves once the panel has it. */
async function edited(page: Page, campaign: string, turn: number): Promise<void> {
  const before = (await lastSlate(page))?.slateId;
  const kind = (['edit', 'report', 'search'] as const)[turn % 3] ?? 'edit';
  // In a task of the page's own: what runs within the test's is not measured.
  await page.evaluate(([what, id]) => new Promise(resolve => {
    setTimeout(() => resolve(window.inkling.record({kind: what, surface: what === 'report' ? 'reporting' : 'campaign-list', entity: {level: 'campaign', id}})));
  }), [kind, campaign] as const);
  await expect.poll(async () => (await lastSlate(page))?.slateId).not.toBe(before);
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** As a person does it: they click into the field and type a letter; another time they clear it. */
async function search(page: Page, begins: boolean): Promise<void> {
  const field = page.getByRole('searchbox');
  await field.click();
  await page.keyboard.press(begins ? 'a' : 'Backspace');
  await expect(field).toHaveValue(begins ? 'a' : '');
}

const ROUNDS = 3;

/** Takes the whole page away and draws it again: a task each time, between marks. */
async function drawAnew(page: Page, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await page.evaluate(async name => {
      const {style} = document.documentElement;
      style.display = 'none';
      await window.drawn();
      performance.mark(`${name}-begin`);
      style.display = '';
      await window.drawn();
      performance.mark(`${name}-end`);
    }, `anew-${round}`);
  }
}

test('[W1] [W4] [P5] 60 interactions: no layout shift, no task over 50 ms but the first time, the focus on the same card, and seen cards unmoved by any re-rank', {tag: '@alone'}, async ({page, browser, server, quiet: _}) => {
  await page.addInitScript(watchShifts);
  await page.setViewportSize({width: 1440, height: 1000});
  await openDemo(page, server, {backend: 'wasm', user: 'visit'});
  expect((await readyStatus(page)).backend).toBe('wasm');
  const panel = page.locator('#advice inkling-panel');
  const card = (turn: number) => panel.locator('li > inkling-card').nth(turn % 3);
  const campaigns = await page.locator('.table tbody tr').evaluateAll(rows => rows.map(row => row.getAttribute('data-campaign') ?? ''));
  // On a quick machine the whole visit is over before a card has been in view for its second.
  await expect.poll(async () => (await seen(page)).length).toBeGreaterThan(1);
  await browser.startTracing(page, {categories: CATEGORIES});
  await page.evaluate(() => { performance.mark('visit-begin'); });
  let compared = 0;
  for (let turn = 0; turn < 60; turn++) {
    if (turn % 5 === 0) await page.locator('.table thead button').filter({visible: true}).nth((turn / 5) % 3).click();
    else if (turn % 5 === 1) await card(turn).getByRole('button', {name: 'Details'}).press('Enter');
    else if (turn % 5 === 2) await search(page, turn % 2 === 1);
    if (turn % 5 < 3) {
      await page.evaluate(() => window.drawn());
    } else {
      if (turn % 5 === 3) await card(turn).getByRole('button', {name: 'Details'}).focus();
      const [before, had] = [await look(page), await seen(page)];
      await edited(page, campaigns[turn % campaigns.length] ?? '', turn);
      const after = await look(page);
      expect(after.held, `turn ${turn}`).toBe(before.held);
      for (const id of had) {
        if (before.tops[id] === undefined) continue;
        compared++;
        expect(after.tops[id], `turn ${turn}: ${id} was seen`).toBe(before.tops[id]);
      }
    }
  }
  await page.evaluate(() => { performance.mark('visit-end'); });
  const shifts = await page.evaluate(() => window.shifts);
  await drawAnew(page, ROUNDS);
  // Of the host's page and ours alike, in processor time: what else the machine does is nobody's here.
  const trace = await browser.stopTracing();
  const tasksOf = (name: string) => tasksBetween(trace, `${name}-begin`, `${name}-end`).filter(({of}) => of === 'page').map(({processor}) => processor);
  const tasks = tasksOf('visit').sort((a, b) => b - a);
  expect(tasks.length, 'tasks that the trace tells of').toBeGreaterThan(120);
  // How fast this machine is, the run itself says: to within a half where others use it too.
  const anew = Array.from({length: ROUNDS}, (_, round) => Math.max(...tasksOf(`anew-${round}`))).sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN;
  expect(anew, 'what it takes to draw the page anew').toBeGreaterThan(0);
  const most = Math.max(50, 2 * anew);
  console.log(`The longest tasks: ${tasks.slice(0, 5).map(ms => ms.toFixed(1)).join(', ')} ms; to draw the page anew: ${anew.toFixed(1)} ms.`);
  // Once in a visit something runs for the first time, and what compiles it is counted with it.
  expect(tasks.filter(ms => ms > most).length, `tasks over 50 ms, and over twice the ${anew} ms that it takes here to draw the page anew, of ${tasks.slice(0, 5).join(', ')}`).toBeLessThanOrEqual(1);
  expect(compared).toBeGreaterThan(24);
  const slates = await page.evaluate(async () => (await window.inkling.inspect()).slates.length);
  expect(slates).toBeGreaterThan(5);
  expect(shifts).toEqual([]);
});
