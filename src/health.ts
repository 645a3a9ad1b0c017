/**
 * How ranking and delivery did on this device: gathered as it happens, made into one event a visit at the page's first hiding, and told to the host.
 * Counts and times alone, never a candidate, an entity or a text. Loaded when there is consent to measurement and something was ranked.
 */
import {encode} from './features/encode.js';
import {sourceOf} from './feedback/owner.js';
import type {OutboxCounts} from './insights-types.js';
import type {Keeper} from './keeper.js';
import type {Ordering} from './ordering.js';
import type {FeatureSchema, RankCall} from './ranking-types.js';
import {BACKENDS, HEADS} from './types.js';
import type {Backend, Head, Slate} from './types.js';
import {SDK_VERSION} from './version.js';
import type {HealthData, HealthEvent} from './wire-types.js';

/** One call of the ranker. */
export interface Ranked {
  readonly call: RankCall;
  readonly slates: readonly Slate[];
  /** From asked to ordered. */
  readonly ms: number;
  /** The worker was asked, and a lower tier answered in its stead. */
  readonly late: boolean;
}

export interface HealthOptions {
  readonly keeper: Keeper;
  readonly ordering: Ordering;
  readonly clock: () => number;
  readonly newId: (now: number) => string;
  /** Since the page began. */
  readonly counted: () => {readonly malformedCandidates: number; readonly droppedEmbeddings: number};
  readonly onHealth: ((health: HealthData) => void) | undefined;
}

const NOTE = 'health';
const DAY_MS = 86_400_000;
/** Enough for quantiles; the newest of a long visit. */
const MOST_TIMES = 2000;
/** What is missing is counted in the first list, then in one of so many: it costs a second encoding. */
const LOOKED_AT_EACH = 20;
const WORST_COLUMNS = 5;
/** Fewer scores say nothing of a shift. */
const LEAST_SCORES = 50;
/** A bin that is empty would make the index infinite. */
const LEAST_SHARE = 1e-4;

type Exits = Pick<OutboxCounts, 'accepted' | 'duplicate' | 'rejected' | 'dropped' | 'expired' | 'wiped'>;

