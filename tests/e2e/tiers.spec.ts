import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import type {Slate} from '../../src/types.js';
import {cards, expect, inGpu, openDemo, readyStatus, test} from './fixtures.js';

test.use(inGpu);

for (const backend of ['webgpu', 'wasm', 'linear', 'none'] as const) {
  test(`[R5] ?backend=${backend}: cards show and status names that tier`, async ({page, server, quiet: _}) => {
    await openDemo(page, server, {backend});
    expect((await readyStatus(page)).backend).toBe(backend);
    expect(await cards(page).count()).toBeGreaterThan(3);
  });
}

test('[P6] [R7] webgpu and wasm give the same slate from the same seed, propensities within 1e-4', {tag: '@alone'}, async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear'});
  const slates = await page.evaluate(async () => {
    const {createInsights} = await import(/* @vite-ignore */ new URL('/inkling/index.js', location.href).href) as {createInsights(options: InsightsOptions): Insights};
    const account = 'bench';
    const now = 1_790_000_000_000;
    const answer = await (await fetch('/inkling/v1/candidates', {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({account: (await (await fetch('/demo/api/accounts')).json()).accounts[0].id, queries: [{surface: 'campaign-list'}]}),
    })).json();
    const rankBy = async (backend: 'webgpu' | 'wasm'): Promise<Slate> => {
      let state = 42;
      const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
      const client = createInsights({account, user: backend, endpoint: '/inkling/v1', model: answer.model, backend, random, clock: () => now, deadlines: {answer: 30_000, hang: 60_000, start: 60_000}});
      await client.rank({surface: 'campaign-list', candidates: answer.lists[0].candidates});
      await client.ready;
      state = 42;
      const slate = await client.rank({surface: 'campaign-list', candidates: answer.lists[0].candidates});
      await client.close();
      return slate;
    };
    return {webgpu: await rankBy('webgpu'), wasm: await rankBy('wasm')};
  });
  expect(slates.webgpu.tier).toBe('webgpu');
  expect(slates.wasm.tier).toBe('wasm');
  expect(slates.webgpu.policy.seed).toBe(slates.wasm.policy.seed);
  expect(slates.webgpu.items.map(item => item.candidate.id)).toEqual(slates.wasm.items.map(item => item.candidate.id));
  for (const [index, item] of slates.webgpu.items.entries()) {
    expect(Math.abs(Math.exp(item.logPropensity) - Math.exp(slates.wasm.items[index]?.logPropensity ?? NaN))).toBeLessThan(1e-4);
  }
});
