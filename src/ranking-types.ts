/** The nouns of journey 1 behind the public ones: what the model is made of and what crosses the wall. Imports types alone. */
import type {Contribution} from './insights-types.js';
import type {Backend, EntityRef, Goal, Head, HeadScores, InteractionContext, Mode, Pin, PolicyTrace, RankableCandidate, Surface, Team, WithheldReason} from './types.js';

// ── The feature schema: travels with the model ──────────────────────────────────────────────────────────────────

/**
 * One number of a row. `fact` names what is read (the lists are in `src/features/facts.ts`); with `equals` the column is 1 where the fact
 * equals it, else 0. Otherwise x → transform → (x − mean) / scale → clipped to [min, max]. Missing or non-finite: `default`, in the encoded unit.
 */
export interface Column {
  readonly name: string;
  readonly fact: string;
  readonly equals?: string;
  /** `log` is ln(1 + max(x, 0)); `signed-log` is sign(x)·ln(1 + |x|). */
  readonly transform?: 'linear' | 'log' | 'signed-log';
  readonly mean?: number;
  readonly scale?: number;
  readonly min?: number;
  readonly max?: number;
  readonly default: number;
}

export interface FeatureSchema {
  readonly format: 1;
  readonly version: string;
  readonly embedding: {readonly version: string; readonly size: number};
  /** L of [R1]. */
  readonly historyLength: number;
  readonly history: readonly Column[];
  readonly context: readonly Column[];
  readonly candidates: readonly Column[];
  /** N is padded up to one of these, ascending. */
  readonly buckets: readonly number[];
}

/**
 * The tensors of one run, row-major float32. Index 0 of the history is the newest; padding follows. Masks: 1 real, 0 padding.
 * `context` lies on a grid of 1/16 within ±127/16, so that an int8 carries it without loss.
 */
export interface FeatureBatch {
  /** B, N, L. */
  readonly lists: number;
  readonly candidatesPerList: number;
  readonly historyLength: number;
  /** [1, L, Fh] */
  readonly history: Float32Array;
  /** [1, L] */
  readonly historyMask: Float32Array;
  /** [B, Fc] */
  readonly context: Float32Array;
  /** [B, N, Fx] */
  readonly candidates: Float32Array;
  /** [B, N] */
  readonly candidateMask: Float32Array;
  /** [B, N, L]: 1 where the interaction was about the candidate's entity. */
  readonly sameEntity: Float32Array;
  /** Real candidates in each list. */
  readonly counts: readonly number[];
  /** Inputs that could not be read (non-finite, no number, an embedding of another size) and took their default [R1]. What is merely absent is not counted. */
  readonly replaced: number;
}

/** One list as it is asked to be ranked, behind the door. */
export interface ListToRank {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  /** In the server's order. */
  readonly candidates: readonly RankableCandidate[];
  readonly pinned: readonly Pin[];
  readonly goal: Goal;
  /** Fresh for each slate [P4]. */
  readonly seed: string;
  /** What stood at this place before in this visit, in the order shown: it does not move for less than its uncertainty [P5]. */
  readonly previous?: readonly {readonly candidateId: string; readonly team?: Team}[];
}

// ── The manifest: what was built ────────────────────────────────────────────────────────────────────────────────

