/** How often one account may call: a token bucket each. Our own, because a batch costs more than a call, and what is left must be known in fractions for an exact `Retry-After`. */
import {Problem} from './problem.js';

/** Calls a second that an account may make for ever. */
export const CALLS_PER_SECOND = 200;
/** Seconds' worth of calls that may come at once: the outbox of a device that was offline, of every device of an account. */
const BURST_SECONDS = 5;
/** Accounts remembered; beyond this the one that has called least lately is forgotten, and starts again with a full bucket. */
const ACCOUNTS = 10_000;

interface Bucket {
  /** Below 0: what a large batch took in advance. */
  readonly left: number;
  /** Ms. */
  readonly at: number;
}

export interface Rates {
  /** Takes one call; throws 429 where none is left. */
  admit(account: string): void;
  /** Takes `calls` more, of a call that was let in and turned out to be larger. */
  charge(account: string, calls: number): void;
}

/** @param clock ms, never backwards */
export function createRates({perSecond = CALLS_PER_SECOND, clock = () => performance.now()}: {perSecond?: number; clock?: () => number} = {}): Rates {
  const burst = perSecond * BURST_SECONDS;
  const buckets = new Map<string, Bucket>();

  function leftOf(account: string, now: number): number {
    const bucket = buckets.get(account);
    return bucket ? Math.min(burst, bucket.left + (now - bucket.at) / 1000 * perSecond) : burst;
  }

  function take(account: string, calls: number): void {
    const now = clock();
    const left = leftOf(account, now) - calls;
    // Taken out first, so that the map's order is that of the last call.
    buckets.delete(account);
    buckets.set(account, {left, at: now});
    if (buckets.size > ACCOUNTS) buckets.delete(buckets.keys().next().value as string);
  }

  return {
    admit(account) {
      const left = leftOf(account, clock());
      if (left < 1) {
        const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
        throw new Problem(429, `The account calls more than ${perSecond} times a second.`, [{path: 'account', detail: `may call again in ${seconds} s`}], {}, {'retry-after': String(seconds)});
      }
      take(account, 1);
    },
    charge: take,
  };
}
