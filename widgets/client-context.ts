/** How a widget finds its provider: it asks by an event that bubbles, and the nearest provider answers, now and at each change. */
import {updateWhenLocaleChanges} from '@lit/localize';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Insights} from '../src/insights-types.js';
import type {Candidate} from '../src/types.js';
import type {Clock} from './clock.js';
import type {ApplyAnswer} from './events.js';
import {namingOf} from './naming.js';
import type {Outcome} from './outcome/outcomes.js';

export interface ApplyRequest {
  readonly candidate: Candidate;
  readonly value: number | string | undefined;
  /** The same for each try of one apply. */
  readonly key: string;
}

/** What a provider lends to the widgets inside it. */
export interface Connection {
  readonly client: Insights;
  readonly clock: Clock;
  /** Of the account, IANA, such as `Europe/Berlin`; the device's own where nothing is set. */
  readonly timeZone?: string | undefined;
  /** Whether there is a server to apply with; else a suggestion's link is followed. */
  readonly applies: boolean;
  /** Rejects when the server refuses or does not answer: with an `Error` that says what the server said, where it did. */
  apply(request: ApplyRequest): Promise<ApplyAnswer>;
  /** What came of the account's applies, the newest first. Rejects when the server does not answer. */
  outcomes(): Promise<readonly Outcome[]>;
  /** For those who debug: what went wrong, and why. */
  tell(what: 'apply-failed' | 'undo-failed', error: unknown): void;
  /** Says it once, politely, to those who listen to the page [W4]. */
  announce(text: string): void;
}

export class InklingConnectEvent extends Event {
  /** Set by the provider that answered. */
  disconnect: (() => void) | null = null;

  constructor(readonly receive: (connection: Connection | null) => void) {
    super('inkling-connect', {bubbles: true, composed: true});
  }
}

/** Keeps the nearest provider's connection for as long as the host is in the page; null where there is none. */
export class ConnectionController implements ReactiveController {
  value: Connection | null = null;
  #disconnect: (() => void) | null = null;

  constructor(readonly host: ReactiveControllerHost & HTMLElement, readonly changed: (connection: Connection | null) => void = () => undefined) {
    host.addController(this);
    updateWhenLocaleChanges(host);
  }

  hostConnected(): void {
    this.#ask();
    // A page may define the elements in any order: a provider that comes to life after us has not heard us.
    if (!this.#disconnect) {
      const {prefix = 'inkling', registry = customElements} = namingOf(this.host);
      void registry.whenDefined(`${prefix}-provider`).then(() => this.#ask());
    }
  }

  hostDisconnected(): void {
    this.#disconnect?.();
    this.#disconnect = null;
    this.#receive(null);
  }

  #ask(): void {
    if (this.#disconnect || !this.host.isConnected) return;
    const event = new InklingConnectEvent(connection => this.#receive(connection));
    this.host.dispatchEvent(event);
    this.#disconnect = event.disconnect;
  }

  #receive(connection: Connection | null): void {
    if (connection === this.value) return;
    this.value = connection;
    this.changed(connection);
    this.host.requestUpdate();
  }
}
