import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {contextVectorOf, digestOf, encode} from '../../../src/features/encode.js';
import {readSchema} from '../../../src/features/schema.js';
import type {Column, FeatureBatch, ListToRank} from '../../../src/ranking-types.js';
import {HALF_LIFE_MS} from '../../../src/tally.js';
import {HOUR, NOW, campaign, candidate, contextOf, interaction, list, schema, schemaJson} from '../../support/features.js';

const named = (columns: readonly Column[], values: Float32Array, row: number) =>
  Object.fromEntries(columns.map((column, i) => [column.name, values[row * columns.length + i]]));
const candidateRow = (batch: FeatureBatch, row = 0) => named(schema.candidates, batch.candidates, row);
const contextRow = (batch: FeatureBatch, row = 0) => named(schema.context, batch.context, row);
const historyRow = (batch: FeatureBatch, row = 0) => named(schema.history, batch.history, row);
const one = (fields: Parameters<typeof candidate>[1] = {}, context = contextOf()) => encode([list([candidate('a', fields)])], context, schema, NOW);
const BUDGET = candidate('b', {serverScore: 5});

describe('shapes', () => {
  test('[R1] lists are padded to one bucket, the masks say what is real', () => {
    const batch = encode([list([candidate('a')]), list([candidate('a'), BUDGET, candidate('c')])], contextOf([interaction('1')]), schema, NOW);
    expect(batch).toMatchObject({lists: 2, candidatesPerList: 4, historyLength: 4, counts: [1, 3], replaced: 0});
    expect([...batch.candidateMask]).toEqual([1, 0, 0, 0, 1, 1, 1, 0]);
    expect([...batch.historyMask]).toEqual([1, 0, 0, 0]);
    expect(batch.candidates).toHaveLength(2 * 4 * schema.candidates.length);
    expect([...batch.candidates.subarray(schema.candidates.length, 4 * schema.candidates.length)].every(value => value === 0)).toBe(true);
  });

  test('a list longer than the last bucket is encoded whole', () => {
    const many = Array.from({length: 9}, (_, i) => candidate(`k${i}`));
    expect(encode([list(many)], contextOf(), schema, NOW)).toMatchObject({candidatesPerList: 9, counts: [9]});
  });

  test('no list, and a list of none, are no mistake', () => {
    expect(encode([], contextOf(), schema, NOW)).toMatchObject({lists: 0, candidatesPerList: 2, counts: []});
    expect(encode([list([])], contextOf(), schema, NOW)).toMatchObject({lists: 1, candidatesPerList: 2, counts: [0], replaced: 0});
  });
});

