import {expect, test} from 'vitest';
import type {Slate} from '../../../src/types.js';
import type {Experiment, ServedEvent} from '../../../src/wire-types.js';
import {aClient, on, server, surface, top} from '../../support/client-in-node.js';

const all = (mode: Experiment['arms'][number]['mode']): Experiment => ({name: 'ranker-5', salt: 'nov', arms: [{name: 'treated', mode, share: 1}]});
const ARM = {experiment: 'ranker-5', salt: 'nov', arm: 'treated'};
const served = async (client: ReturnType<typeof aClient>) => {
  await client.flush();
  return server.events().filter((event): event is ServedEvent => event.type === 'inkling.slate.served.v1').map(event => event.data).sort((a, b) => (a.slateId < b.slateId ? -1 : 1));
};
const ids = (slate: Slate) => slate.items.map(item => item.candidate.id);
const SERVER_ORDER = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];

test('[P7] rank: drawn by known chances, and the slate says which arm it is', async () => {
  const client = aClient({experiment: all('rank')});
  const slate = await client.suggest({surface});
  expect(slate).toMatchObject({mode: 'rank', arm: ARM, tier: 'linear'});
  expect(slate.logPropensity).toBeLessThan(0);
  expect(await served(client)).toMatchObject([{mode: 'rank', arm: ARM, exposure: true, team: null}]);
});

test('[P7] shadow: the server\'s order is shown, ours is scored, its agreement logged, and no chance', async () => {
  const client = aClient({experiment: all('shadow')});
  const slate = await client.suggest({surface});
  expect(slate).toMatchObject({mode: 'shadow', tier: 'none', logPropensity: 0, policy: {temperature: 0}});
  expect(ids(slate)).toEqual(SERVER_ORDER);
  expect(slate.items.every(item => item.scores !== null && item.logPropensity === 0)).toBe(true);
  expect(slate.agreement).toBeGreaterThanOrEqual(-1);
  expect(slate.agreement).toBeLessThanOrEqual(1);
  const [data] = await served(client);
  expect(data).toMatchObject({mode: 'shadow', backend: 'linear', logPropensity: 0, agreement: expect.any(Number) as number});
  expect(data?.logPropensities.every(value => value === 0)).toBe(true);
  expect(data?.scores).not.toBeNull();
});

test('[P7] interleave: every card has a team, a card that stays keeps its own, and no chance is logged', async () => {
  const client = aClient({experiment: all('interleave')});
  const first = await client.suggest({surface});
  const teams = new Map(first.items.map(item => [item.candidate.id, item.team]));
  expect([...teams.values()].sort()).toEqual(['ours', 'ours', 'ours', 'server', 'server', 'server']);
  for (const item of first.items.slice(0, 4)) await client.record({kind: 'impression', ...on(item)});
  const second = await client.suggest({surface});
  expect(second.items.slice(0, 4).map(item => [item.candidate.id, item.team, item.pinned])).toEqual(first.items.slice(0, 4).map(item => [item.candidate.id, item.team, true]));
  const logged = await served(client);
  expect(logged.map(({team}) => team?.length)).toEqual([6, 6]);
  expect(logged[0]?.team).toEqual(SERVER_ORDER.map(id => teams.get(id)));
  expect(logged.every(({logPropensity, logPropensities}) => logPropensity === 0 && logPropensities.every(value => value === 0))).toBe(true);
});

test('[P7] holdout: the server\'s order, nothing scored, nothing started for it, and feedback all the same', async () => {
  const client = aClient({experiment: all('holdout')});
  const slate = await client.suggest({surface});
  expect(slate).toMatchObject({mode: 'holdout', tier: 'none', arm: ARM});
  expect(ids(slate)).toEqual(SERVER_ORDER);
  expect(slate.items.every(item => item.scores === null)).toBe(true);
  await client.record({kind: 'open', ...on(top(slate))});
  expect(await served(client)).toMatchObject([{mode: 'holdout', scores: null, backend: 'none', exposure: true}]);
  // In Node a worker that is asked for fails.
  expect(client.status.reason).not.toBe('worker-failed');
});

