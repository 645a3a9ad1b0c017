/** Which model serves: the last good one of this device, then, after its trial, the one that the server names; it is asked for once a visit. */
import type {Keeper} from './keeper.js';
import type {Ordering} from './ordering.js';
import type {ModelRef} from './types.js';

const NOTE = 'model';

export interface ModelChoice {
  /** Once what is kept has been read. */
  start(): void;
  /** The server's word. */
  named(model: ModelRef): void;
  /** How a trial ended; refused: why. */
  tried(model: ModelRef, refused: string | null): void;
}

export interface ModelChoiceOptions {
  readonly keeper: Keeper;
  readonly ordering: Ordering;
  /** Absolute; manifests are named relative to it. */
  readonly endpoint: string;
  readonly given?: ModelRef;
  /** The door's: null for what is no model. */
  readonly readModel: (given: unknown) => ModelRef | null;
}

export function createModelChoice({keeper, ordering, endpoint, given, readModel}: ModelChoiceOptions): ModelChoice {
  /** The last good one, the visit in which the server was last heard, and the manifest that was last refused here. */
  let serving: {readonly model: ModelRef; readonly visit: string | null; readonly refused?: string} | null = null;

  const load = (model: ModelRef) => {
    const base = `${endpoint}/`;
    if (URL.canParse(model.manifest, base)) void ordering.load(model, new URL(model.manifest, base).href);
  };
  const serve = (model: ModelRef, visit: string | null, refused?: string) => {
    serving = {model, visit, refused};
    load(model);
  };

  return {
    start() {
      if (serving) return;
      const noted = keeper.noted(NOTE) as {model?: unknown; visit?: unknown; refused?: string} | undefined;
      const model = readModel(noted?.model);
      if (model) serve(model, typeof noted?.visit === 'string' ? noted.visit : null, noted?.refused);
      else if (given) serve(given, null);
    },
    named(model) {
      const visit = keeper.touch().id;
      const sameVisit = serving?.visit === visit && ordering.loadable;
      if (sameVisit) return;
      if (!serving || !ordering.loadable) serve(model, visit);
      else {
        // Another becomes the last good one when it has passed its trial.
        if (model.manifest !== serving.model.manifest && model.manifest !== serving.refused) load(model);
        serving = {...serving, visit};
      }
      keeper.note(NOTE, serving);
    },
    tried(model, why) {
      serving = {model: ordering.model ?? model, visit: keeper.touch().id, ...(why !== null && {refused: model.manifest})};
      keeper.note(NOTE, serving);
    },
  };
}
