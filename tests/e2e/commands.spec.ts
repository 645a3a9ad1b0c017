/** Every command that the README names is run by something: `npm test` and `npm start` by CI and these suites, training by its smoke test, the rest here. */
import {expect, test} from '@playwright/test';
import {cp, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {failed, json, npm, root} from './command-line.js';

let folder: string;
test.beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'inkling-commands-')); });
test.afterAll(() => rm(folder, {recursive: true, force: true}));

test('every script that the README names exists', async () => {
  const [readme, {scripts}] = [await readFile(`${root}README.md`, 'utf8'), await json(`${root}package.json`) as {scripts: Record<string, string>}];
  const named = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map(match => match[1] ?? '');
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) expect(scripts, `npm run ${name}`).toHaveProperty([name]);
});

test('npm run docs:elements writes what is there', async () => {
  const before = await readFile(`${root}docs/elements.md`, 'utf8');
  await npm('docs:elements');
  expect(await readFile(`${root}docs/elements.md`, 'utf8')).toBe(before);
});

/** Run by people, who look at what comes. */
const BY_HAND = ['docs', 'docs:browsers', 'docs:pictures'];
/** What is no entrance of its own: the suites, and what their tests do by the same code. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, line: string]>> = {
  check: ['tests/run.mjs', "step(['typecheck'])"], faults: ['tests/run.mjs', "'tests/faults/main.ts'"], size: ['tests/run.mjs', "step(['size'])"], 'docs:build': ['tests/run.mjs', "step(['docs:build'])"], 'test:package': ['tests/run.mjs', "vitest('package')"],
  'test:embed': ['tests/e2e/embed.spec.ts', 'INKLING_EMBED'], api: ['tests/package/package.test.ts', 'apiReport()'], localize: ['tests/unit/locales.test.ts', 'lit-localize'],
};

test('every script that the README names is run by something', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const suites = await Promise.all((await readdir(`${root}tests/e2e`)).filter(name => name.endsWith('.spec.ts')).map(name => readFile(`${root}tests/e2e/${name}`, 'utf8')));
  for (const [, name = ''] of readme.matchAll(/npm run ([a-z:]+)/g)) {
    if (BY_HAND.includes(name)) continue;
    const [file, line] = ELSEWHERE[name] ?? [];
    if (file && line) expect(await readFile(root + file, 'utf8'), name).toContain(line);
    else expect(suites.some(suite => suite.includes(`'${name}'`)), `npm run ${name} is run by no suite`).toBe(true);
  }
});

/** Run whole by the suites of their rooms (tests/unit/training, tests/unit/sequences); here their entrance. */
for (const name of ['train', 'train:rows', 'quantize', 'evaluate:shifts', 'evaluate:explanations', 'import:sasrec', 'train:sequences', 'evaluate:sequences', 'evaluate:reranking', 'publish:model', 'export:log']) {
  test(`npm run ${name} says how it is called`, async () => {
    expect(await failed(name)).toMatch(new RegExp(`Usage: .*npm run ${name} -- --`));
  });
}

test('npm run world writes a log, and says what is wrong with a bad option', async () => {
  await npm('world', '--', '--seed', '1', '--accounts', '3', '--visits', '12', '--out', join(folder, 'log'), '--json', join(folder, 'world.json'));
  expect(await json(join(folder, 'world.json'))).toMatchObject({visits: 12, slates: expect.any(Number), events: expect.any(Number)});
  expect((await readFile(join(folder, 'log/events.jsonl'), 'utf8')).split('\n').length).toBeGreaterThan(50);
  expect(await failed('world', '--', '--seed', 'x', '--out', folder)).toMatch(/seed/);
});

test('npm run world -- --check holds the world to what it claims', async () => {
  const said = await npm('world', '--', '--check');
  expect(said.match(/^ok /gm)?.length ?? 0).toBeGreaterThan(20);
  expect(said).not.toContain('FAILED');
});

test('npm run evaluate gives the fields that others read', async () => {
  await npm('evaluate', '--', '--model', 'models/ranker', '--seed', '2', '--visits', '12', '--json', join(folder, 'evaluation.json'));
  const evaluation = await json(join(folder, 'evaluation.json')) as {policies: Record<string, Record<string, {value: number; low: number; high: number}>>};
  for (const policy of ['serverOrder', 'linear', 'ours', 'oracle', 'clairvoyant']) {
    for (const figure of ['utilityPerVisit', 'applyRate', 'dismissRate', 'undoRate', 'ndcg5', 'gauc', 'hit3Apply', 'hit3Dismiss']) {
      const {value, low, high} = evaluation.policies[policy]?.[figure] ?? {};
      expect(low, `${policy}.${figure}`).toBeLessThanOrEqual(value ?? NaN);
      expect(high, `${policy}.${figure}`).toBeGreaterThanOrEqual(value ?? NaN);
    }
  }
  expect(evaluation).toHaveProperty('gapClosed');
  expect(evaluation).toHaveProperty('calibration.apply');
  expect(await failed('evaluate', '--', '--model', join(folder, 'nothing'), '--seed', '2', '--visits', '2')).toMatch(/nothing/);
});

