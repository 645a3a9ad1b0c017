/** What must be the same in Firefox. */
import {expect, test} from '@playwright/test';
import {findFirefox} from '../support/browser.mjs';
import {bundled, inFirefox, NO_FIREFOX} from '../support/firefox.js';
import {DRAWN, type DrawnSlate} from '../support/policy-slates.js';

test('[P6] same utilities, pins and seed: the same slates in Firefox as Node had drawn them', async () => {
  test.skip(findFirefox() === null, NO_FIREFOX);
  const script = await bundled('tests/support/policy-slates.ts', 'slates');
  const {agent, here} = await inFirefox(async page => {
    const drawn = await page.evaluate(`(() => { ${script}; return JSON.stringify(slates.drawHere()); })()`) as string;
    return {agent: await page.evaluate('navigator.userAgent'), here: JSON.parse(drawn) as DrawnSlate[]};
  });
  expect(agent).toContain('Firefox');
  expect(here.map(({order}) => order)).toEqual(DRAWN.map(({order}) => order));
  here.forEach(({logPropensity}, i) => expect(logPropensity).toBeCloseTo(DRAWN[i]?.logPropensity ?? NaN, 12));
});
