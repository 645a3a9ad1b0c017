/** Journey 2 on one screen: what happened → context and outbox, in one transaction [F1]. Flush and the other tabs come after it. */
import {appendIn, HISTORY_STORES} from './context/interactions.js';
import type {Database, Transaction} from './database.js';
import {InklingError} from './errors.js';
import {enqueueIn, OUTBOX_STORES, type Outbox} from './feedback/outbox.js';
import type {Waiting} from './feedback/rows.js';
import type {Consent, Receipt} from './insights-types.js';
import type {Log} from './log.js';
import type {RecordedInteraction} from './types.js';

export interface ToRecord {
  readonly recorded: RecordedInteraction;
  /** Its feedback event; null where consent forbids it to travel. */
  readonly entry: Waiting | null;
  readonly consent: Consent;
  /** Null where there is none, or none allowed. */
  readonly disk: Database | null;
  readonly memory: Outbox;
  readonly log: Log | null;
}

/** How many of the oldest rows make room at once. */
const ROOM = 200;

/** Never rejects. */
export async function record({recorded, entry, consent, disk, memory, log}: ToRecord): Promise<Receipt> {
  const {id} = recorded;
  const history = consent.personalization;
  if (!history && !entry) return {id, durable: false, reason: 'no-consent'};

  const write = (database: Database, room: number) => database.transact([...(history ? HISTORY_STORES : []), ...(entry ? OUTBOX_STORES : [])], 'readwrite', (transaction: Transaction) => Promise.all([
    history && appendIn(transaction, recorded, room),
    entry && enqueueIn(transaction, [entry], {room, log}),
  ]).then(() => undefined));
  try {
    if (!disk) throw new InklingError('no-storage', 'There is no disk to write to.');
    await makingRoom(room => write(disk, room), log);
    return {id, durable: true};
  } catch {
    if (entry) await memory.enqueue([entry[1].event]).catch(() => undefined);
    return {id, durable: false, reason: 'no-storage'};
  }
}

/**
 * Writes; where the disk is full, once more with so many of the oldest impressions, slates and history gone: what was done on a card stays. In the same
 * transaction: where the browser counts what is deleted until it tidies up, nothing must be dropped for nothing.
 */
export async function makingRoom(write: (room: number) => Promise<void>, log: Log | null): Promise<void> {
  try {
    await write(0);
  } catch (error) {
    if (!(error instanceof InklingError) || error.name !== 'storage-full') throw error;
    log?.('QUOTA', 1, 'The browser gives this site no more room: the oldest impressions and history make way, or what is new waits in memory.');
    await write(ROOM);
  }
}
