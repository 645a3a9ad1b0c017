/** The wall: starts, watches, kills and restarts the worker. Nothing here waits for ever, and nothing that a worker does reaches the page but an answer or an `InklingError`. */
import {wrap, type Remote} from 'comlink';
import {packCall, unpackLists} from './crossing.js';
import {InklingError, type ErrorName} from './errors.js';
import type {Contribution} from './insights-types.js';
import type {RankCall, RankedList, Ranker, RankerReady, RankerSetup} from './ranking-types.js';
import type {Goal, InteractionContext} from './types.js';
import {openWorker, whenGone, type WorkerPlace} from './worker-opening.js';

/** More than three restarts in this many milliseconds, and the worker stays down [R9]. */
const RESTART_WINDOW_MS = 60_000;
const MAX_RESTARTS = 3;
/** WebAssembly gives no memory back: a worker that holds more is replaced when nothing waits for it. */
const MAX_HEAP_BYTES = 512 * 1024 * 1024;
/** A timer this late means that the page itself slept (frozen tab, closed laptop), not the worker. */
const SLEPT_MS = 1000;
/** A page that is never quiet is not waited for longer. */
const QUIET_MS = 500;
const NOTHING_EXPLORED: RankCall['exploration'] = {temperature: 0, window: 0, places: 0, id: 'ahead'};
/** What was not there may be there later: three more times, each after four times as long. */
const MAY_COME: ReadonlySet<string> = new Set<ErrorName>(['worker-failed', 'manifest-missing', 'model-missing', 'no-wasm']);
const LATER_MS = [30_000, 120_000, 480_000];
/** Failures of a start that a fresh worker may not meet again; every other one is told and left. */
const MAY_HEAL: ReadonlySet<string> = new Set<ErrorName>(['worker-died', 'worker-hung', 'gpu-lost']);

export interface LinkState {
  /** `failed`: down until `start` is called again. */
  readonly state: 'idle' | 'starting' | 'ready' | 'failed' | 'closed';
  /** What the serving worker said of itself; null in every other state. */
  readonly ready: RankerReady | null;
  /** Why the worker last ended, or did not start; null when nothing has gone wrong. */
  readonly error: InklingError | null;
  /** In all. */
  readonly restarts: number;
}

export interface WorkerLinkOptions extends WorkerPlace {
  /** Milliseconds: `start` (20000) for loading; `hang` (3000) without any answer until the worker is killed. */
  readonly deadlines?: {readonly start?: number; readonly hang?: number};
  readonly onChange?: (state: LinkState) => void;
  /** Bytes of WebAssembly's memory beyond which a worker is replaced; 512 MiB when left out. */
  readonly maxHeapBytes?: number;
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
}

/** The worker's end of the wall, as the page holds it. The answer deadline is the caller's: a late answer still arrives. */
export interface WorkerLink extends LinkState {
  /** Ends a worker that runs, then starts a fresh one. Settles when it serves, or for good reason never will. */
  start(setup: RankerSetup): Promise<RankerReady>;
  /** Waits for a start in progress; look at `state` first not to wait. Rejects with `worker-died`, `worker-hung`, `bad-scores`, `gpu-lost`, `too-many-restarts` …; the worker is then replaced. */
  rank(call: RankCall): Promise<readonly RankedList[]>;
  /**
   * The history has changed. On the next quiet moment a worker that serves encodes it, as it is then, for the next rank; unless one is asked for before.
   * Starts nothing and tells nothing: a worker that fails at it is replaced, as any.
   */
  ahead(known: () => InteractionContext): void;
  /** Why the candidate `at` of the call's one list is worth what it is worth. Rejects as `rank`. */
  explain(call: RankCall, at: number, plainGoal: Goal): Promise<readonly Contribution[]>;
  /** Ends this worker and starts a fresh one, within the restart policy. */
  kill(reason: string): void;
  /** Ends it for good. */
  close(): void;
}

/** One life of a worker. Every call ends with it. */
class Life {
  readonly #pending = new Set<(error: InklingError) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended: InklingError | null = null;
  #stop: () => void = () => {};

  constructor(
    private readonly hangMs: number,
    private readonly now: () => number,
    private readonly maxHeapBytes: number,
    private readonly onEnd: (error: InklingError) => void,
  ) {}

