import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {expect, onTestFinished, test} from 'vitest';
import type {FeedbackAnswer} from '../../../src/wire-types.js';
import {anInteraction, post, sendBatch, stored, temporaryDirectory} from './server-at-hand.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** All that it printed, so far. */
  said(): string;
  /** Resolves with the URL, once it is printed. */
  readonly url: Promise<string>;
}

function run(...args: string[]): Process {
  const child = spawn(process.execPath, args, {cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  const url = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /^Inkling demo: (http:\/\/localhost:\d+\/)$/m.exec(said)?.[1];
        if (found) resolve(found);
      });
    }
    void ended.then(code => reject(new Error(`It ended with ${code}: ${said}`)));
  });
  url.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {child, ended, url, said: () => said};
}

const serverProcess = (...args: string[]) => run('--import', 'tsx', 'demo/server/main.ts', '--now', '2026-11-20T10:01:00Z', ...args);

test('[F2] killed in the middle of a stream and started again, the server holds all that it acknowledged, once', async () => {
  const store = await temporaryDirectory();
  const first = serverProcess('--port', '0', '--store', store);
  const url = await first.url;
  const api = `${url}inkling/v1`;
  const acknowledged = new Set<string>();
  const sent = new Map<string, ReturnType<typeof anInteraction>>();
  const sender = async () => {
    for (;;) {
      const events = Array.from({length: 7}, () => anInteraction());
      for (const event of events) sent.set(event.id, event);
      const response = await sendBatch(api, events).catch(() => null);
      if (!response) return;
      const answer = await response.json().catch(() => null) as FeedbackAnswer | null;
      for (const id of answer?.accepted ?? []) acknowledged.add(id);
      if (acknowledged.size > 500) first.child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({length: 6}, sender));
  await first.ended;
  expect(acknowledged.size).toBeGreaterThan(500);

  const second = serverProcess('--port', String(new URL(url).port), '--store', store);
  const again = `${await second.url}inkling/v1`;
  const kept = (await stored(again)).map(({id}) => id);
  expect(new Set(kept).size).toBe(kept.length);
  expect([...acknowledged].filter(id => !kept.includes(id))).toEqual([]);
  // What the client does next: everything that was not acknowledged goes again, and nothing arrives twice.
  const unsure = [...sent.values()].filter(({id}) => !acknowledged.has(id));
  const answer = await (await sendBatch(again, unsure)).json() as FeedbackAnswer;
  expect(answer.rejected).toEqual([]);
  expect((await stored(again)).map(({id}) => id).sort()).toEqual([...sent.keys()].sort());
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the server with 0 within its two seconds, though a request hangs', async signal => {
  const store = await temporaryDirectory();
  const server = serverProcess('--port', '0', '--store', store);
  const url = await server.url;
  const event = anInteraction();
  await sendBatch(`${url}inkling/v1`, [event]);
  await post(`${url}demo/api/fault`, {candidates: 'slow', delayMs: 60_000});
  const hanging = post(`${url}inkling/v1/candidates`, {account: 'act_1', queries: [{surface: 'sales'}]}).catch(() => 'cut');
  server.child.kill(signal);
  // Past the two seconds it would end with 1.
  expect(await server.ended).toBe(0);
  expect(await hanging).toBe('cut');
  const again = serverProcess('--port', '0', '--store', store);
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
  await serverProcess('--port', '0', '--store', store).url;
  const second = serverProcess('--port', '0', '--store', store);
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
  const start = run('demo/start.mjs', ...args);
  expect(await start.ended).toBe(2);
  expect(start.said()).toBe(`${sentence} Usage: npm start -- [--port 8787] [--store DIR] [--models DIR] [--now TIME] [--require-token] [--origins LIST] [--rate CALLS]\n`);
});

test('npm start needs nothing but Node until the packages are there', () => {
  const imports = (file: string) => [...readFileSync(`${ROOT}/demo/${file}`, 'utf8').matchAll(/^import .* from '(.*)';$/gm)].map(match => match[1] ?? '');
  expect(imports('start.mjs').filter(name => !name.startsWith('node:'))).toEqual(['./server/options.mjs']);
  for (const file of ['server/options.mjs', 'build.mjs']) expect(imports(file).filter(name => !name.startsWith('node:'))).toEqual([]);
});
