/** The mock Ads Manager as an advertiser and a designer use it. What the suggestions do by themselves is in the other files. */
import type {Page} from '@playwright/test';
import type {Candidate} from '../../src/types.js';
import type {DemoServer} from '../support/demo-server.js';
import {axe} from './axe.js';
import {cards, expect, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

const knob = (page: Page, group: string, name: string) => page.getByRole('group', {name: group}).getByText(name, {exact: true});
const rows = (page: Page) => page.locator('.table tbody tr');
const budgetCell = (page: Page, campaign: string) => page.locator(`[data-campaign="${campaign}"] [data-column="budget"]`);

async function firstCampaign(page: Page): Promise<string> {
  return await rows(page).first().getAttribute('data-campaign') ?? '';
}

/** An account with a card that changes a campaign's budget, and that card. */
async function accountWithBudgetCard(server: DemoServer): Promise<{account: string; candidate: Candidate}> {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  for (const {id} of accounts) {
    const answer = await fetch(`${server.url}/inkling/v1/candidates`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: id, queries: [{surface: 'campaign-list'}]})});
    const {lists} = await answer.json() as {lists: {candidates: Candidate[]}[]};
    // Of the first in the server's order, so that the card is among those shown at first.
    const candidate = lists[0]?.candidates.slice(0, 5).find(({change, entity}) => change?.field === 'dailyBudget' && entity.level === 'campaign');
    if (candidate) return {account: id, candidate};
  }
  throw new Error('no account of the demo world has a suggestion for a budget among its first five');
}

test('suggestions stand beside the campaigns, on a campaign’s page and beside the reports, each for its place', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'places'});
  expect((await lastSlate(page))?.items.length).toBeGreaterThan(3);
  await page.locator('.table tbody th a').first().click();
  await expect(page.getByRole('heading', {level: 1})).toBeVisible();
  await expect(cards(page).first()).toBeVisible();
  const campaign = decodeURIComponent(page.url().split('/').at(-1) ?? '');
  const slate = await lastSlate(page, 'campaign-page');
  expect(slate?.entity).toMatchObject({level: 'campaign', id: campaign});
  await page.getByRole('navigation', {name: 'Ads Manager'}).getByRole('link', {name: 'Reporting'}).click();
  await expect(page.getByRole('heading', {level: 1, name: 'Reporting'})).toBeVisible();
  await expect.poll(async () => (await lastSlate(page, 'reporting'))?.items.length).toBeGreaterThan(0);
  const kinds = await page.evaluate(async () => (await window.inkling.inspect()).interactions.filter(({kind}) => kind === 'navigate').map(({surface}) => surface));
  expect(kinds.slice(-3)).toEqual(['campaign-list', 'campaign-page', 'reporting']);
});

test('the table sorts, filters and searches, and a search is recorded once', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'table'});
  const names = () => page.locator('.table tbody th a').allTextContents();
  await page.getByRole('button', {name: 'Campaign', exact: true}).click();
  const sorted = await names();
  expect(sorted).toEqual([...sorted].sort((one, other) => one.localeCompare(other)));
  await expect(page.getByRole('columnheader', {name: 'Campaign'})).toHaveAttribute('aria-sort', 'ascending');
  const word = sorted[0]?.split(' ')[0] ?? '';
  await page.getByRole('searchbox').pressSequentially(word);
  await expect.poll(async () => (await names()).every(name => name.includes(word))).toBe(true);
  const searches = () => page.evaluate(async () => (await window.inkling.inspect()).interactions.filter(({kind}) => kind === 'search').length);
  await expect.poll(searches).toBe(1);
});

test('a budget that is edited is saved, shown, and recorded as an edit of that campaign', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'editor'});
  const campaign = await firstCampaign(page);
  await page.locator('.table tbody th a').first().click();
  await page.getByRole('button', {name: 'Edit budget'}).click();
  const field = page.getByLabel(/^Daily budget/);
  await field.fill('nothing');
  await page.getByRole('button', {name: 'Save'}).click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('123');
  await page.getByRole('button', {name: 'Save'}).click();
  await expect(page.locator('.budget-amount')).toContainText('123');
  await expect(page.getByRole('button', {name: 'Edit budget'})).toBeFocused();
  await page.getByRole('link', {name: /^Campaigns/}).first().click();
  await expect(budgetCell(page, campaign)).toContainText('123');
  const stored = async () => {
    await page.evaluate(() => window.inkling.flush());
    return (await server.feedback()).filter(({kind}) => kind === 'edit').map(({data}) => data);
  };
  await expect.poll(stored).toEqual([expect.objectContaining({kind: 'edit', surface: 'budget-editor', entity: {level: 'campaign', id: campaign}})]);
});

