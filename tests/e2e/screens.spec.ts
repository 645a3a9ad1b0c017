/**
 * [W3] [W6] How every state looks, against pictures that somebody has looked at. They lie in `expected/screens`, a folder a look; what lets them be compared on another machine is here: the time, the font, no motion, no caret.
 * A change that is meant is taken over by `npm run test:screens -- --update-snapshots`: look at what it changed, then commit it.
 */
import {readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import type {Page} from '@playwright/test';
import {DAY} from '../support/demo-server.js';
import {expect, test} from './fixtures.js';
import {OPENED, openState, settled, statesOf} from './every-state.js';

const EXPECTED = fileURLToPath(new URL('expected/screens', import.meta.url));
/** One of each face, for the looks beside the first: of every state in every look the pictures would be heavier than the code. */
const CHOSEN = ['error', 'details', 'applied', 'conflict', 'dismissed', 'line', 'badge', 'why-open', 'outcome-within', 'kept-nothing'];
/** What stands open over these closes when the window changes its size, as it does for a picture that is taller: here the window has room for it. */
const OVER = ['goal-open', 'menu-open', 'snooze-until'];
const WEIGHTS = [400, 500, 600, 700];
/** Another release of the browser draws edges a shade lighter or darker; a button that has moved by 4 px changes three times as many. */
const TOLERANCE = {threshold: 0.05, maxDiffPixels: 30};
const fontFile = (weight: number) => createRequire(import.meta.url).resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`);

test.use({timezoneId: 'UTC', locale: 'en-US'});
test.skip(process.platform !== 'linux', 'other systems draw letters otherwise: the pictures were made on Linux');

/** The same day, letters and room everywhere. */
async function prepare(page: Page): Promise<void> {
  await page.clock.setFixedTime(DAY);
  await page.emulateMedia({reducedMotion: 'reduce', colorScheme: 'light'});
  for (const weight of WEIGHTS) await page.route(`**/inter-${weight}.woff2`, route => route.fulfill({path: fontFile(weight), contentType: 'font/woff2'}));
  await page.addInitScript(weights => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${weights.map(weight => `@font-face { font-family: Inter; font-weight: ${weight}; src: url(/inter-${weight}.woff2); }`).join('\n')}
      main { padding: 14px !important; } inkling-provider { --inkling-font: Inter !important; }`);
    document.addEventListener('DOMContentLoaded', () => { document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; });
  }, WEIGHTS);
}

async function compare(page: Page, look: string, name: string, isWhole = false): Promise<void> {
  await settled(page);
  const shot = await (isWhole ? page : page.locator('main')).screenshot({animations: 'disabled', caret: 'hide'});
  expect.soft(shot, `${name} looks otherwise (${look}): see its -diff.png in test-results. If that is meant: \`npm run test:screens -- --update-snapshots\`, look at the change, commit it`).toMatchSnapshot(['screens', look, `${name}.png`], TOLERANCE);
}

/** A picture of a state that is gone would be believed for ever. */
function expectNothingElse(looks: readonly string[], names: readonly string[]): void {
  const left = looks.flatMap(look => readdirSync(`${EXPECTED}/${look}`).filter(file => !names.includes(file.replace('.png', ''))).map(file => `${look}/${file}`));
  expect(left, 'pictures of states that there are no longer: delete them').toEqual([]);
}

test('[W3] every state looks as in its picture, and one of each face dark, from right to left, and on 320 px', async ({page, server, quiet: _}) => {
  test.setTimeout(600_000);
  await prepare(page);
  const states = await statesOf(page, server);
  for (const id of states) {
    await page.setViewportSize({width: 400, height: OVER.includes(id) ? 1400 : 640});
    await openState(page, server, id);
    await compare(page, 'light', id);
    await expect(page.locator(':popover-open'), `${id}: what was open in the picture`).toHaveCount(OVER.includes(id) ? 1 : 0);
    if (!CHOSEN.includes(id)) continue;
    await page.emulateMedia({colorScheme: 'dark'});
    await compare(page, 'dark', id);
    await page.emulateMedia({colorScheme: 'light'});
    await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    await compare(page, 'rtl', id);
    await page.evaluate(() => { document.documentElement.dir = 'ltr'; });
    await page.setViewportSize({width: 320, height: 640});
    await compare(page, '320', id);
  }
  expectNothingElse(['light'], states);
  expectNothingElse(['dark', 'rtl', '320'], CHOSEN);
});

test('[W6] one of each face looks as in its picture in Gestalt\'s look, and so does what opens', async ({page, server, quiet: _}) => {
  test.setTimeout(600_000);
  await prepare(page);
  await page.setViewportSize({width: 400, height: 640});
  for (const id of CHOSEN) {
    await openState(page, server, id, {skin: 'gestalt', theme: 'light'});
    await compare(page, 'gestalt', id);
  }
  expectNothingElse(['gestalt'], CHOSEN);
  for (const [id, button] of Object.entries(OPENED)) {
    await openState(page, server, id, {theme: 'light'});
    await page.getByRole('button', {name: button}).first().click();
    await compare(page, 'opened', id, true);
  }
  expectNothingElse(['opened'], Object.keys(OPENED));
});

test('a label that is 4 px off, and a button of another colour, look otherwise than in the picture', async ({page, server, quiet: _}) => {
  test.skip(['all', 'changed'].includes(test.info().config.updateSnapshots), 'it would take over what is wrong');
  await prepare(page);
  await page.setViewportSize({width: 400, height: 640});
  await openState(page, server, 'ready');
  const looksAsInItsPicture = async (): Promise<boolean> => {
    const shot = await page.locator('main').screenshot({animations: 'disabled', caret: 'hide'});
    try {
      expect(shot).toMatchSnapshot(['screens', 'light', 'ready.png'], TOLERANCE);
      return true;
    } catch {
      return false;
    }
  };
  const doctor = (css: string) => page.evaluate(text => {
    const sheet = Object.assign(new CSSStyleSheet(), {isDoctored: true});
    sheet.replaceSync(text);
    const root = document.querySelector('inkling-card')?.shadowRoot;
    if (root) root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter(own => !('isDoctored' in own)), sheet];
  }, css);
  expect(await looksAsInItsPicture()).toBe(true);
  await doctor('.as-of { translate: 4px !important; }');
  expect(await looksAsInItsPicture(), 'the smallest label, 4 px to the right').toBe(false);
  await doctor('[part=apply] { background: #b9c6f6 !important; }');
  expect(await looksAsInItsPicture(), 'Apply, pale blue for pale green').toBe(false);
  await doctor('.nothing { color: red !important; }');
  expect(await looksAsInItsPicture()).toBe(true);
});
