/** [W5] Every element in every state and every look: axe, targets, and what becomes of it on a small screen with large text. */
import {expect, test} from './fixtures.js';
import {ELEMENTS, OPENED, lossesOf, openState, settled, statesOf, targetsOf, violationsOf} from './every-state.js';

const COLORS = {
  light: {colorScheme: 'light', forcedColors: 'none'},
  dark: {colorScheme: 'dark', forcedColors: 'none'},
  'forced colors': {colorScheme: 'light', forcedColors: 'active'},
} as const;


test('[W5] axe finds nothing: every element in every state, light, dark and with forced colors, from left to right and from right to left', async ({page, server, quiet: _}) => {
  test.setTimeout(600_000);
  await page.emulateMedia({reducedMotion: 'reduce'});
  const seen = new Set<string>();
  const found: string[] = [];
  const look = async (what: string) => {
    for (const [colors, media] of Object.entries(COLORS)) {
      await page.emulateMedia(media);
      for (const direction of ['ltr', 'rtl']) {
        await page.evaluate(to => { document.documentElement.dir = to; }, direction);
        found.push(...(await violationsOf(page)).map(line => `${what}, ${colors}, ${direction}: ${line}`));
      }
    }
    await page.evaluate(() => { document.documentElement.dir = 'ltr'; });
  };
  const states = await statesOf(page, server);
  for (const id of states) {
    for (const element of await openState(page, server, id)) seen.add(element);
    await look(id);
    const opens = OPENED[id];
    if (opens === undefined) continue;
    await page.getByRole('button', {name: opens}).first().click();
    await settled(page);
    await look(`${id}, opened`);
  }
  expect(found).toEqual([]);
  expect([...seen].sort()).toEqual([...ELEMENTS]);
  expect(states).toEqual(expect.arrayContaining(Object.keys(OPENED)));
});

test('[W5] twice the text on 320 px: nothing is cut, covered or pushed out in any state, and no target is below 24 px', async ({page, server, quiet: _}) => {
  test.setTimeout(300_000);
  await page.emulateMedia({reducedMotion: 'reduce'});
  const states = await statesOf(page, server);
  const losses: string[] = [];
  const small: string[] = [];
  const measure = async (what: string, isOpened = false) => {
    // What is opened lies over the rest.
    if (!isOpened) losses.push(...(await lossesOf(page)).map(line => `${what}: ${line}`));
    small.push(...(await targetsOf(page)).filter(({width, height, inText}) => !inText && Math.min(width, height) < 24).map(target => `${what}: ${target.what} ${target.width} × ${target.height}`));
  };
  let targets = 0;
  for (const id of states) {
    await page.setViewportSize({width: 372, height: 900});
    await openState(page, server, id);
    targets += (await targetsOf(page)).length;
    await measure(id);
    const opens = OPENED[id];
    if (opens !== undefined) {
      const button = page.getByRole('button', {name: opens}).first();
      await button.click();
      await settled(page);
      await measure(`${id}, opened`, true);
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize({width: 320, height: 900});
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    await settled(page);
    await measure(`${id}, large`);
    await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
    await settled(page);
    await measure(`${id}, large, right to left`);
  }
  expect(losses).toEqual([]);
  expect(small).toEqual([]);
  expect(targets, 'targets that were measured').toBeGreaterThan(60);
});
