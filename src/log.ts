/** What the host hears of faults that were met and dealt with: a code, a number and a sentence; seldom enough that a storm of them costs nothing. */
import type {LogCode, LogRecord} from './insights-types.js';

/** After a code was told, what else comes of it is summed up for this long. */
const QUIET_MS = 60_000;

export interface Log {
  /** @param detail what happened, without naming a person, a candidate or a value */
  (code: LogCode, count?: number, detail?: string): void;
  /** Tells what was summed up so far: the page may be about to go. */
  flush(): void;
}

/** Never throws, whatever the host's function does. @param now milliseconds of a clock that only goes forward */
export function createLog(onLog: ((record: LogRecord) => void) | undefined, now = () => performance.now()): Log {
  const codes = new Map<LogCode, {at: number; count: number; detail: string}>();
  const tell = (code: LogCode, count: number, detail: string) => {
    codes.set(code, {at: now(), count: 0, detail});
    // Async, so that neither what it throws nor what it rejects with reaches the page.
    void (async () => onLog?.({code, count, detail}))().catch(() => undefined);
  };
  return Object.assign((code: LogCode, count = 1, detail = '') => {
    const before = codes.get(code);
    if (!before || now() - before.at >= QUIET_MS) tell(code, (before?.count ?? 0) + count, detail);
    else codes.set(code, {at: before.at, count: before.count + count, detail});
  }, {
    flush() {
      for (const [code, {count, detail}] of codes) if (count > 0) tell(code, count, detail);
    },
  });
}
