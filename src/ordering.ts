/** Who orders, now: the worker's ranker, the linear one on this page, or the server [R5] [R6] [R9]. Answers in time with the best there is. */
import {InklingError, type ErrorName} from './errors.js';
import type {InsightsOptions} from './insights-types.js';
import type {Log} from './log.js';
import type * as PageRanking from './page-ranking.js';
import type {Trial} from './model-trial.js';
import type {LoadedManifest} from './ranker/artifact.js';
import type {RankCall, RankedList, RankerReady} from './ranking-types.js';
import type {Backend, ModelRef} from './types.js';
import type {LinkState, WorkerLink, WorkerLinkOptions} from './worker-link.js';

export interface OrderingOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly backend?: Backend;
  readonly deadlines?: InsightsOptions['deadlines'];
  readonly assets?: InsightsOptions['assets'];
  readonly createWorker?: InsightsOptions['createWorker'];
  readonly exploration?: InsightsOptions['exploration'];
  readonly policy?: InsightsOptions['policy'];
  /** The host's public keys: signed models alone, where there are any. */
  readonly modelKeys?: InsightsOptions['modelKeys'];
  readonly clock?: () => number;
  readonly log?: Log;
  /** Nothing heavy is loaded unasked; a forced backend is asked for. */
  readonly saveData: boolean;
  /** What earlier pages found out of this device. */
  readonly calibrated: () => Readonly<Record<string, 'webgpu' | 'wasm'>>;
  readonly onCalibrated: (calibration: NonNullable<RankerReady['calibration']>) => void;
  /** A new model has taken over, after its trial; or is refused, with why, before it served or since. */
  readonly onTried?: (model: ModelRef, refused: string | null) => void;
  /** Of `backend`, `reason`, `settled` or `restarts`. */
  readonly onChange: () => void;
  /** Instead of the manifest loader, and of the worker's link: for tests. */
  readonly load?: (url: string) => Promise<LoadedManifest>;
  readonly createLink?: (options: WorkerLinkOptions) => WorkerLink;
}

export interface Ordered {
  readonly lists: readonly RankedList[];
  /** What the worker says after all, where it was asked and late; null where it fails. */
  readonly late: Promise<readonly RankedList[] | null> | null;
}

/** A worker's start may take a moment from the page's own work: wait for a quiet one, but not for ever. */
const IDLE_MS = 2000;
/** Of the time until an answer is due, what is kept for ranking here when the worker does not come in time. */
const OWN_SHARE = 0.1;
const NOTHING_EXPLORED: RankCall['exploration'] = {temperature: 0, window: 0, places: 0, id: 'server-order'};

