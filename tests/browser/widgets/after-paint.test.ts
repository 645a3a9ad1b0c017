import {afterEach, expect, test, vi} from 'vitest';
import {afterPaint} from '../../../widgets/after-paint.js';
import {frame} from './bare-stage.js';

afterEach(() => { vi.restoreAllMocks(); });

test('what waits for a frame is done in one task, in its order, once the frame is drawn', async () => {
  const done: string[] = [];
  requestAnimationFrame(() => done.push('the frame'));
  afterPaint(() => done.push('first'));
  afterPaint(() => {
    done.push('second');
    queueMicrotask(() => done.push('the end of the task'));
  });
  afterPaint(() => done.push('third'));
  await frame();
  expect(done).toEqual(['the frame', 'first', 'second', 'third', 'the end of the task']);
});

test('what is taken back is not done, not even by what comes before it in the same task; what is added meanwhile waits for its own frame', async () => {
  const done: string[] = [];
  afterPaint(() => {
    done.push('first');
    takeBack();
    afterPaint(() => done.push('of the next frame'));
  });
  const takeBack = afterPaint(() => done.push('second'));
  await frame();
  expect(done).toEqual(['first']);
  await frame();
  expect(done).toEqual(['first', 'of the next frame']);
});

test('while a page is hidden, and has no frames, nothing is done', async () => {
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(window, 'requestAnimationFrame').mockImplementation(callback => frames.push(callback));
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  const done: string[] = [];
  afterPaint(() => done.push('ranked'));
  await new Promise(resolve => setTimeout(resolve, 50));
  expect(done).toEqual([]);
  frames.forEach(callback => callback(0));
  await new Promise(resolve => setTimeout(resolve, 10));
  expect(done).toEqual(['ranked']);
});
