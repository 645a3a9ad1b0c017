/** `--only visit`: 60 interactions on one page with Inkling and without it, turn and turn about in one browser, at a person's pace and without a pause: INP as a ratio, and what the page's own thread had to do. */
import {CATEGORIES, tasksBetween} from '../support/trace.mjs';

const PAIRS = 5;
/**
 * From one interaction to the next, ms. A person takes longer even when they know what they want: 1.3 s to point and click, 0.6 s to find the keyboard and press a key (Card, Moran and Newell 1980, The keystroke-level model for user performance time with interactive systems).
 * Without a pause, as no person could, each interaction meets the work of those before it.
 */
const PACES = {person: 400, hurried: 0};
/** Whoever has opened a page reads it before they act, and the browser is done with what it does of its own accord then; ms from the page's start, with Inkling and without it. */
const READING = 3000;
const ROWS = 150;
const INTERACTIONS = 60;

/** A host's page: a table that sorts, filters and opens rows. With Inkling: two lines more, and each interaction is told to it, so that the list is ranked anew. */
const hostPage = isWith => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>
  <style>body { font: 14px/1.5 sans-serif; display: grid; grid-template-columns: 1fr 380px; gap: 24px; margin: 24px; } td, th { padding: 4px 12px; text-align: start; } tr[aria-expanded=true] { font-weight: bold; }</style>
  <main><input type="search" aria-label="Search"><table><thead><tr>${['Name', 'Budget', 'Clicks'].map((name, at) => `<th><button data-at="${at}">${name}</button></th>`).join('')}</tr></thead><tbody></tbody></table></main>
  <aside>${isWith ? '<script type="module" src="/inkling/define.js"></script><inkling-provider account="act_7" endpoint="/inkling/v1" consent-measurement consent-personalization><inkling-panel surface="campaign-list"></inkling-panel></inkling-provider>' : ''}</aside>
  <script>
    const rows = Array.from({length: ${ROWS}}, (_, i) => ['Campaign ' + (i * 37 % ${ROWS}), (i * 53) % 900, (i * 71) % 5000]);
    let word = '', by = 0;
    const body = document.querySelector('tbody');
    const draw = () => body.replaceChildren(...rows.filter(([name]) => name.includes(word)).sort((a, b) => (a[by] > b[by] ? 1 : -1)).map(row => {
      const line = document.createElement('tr');
      line.append(...row.map(cell => Object.assign(document.createElement('td'), {textContent: cell})));
      return line;
    }));
    const tell = (kind, surface) => void document.querySelector('inkling-provider')?.client?.record({kind, surface, entity: {level: 'campaign', id: 'c_7_1'}});
    document.querySelector('thead').addEventListener('click', event => { by = Number(event.target.dataset.at ?? by); draw(); tell('report', 'reporting'); });
    document.querySelector('input').addEventListener('input', event => { word = event.target.value; draw(); tell('search', 'campaign-list'); });
    body.addEventListener('click', event => { event.target.closest('tr').setAttribute('aria-expanded', true); tell('edit', 'campaign-list'); });
    draw();
    window.interactions = new Map();
    new PerformanceObserver(list => {
      for (const {interactionId, duration, startTime, processingStart, processingEnd} of list.getEntries()) {
        if (!interactionId || duration <= (window.interactions.get(interactionId)?.duration ?? 0)) continue;
        window.interactions.set(interactionId, {duration, delay: processingStart - startTime, processing: processingEnd - processingStart, presentation: Math.max(0, startTime + duration - processingEnd)});
      }
    })
      .observe({type: 'event', durationThreshold: 16, buffered: true});
    window.shift = 0;
    new PerformanceObserver(list => { for (const {value, hadRecentInput} of list.getEntries()) if (!hadRecentInput) window.shift += value; }).observe({type: 'layout-shift', buffered: true});
  </script></html>`;

/** INP: the worst interaction, but for one in fifty, and its parts (https://web.dev/articles/inp). What took less than 16 ms is not told by the browser, and counts as that. */
const inpOf = interactions => [...interactions].sort((a, b) => b.duration - a.duration)[Math.floor(INTERACTIONS / 50)] ?? {duration: 16, delay: 0, processing: 0, presentation: 16};

async function visit(browser, url, isWith, pace, run) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  const page = await context.newPage();
  await page.route(`${url}/visit-host*`, route => route.fulfill({contentType: 'text/html', body: hostPage(isWith)}));
  await page.goto(`${url}/visit-host?${run}`);
  let slates = () => Promise.resolve(0);
  if (isWith) {
    await page.locator('inkling-panel li > inkling-card').first().waitFor();
    await page.evaluate(() => document.querySelector('inkling-provider').client.ready);
    slates = () => page.evaluate(async () => (await document.querySelector('inkling-provider').client.inspect()).slates.length);
  }
  await page.waitForFunction(reading => performance.now() > reading, READING);
  await browser.startTracing(page, {categories: CATEGORIES});
  await page.evaluate(() => { performance.mark('visit-begin'); });
  const drawn = () => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  let next = performance.now() + pace;
  for (let turn = 0; turn < INTERACTIONS; turn += 1) {
    await page.waitForTimeout(Math.max(0, next - performance.now()));
    next = performance.now() + pace;
    if (turn % 3 === 0) await page.locator('thead button').nth((turn / 3) % 3).click();
    else if (turn % 3 === 1) {
      // Whoever comes back to the field stands before its first letter.
      await page.locator('input').press(turn % 2 ? '1' : 'Delete');
      const sought = await page.locator('input').inputValue();
      if (sought !== (turn % 2 ? '1' : '')) throw new Error(`The visit searches for “${sought}” at turn ${turn}.`);
    }
    else await page.locator('tbody tr').nth(turn % 8).click();
    await drawn();
  }
  await page.evaluate(() => { performance.mark('visit-end'); });
  const tasks = tasksBetween(await browser.stopTracing(), 'visit-begin', 'visit-end').filter(({of}) => of === 'page').map(({processor}) => processor);
  const {interactions, shift} = await page.evaluate(() => ({interactions: [...window.interactions.values()], shift: window.shift}));
  const {duration: inp, delay, processing, presentation} = inpOf(interactions);
  const found = {inp, delay, processing, presentation, longestTaskMs: Math.max(...tasks), over50: tasks.filter(ms => ms > 50).length, cls: shift, slates: await slates()};
  await context.close();
  return found;
}

async function measureAt(browser, url, pace) {
  const pairs = [];
  // The first of each warms the browser's caches.
  for (let run = 0; run <= PAIRS; run += 1) {
    const order = run % 2 ? [true, false] : [false, true];
    const pair = {};
    for (const isWith of order) pair[isWith ? 'ours' : 'bare'] = await visit(browser, url, isWith, pace, run);
    if (run > 0) pairs.push(pair);
  }
  const middle = list => [...list].sort((a, b) => a - b)[list.length >> 1];
  const round = (value, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
  const of = (which, name) => pairs.map(pair => pair[which][name]);
  const parts = which => Object.fromEntries(['delay', 'processing', 'presentation'].map(name => [name, round(middle(of(which, name)))]));
  return {
    pace, inpMs: middle(of('ours', 'inp')), inpWithoutMs: middle(of('bare', 'inp')), inpRatio: round(middle(pairs.map(({ours, bare}) => ours.inp / bare.inp)), 2), inpParts: parts('ours'), inpPartsWithout: parts('bare'),
    longestTaskMs: round(middle(of('ours', 'longestTaskMs'))), longestTaskWithoutMs: round(middle(of('bare', 'longestTaskMs'))), over50: middle(of('ours', 'over50')), over50Without: middle(of('bare', 'over50')), cls: Math.max(...of('ours', 'cls')), slates: middle(of('ours', 'slates')),
  };
}

/** @returns `{interactions, pairs, person, hurried}` */
export async function measureVisit(browser, url) {
  const found = {interactions: INTERACTIONS, pairs: PAIRS};
  for (const [name, pace] of Object.entries(PACES)) found[name] = await measureAt(browser, url, pace);
  return found;
}

const sayParts = ({delay, processing, presentation}) => `delay ${delay}, processing ${processing}, presentation ${presentation}`;

export function sayVisit({interactions, pairs, ...paces}) {
  console.log(`${interactions} interactions, ranked anew after each; medians of ${pairs} pairs, with Inkling and without:`);
  for (const {pace, inpMs, inpWithoutMs, inpRatio, inpParts, inpPartsWithout, longestTaskMs, longestTaskWithoutMs, over50, over50Without, cls, slates} of Object.values(paces)) {
    console.log(`${pace ? `one each ${pace} ms` : 'without a pause'}: INP ${inpMs} and ${inpWithoutMs} ms, ratio ${inpRatio} (${sayParts(inpParts)}; without: ${sayParts(inpPartsWithout)}); longest task ${longestTaskMs} and ${longestTaskWithoutMs} ms of processor time, ${over50} and ${over50Without} over 50 ms; worst CLS with Inkling ${cls}; ${slates} lists kept.`);
  }
}
