/** The nouns of Inkling, in the order in which a suggestion meets them. Imports nothing. */

// ── The closed lists ────────────────────────────────────────────────────────────────────────────────────────────

/** A named place on the host page. */
export const SURFACES = ['campaign-list', 'campaign-row', 'campaign-page', 'budget-editor', 'reporting', 'assistant', 'sales'] as const;
export type Surface = (typeof SURFACES)[number];

/** What happens on a card. */
export const CARD_KINDS = ['impression', 'open', 'apply', 'applied', 'apply-failed', 'dismiss', 'snooze', 'undo', 'outcome'] as const;
/** What the advertiser is busy with on the host page. */
export const HOST_KINDS = ['navigate', 'edit', 'report', 'search'] as const;
export type CardKind = (typeof CARD_KINDS)[number];
export type HostKind = (typeof HOST_KINDS)[number];
export type InteractionKind = CardKind | HostKind;

export const DISMISS_REASONS = ['not-relevant', 'not-now', 'too-expensive', 'already-doing', 'do-not-trust', 'wrong-facts'] as const;
export type DismissReason = (typeof DISMISS_REASONS)[number];

/**
 * How slates come about [P7]. `rank`: as the policy draws them, by known chances. `shadow`: the server's order is shown, ours is only compared with it.
 * `interleave`: a team draft of both orders. `holdout`: the server's order, nothing ranked.
 */
export const MODES = ['rank', 'shadow', 'interleave', 'holdout'] as const;
export type Mode = (typeof MODES)[number];

/** Whose pick a card of an interleaved slate was. */
export const TEAMS = ['ours', 'server'] as const;
export type Team = (typeof TEAMS)[number];

export const NAMESPACES = ['account', 'campaign', 'performance', 'market', 'workflow', 'interaction'] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** What computes the scores; `none` leaves the server's order. Best first. */
export const BACKENDS = ['webgpu', 'wasm', 'linear', 'none'] as const;
export type Backend = (typeof BACKENDS)[number];

/**
 * Probability heads first. `apply` is applied and kept: an undo takes it back. `undo` is of what was applied. `impact` is the expected realised impact of
 * applying on the candidate's metric, as a share of the account's week (0.02 is two per cent); the goal's weight is the policy's to apply.
 */
export const HEADS = ['open', 'apply', 'dismiss', 'undo', 'impact'] as const;
export type Head = (typeof HEADS)[number];
export type HeadScores = Readonly<Record<Head, number>>;

// ── A candidate ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What a suggestion or an interaction is about. Ids are unique within a level. */
export interface EntityRef {
  readonly level: 'account' | 'campaign' | 'ad-group' | 'ad' | 'keyword' | 'audience' | 'tag';
  readonly id: string;
  /** Shown to people, never sent back. */
  readonly name?: string;
}

/** A predicted change as an 80 % interval in `unit` over `horizonDays`; `low` ≤ `high`. */
export interface Impact {
  readonly metric: string;
  readonly low: number;
  readonly high: number;
  readonly unit: 'percent' | 'count' | 'money';
  readonly horizonDays: number;
}

