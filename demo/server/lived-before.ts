/** The demo's advertisers did not begin today: some suggestions were applied in the last days, so that there is something to report. */
import type {Platform} from './platform.js';

const DAY_MS = 86_400_000;
/** Days ago, and whose turn it is in the server's order of that day. */
const APPLIES = [{daysAgo: 12, at: 0}, {daysAgo: 9, at: 1}, {daysAgo: 3, at: 0}] as const;

export function applyEarlier(platform: Platform, accountId: string, now: number): void {
  for (const {daysAgo, at} of APPLIES) {
    const then = now - daysAgo * DAY_MS;
    const candidate = platform.candidates(accountId, 'campaign-list', undefined, then).filter(({impact, entity}) => impact && entity.level === 'campaign')[at];
    if (candidate) platform.apply(accountId, candidate.id, candidate.version, undefined, then);
  }
}
