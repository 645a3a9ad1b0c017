/** The judge's verdict on logs whose truth is plain: two cards, one place, each shown half of the time. How a real log becomes such rounds is the off-policy suite's. */
import {cpSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {earned, evaluateSlates} from '../../../models/evaluation/off-policy/evaluate-slates.js';
import type {Judged} from '../../../models/evaluation/off-policy/judge.js';
import type {SlateRounds} from '../../../models/evaluation/off-policy/slate-estimators.js';
import {currentOf, manifestOf} from '../../../models/publishing/checks.js';
import {publish} from '../../../models/publishing/publish.js';

const FOLDER = 'tests/support/tiny-model';

let log: {readonly slates: number; readonly clicks: readonly [number, number]; readonly ours: number; readonly theirs: number};

vi.mock('../../../models/evaluation/off-policy/judge.js', () => ({
  withLog: (source: string, use: (folder: string) => Promise<unknown>) => use(source),
  judgeLog: (): Promise<Judged> => {
    const rounds = [log.ours, log.theirs].map(roundsOf);
    return Promise.resolve({
      about: {reward: 'clicks', places: 1, slates: log.slates, accounts: log.slates / 4, dropped: {notExplored: 0, unseen: 0, noContext: 0, noCandidates: 0, schema: 0, digest: 0, propensity: 0}, logged: earned(rounds[0] ?? roundsOf(0))},
      evaluations: rounds.map(one => ({...evaluateSlates({rounds: one, marginals: {quadrature: 0, enumeration: 0, 'monte-carlo': 0}}), model: ''})),
      rounds,
    });
  },
}));

/** Of a policy that shows the first card so often. Every card is clicked as often as it is said, in turn. */
function roundsOf(first: number): SlateRounds {
  const each = (of: (slate: number) => number) => Float64Array.from({length: log.slates}, (_, slate) => of(slate));
  const turn = (slate: number, share: number) => Number(Math.floor((slate / 2 + 1) * share) > Math.floor(slate / 2 * share));
  const ratios = each(slate => (slate % 2 === 0 ? first : 1 - first) / 0.5);
  return {
    places: 1, accounts: Int32Array.from({length: log.slates}, (_, slate) => slate % (log.slates / 4)), accountCount: log.slates / 4, steps: ratios, marginals: ratios,
    rewards: each(slate => turn(slate - slate % 2, log.clicks[slate % 2 === 0 ? 0 : 1])), shown: each(() => 0), ahead: each(() => 0), aheadOnTarget: each(() => 0), expected: each(() => 0),
  };
}

const serve = async (next: typeof log, margin = 0.05) => {
  log = next;
  const out = mkdtempSync(join(tmpdir(), 'inkling-margin-'));
  cpSync(FOLDER, out, {recursive: true});
  const verdict = await publish({from: FOLDER, out, log: 'a log', reward: 'clicks', places: 1, tier: 'neural', margin, rollback: false});
  return {...verdict, out, served: currentOf(out)};
};
const current = currentOf(FOLDER) ?? expect.fail('there is no tiny model');
const GOOD = [0.5, 0.2] as const;

test('the same policy is no worse, and the manifest keeps what it was judged by', async () => {
  const {out, served, ...verdict} = await serve({slates: 1000, clicks: GOOD, ours: 0.6, theirs: 0.6});
  expect(verdict).toMatchObject({published: true, version: current.version + 1, reasons: [expect.stringMatching(/^It is no worse \(clicks a slate: \+0\.00 against 0\.38/)]});
  expect(served?.version).toBe(current.version + 1);
  expect(manifestOf(out, served ?? expect.fail('nothing is served')).training['judged']).toMatchObject({against: current.version, reward: 'clicks', difference: {value: 0}});
});

test('one that loses less than the margin is published, at a tighter margin it is not', async () => {
  const slightly = {slates: 1000, clicks: GOOD, ours: 0.59, theirs: 0.6};
  const verdict = await serve(slightly);
  expect(verdict).toMatchObject({published: true, difference: {value: expect.closeTo(-0.003, 6)}});
  expect(await serve(slightly, 0.001)).toMatchObject({published: false, served: current});
});

test('one that loses more is refused, with the figures, and what served serves on', async () => {
  const verdict = await serve({slates: 1000, clicks: GOOD, ours: 0.2, theirs: 0.8});
  expect(verdict).toMatchObject({published: false, served: current, difference: {value: expect.closeTo(-0.18, 6)}});
  expect(verdict.reasons).toEqual([expect.stringMatching(/^It may be worse by more than the margin of −0\.0220 \(clicks a slate: −0\.180 against 0\.44.*, 95 % interval −0\.\d+ to −0\.\d+\)\.$/)]);
});

test('one that might be as good, and might be worse, is refused: the lower end decides', async () => {
  const verdict = await serve({slates: 160, clicks: [0.5, 0.5], ours: 0.9, theirs: 0.1});
  expect(verdict).toMatchObject({published: false, difference: {value: expect.closeTo(0, 6)}, reasons: [expect.stringMatching(/^It may be worse by more than the margin/)]});
  expect(verdict.difference?.high).toBeGreaterThan(0.05);
});

test('a log that is worth too few slates tells nothing, of whichever it is', async () => {
  const few = {slates: 60, clicks: GOOD};
  expect(await serve({...few, ours: 0.95, theirs: 0.5})).toMatchObject({published: false, reasons: [expect.stringMatching(/^The log is worth 33 of its 60 slates to this model, less than 50: there is no telling/)]});
  expect(await serve({...few, ours: 0.5, theirs: 0.95})).toMatchObject({published: false, reasons: [expect.stringMatching(/to the version that it is compared with, less than 50/)]});
});
