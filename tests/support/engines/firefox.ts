/** Firefox, by WebDriver BiDi: Playwright's own build of it is not needed. */
import {launch, type Page} from 'puppeteer-core';
import {findFirefox} from '../browser.mjs';
import {VIEWPORT, type Engine, type Tab} from './driver.js';

const NO_FIREFOX = 'Firefox is not installed (Debian: apt-get install firefox-esr), or name it in INKLING_FIREFOX';

const tabOf = (page: Page): Tab => ({
  async goto(url) { await page.goto(url); },
  evaluate: <Argument, Result>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
    page.evaluate(run as (argument: unknown) => Result | Promise<Result>, argument) as Promise<Result>,
  async point(x, y, press) { await (press ? page.mouse.click(x, y) : page.mouse.move(x, y)); },
  press: key => page.keyboard.press(key),
  toFront: () => page.bringToFront(),
  screenshot: () => page.screenshot(),
  close: () => page.close(),
});

export const firefox: Engine = {
  name: 'Firefox',
  tier: 'wasm',
  forced: false,
  missing: () => findFirefox() === null ? NO_FIREFOX : null,
  async launch() {
    const executablePath = findFirefox();
    if (executablePath === null) throw new Error(NO_FIREFOX);
    const browser = await launch({browser: 'firefox', executablePath, headless: true, defaultViewport: VIEWPORT, timeout: 120_000, protocolTimeout: 300_000});
    const version = (await browser.version()).replace(/^\w+\//, '');
    return {version, tab: async () => tabOf(await browser.newPage()), close: () => browser.close()};
  },
};
