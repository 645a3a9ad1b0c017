import {expect, test} from 'vitest';
import {evaluationText} from '../../../models/evaluation/card.js';
import {rollout} from '../../../models/evaluation/rollout.js';
import {clairvoyant, informed, serverOrder} from '../../../models/world/policies.js';
import {createWorld} from '../../../models/world/world.js';

const world = createWorld({seed: 31, accounts: 6});
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
  expect(evaluationText(evaluation)).toContain('| clairvoyant |');
});

test('the same seed gives the same figures', async () => {
  const again = () => rollout(createWorld({seed: 32, accounts: 2}), 3, policies, () => undefined);
  expect(await again()).toEqual(await again());
});
