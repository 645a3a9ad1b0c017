/** Who visits the demo: scripted visits through the real page, client and server; visits that are recorded; and accounts that are kept apart. */
import type {Page} from '@playwright/test';
import type {DemoServer} from '../support/demo-server.js';
import {cards, expect, openDemo, test} from './fixtures.js';

const strip = (page: Page) => page.locator('#transport');

/** All that is recorded from here on, as `kind` or `kind reason type`; what comes into view by itself is left out. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, {heard});
    window.inkling.addEventListener('interaction', ({detail: {kind, reason, candidate}}) => { if (kind !== 'impression') heard.push([kind, reason, candidate?.type, candidate?.entity.id].filter(Boolean).join(' ')); });
  });
  return () => page.evaluate(() => (window as unknown as {heard: string[]}).heard);
}

async function playToTheEnd(page: Page): Promise<void> {
  await page.getByLabel('Speed of the visit').selectOption('16×');
  await page.getByRole('button', {name: 'Play the visit'}).click();
  await expect(strip(page)).toHaveAttribute('data-state', /ended|failed/, {timeout: 90_000});
  await expect(strip(page).getByRole('status')).toHaveText(/ · over$/);
}

const stored = async (server: DemoServer, user: string) => (await server.feedback({limit: '10000'})).filter(row => row.user === user);

test('the shop owner’s visit is played through the page to its end, and the server has it in its order', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', persona: 'shop-owner', user: 'berta'});
  await expect(page.getByLabel('Account')).toBeDisabled();
  await playToTheEnd(page);
  const kinds = async () => {
    await page.evaluate(() => window.inkling.flush());
    return (await stored(server, 'berta')).map(({kind}) => kind).filter(kind => kind !== 'served' && kind !== 'impression' && kind !== null);
  };
  await expect.poll(kinds).toEqual(['navigate', 'navigate', 'open', 'apply', 'applied', 'snooze', 'navigate', 'navigate', 'edit', 'navigate', 'report', 'navigate']);
  const [applied] = (await stored(server, 'berta')).filter(({kind}) => kind === 'applied');
  const {change, value} = {...(await page.evaluate(async () => (await window.inkling.inspect()).slates.flatMap(({items}) => items.map(({candidate}) => candidate)))).find(({id}) => id === applied?.candidateId), value: applied?.data['value']};
  expect([change?.recommended, ...change?.options ?? []], 'an amount that was typed, and offered by nobody').not.toContain(value);
  expect(Number(value) / Number(change?.current)).toBeCloseTo(1.7, 1);
});

test('the agency’s visit applies three at once, each by its own apply, and goes on to its end', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', persona: 'agency', user: 'arjun-plays'});
  const asked: string[] = [];
  page.on('request', request => { if (request.method() === 'POST' && request.url().endsWith('/inkling/v1/apply')) asked.push((request.postDataJSON() as {account: string}).account); });
  await playToTheEnd(page);
  expect(asked).toEqual(['act_1', 'act_12', 'act_12', 'act_12']);
});

test('the sceptic dismisses with reasons, asks why, takes an apply back, looks at the platform’s order, and leaves nothing behind', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', persona: 'sceptic', user: 'signe'});
  const heard = await listen(page);
  await playToTheEnd(page);
  expect((await heard()).map(line => line.split(' ').slice(0, line.startsWith('dismiss') ? 2 : 1).join(' '))).toEqual(['navigate', 'dismiss do-not-trust', 'open', 'dismiss too-expensive', 'apply', 'applied', 'undo']);
  await expect(page.locator('inkling-local-data')).toContainText('Deleted. Nothing is kept on this device.');
  expect((await page.evaluate(() => window.inkling.inspect())).interactions).toEqual([]);
});

test('a visit goes step by step, pauses, and begins again; its strip says which step is next', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', persona: 'shop-owner', user: 'stepper'});
  const step = page.getByRole('button', {name: 'One step'});
  for (const next of ['2 of 13 · Wait 2 s', '3 of 13 · Open “raise budget”', '4 of 13 · Wait 1.5 s']) {
    await step.click();
    await expect(strip(page).getByRole('status')).toHaveText(next);
    await expect(strip(page)).toHaveAttribute('data-state', 'paused');
  }
  await expect(page.locator('inkling-panel').getByRole('button', {name: 'Details', expanded: true})).toHaveCount(1);
  await page.getByRole('button', {name: 'Play the visit'}).click();
  await page.getByRole('button', {name: 'Pause the visit'}).click();
  await expect(strip(page)).toHaveAttribute('data-state', 'paused');
  await page.getByRole('button', {name: 'Stop'}).click();
  await expect(strip(page).getByRole('status')).toHaveText('Ten minutes before the shop opens · 13 steps');
});

test('what somebody does is recorded, goes along as text, and played elsewhere it is the same', async ({page, browser, server, quiet: _}) => {
  const query = {backend: 'none', account: 'act_1'};
  await openDemo(page, server, {...query, user: 'recorded'});
  await page.getByRole('button', {name: 'Visits'}).click();
  await page.getByRole('button', {name: 'Record a visit of your own'}).click();
  const heard = await listen(page);
  const first = cards(page).first();
  await first.getByRole('button', {name: 'Details'}).click();
  await first.getByRole('button', {name: 'Why this, why here'}).click();
  await first.getByRole('button', {name: 'Apply'}).click();
  await first.getByRole('button', {name: /^Undo/}).click();
  await cards(page).nth(1).getByRole('button', {name: 'More actions'}).click();
  await cards(page).nth(1).getByRole('menuitem', {name: 'The facts are wrong'}).click();
  await page.locator('[data-campaign] inkling-inline .line').first().click();
  const sheet = page.locator('inkling-inline inkling-card');
  await sheet.getByRole('button', {name: 'More actions'}).click();
  await sheet.getByRole('menuitem', {name: 'For 7 days'}).click();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').pressSequentially('free');
  await expect.poll(async () => (await heard()).at(-1)).toBe('search');
  await page.getByRole('searchbox').fill('');
  await page.locator('.table tbody th a').first().click();
  await page.getByRole('button', {name: 'Edit budget'}).click();
  await page.getByLabel(/^Daily budget/).fill('77');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('navigation', {name: 'Ads Manager'}).getByRole('link', {name: 'Reporting'}).click();
  await page.getByRole('button', {name: '7 days'}).click();
  await page.getByRole('button', {name: 'End the recording'}).click();
  const done = await heard();
  expect(done.map(line => line.split(' ')[0])).toEqual(['open', 'apply', 'applied', 'undo', 'dismiss', 'open', 'snooze', 'search', 'navigate', 'navigate', 'edit', 'navigate', 'report']);
  await page.getByRole('button', {name: 'Visits'}).click();
  await page.getByText('As text', {exact: true}).click();
  const text = await page.getByLabel('The script, as JSON').inputValue();

  const other = await (await browser.newContext()).newPage();
  await openDemo(other, server, {...query, user: 'replayed'});
  await other.getByRole('button', {name: 'Visits'}).click();
  await other.getByText('As text', {exact: true}).click();
  await other.getByLabel('The script, as JSON').fill(text.replace('"wrong-facts"', '"wrong"'));
  await other.getByRole('button', {name: 'Use this text'}).click();
  await expect(other.locator('.visit-said')).toHaveText(/^Step \d+ \(dismiss\): "reason" must be .*; it is "wrong"\.$/);
  await other.getByLabel('The script, as JSON').fill(text);
  await other.getByRole('button', {name: 'Use this text'}).click();
  const heardThere = await listen(other);
  await playToTheEnd(other);
  expect(await heardThere()).toEqual(done);
  await other.context().close();
});

test('the agency goes from account to account: each has a history of its own, here and at the server', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', persona: 'agency', user: 'arjun'});
  const switcher = page.getByLabel('Account');
  await expect(switcher.locator('option')).toHaveCount(40);
  const headline = await cards(page).first().getByRole('heading').textContent() ?? '';
  await cards(page).first().getByRole('button', {name: 'More actions'}).click();
  await cards(page).first().getByRole('menuitem', {name: 'Not now'}).click();
  const kept = () => page.evaluate(async () => (await window.inkling.inspect()).interactions.filter(({kind}) => kind === 'dismiss').length);
  await expect.poll(kept).toBe(1);

  await switcher.selectOption('act_12');
  await expect(page).toHaveURL(/account=act_12/);
  await expect(cards(page).first()).toBeVisible();
  expect(await kept()).toBe(0);
  expect(await page.evaluate(async () => (await window.inkling.inspect()).slates.flatMap(({items}) => items.map(({candidate}) => candidate.id)))).toEqual(expect.not.arrayContaining([expect.stringMatching(/^act_1\b/)]));
  await cards(page).first().getByRole('button', {name: 'Details'}).click();

  await switcher.selectOption('act_1');
  await expect(page).toHaveURL(/account=act_1(&|#|$)/);
  await expect(cards(page).first()).toBeVisible();
  await expect.poll(kept).toBe(1);
  await expect(cards(page).filter({hasText: headline})).toHaveCount(0);
  const accounts = async () => {
    await page.evaluate(() => window.inkling.flush());
    return (await stored(server, 'arjun')).filter(({kind}) => kind === 'dismiss' || kind === 'open').map(({account, kind}) => `${account} ${kind}`);
  };
  await expect.poll(accounts).toEqual(['act_1 dismiss', 'act_12 open']);
});
