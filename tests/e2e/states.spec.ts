/** The designers' page: every state at its address, in looks that `accessible.spec.ts`, which opens each state alone, has not. */
import {axe} from './axe.js';
import {expect, test} from './fixtures.js';

const STATES = ['loading', 'ranked', 'server-order', 'empty', 'error', 'offline', 'stale', 'applying', 'applied', 'apply-failed', 'conflict', 'dismissed', 'snoozed'];

for (const [looks, query] of [
  ['light', {theme: 'light'}],
  ['right to left, 200 % text, 320 px', {theme: 'light', direction: 'rtl', text: '200%', width: '320px'}],
  ['Gestalt, light, compact', {theme: 'light', skin: 'gestalt', density: 'compact'}],
  ['Gestalt refreshed, dark', {theme: 'dark', skin: 'gestalt-refreshed'}],
] as const) {
  test(`[W3] [W5] every state has its address, and axe finds nothing in any: ${looks}`, async ({page, server, quiet: _}) => {
    await page.goto(`${server.url}/states.html?${new URLSearchParams(query)}`);
    const states = await page.getByRole('navigation', {name: 'States'}).getByRole('link').evaluateAll(links => links.map(link => (link as HTMLAnchorElement).hash.slice(1)));
    expect(states).toEqual(expect.arrayContaining(STATES));
    // Frames come when they are near.
    for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded();
    for (const id of states) await expect(page.locator(`#${id}`).locator('inkling-panel, inkling-card, inkling-local-data, inkling-inline, inkling-why, inkling-outcome, .specimen-nav, .debug, iframe').filter({visible: true}).first()).toBeVisible();
    await expect(page.locator('#offline').frameLocator('iframe').getByText('You are offline')).toBeVisible();
    await expect(page.locator('#stale')).toContainText(/no longer fresh/i);
    await expect(page.locator('#snoozed')).toContainText('Snoozed until');
    expect(await axe(page)).toEqual([]);
  });
}

test('[W3] the page of all states leaves the focus where it is, whatever its states do to themselves', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => {
    const taken: string[] = [];
    Object.assign(window, {taken});
    document.addEventListener('focusin', event => taken.push((event.target as Element).closest('.specimen')?.id ?? (event.target as Element).localName));
  });
  await page.goto(`${server.url}/states.html`);
  await expect(page.locator('#snoozed')).toContainText('Snoozed until');
  await expect(page.locator('#line-dismissed')).toContainText('Dismissed');
  await expect(page.locator('#apply-refused')).toContainText('The card on file was declined.');
  expect(await page.evaluate(() => (window as unknown as {taken: string[]}).taken)).toEqual([]);
  await page.locator('#snoozed').getByRole('button', {name: /^Undo/}).click();
  await expect(page.locator('#snoozed').getByRole('button', {name: 'Apply'})).toBeVisible();
});

test('[W6] a look that is chosen stays in the address, and reaches the widgets', async ({page, server, quiet: _}) => {
  await page.goto(`${server.url}/states.html`);
  await page.getByLabel('Language').selectOption('Deutsch');
  await expect(page.locator('#ready')).toContainText('Übernehmen');
  await page.locator('select[name=skin]').selectOption('Gestalt');
  await page.getByLabel('Theme').selectOption('Light');
  const apply = page.locator('#ready').getByRole('button', {name: 'Übernehmen'});
  // Gestalt's purple, as text on its own faint ground: no other look has it.
  await expect(apply).toHaveCSS('color', 'rgb(129, 42, 231)');
  await page.reload();
  await expect(apply).toHaveCSS('color', 'rgb(129, 42, 231)');
  await page.locator('select[name=skin]').selectOption('Neutral');
  await expect(apply).toHaveCSS('color', 'rgb(44, 70, 200)');
});

test('[W6] a token that is turned shows at once, and its sheet is there to copy', async ({page, server, quiet: _}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}/states.html?theme=light`);
  await page.getByText('Tokens', {exact: true}).click();
  await page.getByLabel('accent-weak', {exact: true}).fill('rgb(1, 2, 3)');
  await expect(page.locator('#ready').getByRole('button', {name: 'Apply'})).toHaveCSS('background-color', 'rgb(1, 2, 3)');
  await page.getByLabel('radius', {exact: true}).fill('3px; } body {');
  await expect(page.getByLabel('radius', {exact: true})).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', {name: 'Copy as CSS'}).click();
  await expect(page.getByRole('status').filter({hasText: 'Copied'})).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('inkling-provider {\n  --inkling-accent-weak: rgb(1, 2, 3);\n}\n');
});

test('[W3] one state in every look: theme, density, direction, language and width, each cell at an address of its own', async ({page, server, quiet: _}) => {
  await page.goto(`${server.url}/states.html?theme=light`);
  await page.getByRole('link', {name: 'Ready in every look'}).click();
  const cells = page.locator('figure.look');
  await expect(cells).toHaveCount(2 * 2 * 2 * 3 * 3);
  const german = cells.filter({hasText: 'Dark · Compact · Right to left · Deutsch · 240 px'});
  await german.scrollIntoViewIfNeeded();
  const frame = german.frameLocator('iframe');
  await expect(frame.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(frame.locator('inkling-card')).toContainText('Übernehmen');
  await german.getByRole('link').click();
  await expect(page.locator('inkling-card')).toContainText('Übernehmen');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('[W5] nothing of ours is left in English, nor cut at 240 px, in the pseudo-language from right to left', async ({page, server, quiet: _}) => {
  await page.setViewportSize({width: 240, height: 900});
  for (const state of ['ranked', 'details', 'apply-failed', 'conflict', 'dismissed', 'empty', 'error']) {
    await page.goto(`${server.url}/states.html?only=${state}&language=qps&direction=rtl`);
    await expect(page.locator('main')).toContainText('~');
    expect(await page.evaluate(() => document.documentElement.scrollWidth), state).toBeLessThanOrEqual(240);
    await expect(page.locator('main'), state).not.toContainText(/\b(Apply|Details|Reload|Spend|Your time|Try again|Undo|Dismissed|Nothing to suggest|could not be loaded)\b/);
  }
});
