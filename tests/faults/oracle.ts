/** The one oracle: lost = durable − stored − (dropped + expired + rejected + wiped), by id as far as ids are known. */

/** What one run left behind. */
export interface Evidence {
  /** Ids that a page was asked to track. */
  readonly tracked: ReadonlySet<string>;
  /** Those whose `track` resolved. */
  readonly durable: ReadonlySet<string>;
  /** Candidate ids of the rows in the server's store, one a row. */
  readonly rows: readonly string[];
  /** In the store of events that the server refused. */
  readonly setAside: ReadonlySet<string>;
  /** What waited in a database that the runner deleted, or may have been written to it while it went. */
  readonly gone: ReadonlySet<string>;
  /** The outbox's own counts at the end: events without their names. */
  readonly dropped: number;
  readonly expired: number;
}

export interface Judgement {
  readonly tracked: number;
  readonly durable: number;
  /** Durable, and in the store. */
  readonly stored: number;
  /** In the store, though no page lived to say that they were durable. */
  readonly unacknowledged: number;
  readonly dropped: number;
  readonly expired: number;
  readonly rejected: number;
  readonly wiped: number;
  readonly lost: number;
  /** Rows beyond the first of an id. */
  readonly duplicated: number;
  /** Durable, not in the store, and in no count that has names: where `lost` is not 0, the lost are among them. */
  readonly missing: readonly string[];
}

/** Whoever is in two counts is taken for one: a count can explain only what is missing. */
export function judge({tracked, durable, rows, setAside, gone, dropped, expired}: Evidence): Judgement {
  const inStore = new Set(rows);
  const absent = [...durable].filter(id => !inStore.has(id));
  const rejected = absent.filter(id => setAside.has(id));
  const wiped = absent.filter(id => gone.has(id) && !setAside.has(id));
  const missing = absent.filter(id => !setAside.has(id) && !gone.has(id));
  const byDrop = Math.min(dropped, missing.length);
  const byExpiry = Math.min(expired, missing.length - byDrop);
  const stored = durable.size - absent.length;
  return {
    tracked: tracked.size, durable: durable.size, stored, unacknowledged: [...inStore].filter(id => tracked.has(id) && !durable.has(id)).length,
    dropped: byDrop, expired: byExpiry, rejected: rejected.length, wiped: wiped.length,
    lost: durable.size - stored - (byDrop + byExpiry + rejected.length + wiped.length),
    duplicated: rows.length - inStore.size, missing,
  };
}
