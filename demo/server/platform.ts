/** What this server asks of the ads platform behind it. The demo's platform is the simulated world; a real one takes its place here. */
import type {Candidate, EntityRef, Signal, Surface} from '../../src/types.js';

export interface PlatformAccount {
  readonly id: string;
  readonly name: string;
  readonly vertical: string;
  readonly currency: string;
  readonly campaigns: readonly {readonly id: string}[];
}

/** `undoUntil` in epoch ms; `campaign` as it is now. */
export interface Applied {
  readonly applicationId: string;
  readonly undoUntil: number;
  readonly campaign: unknown;
}

/** Why an apply was refused, and the candidate as it is now, where it still is. */
export interface Conflict {
  readonly conflict: 'unknown' | 'changed';
  readonly candidate: Candidate | null;
}

/** The value may not be applied: what it must be, such as `must be 21 to 60 in steps of 1`. */
export interface Refusal {
  readonly unacceptable: string;
}

/** Times are epoch ms. Calls about an account that is not among `accountIds` may throw. */
/** What came of one apply; times are epoch ms, figures per cent. */
export interface AppliedOutcome {
  readonly applicationId: string;
  readonly metric: string;
  readonly predicted: {readonly low: number; readonly high: number};
  readonly realised: number | null;
  readonly appliedAt: number;
  readonly knownAt: number;
}

export interface Platform {
  readonly accountIds: readonly string[];
  /** Of the candidates' embeddings: where a model was trained on others, they are not used. */
  readonly embedding: {readonly version: string};
  /** As it is at `now`; the clock's when left out. */
  account(id: string, now?: number): PlatformAccount;
  /** In the server's own order. */
  candidates(accountId: string, surface: Surface, entity: EntityRef | undefined, now: number): readonly Candidate[];
  /** What a host page would observe. */
  signals(accountId: string, now: number): readonly Signal[];
  /** Newest day last. */
  report(accountId: string, campaignId: string | undefined, days: number, now: number): readonly unknown[];
  apply(accountId: string, candidateId: string, version: string, value: number | string | undefined, now: number): Applied | Conflict | Refusal;
  /** False where its time is over. */
  undo(accountId: string, applicationId: string, now: number): boolean;
  editBudget(accountId: string, campaignId: string, dailyBudget: number, now: number): unknown;
  /** Of applies whose horizon is over. */
  outcomes(accountId: string, now: number): readonly AppliedOutcome[];
  /** Of the others, with `realised` null; a platform that does not tell has none. */
  underway?(accountId: string, now: number): readonly AppliedOutcome[];
}
