import {expect, test} from 'vitest';
import {evaluationTexts} from '../../../models/evaluation/evaluation-text.js';
import {rollout} from '../../../models/evaluation/rollout.js';
import {clairvoyant, informed, serverOrder} from '../../../models/world/policies.js';
import {createWorld} from '../../../models/world/world.js';

/** A server that has learned less is trained sooner. */
const QUICK = {preLogVisits: 100};
const world = createWorld({seed: 31, accounts: 6, server: QUICK});
/** The oracle under our name: then all of the gap is closed, and nothing lies between the two. */
const policies = [serverOrder, {...informed, name: 'ours'}, informed, clairvoyant];

test('who orders as the oracle closes the whole gap; who knows the truth orders best', async () => {
  const done: number[] = [];
  const evaluation = await rollout(world, 9, policies, visits => done.push(visits));
  expect({accounts: evaluation.accounts, visits: evaluation.visits, done: done.at(-1)}).toEqual({accounts: 6, visits: 9, done: 9});
  expect(evaluation.gapClosed.value).toBe(1);
  expect(evaluation.differences['oracle']?.utilityPerVisit).toEqual({value: 0, low: 0, high: 0});
  const {serverOrder: server, oracle, clairvoyant: best} = evaluation.policies;
  expect(best?.ndcg5.value).toBeGreaterThan(server?.ndcg5.value ?? 1);
  expect(best?.ndcg5.value).toBeLessThanOrEqual(1);
  expect(best?.utilityPerVisit.value).toBeGreaterThan(oracle?.utilityPerVisit.value ?? Infinity);
  expect(server?.applyRate.value).toBeGreaterThan(0);
  expect(server?.applyRate.value).toBeLessThan(0.2);
  expect(evaluation.lifts['serverOrder']).toEqual({value: 0, low: 0, high: 0});
  expect(evaluation.lifts['ours']?.value).toBeCloseTo((oracle?.utilityPerVisit.value ?? 0) / (server?.utilityPerVisit.value ?? 1) - 1, 9);
  const {raises, keeps, lowers} = evaluation.spending['oracle'] ?? expect.fail('nobody spends');
  expect(raises.looks.value + keeps.looks.value + lowers.looks.value).toBeCloseTo(1, 9);
  // Nobody here scores.
  expect([evaluation.calibration, evaluation.calibrations, evaluation.impacts]).toEqual([{}, {}, {}]);
  expect(evaluationTexts(evaluation, {})['evaluation']).toContain('| clairvoyant |');
});

test('the same seed gives the same figures', async () => {
  const again = () => rollout(createWorld({seed: 32, accounts: 2, server: QUICK}), 3, policies, () => undefined);
  expect(await again()).toEqual(await again());
});
