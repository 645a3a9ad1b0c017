/** Rows 12 and 51 of the fault matrix: what a collector must survive. What its clients do then is theirs to test. */
import {randomBytes} from 'node:crypto';
import {connect} from 'node:net';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import type {EventSink} from '../../../demo/server/event-sink.js';
import {TOKEN_LIFE_MS} from '../../../demo/server/tokens.js';
import type {FeedbackAnswer} from '../../../src/wire-types.js';
import {head, held, raw} from './raw.js';
import {aServed, aServer, anInteraction, NOW, post, send, sendBatch, stored, temporaryDirectory, tokenOf} from './server-at-hand.js';
import {canLimitFiles, giveRoom, logged, residentMiB, serverProcess, serverWithoutRoom} from './server-process.js';

const MIB = 1024 * 1024;
/** About 6 KiB of the store each, however it packs. */
const bulky = () => aServed({context: randomBytes(6000).toString('base64')});
const portOf = (url: string) => Number(new URL(url).port);

describe('the store fails', () => {
  const erofs = () => Promise.reject(new Error('Could not write file "/var/lib/inkling/feedback.duckdb.wal": Read-only file system'));
  const readOnly: EventSink = {append: erofs, keepCandidates: erofs, keepSchema: erofs, erase: erofs, events: async () => [], exportParquet: erofs, close: async () => undefined};

  test('fault 12: a store that cannot be written is 503 for what it should keep, and a list of suggestions is still there', async () => {
    const lines: string[] = [];
    const {api} = await aServer({sink: readOnly, store: await temporaryDirectory(), log: (code, fields) => lines.push(`${code} ${JSON.stringify(fields)}`)});
    for (const answer of [await sendBatch(api, [anInteraction()]), await fetch(`${api}/feedback?account=act_1`, {method: 'DELETE'}), await fetch(`${api}/export`)]) {
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      // Where the store is, is nobody's business.
      expect(await answer.text()).not.toContain('/var/lib');
    }
    expect((await post(`${api}/candidates`, {account: 'act_1', queries: [{surface: 'sales'}]})).status).toBe(200);
    expect(lines[0]).toBe('STORE_FAIL {"doing":"append","message":"Could not write file \\"/var/lib/inkling/feedback.duckdb.wal\\": Read-only file system","unsaid":0}');
    expect(lines.length).toBeLessThan(5);
  });

  test.skipIf(!canLimitFiles)('fault 12: with the disk full, 503 and never 200; with room again it goes on by itself, and holds what it answered', async () => {
    const store = await temporaryDirectory();
    const server = serverWithoutRoom(4096, '--store', store);
    const api = `${await server.url}inkling/v1`;
    const accepted: string[] = [];
    let status = 200;
    for (let batch = 0; batch < 40 && status === 200; batch++) {
      const response = await sendBatch(api, Array.from({length: 50}, bulky));
      ({status} = response);
      if (status === 200) accepted.push(...(await response.json() as FeedbackAnswer).accepted);
      else expect(response.headers.get('retry-after')).toBe('5');
    }
    expect(status).toBe(503);
    expect(accepted.length).toBeGreaterThan(0);
    expect(logged(server, 'STORE_FAIL')).toContainEqual(expect.objectContaining({level: 'error', doing: 'append', message: expect.stringContaining('feedback.duckdb')}));
    giveRoom(server);
    const after = anInteraction();
    await expect.poll(async () => (await sendBatch(api, [after])).status, {timeout: 20_000}).toBe(200);
    server.child.kill('SIGKILL');
    await server.ended;
    const kept = (await stored(`${await serverProcess('--store', store).url}inkling/v1`)).map(({id}) => id);
    expect(kept.sort()).toEqual([...accepted, after.id].sort());
  }, 120_000);

  test.skipIf(!canLimitFiles)('fault 12: a disk that fills during a checkpoint ends the engine, not the server: it is opened again', async () => {
    const server = serverWithoutRoom(4096, '--store', await temporaryDirectory());
    const api = `${await server.url}inkling/v1`;
    // An erasure makes a checkpoint: the first fits into the file, the second does not.
    const accepted: string[] = [];
    for (let round = 0; round < 2; round++) {
      for (let batch = 0; batch < 6; batch++) accepted.push(...(await (await sendBatch(api, Array.from({length: 50}, bulky))).json() as FeedbackAnswer).accepted);
      expect((await fetch(`${api}/feedback?account=act_2`, {method: 'DELETE'})).status).toBe(200);
    }
    await expect.poll(() => logged(server, 'STORE_FAIL'), {timeout: 20_000}).toContainEqual(expect.objectContaining({doing: 'checkpoint', message: expect.stringMatching(/FATAL|invalidated/)}));
    giveRoom(server);
    const after = anInteraction();
    await expect.poll(async () => (await sendBatch(api, [after])).status, {timeout: 20_000}).toBe(200);
    expect(logged(server, 'STORE_REOPENED')).toHaveLength(1);
    expect((await stored(api)).map(({id}) => id).sort()).toEqual([...accepted, after.id].sort());
  }, 120_000);
});

