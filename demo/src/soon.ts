/** Waits for what a widget draws later than itself: what it needs only when something is done to it comes after it. */

/** Ten seconds of an ordinary screen. */
const MOST_FRAMES = 600;

/** Null where it does not come. */
export async function soon<Found>(find: () => Found | null | undefined): Promise<Found | null> {
  for (let frames = 0; frames < MOST_FRAMES; frames++) {
    const found = find();
    if (found) return found;
    await new Promise(resolve => requestAnimationFrame(resolve));
  }
  return null;
}
