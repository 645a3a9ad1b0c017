/** What somebody said of a failure, where an advertiser can read it. */

const MOST_LETTERS = 160;

/** A text, or the message of an `Error` of no other class: what a `TypeError` says is for developers, and null here. One line, bounded. */
export function saidBy(error: unknown): string | null {
  const text = error instanceof Error && error.name === 'Error' ? error.message : error;
  if (typeof text !== 'string') return null;
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  if (letters.length > MOST_LETTERS) letters.splice(MOST_LETTERS - 1, Infinity, '…');
  return letters.join('') || null;
}
