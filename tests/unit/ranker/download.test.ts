import {createHash, randomBytes} from 'node:crypto';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {download} from '../../../src/ranker/download.js';

const URL_OF_FILE = 'https://host.example/models/ranker.onnx';
const FILE = new Uint8Array(randomBytes(10_000));
const NAMES = {missing: 'model-missing', wrong: 'model-digest'} as const;
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

beforeEach(() => { vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']}); });
afterEach(() => { vi.useRealTimers(); });

interface Answer {
  /** Bytes given until the body is cut, or stands still. */
  readonly bytes: number;
  readonly then: 'end' | 'cut' | 'stall';
  /** The server knows no ranges. */
  readonly whole?: boolean;
}

/** Answers one request after the other; the last answer for all that follow. */
function server(...answers: readonly Answer[]) {
  const ranges: (string | null)[] = [];
  const fetch = (async (_: string, init?: RequestInit) => {
    const {bytes, then, whole = false} = answers[Math.min(ranges.length, answers.length - 1)] ?? {bytes: 0, then: 'end'};
    const range = new Headers(init?.headers).get('range');
    ranges.push(range);
    const from = range !== null && !whole ? Number(/\d+/.exec(range)?.[0]) : 0;
    let given = false;
    return new Response(new ReadableStream({
      pull(controller) {
        if (!given && bytes > 0) {
          given = true;
          return controller.enqueue(FILE.slice(from, from + bytes));
        }
        if (then === 'cut') controller.error(new TypeError('network error'));
        if (then === 'end') controller.close();
        return then === 'stall' ? new Promise<void>(() => {}) : undefined;
      },
    }, {highWaterMark: 0}), {status: range !== null && !whole ? 206 : 200});
  }) as typeof globalThis.fetch;
  return {ranges, fetch};
}

const get = (fetch: typeof globalThis.fetch) => download(URL_OF_FILE, FILE.length, {fetch, names: NAMES});

describe('fault 42: a download that', () => {
  test.each([1000, 5000, 9900])('is cut after %i of 10000 bytes goes on from there', async cut => {
    const {ranges, fetch} = server({bytes: cut, then: 'cut'}, {bytes: FILE.length, then: 'end'});
    expect(digest(await get(fetch))).toBe(digest(FILE));
    expect(ranges).toEqual([null, `bytes=${cut}-`]);
  });

  test('is cut again and again comes to its end, as long as each attempt brings something', async () => {
    const {ranges, fetch} = server({bytes: 900, then: 'cut'});
    expect(digest(await download(URL_OF_FILE, FILE.length, {fetch: async (...args) => {
      const response = await fetch(...args);
      return ranges.length < 12 ? response : new Response(FILE.slice(900 * 11), {status: 206});
    }, names: NAMES}))).toBe(digest(FILE));
    expect(ranges).toHaveLength(12);
  });

  test('stands still is abandoned after five seconds without a byte, and taken up again', async () => {
    const {ranges, fetch} = server({bytes: 4000, then: 'stall'}, {bytes: FILE.length, then: 'end'});
    const got = get(fetch);
    await vi.advanceTimersByTimeAsync(4999);
    expect(ranges).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(digest(await got)).toBe(digest(FILE));
    expect(ranges).toEqual([null, 'bytes=4000-']);
  });

  test('never brings anything is given up, for this time', async () => {
    const {ranges, fetch} = server({bytes: 0, then: 'stall'});
    const got = expect(get(fetch)).rejects.toMatchObject({name: 'model-missing', message: expect.stringContaining('nothing came for 5000 ms')});
    await vi.advanceTimersByTimeAsync(10_000);
    await got;
    expect(ranges).toHaveLength(2);
  });

  test('is answered from its beginning, by a server without ranges, begins anew', async () => {
    const {fetch} = server({bytes: 4000, then: 'cut'}, {bytes: FILE.length, then: 'end', whole: true});
    expect(digest(await get(fetch))).toBe(digest(FILE));
  });

  test('is refused its ranges, by CORS say, begins anew; one that is cut at the same place ever again is given up', async () => {
    const ranged = vi.fn(async (_: string, init?: RequestInit) => {
      if (new Headers(init?.headers).has('range')) throw new TypeError('Failed to fetch');
      return ranged.mock.calls.length > 2 ? new Response(FILE) : server({bytes: 4000, then: 'cut'}).fetch(URL_OF_FILE);
    });
    expect(digest(await get(ranged as typeof globalThis.fetch))).toBe(digest(FILE));
    expect(ranged).toHaveBeenCalledTimes(3);
    const cut = vi.fn(async (_: string, init?: RequestInit) => {
      if (new Headers(init?.headers).has('range')) throw new TypeError('Failed to fetch');
      return server({bytes: 4000, then: 'cut'}).fetch(URL_OF_FILE);
    });
    await expect(get(cut as typeof globalThis.fetch)).rejects.toMatchObject({name: 'model-missing'});
    expect(cut).toHaveBeenCalledTimes(3);
  });

  test('has more to come than was announced is stopped at once, by its length or by its bytes', async () => {
    const announced = async () => new Response(FILE, {headers: {'content-length': '20000'}});
    await expect(get(announced)).rejects.toMatchObject({name: 'model-digest', message: expect.stringContaining('longer')});
    const silent = async () => new Response(new Uint8Array(FILE.length + 1));
    await expect(get(silent)).rejects.toMatchObject({name: 'model-digest', message: expect.stringContaining('longer')});
  });

  test.each([404, 500, 416])('is refused with %i is not asked for again', async status => {
    const fetch = vi.fn(async () => new Response('', {status}));
    await expect(get(fetch)).rejects.toMatchObject({name: 'model-missing', message: expect.stringContaining(String(status))});
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});
