/** The e2e core in four columns; docs/browsers.md is their table, written by `npm run docs:browsers` and held to by every run. */
import {CAPABILITIES, capabilitiesOf, type CapabilityKey} from '../support/engines/capabilities.js';
import {chromiumWasm, chromiumWebGpu} from '../support/engines/chromium.js';
import {STEPS} from '../support/engines/core.js';
import type {Browser, Tab} from '../support/engines/driver.js';
import {firefox} from '../support/engines/firefox.js';
import {said, VERSION, verdict, write, type Place} from '../support/engines/table.js';
import {webkit} from '../support/engines/webkit.js';
import {expect, test} from './fixtures.js';

const ENGINES = [chromiumWebGpu, chromiumWasm, firefox, webkit];
const COLUMNS = ENGINES.map(({name}) => name);
const ROWS = {works: [VERSION, ...Object.keys(STEPS)], has: Object.values(CAPABILITIES).map(({name}) => name)};
const asked = process.env.INKLING_BROWSERS;
const writes = asked === 'write';

function report(place: Place, value: string): void {
  if (writes) write(place, value, ROWS[place.table], COLUMNS);
  else expect(verdict(said(place)), `docs/browsers.md says "${said(place)}" of "${place.row}" in ${place.column}, and this run says "${value}": npm run docs:browsers`).toBe(verdict(value));
}

for (const engine of ENGINES) {
  const missing = engine.missing() ?? (engine.forced && !asked ? 'each of its ranks takes seconds on a GPU in software: INKLING_BROWSERS=compare npx playwright test engines' : null);
  test.describe(`${engine.name}${missing === null ? '' : `: ${missing}`}`, () => {
    test.skip(missing !== null, missing ?? '');
    // A GPU in software takes minutes where the machine has much else to do.
    test.describe.configure({timeout: 300_000});
    const column = engine.name;
    let browser: Browser;
    /** Keeps the browser open while others come and go. */
    let home: Tab;

    test.beforeAll(async () => {
      browser = await engine.launch();
      home = await browser.tab();
      if (writes) report({table: 'works', row: VERSION, column}, browser.version);
      console.log(`${engine.name}: ${browser.version}`);
    });
    test.afterAll(() => browser?.close());

    for (const [row, step] of Object.entries(STEPS)) {
      test(`${engine.name}: ${row}`, async ({server}) => {
        const tab = await browser.tab();
        const user = `${column}-${row}`.replaceAll(/\W+/g, '-');
        try {
          report({table: 'works', row, column}, await step({engine, browser, tab, server, user}));
        } catch (error) {
          await test.info().attach('page', {body: Buffer.from(await tab.screenshot()), contentType: 'image/png'}).catch(() => undefined);
          throw error;
        } finally {
          await tab.close();
        }
      });
    }

    test(`${engine.name}: what it has`, async ({server}) => {
      await home.goto(`${server.url}/inkling/index.js`);
      for (const [key, has] of Object.entries(await capabilitiesOf(home))) {
        report({table: 'has', row: CAPABILITIES[key as CapabilityKey].name, column}, has ? 'yes' : 'no');
      }
    });
  });
}
