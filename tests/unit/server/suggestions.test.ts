import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Candidate} from '../../../src/types.js';
import type {CandidatesAnswer} from '../../../src/wire-types.js';
import {aServer, NOW, post, tokenOf} from './server-at-hand.js';

const ask = async (api: string, body: unknown = {account: 'act_1', queries: [{surface: 'campaign-list'}]}, headers = {}) => {
  const response = await post(`${api}/candidates`, body, headers);
  return {status: response.status, body: await response.json() as CandidatesAnswer & {errors: {path: string}[]}};
};

test('[W9] one list a query, in the order asked, 500 queries in one request', async () => {
  const {api} = await aServer();
  const queries = Array.from({length: 500}, (_, row) => ({surface: 'campaign-row', entity: {level: 'campaign', id: `cmp_${row}`, name: 'not sent back'}}));
  const {status, body} = await ask(api, {account: 'act_1', queries});
  expect(status).toBe(200);
  expect(body.lists.map(({entity}) => entity)).toEqual(queries.map(({entity: {level, id}}) => ({level, id})));
  expect(body.lists[499]?.candidates).toHaveLength(3);
});

test('[R10] a candidates answer names the version of its embeddings', async () => {
  const {api} = await aServer();
  expect((await ask(api)).body.embedding).toEqual({version: 'stub-1'});
});

test('a candidates answer names the served model, follows it when it changes, and names none when there is none', async () => {
  const {api, root} = await aServer();
  expect((await ask(api)).body.model).toBeUndefined();
  const directory = join(root, 'models/ranker');
  await mkdir(directory, {recursive: true});
  const serve = async (version: number) => {
    const manifest = `manifest-${String(version).repeat(64)}.json`;
    await writeFile(join(directory, manifest), '{}');
    await writeFile(join(directory, 'current.json'), JSON.stringify({name: 'ranker', version, manifest, published: 'x'.repeat(version)}));
    return {name: 'ranker', version, manifest: `/models/${manifest}`};
  };
  const first = await serve(1);
  expect((await ask(api)).body.model).toEqual(first);
  const second = await serve(2);
  expect((await ask(api)).body.model).toEqual(second);
  await writeFile(join(directory, 'current.json'), '{"half');
  expect((await ask(api)).body.model).toBeUndefined();
  await writeFile(join(directory, 'current.json'), JSON.stringify({name: 'ranker', version: 3, manifest: `manifest-${'3'.repeat(64)}.json`}));
  expect((await ask(api)).body.model, 'a manifest that is not there').toBeUndefined();
});

test.each([
  ['no queries', {account: 'act_1', queries: []}, 400, 'queries'],
  ['a surface that is none', {account: 'act_1', queries: [{surface: 'campaign-list'}, {surface: 'attic'}]}, 400, 'queries.1.surface'],
  ['an entity without an id', {account: 'act_1', queries: [{surface: 'campaign-row', entity: {level: 'campaign'}}]}, 400, 'queries.0.entity.id'],
  ['no account', {queries: [{surface: 'campaign-list'}]}, 400, 'account'],
  ['an unknown account', {account: 'act_9', queries: [{surface: 'campaign-list'}]}, 404, 'account'],
  ['no object', 'text', 400, 'body'],
])('candidates asked with %s: a problem that names the field', async (_, body, status, path) => {
  const {api} = await aServer();
  const answer = await ask(api, body);
  expect(answer.status).toBe(status);
  expect(answer.body.errors[0]?.path).toBe(path);
});

test('a token names the account, and may not ask for another', async () => {
  const {api} = await aServer({tokenRequired: true});
  const queries = [{surface: 'campaign-list'}];
  expect((await ask(api, {account: 'act_1', queries})).status).toBe(401);
  const own = await ask(api, {queries}, {authorization: `Bearer ${tokenOf('act_2')}`});
  expect((own.body.lists[0]?.candidates[0] as Candidate).id).toBe('act_2-c0');
  expect((await ask(api, {account: 'act_1', queries}, {authorization: `Bearer ${tokenOf('act_2')}`})).status).toBe(403);
});

