/** Which browsers the tests drive, and how. */
import {existsSync} from 'node:fs';
import {chromium} from 'playwright';

const INSTALLED = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** WebGPU in software: right for correctness, meaningless for speed. */
export const WEBGPU_ARGUMENTS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan', '--no-sandbox'];

/** The path of an installed Chromium or Chrome, of Playwright's own, or null. `INKLING_BROWSER` beats both. */
export function findBrowser() {
  const asked = process.env.INKLING_BROWSER;
  if (asked) return existsSync(asked) ? asked : null;
  return [...INSTALLED, chromium.executablePath()].find(path => path && existsSync(path)) ?? null;
}

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** The path of an installed Firefox, or null; tests that want it are then skipped by name. `INKLING_FIREFOX` goes first. */
export function findFirefox() {
  const asked = process.env.INKLING_FIREFOX;
  if (asked) return existsSync(asked) ? asked : null;
  return FIREFOX.find(path => existsSync(path)) ?? null;
}

/** The paths of WebKitGTK's driver and of an X server to show it on, or null. `INKLING_WEBKIT` names another driver. */
export function findWebKit() {
  const driver = process.env.INKLING_WEBKIT ?? '/usr/bin/WebKitWebDriver';
  const screen = '/usr/bin/Xvfb';
  return existsSync(driver) && existsSync(screen) ? {driver, screen} : null;
}
