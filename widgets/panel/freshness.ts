/** Says when a list is no longer fresh, and when a suggestion on it expires. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Slate} from '../../src/types.js';
import type {Clock} from '../clock.js';

const FRESH_MS = 30 * 60_000;

export class Freshness implements ReactiveController {
  stale = false;
  #staleAt = Infinity;
  #cancel: () => void = () => undefined;

  /** @param passed - The list grew stale, or a suggestion expired. */
  constructor(readonly host: ReactiveControllerHost, readonly passed: () => void) {
    host.addController(this);
  }

  hostDisconnected(): void { this.forget(); }

  /** @param fetched - From the server just now, not only ranked again. */
  watch(slate: Slate, fetched: boolean, clock: Clock): void {
    const now = clock.now();
    if (fetched) {
      this.stale = false;
      this.#staleAt = now + FRESH_MS;
    }
    const ends = [this.#staleAt, ...slate.items.map(({candidate}) => candidate.expiresAt ?? Infinity)].filter(end => end > now && end < Infinity);
    this.#cancel();
    if (ends.length === 0) return;
    this.#cancel = clock.after(Math.min(...ends) - now, () => {
      this.stale = clock.now() >= this.#staleAt;
      this.passed();
      this.host.requestUpdate();
      this.watch(slate, false, clock);
    });
  }

  forget(): void {
    this.#cancel();
    this.stale = false;
  }
}
