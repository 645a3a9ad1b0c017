/** The demo's advertisers did not begin today: some suggestions were applied in the last days, so that there is something to report. */
import type {Platform} from './platform.js';

const DAY_MS = 86_400_000;
/** Days ago, and whose turn it is among the day's suggestions of a type that was not applied before. */
const APPLIES = [{daysAgo: 12, at: 0}, {daysAgo: 9, at: 1}, {daysAgo: 3, at: 0}] as const;

export function applyEarlier(platform: Platform, accountId: string, now: number): void {
  const types = new Set<string>();
  for (const {daysAgo, at} of APPLIES) {
    const then = now - daysAgo * DAY_MS;
    const candidate = platform.candidates(accountId, 'campaign-list', undefined, then).filter(({impact, entity, type}) => impact && entity.level === 'campaign' && !types.has(type))[at];
    if (!candidate) continue;
    types.add(candidate.type);
    platform.apply(accountId, candidate.id, candidate.version, undefined, then);
  }
}
