import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {expect, onTestFinished, test} from 'vitest';
import type {FeedbackAnswer} from '../../../src/wire-types.js';
import {anInteraction, post, sendBatch, stored, temporaryDirectory} from './server-at-hand.js';
import {ROOT, run, serverProcess} from './server-process.js';

/** Six clients that send without a pause, until the server is gone. What they sent, and what of it was acknowledged. */
function aStream(api: string, onAcknowledged: (count: number) => void) {
  const acknowledged = new Set<string>();
  const sent = new Map<string, ReturnType<typeof anInteraction>>();
  const sender = async () => {
    for (;;) {
      const events = Array.from({length: 7}, () => anInteraction());
      for (const event of events) sent.set(event.id, event);
      const response = await sendBatch(api, events).catch(() => null);
      const answer = await response?.json().catch(() => null) as FeedbackAnswer | null | undefined;
      if (!answer?.accepted) return;
      for (const id of answer.accepted) acknowledged.add(id);
      onAcknowledged(acknowledged.size);
    }
  };
  return {acknowledged, sent, ended: Promise.all(Array.from({length: 6}, sender))};
}

test('[F2] killed four times in the middle of a stream and started again, the server holds all that it acknowledged, once', async () => {
  const store = await temporaryDirectory();
  const acknowledged = new Set<string>();
  const unsure = new Map<string, ReturnType<typeof anInteraction>>();
  // Of the first, whose log is short, and of those whose log was replayed: after how many acknowledgements, and how many ms later.
  for (const [count, delay] of [[50, 0], [400, 3], [900, 11], [200, 6]] as const) {
    const server = serverProcess('--store', store);
    const stream = aStream(`${await server.url}inkling/v1`, acknowledgements => {
      if (acknowledgements >= count) setTimeout(() => server.child.kill('SIGKILL'), delay);
    });
    await stream.ended;
    await server.ended;
    expect(stream.acknowledged.size).toBeGreaterThanOrEqual(count);
    for (const id of stream.acknowledged) acknowledged.add(id);
    for (const [id, event] of stream.sent) if (!stream.acknowledged.has(id)) unsure.set(id, event);
  }
  const api = `${await serverProcess('--store', store).url}inkling/v1`;
  const kept = (await stored(api)).map(({id}) => id);
  expect(new Set(kept).size).toBe(kept.length);
  expect([...acknowledged].filter(id => !kept.includes(id))).toEqual([]);
  // What the client does next: everything that was not acknowledged goes again, and nothing arrives twice.
  const answer = await (await sendBatch(api, [...unsure.values()])).json() as FeedbackAnswer;
  expect(answer.rejected).toEqual([]);
  expect((await stored(api)).map(({id}) => id).sort()).toEqual([...acknowledged, ...unsure.keys()].sort());
}, 120_000);

test('[F2] stopped in the middle of a stream, the server commits what it has, answers, and ends with 0', async () => {
  const store = await temporaryDirectory();
  const server = serverProcess('--store', store);
  const stream = aStream(`${await server.url}inkling/v1`, count => {
    if (count > 300) server.child.kill('SIGTERM');
  });
  await stream.ended;
  expect(await server.ended).toBe(0);
  const kept = (await stored(`${await serverProcess('--store', store).url}inkling/v1`)).map(({id}) => id);
  expect([...stream.acknowledged].filter(id => !kept.includes(id))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the server with 0 within its two seconds, though a request hangs', async signal => {
  const store = await temporaryDirectory();
  const server = serverProcess('--store', store);
  const url = await server.url;
  const event = anInteraction();
  await sendBatch(`${url}inkling/v1`, [event]);
  await post(`${url}demo/api/fault`, {candidates: 'slow', delayMs: 60_000});
  const hanging = post(`${url}inkling/v1/candidates`, {account: 'act_1', queries: [{surface: 'sales'}]}).catch(() => 'cut');
  server.child.kill(signal);
  // Past the two seconds it would end with 1.
  expect(await server.ended).toBe(0);
  expect(await hanging).toBe('cut');
  const again = serverProcess('--store', store);
  expect((await stored(`${await again.url}inkling/v1`)).map(({id}) => id)).toEqual([event.id]);
});

test('a port that is taken: the next free one is used, and said', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const {port} = other.address() as AddressInfo;
  const server = serverProcess('--port', String(port), '--store', await temporaryDirectory());
  const taken = Number(new URL(await server.url).port);
  expect(taken).toBeGreaterThan(port);
  expect(server.said()).toContain(`Port ${port} is taken; using ${taken} instead.`);
});

test('a store that another process holds is named, not shared', async () => {
  const store = await temporaryDirectory();
  await serverProcess('--store', store).url;
  const second = serverProcess('--store', store);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`the store ${store} is in use by another process`);
});

test.each([
  [['--colour', 'red'], 'There is no option --colour.'],
  [['--port', 'http'], '--port must be a number from 0 to 65535, not "http".'],
  [['--port', '70000'], '--port must be a number from 0 to 65535, not "70000".'],
  [['--store'], '--store needs a value.'],
  [['8080'], '"8080" is not an option.'],
  [['--origins', 'https://ads.example/'], '--origins must be origins such as https://ads.example, separated by commas, not "https://ads.example/".'],
  [['--rate', 'none'], '--rate must be a number of calls a second from 1 to 1000000, not "none".'],
  [['--now', 'noon'], '--now must be a time such as 2026-11-20T09:00Z, not "noon".'],
])('npm start -- %j ends with 2 and says why', async (args, sentence) => {
  const start = run(process.execPath, 'demo/start.mjs', ...args);
  expect(await start.ended).toBe(2);
  expect(start.said()).toBe(`${sentence} Usage: npm start -- [--port 8787] [--store DIR] [--models DIR] [--now TIME] [--require-token] [--origins LIST] [--rate CALLS]\n`);
});

test('npm start needs nothing but Node until the packages are there', () => {
  const imports = (file: string) => [...readFileSync(`${ROOT}/demo/${file}`, 'utf8').matchAll(/^import .* from '(.*)';$/gm)].map(match => match[1] ?? '');
  expect(imports('start.mjs').filter(name => !name.startsWith('node:'))).toEqual(['./server/options.mjs']);
  for (const file of ['server/options.mjs', 'build.mjs']) expect(imports(file).filter(name => !name.startsWith('node:'))).toEqual([]);
});
