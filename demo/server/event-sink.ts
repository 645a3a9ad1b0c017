/** Where feedback is kept. One interface, so that an existing engine can take the place of the embedded one beyond one machine. */

/** A `FeedbackEvent` as it is stored: the envelope taken apart, what is looked up in columns of their own, all of the data as JSON. */
export interface EventRow {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  readonly device: string;
  readonly source: string;
  readonly type: string;
  /** Epoch ms, of the capture. */
  readonly time: number;
  /** Epoch ms, the server's clock. */
  readonly receivedAt: number;
  readonly slateId: string | null;
  /** The interaction's kind; `served` and `health` for the other two types. */
  readonly kind: string;
  readonly candidateId: string | null;
  readonly position: number | null;
  /** JSON text. */
  readonly data: string;
}

/** A candidate as it was first answered. */
export interface CandidateRow {
  readonly account: string;
  readonly id: string;
  readonly version: string;
  /** JSON text. */
  readonly body: string;
  /** Epoch ms. */
  readonly firstServedAt: number;
}

/** A feature schema that pages were told to encode with: who reads the log without the server needs it. */
export interface SchemaRow {
  readonly version: string;
  /** JSON text. */
  readonly body: string;
  /** Epoch ms. */
  readonly firstServedAt: number;
}

/** `conflict`: the id is taken by an event with another body; the first is kept. `erased`: it is from before its owner's erasure. */
export type Verdict = 'accepted' | 'duplicate' | 'conflict' | 'erased';

/** Whose feedback; `user` null: the whole account's. */
export interface Owner {
  readonly account: string;
  readonly user: string | null;
}

export interface EventFilter {
  readonly account?: string;
  readonly slateId?: string;
  /** How many of the newest; 1000 when left out. */
  readonly limit?: number;
}

export interface EventSink {
  /** Keeps each event once per id. Resolves after the commit, one verdict an event in the order given; rejects when nothing of it was kept. */
  append(events: readonly EventRow[]): Promise<readonly Verdict[]>;
  /** Keeps the first of each (account, id, version). Resolves after the commit. */
  keepCandidates(candidates: readonly CandidateRow[]): Promise<void>;
  /** Keeps the first of each version. Resolves after the commit. */
  keepSchema(schema: SchemaRow): Promise<void>;
  /**
   * Erases the owner's events, those that wait for their commit too, and an account's candidates; from then on events with a `time` up to `at` are
   * `erased` when they come, for good. Resolves after the commit with how many events were there.
   */
  erase(owner: Owner, at: number): Promise<number>;
  /** Oldest first. */
  events(filter: EventFilter): Promise<readonly EventRow[]>;
  /** Writes all events and candidates, or one account's, and the feature schemas to a Parquet file; the columns are in `openapi.yaml`. */
  exportParquet(file: string, account?: string): Promise<void>;
  /** Commits what waits and closes the store. */
  close(): Promise<void>;
}
