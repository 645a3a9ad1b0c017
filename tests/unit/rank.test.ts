import {describe, expect, test} from 'vitest';
import {contextVectorOf, digestOf, encode} from '../../src/features/encode.js';
import {rankLists, rankListsNow, rankListsUnscored} from '../../src/rank.js';
import type {FeatureBatch} from '../../src/ranking-types.js';
import type {HeadScores} from '../../src/types.js';
import * as features from '../support/features.js';

const {schema} = features;
const lists = [features.list([features.candidate('a'), features.candidate('b')]), features.list([features.candidate('c')], {surface: 'reporting'}), features.list([])];
const call = {lists, context: features.contextOf([features.interaction('1')]), now: features.NOW, exploration: {temperature: 0, window: 0, places: 0, id: 'none'}};
/** Apply falls with the place in the server's list. */
const scoresOf = (batch: FeatureBatch): HeadScores[][] => batch.counts.map(count => Array.from({length: count}, (_, n) => ({open: 0.5, apply: 0.5 - n / 10, dismiss: 0.1, undo: 0, impact: 0.01})));

describe('journey 1', () => {
  test('[W9] all lists are one run, in their own order each', async () => {
    const runs: FeatureBatch[] = [];
    const ranked = await rankLists(call, {tier: 'wasm', schema, score: async batch => (runs.push(batch), scoresOf(batch))});
    expect(runs).toHaveLength(1);
    expect(ranked.map(({tier, items}) => [tier, items.map(item => item.candidateId)])).toEqual([['wasm', ['a', 'b']], ['wasm', ['c']], ['wasm', []]]);
    expect(ranked[0]?.items[1]?.scores).toMatchObject({apply: 0.4});
  });

  test('[F8] each list says what it was encoded as', () => {
    const batch = encode(lists, call.context, schema, features.NOW);
    const ranked = rankListsNow(call, {tier: 'linear', schema, score: scoresOf});
    expect(ranked.map(({digest, contextVector, replaced}) => ({digest, contextVector, replaced}))).toEqual(lists.map((_, i) => ({digest: digestOf(batch, i), contextVector: contextVectorOf(batch, i), replaced: batch.replaced})));
  });

  test('without a model there are no scores and nothing is encoded', () => {
    const [first] = rankListsUnscored(call);
    expect(first).toMatchObject({tier: 'none', digest: null, contextVector: null, replaced: 0, items: [{scores: null}, {scores: null}]});
  });

  test('a failing run rejects; no list runs nothing', async () => {
    const failing = {tier: 'wasm', schema, score: () => Promise.reject(new Error('lost'))} as const;
    await expect(rankLists(call, failing)).rejects.toThrow('lost');
    await expect(rankLists({...call, lists: []}, failing)).resolves.toEqual([]);
  });
});
