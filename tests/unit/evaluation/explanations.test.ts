import {expect, test} from 'vitest';
import {faithfulnessOf, judge, shownIn, type Judged} from '../../../models/evaluation/explanations/faithfulness.js';
import {corePolicies} from '../../../models/evaluation/policies.js';
import {loadRanker} from '../../../models/evaluation/rankers.js';
import {createWorld} from '../../../models/world/world.js';
import {published} from '../../support/published-model.js';

const one = (account: string, amount: number, move: number, otherMove: number): Judged => ({account, top: {cause: 'visit', amount}, move, otherMove});

test('a named cause holds where it moves the score more than the other, and as the words say', () => {
  const found = faithfulnessOf([one('a', 2, 3, -1), one('a', 2, -3, 1), one('b', -2, -1, 2), one('b', -2, -2, 0)], 1);
  expect(found).toMatchObject({slates: 4, accounts: 2, movesMore: {value: 0.75}, asSaid: {value: 0.75}, both: {value: 0.5}, causes: {visit: {named: 4, held: 2}}});
});

test('[W2] in the world, what the published ranker\'s explanations name first is nearly always what moves the score', async () => {
  const ranker = await loadRanker('models/ranker');
  const world = createWorld({seed: 77, accounts: 16, server: {preLogVisits: 100}});
  const shown = await shownIn(world, corePolicies(ranker)[2], 30);
  const again = await shownIn(world, corePolicies(ranker)[2], 30);
  expect(again.map(({slateId, asked}) => [slateId, asked.at])).toEqual(shown.map(({slateId, asked}) => [slateId, asked.at]));
  const found = faithfulnessOf(await judge(ranker, published().golden, shown, 77), 77);
  await ranker.release();
  expect(found.slates).toBe(30);
  // 95.8 % of 500; of 30 no more than five may fail.
  expect(found.both.value).toBeGreaterThan(0.8);
});