  async start(options: WorkerLinkOptions, setup: RankerSetup, startMs: number): Promise<{ranker: Remote<Ranker>; ready: RankerReady}> {
    const deadline = setTimeout(() => this.end(new InklingError('worker-hung', `The worker was not ready within ${startMs} ms and was ended.`)), startMs);
    try {
      const opening = openWorker(options, error => this.end(error));
      const over = new AbortController();
      this.#stop = () => {
        opening.end();
        over.abort();
      };
      const ranker = wrap<Ranker>(await this.#settled(opening.port));
      const ready = await this.#settled(ranker.start(setup));
      if (ready.lock) whenGone(ready.lock, over.signal, error => this.end(error));
      return {ranker, ready};
    } catch (error) {
      this.end(inkling(error));
      throw this.#ended;
    } finally {
      clearTimeout(deadline);
    }
  }

  rank(ranker: Remote<Ranker>, call: RankCall): Promise<readonly RankedList[]> {
    return this.#asked(async () => {
      const answer = await this.#settled(ranker.rank(packCall(call)));
      const {heapBytes = 0} = answer;
      if (heapBytes > this.maxHeapBytes) whenQuiet(() => {
        if (this.#pending.size === 0) this.end(new InklingError('worker-full', `The worker held ${heapBytes} bytes, more than ${this.maxHeapBytes}, and was replaced by a fresh one.`));
      });
      return unpackLists(answer);
    });
  }

  ahead(ranker: Remote<Ranker>, call: RankCall): Promise<void> {
    return this.#asked(() => this.#settled(ranker.ahead(packCall(call))));
  }

  explain(ranker: Remote<Ranker>, call: RankCall, at: number, plainGoal: Goal): Promise<readonly Contribution[]> {
    return this.#asked(() => this.#settled(ranker.explain(packCall(call), at, plainGoal)));
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    // Calls that keep coming must not put off the end of a worker that answers none.
    if (this.#pending.size === 0) this.#watch();
    try {
      const answer = await ask();
      this.#watch();
      return answer;
    } catch (error) {
      this.end(inkling(error));
      throw this.#ended;
    }
  }

  end(error: InklingError) {
    if (this.#ended) return;
    this.#ended = error;
    clearTimeout(this.#timer);
    this.#stop();
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
    this.onEnd(error);
  }

  /** comlink settles nothing when its worker dies, so each answer races with the end. */
  #settled<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#pending.add(reject);
      const done = () => this.#pending.delete(reject);
      answer.then(value => (done(), resolve(value)), error => (done(), reject(error)));
    });
  }

  /** Silence counts from the last answer: a queue that moves is not a hang. */
  #watch() {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    const armed = this.now();
    this.#timer = setTimeout(() => {
      if (this.#pending.size === 0) return;
      if (this.now() - armed > this.hangMs + SLEPT_MS) this.#watch();
      else this.end(new InklingError('worker-hung', `The worker gave no answer within ${this.hangMs} ms and was ended.`));
    }, this.hangMs);
  }
}

