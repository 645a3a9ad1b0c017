/** Axe, run within the page: told by each frame to the test instead, as @axe-core/playwright does, all that it looked at takes five times as long. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Page} from '@playwright/test';
import type axeCore from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it is now, frames included: one line a place. @param without rules that do not hold for what is looked at */
export async function axe(page: Page, without: readonly string[] = []): Promise<string[]> {
  for (const frame of page.frames()) if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(SOURCE);
  return page.evaluate(async disabled => {
    const {violations} = await (window as unknown as {axe: typeof axeCore}).axe.run({resultTypes: ['violations'], rules: Object.fromEntries(disabled.map(rule => [rule, {enabled: false}]))});
    return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1]?.trim()}`));
  }, without);
}
