import {describe, expect, test} from 'vitest';
import {HELD_BACK} from '../../../models/world/catalogue.js';
import {createWorld, UNDO_MS} from '../../../models/world/world.js';

const NOW = Date.UTC(2026, 10, 20, 12);
/** A small pre-log: the server's order is then rough, and quick to learn. */
const server = {preLogVisits: 100};
const world = () => createWorld({seed: 7, accounts: 6, server});

describe('the world as a server sees it', () => {
  test('the same seed gives the same candidates, another seed others', () => {
    const ask = (seed: number) => createWorld({seed, accounts: 3, server}).candidates('act_2', 'campaign-list', undefined, NOW);
    expect(ask(7)).toEqual(ask(7));
    expect(ask(8)).not.toEqual(ask(7));
  });

  test('candidates come in the server\'s order, each with finite numbers and a future', () => {
    const list = world().candidates('act_1', 'campaign-list', undefined, NOW);
    expect(list.length).toBeGreaterThanOrEqual(6);
    const scores = list.map(candidate => candidate.serverScore);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const {impact, expiresAt, createdAt, embedding} of list) {
      expect(impact?.low).toBeLessThanOrEqual(impact?.high ?? -1);
      expect(createdAt).toBeLessThanOrEqual(NOW);
      expect(expiresAt).toBeGreaterThan(NOW);
      expect(embedding).toHaveLength(16);
    }
    expect(new Set(list.map(candidate => candidate.id)).size).toBe(list.length);
  });

  test('an apply changes the campaign, an undo changes it back', () => {
    const live = world();
    const raise = live.accountIds.flatMap(id => live.candidates(id, 'campaign-list', undefined, NOW).map(candidate => ({id, candidate}))).find(({candidate}) => candidate.type === 'raise-budget');
    if (!raise) throw new Error('No budget to raise in this world.');
    const {id, candidate} = raise;
    const before = live.account(id, NOW);
    const held = live.candidates(id, 'campaign-list', undefined, NOW);
    const applied = live.apply(id, candidate.id, candidate.version, candidate.change?.recommended, NOW);
    if (!('applicationId' in applied)) throw new Error(JSON.stringify(applied));
    expect(applied.campaign?.dailyBudget).toBe(candidate.change?.recommended);
    expect(live.candidates(id, 'campaign-list', undefined, NOW).map(one => one.id)).not.toContain(candidate.id);
    expect(live.undo(id, applied.applicationId, NOW + 1000)).toBe(true);
    expect(live.candidates(id, 'campaign-list', undefined, NOW)).toEqual(held);
    expect(live.account(id, NOW)).toEqual(before);
    expect(live.undo(id, applied.applicationId, NOW + 1000)).toBe(false);
  });

  test('a budget may be set to any whole amount within the bounds that its suggestion names, and to no other', () => {
    const live = world();
    const bounded = live.accountIds.flatMap(id => live.candidates(id, 'campaign-list', undefined, NOW).map(candidate => ({id, candidate}))).filter(({candidate}) => candidate.change?.max !== undefined);
    expect(new Set(bounded.map(({candidate}) => candidate.type)).size).toBeGreaterThan(1);
    for (const {candidate: {change}} of bounded) {
      const {min = NaN, max = NaN, current, recommended} = change ?? {};
      expect([min <= Number(recommended), max >= Number(recommended), min > Number(current) || max < Number(current)]).toEqual([true, true, true]);
    }
    const {id, candidate: {id: candidateId, version, change: {min = 0, max = 0} = {}}} = bounded[0] as (typeof bounded)[number];
    for (const value of [min - 1, max + 1, min + 0.5, 'all of it']) expect(live.apply(id, candidateId, version, value, NOW)).toEqual({unacceptable: `must be ${min} to ${max} in steps of 1`});
    expect(live.apply(id, candidateId, version, max, NOW)).toMatchObject({campaign: {dailyBudget: max}});
  });

  test('an apply of an older version meets a conflict that shows the candidate as it is', () => {
    const live = world();
    const candidate = live.candidates('act_1', 'campaign-list', undefined, NOW)[0];
    expect(live.apply('act_1', candidate?.id ?? '', 'old', undefined, NOW)).toMatchObject({conflict: 'changed', candidate: {id: candidate?.id, version: candidate?.version}});
    expect(live.apply('act_1', 'nothing', '1', undefined, NOW)).toEqual({conflict: 'unknown', candidate: null});
  });

  test('an undo comes too late after its time, and the outcome is known a week after', () => {
    const live = world();
    const candidate = live.candidates('act_1', 'campaign-list', undefined, NOW)[0];
    const applied = live.apply('act_1', candidate?.id ?? '', candidate?.version ?? '', candidate?.change?.recommended, NOW);
    if (!('applicationId' in applied)) throw new Error(JSON.stringify(applied));
    expect(live.undo('act_1', applied.applicationId, NOW + UNDO_MS + 1)).toBe(false);
    expect(live.outcomes('act_1', NOW + 86_400_000)).toEqual([]);
    expect(live.outcomes('act_1', NOW + 8 * 86_400_000)).toMatchObject([{candidateId: candidate?.id, unit: 'percent', metric: candidate?.impact?.metric}]);
  });

  test('a budget that is edited by hand changes the campaign and what is suggested for it', () => {
    const live = world();
    const campaign = live.account('act_1', NOW).campaigns[0];
    const edited = live.editBudget('act_1', campaign?.id ?? '', 500, NOW);
    expect(edited.dailyBudget).toBe(500);
    expect(live.account('act_1', NOW + 1).campaigns[0]?.dailyBudget).toBe(500);
    expect(() => live.editBudget('act_1', campaign?.id ?? '', -1, NOW)).toThrow('A daily budget must be above zero');
    expect(() => live.editBudget('act_1', 'c_none', 5, NOW)).toThrow('has no campaign "c_none"');
    expect(() => live.account('act_99', NOW)).toThrow('There is no account "act_99"');
  });

  test('a report has one row a day, with plausible figures', () => {
    const rows = world().report('act_1', undefined, 30, NOW);
    expect(rows).toHaveLength(30);
    for (const row of rows) {
      expect(row.spend).toBeGreaterThan(0);
      expect(row.campaignClicks).toBeLessThan(row.campaignImpressions * 0.1);
    }
    expect(rows.at(-1)?.date).toBe('2026-11-19');
  });

  test('held-back trades and types come only when asked for', () => {
    const shifted = createWorld({seed: 7, accounts: 30, server, verticals: ['pets', 'sports'], unseenTypes: 4});
    const types = (of: typeof shifted) => new Set(of.accountIds.flatMap(id => of.candidates(id, 'campaign-list', undefined, NOW).map(candidate => candidate.type)));
    expect(new Set(shifted.accountIds.map(id => shifted.account(id, NOW).vertical))).toEqual(new Set(['pets', 'sports']));
    expect(HELD_BACK.some(type => types(shifted).has(type))).toBe(true);
    const usual = createWorld({seed: 7, accounts: 30, server});
    expect(HELD_BACK.some(type => types(usual).has(type))).toBe(false);
    expect(usual.accountIds.some(id => ['pets', 'sports'].includes(usual.account(id, NOW).vertical))).toBe(false);
  });
});
