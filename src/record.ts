/** Journey 2 on one screen: what happened → context and outbox, in one transaction [F1]. Flush and the other tabs come after it. */
import {appendIn, HISTORY_STORES} from './context/interactions.js';
import type {Database, Transaction} from './database.js';
import {InklingError} from './errors.js';
import {enqueueIn, OUTBOX_STORES, type Outbox, type Waiting} from './feedback/outbox.js';
import type {Consent, Receipt} from './insights-types.js';
import type {RecordedInteraction} from './types.js';

export interface ToRecord {
  readonly recorded: RecordedInteraction;
  /** Its feedback event; null where consent forbids it to travel. */
  readonly entry: Waiting | null;
  readonly consent: Consent;
  /** Null where there is none, or none allowed. */
  readonly disk: Database | null;
  readonly memory: Outbox;
}

/** How many of the oldest impressions make room for one thing that was done. */
const ROOM = 200;

/** Never rejects. */
export async function record({recorded, entry, consent, disk, memory}: ToRecord): Promise<Receipt> {
  const {id} = recorded;
  const history = consent.personalization;
  if (!history && !entry) return {id, durable: false, reason: 'no-consent'};

  const write = (database: Database, room = 0) => database.transact([...(history ? HISTORY_STORES : []), ...(entry ? OUTBOX_STORES : [])], 'readwrite', (transaction: Transaction) => Promise.all([
    history && appendIn(transaction, recorded),
    entry && enqueueIn(transaction, [entry], {room}),
  ]).then(() => undefined));
  try {
    if (!disk) throw new InklingError('no-storage', 'There is no disk to write to.');
    await write(disk).catch(async (error: unknown) => {
      if (!(error instanceof InklingError) || error.name !== 'storage-full') throw error;
      // In the same transaction: where the browser counts what is deleted until it tidies up, nothing must be dropped for nothing.
      await write(disk, ROOM);
    });
    return {id, durable: true};
  } catch {
    if (entry) await memory.enqueue([entry[1].event]).catch(() => undefined);
    return {id, durable: false, reason: 'no-storage'};
  }
}
