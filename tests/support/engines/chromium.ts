/** Chromium, by Playwright. */
import {chromium, type Page} from 'playwright';
import {findBrowser, WEBGPU_ARGUMENTS} from '../browser.mjs';
import {VIEWPORT, type Engine, type Tab} from './driver.js';

const tabOf = (page: Page): Tab => ({
  async goto(url) { await page.goto(url); },
  evaluate: <Argument, Result>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
    page.evaluate(run as (argument: unknown) => Result | Promise<Result>, argument),
  async point(x, y, press) { await (press ? page.mouse.click(x, y) : page.mouse.move(x, y)); },
  press: key => page.keyboard.press(key),
  toFront: () => page.bringToFront(),
  screenshot: () => page.screenshot(),
  close: () => page.close(),
});

const inChromium = (name: string, tier: 'webgpu' | 'wasm', args: readonly string[]): Engine => ({
  name,
  tier,
  forced: tier === 'webgpu',
  missing: () => findBrowser() === null ? 'Chromium is not installed (Debian: apt-get install chromium), or name it in INKLING_BROWSER' : null,
  async launch() {
    const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: [...args]});
    const context = await browser.newContext({viewport: VIEWPORT});
    return {version: browser.version(), tab: async () => tabOf(await context.newPage()), close: () => browser.close()};
  },
});

export const chromiumWebGpu = inChromium('Chromium, WebGPU', 'webgpu', WEBGPU_ARGUMENTS);
export const chromiumWasm = inChromium('Chromium, WASM', 'wasm', ['--no-sandbox']);
