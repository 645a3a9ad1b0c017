import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {armOf, pointOf} from '../../../src/policy/assignment.js';
import {agreementOf, teamDraft} from '../../../src/policy/interleaving.js';
import {shownIn} from '../../../src/policy/modes.js';
import {rerank} from '../../../src/policy/rerank.js';
import type {ListToRank, RankCall, RankedList} from '../../../src/ranking-types.js';
import type {Mode} from '../../../src/types.js';
import {NOW, candidate, contextOf, list} from '../../support/features.js';
import {anyPolicyCase} from '../../support/policy-cases.js';

describe('assignment', () => {
  // In docs/policy.md: whoever computes them elsewhere must get these.
  test.each([
    ['', '', '', 0x691d513f],
    ['act_1', 'ranker-5', '', 0x58a142ca],
    ['act_1', 'ranker-5', '2026-11', 0xeca2d57d],
    ['act_2', 'ranker-5', '2026-11', 0xa866175c],
    ['Café Ω 🦔', 'goal', 's', 0xe9e859c9],
  ])('[P7] the point of account %j in experiment %j with salt %j is the published one', (account, experiment, salt, hash) => {
    expect((pointOf(account, experiment, salt) * 2 ** 32).toString(16)).toBe(hash.toString(16));
  });

  test('[P7] shares are kept, whatever the salt; another salt or name shares out anew', () => {
    const arms = [{name: 'a', mode: 'rank' as const, share: 0.5}, {name: 'b', mode: 'holdout' as const, share: 0.3}];
    const N = 20_000;
    const armsOf = (name: string, salt: string) => Array.from({length: N}, (_, i) => armOf({name, salt, arms}, `act_${i}`)?.name ?? 'none');
    const one = armsOf('e', 's');
    for (const each of [one, armsOf('e', 't'), armsOf('f', 's')]) {
      // Four standard errors.
      for (const [name, share] of [['a', 0.5], ['b', 0.3], ['none', 0.2]] as const) expect(Math.abs(each.filter(arm => arm === name).length / N - share)).toBeLessThan(4 * Math.sqrt(share * (1 - share) / N));
    }
    const other = armsOf('e', 't');
    expect(Math.abs(one.filter((arm, i) => arm === other[i]).length / N - (0.25 + 0.09 + 0.04))).toBeLessThan(0.02);
  });

  test('[P7] a share that grows at the end moves nobody who had an arm', () => {
    const at = (share: number) => (i: number) => armOf({name: 'e', arms: [{name: 'a', mode: 'rank', share: 0.3}, {name: 'b', mode: 'shadow', share}]}, `act_${i}`)?.name;
    for (let i = 0; i < 2000; i++) if (at(0.2)(i) !== undefined) expect(at(0.6)(i)).toBe(at(0.2)(i));
  });
});

describe('the team draft', () => {
  const ids = (count: number) => Array.from({length: count}, (_, i) => `c${i}`);
  const anyOrders = fc.integer({min: 0, max: 12}).chain(count => fc.tuple(fc.shuffledSubarray(ids(count), {minLength: count}), fc.shuffledSubarray(ids(count), {minLength: count}), fc.string()));
  const options = (order: readonly string[]) => order.map(candidateId => ({candidateId}));

  test('[P7] every card is picked once, the teams stay level, and each picks the best that its own order has left', () => {
    fc.assert(fc.property(anyOrders, ([ours, server, seed]) => {
      const picks = teamDraft(options(ours), options(server), seed).map(({option, team}) => ({id: option.candidateId, team}));
      expect(picks.map(({id}) => id).sort()).toEqual([...ours].sort());
      picks.forEach(({id, team}, i) => {
        const before = picks.slice(0, i);
        const count = (of: string) => before.filter(pick => pick.team === of).length;
        expect(Math.abs(count('ours') - count('server'))).toBeLessThanOrEqual(1);
        expect((team === 'ours' ? ours : server).find(each => !before.some(pick => pick.id === each))).toBe(id);
      });
    }));
  });

  test('[P7] who picks first is a fair toss of the seed, and the same for the same seed', () => {
    const first = (seed: string) => teamDraft(options(['a', 'b']), options(['b', 'a']), seed)[0]?.team;
    const N = 4000;
    expect(Math.abs(Array.from({length: N}, (_, i) => first(`s${i}`)).filter(team => team === 'ours').length / N - 0.5)).toBeLessThan(4 * 0.5 / Math.sqrt(N));
    expect(first('s1')).toBe(first('s1'));
  });

  test('[P2] of an exclusive group one is drafted, whichever order it leads', () => {
    const group = (...order: string[]) => order.map(candidateId => ({candidateId, exclusiveGroup: candidateId === 'x' ? undefined : 'g'}));
    for (let i = 0; i < 20; i++) expect(teamDraft(group('a', 'x'), group('b', 'x'), `s${i}`).filter(({option}) => option.exclusiveGroup === 'g')).toHaveLength(1);
  });
});

