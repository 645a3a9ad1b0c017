/** What 10,000 ranks and 10,000 interactions leave behind: the heaps of page and worker, after garbage is collected, before and after. */
import {chromium} from 'playwright';
import {findBrowser} from '../support/browser.mjs';

/** Ranks before the heap is first looked at, with several impressions each: what the page remembers (1,000 slates, 5,000 impressions, 200 interactions) is full by then. */
const WARM_UP = 2500;
const IMPRESSIONS = 3;
const STEPS = 4;
const CANDIDATES = 20;

/** Heap in use of the page and of each of its workers, and what their WebAssembly holds. */
async function openHeaps(browser, page) {
  const root = await browser.newBrowserCDPSession();
  const session = await page.context().newCDPSession(page);
  const workers = new Map();
  let id = 0;
  const waiting = new Map();
  session.on('Target.attachedToTarget', ({sessionId, targetInfo}) => { if (targetInfo.type === 'worker') workers.set(sessionId, targetInfo); });
  session.on('Target.detachedFromTarget', ({sessionId}) => workers.delete(sessionId));
  session.on('Target.receivedMessageFromTarget', ({message}) => {
    const {id: of, result} = JSON.parse(message);
    waiting.get(of)?.(result);
  });
  await session.send('Target.setAutoAttach', {autoAttach: true, waitForDebuggerOnStart: false, flatten: false});
  const inWorker = (sessionId, method) => new Promise(resolve => {
    id += 1;
    waiting.set(id, resolve);
    void session.send('Target.sendMessageToTarget', {sessionId, message: JSON.stringify({id, method})});
  });
  const used = async send => {
    // Twice: what a finalizer lets go of is garbage of the next collection.
    for (let i = 0; i < 2; i += 1) await send('HeapProfiler.collectGarbage');
    return (await send('Runtime.getHeapUsage')).usedSize;
  };
  return {
    async read() {
      const worker = [...workers.keys()].at(-1);
      return {page: await used(method => session.send(method)), worker: worker ? await used(method => inWorker(worker, method)) : 0, workers: workers.size};
    },
    close: () => root.detach(),
  };
}

/** In the page: so many ranks and as many interactions, with what a host would be told. */
function work({count, from, impressions = 0}) {
  return (async () => {
    const {client, request} = window.memory;
    const kinds = ['impression', 'open', 'dismiss', 'navigate'];
    for (let i = from; i < from + count; i += 1) {
      const slate = await client.rank(request);
      if (slate.tier !== 'wasm') window.memory.lower += 1;
      for (const {placement} of slate.items.slice(0, impressions)) await client.record({kind: 'impression', placement});
      const kind = kinds[i % kinds.length];
      const item = slate.items[i % Math.max(slate.items.length, 1)];
      await client.record(kind === 'navigate' || !item ? {kind: 'navigate', surface: 'reporting'} : {kind, placement: item.placement, ...(kind === 'dismiss' && {reason: 'not-now'})});
      if (i % 100 === 99) await client.flush();
    }
    await client.flush();
    return window.memory.lower;
  })();
}

function open({candidates}) {
  return (async () => {
    const {createInsights} = await import(new URL('/inkling/index.js', window.location.href).href);
    const [account] = (await (await fetch('/demo/api/accounts')).json()).accounts;
    const answer = await (await fetch('/inkling/v1/candidates', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: account.id, queries: [{surface: 'campaign-list'}]})})).json();
    const some = answer.lists[0].candidates.slice(0, candidates);
    const client = createInsights({
      account: account.id, user: 'memory', endpoint: '/inkling/v1', model: answer.model, backend: 'wasm', consent: {measurement: true, personalization: true}, deadlines: {answer: 10_000, hang: 30_000, start: 60_000},
    });
    const request = {surface: 'campaign-list', candidates: some};
    await client.rank(request);
    const status = await client.ready;
    if (status.backend !== 'wasm') throw new Error(`wasm did not start: ${status.reason}: ${status.detail}`);
    window.memory = {client, request, lower: 0};
    return {candidates: some.length};
  })();
}

/** @param count ranks, and as many interactions, after the warm-up */
export async function measureMemory(url, {count = 10_000, warmUp = WARM_UP, steps = STEPS} = {}) {
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: ['--no-sandbox']});
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/models/current.json`);
    const heaps = await openHeaps(browser, page);
    const {candidates} = await page.evaluate(open, {candidates: CANDIDATES});
    await page.evaluate(work, {count: warmUp, from: 0, impressions: IMPRESSIONS});
    const readings = [await heaps.read()];
    let lower = 0;
    for (let step = 0; step < steps; step += 1) {
      lower = await page.evaluate(work, {count: count / steps, from: warmUp + step * count / steps});
      readings.push(await heaps.read());
      process.stderr.write(`\rmemory: ${(step + 1) * count / steps} of ${count}   `);
    }
    process.stderr.write('\n');
    const restarts = await page.evaluate(() => window.memory.client.status.restarts);
    await heaps.close();
    const [before, after] = [readings[0], readings.at(-1)];
    const growth = where => Math.round((after[where] / before[where] - 1) * 10_000) / 10_000;
    return {ranks: count, interactions: count, warmUp, candidates, readings, growth: {page: growth('page'), worker: growth('worker')}, lowerTiers: lower, restarts};
  } finally {
    await browser.close();
  }
}

export function sayMemory({ranks, warmUp, readings, growth, lowerTiers, restarts}) {
  console.log(`Heap in use after ${warmUp} ranks and interactions, and after ${ranks} more: page ${percent(growth.page)}, worker ${percent(growth.worker)} (${lowerTiers} lists in a lower tier, ${restarts} restarts).`);
  console.table(readings.map(({page, worker}, step) => ({step, 'page, kB': Math.round(page / 1000), 'worker, kB': Math.round(worker / 1000)})));
}

const percent = share => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)} %`;
