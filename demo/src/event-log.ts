/** What becomes of each event: recorded, waiting, sent, answered. Heard from the client and, for what goes over the wire, from the page's own `fetch`. */
import type {FeedbackAnswer, Insights, RecordedInteraction} from 'inkling';
import type {Exchange} from './network.js';

export type Stage = 'not kept' | 'waiting' | 'sent' | 'accepted' | 'duplicate' | 'rejected';

export interface LoggedEvent {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly what: string;
  stage: Stage;
  /** Of the request that carried it last. */
  note: string;
}

interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly data: {readonly kind?: string; readonly surface?: string; readonly reason?: string; readonly candidateType?: string};
}

/** Older ones are let go. */
const KEPT = 200;

export class EventLog {
  readonly #events = new Map<string, LoggedEvent>();

  constructor(readonly changed: () => void) {}

  /** Newest first. */
  get events(): readonly LoggedEvent[] { return [...this.#events.values()].reverse(); }

  clear(): void { this.#events.clear(); }

  recorded({id, at, kind, reason, candidate, surface}: RecordedInteraction, client: Insights): void {
    this.#add({id, at, what: [kind, candidate?.type ?? surface, reason].filter(Boolean).join(' · '), stage: client.status.feedback === 'off' ? 'not kept' : 'waiting', note: ''});
    this.changed();
  }

  /** A request and its answer; other than feedback are passed over. */
  async exchanged({url, body, status, ms, answer}: Exchange): Promise<void> {
    if (!url.endsWith('/feedback')) return;
    const sent = await eventsIn(body).catch(() => []);
    const {accepted = [], duplicate = [], rejected = []} = (answer ?? {}) as Partial<FeedbackAnswer>;
    const reasons = new Map(rejected.map(({id, reason}) => [id, reason]));
    for (const {id, type, time, data} of sent) {
      const known = this.#events.get(id) ?? this.#add({id, at: Date.parse(time), what: type === 'inkling.slate.served.v1' ? `slate · ${data.surface ?? ''}` : type.split('.')[1] ?? type, stage: 'waiting', note: ''});
      known.stage = accepted.includes(id) ? 'accepted' : duplicate.includes(id) ? 'duplicate' : reasons.has(id) ? 'rejected' : 'sent';
      known.note = reasons.get(id) ?? `${status === null ? 'no answer' : status} in ${Math.round(ms)} ms, with ${sent.length - 1} others`;
    }
    this.changed();
  }

  #add(event: LoggedEvent): LoggedEvent {
    this.#events.set(event.id, event);
    for (const id of this.#events.keys()) {
      if (this.#events.size <= KEPT) break;
      this.#events.delete(id);
    }
    return event;
  }
}

/** Bodies are gzipped, except those that leave with the page. */
async function eventsIn(body: unknown): Promise<WireEvent[]> {
  const text = typeof body === 'string' ? body : await new Response(new Response(body as BodyInit).body?.pipeThrough(new DecompressionStream('gzip'))).text();
  const read = JSON.parse(text) as WireEvent[] | {events: WireEvent[]};
  return Array.isArray(read) ? read : read.events;
}
