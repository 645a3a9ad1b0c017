/** When our work is done, so that it holds up neither the host's page nor what the person has just done there [W1]: in slices, where it comes in hundreds, and after what else is to be drawn. */

/** Of the main thread at once, ms. */
const SLICE_MS = 8;

const waiting: (() => void)[] = [];
let open = false;

/** Does the work in its turn: in this task where its slice has room, else in one of the next. What it throws is the promise's. */
export function inTurn(work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push(() => {
      try {
        work();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    if (open) return;
    open = true;
    queueMicrotask(slice);
  });
}

/** One a task: what comes when its time is over, in the same task or later, waits for the next. */
function slice(): void {
  const begun = performance.now();
  while (waiting.length > 0 && performance.now() - begun < SLICE_MS) waiting.shift()?.();
  later(() => {
    if (waiting.length > 0) slice();
    else open = false;
  });
}

const afterNextPaint = new Set<() => void>();
let painting = false;

/** All that waits for one frame is done in one task, in its order, once that frame is drawn: nobody's click waits for it. While the page is hidden it has no frames, and what is for the eye waits. @returns what keeps it from being done */
export function afterPaint(task: () => void): () => void {
  // What waits is told apart, though it were the same function twice.
  const own = () => task();
  afterNextPaint.add(own);
  if (!painting) {
    painting = true;
    requestAnimationFrame(() => setTimeout(() => {
      painting = false;
      for (const each of [...afterNextPaint]) if (afterNextPaint.delete(each)) each();
    }));
  }
  return () => void afterNextPaint.delete(own);
}

/** A task of its own, after the browser has had a chance to draw; hidden pages have no frames. */
function later(task: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(task, 0);
  else requestAnimationFrame(() => setTimeout(task, 0));
}
