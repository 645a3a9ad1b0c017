/** Journey 2 on one screen: what happened → context and outbox, in one transaction [F1]. Flush and the other tabs come after it. */
import {appendIn, HISTORY_STORES} from './context/interactions.js';
import type {Database, StoreName, Transaction} from './database.js';
import {InklingError} from './errors.js';
import {createOutbox, enqueueIn, OUTBOX_STORES, type Waiting} from './feedback/outbox.js';
import type {Consent, Receipt} from './insights-types.js';
import type {RecordedInteraction} from './types.js';

export interface ToRecord {
  readonly recorded: RecordedInteraction;
  /** Its feedback event; null where consent forbids it to travel. */
  readonly entry: Waiting | null;
  readonly consent: Consent;
  /** Null where there is none, or none allowed. */
  readonly disk: Database | null;
  readonly memory: Database;
}

/** How many of the oldest impressions make room for one thing that was done. */
const ROOM = 200;

/** Never rejects. */
export async function record({recorded, entry, consent, disk, memory}: ToRecord): Promise<Receipt> {
  const {id} = recorded;
  const history = consent.personalization;
  const write = (database: Database, withHistory: boolean, event: Waiting | null) => {
    const stores: StoreName[] = [...(withHistory ? HISTORY_STORES : []), ...(event ? OUTBOX_STORES : [])];
    return stores.length === 0 ? Promise.resolve() : database.transact(stores, 'readwrite', (transaction: Transaction) => Promise.all([
      withHistory && appendIn(transaction, recorded),
      event && enqueueIn(transaction, [event]),
    ]).then(() => undefined));
  };

  try {
    if (!history && !entry) {
      await write(memory, true, null);
      return {id, durable: false, reason: 'no-consent'};
    }
    if (!disk) throw new InklingError('no-storage', 'There is no disk to write to.');
    await write(disk, history, entry).catch(async (error: unknown) => {
      if (!(error instanceof InklingError) || error.name !== 'storage-full') throw error;
      await createOutbox(disk).drop(ROOM);
      await write(disk, history, entry);
    });
    if (!history) await write(memory, true, null);
    return {id, durable: true};
  } catch {
    await write(memory, true, entry).catch(() => undefined);
    return {id, durable: false, reason: 'no-storage'};
  }
}
