import {expect, test} from 'vitest';
import {createRates} from '../../../demo/server/rates.js';
import {anInteraction, aServer, post, sendBatch, stored, tokenOf} from './server-at-hand.js';

test('an account has its seconds\' worth of calls at once, then so many a second, and is told when', () => {
  let now = 0;
  const {admit, charge} = createRates({perSecond: 10, clock: () => now});
  for (let call = 0; call < 50; call++) admit('a');
  expect(() => admit('a')).toThrow(expect.objectContaining({status: 429, headers: {'retry-after': '1'}}));
  admit('b');
  now = 100;
  admit('a');
  expect(() => admit('a')).toThrow();
  // What is taken in advance is waited for.
  now = 200;
  admit('a');
  charge('a', 30);
  expect(() => admit('a')).toThrow(expect.objectContaining({headers: {'retry-after': '4'}}));
  now = 3200;
  expect(() => admit('a')).toThrow();
  now = 3300;
  admit('a');
  // No more than its seconds' worth is saved up.
  now = 1e9;
  for (let call = 0; call < 50; call++) admit('a');
  expect(() => admit('a')).toThrow();
});

test('one account that calls too often is 429 and keeps nobody else waiting; a large batch counts for what it is', async () => {
  const {api} = await aServer({rate: 1, clock: () => 0});
  const batch = (account: string, events: number) => sendBatch(api, Array.from({length: events}, () => anInteraction({source: `/accounts/${account}/users/u/devices/d`})), {authorization: `Bearer ${tokenOf(account)}`});
  expect((await batch('act_1', 600)).status).toBe(200);
  const tooOften = await batch('act_1', 1);
  expect(tooOften.status).toBe(429);
  expect(Number(tooOften.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await tooOften.json()).toMatchObject({status: 429, errors: [{path: 'account'}]});
  expect((await post(`${api}/candidates`, {queries: [{surface: 'sales'}]}, {authorization: `Bearer ${tokenOf('act_1')}`})).status).toBe(429);
  expect((await batch('act_2', 1)).status).toBe(200);
  expect(await stored(api)).toHaveLength(601);
});

test('without tokens, the account that the events name pays', async () => {
  const {api} = await aServer({rate: 1, clock: () => 0});
  const batch = (account: string) => sendBatch(api, [anInteraction({source: `/accounts/${account}/users/u/devices/d`})]);
  for (let call = 0; call < 5; call++) expect((await batch('act_1')).status).toBe(200);
  expect((await batch('act_1')).status).toBe(429);
  expect((await batch('act_2')).status).toBe(200);
});
