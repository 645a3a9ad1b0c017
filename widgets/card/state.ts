/** What a card can be in, and for how long. */
export type CardState = 'loading' | 'ready' | 'stale' | 'applying' | 'applied' | 'apply-failed' | 'conflict' | 'dismissed' | 'snoozed';

/** Undo of an apply is offered at least this long, and no longer than a minute. */
export const UNDO_MS = {least: 10_000, most: 60_000};
/** How long a dismissal or a snooze can be taken back where it happened. */
export const CONFIRMATION_MS = 8_000;
export const DAY_MS = 86_400_000;
