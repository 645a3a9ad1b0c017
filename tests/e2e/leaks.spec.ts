/** Elements that come and go: a page that makes and drops a thousand of each is as small afterwards as before, by the browser's own counts. */
import type {CDPSession, Page} from '@playwright/test';
import {hostPages} from './host-page.js';
import {ELEMENTS} from './every-state.js';
import {expect, test} from './fixtures.js';

/** What a page may grow by over all cycles: less than a tenth of what one small object a cycle would take. */
const ROOM = {nodes: 60, listeners: 3, bytes: 600_000};

declare global {
  interface Window {
    /** Makes an element with all that it shows, lets it draw, and drops it. */
    comeAndGo(name: string, times: number): Promise<void>;
  }
}

/** The package's own files, from the server or from a second copy of them. */
async function openPage(page: Page, url: string, folders: readonly string[]): Promise<void> {
  await hostPages(page.context());
  // The same bytes at another address: modules that know nothing of each other.
  await page.route('**/another-copy/**', async route => route.fulfill({response: await route.fetch({url: route.request().url().replace('/another-copy/', '/inkling/')})}));
  await page.goto(`${url}/host`);
  for (const folder of folders) await page.addScriptTag({type: 'module', content: `import '/${folder}/define.js'; document.documentElement.dataset.ready = (document.documentElement.dataset.ready ?? '') + 'x';`});
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'x'.repeat(folders.length));
  await page.evaluate(() => {
    const item = {
      candidate: {
        id: 'a', version: '1', type: 'raise-budget', entity: {level: 'campaign', id: 'c', name: 'Jackets'}, headline: 'Raise the daily budget', reason: 'It ran out.', impact: {metric: 'conversions', low: 6, high: 14, unit: 'percent', horizonDays: 7},
        spendChange: 30, currency: 'USD', effort: 1, change: {field: 'dailyBudget', current: 1, recommended: 2, options: [2, 3], unit: 'money'}, serverScore: 1, createdAt: 0,
      },
      placement: {slateId: 's', candidateId: 'a', position: 0}, serverPosition: 0, scores: null, utility: 1, logPropensity: 0, pinned: false,
    };
    const slate = {slateId: 's', surface: 'campaign-list', at: 0, tier: 'wasm', mode: 'rank', items: [item], withheld: [], malformed: [], policy: {id: 'p', seed: '0', temperature: 0, window: 0, places: 0, goal: {}}, logPropensity: 0, model: null, timings: {}};
    const goal = {weights: {results: 1, cost: 0.5, reach: 0.3, effort: 0.2}, chosen: false};
    const status = {state: 'ready', backend: 'wasm', reason: null, detail: null, model: null, feedback: 'off', storage: 'memory', restarts: 0};
    const outbox = {waiting: 1, bytes: 1, setAside: 0};
    const client = Object.assign(new EventTarget(), {
      ready: Promise.resolve(status), status, goal, suggest: async () => slate, rank: async () => slate, peek: async () => [item.candidate], record: async () => ({id: 'r', durable: false}), observe: async () => undefined, close: async () => undefined,
      setConsent: async () => undefined, setGoal: () => undefined, chooseGoal: () => undefined, explain: async () => ({tier: 'wasm', position: 0, serverPosition: 0, scorePosition: 0, pinned: false, chance: 1, contributions: [{cause: 'visit', amount: 1}]}),
      inspect: async () => ({status, consent: {measurement: true, personalization: true}, goal, interactions: [], signals: [], slates: [], outbox}),
    });
    const provider = Object.assign(document.createElement('inkling-provider'), {client});
    document.body.append(provider);
    const dress: Record<string, object> = {'inkling-card': {item, slate, open: true}, 'inkling-why': {placement: item.placement, open: true}, 'inkling-outcome': {outcomes: []}, 'inkling-provider': {client}};
    const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    window.comeAndGo = async (name, times) => {
      for (let time = 0; time < times; time++) {
        const element = Object.assign(document.createElement(name), dress[name]);
        if (name === 'inkling-provider') element.append(document.createElement('inkling-badge'));
        (name === 'inkling-provider' ? document.body : provider).append(element);
        // Each is drawn; frames are waited for now and then.
        await (element as HTMLElement & {updateComplete?: Promise<unknown>}).updateComplete;
        if (time % 25 === 0) await frame();
        element.remove();
      }
      await frame();
      await frame();
    };
  });
}

async function counts(session: CDPSession) {
  // What is told to a finalizer is collected a round later.
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const {nodes, jsEventListeners} = await session.send('Memory.getDOMCounters');
  const {usedSize} = await session.send('Runtime.getHeapUsage');
  return {nodes, listeners: jsEventListeners, bytes: usedSize};
}

for (const [cycles, what, folders] of [[1000, 'one copy of the SDK', ['inkling']], [200, 'two copies of the SDK on one page, which do not throw', ['inkling', 'another-copy']]] as const) {
  test(`${cycles} of each element come and go and leave nothing behind: ${what}`, async ({page, server, quiet: _}) => {
    test.setTimeout(300_000);
    await openPage(page, server.url, folders);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    for (const name of ELEMENTS) {
      // What is loaded, compiled and cached once is no leak.
      await page.evaluate(one => window.comeAndGo(one, 100), name);
      const before = await counts(session);
      await page.evaluate(([one, times]) => window.comeAndGo(one, times), [name, cycles] as const);
      const after = await counts(session);
      const grown = {nodes: after.nodes - before.nodes, listeners: after.listeners - before.listeners, bytes: after.bytes - before.bytes};
      test.info().annotations.push({type: name, description: JSON.stringify(grown)});
      for (const count of ['nodes', 'listeners', 'bytes'] as const) expect.soft(grown[count], `${name}: ${count} more after ${cycles} times, ${JSON.stringify(grown)}`).toBeLessThanOrEqual(ROOM[count]);
    }
  });
}