test('[P7] agreement is Kendall\'s τ', () => {
  expect(agreementOf(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd'])).toBe(1);
  expect(agreementOf(['a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a'])).toBe(-1);
  expect(agreementOf(['a', 'b', 'c', 'd'], ['b', 'a', 'c', 'd'])).toBeCloseTo(2 / 3, 12);
  expect(agreementOf(['a', 'x', 'b'], ['b', 'a'])).toBe(-1);
  expect(agreementOf(['a'], ['a'])).toBe(1);
});

describe('what is shown', () => {
  const ranked = (list: ListToRank, call: RankCall, utilities: readonly number[]): RankedList =>
    ({...rerank({list, scores: null, utilities, tallies: call.context.tallies, now: call.now, exploration: call.exploration, policy: call.policy}), tier: 'wasm', contextVector: null, digest: null, replaced: 0, timings: {}});
  const modes: readonly Mode[] = ['shadow', 'interleave', 'holdout'];

  test('[P7] in every mode pins stay, constraints hold, every candidate is shown or withheld, and no chance is claimed', () => {
    fc.assert(fc.property(anyPolicyCase({most: 12}), fc.constantFrom(...modes), (input, mode) => {
      const {list: asked, utilities = [], policy, tallies, now} = input;
      const call: RankCall = {lists: [asked], context: {...contextOf(), tallies}, now, exploration: {...input.exploration, temperature: 0}, policy, mode};
      const ours = ranked(asked, call, utilities);
      const slate = shownIn(call, asked, ours);
      const shown = slate.items.map(item => item.candidateId);
      expect([...shown, ...slate.withheld.map(({candidateId}) => candidateId)].sort()).toEqual(asked.candidates.map(({id}) => id).sort());
      const alone = new Set(ours.withheld.filter(({reason}) => reason !== 'exclusive').map(({candidateId}) => candidateId));
      expect(shown.some(id => alone.has(id))).toBe(false);
      const groups = slate.items.flatMap(item => asked.candidates[item.serverPosition]?.exclusiveGroup ?? []);
      expect(new Set(groups).size).toBe(groups.length);
      const pins = (items: RankedList['items']) => items.flatMap((item, place) => (item.pinned ? [[place, item.candidateId]] : []));
      // Two pins of one group cannot both stay: which one does is the order's to say.
      const pinnedGroups = asked.pinned.flatMap(pin => asked.candidates.find(({id}) => id === pin.candidateId)?.exclusiveGroup ?? []);
      if (new Set(pinnedGroups).size === pinnedGroups.length) expect(pins(slate.items)).toEqual(pins(ours.items));
      expect(slate.logPropensity).toBe(0);
      expect(slate.items.every(item => item.logPropensity === 0)).toBe(true);
      if (mode !== 'interleave') {
        const free = slate.items.filter(item => !item.pinned).map(item => item.serverPosition);
        expect(free).toEqual([...free].sort((a, b) => a - b));
      } else {
        expect(slate.items.every(item => item.pinned || item.team !== undefined)).toBe(true);
      }
    }), {numRuns: 1000});
  });

  test('[P2] a draft brings no rival of a card that is pinned', () => {
    // A pin without a place is none, and yet its card leads the group in the server's order.
    for (let i = 0; i < 20; i++) {
      const asked = list([candidate('a', {exclusiveGroup: 'g'}), candidate('b', {exclusiveGroup: 'g'}), candidate('c')], {pinned: [{candidateId: 'a', position: -1}, {candidateId: 'b', position: 0}], seed: `s${i}`});
      const call: RankCall = {lists: [asked], context: contextOf(), now: NOW, exploration: {temperature: 0, window: 1, places: 10, id: 'x'}, mode: 'interleave'};
      expect(shownIn(call, asked, ranked(asked, call, [0, 1, 2]))).toMatchObject({items: [{candidateId: 'b'}, {candidateId: 'c'}], withheld: [{candidateId: 'a', reason: 'exclusive'}]});
    }
  });

  test('[P7] a pinned card keeps its team, and `rank` is left as it was drawn', () => {
    const asked = list(['a', 'b', 'c'].map(id => candidate(id)), {pinned: [{candidateId: 'c', position: 0}], previous: [{candidateId: 'c', team: 'server'}, {candidateId: 'a', team: 'ours'}]});
    const call: RankCall = {lists: [asked], context: contextOf(), now: NOW, exploration: {temperature: 0, window: 1, places: 10, id: 'x'}, mode: 'interleave'};
    const ours = ranked(asked, call, [1, 2, 3]);
    expect(shownIn(call, asked, ours).items[0]).toMatchObject({candidateId: 'c', pinned: true, team: 'server'});
    expect(shownIn({...call, mode: 'rank'}, asked, ours)).toBe(ours);
    expect(shownIn({...call, mode: undefined}, asked, ours)).toBe(ours);
  });
});
