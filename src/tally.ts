/** What a tally is to every room: its keys, and how it fades. Pure. */
import type {EntityRef, Surface, Tally} from './types.js';

/** Advertisers work by the week (budgets, reports, learning phases): last week's visit counts half, last month's 5 %. */
export const HALF_LIFE_MS = 7 * 86_400_000;

export const COUNTS = ['impressions', 'opens', 'applies', 'dismissals', 'undos', 'snoozes', 'edits'] as const;
export type Count = (typeof COUNTS)[number];

export const ALL = 'all';
export const candidateKey = (id: string): string => `candidate:${id}`;
export const typeKey = (type: string): string => `type:${type}`;
export const entityKey = (entity: EntityRef): string => `entity:${entity.level}/${entity.id}`;
export const surfaceKey = (surface: Surface): string => `surface:${surface}`;

/** What is left of one after `age` ms, 0 to 1. */
export function leftAfter(age: number): number {
  return 2 ** (-age / HALF_LIFE_MS);
}

/** The tally as it stands at `now` (epoch ms). A clock that went back changes nothing. */
export function tallyAt(tally: Tally, now: number): Tally {
  if (now <= tally.at) return tally;
  const left = leftAfter(now - tally.at);
  // Field by field: a spread is several times as slow, and every candidate of every list comes through here.
  return {
    at: now,
    impressions: tally.impressions * left,
    opens: tally.opens * left,
    applies: tally.applies * left,
    dismissals: tally.dismissals * left,
    undos: tally.undos * left,
    snoozes: tally.snoozes * left,
    edits: tally.edits * left,
    hidden: tally.hidden,
    day: tally.day,
  };
}

const DAY_MS = 86_400_000;

/** Of a type: its impressions since the last answer to it, within the day that began with the first of them. */
export function shownToday(tally: Tally | undefined, now: number): number {
  return tally?.day && now - tally.day.since < DAY_MS ? tally.day.shown : 0;
}

/** The day of a type's tally after one more of `column`: an answer starts it anew, a host's action leaves it. */
export function dayAfter(before: Tally | undefined, column: Count | null, at: number): Tally['day'] {
  if (column === null || column === 'edits') return before?.day;
  if (column !== 'impressions') return undefined;
  const shown = shownToday(before, at);
  return {since: shown > 0 && before?.day ? before.day.since : at, shown: shown + 1};
}
