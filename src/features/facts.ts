/**
 * Every fact that a column can read, by name: the vocabulary that feature schemas are written in. A schema travels with its model, so names are added here, never changed.
 * `<count>` is one of `COUNTS`; a signal is the entity's own, else the account's.
 *
 * | row | facts |
 * |---|---|
 * | history (an interaction) | `kind type surface reason entity-level age lag same-visit embedding.<i>` |
 * | context (a list) | `surface entity-level list-size visit-age idle signal:<namespace>.<name> tally:all.<count> tally:surface.<count>` |
 * | candidates | `type entity-level embedding.<i> server-score server-gap server-rank impact-metric impact-low impact-high impact-mid impact-width horizon spend-change effort age is-list-entity signal:<namespace>.<name> tally:candidate.<count> tally:type.<count> tally:entity.<count>` |
 *
 * Ages are in ms and never negative. `lag` is how much older than the newest interaction one is, and `idle` how old that newest one is: a history encoded by `lag` stays the same until
 * something happens, so that it can be encoded before anybody asks for a list. Without a history `idle` is undefined.
 * `same-visit` and `is-list-entity` are 0 or 1; `server-gap` is the list's best server score less the own; `server-rank` counts
 * the candidates with a better server score, so that neither depends on the order given; impacts are in the unit of the candidate's impact.
 * Of a list without an entity, `entity-level` is `account`.
 */
import {COUNTS, type Count} from '../tally.js';
import {NAMESPACES, type EntityRef, type RankableCandidate, type RecordedInteraction, type Surface, type Tally} from '../types.js';

/** Undefined: there is nothing to read. */
export type Fact = number | string | boolean | undefined;
export type Reader<Row> = (row: Row) => Fact;
/** By `<namespace>.<name>`. */
export type SignalValues = ReadonlyMap<string, number | string | boolean>;

export interface HistoryRow {
  interaction: RecordedInteraction;
  now: number;
  newestAt: number;
  visitStartedAt: number;
}

export interface ContextRow {
  surface: Surface;
  entity: EntityRef | undefined;
  listSize: number;
  visitAge: number;
  idle: number | undefined;
  ownSignals: SignalValues | undefined;
  accountSignals: SignalValues | undefined;
  all: Tally | undefined;
  onSurface: Tally | undefined;
}

export interface CandidateRow {
  candidate: RankableCandidate;
  now: number;
  bestServerScore: number;
  serverRank: number;
  isListEntity: boolean;
  ownSignals: SignalValues | undefined;
  accountSignals: SignalValues | undefined;
  ofCandidate: Tally | undefined;
  ofType: Tally | undefined;
  ofEntity: Tally | undefined;
}

/** What the interaction was about: its card's entity, else that of the host page. */
export function entityOf(interaction: RecordedInteraction): EntityRef | undefined {
  return interaction.candidate?.entity ?? interaction.entity;
}

const HISTORY: Readonly<Record<string, Reader<HistoryRow>>> = {
  kind: row => row.interaction.kind,
  type: row => row.interaction.candidate?.type,
  surface: row => row.interaction.surface,
  reason: row => row.interaction.reason,
  'entity-level': row => entityOf(row.interaction)?.level,
  age: row => Math.max(row.now - row.interaction.at, 0),
  lag: row => Math.max(row.newestAt - row.interaction.at, 0),
  'same-visit': row => row.interaction.at >= row.visitStartedAt,
};

const CONTEXT: Readonly<Record<string, Reader<ContextRow>>> = {
  surface: row => row.surface,
  'entity-level': row => row.entity?.level ?? 'account',
  'list-size': row => row.listSize,
  'visit-age': row => row.visitAge,
  idle: row => row.idle,
};

const CANDIDATE: Readonly<Record<string, Reader<CandidateRow>>> = {
  type: row => row.candidate.type,
  'entity-level': row => row.candidate.entity.level,
  'server-score': row => row.candidate.serverScore,
  'server-gap': row => row.bestServerScore - row.candidate.serverScore,
  'server-rank': row => row.serverRank,
  'impact-metric': row => row.candidate.impact?.metric,
  'impact-low': row => row.candidate.impact?.low,
  'impact-high': row => row.candidate.impact?.high,
  'impact-mid': row => row.candidate.impact && (row.candidate.impact.low + row.candidate.impact.high) / 2,
  'impact-width': row => row.candidate.impact && row.candidate.impact.high - row.candidate.impact.low,
  horizon: row => row.candidate.impact?.horizonDays,
  'spend-change': row => row.candidate.spendChange,
  effort: row => row.candidate.effort,
  age: row => Math.max(row.now - row.candidate.createdAt, 0),
  'is-list-entity': row => row.isListEntity,
};

/** Null where there is no such fact; so below. @param size of the schema's embedding: an embedding of another size is another version's and unreadable [R10]. */
export function historyFact(name: string, size: number): Reader<HistoryRow> | null {
  const index = embeddingIndex(name, size);
  return index === null ? own(HISTORY, name) : row => component(row.interaction.candidate?.embedding, index, size);
}

export function contextFact(name: string): Reader<ContextRow> | null {
  const signal = signalName(name);
  if (signal !== null) return row => row.ownSignals?.get(signal) ?? row.accountSignals?.get(signal);
  const tally = tallyName(name);
  if (tally?.of === 'all') return row => row.all?.[tally.count] ?? 0;
  if (tally?.of === 'surface') return row => row.onSurface?.[tally.count] ?? 0;
  return own(CONTEXT, name);
}

export function candidateFact(name: string, size: number): Reader<CandidateRow> | null {
  const index = embeddingIndex(name, size);
  if (index !== null) return row => component(row.candidate.embedding, index, size);
  const signal = signalName(name);
  if (signal !== null) return row => row.ownSignals?.get(signal) ?? row.accountSignals?.get(signal);
  const tally = tallyName(name);
  if (tally?.of === 'candidate') return row => row.ofCandidate?.[tally.count] ?? 0;
  if (tally?.of === 'type') return row => row.ofType?.[tally.count] ?? 0;
  if (tally?.of === 'entity') return row => row.ofEntity?.[tally.count] ?? 0;
  return own(CANDIDATE, name);
}

function component(embedding: readonly number[] | undefined, index: number, size: number): Fact {
  if (embedding === undefined) return undefined;
  return embedding.length === size ? embedding[index] : NaN;
}

function embeddingIndex(name: string, size: number): number | null {
  const index = /^embedding\.(\d+)$/.exec(name)?.[1];
  return index !== undefined && Number(index) < size ? Number(index) : null;
}

function signalName(name: string): string | null {
  const signal = /^signal:(([a-z]+)\..+)$/.exec(name);
  return signal && NAMESPACES.some(namespace => namespace === signal[2]) ? signal[1] ?? null : null;
}

function tallyName(name: string): {readonly of: string; readonly count: Count} | null {
  const [, of, counted] = /^tally:([a-z]+)\.([a-z]+)$/.exec(name) ?? [];
  const count = COUNTS.find(known => known === counted);
  return of !== undefined && count ? {of, count} : null;
}

function own<Row>(facts: Readonly<Record<string, Reader<Row>>>, name: string): Reader<Row> | null {
  return Object.hasOwn(facts, name) ? facts[name] ?? null : null;
}
