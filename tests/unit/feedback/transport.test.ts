import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createTransport, type Transport} from '../../../src/feedback/transport.js';
import {createToken, type Token} from '../../../src/token.js';
import {anEvent} from '../../support/events.js';
import {scriptedServer, type ScriptedServer} from '../../support/scripted-server.js';

const now = Date.UTC(2026, 10, 20);
let server: ScriptedServer;
beforeEach(() => { server = scriptedServer(() => Promise.reject(new Error('no files'))); });
afterEach(() => vi.useRealTimers());

const transport = (token: Token = createToken(undefined)): Transport => createTransport({endpoint: 'https://a.example/inkling/v1', token, fetch: server.fetch, clock: () => now});
const answering = (status: number, body: BodyInit | null = null, headers: HeadersInit = {}) => { server.intercept = () => new Response(body, {status, headers}); };
const LATER = {kind: 'later', after: null};

test('[F7] a batch goes as CloudEvents with the token in its header, and the answer comes back', async () => {
  const events = [anEvent(), anEvent()];
  const verdict = await transport(createToken('secret')).send(events, false);
  expect(verdict).toEqual({kind: 'answered', answer: {accepted: events.map(({id}) => id), duplicate: [], rejected: []}});
  const [request] = server.requests;
  expect(request?.url).toBe('https://a.example/inkling/v1/feedback');
  expect(request?.headers.get('content-type')).toBe('application/cloudevents-batch+json');
  expect(request?.headers.get('authorization')).toBe('Bearer secret');
  expect(JSON.parse(request?.body ?? '')).toEqual(events);
});

test('[F3] a body worth packing is packed', async () => {
  const events = Array.from({length: 50}, () => anEvent());
  await transport().send(events, false);
  expect(server.requests[0]?.headers.get('content-encoding')).toBe('gzip');
  expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(events);
  await transport().send([anEvent()], false);
  expect(server.requests[1]?.headers.has('content-encoding')).toBe(false);
});

test('[F3] at hide the request has left when the call returns: keepalive, CORS-simple, the token in the body', async () => {
  const token = createToken('secret');
  const fetch = vi.fn(server.fetch);
  const events = [anEvent()];
  const sending = createTransport({endpoint: 'https://a.example/inkling/v1', token, fetch}).send(events, true);
  expect(fetch).toHaveBeenCalledTimes(1);
  const init = fetch.mock.calls[0]?.[1];
  expect(init).toMatchObject({keepalive: true, method: 'POST', headers: {'content-type': 'text/plain'}});
  expect(JSON.parse(init?.body as string)).toEqual({token: 'secret', events});
  expect(await sending).toMatchObject({kind: 'answered'});
});

test.each([
  ['a hotel that answers 200 with its login page', 200, '<html>Log in</html>', LATER],
  ['JSON of somebody else', 200, '{"ok":true}', LATER],
  ['nothing', 204, null, LATER],
  ['401', 401, null, {kind: 'unauthorized'}],
  ['403', 403, null, {kind: 'unauthorized'}],
  ['413', 413, null, {kind: 'too-large'}],
  ['400', 400, null, {kind: 'refused', reason: 'http-400'}],
  ['404', 404, null, LATER],
  ['408', 408, null, LATER],
  ['500', 500, null, LATER],
])('[F2] %s is no acceptance', async (_, status, body, verdict) => {
  answering(status, body);
  expect(await transport().send([anEvent()], false)).toEqual(verdict);
});

test.each([['7', 7000], [new Date(now + 90_000).toUTCString(), 90_000], [new Date(now - 5000).toUTCString(), 0], ['999999', 3_600_000], ['soon', null]])('[F4] Retry-After %s', async (header, after) => {
  answering(503, null, {'retry-after': header});
  expect(await transport().send([anEvent()], false)).toEqual({kind: 'later', after});
});

test('[F2] no answer, and none for 20 seconds, is later', async () => {
  server.intercept = () => { throw new TypeError('offline'); };
  expect(await transport().send([anEvent()], false)).toEqual(LATER);

  vi.useFakeTimers();
  const deaf = createTransport({endpoint: 'https://a.example', token: createToken('t'), fetch: (_, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))))});
  const verdict = deaf.send([anEvent()], false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await verdict).toEqual(LATER);
});

test('a token that no longer serves is asked for again once; a function that fails means later', async () => {
  server.intercept = request => (request.headers.get('authorization') === 'Bearer 1' ? new Response(null, {status: 401}) : null);
  let asked = 0;
  expect(await transport(createToken(() => String(++asked))).send([anEvent()], false)).toMatchObject({kind: 'answered'});
  expect(asked).toBe(2);
  expect(await transport(createToken(() => '1')).send([anEvent()], false)).toEqual({kind: 'unauthorized'});
  expect(await transport(createToken(() => { throw new Error('logged out'); })).send([anEvent()], false)).toEqual(LATER);
});
