import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FATIGUE_CAP} from '../../../src/policy/constraints.js';
import {EXPLORATION, logPropensitiesOf} from '../../../src/policy/exploration.js';
import {rerank} from '../../../src/policy/rerank.js';
import type {HeadScores, Pin, RankableCandidate, Tally} from '../../../src/types.js';
import {DAY, NOW, candidate, list} from '../../support/features.js';

const tally = (fields: Partial<Tally> = {}): Tally => ({at: NOW, impressions: 0, opens: 0, applies: 0, dismissals: 0, undos: 0, snoozes: 0, edits: 0, ...fields});
const heads = (apply: number): HeadScores => ({open: 0.1, apply, dismiss: 0.01, undo: 0.1, impact: 0.01});
const GREEDY = {...EXPLORATION, temperature: 0};
const none = new Map<string, Tally>();

interface Case {
  readonly candidates: readonly RankableCandidate[];
  readonly utilities: readonly number[];
  readonly pinned: readonly Pin[];
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly seed: string;
}

/** Lists in which anything may be expired, hidden, tired, exclusive or pinned. */
const anyCase: fc.Arbitrary<Case> = fc.record({
  seed: fc.string(),
  rows: fc.array(fc.record({
    utility: fc.double({min: -3, max: 3, noNaN: true}),
    expiresAt: fc.option(fc.constantFrom(NOW - 1, NOW, NOW + 1), {nil: undefined}),
    exclusiveGroup: fc.option(fc.constantFrom('g', 'h'), {nil: undefined}),
    tally: fc.option(fc.constantFrom(
      tally({hidden: {until: NOW + 1, reason: 'snoozed'}}), tally({hidden: {until: Infinity, reason: 'applied'}}), tally({hidden: {until: NOW, reason: 'dismissed'}}),
      tally({impressions: FATIGUE_CAP}), tally({impressions: FATIGUE_CAP, opens: 1}),
    ), {nil: undefined}),
    pin: fc.option(fc.integer({min: -1, max: 14}), {nil: undefined, freq: 3}),
  }), {minLength: 1, maxLength: 12}),
}).map(({seed, rows}) => ({
  seed,
  candidates: rows.map(({expiresAt, exclusiveGroup}, i) => candidate(`c${i}`, {expiresAt, exclusiveGroup})),
  utilities: rows.map(row => row.utility),
  pinned: rows.flatMap(({pin}, i) => pin === undefined ? [] : [{candidateId: `c${i}`, position: pin}]),
  tallies: new Map(rows.flatMap((row, i) => row.tally ? [[`candidate:c${i}`, row.tally] as const] : [])),
}));
const run = ({candidates, utilities, pinned, tallies, seed}: Case, exploration = EXPLORATION) =>
  rerank({list: list(candidates, {pinned, seed}), scores: null, utilities, tallies, now: NOW, exploration});
const idsOf = (slate: ReturnType<typeof rerank>) => slate.items.map(item => item.candidateId);