export function createOrdering({fetch, backend: forced, deadlines, assets, createWorker, exploration, policy, modelKeys: keys, clock = Date.now, log, saveData, calibrated, onCalibrated, onTried, onChange, load, createLink}: OrderingOptions) {
  let ranking: typeof PageRanking | null = null;
  let model: ModelRef | null = null;
  let loaded: LoadedManifest | null = null;
  let loadError: InklingError | null = null;
  let loading: Promise<void> | null = null;
  let link: WorkerLink | null = null;
  let linked: string | null = null;
  let woken: 'no' | 'soon' | 'yes' = 'no';
  let linkFailed = false;
  let closed = false;
  /** A newer model that is being tried. */
  let trial: Trial | null = null;
  /** What served before the one that serves: what is gone back to where its worker fails for good. */
  let before: {readonly model: ModelRef; readonly loaded: LoadedManifest} | null = null;

  const neural = forced === 'webgpu' || forced === 'wasm' ? forced : null;
  const neuralWanted = neural !== null || (forced === undefined && !saveData);

  let faults: ReturnType<typeof PageRanking.faultTeller> | undefined;

  const rankingHere = import('./page-ranking.js').then(module => {
    ranking = module;
    if (log) faults = ranking.faultTeller(log);
  }, (cause: unknown) => failed(cause, 'manifest-missing', 'A part of the package could not be loaded'));

  function failed(error: unknown, name: ErrorName, what: string) {
    loadError = error instanceof InklingError ? error : new InklingError(name, `${what}: ${String(error)}`, {cause: error});
    faults?.error(loadError);
    onChange();
  }

  const onLink = (state: LinkState) => {
    faults?.link(state);
    if (before && model && link?.state === 'failed') {
      const [bad, last] = [model, before];
      before = null;
      serve(last.model, last.loaded);
      refuse(bad, link.error);
    }
    onChange();
  };
  const newLink = async (): Promise<WorkerLink> => (createLink ?? (await import('./worker-link.js')).createWorkerLink)({createWorker, assets, deadlines, onChange: onLink});
  const startOn = (worker: WorkerLink, manifest: string): Promise<unknown> => worker.start({
    manifest, backend: neural, calibrated: calibrated(),
  }).then(({calibration}) => calibration && onCalibrated(calibration));

  const connect = async () => {
    if (!loaded || woken !== 'yes' || closed || linked === loaded.url) return;
    const {url} = loaded;
    linked = url;
    try {
      const worker = link ?? await newLink();
      if (closed || linked !== url) return;
      link ??= worker;
    } catch (error) {
      linkFailed = true;
      return failed(error, 'worker-failed', 'A part of the package could not be loaded');
    }
    // Why it failed is in the link's state, which has told us already.
    startOn(link, url).catch(() => undefined);
    onChange();
  };

  const serve = (named: ModelRef, good: LoadedManifest) => {
    loaded = good;
    model = named;
    loadError = null;
    void connect();
  };

  const refuse = (named: ModelRef, why: InklingError | null) => {
    loadError = why;
    if (why) faults?.error(why);
    onTried?.(named, why?.message ?? '');
    onChange();
  };

  /** The one that serves goes on serving; the new one takes over when it has passed. */
  const attempt = (named: ModelRef, good: LoadedManifest, old: LoadedManifest) => {
    trial?.end();
    trial = ranking?.tryModel({
      good, deadlines, newLink: async () => (link?.state === 'ready' ? newLink() : null), startOn,
      onOver(passed, why, worker) {
        trial = null;
        if (why) return refuse(named, why);
        if (!passed) return;
        if (model) before = {model, loaded: old};
        if (worker) {
          link?.close();
          [link, linked] = [worker, good.url];
        }
        serve(named, good);
        onTried?.(named, null);
      },
    }) ?? null;
  };

  /** Scores in the linear tier, or the server's order: in either case at once. */
  const orderHere = async (call: RankCall, ms: number): Promise<readonly RankedList[]> => {
    if (!ranking) await within(rankingHere, ms);
    if (!ranking) throw new InklingError('no-backend', 'What ranks on the page is not here yet.');
    if (loaded && forced !== 'none' && call.mode !== 'holdout') {
      try {
        return ranking.rankLinear(call, loaded);
      } catch (error) {
        failed(error, 'bad-scores', 'The linear ranker failed');
      }
    }
    return ranking.rankListsUnscored(call);
  };

  const askWorker = async (call: RankCall): Promise<readonly RankedList[]> => {
    const lists = await link?.rank(loaded && ranking ? ranking.narrowed(call, loaded) : call);
    if (lists?.length !== call.lists.length) throw new InklingError('bad-scores', 'The worker did not answer with one order a list.');
    return lists;
  };

  return {
    get backend(): Backend {
      if (forced === 'none') return 'none';
      return link?.ready?.backend ?? (loaded ? 'linear' : 'none');
    },
    get model() { return loaded ? model : null; },
    get loaded() { return loaded; },
    get schemaVersion() { return loaded?.schema.version ?? null; },
    get restarts() { return link?.restarts ?? 0; },
    /** Why not a better one. */
    get error(): {readonly name: string; readonly message: string} | null {
      if (link && link.state !== 'ready' && link.error) return link.error;
      // To have no GPU is no fault.
      const refused = link?.ready?.refused.find(({reason}) => reason !== 'no-webgpu');
      return loadError ?? (refused ? {name: refused.reason, message: refused.detail} : null);
    },
    /** A model serves or is on its way. */
    get loadable() { return loaded !== null || loading !== null; },
    /** Nothing better is on its way. */
    get settled(): boolean {
      if (closed || forced === 'none') return true;
      if (loading || (!loaded && !loadError)) return false;
      return !neuralWanted || !loaded || linkFailed || link?.state === 'ready' || link?.state === 'failed' || link?.state === 'closed';
    },
    /** The model that is on its way, if one is. Never rejects. */
    get arriving(): Promise<void> { return loading ?? rankingHere; },
    /** What is asked why. */
    get serving() { return {loaded, link, model}; },
    /** What ranks on the page, once it is here. */
    get parts() { return ranking; },
    /** It is, or never will be. Never rejects. */
    here: rankingHere,
    /** Of the embeddings that the model was trained on. */
    get embeddingVersion() { return loaded?.schema.embedding.version ?? null; },
    get policy(): RankCall['policy'] { return ranking ? {...ranking.POLICY, ...loaded?.manifest.policy, ...policy} : undefined; },
    get exploration(): RankCall['exploration'] { return {...(ranking?.EXPLORATION ?? NOTHING_EXPLORED), ...loaded?.manifest.exploration, ...exploration}; },

    /** Loads a model, which then serves; the last good one serves on where this one fails. Never rejects. @param url absolute @param check throws where it may not serve */
    load(named: ModelRef, url: string, check?: (good: LoadedManifest) => void): Promise<void> {
      if (forced === 'none' || closed || url === loaded?.url) return Promise.resolve();
      if (url === trial?.url) return Promise.resolve();
      const earlier = loading;
      const fetched = async () => {
        // What serves comes first: without it there would be nothing to be tried against.
        await Promise.all([earlier, rankingHere]);
        if (load) return load(url);
        if (!ranking) throw loadError;
        return ranking.loadNamed(named, url, {fetch, keys, clock, onPoisoned: () => faults?.cache()});
      };
      const mine: Promise<void> = fetched().then(good => {
        check?.(good);
        if (!loaded || link?.state === 'failed') return serve(named, good);
        loadError = null;
        attempt(named, good, loaded);
      }).catch((error: unknown) => failed(error, 'manifest-missing', 'The model could not be loaded')).then(() => {
        if (loading === mine) loading = null;
        onChange();
      });
      loading = mine;
      return mine;
    },

    /** Something was ranked: on the next quiet moment the worker is worth its start. */
    wake() {
      if (woken !== 'no' || !neuralWanted || closed) return;
      woken = 'soon';
      const start = () => {
        woken = 'yes';
        void connect();
      };
      if (typeof requestIdleCallback === 'function') requestIdleCallback(start, {timeout: IDLE_MS});
      else setTimeout(start, 0);
    },

    /** Something was recorded: the worker may encode the history before a list is asked for. */
    ahead(known: () => RankCall['context']) {
      if (loaded?.manifest.files.history) link?.ahead(known);
    },

    /** Answers within `ms`, as far as it depends on others. Rejects while nothing that ranks is here. */
    async order(call: RankCall, ms: number): Promise<Ordered> {
      // A trial waits until the worker that serves is there: then it is tried against its like, and starts beside nothing.
      const shadowed = (lists: readonly RankedList[]) => {
        if (!neuralWanted || linkFailed || link?.state === 'ready' || link?.state === 'failed') void trial?.shadow(call, lists);
        return lists;
      };
      if (link?.state !== 'ready' || call.mode === 'holdout') return {lists: shadowed(await orderHere(call, ms)), late: null};
      const answer = askWorker(call).catch(() => null);
      const inTime = await within(answer, ms * (1 - OWN_SHARE));
      if (inTime) return {lists: shadowed(inTime), late: null};
      return {lists: await orderHere(call, 0), late: inTime === undefined ? answer : null};
    },

    /** The worker's order, however long it takes; null where it fails. */
    orderAnew: (call: RankCall): Promise<readonly RankedList[] | null> => askWorker(call).catch(() => null),

    close() {
      closed = true;
      trial?.end();
      link?.close();
    },
  };
}

export type Ordering = ReturnType<typeof createOrdering>;

/** Undefined when it takes longer. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>(resolve => { timer = setTimeout(() => resolve(undefined), Math.max(ms, 0)); });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
