/** An amount of the advertiser's own, and several suggestions at once, through the demo to what the server has of it. */
import type {Page} from '@playwright/test';
import type {Candidate, Placement} from '../../src/types.js';
import type {DemoServer} from '../support/demo-server.js';
import {cards, expect, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

/** As many as the panel shows at first. */
const SHOWN = 8;

async function served(server: DemoServer, account: string): Promise<Candidate[]> {
  const answer = await fetch(`${server.url}/inkling/v1/candidates`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account, queries: [{surface: 'campaign-list'}]})});
  const {lists} = await answer.json() as {lists: {candidates: Candidate[]}[]};
  return lists[0]?.candidates ?? [];
}

/** The first account whose first suggestions have what is looked for. */
async function accountWith<Found>(server: DemoServer, find: (shown: readonly Candidate[]) => Found | null | undefined): Promise<{account: string; found: Found}> {
  const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
  for (const {id} of accounts) {
    const found = find((await served(server, id)).slice(0, SHOWN - 1));
    if (found) return {account: id, found};
  }
  throw new Error('no account of the demo world has these suggestions');
}

const cardOf = (page: Page, {headline}: Candidate) => cards(page).filter({hasText: headline});
const boxOf = (page: Page, {headline}: Candidate) => page.getByRole('checkbox', {name: `Choose: ${headline}`});

/** What was asked of the server, as it was sent. */
function appliesOf(page: Page): {candidateId: string; key: string; value: unknown}[] {
  const asked: {candidateId: string; key: string; value: unknown}[] = [];
  page.on('request', request => {
    if (request.method() === 'POST' && request.url().endsWith('/inkling/v1/apply')) asked.push(request.postDataJSON() as typeof asked[number]);
  });
  return asked;
}

test('a budget of one\'s own is what the server stores; beyond its bounds Apply is barred, and the bounds are said', async ({page, server, quiet: _}) => {
  const {account, found: budget} = await accountWith(server, shown => shown.find(({change, entity}) => entity.level === 'campaign' && change?.field === 'dailyBudget' && change.min !== undefined && change.max !== undefined));
  const {min = 0, max = 0, step = 1, recommended, options = []} = budget.change ?? {};
  let own = min + step;
  while (own === recommended || options.includes(own)) own += step;
  const stored = async () => {
    const {campaigns} = await (await fetch(`${server.url}/demo/api/accounts/${account}`)).json() as {campaigns: {id: string; dailyBudget: number}[]};
    return campaigns.find(({id}) => id === budget.entity.id)?.dailyBudget;
  };
  const asked = appliesOf(page);
  await openDemo(page, server, {backend: 'none', account, user: 'own-amount'});
  const card = cardOf(page, budget);
  await card.getByRole('button', {name: 'Details'}).click();
  const field = card.getByRole('spinbutton', {name: 'Daily budget'});
  const apply = card.getByRole('button', {name: 'Apply', exact: true});
  await field.fill(String(max + step));
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(new RegExp(`^From \\S*${min}\\S* to \\S*${max}`));
  await expect(apply).toBeDisabled();
  await apply.click({force: true});
  await expect(field).toBeFocused();
  await expect(page.locator('inkling-provider > [role=status]').filter({hasText: 'This amount is not possible. From'})).toHaveCount(1);
  expect(asked).toEqual([]);
  const before = await stored();
  await field.fill(String(own));
  await expect(card).toContainText('not for your amount');
  await apply.click();
  await expect.poll(stored).toBe(own);
  await expect.poll(() => asked).toEqual([expect.objectContaining({candidateId: budget.id, value: own})]);
  await card.getByRole('button', {name: /^Undo/}).click();
  await expect.poll(stored).toBe(before);
});

