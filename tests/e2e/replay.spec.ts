/** Re-rankings that are played again: with the real list, whose client alone answers from what was recorded. */
import type {Page} from '@playwright/test';
import recorded from '../../demo/src/recorded-slates.json' with {type: 'json'};
import {cards, expect, openDemo, test} from './fixtures.js';

declare global {
  interface Window {
    /** Glides that rows of a list have begun. */
    glides: number;
  }
}

const idsIn = (page: Page, within = 'body') => page.locator(`${within} inkling-panel li inkling-card`).evaluateAll(all => all.map(card => (card as HTMLElement & {item: {candidate: {id: string}}}).item.candidate.id));

test('a recorded re-ranking glides at a tenth of its speed, or step by step, and the address holds how', async ({page, server, quiet: _}) => {
  await page.goto(`${server.url}/states.html?only=rerank-platform&speed=0.1`);
  await expect(cards(page)).toHaveCount(4);
  const before = await idsIn(page);
  await page.getByRole('button', {name: 'Play'}).click();
  await expect(page.getByRole('status').filter({hasText: 'Moving'})).toBeVisible();
  const rates = () => page.locator('inkling-panel li').evaluateAll(all => all.flatMap(li => li.getAnimations().map(({playbackRate}) => playbackRate)));
  expect(new Set(await rates())).toEqual(new Set([0.1]));
  await expect(page.getByRole('status').filter({hasText: 'As it stands after'})).toBeVisible();
  const after = await idsIn(page);
  expect(after).not.toEqual(before);

  await page.getByLabel('Speed of the replay').selectOption('Step by step');
  await expect(page).toHaveURL(/only=rerank-platform&speed=step/);
  await page.getByRole('button', {name: 'Play'}).click();
  const slider = page.getByLabel('How far the cards have come');
  await expect(page.getByRole('status').filter({hasText: '0% of the way'})).toBeVisible();
  const tops = () => page.locator('inkling-panel li').evaluateAll(all => all.map(li => Math.round(li.getBoundingClientRect().top)));
  const start = await tops();
  await slider.fill('50');
  const halfway = await tops();
  await slider.fill('100');
  const end = await tops();
  expect(halfway).not.toEqual(start);
  expect(halfway).not.toEqual(end);
  expect(end).toEqual([...end].sort((one, other) => one - other));
});

test('[W4] where motion is reduced nothing glides: cards in view stay, the player says why, and Update order brings what was recorded', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => {
    window.glides = 0;
    const {animate} = Element.prototype;
    Element.prototype.animate = function (...given) {
      if (this.localName === 'li') window.glides++;
      return animate.apply(this, given);
    };
  });
  const firstOf = (name: keyof typeof recorded.slates) => recorded.slates[name].items.slice(0, 4).map(({id}) => id);
  const play = async () => {
    await page.goto(`${server.url}/states.html?only=rerank-edit`);
    await expect(cards(page)).toHaveCount(4);
    expect(await idsIn(page)).toEqual(firstOf('before'));
    await page.getByRole('button', {name: 'Play'}).click();
  };
  // What changes is the fourth: in view, it glides.
  await page.setViewportSize({width: 1440, height: 1500});
  await play();
  await expect(page.getByRole('status').filter({hasText: /^As it stands after/})).toBeVisible();
  expect(await idsIn(page)).toEqual(firstOf('edited'));
  expect(await page.evaluate(() => window.glides), 'glides where motion is not reduced').toBeGreaterThan(0);

  await page.setViewportSize({width: 1440, height: 900});
  await play();
  await expect(page.getByRole('status').filter({hasText: 'Only what is out of view moved'})).toBeVisible();
  expect(await idsIn(page)).toEqual(firstOf('edited'));
  expect(await page.evaluate(() => window.glides), 'glides of what nobody sees').toBe(0);

  await page.emulateMedia({reducedMotion: 'reduce'});
  await play();
  await expect(page.getByRole('status').filter({hasText: 'Motion is reduced on this device'})).toBeVisible();
  // The fourth is below the window.
  expect((await idsIn(page)).slice(0, 3)).toEqual(firstOf('before').slice(0, 3));
  await page.getByRole('button', {name: 'Update order'}).click();
  await expect.poll(() => idsIn(page)).toEqual(firstOf('edited'));
  expect(await page.evaluate(() => window.glides)).toBe(0);
});

test('in the inspector a re-ranking of this visit is played beside the page: there it moves, and the page\'s own list and the log hear nothing of it', async ({page, server, quiet: _}) => {
  await openDemo(page, server, {backend: 'linear', user: 'replaying'});
  await page.getByRole('button', {name: 'Inspector'}).click();
  const drawer = page.getByRole('region', {name: 'Inspector'});
  const replay = drawer.getByRole('region', {name: 'Re-rankings'});
  await expect(replay).toContainText('The order has not changed yet');
  const first = cards(page).first();
  await first.getByRole('button', {name: 'More actions'}).click();
  await first.getByRole('menuitem', {name: 'Not relevant'}).click();
  await expect(replay.getByRole('button', {name: 'Play'})).toBeVisible();
  await replay.getByLabel('Speed of the replay').selectOption('1/10×');
  // What of the page's own list is seen meanwhile is the page's.
  const kept = () => page.evaluate(async () => (await window.inkling.inspect()).interactions.filter(({kind}) => kind !== 'impression').length);
  const [own, known, played] = [await idsIn(page, '#advice'), await kept(), await idsIn(page, '#inspector')];
  await replay.getByRole('button', {name: 'Play'}).click();
  await expect(replay.getByRole('status').filter({hasText: 'Moving'})).toBeVisible();
  expect(await page.locator('#advice inkling-panel li').evaluateAll(all => all.flatMap(li => li.getAnimations()).length), 'glides on the page').toBe(0);
  await expect(replay.getByRole('status').filter({hasText: 'As it stands after'})).toBeVisible();
  expect(await idsIn(page, '#inspector')).not.toEqual(played);
  expect(await idsIn(page, '#advice')).toEqual(own);
  expect(await kept()).toBe(known);
});
