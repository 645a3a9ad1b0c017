/** Parts that come later, each as on a page that has just been opened, as often as a test wants one. */
import type * as later from '../../../widgets/later.js';

export interface Part {
  /** How often it was fetched. */
  asked: number;
  /** Waited for before it comes; what is thrown here is a part that does not arrive. */
  before: () => Promise<void>;
  load(): Promise<unknown>;
  renew(): void;
}

/** Of every module that has been imported. */
export const parts: Part[] = [];

/** Stands in for `widgets/later.ts`: its own `Later`, made anew when asked. */
export function watched({Later, dress, loadOnIdle}: typeof later): typeof later {
  class Watched<Module> implements Part {
    asked = 0;
    before = async (): Promise<void> => undefined;
    #part!: later.Later<Module>;

    constructor(readonly bring: () => Promise<Module>) {
      this.renew();
      parts.push(this);
    }

    get module() { return this.#part.module; }

    load() { return this.#part.load(); }

    renew() {
      this.asked = 0;
      this.before = async () => undefined;
      this.#part = new Later(async () => {
        this.asked++;
        await this.before();
        return this.bring();
      });
    }
  }
  return {loadOnIdle, dress, Later: Watched as unknown as typeof Later};
}
