import {chromium, type Page} from '@playwright/test';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ServedData} from '../../src/wire-types.js';
import type {DemoServer} from '../support/demo-server.js';
import {findBrowser} from '../support/browser.mjs';
import {cards, expect, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

/** The store is shared by all tests of a worker: each looks at its own user. */
const rowsOf = async (server: DemoServer, user: string) => (await server.feedback({limit: '10000'})).filter(row => row.user === user);
const flush = (page: Page) => page.evaluate(() => window.inkling.flush());

test('[F8] after a visit the store holds served, impression, open, dismiss and apply of one slate, with propensities that add up', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'wasm', user: 'visit'});
  await readyStatus(page);
  // The neural slate takes the place of the one that was painted first.
  await expect.poll(async () => (await lastSlate(page))?.tier).toBe('wasm');
  // Half visible for a second is what makes an impression; the store is the witness.
  const card = cards(page).first();
  await card.getByRole('button', {name: /details/i}).click();
  await card.getByRole('button', {name: /^apply/i}).click();
  await expect(card.getByRole('button', {name: /undo/i})).toBeVisible();
  const second = cards(page).nth(1);
  await second.getByRole('button', {name: /more|menu|options/i}).click();
  await second.getByRole('menuitem', {name: /not relevant/i}).click();

  const kinds = async () => {
    await flush(page);
    const rows = await rowsOf(server, 'visit');
    return new Set(rows.map(row => row.kind));
  };
  await expect.poll(async () => [...await kinds()]).toEqual(expect.arrayContaining(['served', 'impression', 'open', 'apply', 'applied', 'dismiss']));

  const rows = await rowsOf(server, 'visit');
  const slateIds = rows.filter(row => row.kind === 'apply' || row.kind === 'dismiss' || row.kind === 'impression').map(row => row.slateId);
  const served = rows.filter(row => row.type === 'inkling.slate.served.v1');
  for (const id of slateIds) expect(served.some(row => row.slateId === id), `slate ${id} is in the store`).toBe(true);
  const acted = served.find(row => row.slateId === rows.find(other => other.kind === 'apply')?.slateId);
  const data = acted?.data as unknown as ServedData;
  expect(data.candidateIds.length).toBeGreaterThan(3);
  expect(data.serverScores.length).toBe(data.candidateIds.length);
  expect(data.scores?.[0]?.length).toBe(data.candidateIds.length);
  expect(data.logPropensities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(data.logPropensity, 9);
  expect(data.model?.version).toBeGreaterThan(0);
  expect(data.featureSchema).toBeTruthy();
});

test('[F1] [F8] what is recorded of one slate is stored under its one slateId', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'wasm', user: 'one-slate'});
  await readyStatus(page);
  const {slateId, ids} = await page.evaluate(async () => {
    const candidates = (await window.inkling.inspect()).slates.findLast(({surface}) => surface === 'campaign-list')?.items.map(item => item.candidate) ?? [];
    const slate = await window.inkling.rank({surface: 'campaign-list', candidates});
    const [first, second] = slate.items;
    if (!first || !second) throw new Error('a slate of fewer than two cards');
    const receipts = [
      await window.inkling.record({kind: 'impression', placement: first.placement}),
      await window.inkling.record({kind: 'open', placement: first.placement}),
      await window.inkling.record({kind: 'apply', placement: first.placement, value: 1}),
      await window.inkling.record({kind: 'dismiss', placement: second.placement, reason: 'not-relevant'}),
    ];
    return {slateId: slate.slateId, ids: receipts.map(receipt => receipt.id)};
  });
  await expect.poll(async () => {
    await flush(page);
    return (await rowsOf(server, 'one-slate')).filter(row => row.slateId === slateId).map(row => row.kind).sort();
  }).toEqual(['apply', 'dismiss', 'impression', 'open', 'served']);
  const stored = (await rowsOf(server, 'one-slate')).filter(row => row.slateId === slateId);
  expect(stored.filter(row => row.kind !== 'served').map(row => row.id).sort()).toEqual([...ids].sort());
});

test('[F9] without consent nothing is stored or sent', async ({page, server, quiet: _}) => {
  const sent: string[] = [];
  page.on('request', request => { if (request.url().endsWith('/feedback') && request.method() === 'POST') sent.push(request.url()); });
  await openDemo(page, server, {backend: 'linear', consent: 'none', user: 'nobody'});
  await readyStatus(page);
  await cards(page).first().getByRole('button', {name: /details/i}).click();
  const receipt = await page.evaluate(() => window.inkling.record({kind: 'navigate', surface: 'reporting'}));
  expect(receipt.durable).toBe(false);
  await flush(page);
  expect((await page.evaluate(() => window.inkling.inspect())).outbox.waiting).toBe(0);
  expect(sent).toEqual([]);
  expect(await rowsOf(server, 'nobody')).toEqual([]);
});

test('[F1] [F2] server killed, three actions, tab closed, server up, page opened again: all three arrive once', async ({server}) => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-profile-'));
  const context = await chromium.launchPersistentContext(profile, {executablePath: findBrowser() ?? undefined, args: ['--no-sandbox']});
  try {
    const page = await context.newPage();
    await openDemo(page, server, {backend: 'linear', user: 'outage'});
    await readyStatus(page);
    await flush(page);
    await server.down('SIGKILL');
    const ids = await page.evaluate(async () => {
      const slate = (await window.inkling.inspect()).slates.findLast(({surface}) => surface === 'campaign-list');
      const receipts = [];
      for (const item of slate?.items.slice(0, 3) ?? []) {
        receipts.push(await window.inkling.record({kind: 'open', placement: item.placement, candidate: item.candidate}));
      }
      return receipts.filter(receipt => receipt.durable).map(receipt => receipt.id);
    });
    expect(ids.length).toBe(3);
    await page.close();
    await server.up();
    const again = await context.newPage();
    await openDemo(again, server, {backend: 'linear', user: 'outage'});
    await expect.poll(async () => {
      await flush(again);
      const stored = (await rowsOf(server, 'outage')).map(row => row.id);
      return ids.map(id => stored.filter(other => other === id).length);
    }, {timeout: 30_000}).toEqual([1, 1, 1]);
  } finally {
    await context.close();
    await rm(profile, {recursive: true, force: true});
  }
});
