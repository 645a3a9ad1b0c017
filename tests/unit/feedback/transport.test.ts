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
const later = (code: string, after: number | null = null) => ({kind: 'later', after, code});

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

test('[F3] what is under way at hide is counted together, over all clients of the page, and given back when it is over', async () => {
  const done: ((response: Response) => void)[] = [];
  const slow = () => createTransport({endpoint: 'https://a.example', token: createToken('t'.repeat(1000)), fetch: () => new Promise(resolve => done.push(resolve))});
  const [one, other] = [slow(), slow()];
  const free = one.room;
  expect(free).toBeLessThanOrEqual(55 * 1024);
  const first = one.send([anEvent('apply', now, 30 * 1024)], true);
  expect(other.room).toBeLessThan(free - 30 * 1024);
  expect(other.room).toBeGreaterThan(0);
  const rest = Array.from({length: 3}, () => other.send([anEvent()], true));
  expect(one.room).toBe(0);
  for (const answer of done) answer(new Response());
  await Promise.all([first, ...rest]);
  expect(one.room).toBe(free);
});

test.each([
  ['its login page', '<html>Log in</html>'],
  ['JSON of somebody else', '{"ok":true}'],
  ['an answer whose lists are none', '{"accepted":"all","duplicate":[],"rejected":[]}'],
  ['an answer whose rejections have no reason', '{"accepted":[],"duplicate":[],"rejected":["a"]}'],
  ['JSON that is cut off', '{"accepted":["a"'],
  ['null', 'null'],
  ['nothing', ''],
])('fault 9: a portal that answers 200 with %s has accepted nothing', async (_, body) => {
  answering(200, body);
  expect(await transport().send([anEvent()], false)).toEqual(later('ACK_BAD'));
  expect(await transport().send([anEvent()], true)).toEqual(later('ACK_BAD'));
});

test('fault 9: of an endless answer no more is read than an answer can have', async () => {
  let parts = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      parts++;
      controller.enqueue(new TextEncoder().encode('x'.repeat(64 * 1024)));
    },
    cancel() { cancelled = true; },
  }, {highWaterMark: 0});
  server.intercept = () => new Response(endless);
  expect(await transport().send([anEvent()], false)).toEqual(later('ACK_BAD'));
  expect(parts).toBeLessThan(8);
  expect(cancelled).toBe(true);
});

test.each([
  ['401', 401, {kind: 'unauthorized'}],
  ['403', 403, {kind: 'unauthorized'}],
  ['413', 413, {kind: 'too-large'}],
  ['400', 400, {kind: 'refused', reason: 'http-400'}],
  ['404', 404, later('SRV_RETRY')],
  ['408', 408, later('SRV_RETRY')],
  ['429', 429, later('SRV_THROTTLE')],
  ['500', 500, later('SRV_RETRY')],
])('[F2] %s is no acceptance', async (_, status, verdict) => {
  answering(status);
  expect(await transport().send([anEvent()], false)).toEqual(verdict);
});

test.each([
  ['120', 120_000],
  ['0', 0],
  [new Date(now + 90_000).toUTCString(), 90_000],
  ['Friday, 20-Nov-26 00:01:30 GMT', 90_000],
  ['Fri Nov 20 00:01:30 2026 GMT', 90_000],
  [new Date(now - 5000).toUTCString(), 0],
  ['999999', 3_600_000],
  ['1000000000', 3_600_000],
  ['9'.repeat(400), 3_600_000],
  ['1e9', null],
  ['-5', null],
  ['1.5', null],
  ['0x10', null],
  ['soon', null],
  ['', null],
])('fault 5: Retry-After %s', async (header, after) => {
  answering(429, null, {'retry-after': header});
  expect(await transport().send([anEvent()], false)).toEqual(later('SRV_THROTTLE', after));
});

test('fault 5: a date is read by the clock of the server that wrote it', async () => {
  const theirs = now + 3 * 365 * 86_400_000;
  answering(503, null, {'retry-after': new Date(theirs + 90_000).toUTCString(), date: new Date(theirs).toUTCString()});
  expect(await transport().send([anEvent()], false)).toEqual(later('SRV_RETRY', 90_000));
});

test('[F2] no answer, and none for 20 seconds, is later', async () => {
  server.intercept = () => { throw new TypeError('offline'); };
  expect(await transport().send([anEvent()], false)).toEqual(later('NET_DOWN'));

  vi.useFakeTimers();
  const deaf = createTransport({endpoint: 'https://a.example', token: createToken('t'), fetch: (_, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))))});
  const verdict = deaf.send([anEvent()], false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await verdict).toEqual(later('NET_DOWN'));
});

test('fault 7: a token that no longer serves is asked for again once; a function that fails means later', async () => {
  server.intercept = request => (request.headers.get('authorization') === 'Bearer 1' ? new Response(null, {status: 401}) : null);
  let asked = 0;
  expect(await transport(createToken(() => String(++asked))).send([anEvent()], false)).toMatchObject({kind: 'answered'});
  expect(asked).toBe(2);
  expect(await transport(createToken(() => '1')).send([anEvent()], false)).toEqual({kind: 'unauthorized'});
  expect(await transport(createToken(() => { throw new Error('logged out'); })).send([anEvent()], false)).toMatchObject({kind: 'later'});
});
