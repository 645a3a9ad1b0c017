import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Player} from '../../../demo/src/visits/player.js';
import type {Script, Step} from '../../../demo/src/visits/script.js';

const SCRIPT: Script = {title: 'Three', steps: [{do: 'search', words: 'a'}, {do: 'search', words: 'b'}, {do: 'search', words: 'c'}]};
const wordOf = (step: Step): string => (step.do === 'search' ? step.words : '');

/** Each step takes a second. */
function aPlayer(done: string[], fail = '') {
  return new Player({
    script: SCRIPT, pause: 1, changed: () => undefined,
    perform: async (step, {signal}) => {
      await new Promise(resolve => setTimeout(resolve, 1000));
      if (signal.aborted) throw new Error('stopped');
      if (wordOf(step) === fail) throw new Error('there is none.');
      done.push(wordOf(step));
    },
  });
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('plays all steps, with a pause between two that is shorter when it is hastened', async () => {
  const done: string[] = [];
  const player = aPlayer(done);
  player.speed = 2;
  void player.play();
  await vi.advanceTimersByTimeAsync(3000 + 2 * 500 - 1);
  expect([done, player.state]).toEqual([['a', 'b'], 'playing']);
  await vi.advanceTimersByTimeAsync(1);
  expect([done, player.state, player.at]).toEqual([['a', 'b', 'c'], 'ended', 3]);
});

test('paused in the middle of a step, that step is done once, whether it goes on at once or later', async () => {
  const done: string[] = [];
  const player = aPlayer(done);
  void player.play();
  await vi.advanceTimersByTimeAsync(500);
  player.pause();
  void player.play();
  await vi.advanceTimersByTimeAsync(700);
  player.pause();
  await vi.advanceTimersByTimeAsync(9000);
  expect([done, player.state, player.at]).toEqual([['a'], 'paused', 1]);
  void player.play();
  await vi.advanceTimersByTimeAsync(9000);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('one step at a time, and from the beginning after the last', async () => {
  const done: string[] = [];
  const player = aPlayer(done);
  for (let time = 0; time < 4; time++) {
    void player.step();
    await vi.advanceTimersByTimeAsync(5000);
  }
  expect([done, player.state]).toEqual([['a', 'b', 'c', 'a'], 'paused']);
});

test('stopped, it does nothing more and stands at the beginning', async () => {
  const done: string[] = [];
  const player = aPlayer(done);
  void player.play();
  await vi.advanceTimersByTimeAsync(2500);
  player.stop();
  await vi.advanceTimersByTimeAsync(9000);
  expect([done, player.state, player.at]).toEqual([['a'], 'ready', 0]);
});

test('a step that cannot be done ends it with a sentence that names the step; it can be tried again', async () => {
  const done: string[] = [];
  const player = aPlayer(done, 'b');
  void player.play();
  await vi.advanceTimersByTimeAsync(9000);
  expect([player.state, player.at, player.fault]).toEqual(['failed', 1, 'Step 2 (Search for “b”): there is none.']);
  void player.play();
  await vi.advanceTimersByTimeAsync(9000);
  expect([done, player.state]).toEqual([['a'], 'failed']);
});