test('[P7] the exposure is logged once a visit, the arm with every slate', async () => {
  let now = 1e12;
  const client = aClient({experiment: all('rank'), clock: () => now});
  await client.suggest({surface});
  await client.suggest({surface: 'reporting'});
  now += 31 * 60_000;
  await client.suggest({surface});
  const logged = await served(client);
  expect(logged.map(({exposure}) => exposure ?? false)).toEqual([true, false, true]);
  expect(logged.map(({arm}) => arm)).toEqual([ARM, ARM, ARM]);
});

test('[P7] whoever the shares leave over takes no part', async () => {
  const client = aClient({experiment: {name: 'ranker-5', arms: []}});
  expect(await client.suggest({surface})).toMatchObject({mode: 'rank'});
  expect((await served(client))[0]).not.toHaveProperty('arm');
});

test('[P7] the server may name the experiment; the host\'s own goes before it; a visit keeps its arm', async () => {
  const named = (experiment: Experiment | undefined) => {
    server.intercept = request => (request.url.endsWith('/candidates') ? Response.json({lists: [{surface, candidates: server.candidates}], model: server.model, experiment}) : null);
  };
  named(all('holdout'));
  const client = aClient();
  expect((await client.suggest({surface})).mode).toBe('holdout');
  named(all('rank'));
  expect((await client.suggest({surface})).mode).toBe('holdout');
  named(undefined);
  expect((await client.suggest({surface})).mode).toBe('holdout');
  named(all('holdout'));
  expect((await aClient({experiment: all('rank')}).suggest({surface})).mode).toBe('rank');
});

test.each([
  ['a mode nobody has', {name: 'x', arms: [{name: 'a', mode: 'guess', share: 1}]}],
  ['shares of more than 1', {name: 'x', arms: [{name: 'a', mode: 'rank', share: 0.6}, {name: 'b', mode: 'holdout', share: 0.6}]}],
])('an experiment with %s is refused where the host names it, and no part is taken where the server does', async (_, experiment) => {
  expect(() => aClient({experiment: experiment as Experiment})).toThrowError(expect.objectContaining({name: 'bad-options'}));
  server.intercept = request => (request.url.endsWith('/candidates') ? Response.json({lists: [{surface, candidates: server.candidates}], model: server.model, experiment}) : null);
  const slate = await aClient().suggest({surface});
  expect(slate.mode).toBe('rank');
  expect(slate.arm).toBeUndefined();
});

test('[P7] whoever asks for the platform\'s order gets it, served in shadow and left out of what chances judge; the next slate is ours again', async () => {
  const client = aClient({});
  const ranked = await client.suggest({surface});
  expect(ranked.mode).toBe('rank');
  const [platform, beside] = await Promise.all([client.suggest({surface, pinned: [], order: 'platform'}), client.suggest({surface: 'reporting'})]);
  expect(ids(platform)).toEqual(SERVER_ORDER);
  expect(platform).toMatchObject({mode: 'shadow', tier: 'none', logPropensity: 0});
  expect(beside.mode).toBe('rank');
  expect(beside.logPropensity).toBeLessThan(0);
  expect((await client.rank({surface, candidates: platform.items.map(({candidate}) => candidate), pinned: []})).mode).toBe('rank');
  const logged = await served(client);
  expect(logged.find(({slateId}) => slateId === platform.slateId)).toMatchObject({mode: 'shadow', logPropensity: 0});
});

test('[P7] in a holdout the platform\'s order is what everybody gets, and its mode says so', async () => {
  const client = aClient({experiment: all('holdout')});
  expect((await client.suggest({surface, order: 'platform'})).mode).toBe('holdout');
});
