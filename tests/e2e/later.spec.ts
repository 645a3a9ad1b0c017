/** The files of what comes later, as a browser fetches them: what `later.test.ts` shows of the elements, on the demo's page. */
import {cards, expect, openDemo, test} from './fixtures.js';

/** What can be done to a card, the advertiser's goal, the choice of several, what moves a list. */
const PARTS = /\/(deeds|goal-control|several|arranging)-[^/]*\.js$/;

test('[W1] who saves data is sent nothing unasked, and each part when it is asked for', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true})}));
  const sent: string[] = [];
  page.on('request', request => { sent.push(...PARTS.exec(new URL(request.url()).pathname)?.slice(1) ?? []); });
  await openDemo(page, server, {backend: 'none', user: 'saving'});
  await page.evaluate(() => new Promise(resolve => requestIdleCallback(resolve)));
  expect(sent).toEqual([]);
  const panel = page.locator('#advice inkling-panel');
  await panel.getByRole('button', {name: 'Goal'}).click();
  await expect(panel.getByRole('dialog', {name: /goal|matters/i})).toBeVisible();
  expect(sent).toEqual(['goal-control']);
});

test('[W1] a menu whose file is slow opens when it comes; one whose file does not arrive is fetched anew at the next press', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'connection', {get: () => ({saveData: true})}));
  const asked: (() => Promise<void>)[] = [];
  await page.route(/\/deeds-[^/]*\.js$/, route => { asked.push(asked.length === 0 ? () => route.abort() : () => route.continue()); });
  await openDemo(page, server, {backend: 'none', user: 'late'});
  const button = cards(page).first().getByRole('button', {name: 'More actions'});
  const menu = cards(page).first().getByRole('menu');
  await button.click();
  await expect.poll(() => asked.length).toBe(1);
  await expect(cards(page).first().getByRole('button', {name: 'Details'})).toBeVisible();
  await asked[0]?.();
  await expect.poll(async () => {
    await button.click();
    return asked.length;
  }).toBe(2);
  await expect(menu).toHaveCount(0);
  await asked[1]?.();
  await expect(menu).toBeVisible();
});
