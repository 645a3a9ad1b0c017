/** The facts of the context layer: the newest of each, while it lives. Pure. */
import type {Signal} from '../types.js';

export const TIME_TO_LIVE_MS = 86_400_000;

/** Some 500 campaigns with ten facts each; beyond it the oldest go. */
export const MAX_SIGNALS = 5_000;

/**
 * The signals after `incoming`, newest of each (namespace, entity, name), without the dead. `observedAt` and `timeToLive` are filled in.
 * An observation older than the one that is there changes nothing; one from the future counts as made at `now` (epoch ms), or it could never be replaced.
 */
export function upsertSignals(signals: readonly Signal[], incoming: readonly Signal[], now: number): readonly Signal[] {
  const newest = new Map<string, Signal>();
  for (const signal of signals) newest.set(keyOf(signal), signal);
  for (const signal of incoming) {
    const observed = {...signal, observedAt: Math.min(signal.observedAt ?? now, now), timeToLive: signal.timeToLive ?? TIME_TO_LIVE_MS};
    const known = newest.get(keyOf(signal));
    if (known && (known.observedAt ?? now) > observed.observedAt) continue;
    newest.set(keyOf(signal), observed);
  }
  const live = liveSignals([...newest.values()], now);
  return live.length <= MAX_SIGNALS ? live : [...live].sort((a, b) => (a.observedAt ?? now) - (b.observedAt ?? now)).slice(-MAX_SIGNALS);
}

/** Those whose time has not run out at `now` (epoch ms). */
export function liveSignals(signals: readonly Signal[], now: number): readonly Signal[] {
  return signals.filter(signal => (signal.observedAt ?? now) + (signal.timeToLive ?? TIME_TO_LIVE_MS) > now);
}

// Ids are the host's: a separator that none of them uses keeps two facts apart.
export function keyOf({namespace, entity, name}: Signal): string {
  return `${namespace}\u0000${entity ? `${entity.level}\u0000${entity.id}` : ''}\u0000${name}`;
}
