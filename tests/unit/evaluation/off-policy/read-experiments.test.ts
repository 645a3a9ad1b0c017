import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {experimentsText, readExperiments} from '../../../../models/evaluation/off-policy/read-experiments.js';
import {openLog} from '../../../../models/training/log.js';
import {armOf} from '../../../../src/policy/assignment.js';
import type {Experiment, FeedbackEvent, ServedData} from '../../../../src/wire-types.js';
import {writeSyntheticLog} from '../../../support/synthetic-log.js';

const SAID: Experiment = {name: 'ranker-5', salt: 'nov', arms: [{name: 'drafted', mode: 'interleave', share: 0.5}, {name: 'control', mode: 'holdout', share: 0.5}]};
const ACCOUNTS = 200;
const armNameOf = (account: string) => armOf(SAID, account)?.name ?? '';

/** @param change of what each served event says, by account and number of its visit; null leaves the event out */
async function aLog(change: (account: string, visit: number, data: ServedData) => ServedData | null) {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-experiment-'));
  writeSyntheticLog(folder, {accounts: ACCOUNTS, visits: 2});
  const path = join(folder, 'events.jsonl');
  const events = readFileSync(path, 'utf8').trim().split('\n').map(line => JSON.parse(line) as FeedbackEvent);
  writeFileSync(path, events.flatMap((event): FeedbackEvent[] => {
    if (event.type !== 'inkling.slate.served.v1') return [event];
    const [account = '', visit] = event.data.visit.split('-');
    const data = change(account, Number(visit), event.data);
    return data ? [{...event, data}] : [];
  }).map(event => `${JSON.stringify(event)}\n`).join(''));
  return openLog(folder);
}

const inArm = (arm: string, data: ServedData): ServedData => {
  const mode = SAID.arms.find(({name}) => name === arm)?.mode ?? 'rank';
  return {...data, mode, arm: {experiment: SAID.name, salt: SAID.salt ?? '', arm}, team: mode === 'interleave' ? data.candidateIds.map((_, index) => (index % 2 === 0 ? 'ours' : 'server')) : null};
};

test('[P7] each arm\'s accounts and what it earned, and a preference between two teams that nobody prefers', async () => {
  const log = await aLog((account, _, data) => inArm(armNameOf(account), data));
  const [figures, ...others] = await readExperiments(log, {reward: 'clicks', places: 4, said: SAID});
  expect(others).toEqual([]);
  expect(figures).toMatchObject({experiment: 'ranker-5', salt: 'nov', crossed: 0, misplaced: 0, sampleRatio: {mismatch: false}});
  expect(figures?.arms.map(({accounts}) => accounts).reduce((sum, accounts) => sum + accounts, 0)).toBe(ACCOUNTS);
  for (const {accounts, slates, earned} of figures?.arms ?? []) {
    expect(slates).toBe(2 * accounts);
    expect(earned.low ?? NaN).toBeLessThan(earned.value);
    expect(earned.high ?? NaN).toBeGreaterThan(earned.value);
  }
  const {low, high, slates} = figures?.preference ?? {low: NaN, high: NaN, slates: 0};
  expect(slates).toBeGreaterThan(50);
  expect(low ?? NaN).toBeLessThan(0);
  expect(high ?? NaN).toBeGreaterThan(0);
  expect(experimentsText(figures ? [figures] : [])).toMatch(/preference for ours, −1 to 1: .* slates that a team won\n {2}sample ratio: .* as it was said/);
});

test('[P7] accounts that are missing from an arm, that changed it, or that are in another than their hash says, are told', async () => {
  const control = Array.from({length: ACCOUNTS}, (_, index) => `act_${index}`).filter(account => armNameOf(account) === 'control');
  const [mover, stray, ...rest] = control;
  const missing = new Set(rest.slice(20));
  const log = await aLog((account, visit, data) => {
    if (missing.has(account)) return null;
    return inArm(account === stray || (account === mover && visit === 1) ? 'drafted' : armNameOf(account), data);
  });
  const [figures] = await readExperiments(log, {reward: 'clicks', places: 4, said: SAID});
  expect(figures).toMatchObject({crossed: 1, misplaced: 1, sampleRatio: {mismatch: true}});
  expect(experimentsText(figures ? [figures] : [])).toMatch(/NOT as it was said[^]*in another arm than their hash says: 1\n[^]*in more than one arm: 1\n/);
  // Without the experiment as it was given there are no shares to hold the counts to.
  expect(await readExperiments(log, {reward: 'clicks', places: 4})).toMatchObject([{sampleRatio: null, misplaced: null, crossed: 1}]);
  await expect(readExperiments(log, {reward: 'clicks', places: 4, said: {...SAID, arms: SAID.arms.slice(0, 1)}})).rejects.toThrow(/has the arm control of ranker-5, which the experiment/);
});

test('[P7] a log without experiments has none', async () => {
  expect(await readExperiments(await aLog((_, __, data) => data), {reward: 'clicks', places: 4})).toEqual([]);
});