/** The change that an apply makes. `options` are other values that the server would accept. */
export interface Change {
  readonly field: string;
  readonly current: number | string | null;
  readonly recommended: number | string;
  readonly options?: readonly (number | string)[];
  readonly unit?: 'money' | 'percent' | 'count' | 'text';
  /** Where one of these is given, so is every number from `min` to `max`, in `unit`, in steps of `step` (above 0, counted from `min`, else from 0). */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

/** A suggestion that may be shown, not yet ranked. All text is text, never markup. */
export interface Candidate {
  readonly id: string;
  /** Optimistic lock: what an apply must name. */
  readonly version: string;
  readonly type: string;
  readonly entity: EntityRef;
  readonly headline: string;
  /** One line with numbers and dates. */
  readonly reason: string;
  readonly impact?: Impact;
  /** Change of spend, in the account's currency a day; negative saves. */
  readonly spendChange?: number;
  /** ISO 4217. */
  readonly currency?: string;
  /** Minutes of the advertiser's time. */
  readonly effort?: number;
  readonly change?: Change;
  /** The server's own score: the prior. Higher is better; any finite number. */
  readonly serverScore: number;
  /** Content embedding, of the version that the model names. */
  readonly embedding?: readonly number[];
  /** Epoch ms; never shown at or after `expiresAt`. */
  readonly createdAt: number;
  readonly expiresAt?: number;
  /** At most one of a group is shown. */
  readonly exclusiveGroup?: string;
  /** http(s), or a path on the host's own origin. */
  readonly link?: string;
}

/** What the ranker reads of a candidate: no text for people crosses the wall. */
export type RankableCandidate = Omit<Candidate, 'headline' | 'reason' | 'link' | 'change' | 'currency' | 'version'>;

/** What a page asks the server for. */
export interface Query {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  readonly goal?: Goal;
  readonly pinned?: readonly Pin[];
  readonly order?: Order;
}

/** Whose: ours, or the server's because the advertiser asked to see it. The latter is served in the mode `shadow`. */
export type Order = 'ranked' | 'platform';

/** Which model the server wants served: the manifest's URL (absolute or relative to the endpoint) ends in `manifest-<sha256>.json`. */
export interface ModelRef {
  readonly name: string;
  readonly version: number;
  readonly manifest: string;
}

/** The advertiser's own weights over objectives, each 0 to 1. */
export interface Goal {
  readonly results: number;
  readonly cost: number;
  readonly reach: number;
  readonly effort: number;
}

/** A card that must keep its place. */
export interface Pin {
  readonly candidateId: string;
  readonly position: number;
}

export interface RankRequest {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  /** In the server's order. Checked at the door: bad ones are counted and left out. */
  readonly candidates: readonly unknown[];
  readonly pinned?: readonly Pin[];
  readonly goal?: Goal;
  readonly order?: Order;
}

// ── A slate ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ties an interaction to the ranking that caused it; handed back untouched. Position 0 is the top. */
export interface Placement {
  readonly slateId: string;
  readonly candidateId: string;
  readonly position: number;
}

export interface SlateItem {
  readonly candidate: Candidate;
  readonly placement: Placement;
  /** Position in the server's list. */
  readonly serverPosition: number;
  /** Calibrated; null where the tier is `none`. */
  readonly scores: HeadScores | null;
  readonly utility: number;
  /** ln of the chance of this card at this step, given the cards before it; 0 where there was no choice. */
  readonly logPropensity: number;
  readonly pinned: boolean;
  /** In the mode `interleave`; a pinned card keeps the team that brought it. */
  readonly team?: Team;
}

export type WithheldReason = 'expired' | 'snoozed' | 'dismissed' | 'applied' | 'exclusive' | 'fatigue';

/** How the order was made: enough to make it again. */
export interface PolicyTrace {
  readonly id: string;
  readonly seed: string;
  /** τ of [P4]; 0 means that nothing was explored. */
  readonly temperature: number;
  /** w of [P4], in the unit of utility. */
  readonly window: number;
  /** K of [P4]. */
  readonly places: number;
  readonly goal: Goal;
  /** λ of maximal marginal relevance [P3], and δ of [P5], in the unit of utility; 0 or left out: none. */
  readonly diversity?: number;
  readonly hysteresis?: number;
}

/** An account's place in an experiment: a function of account, name and salt alone. */
export interface Arm {
  readonly experiment: string;
  readonly salt: string;
  readonly arm: string;
}

/** The ordered list as served. */
export interface Slate {
  readonly slateId: string;
  readonly surface: Surface;
  readonly entity?: EntityRef;
  /** Epoch ms. */
  readonly at: number;
  /** Who ordered it. */
  readonly tier: Backend;
  readonly mode: Mode;
  /** Where the account takes part in an experiment. */
  readonly arm?: Arm;
  /** Kendall's τ between our order and the server's, in the mode `shadow`. */
  readonly agreement?: number;
  readonly items: readonly SlateItem[];
  readonly withheld: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
  /** Candidates that were refused at the door, with what was wrong. */
  readonly malformed: readonly string[];
  readonly policy: PolicyTrace;
  /** ln of the chance of the whole drawn prefix: the sum of the conditionals. */
  readonly logPropensity: number;
  readonly model: {readonly name: string; readonly version: number; readonly manifest: string} | null;
  /** Milliseconds by stage, as measured where the stage ran. */
  readonly timings: Readonly<Record<string, number>>;
}

// ── What happened ───────────────────────────────────────────────────────────────────────────────────────────────

export interface Interaction {
  readonly kind: InteractionKind;
  /** Where on the host page; with a placement, the slate's. */
  readonly surface?: Surface;
  readonly entity?: EntityRef;
  /** On a card: as the slate gave it. */
  readonly placement?: Placement;
  /** On a card: what the ranker remembers of it. */
  readonly candidate?: Pick<Candidate, 'id' | 'type' | 'entity' | 'embedding'>;
  /** Of a dismissal. */
  readonly reason?: DismissReason;
  /** Of a snooze: epoch ms. */
  readonly until?: number;
  /** Of an apply: the value that was chosen. Of an outcome: the realised impact on the candidate's metric, in per cent of the account's week. */
  readonly value?: number | string;
  /** Epoch ms; the client's clock when left out. */
  readonly at?: number;
}

/** As kept on the device. */
export interface RecordedInteraction extends Interaction {
  /** UUIDv7; also the id of its feedback event. */
  readonly id: string;
  readonly at: number;
  readonly visit: string;
}

/** One fact of the context layer. */
export interface Signal {
  readonly namespace: Namespace;
  /** The account itself when left out. */
  readonly entity?: EntityRef;
  readonly name: string;
  readonly value: number | string | boolean;
  /** Epoch ms, the client's clock when left out; its time to live in ms, 24 h when left out. */
  readonly observedAt?: number;
  readonly timeToLive?: number;
}

/** Decayed counts (half-life in `src/context/summarize.ts`) as of `at`, and what hides the thing they are about. */
export interface Tally {
  readonly at: number;
  readonly impressions: number;
  readonly opens: number;
  readonly applies: number;
  readonly dismissals: number;
  readonly undos: number;
  readonly snoozes: number;
  /** Host actions. */
  readonly edits: number;
  /**
   * Set on candidates, and by some dismissals on entities and types: hidden until this (epoch ms; Infinity for good) and why. `by`: the candidate whose
   * dismissal hid an entity or a type, and whose undo shows it again.
   */
  readonly hidden?: {readonly until: number; readonly reason: 'snoozed' | 'dismissed' | 'applied'; readonly by?: string};
  /** Set on types: impressions since the last answer, within the day that began at `since` (epoch ms). */
  readonly day?: {readonly since: number; readonly shown: number};
}

/** What the ranker is told of the past. Structured-cloneable; made by `summarize`, the same in the page and in training. */
export interface InteractionContext {
  /** Newest last, at most 200: each model reads the newest of them that its schema asks for. */
  readonly history: readonly RecordedInteraction[];
  /** Keys: `candidate:<id>`, `type:<type>`, `entity:<level>/<id>`, `surface:<surface>`, `all`. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Live signals, newest of each (namespace, entity, name). */
  readonly signals: readonly Signal[];
  readonly visitStartedAt: number;
}
