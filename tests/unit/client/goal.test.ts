import {expect, test, vi} from 'vitest';
import {ALL, aClient, on, server, surface, top} from '../../support/client-in-node.js';
import {aCandidate, MODEL} from '../../support/scripted-server.js';

const RESULTS = {results: 1, cost: 0, reach: 0, effort: 0};
const REACH = {results: 0, cost: 0, reach: 1, effort: 0};

test('[P1] the host\'s goal counts until the advertiser chooses, and again when they let go', async () => {
  const client = aClient({goal: RESULTS});
  const goalOf = async () => (await client.suggest({surface})).policy.goal;
  expect(client.goal).toEqual({weights: RESULTS, chosen: false});
  expect(await goalOf()).toEqual(RESULTS);
  client.chooseGoal(REACH);
  expect(client.goal).toEqual({weights: REACH, chosen: true});
  expect(await goalOf()).toEqual(REACH);
  client.setGoal({...RESULTS, cost: 0.5});
  expect(await goalOf()).toEqual(REACH);
  client.chooseGoal(null);
  expect(await goalOf()).toEqual({...RESULTS, cost: 0.5});
});

test('[P1] a goal that is none changes nothing; what is chosen is told once', async () => {
  const client = aClient({goal: RESULTS});
  const heard = vi.fn();
  client.addEventListener('goal', event => heard(event.detail));
  client.chooseGoal({results: 7} as never);
  expect(heard).not.toHaveBeenCalled();
  client.chooseGoal(REACH);
  client.chooseGoal({...REACH});
  expect(heard.mock.calls).toEqual([[{weights: REACH, chosen: true}]]);
});

test('[W10] other tabs of the account and user hear what was chosen', async () => {
  const account = 'shared-goal';
  const [one, other, stranger] = [aClient({account}), aClient({account}), aClient({account, user: 'someone-else'})];
  const heard = new Promise(resolve => other.addEventListener('goal', event => resolve(event.detail)));
  one.chooseGoal(REACH);
  expect(await heard).toEqual({weights: REACH, chosen: true});
  expect(stranger.goal.chosen).toBe(false);
});

test('[F9] forgetting forgets what was chosen', async () => {
  const client = aClient({goal: RESULTS});
  client.chooseGoal(REACH);
  await client.forget();
  expect(client.goal).toEqual({weights: RESULTS, chosen: false});
});

test('[R10] embeddings of another version than the model\'s are left out and counted', async () => {
  const answer = (version: string) => {
    server.intercept = request => (request.url.endsWith('/candidates')
      ? Response.json({lists: [{surface, candidates: ['c1', 'c2', 'c3'].map((id, i) => aCandidate(id, {...(i < 2 && {embedding: [1, 0]})}))}], model: MODEL, embedding: {version}}) : null);
  };
  const client = aClient();
  answer('tiny');
  const slate = await client.suggest({surface});
  const {version} = JSON.parse(await (await server.fetch(`/models/${await schemaFile()}`)).text()).embedding as {version: string};
  answer(version);
  const before = (await client.inspect()).health.droppedEmbeddings;
  await client.suggest({surface});
  expect((await client.inspect()).health.droppedEmbeddings).toBe(before);
  answer(`not ${version}`);
  const foreign = await client.suggest({surface});
  expect((await client.inspect()).health.droppedEmbeddings).toBe(before + 2);
  expect(foreign.items).toHaveLength(slate.items.length);
  // The panel ranks the same cards again: what they came with is remembered.
  await client.rank({surface, candidates: foreign.items.map(item => item.candidate)});
  expect((await client.inspect()).health.droppedEmbeddings).toBe(before + 4);
});

test('[P5] what was not seen moves only for more than its uncertainty; an empty list of pins lets go', async () => {
  let seed = 1;
  const random = () => (seed = seed * 16_807 % 2_147_483_647) / 2_147_483_647;
  const orders = async (hysteresis: number) => {
    const client = aClient({random, exploration: {temperature: 100, window: 1e6}, policy: {hysteresis, diversity: 0}, consent: ALL});
    const first = await client.suggest({surface});
    await client.record({kind: 'impression', ...on(top(first))});
    let moved = 0;
    for (let i = 0; i < 8; i++) {
      const slate = await client.suggest({surface});
      moved += Number(slate.items.map(item => item.candidate.id).join() !== first.items.map(item => item.candidate.id).join());
    }
    const free = await client.rank({surface, candidates: server.candidates, pinned: []});
    return {moved, free: free.policy.hysteresis, logged: (await client.flush()).accepted};
  };
  expect((await orders(0)).moved).toBeGreaterThan(5);
  expect(await orders(1e6)).toMatchObject({moved: 0, free: 1e6});
});

async function schemaFile(): Promise<string> {
  const manifest = JSON.parse(await (await server.fetch(MODEL.manifest)).text()) as {files: {schema: {path: string}}};
  return manifest.files.schema.path;
}
