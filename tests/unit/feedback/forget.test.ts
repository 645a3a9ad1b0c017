/** What is forgotten leaves no more, however far it had come; a send that fails afterwards brings nothing back. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createFlusher, type Flusher} from '../../../src/feedback/flush.js';
import {createOutbox, type Outbox} from '../../../src/feedback/outbox.js';
import {waiting} from '../../../src/feedback/rows.js';
import {createTransport} from '../../../src/feedback/transport.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import {createToken, type Token} from '../../../src/token.js';
import {anEvent} from '../../support/events.js';

let outbox: Outbox;
let flusher: Flusher;
let sent: {readonly ids: readonly string[]; readonly signal: AbortSignal}[];
/** Of the next request; by itself it answers nothing until it is told. */
let answer: () => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers({now: Date.UTC(2026, 10, 20)});
  outbox = createOutbox(createMemoryDatabase());
  sent = [];
});
afterEach(() => {
  flusher.close();
  vi.useRealTimers();
});

function begin(token: Token = createToken(undefined)) {
  const fetch = vi.fn((_url: unknown, init?: RequestInit) => {
    const body = JSON.parse(init?.body as string) as {id: string}[] | {events: {id: string}[]};
    const signal = init?.signal ?? expect.fail('no signal');
    sent.push({ids: (Array.isArray(body) ? body : body.events).map(({id}) => id), signal});
    return Promise.race([answer(), new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))]);
  });
  flusher = createFlusher({outboxes: () => [outbox], transport: createTransport({endpoint: 'https://a.example/inkling/v1', token, fetch}), lockName: 'test', random: () => 0.5});
}

async function enqueue() {
  const event = anEvent();
  flusher.remember([waiting(event)]);
  await outbox.enqueue([event]);
}

/** As `client.forget()` does it. */
async function forget() {
  flusher.forget();
  await outbox.wipe();
}

const never = () => new Promise<Response>(() => undefined);
const anHour = () => vi.advanceTimersByTimeAsync(3_600_000);

test('fault 50: a send under way is cut off, and its failure brings nothing back', async () => {
  begin();
  answer = never;
  await enqueue();
  const flushing = flusher.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(1);
  await forget();
  expect(sent[0]?.signal.aborted).toBe(true);
  expect(await flushing).toMatchObject({sent: 0, left: 0});
  flusher.hide();
  await anHour();
  expect(sent).toHaveLength(1);
});

test('fault 50: what left at hide is cut off too, and is not sent again', async () => {
  begin();
  answer = never;
  await enqueue();
  flusher.hide();
  expect(sent).toHaveLength(1);
  await forget();
  expect(sent[0]?.signal.aborted).toBe(true);
  flusher.hide();
  await anHour();
  expect(sent).toHaveLength(1);
});

test('fault 50: forgotten while the host\'s function looks for a token, nothing leaves', async () => {
  let give: (token: string) => void = () => undefined;
  begin(createToken(() => new Promise<string>(resolve => { give = resolve; })));
  answer = never;
  await enqueue();
  const flushing = flusher.flush();
  await vi.advanceTimersByTimeAsync(0);
  await forget();
  give('late');
  await flushing;
  await anHour();
  expect(sent).toEqual([]);
});

test('fault 50: forgotten while a refused token is renewed, the batch is not tried again', async () => {
  let give: (token: string) => void = () => undefined;
  let asked = 0;
  begin(createToken(() => (asked++ === 0 ? 'old' : new Promise<string>(resolve => { give = resolve; }))));
  answer = async () => new Response(null, {status: 401});
  await enqueue();
  const flushing = flusher.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toBe(2);
  await forget();
  give('fresh');
  await flushing;
  await anHour();
  expect(sent).toHaveLength(1);
});

test('fault 50: an answer that comes after all is not noted, and what is recorded next is sent as ever', async () => {
  begin();
  let say: (response: Response) => void = () => undefined;
  answer = () => new Promise(resolve => { say = resolve; });
  await enqueue();
  const settle = vi.spyOn(outbox, 'settle');
  const flushing = flusher.flush();
  await vi.advanceTimersByTimeAsync(0);
  await forget();
  say(Response.json({accepted: sent[0]?.ids, duplicate: [], rejected: []}));
  await flushing;
  expect(settle).not.toHaveBeenCalled();
  answer = async () => Response.json({accepted: sent.at(-1)?.ids, duplicate: [], rejected: []});
  await enqueue();
  expect(await flusher.flush()).toMatchObject({accepted: 1, left: 0});
});

test('fault 49: closed in the middle of a send, it asks for no other token and begins nothing more; the events wait for their owner', async () => {
  let asked = 0;
  begin(createToken(() => `token-${asked++}`));
  answer = never;
  await enqueue();
  const flushing = flusher.flush();
  await vi.advanceTimersByTimeAsync(0);
  flusher.close();
  await flushing;
  await anHour();
  expect([sent.length, asked]).toEqual([1, 1]);
  expect(await outbox.counts()).toMatchObject({waiting: 1});
});
