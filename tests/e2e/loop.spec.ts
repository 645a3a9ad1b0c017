/** Journey 5, all of it: feedback of a server that serves a weak model → a better one, judged, published, swapped to; and the bad ones that stop on the way. */
import '../../src/page-ranking.js';
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findPython} from '../../models/training/python.js';
import {createWorld} from '../../models/world/world.js';
import {liveVisits} from '../support/advertisers.js';
import {DAY, DemoServer} from '../support/demo-server.js';
import {answersTurned, copyWithImpactTurned, knowingNothing, placeChanged} from '../support/model-folder.js';
import {failed, json, npm} from './command-line.js';
import {cards, expect, test} from './fixtures.js';
import {afterTrial, nextVisit, visit} from './visits.js';

const VISITS = 2000;
/** The demo server's. */
const WORLD = {seed: 7};

test('the loop closes: 2,000 visits under a weak model, training, the judge, the next version on the device; and what is worse gets no further', async ({page, quiet: _}) => {
  test.skip(findPython() === null, 'training needs Python with torch, onnx and numpy');
  test.setTimeout(600_000);
  const folder = await mkdtemp(join(tmpdir(), 'inkling-loop-'));
  const [models, next, sabotaged] = ['models', 'next', 'sabotaged'].map(name => join(folder, name)) as [string, string, string];
  await cp('models/ranker', models, {recursive: true});
  await placeChanged(models, knowingNothing);
  const server = await DemoServer.start(models);
  const served = async () => (await json(join(models, 'current.json')))['version'];
  const publish = (from: string, verdict: string) => ['publish:model', '--', '--from', from, '--out', models, '--log', server.url, '--json', join(folder, verdict)] as const;
  try {
    await test.step('a browser and 300 advertisers in Node live with version 1', async () => {
      expect((await visit(page, server)).model?.version).toBe(1);
      expect(await liveVisits(createWorld(WORLD), {url: server.url, visits: VISITS, begin: DAY})).toMatchObject({visits: VISITS});
    });

    await test.step('training learns from what the server exports', async () => {
      await npm('train', '--', '--log', server.url, '--out', next, '--smoke', '--epochs', '4', '--threads', '1', '--temperature', '1', '--window', '2', '--json', join(folder, 'trained.json'));
      const {replay} = await json(join(folder, 'trained.json')) as {replay: {slates: number; applies: number; dropped: Record<string, number>}};
      expect(replay.slates).toBeGreaterThan(VISITS);
      expect(replay.applies).toBeGreaterThan(VISITS / 2);
      // A slate whose model was late is the server's, and says nothing of the context.
      expect(replay.dropped).toMatchObject({digest: 0, noCandidates: 0, schema: 0});
      expect(replay.dropped['noContext']).toBeLessThan(VISITS / 20);
    });

    await test.step('the judge says what it would have earned', async () => {
      await npm('evaluate:log', '--', '--log', server.url, '--model', next, '--json', join(folder, 'judged.json'));
      const {estimators, slates, ess} = await json(join(folder, 'judged.json')) as {estimators: Record<string, {value: number; low: number | null; high: number | null}>; slates: number; ess: number};
      expect(slates).toBeGreaterThan(VISITS);
      expect(ess).toBeGreaterThan(100);
      expect(estimators['cascade_dr']?.low).toBeLessThan(estimators['cascade_dr']?.high ?? NaN);
    });

    await test.step('it is published, and the browser swaps on its next visit', async () => {
      await npm(...publish(next, 'better.json'));
      expect(await json(join(folder, 'better.json'))).toMatchObject({published: true, version: 2, reasons: [expect.stringMatching(/^It is no worse \(clicks a slate/)]});
      expect(await served()).toBe(2);
      expect((await nextVisit(page, server)).model?.version, 'the last good one begins').toBe(1);
      expect(await afterTrial(page)).toMatchObject({reason: null, backend: 'wasm', model: {version: 2}});
    });

    await test.step('one that promises loss for gain is refused by the judge', async () => {
      await copyWithImpactTurned(next, sabotaged);
      await failed(...publish(sabotaged, 'worse.json'));
      expect(await json(join(folder, 'worse.json'))).toMatchObject({published: false, reasons: [expect.stringMatching(/^It may be worse by more than the margin/)]});
      expect(await served()).toBe(2);
    });

    await test.step('one that slips past the judge is rolled back on the device', async () => {
      await placeChanged(models, manifest => answersTurned({...manifest, version: 3}));
      expect((await nextVisit(page, server)).model?.version).toBe(2);
      expect(await afterTrial(page)).toMatchObject({reason: 'model-refused', detail: expect.stringContaining('Version 3 is not served on this device'), model: {version: 2}});
      expect(await cards(page).count()).toBeGreaterThan(3);
    });
  } finally {
    await server.close();
    await rm(folder, {recursive: true, force: true});
  }
});
