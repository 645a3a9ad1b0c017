/** The context on disk: append, recent, prune. What it means is `summarize`'s alone. */
import type {Database, StoreName, Transaction} from '../database.js';
import type {InteractionContext, RecordedInteraction, Signal} from '../types.js';
import {isInteraction, isSignal, isTally} from './rows.js';
import {keyOf, liveSignals} from './signals.js';
import {emptyContext, HISTORY_LENGTH, pruneTallies, summarize} from './summarize.js';

/** What a transaction that appends must open. */
export const HISTORY_STORES: readonly StoreName[] = ['interactions', 'tallies'];
const CONTEXT_STORES: readonly StoreName[] = [...HISTORY_STORES, 'signals'];

/** Whichever is less [F9]. */
const KEPT_MS = 90 * 86_400_000;
const KEPT_ROWS = 20_000;

/** For the transaction of journey 2. The tallies are read where they are written: two tabs may count at once. @param room so many of the oldest go for it */
export async function appendIn(transaction: Transaction, recorded: RecordedInteraction, room = 0): Promise<void> {
  if (await transaction.get('interactions', recorded.id)) return;
  if (room > 0) for (const [id] of await transaction.entries('interactions', {limit: room})) transaction.delete('interactions', id);
  transaction.put('interactions', recorded.id, recorded);
  const keys = [...summarize(emptyContext(0), recorded).tallies.keys()];
  const before = new Map((await Promise.all(keys.map(async key => [key, await transaction.get('tallies', key)] as const))).flatMap(([key, tally]) => (tally && isTally([key, tally]) ? [[key, tally]] : [])));
  for (const [key, tally] of summarize({...emptyContext(0), tallies: before}, recorded).tallies) transaction.put('tallies', key, tally);
}

/** As of `now`, which is also when its visit began as far as this knows. Rows that are none are deleted. @param onBad is told how many */
export async function loadContext(database: Database, now: number, onBad: (rows: number) => void = () => undefined): Promise<InteractionContext> {
  const rows = await database.transact(CONTEXT_STORES, 'readonly', transaction => Promise.all([
    transaction.entries('interactions', {newest: true, limit: HISTORY_LENGTH}),
    transaction.entries('tallies'),
    transaction.entries('signals'),
  ]));
  const interactions = rows[0].filter(isInteraction);
  const tallies = rows[1].filter(isTally);
  const signals = rows[2].filter(isSignal);
  const sound = new Set<unknown>([...interactions, ...tallies, ...signals]);
  const bad = rows.flatMap((entries, index) => entries.flatMap(entry => (sound.has(entry) ? [] : [{store: CONTEXT_STORES[index] ?? 'signals', key: entry[0]}])));
  if (bad.length > 0) {
    onBad(bad.length);
    await database.transact(CONTEXT_STORES, 'readwrite', transaction => bad.forEach(({store, key}) => transaction.delete(store, key)));
  }
  return {
    history: interactions.map(([, recorded]) => recorded).sort((a, b) => a.at - b.at),
    tallies: new Map(tallies),
    signals: liveSignals(signals.map(([, signal]) => signal), now),
    visitStartedAt: now,
  };
}

/** The newest, ascending. */
export async function recent(database: Database, limit: number): Promise<readonly RecordedInteraction[]> {
  const entries = await database.transact(['interactions'], 'readonly', transaction => transaction.entries('interactions', {newest: true, limit}));
  return entries.filter(isInteraction).map(([, recorded]) => recorded);
}

export function keepSignals(database: Database, signals: readonly Signal[]): Promise<void> {
  return database.transact(['signals'], 'readwrite', transaction => {
    for (const signal of signals) transaction.put('signals', keyOf(signal), signal);
  });
}

/** Lets go of what is too old or too much, and of dead signals and faded tallies. */
export function prune(database: Database, now: number): Promise<void> {
  return database.transact(CONTEXT_STORES, 'readwrite', async transaction => {
    transaction.delete('interactions', {to: firstIdAt(now - KEPT_MS)});
    const surplus = (await transaction.count('interactions')) - KEPT_ROWS;
    const [last] = surplus > 0 ? (await transaction.entries('interactions', {limit: surplus})).slice(-1) : [];
    if (last) transaction.delete('interactions', {to: `${last[0]}~`});

    const tallies = new Map((await transaction.entries('tallies')).filter(isTally));
    const kept = pruneTallies(new Map([...tallies].filter(([, tally]) => tally.at > now - KEPT_MS)), now);
    for (const key of tallies.keys()) if (!kept.has(key)) transaction.delete('tallies', key);

    const signals = (await transaction.entries('signals')).filter(isSignal);
    const live = new Set(liveSignals(signals.map(([, signal]) => signal), now));
    for (const [key, signal] of signals) if (!live.has(signal)) transaction.delete('signals', key);
  });
}

export function wipeHistory(database: Database): Promise<void> {
  return database.transact(CONTEXT_STORES, 'readwrite', transaction => {
    for (const store of CONTEXT_STORES) transaction.delete(store, {});
  });
}

/** A UUIDv7 begins with its milliseconds: 12 hex digits, the last four after a dash. */
function firstIdAt(at: number): string {
  const digits = Math.max(at, 0).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