test('npm run evaluate:explanations judges a few slates', async () => {
  await npm('evaluate:explanations', '--', '--model', 'models/ranker', '--seed', '2', '--slates', '6', '--json', join(folder, 'explanations.json'));
  expect(await json(join(folder, 'explanations.json'))).toMatchObject({seed: 2, model: {name: 'inkling-ranker'}, slates: 6, movesMore: expect.anything()});
});

test('npm run evaluate:log judges a policy by a bandit log, and names the line that it cannot read', async () => {
  const [events, out] = [join(folder, 'events.csv'), join(folder, 'off-policy.json')];
  await writeFile(events, 'item_id,position,click,propensity\n0,0,1,0.5\n1,0,0,0.25\n');
  const said = await npm('evaluate:log', '--', '--events', events, '--policy', 'uniform', '--actions', '2', '--json', out);
  expect(said).toMatch(/^snipw +0\.33333333$/m);
  expect(await json(out)).toMatchObject({estimators: {ipw: 0.5, snipw: 1 / 3, dm: expect.any(Number), 'sg_dr_0.1': expect.any(Number)}, ess: 1.8, maxWeight: 2});
  await writeFile(events, 'item_id,position,click,propensity\n0,0,1,0\n');
  expect(await failed('evaluate:log', '--', '--events', events, '--policy', 'uniform', '--actions', '2')).toMatch(/line 2, propensity/);
});

test('npm run bench measures in Chromium', async () => {
  await npm('bench', '--', '--only', 'ranks', '--runs', '3', '--json', join(folder, 'bench.json'));
  const {ranks} = await json(join(folder, 'bench.json')) as {ranks: {candidates: number; bare: {p50: number}; rank: {p50: number}; client: {p50: number}}[]};
  expect(ranks.map(row => row.candidates)).toEqual([10, 50, 100, 500]);
  for (const row of ranks) for (const stage of ['bare', 'rank', 'client'] as const) expect(row[stage].p50).toBeGreaterThan(0);
  expect(await failed('bench', '--', '--only', 'everything')).toMatch(/no measurement named everything/);
});

test('npm run evaluate:log, export:log and publish:model judge and publish by a log of slates', async () => {
  const [log, served, out] = ['log', 'served', 'obp'].map(name => join(folder, name)) as [string, string, string];
  await npm('world', '--', '--seed', '3', '--accounts', '30', '--visits', '120', '--out', log);
  await npm('evaluate:log', '--', '--log', log, '--model', 'models/ranker', '--json', join(folder, 'judged.json'));
  const {estimators, ess} = await json(join(folder, 'judged.json')) as {estimators: Record<string, {value: number}>; ess: number};
  for (const name of ['snipw', 'dr', 'iips', 'rips', 'cascade_dr']) expect(estimators[name]?.value, name).toEqual(expect.any(Number));
  expect(ess).toBeGreaterThan(1);

  expect(await failed('evaluate:log', '--', '--log', log)).toMatch(/No slate of .* took part in an experiment: give a --model to judge/);

  await npm('export:log', '--', '--log', log, '--out', out);
  expect((await readdir(out)).sort().map(name => name.split('.').at(-1))).toEqual(['json', 'npz']);

  // A log that is worth too little to the ranker is no ground to publish it on: a refusal is an answer, with its reasons, and a failure for a script.
  await cp(join(root, 'models/ranker'), served, {recursive: true});
  const verdict = join(folder, 'verdict.json');
  expect(await failed('publish:model', '--', '--from', 'models/ranker', '--log', log, '--out', served, '--margin', '0', '--json', verdict)).toMatch(/^npm run publish:model/);
  expect(await json(verdict)).toMatchObject({published: false, reasons: expect.arrayContaining([expect.stringMatching(/^The log is worth/)])});
  expect((await json(join(served, 'current.json')))['version']).toBe((await json(join(root, 'models/ranker/current.json')))['version']);
});

test('npm run evaluate:coverage says how often intervals hold the truth', async () => {
  const out = join(folder, 'coverage.json');
  await npm('evaluate:coverage', '--', '--contexts', '120', '--logs', '4', '--json', out);
  expect(await json(out)).toMatchObject({contexts: 120, logs: 4, rankers: expect.any(Array)});
});
