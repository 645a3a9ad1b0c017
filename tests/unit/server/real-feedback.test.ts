/** Clients in Node that run `src/` against the real server: what it exports is read as a simulated log is [F8]. */
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {banditFeedbackOf, breachesOf} from '../../../models/evaluation/off-policy/bandit-feedback.js';
import {evaluateSlates, roundsOfSlates} from '../../../models/evaluation/off-policy/evaluate-slates.js';
import {readSlates, type Target} from '../../../models/evaluation/off-policy/inkling-log.js';
import {readNpz, writeNpz} from '../../../models/evaluation/off-policy/npz.js';
import {baseSchema, type Vocabulary} from '../../../models/training/base-schema.js';
import {logFolderOf} from '../../../models/training/feedback-export.js';
import {openLog} from '../../../models/training/log.js';
import {findPython} from '../../../models/training/python.js';
import {replay} from '../../../models/training/replay.js';
import '../../../src/page-ranking.js';
import {createInsights} from '../../../src/client.js';
import {readSchema} from '../../../src/features/schema.js';
import {scoreLinear} from '../../../src/ranker/linear.js';
import type {Manifest} from '../../../src/ranking-types.js';
import {writeLinearModel} from '../../support/linear-model.js';
import {aServer, temporaryDirectory} from './server-at-hand.js';

const VOCABULARY: Vocabulary = {embedding: {version: 'stub-1', size: 2}, types: ['fix-tag', 'raise-budget']};
const EXPLORATION = {temperature: 1, window: 2, places: 10};
const VISITS = 6;
const SLATES = VISITS * 2 * 2;

/** Two accounts live some visits; every list is seen, some cards are opened, applied, dismissed, undone. */
async function feedback(): Promise<{server: string; models: string; folder: string}> {
  const folder = await temporaryDirectory();
  const models = join(folder, 'models');
  writeLinearModel(models, VOCABULARY, 1, EXPLORATION);
  const begin = Date.UTC(2026, 10, 20, 9);
  const {url} = await aServer({models, now: () => begin});
  const server = url.replace(/\/$/, '');
  for (const account of ['act_1', 'act_2']) {
    let now = begin;
    const client = createInsights({account, user: 'u', endpoint: `${server}/inkling/v1`, consent: {measurement: true, personalization: true}, backend: 'linear', clock: () => now, deadlines: {answer: 10_000}});
    onTestFinished(() => client.close());
    for (let visit = 0; visit < VISITS; visit++) {
      await client.observe([{namespace: 'account', name: 'daily-spend', value: 120 + visit}]);
      await client.record({kind: 'edit', surface: 'budget-editor', entity: {level: 'campaign', id: 'cmp_1'}});
      for (let request = 0; request < 2; request++) {
        now += 60_000;
        const {items} = await client.suggest({surface: 'campaign-list', pinned: []});
        for (const {placement} of items) await client.record({kind: 'impression', placement});
        now += 1000;
        const [first] = items;
        if (first) await client.record({kind: 'open', placement: first.placement});
        if (first && visit % 3 === 1) await client.record({kind: 'apply', placement: first.placement, value: 3});
        if (first && visit % 3 === 1) await client.record({kind: 'undo', placement: first.placement});
      }
      now += 3_600_000;
    }
    expect((await client.flush()).left).toBe(0);
  }
  return {server, models, folder};
}

test('[F8] every slate of real feedback is encoded again as its page encoded it, from the URL and from the Parquet file', async () => {
  const {server, folder} = await feedback();
  const log = await logFolderOf(server, join(folder, 'work'));
  const {schema, slates, dropped, applies} = await replay(log, join(folder, 'shards'));
  expect(schema).toEqual(readSchema(baseSchema(VOCABULARY)));
  expect({slates, dropped, applies}).toEqual({slates: SLATES, dropped: {digest: 0, noContext: 0, noCandidates: 0, schema: 0}, applies: 0});
  const file = join(folder, 'feedback.parquet');
  writeFileSync(file, Buffer.from(await (await fetch(`${server}/inkling/v1/export`)).arrayBuffer()));
  const again = await logFolderOf(file, join(folder, 'again'));
  for (const name of ['log.json', 'events.jsonl', 'candidates.jsonl']) expect(readFileSync(join(again, name), 'utf8')).toBe(readFileSync(join(log, name), 'utf8'));
  expect(await logFolderOf(log, folder), 'a directory is what it is').toBe(log);
});

