// Without IndexedDB and without a worker, as on a server: the page's other half is in tests/browser.
import {expect, test, vi} from 'vitest';
import {createInsights} from '../../../src/client.js';
import type {InsightsOptions, Status} from '../../../src/insights-types.js';
import type {RecordedInteraction} from '../../../src/types.js';
import type {ServedEvent} from '../../../src/wire-types.js';
import {aClient, on, server, surface, top} from '../../support/client-in-node.js';
import {aCandidate, MODEL} from '../../support/scripted-server.js';

test.each([
  ['nothing', undefined, 'the options'],
  ['no account', {endpoint: '/x'}, 'account'],
  ['no endpoint', {account: 'a'}, 'endpoint'],
  ['a backend nobody has', {account: 'a', endpoint: '/x', backend: 'gpu'}, 'backend'],
  ['an endpoint that is no URL', {account: 'a', endpoint: 'http://'}, 'endpoint'],
  ['half a consent', {account: 'a', endpoint: '/x', consent: {measurement: true}}, 'consent.personalization'],
])('%s is refused at once, saying what and what to do', (_, options, field) => {
  expect(() => createInsights(options as unknown as InsightsOptions)).toThrowError(expect.objectContaining({name: 'bad-options', message: expect.stringContaining(`${field}:`) as string}));
});

test('suggest asks the server and orders its candidates with its model', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  expect(slate.tier).toBe('linear');
  expect(slate.items.map(item => item.candidate.id).sort()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5']);
  expect(slate.items.map(item => item.placement)).toEqual(slate.items.map(({candidate}, position) => ({slateId: slate.slateId, candidateId: candidate.id, position})));
  expect(slate.model).toEqual(MODEL);
  expect(slate.items.reduce((sum, item) => sum + item.logPropensity, 0)).toBeCloseTo(slate.logPropensity, 9);
});

test('[W9] what is asked in one tick is one request to the server', async () => {
  const client = aClient();
  const slates = await Promise.all(Array.from({length: 500}, (_, index) => client.suggest({surface: 'campaign-row', entity: {level: 'campaign', id: `k${index % 250}`}})));
  expect(slates).toHaveLength(500);
  expect(server.to('/candidates')).toHaveLength(1);
  expect((JSON.parse(server.to('/candidates')[0]?.body ?? '') as {queries: unknown[]}).queries).toHaveLength(250);
});

test.each([
  ['no-answer', () => { throw new TypeError('offline'); }],
  ['no-answer', () => new Response('', {status: 503})],
  ['bad-answer', () => new Response('<html>Welcome to the hotel</html>')],
  ['bad-answer', () => Response.json({lists: []})],
  ['unauthorized', () => new Response('', {status: 401})],
])('suggest rejects with %s where the server does not answer as it should', async (name, intercept) => {
  server.intercept = intercept;
  await expect(aClient().suggest({surface})).rejects.toMatchObject({name});
});

test('after a 401 the token function is asked once more', async () => {
  const tokens = ['stale', 'fresh'];
  const token = vi.fn(() => tokens.shift() ?? 'none');
  server.intercept = request => (request.headers.get('authorization') === 'Bearer stale' ? new Response('', {status: 401}) : null);
  const slate = await aClient({token}).suggest({surface});
  expect(slate.items).toHaveLength(6);
  expect(token).toHaveBeenCalledTimes(2);
});

test.each([null, undefined, 'x', {}, {surface: 'nowhere', candidates: [null]}, {surface, candidates: 'x'}, {surface, candidates: [NaN], pinned: [null, {candidateId: 1}], goal: 7}])('rank never rejects: %j', async request => {
  const slate = await aClient().rank(request as never);
  expect(slate.items).toEqual([]);
  expect(slate.malformed.length).toBeGreaterThan(0);
});

test('bad candidates are counted, good ones ranked', async () => {
  const client = aClient({model: MODEL});
  const slate = await client.rank({surface, candidates: [aCandidate('c1'), null, aCandidate('c1'), {...aCandidate('c2'), serverScore: NaN}]});
  expect(slate.items.map(item => item.candidate.id)).toEqual(['c1']);
  expect(slate.malformed).toHaveLength(3);
  expect((await client.inspect()).health.malformedCandidates).toBe(3);
});