test('three at once, one of which fails: two are applied, each by its own key and with its own feedback; the third says so; one is taken back', async ({page, server, quiet: _}) => {
  const {account, found: [first, failing, third]} = await accountWith(server, shown => {
    const [a, b, c] = shown.filter(({id, exclusiveGroup}) => exclusiveGroup === undefined && !id.startsWith('schedule-report'));
    return a && b && c ? [a, b, c] as const : null;
  });
  const chosen = [first, failing, third];
  const asked = appliesOf(page);
  await page.route('**/inkling/v1/apply', route => ((route.request().postDataJSON() as {candidateId: string}).candidateId === failing.id ? route.fulfill({status: 503, body: '{}'}) : route.continue()));
  await openDemo(page, server, {backend: 'none', account, user: 'several'});
  const placements = new Map((await lastSlate(page))?.items.map(({placement}) => [placement.candidateId, placement]));
  await page.locator('inkling-panel').getByRole('button', {name: 'Select', exact: true}).click();
  for (const candidate of chosen) await boxOf(page, candidate).check();
  await page.getByRole('button', {name: 'Review'}).click();
  const review = page.getByRole('dialog', {name: 'Apply 3 suggestions?'});
  for (const {headline} of chosen) await expect(review).toContainText(headline);
  expect(asked).toEqual([]);
  await review.getByRole('button', {name: 'Apply all 3'}).click();

  await expect(page.getByRole('group', {name: 'Apply several'})).toContainText('2 applied, 1 not. Each says why.');
  await expect(cardOf(page, failing)).toContainText('This could not be applied. Nothing was changed.');
  await expect(cardOf(page, failing).getByRole('button', {name: 'Try again'})).toBeVisible();
  expect(asked.map(({candidateId}) => candidateId)).toEqual(chosen.map(({id}) => id));
  expect(new Set(asked.map(({key}) => key)).size).toBe(3);
  const left = async () => (await served(server, account)).map(({id}) => id).filter(id => chosen.some(candidate => candidate.id === id));
  expect(await left()).toEqual([failing.id]);

  await cardOf(page, first).getByRole('button', {name: /^Undo/}).click();
  await expect.poll(async () => (await left()).sort()).toEqual([first.id, failing.id].sort());
  const told = async () => {
    await page.evaluate(() => window.inkling.flush());
    const rows = (await server.feedback({account})).filter(({user, kind}) => user === 'several' && ['apply', 'applied', 'apply-failed', 'undo'].includes(kind));
    return rows.map(({kind, data}) => ({kind, placement: data['placement'] as Placement}));
  };
  const expected = [...chosen.map(({id}) => `apply ${id}`), `applied ${first.id}`, `applied ${third.id}`, `apply-failed ${failing.id}`, `undo ${first.id}`].sort();
  await expect.poll(async () => (await told()).map(({kind, placement}) => `${kind} ${placement.candidateId}`).sort()).toEqual(expected);
  // What was applied leaves the list, and the next stand on a newer one: each keeps to the place that it was applied from.
  const rows = await told();
  for (const {id} of chosen) expect(new Set(rows.flatMap(({placement}) => (placement.candidateId === id ? JSON.stringify(placement) : []))).size).toBe(1);
  expect(rows.find(({placement}) => placement.candidateId === first.id)?.placement).toEqual(placements.get(first.id));
});

test('[P5] while something is chosen every card keeps its place, those out of sight too', async ({page, server, quiet: _}) => {
  const {account} = await accountWith(server, shown => (shown.length === SHOWN - 1 ? shown : null));
  await openDemo(page, server, {backend: 'linear', account, user: 'frozen'});
  await readyStatus(page);
  const order = () => cards(page).evaluateAll(all => all.map(card => (card as HTMLElement & {item: {candidate: Candidate}}).item.candidate.id));
  /** Something happens on the page, and the list is ranked anew. @returns the shown cards that were held in their places */
  const reranked = async () => {
    const before = (await lastSlate(page))?.slateId;
    await page.evaluate(() => window.inkling.record({kind: 'edit', surface: 'budget-editor'}));
    await expect.poll(async () => (await lastSlate(page))?.slateId).not.toBe(before);
    const pinned = new Set((await lastSlate(page))?.items.filter(item => item.pinned).map(({candidate}) => candidate.id));
    return (await order()).filter(id => pinned.has(id));
  };
  expect((await reranked()).length, 'what was never seen is not held').toBeLessThan(SHOWN);
  await page.locator('inkling-panel').getByRole('button', {name: 'Select', exact: true}).click();
  await page.locator('inkling-panel').getByRole('checkbox').first().check();
  const chosenFrom = await order();
  expect(await reranked()).toEqual(chosenFrom);
  expect(await order()).toEqual(chosenFrom);
  await expect(page.locator('inkling-panel').getByRole('checkbox').first()).toBeChecked();
});
