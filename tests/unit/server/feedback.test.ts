import {createGzip, gzipSync} from 'node:zlib';
import {Readable} from 'node:stream';
import {describe, expect, test} from 'vitest';
import type {FeedbackAnswer} from '../../../src/wire-types.js';
import {anInteraction, aServed, aServer, send, sendBatch, stored, tokenOf} from './server-at-hand.js';

interface ProblemBody {
  readonly status: number;
  readonly detail: string;
  readonly errors: {path: string; detail: string}[];
}
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return await response.json() as ProblemBody;
};

describe('what is kept', () => {
  test('[F7] an accepted event is in the store when the answer comes, taken apart into its columns', async () => {
    const {api} = await aServer({now: () => 1_800_000_000_000});
    const event = anInteraction();
    expect(await send(api, [event])).toEqual({accepted: [event.id], duplicate: [], rejected: []});
    expect(await stored(api)).toEqual([{
      id: event.id, account: 'act_1', user: 'u 1', device: 'd1', source: event.source, type: event.type, time: Date.parse(event.time), receivedAt: 1_800_000_000_000,
      slateId: 'slate-1', kind: 'dismiss', candidateId: 'act_1-c0', position: 0, data: event.data,
    }]);
  });

  test('[F8] a served slate keeps its whole candidate set, and is found by its slate beside what happened on it', async () => {
    const {api} = await aServer();
    const served = aServed();
    const dismissed = anInteraction();
    await send(api, [served, dismissed, anInteraction({data: {kind: 'navigate', visit: 'visit-1', surface: 'reporting'}})]);
    const rows = await stored(api, 'account=act_1&slateId=slate-1');
    expect(rows.map(({kind}) => kind).sort()).toEqual(['dismiss', 'served']);
    expect(rows.find(({kind}) => kind === 'served')?.data).toEqual(served.data);
  });

  test('[F9] a field outside the allow-list is not kept', async () => {
    const {api} = await aServer();
    const event = anInteraction();
    const sent = JSON.parse(JSON.stringify(event).replace('"kind"', '"email":"a@b.c","kind"')) as unknown;
    expect(await (await sendBatch(api, [sent])).json()).toMatchObject({accepted: [event.id]});
    expect((await stored(api))[0]?.data).toEqual(event.data);
  });
});

describe('once per id', () => {
  test('[F2] two clients that send the same event at once: one acceptance, one duplicate, one row', async () => {
    const {api} = await aServer();
    const event = anInteraction();
    const answers = await Promise.all([send(api, [event]), send(api, [event])]);
    expect(answers.map(({accepted}) => accepted.length).sort()).toEqual([0, 1]);
    expect(answers.map(({duplicate}) => duplicate.length).sort()).toEqual([0, 1]);
    expect(await stored(api)).toHaveLength(1);
  });

  test('[F2] the same id with another body is a conflict, and the first is kept', async () => {
    const {api} = await aServer();
    const first = anInteraction();
    const second = {...first, data: {...first.data, reason: 'not-now' as const}};
    await send(api, [first]);
    expect(await send(api, [second])).toEqual({accepted: [], duplicate: [], rejected: [{id: first.id, reason: 'conflict'}]});
    expect(await stored(api)).toMatchObject([{data: {reason: 'not-relevant'}}]);
  });

  test('[F2] within one batch the first of an id wins too', async () => {
    const {api} = await aServer();
    const first = anInteraction();
    expect(await send(api, [first, first, {...first, time: '2026-11-20T11:00:00.000Z'}]))
      .toEqual({accepted: [first.id], duplicate: [first.id], rejected: [{id: first.id, reason: 'conflict'}]});
  });

  test('[F2] a reopened store still knows its ids', async () => {
    const before = await aServer();
    const event = anInteraction();
    await send(before.api, [event]);
    await before.close();
    const after = await aServer({root: before.root});
    expect(await send(after.api, [event])).toMatchObject({duplicate: [event.id]});
  });
});

describe('mixed outcomes', () => {
  test('[F5] one bad event never blocks the others, and is told which field is wrong', async () => {
    const {api} = await aServer();
    const good = anInteraction();
    const bad = {...anInteraction(), data: {kind: 'wave', visit: 'v'}};
    const served = aServed({serverScores: [1]});
    const response = await sendBatch(api, [bad, good, null, served, {...anInteraction(), type: 'inkling.unknown.v9'}]);
    expect(response.status).toBe(200);
    const {accepted, rejected} = await response.json() as FeedbackAnswer;
    expect(accepted).toEqual([good.id]);
    expect(rejected.map(({id}) => id)).toEqual([bad.id, '', served.id, expect.any(String)]);
    expect(rejected[0]?.reason).toMatch(/^invalid: data\.kind: must be one of/);
    expect(rejected[2]?.reason).toBe('invalid: data: serverScores has 1 items for 2 candidates');
    expect(rejected[3]?.reason).toMatch(/^invalid: type: /);
    expect(await stored(api)).toHaveLength(1);
  });

  test('[F3] an event over 256 KiB is too large for itself, not for its batch', async () => {
    const {api} = await aServer();
    const large = {...anInteraction(), padding: 'x'.repeat(257 * 1024)};
    const good = anInteraction();
    expect(await (await sendBatch(api, [large, good])).json()).toEqual({accepted: [good.id], duplicate: [], rejected: [{id: large.id, reason: 'too-large'}]});
  });

  test('an event nested beyond all depth is refused and the server lives', async () => {
    const {api} = await aServer();
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const response = await fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/cloudevents-batch+json'}, body: `[${deep}]`});
    expect([200, 400]).toContain(response.status);
    expect(await send(api, [anInteraction()])).toMatchObject({rejected: []});
  });
});