const budgetOf = async (api: string) => ((await ask(api)).body.lists[0]?.candidates[0] as Candidate).change?.current;

test('an apply changes the campaign, an undo changes it back', async () => {
  const {api} = await aServer();
  const response = await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100', value: 130, key: 'k1'});
  expect(response.status).toBe(200);
  const {applicationId, undoUntil} = await response.json() as {applicationId: string; undoUntil: number};
  expect(undoUntil).toBeGreaterThan(NOW + 10_000);
  expect(await budgetOf(api)).toBe(130);
  const undone = await fetch(`${api}/apply/${applicationId}`, {method: 'DELETE'});
  expect(undone.status).toBe(200);
  expect(await budgetOf(api)).toBe(100);
  expect((await fetch(`${api}/apply/${applicationId}`, {method: 'DELETE'})).status, 'an undo whose answer was lost is asked again').toBe(200);
  expect((await fetch(`${api}/apply/nobody`, {method: 'DELETE'})).status).toBe(404);
});

test('an apply of a stale version is 409 with the state as it is now', async () => {
  const {api} = await aServer();
  const response = await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v90', value: 130});
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({status: 409, current: {id: 'act_1-c0', version: 'v100'}, errors: [{path: 'version'}]});
  const gone = await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c9', version: 'v100'});
  expect(gone.status).toBe(409);
  expect(await gone.json()).toMatchObject({current: null, errors: [{path: 'candidateId'}]});
  expect(await budgetOf(api)).toBe(100);
});

test.each([[0.5], [1000.5], [130.25], ['130'], [-1]])('a value of %j that the bounds do not allow is a problem that names it, and changes nothing', async value => {
  const {api} = await aServer();
  const response = await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100', value, key: 'k1'});
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({status: 400, detail: 'value: must be 1 to 1000 in steps of 0.5', errors: [{path: 'value', detail: 'must be 1 to 1000 in steps of 0.5'}]});
  expect(await budgetOf(api)).toBe(100);
  // The key is not spent by a refusal.
  expect((await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100', value: 130.5, key: 'k1'})).status).toBe(200);
  expect(await budgetOf(api)).toBe(130.5);
});

test('an undo after its time is 409, and what was applied stays', async () => {
  let now = 1_800_000_000_000;
  const {api} = await aServer({now: () => now});
  const {applicationId, undoUntil} = await (await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100', value: 130})).json() as {applicationId: string; undoUntil: number};
  now = undoUntil + 1;
  expect((await fetch(`${api}/apply/${applicationId}`, {method: 'DELETE'})).status).toBe(409);
  expect(await budgetOf(api)).toBe(130);
});

test('an apply sent twice under one key is made once', async () => {
  const {api} = await aServer();
  const apply = () => post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100', key: 'k1'}).then(response => response.json());
  expect(await apply()).toEqual(await apply());
  expect(await budgetOf(api)).toBe(120);
});

test('an apply need not say whose it is: the candidate was served to someone', async () => {
  const {api} = await aServer();
  const apply = () => post(`${api}/apply`, {candidateId: 'act_1-c0', version: 'v100'});
  expect((await apply()).status).toBe(400);
  await ask(api);
  expect((await apply()).status).toBe(200);
});

test('nobody may undo what another account applied', async () => {
  const {api} = await aServer();
  const {applicationId} = await (await post(`${api}/apply`, {account: 'act_1', candidateId: 'act_1-c0', version: 'v100'})).json() as {applicationId: string};
  const undo = (account: string) => fetch(`${api}/apply/${applicationId}`, {method: 'DELETE', headers: {authorization: `Bearer ${tokenOf(account)}`}});
  expect((await undo('act_2')).status).toBe(403);
  expect((await fetch(`${api}/apply/${applicationId}?account=act_2`, {method: 'DELETE'})).status).toBe(403);
  expect((await undo('act_1')).status).toBe(200);
});
