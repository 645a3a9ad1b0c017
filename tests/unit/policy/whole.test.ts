// All of it at once: pins, constraints, diversity and hysteresis in force.
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {TYPE_FATIGUE_CAP} from '../../../src/policy/constraints.js';
import {logPropensitiesUnder, rerank, type Rerank} from '../../../src/policy/rerank.js';
import type {RankableCandidate} from '../../../src/types.js';
import {DAY, NOW, campaign, candidate, list} from '../../support/features.js';
import {anyPolicyCase, drawsAgainstChances, slatesOf, tally} from '../../support/policy-cases.js';

const idsOf = (slate: ReturnType<typeof rerank>) => slate.items.map(item => item.candidateId);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function likeness(a: RankableCandidate, b: RankableCandidate): number {
  const dot = (x: readonly number[], y: readonly number[]) => sum(x.map((value, i) => value * (y[i] ?? 0)));
  const [x = [0], y = [0]] = [a.embedding, b.embedding];
  const cosine = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  return (a.type === b.type ? 0.4 : 0) + (a.entity.id === b.entity.id ? 0.4 : 0) + 0.2 * (cosine > 0 ? Math.min(cosine, 1) : 0);
}

/** The chance of the first places, as the page that documents the policy says it: no sorting, no memory, no shared arithmetic. */
function chanceOf({list: {candidates, previous = []}, utilities = [], policy, exploration: {temperature, window}}: Rerank, order: readonly string[], free: ReadonlySet<string>, places: number): number {
  const of = (id: string) => candidates.find(each => each.id === id)!;
  const placed = order.filter(id => !free.has(id));
  let chance = 1;
  for (const id of order.slice(0, places)) {
    if (!free.has(id)) continue;
    const remaining = [...free].filter(each => !placed.includes(each));
    const incumbent = previous.find(before => remaining.includes(before.candidateId))?.candidateId;
    const value = (each: string) => (utilities[candidates.indexOf(of(each))] ?? 0) + (each === incumbent ? policy!.hysteresis : 0)
      - policy!.diversity * Math.max(0, ...placed.map(other => likeness(of(each), of(other))));
    const best = Math.max(...remaining.map(value));
    const weight = (each: string) => Math.exp(Math.max((value(each) - best) / temperature, -Math.min(window / temperature, 30)));
    chance *= weight(id) / sum(remaining.map(weight));
    placed.push(id);
  }
  return chance;
}

test('[P4] the chances of all slates are those of the definition and add up to 1, to 1e-12, with pins, constraints, diversity and hysteresis in force', () => {
  let seen = 0;
  fc.assert(fc.property(anyPolicyCase({least: 2, most: 6, places: 4}), input => {
    const {items} = rerank(input);
    const pinned = items.filter(item => item.pinned).map(item => item.candidateId);
    const free = new Set(items.filter(item => !item.pinned).map(item => item.candidateId));
    let total = 0;
    for (const order of slatesOf(input)) {
      const conditionals = logPropensitiesUnder(input, order);
      const chance = Math.exp(sum(conditionals ?? [NaN]));
      // Pins below the drawn places stand there too.
      expect(Math.abs(chance - chanceOf(input, [...order, ...pinned.filter(id => !order.includes(id))], free, order.length))).toBeLessThan(1e-12);
      total += chance;
      seen++;
    }
    expect(Math.abs(total - 1)).toBeLessThan(1e-12);
  }), {numRuns: 1000});
  expect(seen).toBeGreaterThan(1500);
});

test('[P4] what a slate says of itself is what its order is worth; its prefixes and the whole are the running sums', () => {
  fc.assert(fc.property(anyPolicyCase({most: 25}), input => {
    const slate = rerank(input);
    const {places} = input.exploration;
    expect(slate.items.slice(0, places).map(item => item.logPropensity)).toEqual(logPropensitiesUnder(input, idsOf(slate)));
    expect(slate.items.slice(places).every(item => item.logPropensity === 0)).toBe(true);
    expect(slate.logPropensity).toBeCloseTo(sum(slate.items.map(item => item.logPropensity)), 12);
  }), {numRuns: 300});
});

