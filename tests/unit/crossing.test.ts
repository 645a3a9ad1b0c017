import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {packCall, packLists, unpackCall, unpackLists} from '../../src/crossing.js';
import type {ListToRank, RankCall, RankedList} from '../../src/ranking-types.js';
import {BACKENDS, CARD_KINDS, DISMISS_REASONS, HOST_KINDS, NAMESPACES, SURFACES, type EntityRef, type Goal, type InteractionContext, type RankableCandidate, type RecordedInteraction, type Signal, type Tally} from '../../src/types.js';

// Whatever JavaScript calls a string or a number: lone surrogates, −0, Infinity, 2⁵³. NaN stands for what is missing, and is refused at the door.
const text = fc.string({unit: 'binary'});
const number = fc.double({noNaN: true});
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, {nil: undefined});
const goal: fc.Arbitrary<Goal> = fc.record({results: number, cost: number, reach: number, effort: number});
const entity: fc.Arbitrary<EntityRef> = fc.record({level: fc.constantFrom('account', 'campaign', 'keyword'), id: text});
const embedding = fc.array(number, {maxLength: 5});

const candidate: fc.Arbitrary<RankableCandidate> = fc.record({
  id: text, type: text, entity, serverScore: number, createdAt: number,
  impact: maybe(fc.record({metric: text, low: number, high: number, unit: fc.constantFrom('percent', 'money'), horizonDays: number})),
  spendChange: maybe(number), effort: maybe(number), embedding: maybe(embedding), expiresAt: maybe(number), exclusiveGroup: maybe(text),
});
const list: fc.Arbitrary<ListToRank> = fc.record({
  surface: fc.constantFrom(...SURFACES), entity: maybe(entity), candidates: fc.array(candidate, {maxLength: 4}), pinned: fc.array(fc.record({candidateId: text, position: fc.nat()}), {maxLength: 2}), goal, seed: text,
  previous: fc.array(fc.record({candidateId: text}), {maxLength: 3}),
});
const interaction: fc.Arbitrary<RecordedInteraction> = fc.record({
  id: fc.constant(''), visit: fc.constant(''), kind: fc.constantFrom(...CARD_KINDS, ...HOST_KINDS), at: number, surface: maybe(fc.constantFrom(...SURFACES)), entity: maybe(entity),
  reason: maybe(fc.constantFrom(...DISMISS_REASONS)), candidate: maybe(fc.record({id: fc.constant(''), type: text, entity, embedding: maybe(embedding)})),
});
const tally: fc.Arbitrary<Tally> = fc.record({
  at: number, impressions: number, opens: number, applies: number, dismissals: number, undos: number, snoozes: number, edits: number,
  hidden: maybe(fc.record({until: number, reason: fc.constantFrom('snoozed', 'dismissed', 'applied')})), day: maybe(fc.record({since: number, shown: fc.nat()})),
});
const signal: fc.Arbitrary<Signal> = fc.record({namespace: fc.constantFrom(...NAMESPACES), entity: maybe(entity), name: text, value: fc.oneof(number, text, fc.boolean())});
const context: fc.Arbitrary<InteractionContext> = fc.record({
  history: fc.array(interaction, {maxLength: 4}), tallies: fc.array(fc.tuple(text, tally), {maxLength: 4}).map(entries => new Map(entries)), signals: fc.array(signal, {maxLength: 4}), visitStartedAt: number,
});
const call: fc.Arbitrary<RankCall> = fc.record({
  lists: fc.array(list, {maxLength: 3}), context, now: number, exploration: fc.record({temperature: number, window: number, places: number, id: text}),
  policy: maybe(fc.record({diversity: number, hysteresis: number, scopes: fc.subarray(['candidate', 'entity', 'type'] as const)})),
});

const scores = fc.record({open: number, apply: number, dismiss: number, undo: number, impact: number});
const ranked: fc.Arbitrary<RankedList> = fc.record({
  tier: fc.constantFrom(...BACKENDS), logPropensity: number, replaced: fc.nat(), digest: fc.option(text), contextVector: fc.option(fc.int8Array()),
  policy: fc.record({id: text, seed: text, temperature: number, window: number, places: number, goal, diversity: maybe(number), hysteresis: maybe(number)}),
  items: fc.array(fc.record({candidateId: text, serverPosition: fc.nat(), scores: fc.option(scores), utility: number, logPropensity: number, pinned: fc.boolean()}), {maxLength: 4}),
  withheld: fc.array(fc.record({candidateId: text, reason: fc.constantFrom('expired', 'snoozed', 'fatigue')}), {maxLength: 3}),
  timings: fc.dictionary(fc.constantFrom('encode', 'score', 'rerank'), number),
});

test('all that ranking reads of a call comes out as it went in', () => {
  fc.assert(fc.property(call, whole => { expect(unpackCall(structuredClone(packCall(whole)))).toEqual(whole); }));
});

test('the answer comes out as it went in', () => {
  fc.assert(fc.property(fc.array(ranked, {maxLength: 3}), lists => { expect(unpackLists(structuredClone(packLists(lists)))).toEqual(lists); }));
});

test('a long call is whole', () => {
  const [candidates = []] = fc.sample(fc.array(candidate, {minLength: 300, maxLength: 300}), {numRuns: 1, seed: 1});
  const [one] = fc.sample(call, {numRuns: 1, seed: 1});
  if (!one) throw new Error('no sample');
  const long: RankCall = {...one, lists: [{surface: 'sales', candidates, pinned: [], previous: [], goal: {results: 1, cost: 0, reach: 0, effort: 0}, seed: ''}]};
  expect(unpackCall(packCall(long))).toEqual(long);
});

test('no name and no id of the past crosses', () => {
  const [one] = fc.sample(call, {numRuns: 1, seed: 2});
  if (!one) throw new Error('no sample');
  const history: RecordedInteraction[] = [{id: 'secret-id', visit: 'secret-visit', kind: 'open', at: 1, entity: {level: 'campaign', id: 'k1', name: 'secret name'}, placement: {slateId: 'secret-slate', candidateId: 'c', position: 0}}];
  expect(JSON.stringify(packCall({...one, context: {...one.context, history}}).strings)).not.toContain('secret');
});
