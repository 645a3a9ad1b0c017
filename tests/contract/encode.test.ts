import {expect, test} from 'vitest';
import {contextVectorOf, digestOf, encode} from '../../src/features/encode.js';
import {DAY, HOUR, NOW, campaign, candidate, contextOf, interaction, list, schema} from '../support/features.js';

/**
 * Frozen: models in the field were trained on these numbers, and logs carry these digests. A change here is a change of what every trained model sees;
 * it needs a new fact or a new column beside the old one, never a new meaning of it. Rows are in the order of the schema's columns.
 */
const HISTORY = [
  [0, 0, 1, 0, 0, 0, 1, 11.00212, 1, 9, 9],
  [0, 1, 0, 0, 1, 1, 1, 19.35913, 0, 9, 9],
  [0, 0, 0, 1, 1, 0, 1, 19.37311, 0, 1, 2],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];
const CONTEXT = [
  [1, 1, -0.5, 7.9375, -0.3125, 0.75, 0, 0, 0.75, 0, 0, 1, 0.75, 0, 0, 0.75, 0, 0, 0],
  [0, 0, -1, 7.9375, -0.3125, 0.75, 0, 0, 0.75, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
];
const CANDIDATES = [
  [1, 0, 1, 0.5, -0.25, 1, 1.5, 1, 1, 2, 6, 4, 4, 7, 2.397895, 1, 18.2745, 0, 0, 1, 0.7429972, 0, 0, 0, 0, 0, 0, 0.7429972, 0, 0, 0, 0, 0, 0, 0.7429972, 0, 0, 0, 0, 0, 0.9999312],
  [0, 1, 1, 7, 7, 2.5, 0, 0, 0, 0, 0, 0, -1, 0, -3.713572, 1, 18.2745, 0, 1, 1, 0, 0, 0, 0.746069, 0, 0, 0, 0, 0, 0, 0.746069, 0, 0, 0, 0, 0, 0, 0.746069, 0, 0, 0],
  [1, 0, 1, 0.5, -0.25, 0, 0, 0, 1, 2, 6, 4, 4, 7, 2.397895, 1, 18.2745, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0.7429972, 0, 0, 0, 0, 0, 0, 0.7429972, 0, 0, 0, 0, 0, 0.9999312],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];
const DIGESTS = ['6b369ceebd03411d', 'e444183c833dc65a'];

const context = contextOf([
  interaction('1', {kind: 'impression', at: NOW - 3 * DAY}),
  interaction('2', {kind: 'dismiss', reason: 'not-relevant', at: NOW - 3 * DAY + HOUR, candidate: {id: 'b', type: 'fix-tag', entity: campaign('c2')}}),
  interaction('3', {kind: 'edit', surface: 'budget-editor', candidate: undefined, entity: campaign('c1'), at: NOW - 60_000}),
], [
  {namespace: 'performance', name: 'trend', value: -0.3},
  {namespace: 'campaign', name: 'learning', value: true, entity: campaign('c2')},
  {namespace: 'account', name: 'tier', value: 'gold'},
]);
const lists = [
  list([candidate('a'), candidate('b', {type: 'fix-tag', entity: campaign('c2'), serverScore: 2.5, impact: undefined, spendChange: -40, embedding: [1, 2, 3]})]),
  list([candidate('c', {serverScore: NaN})], {surface: 'campaign-page', entity: campaign('c1')}),
];

test('[R1] fixed lists and a fixed context encode to the numbers that models were trained on', () => {
  const batch = encode(lists, context, schema, NOW);
  for (const [rows, values] of [[HISTORY, batch.history], [CONTEXT, batch.context], [CANDIDATES, batch.candidates]] as const) {
    expect(values).toHaveLength(rows.flat().length);
    rows.flat().forEach((expected, i) => expect(values[i]).toBeCloseTo(expected, 5));
  }
  expect([...batch.historyMask]).toEqual([1, 1, 1, 0]);
  expect([...batch.candidateMask]).toEqual([1, 1, 1, 0]);
  expect([...batch.sameEntity]).toEqual([1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
  expect(batch).toMatchObject({lists: 2, candidatesPerList: 2, historyLength: 4, counts: [2, 1], replaced: 5});
});

test('[F8] their digests and context vectors are those of the log', () => {
  const batch = encode(lists, context, schema, NOW);
  expect(lists.map((_, i) => digestOf(batch, i))).toEqual(DIGESTS);
  expect([...contextVectorOf(batch, 0)]).toEqual(CONTEXT[0]?.map(value => value * 16));
});
