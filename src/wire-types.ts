/** What comes and what is sent: the server's answers, CloudEvents 1.0 and their data [F7] [F8]. Imports types alone. */
import type {Arm, Backend, DismissReason, EntityRef, Head, InteractionKind, Mode, ModelRef, Placement, Surface, Team, WithheldReason} from './types.js';

/** Answer of `POST {endpoint}/candidates`: one list a query, in the server's order. */
export interface CandidatesAnswer {
  readonly lists: readonly {readonly surface: Surface; readonly entity?: EntityRef; readonly candidates: readonly unknown[]}[];
  readonly model?: ModelRef;
  /** Of the candidates' embeddings: one that is not the model's is not used [R10]. */
  readonly embedding?: {readonly version: string};
  /** What the client takes part in where its host names none. */
  readonly experiment?: Experiment;
}

/** Accounts are shared out to arms by a published hash (docs/policy.md), so that a server can compute whose is which. */
export interface Experiment {
  readonly name: string;
  /** Another salt shares out anew. */
  readonly salt?: string;
  /** Shares of all accounts, in this order, together at most 1; whoever is left over takes no part and is ranked as ever. */
  readonly arms: readonly {readonly name: string; readonly mode: Mode; readonly share: number}[];
}

interface CloudEvent<Type extends string, Data> {
  readonly specversion: '1.0';
  /** UUIDv7. */
  readonly id: string;
  /** `/accounts/{account}/users/{user}/devices/{device}` */
  readonly source: string;
  readonly type: Type;
  /** ISO 8601, of the capture. */
  readonly time: string;
  readonly data: Data;
}

/** Columns, not objects: index i of every candidate column is the i-th candidate in the server's order. */
export interface ServedData {
  readonly slateId: string;
  readonly visit: string;
  readonly surface: Surface;
  readonly entity?: EntityRef;
  readonly candidateIds: readonly string[];
  readonly candidateVersions: readonly string[];
  readonly serverScores: readonly number[];
  /** Position on the slate; −1 where withheld. */
  readonly positions: readonly number[];
  /** Calibrated, four significant digits: [head][candidate]; null in the tier `none`. */
  readonly scores: readonly (readonly number[])[] | null;
  readonly utilities: readonly number[];
  /**
   * Conditional, at the step at which the candidate was placed; 0 where withheld or not drawn, and in all modes but `rank`. Their running sum by position
   * is the prefix's. Where `policy.diversity` or `policy.hysteresis` is on they are not a function of the utilities alone: `src/policy/rerank.ts` says how.
   */
  readonly logPropensities: readonly number[];
  readonly logPropensity: number;
  readonly pins: readonly {readonly candidateId: string; readonly position: number}[];
  readonly filters: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
  readonly policy: {readonly id: string; readonly seed: string; readonly temperature: number; readonly window: number; readonly places: number; readonly goal: readonly [number, number, number, number]; readonly diversity?: number; readonly hysteresis?: number};
  /** With hysteresis: position on the slate of this place before it in this visit; −1 for none. */
  readonly previous?: readonly number[];
  readonly model: {readonly name: string; readonly version: number; readonly manifest: string} | null;
  readonly featureSchema: string | null;
  readonly sdk: string;
  readonly backend: Backend;
  readonly mode: Mode;
  /** In the mode `interleave` one a candidate: null where withheld, or pinned by nobody's pick. Else null. */
  readonly team: readonly (Team | null)[] | null;
  readonly arm?: Arm;
  /** The first slate of its visit in which the account takes part in the experiment of `arm`. */
  readonly exposure?: true;
  /** In the mode `shadow`: Kendall's τ between our order and the one shown. */
  readonly agreement?: number;
  /** int8 in base64; only with consent to personalization. */
  readonly context?: string;
  readonly digest?: string;
}

export interface InteractionData {
  readonly kind: InteractionKind;
  readonly visit: string;
  readonly surface?: Surface;
  readonly entity?: Omit<EntityRef, 'name'>;
  readonly placement?: Placement;
  readonly candidateType?: string;
  readonly reason?: DismissReason;
  readonly until?: number;
  readonly value?: number | string;
}

/** Once a visit: how ranking and delivery did since the one before it, in counts and times. No candidate, no entity, no text. */
export interface HealthData {
  readonly visit: string;
  readonly sdk: string;
  /** What serves now. */
  readonly backend: Backend;
  /** Milliseconds that it covers. */
  readonly span: number;
  /** `age`: whole days since it was made. */
  readonly model: {readonly name: string; readonly version: number; readonly manifest: string; readonly age: number} | null;
  /** By who ordered: how often, and milliseconds from asked to ordered. */
  readonly ranks: readonly {readonly tier: Backend; readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number}[];
  /** How often a lower tier than the ranker's answered, and why: an `InklingError` name, or `deadline`, `starting`, `chosen`. */
  readonly fallbacks: readonly {readonly cause: string; readonly count: number}[];
  readonly restarts: number;
  /** How many events left the outbox, and how [F2]. */
  readonly exits: Readonly<Record<'accepted' | 'duplicate' | 'rejected' | 'dropped' | 'expired' | 'wiped', number>>;
  /** Of the lists that were looked at: how many facts the model asks for, how many were missing, and in which columns most. */
  readonly inputs: {
    readonly facts: number;
    readonly missing: number;
    readonly worst: readonly {readonly column: string; readonly share: number}[];
    /** Candidates refused at the door. */
    readonly malformed: number;
    /** Embeddings of another version than the model's. */
    readonly embeddings: number;
  };
  /** By head: the population stability index of the scores against the manifest's reference, and of how many. */
  readonly drift: readonly {readonly head: Head; readonly psi: number; readonly count: number}[];
}

export type ServedEvent = CloudEvent<'inkling.slate.served.v1', ServedData>;
export type InteractionEvent = CloudEvent<'inkling.interaction.v1', InteractionData>;
export type HealthEvent = CloudEvent<'inkling.health.v1', HealthData>;
export type FeedbackEvent = ServedEvent | InteractionEvent | HealthEvent;

/** Answer of `POST {endpoint}/feedback`. */
export interface FeedbackAnswer {
  readonly accepted: readonly string[];
  readonly duplicate: readonly string[];
  readonly rejected: readonly {readonly id: string; readonly reason: string}[];
}
