import fc from 'fast-check';
import {expect, test} from 'vitest';
import {checkCandidates} from '../../src/candidates.js';

const origin = 'https://ads.example';
const good = {
  id: 'c1', version: 'v1', type: 'budget-raise', entity: {level: 'campaign', id: 'k1', name: 'Summer'}, headline: 'Raise the budget', reason: 'Limited by budget on 5 of 7 days',
  impact: {metric: 'results', low: 3, high: 9, unit: 'percent', horizonDays: 7}, serverScore: 0.5, createdAt: 1, embedding: [0.1, -0.2],
  change: {field: 'dailyBudget', current: 100, recommended: 120, options: [110, 120], unit: 'money'},
};
const check = (...entries: unknown[]) => checkCandidates(entries, origin);

test('a good candidate passes as it is, without what nobody knows', () => {
  expect(check({...good, surprise: 1})).toEqual({candidates: [good], malformed: []});
});

test.each([
  ['null', null, 'candidates[1]: expected Object'],
  ['text', 'candidate', 'candidates[1]: expected Object'],
  ['a list', [], 'candidates[1].id: expected "id"'],
  ['no id', {...good, id: undefined}, 'candidates[1].id: expected string'],
  ['a NaN score', {...good, id: 'x', serverScore: NaN}, 'candidates[1].serverScore: expected number'],
  ['an infinite score', {...good, id: 'x', serverScore: Infinity}, 'candidates[1].serverScore: expected finite'],
  ['a score in words', {...good, id: 'x', serverScore: '0.5'}, 'candidates[1].serverScore: expected number'],
  ['an entity of no level', {...good, id: 'x', entity: {level: 'planet', id: '1'}}, 'candidates[1].entity.level: expected ("account" | "campaign" | "ad-group" | "ad" | "keyword" | "audience" | "tag")'],
  ['an interval upside down', {...good, id: 'x', impact: {...good.impact, low: 10}}, 'candidates[1].impact: low is above high'],
  ['NaN in the embedding', {...good, id: 'x', embedding: [0, NaN]}, 'candidates[1].embedding: at most 1024 finite numbers'],
  ['no headline', {...good, id: 'x', headline: ' \u202e '}, 'candidates[1].headline: expected >=1'],
  ['bounds upside down', {...good, id: 'x', change: {...good.change, min: 10, max: 9}}, 'candidates[1].change: min is above max'],
  ['an infinite bound', {...good, id: 'x', change: {...good.change, max: Infinity}}, 'candidates[1].change.max: expected finite'],
  ['a step of nothing', {...good, id: 'x', change: {...good.change, step: 0}}, 'candidates[1].change.step: not above 0'],
  ['an endless id', {...good, id: 'x'.repeat(1_000_000)}, 'candidates[1].id: expected <=256'],
])('%s is counted, and the others pass', (_, bad, sentence) => {
  const {candidates, malformed} = check(good, bad, {...good, id: 'c2'});
  expect(candidates.map(({id}) => id)).toEqual(['c1', 'c2']);
  expect(malformed).toEqual([sentence]);
});

test('the bounds of a change pass the door', () => {
  const bounded = {...good, change: {...good.change, min: 20, max: 500, step: 5}};
  expect(check(bounded)).toEqual({candidates: [bounded], malformed: []});
});

test('of two with one id the first stays', () => {
  const {candidates, malformed} = check(good, {...good, headline: 'Another'});
  expect(candidates).toEqual([good]);
  expect(malformed).toEqual(['candidates[1].id: a second one of this id']);
});

test('a candidate that throws when it is read is counted', () => {
  const trap = Object.defineProperty({...good}, 'id', {get() { throw new Error('no'); }});
  expect(check(trap, good)).toMatchObject({candidates: [{id: 'c1'}], malformed: ['candidates[0]: cannot be read']});
});

test('what is not a list is no candidates', () => {
  for (const given of [null, undefined, 'x', {length: 3}]) expect(checkCandidates(given, origin)).toEqual({candidates: [], malformed: ['candidates: not a list']});
});

test.each(['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x', '//elsewhere.example/x', '\\\\elsewhere.example', 'https://user:pass@ads.example/', 'blob:https://ads.example/1', 7, {}])('[W8] the link %j is left out and counted; the card stays', link => {
  const {candidates, malformed} = check({...good, link});
  expect(candidates).toEqual([good]);
  expect(malformed).toEqual(['candidates[0].link: neither http(s) nor a path of this origin; shown without it']);
});

test.each([['', 'https://ads.example/'], ['/campaigns/1?tab=a#b', 'https://ads.example/campaigns/1?tab=a#b'], ['campaigns', 'https://ads.example/campaigns'], ['https://help.example/x', 'https://help.example/x'], ['http://help.example/', 'http://help.example/']])('[W8] the link %j passes', (link, href) => {
  expect(check({...good, link})).toMatchObject({candidates: [{link: href}], malformed: []});
});

test('[W8] markup stays text; controls that reorder text go; a megabyte is cut', () => {
  const {candidates: [marked, turned, long]} = check({...good, headline: '<img src=x onerror=alert(1)>'}, {...good, id: '2', reason: 'pay \u202e001\u202c now\u0000'}, {...good, id: '3', reason: 'x'.repeat(1_000_000)});
  expect(marked?.headline).toBe('<img src=x onerror=alert(1)>');
  expect(turned?.reason).toBe('pay  001  now');
  expect(long?.reason).toHaveLength(500);
});

test('keys that name the prototype change nothing', () => {
  const entry: unknown = JSON.parse(JSON.stringify(good).replace('{', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},'));
  const {candidates: [candidate]} = check(entry);
  expect(candidate).toEqual(good);
  expect(candidate).not.toHaveProperty('polluted');
  expect({}).not.toHaveProperty('polluted');
});

test('what has passed once passes again as the same object', () => {
  const {candidates: [first]} = check(good);
  expect(check(first).candidates[0]).toBe(first);
});

test('fault 45: whatever comes in the place of candidates, nothing throws, and what passes is as the types say', () => {
  const cyclic: Record<string, unknown> = {...good, id: 'cyclic'};
  cyclic.self = cyclic.entity = cyclic;
  fc.assert(fc.property(fc.array(fc.oneof(fc.anything({withNullPrototype: true, withBigInt: true, withSparseArray: true}), fc.record({id: fc.anything(), headline: fc.string(), serverScore: fc.double()}), fc.constant(cyclic), fc.constant(good))), given => {
    const {candidates, malformed} = checkCandidates(given, origin);
    expect(new Set(candidates.map(({id}) => id)).size).toBe(candidates.length);
    for (const {serverScore, headline, id} of candidates) expect([Number.isFinite(serverScore), headline.length > 0, typeof id]).toEqual([true, true, 'string']);
    expect(candidates.length + malformed.length).toBeGreaterThanOrEqual(given.length);
  }), {numRuns: 500, seed: 45});
});

test('fault 45: of a million candidates the first thousand are looked at, and the rest are said to be too many', () => {
  const {candidates, malformed} = checkCandidates(new Array(1_000_000).fill(null).map((_, index) => (index < 1001 ? {...good, id: String(index)} : null)), origin);
  expect(candidates).toHaveLength(1000);
  expect(malformed).toEqual(['candidates: 999000 beyond the first 1000']);
});