export interface ArtifactFile {
  /** Beside the manifest. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** p' = σ(slope · logit(p) + intercept) (Platt 1999, on the logit). */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/** A head of the linear tier: intercept + candidates·w + context·v; probabilities through σ. Calibrated as it stands. */
export interface LinearHead {
  readonly intercept: number;
  /** In the order of `FeatureSchema.candidates`. */
  readonly candidates: readonly number[];
  /** In the order of `FeatureSchema.context`. */
  readonly context: readonly number[];
}

export interface Manifest {
  readonly format: 1;
  readonly name: string;
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** With `history`, the encoder of the history, `model` is the scorer that takes what it gives; without, `model` is the whole network. */
  readonly files: {readonly model: ArtifactFile; readonly history?: ArtifactFile; readonly schema: ArtifactFile; readonly golden: ArtifactFile};
  readonly embedding: {readonly version: string; readonly size: number};
  readonly calibration: Readonly<Record<Exclude<Head, 'impact'>, Calibration>>;
  readonly linear: Readonly<Record<Head, LinearHead>>;
  /** Exploration that suits this model's spread of utilities. */
  readonly exploration?: {readonly temperature: number; readonly window: number; readonly places: number};
  /** Diversity and hysteresis that suit it, in the unit of utility. */
  readonly policy?: {readonly diversity?: number; readonly hysteresis?: number};
  /** ISO 8601: from then on no device uses it. Without, it serves for as long as it is named. */
  readonly expires?: string;
  /** The oldest SDK that knows all that this model needs: `major.minor.patch`. */
  readonly minimumSdk?: string;
  /** What the encoder that it was trained with makes of a known list (`featuresOf`): an SDK that encodes otherwise does not serve it. */
  readonly features?: string;
  /** Of the calibrated scores on held-out lists, by head: what drift is measured against. `shares` are those below, between and from the `edges` up. */
  readonly reference?: Readonly<Partial<Record<Head, {readonly edges: readonly number[]; readonly shares: readonly number[]}>>>;
  /** Versions only go up, unless this is true: then it may take the place of a newer one. */
  readonly mayReplaceNewer?: boolean;
  readonly training: Readonly<Record<string, unknown>>;
}

/** Known inputs with known scores [R7]: float32 little endian in base64; `scores` is [B, N, 5] as the network gives them, before calibration. */
export interface Golden {
  readonly format: 1;
  readonly batches: readonly {
    readonly lists: number;
    readonly candidatesPerList: number;
    readonly historyLength: number;
    readonly history: string;
    readonly historyMask: string;
    readonly context: string;
    readonly candidates: string;
    readonly candidateMask: string;
    readonly sameEntity: string;
    readonly scores: string;
  }[];
}

// ── Across the wall ─────────────────────────────────────────────────────────────────────────────────────────────

export interface RankerSetup {
  /** Absolute URL of the manifest. */
  readonly manifest: string;
  /** Forced, or null: the best that works here. */
  readonly backend: 'webgpu' | 'wasm' | null;
  /** Absolute URL of the folder of ORT's wasm files; beside the worker when left out. */
  readonly wasm?: string;
  /** Provider timings kept by the page: `${adapter}|${manifest}|${sdk}` → backend. */
  readonly calibrated?: Readonly<Record<string, 'webgpu' | 'wasm'>>;
}

export interface RankerReady {
  readonly backend: 'webgpu' | 'wasm';
  /** Largest absolute difference from the golden scores. */
  readonly goldenDifference: number;
  readonly timings: Readonly<Record<string, number>>;
  /** To be kept by the page and passed in next time; null when nothing was timed. */
  readonly calibration: {readonly key: string; readonly backend: 'webgpu' | 'wasm'} | null;
  /** What was tried and did not serve, for `status`. */
  readonly refused: readonly {readonly backend: Backend; readonly reason: string; readonly detail: string}[];
  /** Files of the cache that were not what their names say, and were thrown away. */
  readonly poisoned?: number;
  /** Name of the Web Lock that the worker holds for life; none where there are no locks. */
  readonly lock?: string;
}

export interface RankCall {
  readonly lists: readonly ListToRank[];
  readonly context: InteractionContext;
  /** Epoch ms. */
  readonly now: number;
  readonly exploration: {readonly temperature: number; readonly window: number; readonly places: number; readonly id: string};
  /** Candidates' own constraints alone, and the plain draw, when left out. */
  readonly policy?: PolicySettings;
  /** What is made of it on the page; the worker does not hear of it. `rank` when left out. */
  readonly mode?: Mode;
}

/** What a dismissal hides and what tires: this card, all about this entity, all of this type. */
export type Scope = 'candidate' | 'entity' | 'type';

/** What the policy minds beside utility and the draw. */
export interface PolicySettings {
  /** λ of [P3], in the unit of utility: what a card loses that is like one above it in every way. 0 is none. */
  readonly diversity: number;
  /** δ of [P5], in the unit of utility: a difference below it moves nothing. 0 is none. */
  readonly hysteresis: number;
  readonly scopes: readonly Scope[];
}

export interface RankedItem {
  readonly candidateId: string;
  readonly serverPosition: number;
  readonly scores: HeadScores | null;
  readonly utility: number;
  readonly logPropensity: number;
  readonly pinned: boolean;
  readonly team?: Team;
}

export interface RankedList {
  /** What scored it. */
  readonly tier: Backend;
  /** In the order shown. */
  readonly items: readonly RankedItem[];
  readonly withheld: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
  readonly policy: PolicyTrace;
  readonly logPropensity: number;
  /** In the mode `shadow`. */
  readonly agreement?: number;
  /** Encoded context of this list, in steps of 1/16; null in the tier `none`. */
  readonly contextVector: Int8Array | null;
  /** Of this list's encoding; a re-encoding that differs is dropped and counted [F8]. Null in the tier `none`. */
  readonly digest: string | null;
  readonly replaced: number;
  readonly timings: Readonly<Record<string, number>>;
}

/** A call or an answer while it crosses the wall: written and read in `src/crossing.ts` alone. */
export interface Packed {
  readonly strings: readonly string[];
  readonly numbers: Float64Array;
}

export interface RankAnswer extends Packed {
  /** What the worker's WebAssembly holds by now: it grows and never shrinks. */
  readonly heapBytes?: number;
}

/** All that the worker can be asked. */
export interface Ranker {
  start(setup: RankerSetup): Promise<RankerReady>;
  /** A packed `RankCall` in, packed `RankedList`s out, one a list. */
  rank(call: Packed): Promise<RankAnswer>;
  /** A packed `RankCall` without lists: its history is encoded now, for the lists that will be asked for. */
  ahead(call: Packed): Promise<void>;
  /** Why the candidate `at` of the call's one list is worth what it is worth; `plainGoal` is nobody's in particular. */
  explain(call: Packed, at: number, plainGoal: Goal): Promise<readonly Contribution[]>;
}