test('an apply changes the campaign in the table and lights it, in another tab too; undo brings it back', async ({page, server, quiet: _}) => {
  const {account, candidate} = await accountWithBudgetCard(server);
  // The server's order is the one that the card was looked for in.
  await openDemo(page, server, {backend: 'none', account, user: 'applier'});
  const cell = budgetCell(page, candidate.entity.id);
  const before = await cell.textContent();
  const other = await page.context().newPage();
  await openDemo(other, server, {backend: 'none', account, user: 'applier'});
  const card = cards(page).filter({hasText: candidate.headline});
  await card.getByRole('button', {name: 'Apply'}).click();
  await expect(cell).not.toHaveText(before ?? '');
  await expect(cell).toHaveClass(/changed/);
  await expect(budgetCell(other, candidate.entity.id)).toHaveText(await cell.textContent() ?? '');
  await card.getByRole('button', {name: /^Undo/}).click();
  await expect(cell).toHaveText(before ?? '');
  await expect(budgetCell(other, candidate.entity.id)).toHaveText(before ?? '');
  await expect(card.getByRole('button', {name: 'Apply'})).toBeVisible();
});

test('[W10] lines, counts, panels and tabs agree: what is dismissed on a row\'s line is gone everywhere; what counts is told', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'none', user: 'everywhere'});
  const other = await page.context().newPage();
  await openDemo(other, server, {backend: 'none', user: 'everywhere'});
  const line = (of: Page) => of.locator('[data-campaign] inkling-inline .line').first();
  const count = (of: Page) => of.getByRole('navigation', {name: 'Ads Manager'}).getByRole('link', {name: /^Campaigns/}).first();
  const headline = await line(page).locator('.what').textContent() ?? '';
  await expect(line(other)).toContainText(headline);
  const shown = (await lastSlate(page))?.items.length ?? 0;
  await expect(count(page)).toHaveAccessibleName(`Campaigns ${shown} suggestions`);
  await line(page).click();
  const card = page.locator('inkling-inline inkling-card');
  await card.getByRole('button', {name: 'Why this, why here'}).click();
  await expect(card.locator('inkling-why')).toContainText('The platform ordered this list');
  await card.getByRole('button', {name: 'More actions'}).click();
  await card.getByRole('menuitem', {name: 'Not relevant to me'}).click();
  await expect(line(page)).toContainText('Dismissed');
  await expect(line(other)).not.toContainText(headline);
  for (const of of [page, other]) {
    await expect(cards(of).filter({hasText: headline})).toHaveCount(0);
    await expect(count(of)).toHaveAccessibleName(new RegExp(`^Campaigns ${shown - 1} suggestion`));
  }
});

test('knobs: the tier is in the address; theme and latency are kept there without a reload', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'none', user: 'knobs'});
  await page.getByRole('button', {name: 'Knobs'}).click();
  await knob(page, 'Theme', 'Dark').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await knob(page, 'Latency', '0.4 s').click();
  await expect(page).toHaveURL(/theme=dark.*latency=400/);
  await knob(page, 'Who orders the suggestions', 'Linear').click();
  await expect(page).toHaveURL(/backend=linear/);
  await expect(cards(page).first()).toBeVisible();
  expect((await readyStatus(page)).backend).toBe('linear');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('knobs: offline says so in the panel, and a server that fails leaves the page whole', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'broken'});
  await page.getByRole('button', {name: 'Knobs'}).click();
  await page.getByRole('switch', {name: /^Offline/}).click();
  await expect(page.locator('inkling-panel')).toContainText(/offline/i);
  await page.getByRole('switch', {name: /^Offline/}).click();
  await expect(page.locator('inkling-panel')).not.toContainText(/offline/i);
  await knob(page, 'Server: suggestions', 'Failing').click();
  await expect.poll(async () => (await (await fetch(`${server.url}/demo/api/fault`)).json() as {candidates: string}).candidates).toBe('error');
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByText('Suggestions could not be loaded')).toBeVisible();
  await server.fault({candidates: 'ok'});
  await page.getByRole('button', {name: 'Try again'}).click();
  await expect(cards(page).first()).toBeVisible();
});

test('the inspector shows the last slate as the client has it, what moved since, and what the server has of it', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'inspector'});
  await readyStatus(page);
  await page.getByRole('button', {name: 'Inspector'}).click();
  const drawer = page.getByRole('region', {name: 'Inspector'});
  await expect(drawer).toContainText('by the linear ranker');
  const shown = () => drawer.locator('.slate tbody tr').evaluateAll(all => all.map(row => row.getAttribute('data-candidate')));
  const ranked = async () => (await lastSlate(page))?.items.map(({candidate}) => candidate.id);
  await expect.poll(shown).toEqual(await ranked());

  const card = cards(page).first();
  const gone = (await ranked())?.[0];
  await card.getByRole('button', {name: 'More actions'}).click();
  await card.getByRole('menuitem', {name: 'Not relevant to me'}).click();
  await expect.poll(shown).not.toContain(gone);
  await expect(drawer.locator('.log')).toContainText('dismiss');
  await expect(drawer.locator('.slate tbody')).toContainText(/[▲▼=]/);
  await page.evaluate(() => window.inkling.flush());
  await expect(drawer.getByRole('region', {name: 'This list at the server'})).toContainText('served');
  // Drawn anew, a part that is being read by the keyboard keeps the focus.
  const part = drawer.getByRole('region', {name: 'The last list, card by card'});
  await part.focus();
  await part.evaluate(element => Object.assign(element, {isOld: true}));
  await page.evaluate(() => window.inkling.record({kind: 'search', surface: 'campaign-list'}));
  await expect.poll(() => part.evaluate(element => 'isOld' in element)).toBe(false);
  await expect(part).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page.getByRole('button', {name: 'Inspector'})).toBeFocused();
});