test('an export without a served model, a file of another sort, and a server that is away get a sentence each', async () => {
  const folder = await temporaryDirectory();
  const {url} = await aServer();
  await expect(logFolderOf(url, folder)).rejects.toThrow(/names no feature schema: no page was served a model/);
  writeFileSync(join(folder, 'text.parquet'), 'no table');
  await expect(logFolderOf(join(folder, 'text.parquet'), folder)).rejects.toThrow(/is no Parquet file of a server's export/);
  await expect(logFolderOf('http://localhost:1/', folder)).rejects.toThrow(/cannot be reached; start the server/);
});

test('[P4] the log\'s own policy, asked again, is worth every slate and earns what the log earned', async () => {
  const {server, models, folder} = await feedback();
  const log = await openLog(await logFolderOf(server, join(folder, 'work')));
  const manifest = JSON.parse(readFileSync(join(models, (JSON.parse(readFileSync(join(models, 'current.json'), 'utf8')) as {manifest: string}).manifest), 'utf8')) as Manifest;
  const schema = readSchema(baseSchema(VOCABULARY));
  const own: Target = {name: 'own', schema, exploration: manifest.exploration, score: batch => scoreLinear(batch, manifest.linear)};
  const slates = await readSlates(log, [own], [schema], {places: 2, reward: 'clicks'});
  expect(slates.slates).toHaveLength(SLATES);
  const [rounds] = roundsOfSlates(slates);
  if (!rounds) throw new Error('unreachable');
  const {ess, estimators, warnings} = evaluateSlates(rounds);
  // Utilities are logged with seven digits.
  expect(ess).toBeCloseTo(SLATES, 3);
  const earned = slates.slates.reduce((sum, {rewards}) => sum + rewards.reduce((so, reward) => so + reward, 0), 0) / SLATES;
  for (const name of ['ipw', 'snipw', 'iips', 'rips'] as const) expect(estimators[name].value, name).toBeCloseTo(earned, 4);
  // What their model expects of the policy is not quite what came about: of so few slates, whose chances nobody fixed, it is off by some hundredths.
  for (const name of ['dr', 'cascade_dr'] as const) expect(estimators[name].value, name).toBeCloseTo(earned, 1);
  expect(estimators.dr.low, 'too few slates for an interval').toBeNull();
  expect(warnings).toEqual([expect.stringContaining(`worth ${SLATES}.0 of its ${SLATES} slates`)]);
});

test('Open Bandit Pipeline\'s bandit_feedback keeps its rules, here and in numpy', async () => {
  const {server, folder} = await feedback();
  const log = await openLog(await logFolderOf(server, join(folder, 'work')));
  const {arrays, about} = banditFeedbackOf(await readSlates(log, [], [readSchema(baseSchema(VOCABULARY))], {places: 2, reward: 'clicks'}));
  expect(about).toMatchObject({n_rounds: SLATES, len_list: 2, n_unique_action: 6, short: 0});
  const bytes = writeNpz(arrays);
  expect(readNpz(bytes)).toEqual(arrays);
  expect(breachesOf(readNpz(bytes), about)).toEqual([]);
  const broken = {...arrays, pscore: {...arrays.pscore, data: Float64Array.from(arrays.pscore.data as Float64Array, (score, row) => (row === 3 ? 1.5 : score))}};
  expect(breachesOf(broken, about)).toEqual(expect.arrayContaining(['pscore must be in the range of (0, 1]', 'pscore must be unique in each slate']));

  const python = findPython();
  const path = join(folder, 'bandit_feedback.npz');
  writeFileSync(path, bytes);
  if (python === null || !existsSync(path)) return;
  const script = `
import numpy as np, sys
z = np.load(sys.argv[1])
n = ${SLATES * 2}
for name in ("slate_id", "action", "position"): assert z[name].dtype == np.int64 and z[name].shape == (n,), name
for name in ("pscore", "pscore_cascade", "pscore_item_position"): assert z[name].dtype == np.float64 and (z[name] > 0).all() and (z[name] <= 1).all(), name
assert (z["position"].reshape(-1, 2) == [0, 1]).all() and z["context"].shape[0] == ${SLATES} and z["action_context"].shape == (6, 2)
assert (np.diff(z["pscore_cascade"].reshape(-1, 2)) <= 0).all() and z["reward"].sum() == ${SLATES}
`;
  execFileSync(python, ['-c', script, path], {stdio: ['ignore', 'ignore', 'pipe']});
});
