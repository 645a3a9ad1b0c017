/** One tab sends at a time, for one batch: by Web Locks where there are any, taken from a tab that is frozen [F4]. */
import type {Log} from '../log.js';
import {LEASE_MS} from './turn.js';

export interface LockOptions {
  readonly name: string;
  readonly locks?: Pick<LockManager, 'request'>;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly log?: Log;
}

/**
 * @returns a function that does `work` when it is this tab's turn; undefined where other tabs are at it. Rejects when the lock is stolen. `since` says when the turn began that someone has now (epoch ms, 0 for nobody).
 * `work` is told whether the lock keeps others out; where there are no Web Locks it does not, and the turn in the database has to do.
 */
export function createLock({name, locks, clock, log}: LockOptions) {
  return async function lock<T>(since: () => Promise<number>, work: (alone: boolean) => Promise<T>): Promise<T | undefined> {
    if (!locks) {
      log?.('LOCKS_NONE', 1, 'This browser has no Web Locks: tabs take turns by the database.');
      return work(false);
    }
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LEASE_MS);
    try {
      return await locks.request(name, {signal: patience.signal}, () => {
        clearTimeout(timer);
        return work(true);
      });
    } catch (error) {
      if (!patience.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
    }
    // Others may have had their turns meanwhile: only who has begun nothing for as long is frozen. A turn in the future began before the clock went back.
    const age = clock() - await since();
    if (age >= 0 && age < LEASE_MS) return undefined;
    log?.('LOCK_STOLEN', 1, 'A frozen tab had the lock: it was taken from it.');
    return locks.request(name, {steal: true}, () => work(true));
  };
}