describe('constraints', () => {
  test('[P2] a constraint is never violated, and every candidate is shown or withheld with its reason', () => {
    fc.assert(fc.property(anyCase, each => {
      const slate = run(each);
      const shown = slate.items.map(item => each.candidates[item.serverPosition]!);
      const pinned = new Set(each.pinned.map(pin => pin.candidateId));
      for (const {id, expiresAt} of shown) {
        const its = each.tallies.get(`candidate:${id}`);
        expect(expiresAt ?? Infinity).toBeGreaterThan(NOW);
        expect(its?.hidden?.until ?? -Infinity).toBeLessThanOrEqual(NOW);
        if (!pinned.has(id)) expect(its?.impressions ?? 0).toBeLessThan(FATIGUE_CAP * (1 + (its?.opens ?? 0)));
      }
      const groups = shown.flatMap(({exclusiveGroup}) => exclusiveGroup ?? []);
      expect(new Set(groups).size).toBe(groups.length);
      expect([...idsOf(slate), ...slate.withheld.map(({candidateId}) => candidateId)].sort()).toEqual(each.candidates.map(({id}) => id).sort());
    }), {numRuns: 500});
  });

  test('[P2] of an exclusive group the best stays; a pinned one beats it', () => {
    const candidates = [candidate('a', {exclusiveGroup: 'g'}), candidate('b', {exclusiveGroup: 'g'}), candidate('c')];
    const each = {candidates, utilities: [1, 2, 3], tallies: none, seed: 's', pinned: []};
    expect(run(each, GREEDY)).toMatchObject({items: [{candidateId: 'c'}, {candidateId: 'b'}], withheld: [{candidateId: 'a', reason: 'exclusive'}]});
    expect(idsOf(run({...each, pinned: [{candidateId: 'a', position: 0}]}, GREEDY))).toEqual(['a', 'c']);
  });

  test('[P2] a loser whose rival is hidden is shown', () => {
    const candidates = [candidate('a', {exclusiveGroup: 'g'}), candidate('b', {exclusiveGroup: 'g'})];
    const tallies = new Map([['candidate:b', tally({hidden: {until: Infinity, reason: 'applied'}})]]);
    expect(run({candidates, utilities: [1, 2], tallies, seed: 's', pinned: []})).toMatchObject({items: [{candidateId: 'a'}], withheld: [{candidateId: 'b', reason: 'applied'}]});
  });

  test('[P2] a tired card rests, and comes back when its impressions have faded', () => {
    const tallies = new Map([['candidate:a', tally({impressions: FATIGUE_CAP})]]);
    const at = (now: number, pinned: readonly Pin[] = []) => idsOf(rerank({list: list([candidate('a')], {pinned}), scores: null, utilities: [1], tallies, now, exploration: GREEDY}));
    expect(at(NOW)).toEqual([]);
    expect(at(NOW + DAY)).toEqual(['a']);
    expect(at(NOW, [{candidateId: 'a', position: 0}])).toEqual(['a']);
  });

  test('[P2] a card that was answered may be shown as often again', () => {
    const at = (impressions: number) => idsOf(run({candidates: [candidate('a')], utilities: [1], pinned: [], seed: 's', tallies: new Map([['candidate:a', tally({impressions, opens: 1})]])}));
    expect(at(2 * FATIGUE_CAP - 1)).toEqual(['a']);
    expect(at(2 * FATIGUE_CAP)).toEqual([]);
  });

  test('[P2] what was hidden or is to expire is so until the moment itself', () => {
    const at = (now: number) => rerank({
      list: list([candidate('a', {expiresAt: NOW}), candidate('b')]), scores: null, now, exploration: GREEDY,
      tallies: new Map([['candidate:b', tally({hidden: {until: NOW, reason: 'snoozed'}})]]),
    });
    expect(at(NOW - 1)).toMatchObject({items: [{candidateId: 'a'}], withheld: [{candidateId: 'b', reason: 'snoozed'}]});
    expect(at(NOW)).toMatchObject({items: [{candidateId: 'b'}], withheld: [{candidateId: 'a', reason: 'expired'}]});
  });
});

describe('stability', () => {
  test('[P5] a pinned card never moves', () => {
    fc.assert(fc.property(anyCase, each => {
      const slate = run(each);
      const ids = idsOf(slate);
      const valid = each.pinned.filter(pin => pin.position >= 0 && ids.includes(pin.candidateId));
      const wanted = new Set(valid.map(pin => pin.position));
      if (wanted.size === valid.length && valid.every(pin => pin.position < ids.length)) for (const pin of valid) expect(ids[pin.position]).toBe(pin.candidateId);
      expect(slate.items.filter(item => item.pinned).map(item => item.candidateId).sort()).toEqual(valid.map(pin => pin.candidateId).sort());
      expect(slate.items.filter(item => item.pinned).every(item => item.logPropensity === 0)).toBe(true);
    }), {numRuns: 500});
  });

  test('[P5] pins beyond the end, or on one place, keep their order', () => {
    const each = {candidates: ['a', 'b', 'c', 'd'].map(id => candidate(id)), utilities: [4, 3, 2, 1], tallies: none, seed: 's'};
    const pins = (...pinned: [string, number][]) => idsOf(run({...each, pinned: pinned.map(([candidateId, position]) => ({candidateId, position}))}, GREEDY));
    expect(pins(['a', 8], ['b', 9])).toEqual(['c', 'd', 'a', 'b']);
    expect(pins(['b', 1], ['d', 1])).toEqual(['a', 'b', 'd', 'c']);
    expect(pins(['d', 0], ['d', 2], ['x', 1], ['b', 0.5], ['c', -1])).toEqual(['d', 'a', 'b', 'c']);
  });

  test('[P5] the propensities are those of a draw over the free places among the drawn ones', () => {
    fc.assert(fc.property(anyCase, fc.integer({min: 0, max: 12}), (each, places) => {
      const slate = run(each, {...EXPLORATION, places});
      const free = slate.items.filter(item => !item.pinned).map(item => ({id: item.candidateId, utility: item.utility}));
      const drawn = slate.items.slice(0, places).filter(item => !item.pinned);
      expect(drawn.map(item => item.logPropensity)).toEqual(logPropensitiesOf(free, drawn.map(item => item.candidateId), EXPLORATION, drawn.length));
      expect(slate.items.slice(places).every(item => item.logPropensity === 0)).toBe(true);
      expect(slate.logPropensity).toBeCloseTo(drawn.reduce((sum, item) => sum + item.logPropensity, 0), 12);
    }));
  });

  test('[P4] a pin among the drawn places takes one of them, a pin below takes none', () => {
    const each = {candidates: Array.from({length: 6}, (_, i) => candidate(`c${i}`)), utilities: [0, 0, 0, 0, 0, 0], tallies: none, seed: 's'};
    const drawnPlaces = (position: number) => run({...each, pinned: [{candidateId: 'c0', position}]}, {...EXPLORATION, places: 3}).items.flatMap((item, place) => item.logPropensity < 0 ? [place] : []);
    expect(drawnPlaces(1)).toEqual([0, 2]);
    expect(drawnPlaces(4)).toEqual([0, 1, 2]);
  });

  test('[P4] no chance is 1 while two or more unpinned candidates remain', () => {
    fc.assert(fc.property(anyCase, each => {
      const free = run(each).items.slice(0, EXPLORATION.places).filter(item => !item.pinned);
      for (const item of free.slice(0, -1)) expect(item.logPropensity).toBeLessThan(0);
    }));
  });
});

