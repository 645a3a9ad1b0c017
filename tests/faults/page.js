/** The built package in a page of its own: what the fault runner, or any other, drives through `window.adapter`. */
/* global URLSearchParams, location, crypto, indexedDB, window */
import {createInsights} from '../../dist/index.js';

const query = new URLSearchParams(location.search);
const insights = createInsights({
  endpoint: query.get('endpoint') ?? '/inkling/v1', account: query.get('account') ?? 'act_faults', user: query.get('user') ?? undefined,
  consent: {measurement: true, personalization: true}, backend: 'none',
});
/** Of every urgency, the least twice. */
const KINDS = ['impression', 'open', 'apply', 'dismiss', 'impression'];
const slateId = crypto.randomUUID();
let told = 0;

async function track(id) {
  const kind = KINDS[told++ % KINDS.length];
  const {durable, reason} = await insights.record({
    kind, surface: 'campaign-list', ...(kind === 'dismiss' && {reason: 'not-now'}),
    placement: {slateId, candidateId: id, position: 0}, candidate: {id, type: 'raise-budget', entity: {level: 'campaign', id: `campaign-of-${id}`}},
  });
  if (!durable) throw new Error(`${id} is only in memory: ${reason}`);
}

/** What lies in a store of the database, by its candidates' ids. Reads IndexedDB itself: the SDK's own word is what is being judged. */
async function kept(store) {
  const [{name} = {}] = await indexedDB.databases();
  if (!name) return [];
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    // Gone meanwhile: an empty one must not be left in its place.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  try {
    if (!database.objectStoreNames.contains(store)) return [];
    const reading = database.transaction(store).objectStore(store).getAll();
    const values = await new Promise((resolve, reject) => {
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => reject(reading.error);
    });
    return values.map(({event}) => event.data.placement?.candidateId).filter(Boolean);
  } finally {
    database.close();
  }
}

window.adapter = {
  /** Loaded and able to record. */
  ready: async () => void await insights.inspect(),
  /** Records one interaction whose candidate id is `id`; resolves when it is durable, rejects when it is only in memory. */
  track,
  /** Sends; says how many wait still, in `left`. */
  flush: () => insights.flush(),
  counts: async () => (await insights.inspect()).outbox,
  kept,
};
