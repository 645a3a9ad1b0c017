/** What we use of Web Locks, by their specification: a queue, giving up, stealing. */
class Locks {
  #holder: ((reason: DOMException) => void) | null = null;
  #queue: (() => void)[] = [];

  async request(name: string, {signal, steal = false}: LockOptions, work: (lock: Lock) => unknown): Promise<unknown> {
    if (steal) this.#holder?.(new DOMException('stolen', 'AbortError'));
    else if (this.#holder) {
      await new Promise<void>((resolve, reject) => {
        this.#queue.push(resolve);
        signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter(next => next !== resolve);
          reject(new DOMException('given up', 'AbortError'));
        });
      });
    }
    const stolen = new Promise((_, reject) => { this.#holder = reject; });
    const mine = this.#holder;
    try {
      return await Promise.race([work({mode: 'exclusive', name}), stolen]);
    } finally {
      if (this.#holder === mine) {
        this.#holder = null;
        this.#queue.shift()?.();
      }
    }
  }
}

export const fakeLocks = (): LockManager => new Locks() as unknown as LockManager;
