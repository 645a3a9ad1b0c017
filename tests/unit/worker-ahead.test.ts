// The history of the next rank, handed to the worker on a quiet moment.
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {unpackCall} from '../../src/crossing.js';
import {InklingError} from '../../src/errors.js';
import type {RankerSetup} from '../../src/ranking-types.js';
import {linkTo, messages} from '../support/fake-worker.js';
import {call, contextOf, interaction} from '../support/ranking.js';

const SETUP: RankerSetup = {manifest: 'https://host.example/models/manifest.json', backend: null};
const NOTHING = call([]);

beforeEach(() => { vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']}); });
afterEach(() => { vi.useRealTimers(); });

describe('the history, encoded ahead', () => {
  const contexts = Array.from({length: 4}, (_, n) => contextOf(Array.from({length: n}, (_, i) => interaction('open', i))));
  const listening = () => {
    const heard: number[] = [];
    const behaviour = {ahead: async (packed: Parameters<typeof unpackCall>[0]) => void heard.push(unpackCall(packed).context.history.length)};
    return {heard, ...linkTo([behaviour])};
  };
  const quiet = async () => {
    await vi.advanceTimersByTimeAsync(0);
    await messages();
  };

  test('once for all that was recorded before the next quiet moment, as it is then', async () => {
    const {link, heard} = listening();
    await link.start(SETUP);
    let now = 1;
    for (; now < 3; now++) link.ahead(() => contexts[now] ?? expect.fail());
    await messages();
    expect(heard).toEqual([]);
    await quiet();
    expect(heard).toEqual([3]);
    link.ahead(() => contexts[1] ?? expect.fail());
    await quiet();
    expect(heard).toEqual([3, 1]);
    link.close();
  });

  test('not where a list was asked for meanwhile, which has encoded it', async () => {
    const {link, heard} = listening();
    await link.start(SETUP);
    link.ahead(() => contexts[1] ?? expect.fail());
    await link.rank(NOTHING);
    await quiet();
    expect(heard).toEqual([]);
    link.ahead(() => contexts[2] ?? expect.fail());
    await quiet();
    expect(heard).toEqual([2]);
    link.close();
  });

  test('by no worker that is still starting, and none is started for it', async () => {
    const {link, heard, workers} = listening();
    link.ahead(() => contexts[1] ?? expect.fail());
    await quiet();
    expect(workers).toEqual([]);
    const started = link.start(SETUP);
    link.ahead(() => contexts[2] ?? expect.fail());
    await started;
    await quiet();
    expect(heard).toEqual([]);
    link.ahead(() => contexts[3] ?? expect.fail());
    await quiet();
    expect(heard).toEqual([3]);
    link.close();
  });

  test('[R9] a worker that fails at it is replaced, and the page hears of nothing else', async () => {
    const {link, workers} = linkTo([{ahead: async () => { throw new InklingError('gpu-lost', 'x'); }}, {}]);
    await link.start(SETUP);
    link.ahead(() => contexts[1] ?? expect.fail());
    await quiet();
    expect(workers).toHaveLength(2);
    await expect(link.rank(NOTHING)).resolves.toEqual([]);
    expect(link.restarts).toBe(1);
    link.close();
  });
});
