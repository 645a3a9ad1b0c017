/** A row of the outbox: its key, its size, and whether it is one at all. Pure. */
import type {OutboxEntry} from '../database.js';
import type {FeedbackEvent} from '../wire-types.js';

/** A larger event than a batch travels alone up to this, and not at all beyond. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** The key in the outbox, which settling needs, and the event. */
export type Waiting = readonly [key: string, entry: OutboxEntry];

const utf8 = new TextEncoder();

export function waiting(event: FeedbackEvent): Waiting {
  return [`${urgency(event)}${event.id}`, {event, bytes: utf8.encode(JSON.stringify(event)).length}];
}

/** The first of them that fit into one batch; one that is larger travels alone. */
export function upTo(bytes: number, entries: readonly Waiting[]): readonly Waiting[] {
  let sum = 0;
  const past = entries.findIndex(([, entry], index) => (sum += entry.bytes + 1) > bytes && index > 0);
  return past === -1 ? entries : entries.slice(0, past);
}

/** What exits are counted by: the kind of an interaction, else the middle of the event's type, such as `slate`. */
export function kindOf({event}: OutboxEntry): string {
  return event.type === 'inkling.interaction.v1' ? event.data.kind : event.type.split('.')[1] ?? '';
}

/** Whatever lies there: another program, an older bug or a failing disk may have written it. */
export function isRow([key, entry]: readonly [key: unknown, entry: unknown]): boolean {
  if (typeof key !== 'string' || !isObject(entry) || !isObject(entry.event) || !Number.isFinite(entry.bytes)) return false;
  const {id, type, time, data} = entry.event;
  return typeof id === 'string' && key.slice(1) === id && typeof type === 'string' && typeof time === 'string' && Number.isFinite(Date.parse(time)) && isObject(data);
}

/** Cycles and big integers can be stored, but not sent. */
export function isSendable([, {event}]: Waiting): boolean {
  try {
    return JSON.stringify(event).length <= MAX_EVENT_BYTES;
  } catch {
    return false;
  }
}

/** 0 is sent first and dropped last: what was applied, what else was done on a card, the slates, what was only seen or done on the host page. */
function urgency(event: FeedbackEvent): 0 | 1 | 2 | 3 {
  if (event.type !== 'inkling.interaction.v1') return 2;
  switch (event.data.kind) {
    case 'apply': case 'applied': case 'apply-failed': case 'undo': case 'outcome': return 0;
    case 'open': case 'dismiss': case 'snooze': return 1;
    default: return 3;
  }
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null;
}
