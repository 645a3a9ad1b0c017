/** Work that comes in hundreds is done in slices, so that no task of ours holds up the host's page [W1]: a table of five hundred lines draws itself over some frames. */

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

/** A task of its own, after the browser has had a chance to draw; hidden pages have no frames. */
function later(task: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(task, 0);
  else requestAnimationFrame(() => setTimeout(task, 0));
}
