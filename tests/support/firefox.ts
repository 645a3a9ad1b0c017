/** Firefox, by WebDriver BiDi: Playwright's own build of it is not needed. */
import {launch, type Page} from 'puppeteer-core';
import {build} from 'vite';
import {findFirefox} from './browser.mjs';

export const NO_FIREFOX = 'Firefox is not installed (Debian: apt-get install firefox-esr), or name it in INKLING_FIREFOX';

/** A page of a fresh profile, closed afterwards. Throws `NO_FIREFOX` where there is none. */
export async function inFirefox<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findFirefox();
  if (executablePath === null) throw new Error(NO_FIREFOX);
  const browser = await launch({browser: 'firefox', executablePath, headless: true, timeout: 120_000, protocolTimeout: 120_000});
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}

/** A module with all it imports, as one script that puts its exports under `name`. @param entry path from the repository's root */
export async function bundled(entry: string, name: string): Promise<string> {
  const made = await build({configFile: false, logLevel: 'error', build: {write: false, minify: false, target: 'es2023', lib: {entry, formats: ['iife'], name}}});
  const [first] = Array.isArray(made) ? made : [made];
  const [chunk] = first && 'output' in first ? first.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`${entry} was not bundled.`);
  return chunk.code;
}