describe('the order', () => {
  test('[P6] permuting candidates and pins permutes nothing', () => {
    fc.assert(fc.property(anyCase.chain(each => fc.tuple(fc.constant(each), fc.shuffledSubarray(each.candidates.map((_, i) => i), {minLength: each.candidates.length}))), ([each, order]) => {
      const permuted = {
        ...each, candidates: order.map(i => each.candidates[i]!), utilities: order.map(i => each.utilities[i]!), pinned: [...each.pinned].reverse(),
      };
      const [a, b] = [run(each), run(permuted)];
      const bare = (slate: typeof a) => slate.items.map(({candidateId, utility, logPropensity, pinned}) => ({candidateId, utility, logPropensity, pinned}));
      expect(bare(b)).toEqual(bare(a));
      expect(b.logPropensity).toBe(a.logPropensity);
      expect(new Set(b.withheld)).toEqual(new Set(a.withheld));
    }), {numRuns: 300});
  });

  test('[P6] scores lead to the same slate in any order of the candidates', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({min: 0, max: 1, noNaN: true}), fc.double({min: -9, max: 9, noNaN: true})), {minLength: 1, maxLength: 15}), fc.string(), (rows, seed) => {
      const all = rows.map(([apply, serverScore], i) => [candidate(`c${i}`, {serverScore}), heads(apply)] as const);
      const slate = (pairs: typeof all) => rerank({list: list(pairs.map(([each]) => each), {seed}), scores: pairs.map(([, scores]) => scores), tallies: none, now: NOW, exploration: EXPLORATION})
        .items.map(({candidateId, utility, logPropensity}) => ({candidateId, utility, logPropensity}));
      expect(slate([...all].reverse())).toEqual(slate(all));
    }));
  });

  test('[P6] another seed is another slate', () => {
    const each = {candidates: Array.from({length: 10}, (_, i) => candidate(`c${i}`)), utilities: Array.from({length: 10}, () => 0), tallies: none, pinned: []};
    expect(new Set(Array.from({length: 20}, (_, i) => idsOf(run({...each, seed: `s${i}`})).join())).size).toBeGreaterThan(15);
  });

  test('without scores the server\'s order stands, and nothing was explored', () => {
    const candidates = [candidate('z', {serverScore: 1}), candidate('a', {serverScore: 9}), candidate('m')];
    const slate = rerank({list: list(candidates, {pinned: [{candidateId: 'm', position: 0}]}), scores: null, tallies: none, now: NOW, exploration: EXPLORATION});
    expect(slate).toMatchObject({policy: {temperature: 0}, logPropensity: 0, items: [{candidateId: 'm', pinned: true, serverPosition: 2, scores: null}, {candidateId: 'z'}, {candidateId: 'a'}]});
  });

  test('with scores the better card comes first, and carries them', () => {
    const slate = rerank({list: list([candidate('a'), candidate('b')]), scores: [heads(0.02), heads(0.06)], tallies: none, now: NOW, exploration: GREEDY});
    expect(slate.items).toMatchObject([{candidateId: 'b', scores: heads(0.06), serverPosition: 1}, {candidateId: 'a'}]);
  });

  test('an empty list is an empty slate', () => {
    expect(rerank({list: list([]), scores: [], tallies: none, now: NOW, exploration: EXPLORATION})).toMatchObject({items: [], withheld: [], logPropensity: 0});
  });
});
