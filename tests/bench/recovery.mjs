/** How soon a list, and how soon a neural list, after the worker is ended, hangs, loses its GPU, or finds that what was kept of the model is not what it was. Chromium with WebGPU in software. */
import {chromium} from 'playwright';
import {findBrowser, WEBGPU_ARGUMENTS} from '../support/browser.mjs';

/** How soon it looks for the neural tier again. */
const LOOK_MS = 20;
const PATIENCE_MS = 60_000;

/** Laid before the worker's own script: what goes wrong in it when a page says so. */
const BREAKABLE = `
const devices = [];
if (typeof GPUAdapter === 'function') {
  const {requestDevice} = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args);
    devices.push(device);
    return device;
  };
}
const breaking = new BroadcastChannel('bench-break');
breaking.onmessage = ({data}) => {
  breaking.postMessage('done');
  if (data === 'gpu') for (const device of devices) device.destroy();
  if (data === 'hang') setTimeout(() => { for (;;); });
};
`;

const FAULTS = {
  'worker ended': {backend: 'wasm', rounds: 20},
  'worker hangs': {backend: 'wasm', rounds: 10},
  'GPU device lost': {backend: 'webgpu', rounds: 10},
  'model changed in the cache': {backend: 'wasm', rounds: 10},
};

async function openPage(context, url) {
  const page = await context.newPage();
  const uncaught = [];
  page.on('pageerror', error => uncaught.push(String(error)));
  await page.route('**/inkling/worker.js', async route => {
    const response = await route.fetch();
    await route.fulfill({response, body: BREAKABLE + await response.text()});
  });
  await page.goto(`${url}/models/current.json`);
  await page.evaluate(() => {
    const {Worker: Original} = window;
    window.workers = [];
    window.Worker = class extends Original {
      constructor(...args) {
        super(...args);
        window.workers.push(this);
      }
    };
  });
  return {page, uncaught};
}

/** One fresh client: made ready, broken once, looked at until it is neural again. Milliseconds from the fault. */
function breakOnce({backend, what, look, patience, model}) {
  const neural = tier => tier === 'wasm' || tier === 'webgpu';
  const say = data => new Promise(resolve => {
    const channel = new window.BroadcastChannel('bench-break');
    channel.onmessage = () => {
      channel.close();
      resolve();
    };
    channel.postMessage(data);
  });
  return (async () => {
    const {createInsights} = await import(new URL('/inkling/index.js', window.location.href).href);
    const [account] = (await (await fetch('/demo/api/accounts')).json()).accounts;
    const answer = await (await fetch('/inkling/v1/candidates', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: account.id, queries: [{surface: 'campaign-list'}]})})).json();
    const request = {surface: 'campaign-list', candidates: answer.lists[0].candidates};
    // On WebGPU in software a run takes longer than a person would wait: there, what is timed is the way back.
    const deadlines = backend === 'webgpu' ? {answer: 100, hang: 60_000, start: 300_000} : {start: 60_000};
    const make = () => createInsights({account: 'bench', user: what, endpoint: '/inkling/v1', model: answer.model ?? model, backend, deadlines});
    let client = make();
    await client.rank(request);
    const status = await client.ready;
    if (status.backend !== backend) throw new Error(`${backend} did not start: ${status.reason}: ${status.detail}`);
    await client.rank(request);
    if (what === 'model changed in the cache') {
      await client.close();
      const cache = await window.caches.open('inkling-ranker');
      for (const key of await cache.keys()) await cache.put(key, new window.Response('not the model'));
    }
    if (what === 'GPU device lost') await say('gpu');
    if (what === 'worker hangs') await say('hang');
    const begun = performance.now();
    if (what === 'worker ended') window.workers.at(-1).terminate();
    if (what === 'model changed in the cache') client = make();
    const first = await client.rank(request);
    const listMs = performance.now() - begun;
    let {tier} = first;
    let slowestMs = listMs;
    // A GPU that is lost is noticed by the run that meets it: neural again means in a fresh worker.
    const isBack = () => neural(client.status.backend) && (what === 'model changed in the cache' || client.status.restarts > 0);
    while (!(isBack() && neural(tier)) && performance.now() - begun < patience) {
      await new Promise(resolve => setTimeout(resolve, look));
      const asked = performance.now();
      ({tier} = await client.rank(request));
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      if (isBack() && client.status.backend === 'webgpu') tier = 'webgpu';
    }
    const neuralMs = performance.now() - begun;
    const {backend: after} = client.status;
    await client.forget();
    await client.close();
    return {listMs, slowestMs, neuralMs, firstTier: first.tier, after, cards: first.items.length};
  })();
}

/** @param most rounds of each fault */
export async function measureRecovery(url, summary, most = Infinity) {
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS]});
  const results = [];
  try {
    for (const [what, {backend, rounds}] of Object.entries(FAULTS)) {
      const times = [];
      const errors = [];
      for (let round = 0; round < Math.min(rounds, most); round += 1) {
        const context = await browser.newContext();
        const {page, uncaught} = await openPage(context, url);
        times.push(await page.evaluate(breakOnce, {backend, what, look: LOOK_MS, patience: PATIENCE_MS}));
        errors.push(...uncaught);
        await context.close();
        process.stderr.write(`\r${what}: ${round + 1} of ${rounds}   `);
      }
      process.stderr.write('\n');
      results.push({
        what, backend, rounds: times.length, uncaught: errors.length, fewestCards: Math.min(...times.map(({cards}) => cards)), firstTiers: [...new Set(times.map(({firstTier}) => firstTier))], after: [...new Set(times.map(({after}) => after))],
        listMs: summary(times.map(({listMs}) => listMs)), slowestListMs: summary(times.map(({slowestMs}) => slowestMs)), neuralMs: summary(times.map(({neuralMs}) => neuralMs)),
      });
    }
  } finally {
    await browser.close();
  }
  return results;
}

export function sayRecovery(results) {
  console.log('Milliseconds from the fault to a list, the slowest list until all is well, and to a neural list again.');
  console.table(results.map(row => ({
    fault: row.what, rounds: row.rounds, 'list p50': row.listMs.p50, 'list p95': row.listMs.p95, 'slowest list p95': row.slowestListMs.p95, 'neural p50': row.neuralMs.p50, 'neural p95': row.neuralMs.p95,
    tiers: `${row.firstTiers.join('/')} → ${row.after.join('/')}`, 'fewest cards': row.fewestCards, uncaught: row.uncaught,
  })));
}