test('[P4] no chance is 0 and none is 1 while two or more unpinned candidates remain', () => {
  fc.assert(fc.property(anyPolicyCase({most: 12}), fc.double({min: 1e-6, max: 1e6, noNaN: true}), (input, stretch) => {
    const slate = rerank({...input, exploration: {...input.exploration, window: input.exploration.window * stretch}});
    const free = slate.items.filter(item => !item.pinned);
    slate.items.slice(0, input.exploration.places).forEach(item => {
      const chance = Math.exp(item.logPropensity);
      expect(chance).toBeGreaterThan(0);
      if (!item.pinned && item !== free.at(-1)) expect(chance).toBeLessThan(1);
    });
  }), {numRuns: 300});
});

test('[P4] however wide the window, the best is not certain and the worst not out of the question', () => {
  const input = (window: number): Rerank => ({
    list: list([candidate('a'), candidate('b')]), utilities: [0, 1e9], scores: null, now: NOW, tallies: new Map(), exploration: {temperature: 0.1, window, places: 2, id: 'test'},
  });
  for (const order of [['a', 'b'], ['b', 'a']]) {
    const [chance = NaN] = (logPropensitiesUnder(input(1e9), order) ?? []).map(Math.exp);
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThan(1);
  }
});

test('[P4] draws come as often as their propensities say, with everything in force', () => {
  const {chiSquare, cells} = drawsAgainstChances(30_000);
  expect(cells).toBeGreaterThan(200);
  // χ² of `cells` degrees of freedom: four standard deviations above its mean is passed about once in ten thousand.
  expect(chiSquare).toBeLessThan(cells + 4 * Math.sqrt(2 * cells));
}, 120_000);

test('[P2] a constraint is never violated', () => {
  fc.assert(fc.property(anyPolicyCase({most: 14}), input => {
    const {list: {candidates, pinned}, tallies, policy} = input;
    const slate = rerank(input);
    const held = new Set(pinned.map(pin => pin.candidateId));
    const shown = slate.items.map(item => candidates[item.serverPosition]!);
    for (const {id, type, entity, expiresAt} of shown) {
      expect(expiresAt ?? Infinity).toBeGreaterThan(NOW);
      const keys = policy!.scopes.map(scope => ({candidate: `candidate:${id}`, entity: `entity:${entity.level}/${entity.id}`, type: `type:${type}`})[scope]);
      for (const key of keys) expect(tallies.get(key)?.hidden?.until ?? -Infinity).toBeLessThanOrEqual(NOW);
      if (policy!.scopes.includes('type') && !held.has(id)) expect(tallies.get(`type:${type}`)?.day?.shown ?? 0).toBeLessThan(TYPE_FATIGUE_CAP);
    }
    const groups = shown.flatMap(({exclusiveGroup}) => exclusiveGroup ?? []);
    expect(new Set(groups).size).toBe(groups.length);
    expect([...idsOf(slate), ...slate.withheld.map(({candidateId}) => candidateId)].sort()).toEqual(candidates.map(({id}) => id).sort());
  }), {numRuns: 500});
});

test('[P5] a pinned card never moves', () => {
  fc.assert(fc.property(anyPolicyCase({most: 14}), input => {
    const ids = idsOf(rerank(input));
    const valid = input.list.pinned.filter(pin => pin.position >= 0 && ids.includes(pin.candidateId));
    if (new Set(valid.map(pin => pin.position)).size === valid.length && valid.every(pin => pin.position < ids.length)) for (const pin of valid) expect(ids[pin.position]).toBe(pin.candidateId);
  }), {numRuns: 500});
});

test('[P6] permuting candidates and pins permutes nothing', () => {
  const shuffled = anyPolicyCase({most: 14}).chain(input => fc.tuple(fc.constant(input), fc.shuffledSubarray(input.list.candidates.map((_, i) => i), {minLength: input.list.candidates.length})));
  fc.assert(fc.property(shuffled, ([input, order]) => {
    const permuted: Rerank = {
      ...input, utilities: order.map(i => input.utilities![i]!),
      list: {...input.list, candidates: order.map(i => input.list.candidates[i]!), pinned: [...input.list.pinned].reverse()},
    };
    const [a, b] = [rerank(input), rerank(permuted)];
    const bare = (slate: typeof a) => slate.items.map(({candidateId, utility, logPropensity, pinned}) => ({candidateId, utility, logPropensity, pinned}));
    expect(bare(b)).toEqual(bare(a));
    expect(new Set(b.withheld)).toEqual(new Set(a.withheld));
  }), {numRuns: 400});
});

