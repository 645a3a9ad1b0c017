/** A newer version on the device [R8]: tried beside the one that serves, then it takes over, or not. */
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Page} from '@playwright/test';
import type {Manifest} from '../../src/ranking-types.js';
import {DemoServer} from '../support/demo-server.js';
import {answersTurned, placeChanged} from '../support/model-folder.js';
import {cards, expect, test} from './fixtures.js';
import {afterTrial, nextVisit, visit} from './visits.js';

/** Two versions of the house's ranker, the second as `change` makes it: what the page says once its trial is over. */
async function tried(page: Page, change: (manifest: Manifest) => Manifest) {
  const models = await mkdtemp(join(tmpdir(), 'inkling-models-'));
  await cp('models/ranker', models, {recursive: true});
  const server = await DemoServer.start(models);
  try {
    const first = (await visit(page, server)).model?.version ?? 0;
    expect(first).toBeGreaterThan(0);
    await placeChanged(models, manifest => change({...manifest, version: first + 1}));
    expect((await nextVisit(page, server)).model?.version, 'the last good one begins').toBe(first);
    const status = await afterTrial(page);
    expect(await cards(page).count()).toBeGreaterThan(3);
    return {first, status};
  } finally {
    await server.close();
    await rm(models, {recursive: true, force: true});
  }
}

test('[R8] a newer version is tried beside the last good one, then takes over', async ({page, quiet: _}) => {
  const {first, status} = await tried(page, manifest => manifest);
  expect(status).toMatchObject({backend: 'wasm', reason: null, model: {version: first + 1}});
});

test('[R8] the last good one begins on a slow disk too, where the server has named the newer one before what is kept was read', async ({page, quiet: _}) => {
  await page.addInitScript(() => {
    // Holds everything that is kept until the server has answered: who reads it waits.
    void indexedDB.databases().then(([known]) => {
      if (known?.name === undefined) return;
      const opening = indexedDB.open(known.name);
      opening.onsuccess = () => {
        const stores = [...opening.result.objectStoreNames];
        const store = opening.result.transaction(stores, 'readwrite').objectStore(stores[0] ?? '');
        const answered = () => (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).some(({name, responseEnd}) => name.endsWith('/candidates') && performance.now() > responseEnd + 300);
        const hold = () => {
          if (!answered()) store.count().onsuccess = hold;
          else opening.result.close();
        };
        hold();
      };
    });
  });
  const {first, status} = await tried(page, manifest => manifest);
  expect(status).toMatchObject({reason: null, model: {version: first + 1}});
});

test('[R8] one that has learned people the wrong way round is rolled back, though its impacts still order the list', async ({page, quiet: _}) => {
  const {first, status} = await tried(page, answersTurned);
  expect(status).toMatchObject({backend: 'wasm', reason: 'model-refused', model: {version: first}});
  expect(status.detail).toMatch(new RegExp(`Version ${first + 1} is not served on this device.*expects answers in reverse .*τ -1\\.00`));
});
