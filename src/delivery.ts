/** What sends feedback, loaded once there is some to send: a page without consent to measurement never asks for it. */
import type {Flusher, FlusherOptions} from './feedback/flush.js';
import type {Waiting} from './feedback/rows.js';
import type {FlushReport} from './insights-types.js';
import type {Token} from './token.js';

export interface DeliveryOptions extends Omit<FlusherOptions, 'transport' | 'clock'> {
  /** Absolute. */
  readonly endpoint: string;
  readonly token: Token;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
}

export interface Delivery extends Omit<Flusher, 'wake'> {
  /** What earlier pages left is known now. */
  start(): Promise<void>;
  /** Heeds consent as it stands now, with or without anything to send. */
  wake(online?: boolean): Promise<void>;
}

export function createDelivery({endpoint, token, fetch, ...options}: DeliveryOptions): Delivery {
  let flusher: Flusher | null = null;
  let loading: Promise<Flusher | null> | null = null;
  let early: Waiting[] = [];
  let closed = false;

  const load = () => loading ??= import('./page-keeping.js').then(({createFlusher, createTransport}) => {
    if (closed) return null;
    flusher = createFlusher({...options, transport: createTransport({endpoint, token, fetch, clock: options.clock})});
    flusher.remember(early);
    early = [];
    return flusher;
  }, () => {
    // Offline, say: what is on disk waits for the next time.
    loading = null;
    return null;
  });

  const left = async () => {
    const counts = await Promise.all(options.outboxes().map(outbox => outbox.counts().then(({waiting}) => waiting, () => 0)));
    return counts.reduce((sum, count) => sum + count, 0);
  };

  const wake = async (online?: boolean, found: (waiting: number) => void = () => undefined) => {
    // What is recorded next may have to leave with its page at once: what sends is there before it.
    if (options.outboxes().length > 0) void load();
    const waiting = await left();
    if (waiting === 0 || closed) return;
    found(waiting);
    (await load())?.wake(online);
  };

  return {
    start: () => wake(false, waiting => options.log?.('RECOVERED', waiting, 'Feedback of earlier pages waits here and is sent.')),
    wake,
    remember(entries) {
      if (flusher) return flusher.remember(entries);
      early.push(...entries);
      void load();
    },
    async flush(): Promise<FlushReport> {
      const waiting = await left();
      const sender = waiting > 0 && !closed ? await load() : null;
      return sender ? sender.flush() : {sent: 0, accepted: 0, duplicate: 0, rejected: 0, left: waiting};
    },
    hide: () => flusher?.hide(),
    settled: keys => flusher?.settled(keys),
    forget() {
      early = [];
      flusher?.forget();
    },
    close() {
      closed = true;
      flusher?.close();
    },
  };
}
