/** What a page can ask of Inkling, and what it hears back. Imports types alone. */
import type {Cause} from './causes.js';
import type {Backend, Candidate, Goal, Interaction, InteractionKind, ModelRef, Placement, Query, RankRequest, RecordedInteraction, Signal, Slate} from './types.js';
import type {Experiment, HealthData} from './wire-types.js';
export type {Cause} from './causes.js';

export interface Consent {
  /** Feedback may be stored and sent. */
  readonly measurement: boolean;
  /** History may outlive the page; the context vector and host actions may travel. */
  readonly personalization: boolean;
}

/** `durable`: on disk. `false`: only in memory, `reason` says why. */
export interface Receipt {
  readonly id: string;
  readonly durable: boolean;
  readonly reason?: 'no-consent' | 'no-storage' | 'closed' | 'invalid' | 'forgotten';
}

export interface FlushReport {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly left: number;
}

/** How things stand; a new object at each change, with a `status` event. */
export interface Status {
  readonly state: 'starting' | 'ready' | 'closed';
  /** What orders slates now. */
  readonly backend: Backend;
  /** Why not a better one, or why there is no list: an `InklingError` name such as `worker-died`, `model-digest`, `no-wasm`, `worker-cross-origin`, `no-answer`; null when nothing is amiss. */
  readonly reason: string | null;
  /** What happened, why, what to do; for `debug`. */
  readonly detail: string | null;
  readonly model: {readonly name: string; readonly version: number; readonly manifest: string} | null;
  readonly feedback: 'on' | 'off' | 'paused';
  readonly storage: 'disk' | 'memory';
  readonly restarts: number;
}

export interface InspectQuery {
  /** How many of the newest interactions to include; 64 when left out. */
  readonly interactions?: number;
  /** Counts all that is kept, which takes a moment: `kept`. */
  readonly all?: boolean;
}

export interface Inspection {
  readonly status: Status;
  /** As it holds now: Global Privacy Control counts as no. */
  readonly consent: Consent;
  readonly goal: Insights['goal'];
  /** On disk, where `all` was asked for and history may outlive the page. */
  readonly kept?: Kept;
  readonly interactions: readonly RecordedInteraction[];
  readonly signals: readonly Signal[];
  /** Newest last, at most 64. */
  readonly slates: readonly Slate[];
  readonly outbox: OutboxCounts;
  readonly health: {
    readonly ranks: Readonly<Record<Backend, number>>;
    readonly missedDeadlines: number;
    readonly restarts: number;
    readonly malformedCandidates: number;
    readonly replacedInputs: number;
    /** Embeddings of another version than the model's, left out [R10]. */
    readonly droppedEmbeddings: number;
    readonly lastRankMs: number | null;
  };
}

export interface Kept {
  readonly interactions: Readonly<Partial<Record<InteractionKind, number>>>;
  /** Epoch ms of the oldest; null where there is none. */
  readonly since: number | null;
}

/** What one cause brings to a card. */
export interface Contribution {
  readonly cause: Cause;
  /** In the unit of utility: by how much the card's lead over the mean of its list's others would shrink without it. Negative: it holds the card back. */
  readonly amount: number;
}

/** Why a card stands where it stands. */
export interface Explanation {
  /** Who ordered its list; with `none` it is the platform's order, and there are no contributions. */
  readonly tier: Backend;
  /** The largest first. */
  readonly contributions: readonly Contribution[];
  /** From the top, counted from 0: as shown, as the server had it, and as the scores alone would have it. */
  readonly position: number;
  readonly serverPosition: number;
  readonly scorePosition: number;
  /** It kept the place where it was seen. */
  readonly pinned: boolean;
  /** With which it was drawn for its place, given those above; null where nothing was drawn there. */
  readonly chance: number | null;
}

/** Every exit of the outbox is counted [F2]. */
export interface OutboxCounts {
  readonly waiting: number;
  readonly bytes: number;
  readonly setAside: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly dropped: number;
  readonly expired: number;
  readonly wiped: number;
  /** Of those dropped: how many of each kind of interaction; `slate` and `health` are the other events. */
  readonly droppedKinds: Readonly<Record<string, number>>;
}

export interface InsightsEvents {
  /** `client.status` changed. */
  status: CustomEvent<Status>;
  /** A neural slate is ready for a request that a lower tier had to answer. */
  'better-slate': CustomEvent<{readonly slate: Slate; readonly replaces: string}>;
  /** Something was recorded here or in another tab: widgets hide what was dismissed or applied [W10]. */
  interaction: CustomEvent<RecordedInteraction>;
  /** The advertiser chose a goal, here or in another tab. */
  goal: CustomEvent<Insights['goal']>;
  /** All that was kept is deleted, at the wish of this page or of another tab. */
  forgotten: CustomEvent<null>;
}