describe('the doors', () => {
  test('[F3] gzip is read', async () => {
    const {api} = await aServer();
    const event = anInteraction();
    const response = await fetch(`${api}/feedback`, {
      method: 'POST', headers: {'content-type': 'application/cloudevents-batch+json', 'content-encoding': 'gzip'}, body: gzipSync(JSON.stringify([event])),
    });
    expect(await response.json()).toMatchObject({accepted: [event.id]});
  });

  test('[F3] text/plain carries the token in the body', async () => {
    const {api} = await aServer({tokenRequired: true});
    const event = anInteraction();
    const plain = (body: unknown) => fetch(`${api}/feedback`, {method: 'POST', body: JSON.stringify(body)});
    expect((await plain({events: [event]})).status).toBe(401);
    expect(await (await plain({token: tokenOf('act_1'), events: [event]})).json()).toMatchObject({accepted: [event.id]});
  });

  test('[F2] a required token: none and a strange one are 401, another account\'s event is refused alone', async () => {
    const {api} = await aServer({tokenRequired: true});
    const mine = anInteraction();
    const theirs = anInteraction({source: '/accounts/act_2/users/u/devices/d'});
    expect((await sendBatch(api, [mine])).status).toBe(401);
    const strange = await sendBatch(api, [mine], {authorization: 'Bearer stolen'});
    expect(strange.status).toBe(401);
    expect(strange.headers.get('www-authenticate')).toContain('Bearer');
    expect(await (await sendBatch(api, [mine, theirs], {authorization: `Bearer ${tokenOf('act_1')}`})).json())
      .toEqual({accepted: [mine.id], duplicate: [], rejected: [{id: theirs.id, reason: 'wrong-account'}]});
  });

  test('malformed JSON is a problem that names the body and the place', async () => {
    const {api} = await aServer();
    const response = await fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/cloudevents-batch+json'}, body: '[{"id": nope}]'});
    expect(response.status).toBe(400);
    const {errors} = await problem(response);
    expect(errors[0]?.path).toBe('body');
    expect(errors[0]?.detail).toMatch(/not JSON: .*nope/);
  });

  test.each([
    ['no array', {events: []}, {'content-type': 'application/json'}, 400, 'body'],
    ['a text/plain body without events', {token: tokenOf('act_1')}, {'content-type': 'text/plain'}, 400, 'events'],
    ['another type', [], {'content-type': 'text/html'}, 415, 'content-type'],
    ['another encoding', [], {'content-encoding': 'br'}, 415, 'content-encoding'],
    ['gzip that is none', [], {'content-encoding': 'gzip'}, 400, 'body'],
    ['too many events', Array.from({length: 1001}, () => 0), {}, 413, 'body'],
  ])('%s is refused by name', async (_, body, headers: Record<string, string>, status, path) => {
    const {api} = await aServer();
    const response = await sendBatch(api, body, headers);
    expect(response.status).toBe(status);
    expect((await problem(response)).errors[0]?.path).toBe(path);
  });

  test('a body over the limit is 413, declared or not', async () => {
    const {api} = await aServer({maxBodyBytes: 10_000});
    expect((await sendBatch(api, ['x'.repeat(20_000)])).status).toBe(413);
    const undeclared = await fetch(`${api}/feedback`, {
      method: 'POST', headers: {'content-type': 'application/json'}, duplex: 'half',
      body: Readable.toWeb(Readable.from([Buffer.alloc(8000, 32), Buffer.alloc(8000, 32)])) as ReadableStream,
    } as RequestInit);
    expect(undeclared.status).toBe(413);
  });

  test('[F3] a gzip bomb is 413 while it inflates, and the memory stays where it was', async () => {
    const {api} = await aServer();
    await send(api, [anInteraction()]);
    const zeros = Buffer.alloc(1024 * 1024);
    const gzip = Readable.from((function* () {
      for (let megabyte = 0; megabyte < 512; megabyte++) yield zeros;
    })()).pipe(createGzip({level: 9}));
    const bomb = Buffer.concat(await gzip.toArray() as Buffer[]);
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 5; round++) {
      const response = await fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/json', 'content-encoding': 'gzip'}, body: bomb});
      expect(response.status).toBe(413);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
});

test('a page of a foreign origin may not write, one of this machine may, and its preflight is answered', async () => {
  const {api} = await aServer();
  const event = anInteraction();
  expect((await sendBatch(api, [event], {origin: 'https://evil.example'})).status).toBe(403);
  expect(await stored(api)).toEqual([]);
  const embedded = await sendBatch(api, [event], {origin: 'http://localhost:5173'});
  expect(embedded.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  expect(await embedded.json()).toMatchObject({accepted: [event.id]});
  const preflight = await fetch(`${api}/feedback`, {
    method: 'OPTIONS', headers: {origin: 'http://localhost:5173', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,authorization'},
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
});
