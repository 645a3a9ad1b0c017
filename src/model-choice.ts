/** Which model serves: the last good one of this device, then, after its trial, the one that the server names; it is asked for once a visit. */
import {readModel} from './door.js';
import type {Keeper} from './keeper.js';
import type {Ordering} from './ordering.js';
import type {ModelRef} from './types.js';

const NOTE = 'model';
const REFUSED_NOTE = 'refused-models';
const MOST_REFUSED = 16;

export interface ModelChoice {
  /** Once what is kept has been read. */
  start(): void;
  /** The server's word. */
  named(model: ModelRef): void;
  /** How a trial ended; refused: why. */
  tried(model: ModelRef, refused: string | null): void;
}

/** @param endpoint absolute; manifests are named relative to it */
export function createModelChoice({keeper, ordering, endpoint, given}: {keeper: Keeper; ordering: Ordering; endpoint: string; given?: ModelRef}): ModelChoice {
  /** The last good one, and the visit in which the server was last heard. */
  let serving: {readonly model: ModelRef; readonly visit: string | null} | null = null;

  const load = (model: ModelRef) => {
    const base = `${endpoint}/`;
    if (URL.canParse(model.manifest, base)) void ordering.load(model, new URL(model.manifest, base).href);
  };
  const serve = (model: ModelRef, visit: string | null) => {
    serving = {model, visit};
    load(model);
  };
  const refused = () => (keeper.noted(REFUSED_NOTE) ?? []) as readonly string[];

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
      if (!serving || !ordering.loadable) serve(model, visit);
      else if (serving.model.manifest === model.manifest) serving = {model, visit};
      else {
        serving = {...serving, visit};
        // It becomes the last good one when it has passed its trial.
        if (!refused().includes(model.manifest)) load(model);
      }
      keeper.note(NOTE, serving);
    },
    tried(model, why) {
      if (why === null) serving = {model, visit: keeper.touch().id};
      else {
        keeper.note(REFUSED_NOTE, [...refused().filter(manifest => manifest !== model.manifest), model.manifest].slice(-MOST_REFUSED));
        if (serving?.model.manifest === model.manifest && ordering.model) serving = {...serving, model: ordering.model};
      }
      keeper.note(NOTE, serving);
    },
  };
}