/** The kinds of fault that the SDK met and dealt with; docs/delivery.md says what each means for the host. */
export type LogCode =
  // Sending
  | 'NET_DOWN' | 'SRV_RETRY' | 'SRV_THROTTLE' | 'ACK_BAD' | 'AUTH_PAUSED' | 'EVT_TOO_BIG' | 'EVT_REJECTED' | 'EVT_EXPIRED' | 'EVT_DROPPED' | 'LOCK_STOLEN' | 'LOCKS_NONE' | 'CLOCK_JUMP'
  // Storage
  | 'QUOTA' | 'IDB_OFF' | 'IDB_REOPENED' | 'IDB_RESET' | 'IDB_BLOCKED' | 'IDB_NEWER' | 'ROW_BAD' | 'RECOVERED'
  // The worker, and what it runs
  | 'WORKER_FAIL' | 'WORKER_RESTART' | 'WORKER_HUNG' | 'EP_WASM' | 'EP_INIT' | 'EP_MISMATCH' | 'GPU_LOST' | 'SCORES_BAD'
  | 'MODEL_TOO_BIG' | 'MODEL_REJECTED' | 'MODEL_FETCH' | 'MANIFEST_REJECTED' | 'CACHE_BAD'
  // What comes in, and who is there
  | 'CAND_BAD' | 'CAND_FETCH' | 'URL_BLOCKED' | 'DUP_SDK' | 'ACCT_SWITCH' | 'ERASED' | 'MSG_DENIED' | 'ENV_PATCHED' | 'INSECURE';

/** One kind of fault, told to the host: how often since it was last told, and a sentence that names no person, candidate or value. */
export interface LogRecord {
  readonly code: LogCode;
  readonly count: number;
  readonly detail: string;
}

/** What a page can ask. */
export interface Insights extends EventTarget {
  /** Never rejects; settles when the first backend serves or all have failed. */
  readonly ready: Promise<Status>;
  readonly status: Status;
  /** Asks the server for candidates, then ranks them. Rejects with an `InklingError` when the server does not answer. */
  suggest(query: Query): Promise<Slate>;
  /** Always resolves, within the answer deadline; `slate.tier` says who ordered it. */
  rank(request: RankRequest): Promise<Slate>;
  /** Why this card stands where it stands; null where its list is no longer the newest of its place, or what ordered it does not answer. Never rejects. */
  explain(placement: Placement): Promise<Explanation | null>;
  /**
   * What may be shown there now, in the server's order: nothing is ranked, served or logged. Asks the server where no candidates are given, and rejects as `suggest`.
   */
  peek(request: Query | RankRequest): Promise<readonly Candidate[]>;
  /** Never rejects. */
  record(interaction: Interaction): Promise<Receipt>;
  observe(signals: readonly Signal[]): Promise<void>;
  inspect(query?: InspectQuery): Promise<Inspection>;
  flush(): Promise<FlushReport>;
  /** Deletes the database and all that is queued, here and in other tabs; what is being sent is cut off. */
  forget(): Promise<void>;
  setConsent(consent: Consent): Promise<void>;
  /** The host's: what counts until the advertiser chooses. */
  setGoal(goal: Goal): void;
  /** What orders now. */
  readonly goal: {readonly weights: Goal; readonly chosen: boolean};
  /** The advertiser's own, remembered on this device where personalization is allowed; null goes back to the host's. */
  chooseGoal(goal: Goal | null): void;
  close(): Promise<void>;
  addEventListener<K extends keyof InsightsEvents>(type: K, listener: (event: InsightsEvents[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof InsightsEvents>(type: K, listener: (event: InsightsEvents[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

export interface InsightsOptions {
  /** The account and user that all of this belongs to: one database each. */
  readonly account: string;
  readonly user?: string;
  /** Such as `/inkling/v1`, or absolute. */
  readonly endpoint: string;
  /** Bearer token; or a function asked again after a 401. */
  readonly token?: string | (() => string | Promise<string>);
  /** The manifest to start with, before the server names one. */
  readonly model?: ModelRef;
  /** Up to two Ed25519 public keys, raw, in base64: where there are any, a model serves only if one of them signed its manifest. */
  readonly modelKeys?: readonly string[];
  readonly goal?: Goal;
  /** Both off when left out. */
  readonly consent?: Consent;
  /** Forces one backend. */
  readonly backend?: Backend;
  /** Milliseconds: `answer` (100) until a lower tier answers a rank; `hang` (3000) until the worker is killed; `start` (20000) for loading. */
  readonly deadlines?: {readonly answer?: number; readonly hang?: number; readonly start?: number};
  /** Where the files lie, if not beside the script. */
  readonly assets?: {readonly worker?: string; readonly wasm?: string};
  readonly createWorker?: () => Worker;
  /** Told of faults that were met and dealt with: each code at once, then at most once a minute with what came meanwhile. */
  readonly onLog?: (record: LogRecord) => void;
  /** Epoch ms. */
  readonly clock?: () => number;
  /** Uniform on [0, 1). */
  readonly random?: () => number;
  /** Exploration [P4]; the manifest's, then the SDK's own, when left out. */
  readonly exploration?: {readonly temperature?: number; readonly window?: number; readonly places?: number};
  /** λ of diversity [P3] and δ of hysteresis [P5], in the unit of utility; the manifest's, then the SDK's own, when left out. 0 turns one off. */
  readonly policy?: {readonly diversity?: number; readonly hysteresis?: number};
  /** Before any that the server names. */
  readonly experiment?: Experiment;
  /** Hears of each health event that is made: once a visit, with consent to measurement. */
  readonly onHealth?: (health: HealthData) => void;
}
