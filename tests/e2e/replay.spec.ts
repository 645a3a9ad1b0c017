/** Re-rankings that are played again: with the real list, whose client alone answers from what was recorded. */
import {cards, expect, test} from './fixtures.js';

test('a recorded re-ranking glides at a tenth of its speed, or step by step, and the address holds how', async ({page, server, quiet: _}) => {
  await page.goto(`${server.url}/states.html?only=rerank-platform&speed=0.1`);
  const headlines = () => page.locator('inkling-panel li inkling-card').evaluateAll(all => all.map(card => (card as HTMLElement & {item: {candidate: {id: string}}}).item.candidate.id));
  await expect(cards(page)).toHaveCount(4);
  const before = await headlines();
  await page.getByRole('button', {name: 'Play'}).click();
  await expect(page.getByRole('status').filter({hasText: 'Moving'})).toBeVisible();
  const rates = () => page.locator('inkling-panel li').evaluateAll(all => all.flatMap(li => li.getAnimations().map(({playbackRate}) => playbackRate)));
  expect(new Set(await rates())).toEqual(new Set([0.1]));
  await expect(page.getByRole('status').filter({hasText: 'As it stands after'})).toBeVisible();
  const after = await headlines();
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