test('[F9] consent is asked for first: no sends nothing, yes does', async ({page, server, quiet: _}) => {
  const sent: string[] = [];
  page.on('request', request => { if (request.url().endsWith('/inkling/v1/feedback')) sent.push(request.url()); });
  await page.goto(`${server.url}/?user=asked`);
  await expect(cards(page).first()).toBeVisible();
  const question = page.getByRole('region', {name: /May Northwind learn/});
  await expect(question).toBeVisible();
  await cards(page).first().getByRole('button', {name: 'Details'}).click();
  await question.getByRole('button', {name: 'No, keep nothing'}).click();
  await expect(question).toBeHidden();
  await page.reload();
  await expect(cards(page).first()).toBeVisible();
  await expect(question).toBeHidden();
  await page.evaluate(() => window.inkling.flush());
  expect(sent).toEqual([]);

  await page.getByRole('button', {name: 'Knobs'}).click();
  await page.getByRole('switch', {name: /^Measurement/}).click();
  await expect.poll(() => page.evaluate(() => window.inkling.status.feedback)).toBe('on');
  await cards(page).first().getByRole('button', {name: 'Details'}).click();
  await expect.poll(async () => {
    await page.evaluate(() => window.inkling.flush());
    return sent.length;
  }).toBeGreaterThan(0);
});

test('[F9] the privacy page tells what is kept and deletes it: the database is gone, and so is what waited', async ({page, server, quiet: _}) => {
  await server.fault({feedback: 'down'});
  await openDemo(page, server, {backend: 'linear', user: 'forgetful'});
  await cards(page).first().getByRole('button', {name: 'Details'}).click();
  await page.getByRole('navigation', {name: 'Ads Manager'}).getByRole('link', {name: 'Privacy'}).click();
  const data = page.locator('inkling-local-data');
  await expect(data).toContainText(/Details opened\s*1/);
  await data.getByRole('button', {name: 'Delete all of it'}).click();
  await data.getByRole('button', {name: 'Delete', exact: true}).click();
  await expect(data).toContainText('Deleted. Nothing is kept on this device.');
  expect(await axe(page)).toEqual([]);
  // Whoever looks for what is left makes a database anew; nothing is in it.
  expect(await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map(database => database.name ?? '').find(other => other.endsWith(':forgetful'));
    if (name === undefined) return [];
    const database = await new Promise<IDBDatabase>(resolve => { const opening = indexedDB.open(name); opening.onsuccess = () => resolve(opening.result); });
    const stores = ['interactions', 'tallies', 'signals', 'outbox', 'setAside'];
    const transaction = database.transaction(stores);
    const counts = await Promise.all(stores.map(store => new Promise<string[]>(resolve => { const asking = transaction.objectStore(store).getAllKeys(); asking.onsuccess = () => resolve(asking.result.map(key => `${store}: ${String(key)}`)); })));
    database.close();
    return counts.flat();
  })).toEqual([]);
  await server.fault({feedback: 'ok'});
  await page.evaluate(() => window.inkling.flush());
  expect((await server.feedback()).filter(({user}) => user === 'forgetful')).toEqual([]);
});

for (const theme of ['light', 'dark']) {
  test(`[W5] axe finds nothing on the demo’s pages, ${theme}`, async ({page, server, quiet: _}) => {
    await openDemo(page, server, {backend: 'linear', user: 'axe', theme});
    const campaign = await firstCampaign(page);
    await page.getByRole('button', {name: 'Inspector'}).click();
    await page.getByRole('button', {name: 'Knobs'}).click();
    expect(await axe(page)).toEqual([]);
    for (const hash of [`#/campaigns/${campaign}`, '#/reporting']) {
      await openDemo(page, server, {backend: 'linear', user: 'axe', theme}, hash);
      await expect(page.locator('.chart svg').first()).toBeVisible();
      expect(await axe(page)).toEqual([]);
    }
  });
}

test('the pages stand at 1024 and at 390 px without scrolling sideways', async ({page, server, quiet: _}) => {
  for (const width of [1024, 390]) {
    await page.setViewportSize({width, height: 844});
    for (const hash of ['', '#/reporting']) {
      await openDemo(page, server, {backend: 'linear', user: 'narrow'}, hash);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  }
});
