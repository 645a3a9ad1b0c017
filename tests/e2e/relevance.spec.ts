import type {Page} from '@playwright/test';
import type {Slate, SlateItem} from '../../src/types.js';
import {expect, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

/** Ranks the list of the last slate again, as a widget does after an interaction. */
const rankAgain = (page: Page) => page.evaluate(async () => {
  const slate = (await window.inkling.inspect()).slates.filter(shown => shown.surface === 'campaign-list').at(-1);
  if (!slate) throw new Error('no slate yet');
  const candidates = [...slate.items].sort((a, b) => a.serverPosition - b.serverPosition).map(item => item.candidate);
  return window.inkling.rank({surface: 'campaign-list', candidates});
});

const record = (page: Page, kind: 'dismiss' | 'open', item: SlateItem) => page.evaluate(async ([what, on]) => {
  await window.inkling.record({kind: what, surface: 'campaign-list', placement: on.placement, candidate: on.candidate, ...(what === 'dismiss' ? {reason: 'not-relevant' as const} : {})});
}, [kind, item] as const);

function byType(slate: Slate): Map<string, SlateItem[]> {
  const groups = new Map<string, SlateItem[]>();
  for (const item of slate.items) groups.set(item.candidate.type, [...groups.get(item.candidate.type) ?? [], item]);
  return groups;
}

const mean = (items: readonly SlateItem[], head: 'apply' | 'open' | 'dismiss') => items.reduce((sum, item) => sum + (item.scores?.[head] ?? NaN), 0) / items.length;

/** A slate with a type of which at least `count` cards are shown: the demo's accounts differ, so look for one. */
async function slateWithType(page: Page, server: {url: string}, open: (account: string) => Promise<void>, count: number) {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  for (const {id} of accounts) {
    await open(id);
    await readyStatus(page);
    const slate = await rankAgain(page);
    const entry = [...byType(slate)].find(([, items]) => items.length >= count);
    if (entry) return {slate, type: entry[0], items: entry[1]};
  }
  throw new Error(`no account of the demo world has ${count} suggestions of one type`);
}

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend}: dismissing two cards of a type as not relevant lowers the others of that type at once; opening raises`, async ({page, server, quiet: _}) => {
    const {type, items} = await slateWithType(page, server, account => openDemo(page, server, {backend, account}), 3);
    const [first, second, ...others] = items;
    if (!first || !second) throw new Error('unreachable');
    const ids = new Set(others.map(item => item.candidate.id));
    const before = mean(others, 'apply');
    await record(page, 'dismiss', first);
    await record(page, 'dismiss', second);
    const dismissed = await rankAgain(page);
    expect(dismissed.tier).toBe(backend);
    const lowered = (byType(dismissed).get(type) ?? []).filter(item => ids.has(item.candidate.id));
    expect(lowered.length).toBe(others.length);
    expect(mean(lowered, 'apply')).toBeLessThan(before);
    expect(mean(lowered, 'dismiss')).toBeGreaterThan(mean(others, 'dismiss'));

    for (const item of lowered) await record(page, 'open', item);
    const opened = (byType(await rankAgain(page)).get(type) ?? []).filter(item => ids.has(item.candidate.id));
    expect(mean(opened, 'apply')).toBeGreaterThan(mean(lowered, 'apply'));
  });
}

test('editing a budget on the host page raises budget suggestions', async ({page, server, quiet: _}) => {
  const isBudget = (item: SlateItem) => /budget/.test(item.candidate.type);
  const {slate} = await slateWithType(page, server, account => openDemo(page, server, {backend: 'wasm', account}), 1);
  const before = slate.items.filter(isBudget);
  expect(before.length).toBeGreaterThan(0);
  await page.evaluate(async entity => {
    await window.inkling.record({kind: 'navigate', surface: 'campaign-page', entity});
    await window.inkling.record({kind: 'navigate', surface: 'budget-editor', entity});
    await window.inkling.record({kind: 'edit', surface: 'budget-editor', entity});
  }, before[0]?.candidate.entity);
  const after = (await rankAgain(page)).items.filter(isBudget);
  expect(mean(after, 'apply')).toBeGreaterThan(mean(before, 'apply'));
  expect((await lastSlate(page))?.tier).toBe('wasm');
});
