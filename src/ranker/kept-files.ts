/** Files that this device keeps, in the Cache API: named by what they contain, and never believed. */

/** What was used longest ago goes first. */
const CACHE = 'inkling-ranker';
/** Three models of five files, and the signature of the one that serves. */
const MAX_KEPT = 16;

export interface KeptFiles {
  get(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What serves is not what goes first, however many models were refused since. */
  used(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** It is not what its name says. */
  purge(name: string): Promise<void>;
}

/** Absent, full or broken, the cache is as if it were empty: it saves a download, nothing else. @param caches the browser's own when left out; null for none */
export async function openKeptFiles(caches: CacheStorage | null | undefined): Promise<KeptFiles | null> {
  let cache: Cache;
  try {
    if (caches === null) return null;
    cache = await (caches ?? globalThis.caches).open(CACHE);
  } catch {
    return null;
  }
  // Not an address: it names contents, whatever URL they came from.
  const keyOf = (name: string) => `https://inkling.invalid/${name}`;
  const put = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
    await cache.put(keyOf(name), new Response(bytes));
    for (const key of (await cache.keys()).slice(0, -MAX_KEPT)) await cache.delete(key);
  };
  return {
    get: name => quietly(async () => {
      const response = await cache.match(keyOf(name));
      return response ? new Uint8Array(await response.arrayBuffer()) : undefined;
    }).then(bytes => bytes ?? null),
    put: (name, bytes) => quietly(() => put(name, bytes)),
    used: (name, bytes) => quietly(async () => {
      const older = (await cache.keys()).slice(0, -MAX_KEPT / 2);
      if (older.some(({url}) => url === keyOf(name))) await put(name, bytes);
    }),
    purge: name => quietly(async () => void await cache.delete(keyOf(name))),
  };
}

async function quietly<T>(work: () => Promise<T>): Promise<T | void> {
  return work().catch(() => undefined);
}
