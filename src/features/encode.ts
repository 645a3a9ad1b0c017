/** Lists, context and the model's schema in; the tensors of one run out [R1]. The only encoder: page, worker, training and evaluation all call it. */
import type {FeatureBatch, FeatureSchema, ListToRank} from '../ranking-types.js';
import {ALL, candidateKey, entityKey, surfaceKey, tallyAt, typeKey} from '../tally.js';
import type {EntityRef, InteractionContext, RankableCandidate, Signal, Tally} from '../types.js';
export {digestOf} from './digest.js';
import {prepare, writeRow, type Columns} from './columns.js';
import {candidateFact, contextFact, entityOf, historyFact, type CandidateRow, type ContextRow, type HistoryRow, type SignalValues} from './facts.js';

/** The grid of the context: an int8 in steps of 1/16 carries it without loss. */
const STEPS = 16;
const LARGEST_STEP = 127;

interface Plan {
  readonly history: Columns<HistoryRow>;
  readonly context: Columns<ContextRow>;
  readonly candidates: Columns<CandidateRow>;
  /** Whether a column of the candidates reads a signal: most models' do not, and to look them up is dear. */
  readonly candidateSignals: boolean;
}

const plans = new WeakMap<FeatureSchema, Plan>();

/**
 * @param schema read by `readSchema`
 * @param now epoch ms; ages are measured and tallies fade until then
 * @returns one batch for all lists, N padded to the smallest bucket that holds the longest list (beyond the last bucket: to that list)
 */
export function encode(lists: readonly ListToRank[], context: InteractionContext, schema: FeatureSchema, now: number): FeatureBatch {
  const plan = planOf(schema);
  const length = schema.historyLength;
  const counts = lists.map(list => list.candidates.length);
  const longest = Math.max(0, ...counts);
  const padded = schema.buckets.find(bucket => bucket >= longest) ?? longest;
  const tallyOf = tallyReader(context.tallies, now);
  const signalsOf = signalReader(context.signals);
  const batch = {
    history: new Float32Array(length * plan.history.width),
    historyMask: new Float32Array(length),
    context: new Float32Array(lists.length * plan.context.width),
    candidates: new Float32Array(lists.length * padded * plan.candidates.width),
    candidateMask: new Float32Array(lists.length * padded),
    sameEntity: new Float32Array(lists.length * padded * length),
  };
  let replaced = 0;

  const newest = context.history.slice(-length).reverse();
  const newestAt = newest[0]?.at ?? now;
  const aboutEntity = new Map<string, number[]>();
  newest.forEach((interaction, i) => {
    replaced += writeRow(plan.history, {interaction, now, newestAt, visitStartedAt: context.visitStartedAt}, batch.history, i * plan.history.width);
    batch.historyMask[i] = 1;
    const entity = entityOf(interaction);
    if (!entity) return;
    const places = aboutEntity.get(entityKey(entity));
    if (places) places.push(i);
    else aboutEntity.set(entityKey(entity), [i]);
  });

  const accountSignals = signalsOf(undefined);
  const all = tallyOf(ALL);
  lists.forEach((list, b) => {
    const contextRow: ContextRow = {
      surface: list.surface, entity: list.entity, listSize: list.candidates.length, visitAge: Math.max(now - context.visitStartedAt, 0), idle: newest.length > 0 ? Math.max(now - newestAt, 0) : undefined,
      ownSignals: signalsOf(list.entity), accountSignals, all, onSurface: tallyOf(surfaceKey(list.surface)),
    };
    replaced += writeRow(plan.context, contextRow, batch.context, b * plan.context.width);
    snapToGrid(batch.context, b * plan.context.width, plan.context.width);

    const ranks = serverRanks(list.candidates);
    const bestServerScore = Math.max(...ranks.keys());
    list.candidates.forEach((candidate, n) => {
      const row = b * padded + n;
      const entity = entityKey(candidate.entity);
      const candidateRow: CandidateRow = {
        candidate, now, bestServerScore, serverRank: ranks.get(candidate.serverScore) ?? NaN,
        isListEntity: list.entity ? entity === entityKey(list.entity) : candidate.entity.level === 'account',
        ownSignals: plan.candidateSignals ? signalsOf(candidate.entity) : undefined, accountSignals,
        ofCandidate: tallyOf(candidateKey(candidate.id)), ofType: tallyOf(typeKey(candidate.type)), ofEntity: tallyOf(entity),
      };
      replaced += writeRow(plan.candidates, candidateRow, batch.candidates, row * plan.candidates.width);
      batch.candidateMask[row] = 1;
      for (const place of aboutEntity.get(entity) ?? []) batch.sameEntity[row * length + place] = 1;
    });
  });

  return {...batch, lists: lists.length, candidatesPerList: padded, historyLength: length, counts, replaced};
}