describe('history', () => {
  test('[R1] index 0 is the newest, the oldest beyond L are left out', () => {
    const interactions = Array.from({length: 6}, (_, i) => interaction(`${i}`, {at: NOW - (6 - i) * HOUR}));
    const batch = encode([list([BUDGET])], contextOf(interactions), schema, NOW);
    for (let i = 0; i < 4; i++) expect(historyRow(batch, i)['age']).toBeCloseTo(Math.log1p((i + 1) * HOUR), 5);
  });

  test('an interaction is its kind, type, surface, reason, entity, age, visit and embedding', () => {
    const batch = encode([list([BUDGET])], contextOf([interaction('1', {kind: 'dismiss', reason: 'not-relevant', at: NOW - 3 * HOUR}), interaction('2', {kind: 'edit', candidate: undefined, surface: 'reporting'})]), schema, NOW);
    expect(historyRow(batch, 1)).toEqual({
      'kind=open': 0, 'kind=dismiss': 1, 'kind=edit': 0, 'type=raise-budget': 1, 'surface=campaign-list': 1, 'reason=not-relevant': 1, 'entity-level=campaign': 1,
      age: Math.fround(Math.log1p(3 * HOUR)), 'same-visit': 0, 'embedding.0': 1, 'embedding.1': 2,
    });
    expect(historyRow(batch, 0)).toMatchObject({'kind=edit': 1, 'type=raise-budget': 0, 'surface=campaign-list': 0, 'entity-level=campaign': 0, 'same-visit': 1, 'embedding.0': 9});
  });

  test('[R1] encoded by lag, a history stays the same until something happens; the context says how long nothing has', () => {
    const byLag = readSchema({...schemaJson, history: [{name: 'lag', fact: 'lag', default: 0, transform: 'log', max: 30}], context: [{name: 'idle', fact: 'idle', default: -1, max: 1e9}]});
    const past = [interaction('1', {at: NOW - 5 * HOUR}), interaction('2', {at: NOW - 2 * HOUR})];
    const [soon, later] = [NOW, NOW + HOUR].map(now => encode([list([BUDGET])], contextOf(past), byLag, now));
    expect([...soon?.history ?? []]).toEqual([0, Math.log1p(3 * HOUR), 0, 0].map(Math.fround));
    expect(later?.history).toEqual(soon?.history);
    expect(encode([list([BUDGET])], contextOf([...past, interaction('3', {at: NOW})]), byLag, NOW).history).not.toEqual(soon?.history);
    const idle = (row: typeof soon) => row && row.context[0];
    // The context lies on a grid of sixteenths up to 127 steps.
    expect([idle(encode([list([BUDGET])], contextOf([interaction('4', {at: NOW - 3})]), byLag, NOW)), idle(encode([list([BUDGET])], contextOf(), byLag, NOW))]).toEqual([3, -1]);
  });

  test('[R1] sameEntity marks the interactions about the entity of the candidate, on cards and on the host page', () => {
    const history = [interaction('1'), interaction('2', {kind: 'edit', candidate: undefined, entity: campaign('c2')}), interaction('3', {kind: 'search', candidate: undefined})];
    const batch = encode([list([candidate('a'), candidate('b', {entity: campaign('c2')}), candidate('c', {entity: {level: 'ad', id: 'c1'}})])], contextOf(history), schema, NOW);
    expect([...batch.sameEntity]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('context', () => {
  test('a list is its surface, entity, size, the age of the visit, signals and tallies', () => {
    const interactions = [interaction('1', {at: NOW - HALF_LIFE_MS}), interaction('2', {kind: 'edit', candidate: undefined, surface: 'reporting', at: NOW})];
    const batch = encode([list([BUDGET, candidate('a')])], contextOf(interactions), schema, NOW);
    expect(contextRow(batch)).toMatchObject({
      'surface=campaign-list': 1, 'entity-level=account': 1, 'list-size': -0.5, 'signal:performance.trend': 0.5,
      'tally:all.opens': 0.5, 'tally:all.edits': 1, 'tally:surface.opens': 0.5, 'tally:surface.edits': 0,
    });
  });

  test('the entity of the list lends its signals, else the account does', () => {
    const trend = (value: number, id?: string) => ({namespace: 'performance', name: 'trend', value, ...(id ? {entity: campaign(id)} : {})} as const);
    const batch = encode([list([], {entity: campaign('c1')}), list([], {entity: campaign('c2')}), list([])], contextOf([], [trend(1), trend(2, 'c1')]), schema, NOW);
    expect([0, 1, 2].map(row => contextRow(batch, row)['signal:performance.trend'])).toEqual([2, 1, 1]);
    expect([0, 2].map(row => contextRow(batch, row)['entity-level=account'])).toEqual([0, 1]);
  });

  test('[F8] the context lies on the grid that an int8 carries without loss', () => {
    fc.assert(fc.property(fc.double({noNaN: false}), value => {
      const batch = encode([list([]), list([])], contextOf([], [{namespace: 'performance', name: 'trend', value}]), schema, NOW);
      const vector = contextVectorOf(batch, 1);
      const width = schema.context.length;
      expect([...vector].map(steps => steps / 16)).toEqual([...batch.context.subarray(width)]);
    }));
  });
});

describe('candidates', () => {
  test('every fact of a candidate is read', () => {
    const row = candidateRow(encode([list([candidate('a'), BUDGET], {entity: campaign('c1')})], contextOf([interaction('1', {at: NOW})], [
      {namespace: 'campaign', name: 'learning', value: true, entity: campaign('c1')}, {namespace: 'account', name: 'tier', value: 'gold'},
    ]), schema, NOW));
    expect(row).toMatchObject({
      'type=raise-budget': 1, 'type=fix-tag': 0, 'entity-level=campaign': 1, 'embedding.0': 0.5, 'embedding.1': -0.25, 'server-score': 1, 'server-gap': 4, 'server-rank': 1,
      'impact-metric=conversions': 1, 'impact-low': 2, 'impact-high': 6, 'impact-mid': 4, 'impact-width': 4, horizon: 7, 'spend-change': Math.fround(Math.log1p(10)),
      effort: 1, age: Math.fround(Math.log1p(24 * HOUR)), 'is-list-entity': 1, 'signal:campaign.learning': 1, 'signal:account.tier=gold': 1,
      'tally:candidate.opens': 1, 'tally:type.opens': 1, 'tally:entity.opens': 1, 'tally:candidate.applies': 0,
    });
  });

  test('a saving is negative, and what is absent takes its default uncounted', () => {
    const batch = one({spendChange: -10, impact: undefined, embedding: undefined, effort: undefined});
    expect(candidateRow(batch)).toMatchObject({'spend-change': Math.fround(-Math.log1p(10)), 'impact-width': -1, 'embedding.0': 7, 'impact-metric=conversions': 0});
    expect(batch.replaced).toBe(0);
  });

  test('[R1] what cannot be read takes its default and is counted', () => {
    const batch = one({serverScore: NaN, spendChange: Infinity, effort: 'much' as unknown as number});
    expect(candidateRow(batch)).toMatchObject({'server-score': 0, 'spend-change': 0, effort: 0});
    expect(batch.replaced).toBe(5);
    expect([...batch.candidates].every(Number.isFinite)).toBe(true);
  });

  test('[R1] an infinity does not hide behind the clip', () => {
    const batch = one({effort: Infinity});
    expect(candidateRow(batch)['effort']).toBe(0);
    expect(batch.replaced).toBe(1);
  });

  test('a signal of another level with the same id is another\'s', () => {
    const learning = [{namespace: 'campaign', name: 'learning', value: 1, entity: {level: 'ad', id: 'c1'}}] as const;
    expect(candidateRow(one({}, contextOf([], learning)))['signal:campaign.learning']).toBe(0);
    expect(candidateRow(one({entity: {level: 'ad', id: 'c1'}}, contextOf([], learning)))['signal:campaign.learning']).toBe(1);
  });

  test('[R10] an embedding of another size is not mixed in, and is counted', () => {
    const batch = one({embedding: [1, 2, 3]});
    expect(candidateRow(batch)).toMatchObject({'embedding.0': 7, 'embedding.1': 7});
    expect(batch.replaced).toBe(2);
  });

  test('equal server scores share the lower rank', () => {
    const scores = [3, 5, 3, 1];
    const batch = encode([list(scores.map((serverScore, i) => candidate(`k${i}`, {serverScore})))], contextOf(), schema, NOW);
    expect(scores.map((_, i) => candidateRow(batch, i)['server-rank'])).toEqual([1, 0, 1, 3]);
  });

  test('[R1] whatever comes in, only finite numbers go out', () => {
    const any = fc.double({noNaN: false});
    fc.assert(fc.property(any, any, any, any, fc.array(any, {maxLength: 3}), (serverScore, low, high, createdAt, embedding) => {
      const batch = one({serverScore, createdAt, embedding, impact: {metric: 'm', low, high, unit: 'count', horizonDays: low}});
      for (const tensor of [batch.history, batch.context, batch.candidates]) expect(tensor.every(Number.isFinite)).toBe(true);
    }));
  });

  test('[R3] another order of the candidates is another order of the rows', () => {
    fc.assert(fc.property(fc.array(fc.integer({min: 0, max: 3}), {minLength: 1, maxLength: 4}), fc.integer({min: 0, max: 3}), (scores, turn) => {
      const candidates = scores.map((serverScore, i) => candidate(`k${i}`, {serverScore}));
      const turned = [...candidates.slice(turn), ...candidates.slice(0, turn)];
      const [straight, moved] = [encode([list(candidates)], contextOf(), schema, NOW), encode([list(turned)], contextOf(), schema, NOW)];
      turned.forEach((each, i) => expect(candidateRow(moved, i)).toEqual(candidateRow(straight, candidates.indexOf(each))));
    }));
  });
});

describe('digest', () => {
  const context = contextOf([interaction('1'), interaction('2', {kind: 'dismiss'})]);
  const small = list([candidate('a'), BUDGET]);
  const of = (lists: ListToRank[], index: number, wide = schema, seen = context) => digestOf(encode(lists, seen, wide, NOW), index);

  test('[F8] a list has one digest, whatever bucket and batch it was encoded in', () => {
    const long = list([candidate('a'), BUDGET, candidate('c'), candidate('d')]);
    const roomy = readSchema({...schemaJson, buckets: [8]});
    expect(of([small], 0)).toMatch(/^[0-9a-f]{16}$/);
    expect(of([long, small], 1)).toBe(of([small], 0));
    expect(of([small], 0, roomy)).toBe(of([small], 0));
  });

  test('[F8] another history, context, candidate or order has another digest; a difference within rounding has not', () => {
    const base = of([small], 0);
    expect(of([small], 0, schema, contextOf([interaction('1')]))).not.toBe(base);
    expect(of([list(small.candidates, {surface: 'reporting'})], 0)).not.toBe(base);
    expect(of([list([candidate('a', {entity: campaign('c9')}), BUDGET])], 0)).not.toBe(base);
    expect(of([list([BUDGET, candidate('a')])], 0)).not.toBe(base);
    expect(of([list([candidate('a', {spendChange: 10.1}), BUDGET])], 0)).not.toBe(base);
    expect(of([list([candidate('a', {spendChange: 10 + 1e-9}), BUDGET])], 0)).toBe(base);
  });
});
