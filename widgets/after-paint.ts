/** What a person has just done on the host's page is drawn before we do ours [W1]. */

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
