import {defineConfig} from '@playwright/test';
import {findBrowser} from './tests/support/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  snapshotPathTemplate: '{testDir}/expected/{arg}{ext}',
  // What measures the machine's time, or must answer within one on a GPU in software, is tagged @alone, and run by itself.
  workers: 2,
  // CI's machine is shared: what a stall of the whole machine failed is tried twice more, and listed as flaky.
  retries: process.env.CI ? 2 : 0,
  timeout: 150_000,
  expect: {timeout: 20_000},
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [['list'], ['json']] : [['list']],
  use: {
    headless: true,
    viewport: {width: 1440, height: 900},
    // V8's optimizing WebAssembly compiler would take much of each page's time, for a ranker that answers the same without it. What is measured (`inWholeV8`) has it, and so has what launches a browser of its own.
    // Without a GPU, as on most machines: who tests WebGPU asks for it in software, and waits. Letters are drawn alike whatever the machine's own settings: pictures are compared.
    launchOptions: {executablePath: findBrowser() ?? undefined, args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text', '--js-flags=--liftoff-only']},
  },
});