describe('the collector is abused', () => {
  const bomb = gzipSync(Buffer.alloc(256 * MIB), {level: 9});
  const nest = Buffer.alloc(MIB - 8, '[');

  test('fault 51: bombs, bodies without end, bodies that stop half way and nests are refused, memory stays bounded, and an honest caller is served meanwhile', async () => {
    const server = serverProcess('--store', await temporaryDirectory());
    const url = await server.url;
    const port = portOf(url);
    for (let batch = 0; batch < 20; batch++) await sendBatch(`${url}inkling/v1`, Array.from({length: 100}, () => anInteraction()));
    const before = residentMiB(server);
    const endless = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MIB, ' '), Buffer.from('\r\n')]);
    // Members that inflate to nothing, again and again.
    const nothings = Buffer.concat(Array.from({length: 2000}, () => gzipSync('')));
    const chunkOfNothings = Buffer.concat([Buffer.from(`${nothings.length.toString(16)}\r\n`), nothings, Buffer.from('\r\n')]);
    let highest = before ?? 0;
    for (let round = 0; round < 6; round++) {
      await held(port, head({'content-length': 1_000_000}), Buffer.alloc(900_000, ' '));
      const answers = await Promise.all([
        ...Array.from({length: 4}, () => raw(port, head({'content-encoding': 'gzip', 'content-length': bomb.length}), bomb)),
        ...Array.from({length: 4}, () => raw(port, head({'transfer-encoding': 'chunked'}), endless, endless, endless)),
        raw(port, head({'content-encoding': 'gzip', 'transfer-encoding': 'chunked'}), ...Array.from({length: 30}, () => chunkOfNothings)),
        raw(port, head({'content-length': 10_000_000_000})),
      ]);
      expect(answers.map(({status}) => status)).toEqual(answers.map(() => 413));
      expect((await raw(port, head({'content-length': nest.length}), nest)).status).toBe(400);
      expect(await send(`${url}inkling/v1`, [anInteraction()])).toMatchObject({rejected: []});
      highest = Math.max(highest, residentMiB(server) ?? 0);
    }
    if (before !== null) expect(highest - before).toBeLessThan(100);
  }, 120_000);

  test('fault 51: one account on many slow connections leaves room for another', async () => {
    const {api, port} = await aServer({tokenRequired: true});
    const slow = head({authorization: `Bearer ${tokenOf('act_1')}`, 'content-length': 1_000_000});
    const refused: number[] = [];
    for (let call = 0; call < 40; call++) void raw(port, slow, Buffer.alloc(900_000, ' ')).then(({status}) => refused.push(status), () => undefined);
    // Nine times 900,000 bytes are within 8 MiB, a quarter of all; together they are more than all.
    await expect.poll(() => refused.length, {timeout: 20_000}).toBe(31);
    expect(new Set(refused)).toEqual(new Set([503]));
    const theirs = anInteraction({source: '/accounts/act_2/users/u/devices/d'});
    const large = Array.from({length: 4}, (_, index) => ({...theirs, id: `${theirs.id.slice(0, -1)}${index}`, padding: 'x'.repeat(240_000)}));
    expect(await (await sendBatch(api, large, {authorization: `Bearer ${tokenOf('act_2')}`})).json()).toMatchObject({accepted: large.map(({id}) => id)});
  });

  test('fault 51: what callers that hang up had sent is given back', async () => {
    const {api, port} = await aServer();
    for (let round = 0; round < 4; round++) {
      const sockets = Array.from({length: 36}, () => connect(port, '127.0.0.1').on('error', () => undefined));
      await Promise.all(sockets.map(socket => new Promise<void>(resolve => socket.write(Buffer.concat([Buffer.from(head({'content-length': 1_000_000})), Buffer.alloc(900_000, ' ')]), () => resolve()))));
      for (const socket of sockets) socket.destroy();
    }
    const large = {...anInteraction(), padding: 'x'.repeat(240_000)};
    await expect.poll(async () => (await sendBatch(api, [large, large, large, large])).status).toBe(200);
  });

  test('fault 51: 100,000 events in one batch are 413, and none is kept', async () => {
    const {api} = await aServer();
    const response = await fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/json'}, body: `[${'{},'.repeat(99_999)}{}]`});
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({errors: [{path: 'body', detail: 'must have at most 1000 items'}]});
    expect(await stored(api)).toEqual([]);
  });

  test.each([31, 33, 100_000])('fault 51: JSON %i deep is 400 beyond 32, and what is inside strings does not count', async depth => {
    const {api} = await aServer();
    const body = (inner: string) => fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/json'}, body: `[${inner}]`});
    expect((await body('['.repeat(depth - 1) + ']'.repeat(depth - 1))).status).toBe(depth > 32 ? 400 : 200);
    expect((await body('{"a":'.repeat(depth - 1) + '1' + '}'.repeat(depth - 1))).status).toBe(depth > 32 ? 400 : 200);
    expect((await body(`"\\"${'['.repeat(depth)}\\\\"`)).status).toBe(200);
  });

  test.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'c\\u006fnstructor'])('fault 51: a member named %s is refused, whole batch or not, and nothing is changed by it', async name => {
    const {api} = await aServer();
    const [good, bad] = [anInteraction(), anInteraction()];
    const poisoned = JSON.stringify(bad).replace('"kind"', `"${name}":{"polluted":true},"kind"`);
    const response = await fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/json'}, body: `[${poisoned},${JSON.stringify(good)}]`});
    const plain = JSON.parse(`"${name}"`) as string;
    expect(await response.json()).toEqual({accepted: [good.id], duplicate: [], rejected: [{id: bad.id, reason: `invalid: data.${plain}: is a name that may not be sent`}]});
    const asked = await fetch(`${api}/candidates`, {method: 'POST', headers: {'content-type': 'application/json'}, body: `{"account":"act_1","queries":[{"surface":"sales","${name}":{"surface":"sales"}}]}`});
    expect(asked.status).toBe(400);
    expect(await asked.json()).toMatchObject({errors: [{path: `queries.0.${plain}`}]});
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
  });

  test('fault 51: a page of another origin writes nothing, whatever it calls the server', async () => {
    const {api, port} = await aServer({origins: ['https://ads.example']});
    const body = JSON.stringify([anInteraction()]);
    const from = (origin: string, host = `localhost:${port}`) => raw(port, head({host, origin, 'content-length': body.length}), body);
    for (const origin of ['https://evil.example', 'https://ads.example.evil.example', 'http://ads.example', 'https://ads.example:8443', 'null', 'http://localhost:1', 'HTTPS://ADS.EXAMPLE']) expect((await from(origin)).status, origin).toBe(403);
    // A name of the attacker's that leads here: their page's own origin, as far as the browser knows.
    expect((await from(`http://evil.example:${port}`, `evil.example:${port}`)).status).toBe(403);
    const preflight = await fetch(`${api}/feedback`, {method: 'OPTIONS', headers: {origin: 'https://evil.example', 'access-control-request-method': 'POST'}});
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const read = await fetch(`${api}/outcomes?account=act_1`, {headers: {origin: 'https://evil.example'}});
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
    expect(await stored(api)).toEqual([]);
    const allowed = await from('https://ads.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers).toContain('access-control-allow-origin: https://ads.example');
    expect((await from(`http://localhost:${port}`)).status).toBe(200);
  });

  test('fault 51: a stolen token serves neither after its time nor from another page, and a replayed request changes nothing', async () => {
    const page = 'https://ads.example';
    let now = NOW;
    const {api, port} = await aServer({tokenRequired: true, origins: [page, 'https://other.example'], now: () => now});
    const token = tokenOf('act_1', page);
    const event = anInteraction();
    const body = JSON.stringify([event]);
    const replay = (origin = page) => raw(port, head({origin, authorization: `Bearer ${token}`, 'content-length': body.length}), body);
    expect(JSON.parse((await replay()).body)).toMatchObject({accepted: [event.id]});
    expect(JSON.parse((await replay()).body)).toMatchObject({accepted: [], duplicate: [event.id]});
    expect((await replay('https://other.example')).status).toBe(403);
    now += TOKEN_LIFE_MS;
    expect((await replay()).status).toBe(401);
    expect(await stored(api)).toHaveLength(1);
  });

  test('fault 51: the same id with another body is a conflict, however the two come, and the first is kept', async () => {
    const {api} = await aServer();
    const first = anInteraction();
    const others = [{...first, time: '2026-11-20T10:00:00.124Z'}, {...first, source: '/accounts/act_2/users/u/devices/d'}, {...first, data: {...first.data, kind: 'open' as const}}];
    expect(await send(api, [first, others[0] as typeof first])).toEqual({accepted: [first.id], duplicate: [], rejected: [{id: first.id, reason: 'conflict'}]});
    for (const other of others) expect(await send(api, [other, anInteraction()])).toMatchObject({accepted: [expect.any(String)], rejected: [{id: first.id, reason: 'conflict'}]});
    expect((await stored(api)).find(({id}) => id === first.id)).toMatchObject({account: 'act_1', kind: 'dismiss', data: first.data});
  });

  test('fault 51: an event of a clock that runs more than 23 hours ahead is refused alone; the time of arrival is the server\'s', async () => {
    const {api} = await aServer();
    const at = (ahead: number) => ({...anInteraction(), time: new Date(NOW + ahead).toISOString(), receivedAt: 1});
    const [near, far] = [at(23 * 3_600_000), at(23 * 3_600_000 + 1)];
    expect(await send(api, [far, near])).toEqual({accepted: [near.id], duplicate: [], rejected: [{id: far.id, reason: 'in-the-future'}]});
    expect(await stored(api)).toMatchObject([{receivedAt: NOW}]);
  });
});
