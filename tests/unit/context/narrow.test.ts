import {expect, test} from 'vitest';
import {narrow} from '../../../src/context/narrow.js';
import {encode} from '../../../src/features/encode.js';
import {NOW, campaign, candidate, contextOf, interaction, list, schema} from '../../support/features.js';

const signal = (value: number, id?: string) => ({namespace: 'campaign', name: 'learning', value, ...(id ? {entity: campaign(id)} : {})} as const);
const context = contextOf(
  Array.from({length: 40}, (_, i) => interaction(`${i}`, {candidate: {id: `k${i}`, type: `t${i % 5}`, entity: campaign(`c${i % 7}`)}, surface: i % 2 ? 'reporting' : 'campaign-list'})),
  [signal(1), ...Array.from({length: 7}, (_, i) => signal(i + 2, `c${i}`)), {...signal(9), entity: {level: 'account', id: 'act_1'}}],
);
const lists = [
  list([candidate('k1', {type: 't1'}), candidate('k2', {type: 't2', entity: campaign('c2')}), candidate('new', {type: 'new', entity: campaign('c9')})]),
  list([candidate('k3', {entity: campaign('c3')})], {surface: 'reporting', entity: campaign('c4')}),
];

test('a narrowed context encodes its lists as the whole one does', () => {
  for (const length of [schema.historyLength, undefined]) {
    expect(encode(lists, narrow(context, lists, length), schema, NOW)).toEqual(encode(lists, context, schema, NOW));
  }
});

test('no more of the history crosses than the schema reads', () => {
  expect(narrow(context, lists, 3).history.map(({id}) => id)).toEqual(['37', '38', '39']);
  expect(narrow(context, lists).history).toEqual(context.history);
});

test('what the lists do not read stays behind', () => {
  const part = narrow(context, [list([candidate('k1', {type: 't1'})], {surface: 'reporting'})]);
  expect([...part.tallies.keys()].sort()).toEqual(['all', 'candidate:k1', 'entity:campaign/c1', 'surface:reporting', 'type:t1']);
  expect(part.signals.map(({entity}) => entity?.id)).toEqual([undefined, 'c1', 'act_1']);
});
