import {expect, test} from 'vitest';
import {rolloutShifts, SHIFTS, shiftsText, shiftVerdicts} from '../../../models/evaluation/shifts.js';
import {HELD_BACK, KNOWN_TYPES, typesOf} from '../../../models/world/catalogue.js';
import {DEFAULTS, readConfig} from '../../../models/world/config.js';
import {informed, serverOrder} from '../../../models/world/policies.js';

test('each world is one that the config allows, and differs from training\'s in one field alone', () => {
  const [first, ...others] = Object.values(SHIFTS).map(config => readConfig(config));
  expect(first).toEqual(DEFAULTS);
  for (const config of others) {
    const fields = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
    expect(fields.filter(field => JSON.stringify(config[field]) !== JSON.stringify(DEFAULTS[field]))).toHaveLength(1);
  }
});

test('new verticals are those that training never saw, unseen types those that it held back', () => {
  const {verticals} = readConfig(SHIFTS['new verticals']);
  expect(verticals.length).toBeGreaterThan(0);
  expect(verticals.filter(id => DEFAULTS.verticals.includes(id))).toEqual([]);
  expect(typesOf(readConfig(SHIFTS['unseenTypes 4'])).map(({type}) => type).filter(type => !KNOWN_TYPES.includes(type)).sort()).toEqual([...HELD_BACK].sort());
});

test('every policy lives in every world, and the text has a row for each', async () => {
  const policies = [serverOrder, {...informed, name: 'ours'}, informed];
  const told: string[] = [];
  // A server that has learned less is trained sooner.
  const server = {preLogVisits: 100};
  const evaluated = await rolloutShifts({
    seed: 33, accounts: 2, visits: 3, policies, progress: world => told.push(world), shifts: {'as trained': {server}, 'intentStrength 0': {server, intentStrength: 0}},
  });
  expect(Object.keys(evaluated.shifts)).toEqual(['as trained', 'intentStrength 0']);
  expect(evaluated.shifts['intentStrength 0']?.config.intentStrength).toBe(0);
  expect(evaluated.shifts['as trained']?.gapClosed.value).toBe(1);
  // The world that a target is about is lived in by more.
  expect(Object.values(evaluated.shifts).map(({accounts, visits}) => [accounts, visits])).toEqual([[2, 3], [8, 12]]);
  expect(new Set(told)).toEqual(new Set(['as trained', 'intentStrength 0']));
  const lift = evaluated.shifts['intentStrength 0']?.lifts['ours'];
  expect(shiftVerdicts(evaluated)[0]?.met).toBe((lift?.low ?? -1) >= -0.01);
  expect(shiftsText(evaluated).split('\n').filter(line => line.startsWith('| intentStrength 0 |'))).toHaveLength(4);
});

test('a world that was not lived in leaves its target open', async () => {
  expect(shiftVerdicts({seed: 1, accounts: 1, visits: 1, shifts: {}})[0]?.met).toBeNull();
});
