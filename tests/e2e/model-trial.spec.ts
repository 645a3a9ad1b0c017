/** A newer version on the device [R8]: tried beside the one that serves, then it takes over. */
import {createHash} from 'node:crypto';
import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Page} from '@playwright/test';
import type {Manifest} from '../../src/ranking-types.js';
import {DemoServer} from '../support/demo-server.js';
import {cards, expect, openDemo, readyStatus, test} from './fixtures.js';

/** Publishes what `change` makes of the manifest that is served. */
async function publish(models: string, change: (manifest: Manifest) => Manifest): Promise<void> {
  const current = JSON.parse(await readFile(join(models, 'current.json'), 'utf8')) as {name: string; manifest: string};
  const manifest = change(JSON.parse(await readFile(join(models, current.manifest), 'utf8')) as Manifest);
  const text = JSON.stringify(manifest);
  const name = `manifest-${createHash('sha256').update(text).digest('hex')}.json`;
  await writeFile(join(models, name), text);
  await writeFile(join(models, 'current.json'), JSON.stringify({name: manifest.name, version: manifest.version, manifest: name}));
}

/** Comes back after an hour. */
async function nextVisit(page: Page, server: DemoServer): Promise<void> {
  await server.down();
  server.later += 3_600_000;
  await server.up();
  await openDemo(page, server, {backend: 'wasm', user: 'trial'});
  await readyStatus(page);
}

const rankSome = (page: Page) => page.evaluate(async () => {
  for (let time = 0; time < 8; time++) {
    const slate = (await window.inkling.inspect()).slates.at(-1);
    if (slate) await window.inkling.rank({surface: slate.surface, candidates: slate.items.map(item => item.candidate)});
    await new Promise(resolve => setTimeout(resolve, 300));
  }
});
const status = (page: Page) => page.evaluate(() => window.inkling.status);

/** Two versions of the house's ranker, the second as `change` makes it: what the page says once its trial is over. */
async function tried(page: Page, change: (manifest: Manifest) => Manifest) {
  const models = await mkdtemp(join(tmpdir(), 'inkling-models-'));
  await cp('models/ranker', models, {recursive: true});
  const server = await DemoServer.start(models);
  try {
    await openDemo(page, server, {backend: 'wasm', user: 'trial'});
    const first = (await readyStatus(page)).model?.version ?? 0;
    expect(first).toBeGreaterThan(0);

    await publish(models, manifest => change({...manifest, version: first + 1}));
    await nextVisit(page, server);
    expect((await status(page)).model?.version, 'the last good one begins').toBe(first);
    await expect.poll(async () => {
      await rankSome(page);
      const {model, reason} = await status(page);
      return reason ?? model?.version;
    }, {timeout: 60_000}).not.toBe(first);
    expect(await cards(page).count()).toBeGreaterThan(3);
    return {first, status: await status(page)};
  } finally {
    await server.close();
    await rm(models, {recursive: true, force: true});
  }
}

test('[R8] a newer version is tried beside the last good one, then takes over', async ({page, quiet: _}) => {
  const {first, status} = await tried(page, manifest => manifest);
  expect(status).toMatchObject({backend: 'wasm', reason: null, model: {version: first + 1}});
});

test('[R8] one that has learned people the wrong way round is rolled back, though its impacts still order the list', async ({page, quiet: _}) => {
  const turned = ({slope, intercept}: {slope: number; intercept: number}) => ({slope: -slope, intercept});
  const {first, status} = await tried(page, manifest => {
    const {open, apply, dismiss, undo} = manifest.calibration;
    return {...manifest, calibration: {open: turned(open), apply: turned(apply), dismiss: turned(dismiss), undo: turned(undo)}};
  });
  expect(status).toMatchObject({backend: 'wasm', reason: 'model-refused', model: {version: first}});
  expect(status.detail).toMatch(new RegExp(`Version ${first + 1} is not served on this device.*expects answers in reverse .*τ -1\\.00`));
});
