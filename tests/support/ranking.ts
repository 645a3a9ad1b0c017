/** What a rank call is made of, for tests: lists over a few types, a history, and the tiny model's address. */
import type {ListToRank, RankCall, RankerSetup} from '../../src/ranking-types.js';
import type {InteractionContext, RankableCandidate, RecordedInteraction} from '../../src/types.js';
import current from './tiny-model/current.json' with {type: 'json'};

export const NOW = Date.UTC(2026, 10, 20);
export const TINY_MANIFEST = current.manifest;
const TYPES = ['raise-budget', 'fix-tag', 'add-keywords', 'refresh-creative'];
const EMBEDDING_SIZE = 16;

/** The content of a type: types lie at right angles. */
const embeddingOf = (type: number) => Array.from({length: EMBEDDING_SIZE}, (_, i) => Number(i === type));

export function candidate(n: number, fields: Partial<RankableCandidate> = {}): RankableCandidate {
  const type = n % TYPES.length;
  return {
    id: `c${n}`, type: TYPES[type] ?? '', entity: {level: 'campaign', id: `k${n % 5}`}, serverScore: 1 - n / 50, embedding: embeddingOf(type), effort: 1 + n % 7, spendChange: 10 * n,
    impact: {metric: 'results', low: n % 3, high: 3 + n % 11, unit: 'percent', horizonDays: 7}, createdAt: NOW - 3_600_000, ...fields,
  };
}

export function list(count: number, fields: Partial<ListToRank> = {}): ListToRank {
  return {surface: 'campaign-list', candidates: Array.from({length: count}, (_, n) => candidate(n)), pinned: [], goal: {results: 1, cost: 0, reach: 0, effort: 0}, seed: 'a seed', ...fields};
}

export function interaction(kind: RecordedInteraction['kind'], n: number): RecordedInteraction {
  const {id, type, entity, embedding} = candidate(n);
  return {id: `i-${kind}-${n}`, kind, surface: 'campaign-list', candidate: {id, type, entity, embedding}, at: NOW - 60_000, visit: 'v1'};
}

export const contextOf = (history: readonly RecordedInteraction[] = []): InteractionContext => ({history, tallies: new Map(), signals: [], visitStartedAt: NOW - 600_000});

export function call(lists: readonly ListToRank[], history: readonly RecordedInteraction[] = []): RankCall {
  return {lists, context: contextOf(history), now: NOW, exploration: {temperature: 0, window: 0, places: 0, id: 'none'}};
}

export const setup = (fields: Partial<RankerSetup> = {}): RankerSetup => ({manifest: new URL(`/tests/support/tiny-model/${TINY_MANIFEST}`, location.origin).href, backend: null, ...fields});
