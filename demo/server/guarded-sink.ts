/** The sink as the routes see it: whatever it throws becomes a 503 that the caller tries again, and a line in the log. Never a 200 for what was not kept. */
import type {EventSink} from './event-sink.js';
import type {Log} from './log.js';
import {Problem} from './problem.js';

const RETRY_AFTER_SECONDS = 5;
/** A full disk fails every call: one line a second says as much as a thousand. */
const QUIET_MS = 1000;

/** @param clock ms, never backwards */
export function guardedSink(sink: EventSink, log: Log, clock: () => number = () => performance.now()): EventSink {
  let saidAt = -Infinity;
  let unsaid = 0;

  async function guard<Kept>(doing: string, done: Promise<Kept>): Promise<Kept> {
    try {
      return await done;
    } catch (error) {
      if (clock() - saidAt >= QUIET_MS) {
        log('STORE_FAIL', {doing, message: (error as Error).message, unsaid});
        saidAt = clock();
        unsaid = 0;
      } else {
        unsaid += 1;
      }
      throw new Problem(503, 'The store is not at work; what was sent was not kept. Send it again.', [], {}, {'retry-after': String(RETRY_AFTER_SECONDS)});
    }
  }
  return {
    append: events => guard('append', sink.append(events)),
    keepCandidates: candidates => guard('keepCandidates', sink.keepCandidates(candidates)),
    keepSchema: schema => guard('keepSchema', sink.keepSchema(schema)),
    erase: (owner, at) => guard('erase', sink.erase(owner, at)),
    events: filter => guard('events', sink.events(filter)),
    exportParquet: (file, account) => guard('exportParquet', sink.exportParquet(file, account)),
    close: () => sink.close(),
  };
}
