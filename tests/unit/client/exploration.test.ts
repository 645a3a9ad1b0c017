import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {EXPLORATION} from '../../../src/policy/exploration.js';
import {POLICY} from '../../../src/policy/rerank.js';
import type {Manifest} from '../../../src/ranking-types.js';
import type {ServedEvent} from '../../../src/wire-types.js';
import {aClient, server, surface} from '../../support/client-in-node.js';
import {MANIFEST} from '../../support/scripted-server.js';

/** Serves the tiny model under a manifest of its own. */
async function serve(change: (manifest: Manifest) => Manifest): Promise<void> {
  const text = JSON.stringify(change(JSON.parse(await readFile(new URL(`../../support/tiny-model/${MANIFEST}`, import.meta.url), 'utf8')) as Manifest));
  const path = `/models/manifest-${createHash('sha256').update(text).digest('hex')}.json`;
  server.model = {name: 'tiny', version: 1, manifest: path};
  server.intercept = ({url}) => (url.endsWith(path) ? new Response(text) : null);
}

async function drawnWith(options: Parameters<typeof aClient>[0] = {}) {
  const client = aClient(options);
  const slate = await client.suggest({surface});
  await client.flush();
  const [served] = server.events().filter((event): event is ServedEvent => event.type === 'inkling.slate.served.v1');
  const policy = served?.data.policy ?? expect.fail('no slate was logged');
  expect(slate).toMatchObject({tier: 'linear', policy: {temperature: policy.temperature, window: policy.window, places: policy.places}});
  return policy;
}

test('[P4] τ, w, λ and δ are the manifest\'s, and each slate is logged with those it was drawn with', async () => {
  await serve(manifest => ({...manifest, exploration: {temperature: 0.7, window: 1.5, places: 4}, policy: {diversity: 3, hysteresis: 1}}));
  expect(await drawnWith()).toMatchObject({temperature: 0.7, window: 1.5, places: 4, diversity: 3, hysteresis: 1});
});

test('[P4] the host\'s go before the manifest\'s, one by one', async () => {
  await serve(manifest => ({...manifest, exploration: {temperature: 0.7, window: 1.5, places: 4}}));
  expect(await drawnWith({exploration: {temperature: 0.1}})).toMatchObject({temperature: 0.1, window: 1.5, places: 4});
});

test('[P4] a manifest that says nothing of them is served with the SDK\'s', async () => {
  await serve(({exploration: _, policy: __, ...manifest}) => manifest);
  const {temperature, window, places} = EXPLORATION;
  expect(await drawnWith()).toMatchObject({temperature, window, places, diversity: POLICY.diversity, hysteresis: POLICY.hysteresis});
});
