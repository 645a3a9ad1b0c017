/** [W4] [W5] Every element without a mouse and without eyes: where Tab stops, what the keys do, what is heard and in which order. */
import {DAY} from '../support/demo-server.js';
import type {Page} from '@playwright/test';
import {Keyboard} from './by-keyboard.js';
import {openState, settled, statesOf, targetsOf} from './every-state.js';
import {expect, test} from './fixtures.js';

test.use({timezoneId: 'UTC', locale: 'en-US', viewport: {width: 800, height: 700}});
test.beforeEach(({page}) => page.emulateMedia({reducedMotion: 'reduce'}));

const region = (page: Page) => page.locator('[role=status][data-inkling]');
/** The host carries out each apply, and each undo. */
const answerApplies = (page: Page) => page.evaluate(() => {
  for (const type of ['inkling-apply', 'inkling-undo']) document.addEventListener(type, event => (event as Event & {respondWith(answer: Promise<object>): void}).respondWith(Promise.resolve({applicationId: 'a', undo: true})));
});

/** Tab goes on from where the focus was last, though it has left: a state that was reached by pressing would begin in its middle. */
const fromTheTop = (page: Page) => page.evaluate(() => {
  const top = Object.assign(document.createElement('span'), {tabIndex: -1});
  document.body.prepend(top);
  top.focus();
});

test('every state as it is heard from beginning to end, and where Tab stops: each stop has a name and a ring, and all that can be used is one', async ({page, server, quiet: _}) => {
  test.setTimeout(300_000);
  await page.clock.setFixedTime(DAY);
  const keyboard = await Keyboard.of(page);
  const walks: string[] = [];
  for (const id of await statesOf(page, server)) {
    await openState(page, server, id);
    // Seconds that are left pass while this looks.
    const heard = (await page.locator('main').ariaSnapshot()).replace(/\b\d+ s\b/g, '… s');
    // Within what is open, and from where the focus already is, Tab goes another way: their keys have walks of their own below.
    const isPlain = await page.evaluate(() => document.activeElement === document.body);
    const targets = (await targetsOf(page)).filter(({isStop}) => isStop);
    if (isPlain) await fromTheTop(page);
    const stops = await keyboard.stops();
    walks.push([`${id}:`, '  heard:', ...heard.split('\n').map(line => `    ${line}`), `  stops:${stops.length === 0 ? ' []' : ''}`, ...stops.map(({what}) => `    - ${what.replace(/\d+ s\b/g, '… s')}`)].join('\n'));
    expect.soft(stops.filter(({what, hasRing}) => !hasRing || !what.includes(' ')), `${id}: stops without a name or a ring`).toEqual([]);
    if (isPlain) expect.soft(stops.length, `${id}: stops, for ${targets.map(({what}) => what).join(', ')}`).toBe(targets.length);
  }
  expect(`${walks.join('\n\n')}\n`, 'What is heard, or where Tab stops, has changed. If that is meant: `npx playwright test walks --update-snapshots`, read the change, commit it.').toMatchSnapshot(['walks.yml']);
});

test('inkling-card by its keys: the menu, putting away and back, the details with their choice, applying and undoing', async ({page, server, quiet: _}) => {
  await openState(page, server, 'ready');
  await answerApplies(page);
  const keyboard = await Keyboard.of(page);
  await keyboard.tabTo(/^button More actions/);
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^menuitem For 1 day/);
  await keyboard.press('ArrowDown');
  await keyboard.expectFocus(/^menuitem For 7 days/);
  await keyboard.press('End', 'ArrowDown');
  await keyboard.expectFocus(/^menuitem For 1 day/);
  await keyboard.press('ArrowUp', 'Home', 'Escape');
  await keyboard.expectFocus(/^button More actions/);
  await expect(page.getByRole('menu')).toBeHidden();
  await keyboard.press('ArrowUp');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^button Undo/);
  await expect(region(page)).toContainText('Snoozed until');
  await keyboard.press('Space');
  await keyboard.expectFocus(/^button Apply/);
  await keyboard.press('Tab');
  await keyboard.expectFocus(/^button Details/);
  await keyboard.press('Enter');
  await expect(page.getByRole('button', {name: 'Details'})).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  await keyboard.expectFocus(/^radio \$150/);
  await keyboard.press('ArrowRight');
  await keyboard.expectFocus(/^radio \$180/);
  await keyboard.tabTo(/^button Why this/);
  await keyboard.press('Enter');
  await expect(region(page)).toContainText('can no longer be told');
  await keyboard.tabTo(/^button Apply/);
  await keyboard.press('Space');
  await keyboard.expectFocus(/^button Undo/);
  await expect(region(page)).toContainText('Applied');
  await expect(page.getByRole('article')).toContainText('$180');
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^button Apply/);
});

