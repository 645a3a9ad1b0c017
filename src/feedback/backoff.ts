/** How long to wait after a failure [F4]. Pure. */

const FIRST_MS = 1000;
export const MAX_BACKOFF_MS = 5 * 60_000;

/**
 * Exponential with full jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015): pages that failed together do not come back
 * together. What the server asked for is waited for in full, and the jitter on top of it is as wide as the wait itself, up to five minutes: a jitter of a
 * second brought 19 of 20 clients back at one instant (hermes-agent#109234).
 * @param failures in a row, before this one
 * @param after what the server asked for, ms
 * @param chance uniform on [0, 1)
 * @returns ms
 */
export function backoff(failures: number, after: number | null, chance: number): number {
  const ceiling = Math.min(FIRST_MS * 2 ** failures, MAX_BACKOFF_MS);
  return (after ?? 0) + chance * Math.max(ceiling, Math.min(after ?? 0, MAX_BACKOFF_MS));
}

/** Until the host may have another token: five minutes, give or take a quarter. */
export function tokenPause(chance: number): number {
  return MAX_BACKOFF_MS * (0.75 + 0.5 * chance);
}
