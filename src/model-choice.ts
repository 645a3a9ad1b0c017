/** Which model serves: the last good one of this device, then, after its trial, the one that the server names; it is asked for once a visit. What is older than what has served is not taken up again. */
import {featuresOf} from './features/sample.js';
import {readSchema} from './features/schema.js';
import type {Keeper} from './keeper.js';
import type {Ordering} from './ordering.js';
import {loadManifest, type LoadedManifest} from './ranker/artifact.js';
import {checkVersion} from './ranker/trust.js';
import type {ModelRef} from './types.js';

const NOTE = 'model';
/** Highest version that has served here, by key and name. */
const TRUSTED = 'trusted';

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

  const nameOf = ({manifest, key = ''}: LoadedManifest) => `${key} ${manifest.name}`;
  /** What serves is trusted. */
  const trusted = (): Readonly<Record<string, number>> => {
    const known = (keeper.noted(TRUSTED) ?? {}) as Readonly<Record<string, number>>;
    const good = ordering.loaded;
    if (!good || (known[nameOf(good)] ?? 0) >= good.manifest.version) return known;
    const next = {...known, [nameOf(good)]: good.manifest.version};
    keeper.note(TRUSTED, next);
    return next;
  };
  const checkNew = (good: LoadedManifest) => checkVersion(good.manifest, trusted()[nameOf(good)] ?? 0);
  const load = (model: ModelRef, check: (good: LoadedManifest) => void = checkNew) => {
    const base = `${endpoint}/`;
    if (URL.canParse(model.manifest, base)) void ordering.load(model, new URL(model.manifest, base).href, check).then(trusted);
  };
  const serve = (model: ModelRef, visit: string | null) => {
    serving = {model, visit};
    load(model);
  };

  return {
    start() {
      if (serving) return;
      const noted = keeper.noted(NOTE) as {model?: unknown; visit?: unknown; refused?: string} | undefined;
      const model = readModel(noted?.model);
      if (model) {
        serving = {model, visit: typeof noted?.visit === 'string' ? noted.visit : null, refused: noted?.refused};
        // The last good one has served here: a newer one may have been tried since, and failed.
        load(model, () => undefined);
      } else if (given) serve(given, null);
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
      trusted();
      serving = {model: ordering.model ?? model, visit: keeper.touch().id, ...(why !== null && {refused: model.manifest})};
      keeper.note(NOTE, serving);
    },
  };
}

export interface NamedModelOptions {
  readonly fetch: typeof globalThis.fetch;
  /** The host's public keys. */
  readonly keys?: readonly string[];
  readonly clock: () => number;
  /** A file that was kept was not what its name says. */
  readonly onPoisoned?: () => void;
}

/** The manifest of the model that was named, held to all that a page asks of one. Rejects as `loadManifest`. @param url absolute */
export function loadNamed({name}: ModelRef, url: string, {fetch, keys, clock, onPoisoned}: NamedModelOptions): Promise<LoadedManifest> {
  return loadManifest(url, {fetch, keys, onPoisoned, readSchema, featuresOf, terms: {now: clock(), name}});
}
