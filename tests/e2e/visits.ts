/** A person who comes back to the demo, and what Inkling then says of the model that serves. */
import type {Page} from '@playwright/test';
import type {DemoServer} from '../support/demo-server.js';
import {openDemo, readyStatus} from './fixtures.js';

/** The WASM tier, which every machine has. */
export async function visit(page: Page, server: DemoServer) {
  await openDemo(page, server, {backend: 'wasm', user: 'trial'});
  return readyStatus(page);
}

/** Comes back after an hour. */
export async function nextVisit(page: Page, server: DemoServer) {
  await server.down();
  server.later += 3_600_000;
  await server.up();
  return visit(page, server);
}

export const statusOf = (page: Page) => page.evaluate(() => window.inkling.status);

/** Some more lists, each after a moment: what a trial waits for. */
export const rankSome = (page: Page) => page.evaluate(async () => {
  for (let time = 0; time < 8; time++) {
    const slate = (await window.inkling.inspect()).slates.findLast(({surface}) => surface === 'campaign-list');
    if (slate) await window.inkling.rank({surface: slate.surface, candidates: slate.items.map(item => item.candidate)});
    await new Promise(resolve => setTimeout(resolve, 300));
  }
});

/** Once another version serves, or a reason why not is given. */
export async function afterTrial(page: Page) {
  const begun = (await statusOf(page)).model?.version;
  for (;;) {
    const status = await statusOf(page);
    if (status.reason !== null || status.model?.version !== begun) return status;
    await rankSome(page);
  }
}
