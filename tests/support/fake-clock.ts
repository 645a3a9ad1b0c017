/** Time that stands until it is told to pass. */
import type {Clock} from '../../widgets/clock.js';

export class FakeClock implements Clock {
  #now = Date.UTC(2026, 10, 20, 12);
  #timers = new Set<{at: number; run: () => void}>();

  now(): number { return this.#now; }

  after(ms: number, run: () => void): () => void {
    const timer = {at: this.#now + ms, run};
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get waiting(): number { return this.#timers.size; }

  /** Timers run in their order, each at its own time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({at}) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
