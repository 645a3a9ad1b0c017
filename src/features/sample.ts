/** What the encoder makes of a known list, in one short name: a model that was trained on the features of another encoder is noticed before it serves. */
import type {Column, FeatureSchema, ListToRank} from '../ranking-types.js';
import {ALL, candidateKey, entityKey, surfaceKey, typeKey} from '../tally.js';
import type {EntityRef, InteractionContext, Namespace, RankableCandidate, RecordedInteraction, Signal, Tally} from '../types.js';
import {digestOf, encode} from './encode.js';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 0, 15, 12);
const LIST_LENGTH = 4;
// Written out, because a kind or a reason that comes later must not make strangers of the models that are there.
const KINDS = ['impression', 'open', 'apply', 'dismiss', 'undo', 'snooze', 'navigate', 'edit', 'report', 'search'] as const;
const REASONS = ['not-relevant', 'not-now', 'too-expensive'] as const;

/** 64 bits in hex: the digest of a list, a history, tallies and signals in which every fact that this schema reads has a value. @param schema read by `readSchema` */
export function featuresOf(schema: FeatureSchema): string {
  const candidates = Array.from({length: LIST_LENGTH}, (_, n) => candidate(schema, n));
  const list: ListToRank = {surface: 'campaign-list', entity: candidates[0]?.entity, candidates, pinned: [], goal: {results: 1, cost: 0, reach: 0, effort: 0}, seed: ''};
  return digestOf(encode([list], context(schema, candidates), schema, NOW), 0);
}

function candidate(schema: FeatureSchema, n: number): RankableCandidate {
  const types = choicesOf(schema.candidates, 'type');
  return {
    id: `candidate-${n}`, type: types[n % types.length] ?? `type-${n}`, entity: {level: n % 2 === 0 ? 'campaign' : 'account', id: `entity-${n % 3}`},
    serverScore: 0.75 - n / 8, embedding: Array.from({length: schema.embedding.size}, (_, i) => (i * 7 + n * 3) % 16 / 16 - 0.5),
    impact: {metric: choicesOf(schema.candidates, 'impact-metric')[n] ?? 'results', low: n - 1, high: 3 * n + 2, unit: 'percent', horizonDays: 7 * (n + 1)},
    spendChange: 40 * n - 60, effort: n + 1, createdAt: NOW - (5 * n + 1) * HOUR_MS,
  };
}

function context(schema: FeatureSchema, candidates: readonly RankableCandidate[]): InteractionContext {
  const history = KINDS.map((kind, n): RecordedInteraction => {
    const about = candidates[n % candidates.length];
    return {
      id: `interaction-${n}`, kind, surface: n % 2 === 0 ? 'campaign-list' : 'reporting', at: NOW - (KINDS.length - n) * 0.4 * HOUR_MS, visit: 'visit', reason: REASONS[n % REASONS.length],
      candidate: about && {id: about.id, type: about.type, entity: about.entity, embedding: about.embedding},
    };
  });
  const keys = [ALL, surfaceKey('campaign-list'), ...candidates.flatMap(({id, type, entity}) => [candidateKey(id), typeKey(type), entityKey(entity)])];
  return {history, tallies: new Map(keys.map((key, n) => [key, tally(n)])), signals: signals(schema, candidates[0]?.entity), visitStartedAt: NOW - 2 * HOUR_MS};
}

const tally = (n: number): Tally => ({at: NOW - 24 * HOUR_MS, impressions: 9 + n, opens: 4 + n % 3, applies: 1 + n % 2, dismissals: 2 + n % 4, undos: 1, snoozes: n % 3, edits: 3});

/** One for each name that a column reads: a number, or the first word that it is compared with. */
function signals(schema: FeatureSchema, entity: EntityRef | undefined): Signal[] {
  const columns = [...schema.context, ...schema.candidates];
  const facts = [...new Set(columns.flatMap(({fact}) => (fact.startsWith('signal:') ? fact : [])))];
  return facts.map((fact, n) => {
    const [namespace = '', ...name] = fact.slice('signal:'.length).split('.');
    const [word] = choicesOf(columns, fact);
    return {namespace: namespace as Namespace, name: name.join('.'), value: word ?? 0.5 + n / 4, observedAt: NOW, ...(n % 2 === 0 && {entity})};
  });
}

const choicesOf = (columns: readonly Column[], fact: string) => columns.flatMap(column => (column.fact === fact && column.equals !== undefined ? column.equals : []));