test('inkling-panel by its keys: the goal, the platform\'s order, all of the list; and the focus goes on to the next card when one leaves', async ({page, server, quiet: _}) => {
  await page.clock.install({time: DAY});
  await openState(page, server, 'ranked');
  const keyboard = await Keyboard.of(page);
  await keyboard.tabTo(/^button Goal/);
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^slider /);
  const slider = await keyboard.focus();
  await keyboard.press('ArrowLeft', 'Tab');
  expect(await keyboard.focus()).not.toBe(slider);
  await keyboard.tabTo(/^switch /);
  await keyboard.press('Space');
  await expect(page.getByRole('switch')).toBeChecked();
  await keyboard.press('Escape');
  await keyboard.expectFocus(/^button Goal/);
  await expect(page.getByRole('dialog')).toBeHidden();
  await keyboard.tabTo(/^button Show all/);
  await keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({has: page.getByRole('article')})).toHaveCount(4);
  await expect.poll(() => keyboard.focus(), 'the button has gone: a card that came has the focus').toMatch(/Add 12 keywords/);

  await page.reload();
  await settled(page);
  await keyboard.tabTo(/^button More actions/);
  await keyboard.press('Enter', 'End', 'Enter');
  await keyboard.expectFocus(/^button Undo/);
  await expect(region(page)).toContainText('Dismissed');
  const first = page.getByRole('article').first();
  await expect(first).toContainText('Dismissed');
  // It waits for a person who is there; when they go on it goes.
  await keyboard.press('Tab');
  await page.clock.runFor(30_000);
  await settled(page);
  await expect(first).not.toContainText('Dismissed');
  expect(await keyboard.focus()).not.toBeNull();
});

test('inkling-panel without a list: who tries again is not thrown off the page', async ({page, server, quiet: _}) => {
  await openState(page, server, 'error');
  const keyboard = await Keyboard.of(page);
  await keyboard.tabTo(/^button Try again/);
  await keyboard.press('Enter');
  await keyboard.expectFocus('heading Suggestions for you');
  await keyboard.tabTo(/^button Try again/);
});

test('inkling-inline by its keys: opens to its card, goes through it, and back', async ({page, server, quiet: _}) => {
  await openState(page, server, 'line');
  const keyboard = await Keyboard.of(page);
  await keyboard.tabTo(/^button Suggestion: Raise the daily budget/);
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^heading Raise the daily budget/);
  await keyboard.tabTo(/^button Details/);
  await keyboard.press('Escape');
  await keyboard.expectFocus(/^button Suggestion: /);
  await keyboard.press('Space');
  await keyboard.tabTo(/^button More actions/);
  await keyboard.press('Enter', 'Escape');
  await keyboard.expectFocus(/^button More actions/);
  await keyboard.press('Enter', 'End', 'Enter');
  await keyboard.expectFocus(/^button Undo/);
  await keyboard.press('Escape');
  await keyboard.expectFocus(/^button Dismissed/);
});

test('inkling-badge is part of the link that it stands in; inkling-why opens and closes; inkling-outcome is read, and asked again', async ({page, server, quiet: _}) => {
  await openState(page, server, 'badge');
  const keyboard = await Keyboard.of(page);
  await keyboard.press('Tab');
  await keyboard.expectFocus('link Campaigns 4 suggestions');
  await openState(page, server, 'why');
  await keyboard.tabTo(/^button Why this, why here/);
  await keyboard.press('Enter');
  await expect(region(page)).toContainText('What counts most is what you did in this visit');
  await keyboard.press('Space');
  await expect(page.getByRole('button', {name: 'Why this'})).toHaveAttribute('aria-expanded', 'false');
  await openState(page, server, 'outcome-error');
  await keyboard.tabTo(/^button Try again/);
  await keyboard.press('Enter');
  await keyboard.expectFocus('heading Brought, if it could be asked');
  await keyboard.tabTo(/^button Try again/);
});

test('inkling-local-data by its keys: asks once, can be stopped, and says what came of it', async ({page, server, quiet: _}) => {
  await openState(page, server, 'kept');
  const keyboard = await Keyboard.of(page);
  await keyboard.tabTo(/^button Delete all of it/);
  await keyboard.press('Enter');
  await keyboard.tabTo(/^button (Cancel|Keep)/);
  await keyboard.press('Enter');
  await keyboard.expectFocus(/^button Delete all of it/);
  await keyboard.press('Space');
  await keyboard.expectFocus(/^button (Cancel|Keep|Delete)/);
  if (!/Delete$/.test(await keyboard.focus() ?? '')) await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  // The page's own client keeps all that it is asked to forget, and the element looks before it says so.
  await keyboard.expectFocus(/^paragraph Not all of it could be deleted/);
});

test('inkling-provider: one polite live region for all that is in it, out of sight and in the page\'s own tree', async ({page, server, quiet: _}) => {
  await openState(page, server, 'ranked');
  await expect(region(page)).toHaveCount(1);
  await expect(region(page)).toHaveAttribute('aria-live', 'polite');
  expect(await region(page).evaluate(element => element.getRootNode() === document)).toBe(true);
  expect(await page.evaluate(() => {
    let live = 0;
    const read = (root: ParentNode): void => root.querySelectorAll('*').forEach(element => {
      if (element.matches('[aria-live], [role=status], [role=alert], [role=log]')) live++;
      if (element.shadowRoot) read(element.shadowRoot);
    });
    read(document);
    return live;
  })).toBe(1);
});
