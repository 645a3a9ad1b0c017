import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {interactionEvent} from '../../../src/feedback/event.js';
import {servedEvent} from '../../../src/feedback/served.js';
import type {RankedList} from '../../../src/ranking-types.js';
import type {RecordedInteraction} from '../../../src/types.js';
import {SDK_VERSION} from '../../../src/version.js';

const owner = {account: 'act_1', user: 'ana@example.org', device: 'd1'};
const both = {measurement: true, personalization: true};
const measurementOnly = {measurement: true, personalization: false};
const goal = {results: 1, cost: 0.5, reach: 0.25, effort: 0};
const now = Date.UTC(2026, 10, 20);

function rankedList(count: number): RankedList {
  return {
    tier: 'wasm',
    items: Array.from({length: count}, (_, position) => ({
      candidateId: `c${count - 1 - position}`, serverPosition: count - 1 - position, utility: 1 / (position + 3), pinned: false,
      scores: {open: 0.123456, apply: 0.0123456, dismiss: 0.2, undo: 0.1 / (position + 7), impact: 0.0314159},
      logPropensity: position < 10 ? Math.log(1 / (count - position)) : 0,
    })),
    withheld: [{candidateId: 'gone', reason: 'dismissed'}],
    policy: {id: 'plackett-luce-1', seed: 's', temperature: 0.1, window: 0.4, places: 10, goal},
    logPropensity: -3.25,
    contextVector: Int8Array.of(-1, 0, 127),
    digest: '00ff',
    replaced: 0,
    timings: {},
  };
}

function served(count: number, consent = both) {
  const candidates = Array.from({length: count}, (_, index) => ({id: `c${index}`, version: `v${index}`, serverScore: 1 - index / 1000}));
  return servedEvent({
    slate: {slateId: 'slate-1', model: {name: 'ranker', version: 1, manifest: '/models/manifest-00.json'}},
    list: {surface: 'campaign-list', entity: {level: 'campaign', id: 'k1', name: 'Summer sale'}, candidates: [...candidates, {id: 'gone', version: 'v', serverScore: 0}], pinned: []},
    ranked: rankedList(count), owner, visit: 'visit-1', consent, featureSchema: 'schema-1', now, id: 'event-1',
  });
}

const dismissal: RecordedInteraction = {
  id: '0199-1', at: now, visit: 'visit-1', kind: 'dismiss', reason: 'not-relevant', surface: 'campaign-list',
  placement: {slateId: 'slate-1', candidateId: 'c1', position: 0},
  candidate: {id: 'c1', type: 'budget-raise', entity: {level: 'campaign', id: 'k1', name: 'Summer sale'}},
};

test('[F8] a served event has one entry a candidate in every column, in the order of the server', () => {
  const {data} = served(3);
  expect(data.candidateIds).toEqual(['c0', 'c1', 'c2', 'gone']);
  expect(data.candidateVersions).toEqual(['v0', 'v1', 'v2', 'v']);
  expect(data.positions).toEqual([2, 1, 0, -1]);
  expect(data.scores?.[1]).toEqual([0.01235, 0.01235, 0.01235, 0]);
  expect(data.logPropensities.map(value => Number(Math.exp(value).toFixed(4)))).toEqual([1, 0.5, 0.3333, 1]);
  expect(data.logPropensities.reduce((sum, value) => sum + value, 0)).toBe(data.logPropensity);
  expect(data.filters).toEqual([{candidateId: 'gone', reason: 'dismissed'}]);
  expect(data.policy.goal).toEqual([1, 0.5, 0.25, 0]);
});

test('[F8] 200 candidates stay under 24 KiB', () => {
  expect(JSON.stringify(served(200)).length).toBeLessThan(24 * 1024);
});

test('[F8] the context vector and its digest travel only with consent to personalization', () => {
  expect(served(2).data).toMatchObject({context: btoa('\xff\x00\x7f'), digest: '00ff'});
  expect(served(2, measurementOnly).data).not.toHaveProperty('context');
  expect(served(2, measurementOnly).data).not.toHaveProperty('digest');
});

test('[F7] an event is a CloudEvent whose source names account, user and device', () => {
  expect(interactionEvent(dismissal, owner, both)).toEqual({
    specversion: '1.0', id: '0199-1', source: '/accounts/act_1/users/ana%40example.org/devices/d1', type: 'inkling.interaction.v1', time: '2026-11-20T00:00:00.000Z',
    data: {
      kind: 'dismiss', visit: 'visit-1', surface: 'campaign-list', entity: {level: 'campaign', id: 'k1'},
      placement: {slateId: 'slate-1', candidateId: 'c1', position: 0}, candidateType: 'budget-raise', reason: 'not-relevant',
    },
  });
});

test('no name of an entity travels', () => {
  expect(JSON.stringify([served(3), interactionEvent(dismissal, owner, both)])).not.toContain('Summer sale');
});

test('what a person searched for does not travel; what they chose in an apply does', () => {
  const search: RecordedInteraction = {id: '1', at: now, visit: 'v', kind: 'search', value: 'my secret project'};
  expect(JSON.stringify(interactionEvent(search, owner, both))).not.toContain('secret');
  expect(interactionEvent({...dismissal, kind: 'apply', value: 120}, owner, both)?.data.value).toBe(120);
});

test('[F9] without measurement nothing travels, without personalization no host action does', () => {
  const edit: RecordedInteraction = {id: '1', at: now, visit: 'v', kind: 'edit', surface: 'budget-editor'};
  expect(interactionEvent(dismissal, owner, {measurement: false, personalization: true})).toBeNull();
  expect(interactionEvent(edit, owner, measurementOnly)).toBeNull();
  expect(interactionEvent(dismissal, owner, measurementOnly)).not.toBeNull();
  expect(interactionEvent(edit, owner, both)).not.toBeNull();
});

test('the version that events carry is the version of the package', () => {
  expect((JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}).version).toBe(SDK_VERSION);
});

test('[P7] a slate says how it came about; what was not drawn carries no more than before', () => {
  const ranked: RankedList = {...rankedList(2), policy: {...rankedList(2).policy, diversity: 0.5, hysteresis: 0.25}};
  const withTeams = {...ranked, items: ranked.items.map((item, i) => ({...item, team: i === 0 ? 'ours' as const : 'server' as const})), agreement: 1 / 3};
  const arm = {experiment: 'ranker-5', salt: 's', arm: 'ours'};
  const candidates = ['c0', 'c1', 'gone'].map(id => ({id, version: 'v', serverScore: 0}));
  const event = servedEvent({
    slate: {slateId: 'slate-1', model: null, mode: 'interleave', arm}, exposure: true, ranked: withTeams, owner, visit: 'v', consent: both, featureSchema: null, now, id: 'e',
    list: {surface: 'campaign-list', candidates, pinned: [], previous: [{candidateId: 'gone'}, {candidateId: 'c1'}, {candidateId: 'elsewhere'}]},
  });
  expect(event.data).toMatchObject({mode: 'interleave', team: ['server', 'ours', null], arm, exposure: true, agreement: 0.3333, previous: [-1, 1, 0], policy: {diversity: 0.5, hysteresis: 0.25}});
  const plain = served(2).data;
  expect(plain).toMatchObject({mode: 'rank', team: null});
  for (const name of ['arm', 'exposure', 'agreement', 'previous']) expect(plain).not.toHaveProperty(name);
  expect(Object.keys(plain.policy)).toEqual(['id', 'seed', 'temperature', 'window', 'places', 'goal']);
});
