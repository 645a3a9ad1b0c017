/** What the page tells the part that gathers health, which is loaded once there is consent to measurement and something was ranked. */
import type {Health, HealthOptions, Ranked} from './health.js';

/** Until that part is here. */
const MOST_EARLY = 20;

export interface HealthWatch {
  ranked(ranked: Ranked): void;
  /** Returns before the page goes. */
  hidden(): void;
  /** What was gathered so far is nobody's. */
  forget(): void;
}

export function watchHealth(options: HealthOptions): HealthWatch {
  let health: Health | null = null;
  let loading = false;
  let early: readonly Ranked[] = [];
  return {
    ranked(ranked) {
      if (health) return health.ranked(ranked);
      if (!options.keeper.consent.measurement) return;
      early = [...early, ranked].slice(0, MOST_EARLY);
      if (loading) return;
      loading = true;
      import('./health.js').then(({createHealth}) => {
        health = createHealth(options);
        early.forEach(health.ranked);
        early = [];
      }, () => { loading = false; });
    },
    hidden() {
      const event = health?.event();
      if (event) options.keeper.keep(event);
    },
    forget() {
      [health, loading, early] = [null, false, []];
    },
  };
}
