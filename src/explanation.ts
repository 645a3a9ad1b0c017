/**
 * Why a card is worth more or less than the others of its list, told by the ranker itself: each cause is taken away (its columns take the values of other
 * accounts, Štrumbelj & Kononenko 2014; Zeiler & Fergus 2014 for the name occlusion) and what the card's lead loses by it is what the cause had brought.
 */
import {causeOf, CAUSES, type Cause} from './causes.js';
import type {Contribution} from './insights-types.js';
import type {encode} from './features/encode.js';
import type {utilitiesOf} from './policy/utility.js';
import type {Column, FeatureBatch, FeatureSchema, ListToRank} from './ranking-types.js';
import type {Goal, HeadScores, InteractionContext} from './types.js';

/** What another account would bring: one encoded row each of the schema's columns. */
export interface Reference {
  readonly context: Float32Array;
  readonly candidate: Float32Array;
}

export interface Explained {
  readonly list: ListToRank;
  /** Index in `list.candidates`. */
  readonly at: number;
  readonly context: InteractionContext;
  /** Epoch ms. */
  readonly now: number;
  /** Nobody's in particular: what the list's own goal is compared with. */
  readonly plainGoal: Goal;
}

export interface ExplainingScorer {
  readonly schema: FeatureSchema;
  readonly encode: typeof encode;
  readonly utilitiesOf: typeof utilitiesOf;
  score(batch: FeatureBatch): HeadScores[][] | Promise<HeadScores[][]>;
}

/** One list of a run: the base with the columns of one cause from one reference. */
interface Variant {
  readonly cause: Cause;
  readonly reference: Reference;
}

/**
 * One a cause, the largest first. All causes but those of the history are one run; the history is one for a whole run, so that each of its two parts takes another.
 * @param references at least one
 */
export async function contributionsOf(asked: Explained, scorer: ExplainingScorer, references: readonly Reference[]): Promise<Contribution[]> {
  const {list, at, context, now, plainGoal} = asked;
  const {schema, encode, utilitiesOf} = scorer;
  const isOfVisit = ({at: when}: {readonly at: number}) => when >= context.visitStartedAt;
  const columns = {context: indexed(schema.context, 'context'), candidates: indexed(schema.candidates, 'candidates')};
  const causes = CAUSES.filter(cause => columns.context.has(cause) || columns.candidates.has(cause));
  const lead = (variant: ListToRank, scores: readonly HeadScores[]) => leadOf(utilitiesOf(variant, scores), at);

  const run = async (known: InteractionContext, wanted: readonly Cause[], withBase: boolean) => {
    const variants: (Variant | null)[] = [...withBase ? [null] : [], ...wanted.flatMap(cause => references.map(reference => ({cause, reference})))];
    const batch = repeated(encode([list], known, schema, now), variants.length);
    variants.forEach((variant, index) => { if (variant) occlude(batch, index, at, variant, columns); });
    const scores = await scorer.score(batch);
    return variants.map((variant, index) => ({cause: variant?.cause, lead: lead(variant ? without(list, at, variant, schema) : list, scores[index] ?? []), scores: scores[index] ?? []}));
  };
  const isHistory = (cause: Cause) => cause === 'visit' || cause === 'interaction';
  const [base, ...plain] = await run(context, causes.filter(cause => !isHistory(cause)), true);
  const visit = await run({...context, history: context.history.filter(one => !isOfVisit(one))}, ['visit'], false);
  const past = await run({...context, history: context.history.filter(isOfVisit)}, ['interaction'], false);
  const found = [...plain, ...visit, ...past];
  const baseLead = base?.lead ?? 0;
  return CAUSES.flatMap(cause => {
    const leads = cause === 'goal' ? [lead({...list, goal: plainGoal}, base?.scores ?? [])] : found.filter(one => one.cause === cause).map(one => one.lead);
    return leads.length === 0 ? [] : [{cause, amount: baseLead - leads.reduce((sum, one) => sum + one, 0) / leads.length}];
  }).sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
}

/** What a card is worth beyond the mean of the others; alone, what it is worth. */
function leadOf(utilities: readonly number[], at: number): number {
  const own = utilities[at] ?? 0;
  const others = utilities.length - 1;
  return others > 0 ? own - (utilities.reduce((sum, one) => sum + one, 0) - own) / others : own;
}

function indexed(columns: readonly Column[], of: 'context' | 'candidates'): ReadonlyMap<Cause, readonly number[]> {
  const byCause = new Map<Cause, number[]>();
  columns.forEach(({fact}, index) => {
    const cause = causeOf(fact, of);
    byCause.set(cause, [...byCause.get(cause) ?? [], index]);
  });
  return byCause;
}

/** The batch of one list, so many times over. */
function repeated(batch: FeatureBatch, times: number): FeatureBatch {
  const copies = (values: Float32Array) => {
    const all = new Float32Array(values.length * times);
    for (let copy = 0; copy < times; copy++) all.set(values, copy * values.length);
    return all;
  };
  return {
    ...batch, lists: times, counts: Array.from({length: times}, () => batch.counts[0] ?? 0),
    context: copies(batch.context), candidates: copies(batch.candidates), candidateMask: copies(batch.candidateMask), sameEntity: copies(batch.sameEntity),
  };
}

function occlude(batch: FeatureBatch, index: number, at: number, {cause, reference}: Variant, columns: {readonly context: ReadonlyMap<Cause, readonly number[]>; readonly candidates: ReadonlyMap<Cause, readonly number[]>}) {
  const row = index * batch.candidatesPerList + at;
  for (const column of columns.context.get(cause) ?? []) batch.context[index * reference.context.length + column] = reference.context[column] ?? 0;
  for (const column of columns.candidates.get(cause) ?? []) batch.candidates[row * reference.candidate.length + column] = reference.candidate[column] ?? 0;
}

/** What the policy itself reads of a candidate goes with its columns: effort, the metric that the goal weighs, the server's score as prior. */
function without(list: ListToRank, at: number, {cause, reference}: Variant, {candidates: columns}: FeatureSchema): ListToRank {
  if (cause !== 'cost' && cause !== 'impact' && cause !== 'server') return list;
  const {candidates} = list;
  const changed = candidates.map((candidate, index) => {
    if (index !== at) return candidate;
    if (cause === 'server') return {...candidate, serverScore: candidates.reduce((sum, {serverScore}) => sum + serverScore, 0) / candidates.length};
    if (cause === 'cost') return {...candidate, effort: decoded(columns, 'effort', reference.candidate)};
    const metric = columns.find(({fact, equals}, column) => fact === 'impact-metric' && equals !== undefined && reference.candidate[column] === 1)?.equals;
    return {...candidate, impact: metric === undefined || !candidate.impact ? candidate.impact : {...candidate.impact, metric}};
  });
  return {...list, candidates: changed};
}

/** The inverse of a column's encoding, as far as its clip lets one see. */
function decoded(columns: readonly Column[], fact: string, row: Float32Array): number | undefined {
  const index = columns.findIndex(column => column.fact === fact);
  const column = columns[index];
  if (!column) return undefined;
  const shaped = (row[index] ?? 0) * (column.scale ?? 1) + (column.mean ?? 0);
  return column.transform === 'log' ? Math.expm1(shaped) : column.transform === 'signed-log' ? Math.sign(shaped) * Math.expm1(Math.abs(shaped)) : shaped;
}
