/** The host's bearer token: a string, or a function that is asked again when the server no longer takes what it gave. It is kept in memory alone. */

/** A host's function that never answers must not hold up the queue. */
const PATIENCE_MS = 10_000;

export interface Token {
  /** The last one known; what can be had at hide, when nothing can be waited for. */
  readonly last: string | undefined;
  /** Rejects with what the host's function threw, or `deadline`. */
  get(): Promise<string | undefined>;
  /** Asks for a new one: true when there is another to try. */
  renew(): Promise<boolean>;
}

export function createToken(source: string | (() => string | Promise<string>) | undefined): Token {
  let last = typeof source === 'function' ? undefined : source;
  let asking: Promise<string | undefined> | null = null;

  const ask = () => {
    asking ??= answerOf(source).finally(() => { asking = null; });
    return asking.then(token => (last = token));
  };
  return {
    get last() { return last; },
    get: async () => last ?? ask(),
    async renew() {
      if (typeof source !== 'function') return false;
      const before = last;
      try {
        return (await ask()) !== before;
      } catch {
        return false;
      }
    },
  };
}

async function answerOf(source: string | (() => string | Promise<string>) | undefined): Promise<string | undefined> {
  if (typeof source !== 'function') return source;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The token function gave no token within ${PATIENCE_MS} ms.`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([source(), late]);
  } finally {
    clearTimeout(timer);
  }
}