export function createHealth({keeper, ordering, clock, newId, counted, onHealth}: HealthOptions) {
  let since = clock();
  let times = new Map<Backend, number[]>();
  let fallbacks = new Map<string, number>();
  let looked = {facts: 0, missing: 0, columns: new Map<string, {facts: number; missing: number}>()};
  let scores = new Map<Head, number[]>();
  let calls = 0;
  let before = {restarts: 0, malformedCandidates: 0, droppedEmbeddings: 0};
  let exits: OutboxCounts | null = null;

  const count = async () => {
    exits = await keeper.counts().catch(() => exits);
  };
  void count();

  const causeOf = (tier: Backend, late: boolean): string | null => {
    if (tier === 'webgpu' || tier === 'wasm') return null;
    if (late) return 'deadline';
    return ordering.error?.name ?? (ordering.settled ? 'chosen' : 'starting');
  };

  return {
    ranked({call, slates, ms, late}: Ranked) {
      if (!keeper.consent.measurement || slates.length === 0) return;
      const tier = slates[0]?.tier ?? 'none';
      const known = times.get(tier) ?? [];
      known.push(ms);
      times.set(tier, known.slice(-MOST_TIMES));
      const cause = causeOf(tier, late);
      if (cause !== null) fallbacks.set(cause, (fallbacks.get(cause) ?? 0) + 1);
      const schema = ordering.loaded?.schema;
      if (schema && calls++ % LOOKED_AT_EACH === 0) look(call, schema);
      if (cause === null) gather(slates);
      void count();
    },

    /** The page may be about to go: the event, where this visit has had none. Sync, so that it leaves with what else waits. */
    event(): HealthEvent | null {
      const visit = keeper.touch().id;
      const noted = (keeper.noted(NOTE) ?? {}) as {readonly visit?: string; readonly exits?: Partial<Exits>};
      if (!keeper.consent.measurement || times.size === 0 || noted.visit === visit) return null;
      const now = clock();
      const data = dataOf(visit, now, noted.exits ?? {});
      keeper.note(NOTE, {visit, exits: exitsOf(exits)});
      [since, times, fallbacks, scores] = [now, new Map(), new Map(), new Map()];
      looked = {facts: 0, missing: 0, columns: new Map()};
      before = {...counted(), restarts: ordering.restarts};
      // Async, so that what a host's function throws reaches nobody.
      void (async () => onHealth?.(data))().catch(() => undefined);
      return {specversion: '1.0', id: newId(now), source: sourceOf(keeper.owner), type: 'inkling.health.v1', time: new Date(now).toISOString(), data};
    },
  };

  function dataOf(visit: string, now: number, told: Partial<Exits>): HealthData {
    const {model, loaded} = ordering;
    const made = Date.parse(loaded?.manifest.createdAt ?? '');
    const left = exitsOf(exits);
    const {malformedCandidates, droppedEmbeddings} = counted();
    return {
      visit, sdk: SDK_VERSION, backend: ordering.backend, span: Math.max(Math.round(now - since), 0),
      model: model && {name: model.name, version: model.version, manifest: model.manifest, age: Number.isFinite(made) ? Math.max(Math.floor((now - made) / DAY_MS), 0) : 0},
      ranks: BACKENDS.flatMap(tier => {
        const all = times.get(tier);
        return all ? [{tier, count: all.length, p50: quantile(all, 0.5), p95: quantile(all, 0.95), p99: quantile(all, 0.99)}] : [];
      }),
      fallbacks: [...fallbacks].map(([cause, times]) => ({cause, count: times})),
      restarts: ordering.restarts - before.restarts,
      // What is counted on disk outlives pages; after a deletion it begins at 0 again.
      exits: Object.fromEntries(Object.entries(left).map(([name, total]) => [name, total >= (told[name as keyof Exits] ?? 0) ? total - (told[name as keyof Exits] ?? 0) : total])) as unknown as Exits,
      inputs: {
        facts: looked.facts, missing: looked.missing, malformed: malformedCandidates - before.malformedCandidates, embeddings: droppedEmbeddings - before.droppedEmbeddings,
        worst: [...looked.columns].map(([column, of]) => ({column, share: rounded(of.missing / of.facts)})).filter(({share}) => share > 0).sort((a, b) => b.share - a.share).slice(0, WORST_COLUMNS),
      },
      drift: driftOf(),
    };
  }

  /** What takes its column's default: encoded under two defaults, it is what differs. */
  function look({lists: [list], context, now}: RankCall, schema: FeatureSchema) {
    if (!list) return;
    const [low, high] = [-1, 1].map(value => encode([list], context, {...schema, context: schema.context.map(column => ({...column, default: value})), candidates: schema.candidates.map(column => ({...column, default: value}))}, now));
    if (!low || !high) return;
    const compare = (columns: FeatureSchema['context'], one: Float32Array, other: Float32Array, rows: number) => {
      for (let cell = 0; cell < rows * columns.length; cell++) {
        const {name = ''} = columns[cell % columns.length] ?? {};
        const column = looked.columns.get(name) ?? {facts: 0, missing: 0};
        const missing = one[cell] === other[cell] ? 0 : 1;
        looked.columns.set(name, {facts: column.facts + 1, missing: column.missing + missing});
        looked.facts++;
        looked.missing += missing;
      }
    };
    compare(schema.context, low.context, high.context, 1);
    compare(schema.candidates, low.candidates, high.candidates, low.counts[0] ?? 0);
  }

  /** A table of 500 rows has 2,000 items: what is kept is cut once. */
  function gather(slates: readonly Slate[]) {
    if (!ordering.loaded?.manifest.reference) return;
    const scored = slates.flatMap(slate => slate.items).flatMap(item => item.scores ?? []);
    for (const head of HEADS) scores.set(head, [...scores.get(head) ?? [], ...scored.map(of => of[head])].slice(-MOST_TIMES));
  }

  function driftOf(): HealthData['drift'] {
    const reference = ordering.loaded?.manifest.reference ?? {};
    return HEADS.flatMap(head => {
      const [known, all] = [reference[head], scores.get(head) ?? []];
      return known && all.length >= LEAST_SCORES ? [{head, psi: rounded(stability(all, known)), count: all.length}] : [];
    });
  }
}

export type Health = ReturnType<typeof createHealth>;

/**
 * Population stability index of values against a reference: Σ (p − q) · ln(p / q) over its bins (Siddiqi 2006, Credit Risk Scorecards, ch. 9). Under 0.1
 * nothing has shifted, over 0.25 much has. @param reference `shares` one longer than `edges`, ascending
 */
export function stability(values: readonly number[], {edges, shares}: {readonly edges: readonly number[]; readonly shares: readonly number[]}): number {
  const counts = new Array<number>(shares.length).fill(0);
  for (const value of values) {
    const bin = edges.findIndex(edge => value < edge);
    const at = bin === -1 ? edges.length : bin;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return shares.reduce((sum, share, bin) => {
    const [p, q] = [Math.max((counts[bin] ?? 0) / values.length, LEAST_SHARE), Math.max(share, LEAST_SHARE)];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/** @param q 0 to 1; the nearest rank */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(Math.ceil(q * sorted.length), sorted.length) - 1] ?? 0);
}

const rounded = (value: number): number => Number(value.toPrecision(4));

function exitsOf(counts: OutboxCounts | null): Exits {
  const {accepted = 0, duplicate = 0, rejected = 0, dropped = 0, expired = 0, wiped = 0} = counts ?? {};
  return {accepted, duplicate, rejected, dropped, expired, wiped};
}