export function createWorkerLink(options: WorkerLinkOptions = {}): WorkerLink {
  const {maxHeapBytes = MAX_HEAP_BYTES} = options;
  const {hang = 3000, start: startMs = 20_000} = options.deadlines ?? {};
  const now = options.now ?? (() => performance.now());
  let current: LinkState = {state: 'idle', ready: null, error: null, restarts: 0};
  let life: Life | null = null;
  let gpuLosses = 0;
  let restartedAt: number[] = [];
  let later: {timer?: ReturnType<typeof setTimeout>; tries: number} = {tries: 0};
  /** Since the worker last heard of the history. */
  let changed = false;
  let serving = quiet(Promise.reject<Serving>(new InklingError('closed', 'The worker was not started.')));

  const change = (next: Partial<LinkState>) => {
    current = {...current, ...next};
    options.onChange?.(current);
  };

  /** Settles when a worker serves, be it a later one, or when none will. */
  const begin = (setup: RankerSetup): Promise<Serving> => {
    const mine = new Life(hang, now, maxHeapBytes, error => {
      if (life === mine && current.state === 'ready') serving = quiet(restart(setup, error));
    });
    life = mine;
    change({state: 'starting', ready: null});
    return mine.start(options, setup, startMs).then(({ranker, ready}) => {
      if (life === mine) change({state: 'ready', ready});
      return {ready, rank: (call: RankCall) => mine.rank(ranker, call), ahead: (call: RankCall) => mine.ahead(ranker, call), explain: (call: RankCall, at: number, plainGoal: Goal) => mine.explain(ranker, call, at, plainGoal)};
    }, error => {
      if (life !== mine) throw error;
      return restart(setup, error);
    });
  };

  const restart = (setup: RankerSetup, error: InklingError): Promise<Serving> => {
    life = null;
    if (current.state === 'starting' && !MAY_HEAL.has(error.name)) {
      const wait = LATER_MS[later.tries];
      if (wait !== undefined && MAY_COME.has(error.name)) later = {tries: later.tries + 1, timer: setTimeout(() => { serving = quiet(begin(setup)); }, wait)};
      return fail(error);
    }
    restartedAt = restartedAt.filter(at => now() - at < RESTART_WINDOW_MS);
    if (restartedAt.length >= MAX_RESTARTS) return fail(new InklingError('too-many-restarts', `The worker ended ${MAX_RESTARTS + 1} times within a minute and stays down. The last time: ${error.message}`, {cause: error}));
    restartedAt.push(now());
    // A GPU that fails twice, or a start that never ends, is not tried a third time: the next worker serves from WASM.
    gpuLosses += current.state === 'starting' ? 2 : current.ready?.backend === 'webgpu' ? 1 : 0;
    change({error, restarts: current.restarts + 1});
    return begin(gpuLosses >= 2 && setup.backend === null ? {...setup, backend: 'wasm'} : setup);
  };

  const fail = (error: InklingError) => {
    change({state: 'failed', ready: null, error});
    return Promise.reject<Serving>(error);
  };

  const drop = (error: InklingError) => {
    clearTimeout(later.timer);
    const dropped = life;
    life = null;
    dropped?.end(error);
  };

  return {
    get state() { return current.state; },
    get ready() { return current.ready; },
    get error() { return current.error; },
    get restarts() { return current.restarts; },
    async start(setup) {
      if (current.state === 'closed') throw closed();
      drop(new InklingError('worker-died', 'The worker was replaced by another start.'));
      later = {tries: 0};
      gpuLosses = 0;
      const {wasm} = options.assets ?? {};
      const started = serving = quiet(begin(wasm === undefined ? setup : {...setup, wasm: new URL(wasm, document.baseURI).href}));
      return (await started).ready;
    },
    async rank(call) {
      changed = false;
      return (await serving).rank(call);
    },
    explain: async (call, at, plainGoal) => (await serving).explain(call, at, plainGoal),
    ahead(known) {
      if (changed || current.state !== 'ready') return;
      changed = true;
      whenQuiet(() => {
        const wanted = changed && current.state === 'ready';
        changed = false;
        if (!wanted) return;
        const call = {lists: [], context: {...known(), tallies: new Map(), signals: []}, now: 0, exploration: NOTHING_EXPLORED};
        void serving.then(worker => worker.ahead(call)).catch(() => undefined);
      });
    },
    kill(reason) {
      life?.end(new InklingError('worker-died', `The worker was ended: ${reason}.`));
    },
    close() {
      drop(closed());
      serving = quiet(Promise.reject<Serving>(closed()));
      if (current.state !== 'closed') change({state: 'closed', ready: null});
    },
  };
}

interface Serving {
  readonly ready: RankerReady;
  readonly rank: (call: RankCall) => Promise<readonly RankedList[]>;
  readonly ahead: (call: RankCall) => Promise<void>;
  readonly explain: (call: RankCall, at: number, plainGoal: Goal) => Promise<readonly Contribution[]>;
}

function whenQuiet(task: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(task, {timeout: QUIET_MS});
  else setTimeout(task, 0);
}

const closed = () => new InklingError('closed', 'The link to the worker is closed; make a new client.');

/** Whoever awaits the promise hears of its failure; the host's page does not. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** What crossed the wall is a plain Error with a name; on this side it is one of ours again. */
function inkling(error: unknown): InklingError {
  if (error instanceof InklingError) return error;
  const {name, message} = error instanceof Error ? error : {name: '', message: String(error)};
  return OURS.test(name) ? new InklingError(name as ErrorName, message, {cause: error}) : new InklingError('worker-failed', `The worker failed unexpectedly: ${name} ${message}`, {cause: error});
}

/** JavaScript's own errors are named in capitals. */
const OURS = /^[a-z]+(-[a-z]+)*$/;