/** The encoded context of one list, in steps of 1/16. */
export function contextVectorOf(batch: FeatureBatch, listIndex: number): Int8Array {
  const width = batch.context.length / batch.lists;
  return Int8Array.from(batch.context.subarray(listIndex * width, (listIndex + 1) * width), value => value * STEPS);
}

function planOf(schema: FeatureSchema): Plan {
  const known = plans.get(schema);
  if (known) return known;
  const {size} = schema.embedding;
  const plan = {
    history: prepare(schema.history, fact => historyFact(fact, size)),
    context: prepare(schema.context, contextFact),
    candidates: prepare(schema.candidates, fact => candidateFact(fact, size)),
    candidateSignals: schema.candidates.some(column => column.fact.startsWith('signal:')),
  };
  plans.set(schema, plan);
  return plan;
}

function snapToGrid(values: Float32Array, from: number, width: number): void {
  for (let i = from; i < from + width; i++) {
    const steps = Math.round((values[i] ?? 0) * STEPS);
    // `+ 0` makes −0 a 0, as the int8 does.
    values[i] = Math.min(Math.max(steps, -LARGEST_STEP), LARGEST_STEP) / STEPS + 0;
  }
}

/** Server score → how many are better. */
function serverRanks(candidates: readonly RankableCandidate[]): ReadonlyMap<number, number> {
  const ranks = new Map<number, number>();
  const scores = candidates.map(candidate => candidate.serverScore).filter(Number.isFinite).sort((a, b) => b - a);
  scores.forEach((score, better) => {
    if (!ranks.has(score)) ranks.set(score, better);
  });
  return ranks;
}

// One candidate's type and entity are another's: each tally fades once a call.
function tallyReader(tallies: ReadonlyMap<string, Tally>, now: number): (key: string) => Tally | undefined {
  const faded = new Map<string, Tally>();
  return key => {
    const known = faded.get(key);
    if (known) return known;
    const stored = tallies.get(key);
    if (!stored) return undefined;
    const tally = tallyAt(stored, now);
    faded.set(key, tally);
    return tally;
  };
}

// Grouped by id alone, which costs no new string; values by name are made for the entities that are asked for.
function signalReader(signals: readonly Signal[]): (entity: EntityRef | undefined) => SignalValues {
  const idOf = (entity: EntityRef | undefined) => entity && entity.level !== 'account' ? entity.id : '';
  const byId = new Map<string, Signal[]>();
  for (const signal of signals) {
    const known = byId.get(idOf(signal.entity));
    if (known) known.push(signal);
    else byId.set(idOf(signal.entity), [signal]);
  }
  const made = new Map<string, SignalValues>();
  return entity => {
    const id = idOf(entity);
    const key = id === '' || !entity ? '' : entityKey(entity);
    const known = made.get(key);
    if (known) return known;
    const own = (byId.get(id) ?? []).filter(signal => id === '' || signal.entity?.level === entity?.level);
    const values = new Map(own.map(({namespace, name, value}) => [`${namespace}.${name}`, value]));
    made.set(key, values);
    return values;
  };
}
