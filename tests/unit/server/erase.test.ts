import {expect, test} from 'vitest';
import {openDuckDbSink} from '../../../demo/server/duckdb-sink.js';
import type {EventRow} from '../../../demo/server/event-sink.js';
import {anInteraction, aServer, NOW, post, send, stored, temporaryDirectory, tokenOf} from './server-at-hand.js';

const erase = async (api: string, query: string, headers: Record<string, string> = {}) => (await fetch(`${api}/feedback?${query}`, {method: 'DELETE', headers})).json() as Promise<Record<string, unknown>>;
const of = (account: string, user = 'u') => anInteraction({source: `/accounts/${account}/users/${user}/devices/d`});

test('[F9] an account is erased: its events and candidates go, and another\'s stay', async () => {
  const {api} = await aServer();
  await post(`${api}/candidates`, {account: 'act_1', queries: [{surface: 'sales'}]});
  const theirs = of('act_2');
  await send(api, [of('act_1'), of('act_1', 'v'), theirs]);
  expect(await erase(api, 'account=act_1')).toEqual({account: 'act_1', erasedAt: NOW, events: 2});
  expect((await stored(api)).map(({id}) => id)).toEqual([theirs.id]);
  const exported = await (await fetch(`${api}/export?account=act_1`)).arrayBuffer();
  expect(Buffer.from(exported).includes('act_1')).toBe(false);
});

test('[F9] a copy that comes later is refused as erased, also after a restart; what happens afterwards is kept', async () => {
  const before = await aServer();
  const [sent, queued] = [of('act_1'), of('act_1')];
  await send(before.api, [sent]);
  await erase(before.api, 'account=act_1');
  expect(await send(before.api, [sent, queued])).toEqual({accepted: [], duplicate: [], rejected: [sent, queued].map(({id}) => ({id, reason: 'erased'}))});
  await before.close();
  const {api} = await aServer({root: before.root});
  expect(await send(api, [queued])).toMatchObject({rejected: [{id: queued.id, reason: 'erased'}]});
  const after = {...of('act_1'), time: new Date(NOW + 1).toISOString()};
  expect(await send(api, [after])).toMatchObject({accepted: [after.id]});
  expect((await stored(api)).map(({id}) => id)).toEqual([after.id]);
});

test('[F9] one user of an account is erased, and the others stay', async () => {
  const {api} = await aServer();
  const [mine, other] = [of('act_1', 'me'), of('act_1', 'you')];
  await send(api, [mine, other]);
  expect(await erase(api, 'user=me', {authorization: `Bearer ${tokenOf('act_1')}`})).toEqual({account: 'act_1', user: 'me', erasedAt: NOW, events: 1});
  expect((await stored(api)).map(({id}) => id)).toEqual([other.id]);
  expect(await send(api, [mine, other])).toMatchObject({duplicate: [other.id], rejected: [{id: mine.id, reason: 'erased'}]});
});

test('[F9] what waits for its commit is erased too, in the order in which it came', async () => {
  const sink = await openDuckDbSink(await temporaryDirectory());
  const row = (id: string, time: number): EventRow => ({id, account: 'a', user: 'u', device: 'd', source: '/s', type: 't', time, receivedAt: time, slateId: null, kind: 'open', candidateId: null, position: null, data: '{}'});
  const [first, erased, second, late] = await Promise.all([sink.append([row('1', 10)]), sink.erase({account: 'a', user: null}, 20), sink.append([row('2', 30)]), sink.append([row('3', 20)])]);
  expect([first, erased, second, late]).toEqual([['accepted'], 1, ['accepted'], ['erased']]);
  expect((await sink.events({})).map(({id}) => id)).toEqual(['2']);
  await sink.close();
});

test('candidates that are served again after an erasure are kept again', async () => {
  const {api} = await aServer();
  const ask = () => post(`${api}/candidates`, {account: 'act_1', queries: [{surface: 'sales'}]});
  const exported = async () => Buffer.from(await (await fetch(`${api}/export?account=act_1`)).arrayBuffer()).includes('act_1-c0');
  await ask();
  await erase(api, 'account=act_1');
  expect(await exported()).toBe(false);
  await ask();
  expect(await exported()).toBe(true);
});
