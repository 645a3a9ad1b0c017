/** Hears when the browser goes offline and comes back. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const TYPES = ['online', 'offline'] as const;

export class NetworkController implements ReactiveController {
  constructor(readonly host: ReactiveControllerHost, readonly changed: () => void) {
    host.addController(this);
  }

  hostConnected(): void { for (const type of TYPES) window.addEventListener(type, this.changed); }

  hostDisconnected(): void { for (const type of TYPES) window.removeEventListener(type, this.changed); }
}
