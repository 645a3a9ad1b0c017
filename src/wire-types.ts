/** What is sent: CloudEvents 1.0 and their data [F7] [F8]. Imports types alone. */
import type {Backend, DismissReason, EntityRef, InteractionKind, Placement, Surface, WithheldReason} from './types.js';

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
  /** Conditional, at the step at which the candidate was placed; 0 where withheld or not drawn. */
  readonly logPropensities: readonly number[];
  readonly logPropensity: number;
  readonly pins: readonly {readonly candidateId: string; readonly position: number}[];
  readonly filters: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
  readonly policy: {readonly id: string; readonly seed: string; readonly temperature: number; readonly window: number; readonly places: number; readonly goal: readonly [number, number, number, number]};
  readonly model: {readonly name: string; readonly version: number; readonly manifest: string} | null;
  readonly featureSchema: string | null;
  readonly sdk: string;
  readonly backend: Backend;
  readonly mode: 'rank';
  readonly team: null;
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

export type ServedEvent = CloudEvent<'inkling.slate.served.v1', ServedData>;
export type InteractionEvent = CloudEvent<'inkling.interaction.v1', InteractionData>;
export type FeedbackEvent = ServedEvent | InteractionEvent;

/** Answer of `POST {endpoint}/feedback`. */
export interface FeedbackAnswer {
  readonly accepted: readonly string[];
  readonly duplicate: readonly string[];
  readonly rejected: readonly {readonly id: string; readonly reason: string}[];
}
