import {readdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {expect, test} from 'vitest';
import {anInteraction, aServed, aServer, post, send, temporaryDirectory, tokenOf} from './server-at-hand.js';

async function read(response: Response, sql: string): Promise<unknown[]> {
  const file = join(await temporaryDirectory(), 'export.parquet');
  await writeFile(file, Buffer.from(await response.arrayBuffer()));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql.replace('EXPORT', `'${file}'`))).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

test('the export holds events and the candidates that were answered, each once, and DuckDB reads it', async () => {
  const {api} = await aServer({now: () => 1_800_000_000_000});
  for (let round = 0; round < 2; round++) await post(`${api}/candidates`, {account: 'act_1', queries: [{surface: 'campaign-list'}, {surface: 'sales'}]});
  const served = aServed();
  const dismissed = anInteraction({source: '/accounts/act_2/users/u/devices/d'});
  await send(api, [served, dismissed]);
  const response = await fetch(`${api}/export`);
  expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
  const rows = await read(response, `SELECT "row", id, account, kind, version, epoch_ms(time) AS time, epoch_ms(first_served_at) AS first_served_at,
    data::JSON->>'$.candidateIds[1]' AS second, body::JSON->>'$.type' AS type FROM EXPORT ORDER BY "row", id`);
  expect(rows.filter(row => (row as {row: string}).row === 'candidate')).toEqual([0, 1, 2].map(index => expect.objectContaining({
    id: `act_1-c${index}`, account: 'act_1', version: 'v100', first_served_at: '1800000000000', type: 'raise-budget', kind: null,
  })));
  expect(rows).toHaveLength(5);
  expect(rows).toContainEqual(expect.objectContaining({row: 'event', id: served.id, kind: 'served', second: 'b', time: String(Date.parse(served.time))}));
  expect(rows).toContainEqual(expect.objectContaining({row: 'event', id: dismissed.id, account: 'act_2', kind: 'dismiss'}));
});

test('a token exports its own account, and nothing of the way stays behind', async () => {
  const {api} = await aServer({tokenRequired: true});
  const mine = anInteraction();
  const theirs = anInteraction({source: '/accounts/act_2/users/u/devices/d'});
  for (const [account, event] of [['act_1', mine], ['act_2', theirs]] as const) {
    await post(`${api}/feedback`, [event], {authorization: `Bearer ${tokenOf(account)}`});
  }
  expect((await fetch(`${api}/export`)).status).toBe(401);
  const response = await fetch(`${api}/export`, {headers: {authorization: `Bearer ${tokenOf('act_1')}`}});
  expect(await read(response, 'SELECT id FROM EXPORT')).toEqual([{id: mine.id}]);
  await expect.poll(async () => (await readdir(tmpdir())).filter(name => name.startsWith('inkling-export-'))).toEqual([]);
});
