/** Which model serves: the one that the visit began with, then the one that the server names; a change waits for the next visit. */
import {readModel} from './door.js';
import type {Keeper} from './keeper.js';
import type {Ordering} from './ordering.js';
import type {ModelRef} from './types.js';

const NOTE = 'model';

export interface ModelChoice {
  /** Once what is kept has been read. */
  start(): void;
  /** The server's word. */
  named(model: ModelRef): void;
}

/** @param endpoint absolute; manifests are named relative to it */
export function createModelChoice({keeper, ordering, endpoint, given}: {keeper: Keeper; ordering: Ordering; endpoint: string; given?: ModelRef}): ModelChoice {
  let serving: {readonly model: ModelRef; readonly visit: string | null} | null = null;

  const serve = (model: ModelRef, visit: string | null) => {
    serving = {model, visit};
    const base = `${endpoint}/`;
    if (URL.canParse(model.manifest, base)) void ordering.load(model, new URL(model.manifest, base).href);
  };

  return {
    start() {
      if (serving) return;
      const noted = keeper.noted(NOTE) as {model?: unknown; visit?: unknown} | undefined;
      const model = readModel(noted?.model);
      if (model) serve(model, typeof noted?.visit === 'string' ? noted.visit : null);
      else if (given) serve(given, null);
    },
    named(model) {
      const visit = keeper.touch().id;
      const sameVisit = serving?.visit === visit && ordering.loadable;
      if (sameVisit) return;
      if (serving?.model.manifest !== model.manifest || !ordering.loadable) serve(model, visit);
      else serving = {model, visit};
      keeper.note(NOTE, serving);
    },
  };
}
