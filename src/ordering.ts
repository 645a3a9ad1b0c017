/** Who orders, now: the worker's ranker, the linear one on this page, or the server [R5] [R6] [R9]. Answers in time with the best there is. */
import {InklingError, type ErrorName} from './errors.js';
import type {InsightsOptions} from './insights-types.js';
import type * as PageRanking from './page-ranking.js';
import type {LoadedManifest} from './ranker/artifact.js';
import type {RankCall, RankedList, RankerReady} from './ranking-types.js';
import type {Backend, ModelRef} from './types.js';
import type {WorkerLink, WorkerLinkOptions} from './worker-link.js';

export interface OrderingOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly backend?: Backend;
  readonly deadlines?: InsightsOptions['deadlines'];
  readonly assets?: InsightsOptions['assets'];
  readonly createWorker?: InsightsOptions['createWorker'];
  readonly exploration?: InsightsOptions['exploration'];
  readonly policy?: InsightsOptions['policy'];
  /** Nothing heavy is loaded unasked; a forced backend is asked for. */
  readonly saveData: boolean;
  /** What earlier pages found out of this device. */
  readonly calibrated: () => Readonly<Record<string, 'webgpu' | 'wasm'>>;
  readonly onCalibrated: (calibration: NonNullable<RankerReady['calibration']>) => void;
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
const NOTHING_EXPLORED: RankCall['exploration'] = {temperature: 0, window: 0, places: 0, id: 'server-order'};

export function createOrdering({fetch, backend: forced, deadlines, assets, createWorker, exploration, policy, saveData, calibrated, onCalibrated, onChange, load, createLink}: OrderingOptions) {
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
  /** The history has changed since the worker last heard of it. */
  let changed = false;

  const neuralWanted = forced === 'webgpu' || forced === 'wasm' || (forced === undefined && !saveData);

  const rankingHere = import('./page-ranking.js').then(module => { ranking = module; }, (cause: unknown) => failed(cause, 'manifest-missing', 'A part of the package could not be loaded'));

  function failed(error: unknown, name: ErrorName, what: string) {
    loadError = error instanceof InklingError ? error : new InklingError(name, `${what}: ${String(error)}`, {cause: error});
    onChange();
  }

  const connect = async () => {
    if (!loaded || woken !== 'yes' || closed || linked === loaded.url) return;
    const {url} = loaded;
    linked = url;
    try {
      const create = createLink ?? (await import('./worker-link.js')).createWorkerLink;
      if (closed || linked !== url) return;
      link ??= create({createWorker, assets, deadlines, onChange});
    } catch (error) {
      linkFailed = true;
      return failed(error, 'worker-failed', 'A part of the package could not be loaded');
    }
    link.start({
      manifest: url,
      backend: forced === 'webgpu' || forced === 'wasm' ? forced : null,
      wasm: assets?.wasm === undefined ? undefined : new URL(assets.wasm, document.baseURI).href,
      calibrated: calibrated(),
    // Why it failed is in the link's state, which has told us already.
    }).then(({calibration}) => calibration && onCalibrated(calibration)).catch(() => undefined);
    onChange();
  };

  /** Scores in the linear tier, or the server's order: in either case at once. */
  const orderHere = async (call: RankCall, ms: number): Promise<readonly RankedList[]> => {
    if (!ranking) await within(rankingHere, ms);
    if (!ranking) throw new InklingError('no-backend', 'The part of the package that ranks on the page is not here yet.');
    const {rankListsNow, rankListsUnscored, scoreLinear} = ranking;
    if (loaded && forced !== 'none' && call.mode !== 'holdout') {
      const {manifest, schema} = loaded;
      try {
        return rankListsNow(call, {tier: 'linear', schema, score: batch => scoreLinear(batch, manifest.linear)});
      } catch (error) {
        failed(error, 'bad-scores', 'The linear ranker failed');
      }
    }
    return rankListsUnscored(call);
  };

  const askWorker = async (call: RankCall): Promise<readonly RankedList[]> => {
    changed = false;
    const lists = await link?.rank({...call, context: ranking?.narrow(call.context, call.lists, loaded?.schema.historyLength) ?? call.context});
    if (lists?.length !== call.lists.length) throw new InklingError('bad-scores', 'The worker did not answer with one order a list.');
    return lists;
  };

  return {
    get backend(): Backend {
      if (forced === 'none') return 'none';
      return link?.ready?.backend ?? (loaded ? 'linear' : 'none');
    },
    get model() { return loaded ? model : null; },
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
    /** What ranks on the page, once it is here. */
    get parts() { return ranking; },
    /** It is, or never will be. Never rejects. */
    here: rankingHere,
    /** Of the embeddings that the model was trained on. */
    get embeddingVersion() { return loaded?.schema.embedding.version ?? null; },
    get policy(): RankCall['policy'] { return ranking ? {...ranking.POLICY, ...loaded?.manifest.policy, ...policy} : undefined; },
    get exploration(): RankCall['exploration'] { return {...(ranking?.EXPLORATION ?? NOTHING_EXPLORED), ...loaded?.manifest.exploration, ...exploration}; },

    /** Loads a model, which then serves; the last good one serves on where this one fails. Never rejects. @param url absolute */
    load(named: ModelRef, url: string): Promise<void> {
      if (forced === 'none' || closed || url === loaded?.url) return Promise.resolve();
      const fetched = async () => {
        if (load) return load(url);
        await rankingHere;
        if (!ranking) throw loadError;
        return ranking.loadManifest(url, {fetch, readSchema: ranking.readSchema});
      };
      const mine: Promise<void> = fetched().then(good => {
        loaded = good;
        model = named;
        loadError = null;
        void connect();
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
      whenQuiet(start);
    },

    /**
     * Something was recorded. On the next quiet moment the worker, if one serves, encodes the history for the lists to come, unless one has been asked for by then.
     * Not while the caller waits, and without starting anything.
     */
    ahead(known: () => Pick<RankCall, 'context' | 'now'>) {
      if (changed || link?.state !== 'ready' || !loaded?.manifest.files.history) return;
      changed = true;
      whenQuiet(() => {
        if (!changed || closed) return;
        changed = false;
        const {context, now} = known();
        void link?.ahead({lists: [], context: ranking?.narrow(context, [], loaded?.schema.historyLength) ?? context, now, exploration: NOTHING_EXPLORED});
      });
    },

    /** Answers within `ms`, as far as it depends on others. Rejects while nothing that ranks is here. */
    async order(call: RankCall, ms: number): Promise<Ordered> {
      if (link?.state !== 'ready' || call.mode === 'holdout') return {lists: await orderHere(call, ms), late: null};
      const answer = askWorker(call).catch(() => null);
      const inTime = await within(answer, ms);
      if (inTime) return {lists: inTime, late: null};
      return {lists: await orderHere(call, 0), late: inTime === undefined ? answer : null};
    },

    /** The worker's order, however long it takes; null where it fails. */
    orderAnew: (call: RankCall): Promise<readonly RankedList[] | null> => askWorker(call).catch(() => null),

    close() {
      closed = true;
      link?.close();
    },
  };
}

export type Ordering = ReturnType<typeof createOrdering>;

function whenQuiet(task: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(task, {timeout: IDLE_MS});
  else setTimeout(task, 0);
}

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