test('[P5] nothing overtakes the one whose turn it is for less than its uncertainty', () => {
  fc.assert(fc.property(anyPolicyCase({most: 14}), input => {
    const greedy = {...input, exploration: {...input.exploration, temperature: 0}, policy: {...input.policy!, diversity: 0}};
    const slate = rerank(greedy);
    const free = slate.items.filter(item => !item.pinned);
    free.forEach((item, step) => {
      const remaining = free.slice(step);
      const turn = input.list.previous!.map(({candidateId}) => remaining.find(each => each.candidateId === candidateId)).find(each => each !== undefined);
      if (turn && turn !== item) expect(item.utility - turn.utility).toBeGreaterThanOrEqual(greedy.policy.hysteresis - 1e-9);
    });
  }), {numRuns: 500});
});

test('[P3] no type and no entity fills the top for a small gain', () => {
  const alike = Array.from({length: 5}, (_, i) => candidate(`a${i}`));
  const others = Array.from({length: 3}, (_, i) => candidate(`b${i}`, {type: `other-${i}`, entity: campaign(`k${i}`), embedding: undefined}));
  const order = (diversity: number, pinned = [{candidateId: 'a4', position: 7}]) => idsOf(rerank({
    list: list([...alike, ...others], {pinned}), utilities: [1.05, 1.04, 1.03, 1.02, 1.01, 1, 0.99, 0.98], scores: null, now: NOW, tallies: new Map(),
    exploration: {temperature: 0, window: 1, places: 10, id: 'test'}, policy: {diversity, hysteresis: 0, scopes: ['candidate']},
  }));
  expect(order(0, [])).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'b0', 'b1', 'b2']);
  expect(order(0.5, [])).toEqual(['a0', 'b0', 'b1', 'b2', 'a1', 'a2', 'a3', 'a4']);
  // A pinned card is on the slate whatever is drawn: what is like it comes later already.
  expect(order(0.5)).toEqual(['b0', 'b1', 'b2', 'a0', 'a1', 'a2', 'a3', 'a4']);
});

test('[P2] a type rests when it was shown too often in a day, until that day is over or one of it is answered', () => {
  const shown = (now: number, day: {since: number; shown: number}, scopes: readonly ['candidate'] | readonly ['candidate', 'type'] = ['candidate', 'type']) => idsOf(rerank({
    list: list([candidate('a'), candidate('b', {type: 'fix-tag'})]), utilities: [1, 0], scores: null, now, tallies: new Map([['type:raise-budget', tally({day})]]),
    exploration: {temperature: 0, window: 1, places: 10, id: 'test'}, policy: {diversity: 0, hysteresis: 0, scopes},
  }));
  expect(shown(NOW, {since: NOW - DAY + 1, shown: TYPE_FATIGUE_CAP})).toEqual(['b']);
  expect(shown(NOW, {since: NOW - DAY + 1, shown: TYPE_FATIGUE_CAP - 1})).toEqual(['a', 'b']);
  expect(shown(NOW, {since: NOW - DAY, shown: TYPE_FATIGUE_CAP})).toEqual(['a', 'b']);
  expect(shown(NOW, {since: NOW, shown: TYPE_FATIGUE_CAP}, ['candidate'])).toEqual(['a', 'b']);
});

test('[P4] an order that cannot be has no chance', () => {
  const input: Rerank = {
    list: list([candidate('a'), candidate('b'), candidate('c', {expiresAt: NOW})], {pinned: [{candidateId: 'b', position: 0}]}), utilities: [1, 2, 3], scores: null, now: NOW, tallies: new Map(),
    exploration: {temperature: 1, window: 1, places: 2, id: 'test'},
  };
  expect(logPropensitiesUnder(input, ['b', 'a'])).toEqual([0, 0]);
  for (const order of [['a', 'b'], ['b', 'c'], ['b', 'b'], ['b'], ['b', 'x']]) expect(logPropensitiesUnder(input, order)).toBeNull();
});
