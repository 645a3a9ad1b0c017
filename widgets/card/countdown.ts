/** Seconds until something is over; it waits for a person who is still there, with pointer or focus. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Clock} from '../clock.js';
import {hasFocus} from '../focus.js';

export class Countdown implements ReactiveController {
  #until: number | null = null;
  #cancel: () => void = () => undefined;
  #over: () => void = () => undefined;

  constructor(readonly host: ReactiveControllerHost & HTMLElement, readonly clock: () => Clock) {
    host.addController(this);
  }

  /** Whole seconds left; 0 once it is over or has not begun. */
  get seconds(): number {
    return this.#until === null ? 0 : Math.max(0, Math.ceil((this.#until - this.clock().now()) / 1000));
  }

  start(ms: number, over: () => void): void {
    this.stop();
    this.#until = this.clock().now() + ms;
    this.#over = over;
    this.#tick();
  }

  stop(): void {
    this.#cancel();
    this.#until = null;
  }

  hostConnected(): void { if (this.#until !== null) this.#tick(); }

  hostDisconnected(): void { this.#cancel(); }

  #tick(): void {
    this.#cancel();
    if (this.#until === null) return;
    const left = this.#until - this.clock().now();
    if (left <= 0 && !this.host.matches(':hover') && !hasFocus(this.host)) {
      this.stop();
      this.#over();
      return;
    }
    this.host.requestUpdate();
    this.#cancel = this.clock().after(left <= 0 ? 1000 : left % 1000 || 1000, () => this.#tick());
  }
}