test('without a model the order is the server\'s, and nothing is explored', async () => {
  const slate = await aClient().rank({surface, candidates: [aCandidate('c2'), aCandidate('c0'), aCandidate('c1')]});
  expect(slate).toMatchObject({tier: 'none', logPropensity: 0, model: null});
  expect(slate.items.map(item => item.candidate.id)).toEqual(['c2', 'c0', 'c1']);
});

test('a forced server order loads no model', async () => {
  const client = aClient({backend: 'none'});
  const slate = await client.suggest({surface});
  expect(slate.tier).toBe('none');
  expect((await client.ready).backend).toBe('none');
  expect(server.requests.filter(({url}) => url.includes('/models/'))).toEqual([]);
});

test('[R6] a worker that does not start leaves the order to linear, and status says why', async () => {
  const client = aClient({model: MODEL});
  const heard: Status[] = [];
  client.addEventListener('status', event => heard.push(event.detail));
  expect((await client.suggest({surface})).tier).toBe('linear');
  expect(await client.ready).toMatchObject({state: 'ready', backend: 'linear', reason: 'worker-failed', model: MODEL});
  expect(heard.at(-1)).toBe(client.status);
});

test('[R8] a model that is not what its name says serves nobody, and status says so', async () => {
  server.intercept = request => (request.url.includes('feature-schema') ? new Response('{"format":1}') : null);
  const client = aClient();
  expect((await client.suggest({surface})).tier).toBe('none');
  expect(await client.ready).toMatchObject({backend: 'none', reason: 'model-digest'});
});

test('[P6] the same seed gives the same order', async () => {
  const order = async () => {
    let state = 7;
    const client = aClient({random: () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647, clock: () => 1e12, model: MODEL});
    return (await client.suggest({surface})).items.map(item => item.candidate.id);
  };
  expect(await order()).toEqual(await order());
});

test('a dismissed candidate is withheld from then on', async () => {
  const client = aClient();
  const dismissed = top(await client.suggest({surface}));
  await client.record({kind: 'dismiss', reason: 'not-relevant', ...on(dismissed)});
  const slate = await client.suggest({surface});
  expect(slate.items.map(item => item.candidate.id)).not.toContain(dismissed.candidate.id);
  expect(slate.withheld).toEqual([{candidateId: dismissed.candidate.id, reason: 'dismissed'}]);
});

test('[P5] a card that was seen keeps its place for the visit; an empty list of pins lets go', async () => {
  let random = 0;
  const client = aClient({random: () => (random = (random + 0.37) % 1), exploration: {temperature: 100}});
  const first = await client.suggest({surface});
  const seen = first.items.slice(0, 3);
  for (const item of seen) await client.record({kind: 'impression', ...on(item)});
  for (let i = 0; i < 5; i++) {
    const {items} = await client.suggest({surface});
    expect(items.slice(0, 3).map(item => [item.candidate.id, item.pinned])).toEqual(seen.map(item => [item.candidate.id, true]));
  }
  expect((await client.rank({surface, candidates: server.candidates, pinned: []})).items.some(item => item.pinned)).toBe(false);
  expect((await client.suggest({surface})).items.some(item => item.pinned)).toBe(false);
});

test('[P5] pins end with the visit', async () => {
  let now = 1e12;
  const client = aClient({clock: () => now});
  await client.record({kind: 'impression', ...on(top(await client.suggest({surface})))});
  expect(top(await client.suggest({surface})).pinned).toBe(true);
  now += 31 * 60_000;
  expect(top(await client.suggest({surface})).pinned).toBe(false);
});

test('a visit ends after 30 minutes without anything', async () => {
  let now = 1e12;
  const client = aClient({clock: () => now});
  const visits: string[] = [];
  client.addEventListener('interaction', event => visits.push(event.detail.visit));
  for (const minutes of [0, 29, 29, 31]) {
    now += minutes * 60_000;
    await client.record({kind: 'navigate', surface});
  }
  expect(new Set(visits.slice(0, 3)).size).toBe(1);
  expect(visits[3]).not.toBe(visits[0]);
});

