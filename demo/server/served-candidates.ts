/** Keeps what was served in the store, once: feedback names candidates by id and version, and the export must say what they were. */
import type {Candidate} from '../../src/types.js';
import type {EventSink, SchemaRow} from './event-sink.js';

export interface Served {
  /** Resolves when each is in the store. */
  candidates(account: string, candidates: readonly Candidate[]): Promise<void>;
  schema(schema: Omit<SchemaRow, 'firstServedAt'>): Promise<void>;
  /** After an erasure: candidates that are served again are kept again. */
  forget(): void;
}

/** @param now epoch ms */
export function keepServed(sink: EventSink, now: () => number): Served {
  /** In the store already, as `account id version`. */
  const kept = new Set<string>();
  return {
    async candidates(account, candidates) {
      const key = ({id, version}: Candidate) => `${account} ${id} ${version}`;
      const fresh = candidates.filter(candidate => !kept.has(key(candidate)));
      if (fresh.length === 0) return;
      await sink.keepCandidates(fresh.map(candidate => ({account, id: candidate.id, version: candidate.version, body: JSON.stringify(candidate), firstServedAt: now()})));
      for (const candidate of fresh) kept.add(key(candidate));
    },
    schema: schema => sink.keepSchema({...schema, firstServedAt: now()}),
    forget: () => kept.clear(),
  };
}
