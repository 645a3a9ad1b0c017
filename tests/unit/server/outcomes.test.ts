import {expect, test} from 'vitest';
import {applyEarlier} from '../../../demo/server/lived-before.js';
import {compared, reportedOutcomes} from '../../../demo/server/outcomes.js';
import type {Platform} from '../../../demo/server/platform.js';
import {createWorld} from '../../../models/world/world.js';
import {misfits, readOpenApi, type Schema} from './openapi.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 12);
const world = Object.assign(createWorld({seed: 7, accounts: 3, server: {preLogVisits: 100}}), {embedding: {version: 'world-1'}}) satisfies Platform;

test('an apply is reported from its first day: underway without a result, known with one, each with the metric\'s course', () => {
  applyEarlier(world, 'act_2', NOW);
  const reported = reportedOutcomes(world, 'act_2', NOW);
  expect(reported).toHaveLength(3);
  for (const {realised, knownAt, appliedAt, series, soFar, predicted} of reported) {
    expect(realised === null).toBe(NOW < knownAt);
    expect(predicted.low).toBeLessThanOrEqual(predicted.high);
    expect(series?.values).toHaveLength(14 + Math.floor(NOW / DAY) - Math.floor(appliedAt / DAY));
    expect(series?.startAt).toBe((Math.floor(appliedAt / DAY) - 14) * DAY);
    // Where it is known, nothing is guessed.
    if (realised !== null) expect(soFar).toBeNull();
  }
  const {Outcome} = (readOpenApi().components as {schemas: Record<string, Schema>}).schemas;
  if (!Outcome) expect.fail('openapi.yaml has no Outcome');
  expect(reported.flatMap(outcome => misfits(Outcome, outcome))).toEqual([]);
  expect(reported.map(({appliedAt}) => Math.round((NOW - appliedAt) / DAY)).sort((a, b) => b - a)).toEqual([12, 9, 3]);
});

test('what the days so far show is an interval that is wide while they are few, and none of one day', () => {
  const before = [100, 110, 90, 105, 95, 100, 100];
  expect(compared(before, [120], 1)).toBeNull();
  const few = compared(before, [118, 122], 1);
  const many = compared(before, Array.from({length: 30}, (_, i) => 118 + (i % 2) * 4), 1);
  expect((few?.low ?? 0) < 20 && 20 < (few?.high ?? 0)).toBe(true);
  expect((many?.high ?? 0) - (many?.low ?? 0)).toBeLessThan((few?.high ?? 0) - (few?.low ?? 0));
  // Less spent is saved.
  expect(compared(before, [80, 80, 80], -1)?.low).toBeGreaterThan(0);
  expect(compared([0, 0], [1, 2], 1)).toBeNull();
});

test('a platform that tells less is told of as far as it tells', () => {
  const outcome = {applicationId: 'a', metric: 'happiness', predicted: {low: 1, high: 2}, realised: 1, appliedAt: NOW - 9 * DAY, knownAt: NOW - 2 * DAY};
  expect(reportedOutcomes({...world, underway: undefined, outcomes: () => [outcome]}, 'act_1', NOW)).toEqual([{...outcome, soFar: null, series: null}]);
});