test('[F8] what was served and what was done about it arrive, tied by the slate', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  await client.record({kind: 'impression', ...on(top(slate))});
  await client.record({kind: 'dismiss', reason: 'not-now', placement: top(slate).placement});
  expect(await client.flush()).toEqual({sent: 3, accepted: 3, duplicate: 0, rejected: 0, left: 0});
  const served = server.events().find((event): event is ServedEvent => event.type === 'inkling.slate.served.v1');
  expect(served?.data).toMatchObject({slateId: slate.slateId, candidateIds: ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'], backend: 'linear', model: MODEL, context: expect.any(String) as string, digest: expect.any(String) as string});
  expect(served?.data.positions.map((position, index) => slate.items[position]?.candidate.id === `c${index}`)).toEqual(Array(6).fill(true));
  expect(server.events().map(event => event.type === 'inkling.interaction.v1' && [event.data.kind, event.data.placement?.slateId, event.data.candidateType, event.data.surface]).filter(Boolean)).toEqual([
    ['dismiss', slate.slateId, 'budget-raise', surface], ['impression', slate.slateId, 'budget-raise', surface],
  ]);
});

test('an impression is recorded once for a placement', async () => {
  const client = aClient();
  const item = top(await client.suggest({surface}));
  const [first, second] = await Promise.all([client.record({kind: 'impression', ...on(item)}), client.record({kind: 'impression', ...on(item)})]);
  expect(second).toEqual(first);
  expect((await client.inspect()).interactions).toHaveLength(1);
});

test('where there is no disk a receipt says so, and feedback is sent all the same', async () => {
  const client = aClient();
  expect(await client.record({kind: 'navigate', surface})).toMatchObject({durable: false, reason: 'no-storage'});
  expect(client.status).toMatchObject({storage: 'memory', reason: 'no-storage'});
  expect((await client.flush()).accepted).toBe(1);
});

test.each([[{kind: 'shout'}], [null], [{kind: 'open', placement: {slateId: 1}}], [{kind: 'open', at: NaN}]])('record(%j) is refused without a word', async interaction => {
  expect(await aClient().record(interaction as never)).toEqual({id: '', durable: false, reason: 'invalid'});
});

test('[W10] clients of one account and user hear each other; others do not', async () => {
  const account = 'shared';
  const [one, other, stranger] = [aClient({account}), aClient({account}), aClient({account, user: 'someone-else'})];
  const heard = new Promise<RecordedInteraction>(resolve => other.addEventListener('interaction', event => resolve(event.detail)));
  const strange = vi.fn();
  stranger.addEventListener('interaction', strange);
  const dismissed = top(await one.suggest({surface}));
  const {id} = await one.record({kind: 'dismiss', ...on(dismissed)});
  expect((await heard).id).toBe(id);
  expect((await other.suggest({surface})).items.map(item => item.candidate.id)).not.toContain(dismissed.candidate.id);
  expect((await stranger.suggest({surface})).items).toHaveLength(6);
  expect(strange).not.toHaveBeenCalled();
});

test('a closed client answers every call and does nothing', async () => {
  const client = aClient();
  await client.suggest({surface});
  await client.close();
  expect(client.status.state).toBe('closed');
  expect(await client.record({kind: 'navigate'})).toMatchObject({durable: false, reason: 'closed'});
  expect((await client.rank({surface, candidates: server.candidates})).items).toHaveLength(6);
  await expect(client.suggest({surface})).rejects.toMatchObject({name: 'closed'});
  await client.observe([{namespace: 'account', name: 'x', value: 1}]);
  expect(await client.flush()).toMatchObject({sent: 0});
});

test('nothing is printed', async () => {
  const printed = (['log', 'warn', 'error', 'info', 'debug'] as const).map(name => vi.spyOn(console, name));
  server.intercept = () => { throw new TypeError('offline'); };
  const client = aClient({model: MODEL});
  await client.suggest({surface}).catch(() => undefined);
  await client.rank({surface, candidates: [null]});
  await client.flush();
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});
