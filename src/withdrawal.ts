/** Consent to personalization is withdrawn while events wait: what it alone allowed to travel is taken out of them [F9]. */
import type {Database, OutboxEntry} from './database.js';
import {HOST_KINDS} from './types.js';
import type {InteractionKind} from './types.js';
import type {FeedbackEvent} from './wire-types.js';

/** In one transaction. */
const AT_ONCE = 200;
const utf8 = new TextEncoder();

/** Host actions leave the outbox, counted as wiped; slates lose the context vector and its digest. */
export async function withoutPersonalization(database: Database): Promise<void> {
  for (let from: string | null = ''; from !== null;) {
    const begin: string = from;
    from = await database.transact(['outbox', 'counters'], 'readwrite', async transaction => {
      const entries = await transaction.entries('outbox', {from: begin, limit: AT_ONCE});
      let [wiped, bytes] = [0, 0];
      for (const [key, {event, bytes: before}] of entries) {
        const left = narrowed(event);
        const after: OutboxEntry | null = left && {event: left, bytes: utf8.encode(JSON.stringify(left)).length};
        if (left === event) continue;
        if (after) transaction.put('outbox', key, after);
        else transaction.delete('outbox', key);
        wiped += after ? 0 : 1;
        bytes += (after?.bytes ?? 0) - before;
      }
      for (const [name, change] of [['wiped', wiped], ['waiting', -wiped], ['bytes', bytes]] as const) {
        if (change !== 0) transaction.put('counters', name, ((await transaction.get('counters', name)) ?? 0) + change);
      }
      const last = entries.at(-1);
      return entries.length === AT_ONCE && last ? `${last[0]}\u0000` : null;
    });
  }
}

/** The event itself where nothing has to go; null where nothing may stay. */
function narrowed(event: FeedbackEvent): FeedbackEvent | null {
  if (event.type === 'inkling.interaction.v1') return (HOST_KINDS as readonly InteractionKind[]).includes(event.data.kind) ? null : event;
  if (event.type !== 'inkling.slate.served.v1') return event;
  if (event.data.context === undefined && event.data.digest === undefined) return event;
  return {...event, data: {...event.data, context: undefined, digest: undefined}};
}
