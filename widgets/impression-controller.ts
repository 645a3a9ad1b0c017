/** Says once for each placement that half of a card was in view, in a visible document, for a second without a break. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Clock} from './clock.js';

export interface ImpressionOptions {
  /** Names what would be seen, such as a placement; null while there is nothing to see. */
  readonly key: () => string | null;
  readonly seen: () => void;
  readonly clock: () => Clock;
  /** Share of the element. */
  readonly visible?: number;
  /** Milliseconds. */
  readonly forMs?: number;
}

export class ImpressionController implements ReactiveController {
  #observer: IntersectionObserver | null = null;
  #inView = false;
  #waitingFor: string | null = null;
  #cancel: () => void = () => undefined;
  readonly #seen = new Set<string>();

  constructor(readonly host: ReactiveControllerHost & HTMLElement, readonly options: ImpressionOptions) {
    host.addController(this);
  }

  hostConnected(): void {
    const visible = this.options.visible ?? 0.5;
    this.#observer = new IntersectionObserver(entries => {
      this.#inView = (entries.at(-1)?.intersectionRatio ?? 0) >= visible;
      this.#consider();
    }, {threshold: visible});
    this.#observer.observe(this.host);
    document.addEventListener('visibilitychange', this.#consider);
  }

  hostUpdated(): void { this.#consider(); }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#inView = false;
    document.removeEventListener('visibilitychange', this.#consider);
    this.#consider();
  }

  /** Starts, keeps or stops the second of the current placement. */
  #consider = (): void => {
    const key = this.options.key();
    const wanted = this.#inView && document.visibilityState === 'visible' && key !== null && !this.#seen.has(key) ? key : null;
    if (wanted === this.#waitingFor) return;
    this.#cancel();
    this.#waitingFor = wanted;
    if (wanted === null) return;
    this.#cancel = this.options.clock().after(this.options.forMs ?? 1000, () => {
      this.#waitingFor = null;
      this.#seen.add(wanted);
      this.options.seen();
    });
  };
}
