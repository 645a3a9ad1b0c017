// What a widget may ask beside a slate: why, and how many.
import {expect, test} from 'vitest';
import {aClient, on, server, surface, top} from '../../support/client-in-node.js';
import {aCandidate} from '../../support/scripted-server.js';

test('[W2] a card of the newest list is explained by the tier that ordered it, with its place and the chance that put it there', async () => {
  const client = aClient({backend: 'linear'});
  const slate = await client.suggest({surface});
  const item = top(slate);
  const explanation = await client.explain(item.placement);
  expect(explanation).toMatchObject({tier: 'linear', position: 0, serverPosition: item.serverPosition, pinned: false});
  expect(explanation?.chance).toBeCloseTo(Math.exp(item.logPropensity), 9);
  const sizes = explanation?.contributions.map(({amount}) => Math.abs(amount)) ?? [];
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.every(Number.isFinite)).toBe(true);
  expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
});

test('an order that is the platform\'s has no contributions', async () => {
  const client = aClient({backend: 'none'});
  const slate = await client.suggest({surface});
  expect(await client.explain(top(slate).placement)).toMatchObject({tier: 'none', contributions: [], position: 0, serverPosition: 0, chance: null});
});

test('a list that another has followed, a card that is not on it, and nonsense are not explained', async () => {
  const client = aClient({backend: 'linear'});
  const slate = await client.suggest({surface});
  await client.suggest({surface});
  expect(await client.explain(top(slate).placement)).toBeNull();
  expect(await client.explain({...top(slate).placement, candidateId: 'nobody'})).toBeNull();
  expect(await client.explain(undefined as never)).toBeNull();
});

test('peek gives what may be shown, in the server\'s order, and serves and logs nothing', async () => {
  const client = aClient();
  server.candidates = [aCandidate('c0'), aCandidate('c1'), aCandidate('c2', {expiresAt: 1}), {id: 'broken'}];
  const all = await client.peek({surface});
  expect(all.map(({id}) => id)).toEqual(['c0', 'c1']);
  const slate = await client.suggest({surface: 'reporting'});
  await client.record({kind: 'dismiss', reason: 'not-relevant', ...on(top(slate))});
  const left = await client.peek({surface, candidates: all});
  expect(left.map(({id}) => id)).not.toContain(top(slate).candidate.id);
  await client.flush();
  expect(server.events().filter(({type}) => type === 'inkling.slate.served.v1')).toHaveLength(1);
  expect((await client.inspect()).slates).toHaveLength(1);
});

test('[W9] a peek and a list of one place asked for in one tick are one request for one place', async () => {
  const client = aClient();
  await Promise.all([client.peek({surface}), client.suggest({surface})]);
  expect(server.to('/candidates')).toHaveLength(1);
  expect((JSON.parse(server.to('/candidates')[0]?.body ?? '') as {queries: unknown[]}).queries).toHaveLength(1);
});

test('peek rejects as suggest does', async () => {
  const client = aClient();
  await expect(client.peek({surface: 'nowhere' as never})).rejects.toMatchObject({name: 'bad-options'});
  server.intercept = () => new Response('', {status: 503});
  await expect(client.peek({surface})).rejects.toMatchObject({name: 'no-answer'});
});
