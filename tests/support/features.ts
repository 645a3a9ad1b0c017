/** A small schema that uses every kind of fact, and the things that it reads. */
import {emptyContext, summarizeAll} from '../../src/context/summarize.js';
import {readSchema} from '../../src/features/schema.js';
import type {ListToRank} from '../../src/ranking-types.js';
import {COUNTS} from '../../src/tally.js';
import type {EntityRef, RankableCandidate, RecordedInteraction, Signal} from '../../src/types.js';

export const NOW = Date.UTC(2026, 0, 5, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const campaign = (id: string): EntityRef => ({level: 'campaign', id});

export const candidate = (id: string, fields: Partial<RankableCandidate> = {}): RankableCandidate => ({
  id, type: 'raise-budget', entity: campaign('c1'), serverScore: 1, createdAt: NOW - DAY,
  impact: {metric: 'conversions', low: 2, high: 6, unit: 'percent', horizonDays: 7}, spendChange: 10, effort: 2, embedding: [0.5, -0.25], ...fields,
});

export const list = (candidates: readonly RankableCandidate[], fields: Partial<ListToRank> = {}): ListToRank => ({
  surface: 'campaign-list', candidates, pinned: [], goal: {results: 1, cost: 0.5, reach: 0.5, effort: 0.5}, seed: 'seed', ...fields,
});

export const interaction = (id: string, fields: Partial<RecordedInteraction> = {}): RecordedInteraction => ({
  id, visit: 'v1', at: NOW - HOUR, kind: 'open', surface: 'campaign-list',
  candidate: {id: 'a', type: 'raise-budget', entity: campaign('c1'), embedding: [1, 2]}, ...fields,
});

export const contextOf = (interactions: readonly RecordedInteraction[] = [], signals: readonly Signal[] = []) =>
  ({...summarizeAll(emptyContext(NOW - 2 * HOUR), interactions), signals});

const number = (fact: string, fields = {}) => ({name: fact, fact, default: 0, ...fields});
const choice = (fact: string, equals: string) => ({name: `${fact}=${equals}`, fact, equals, default: 0});
const LOG = {transform: 'log', max: 30} as const;

export const schemaJson = {
  format: 1,
  version: 'test-1',
  embedding: {version: 'e1', size: 2},
  historyLength: 4,
  history: [
    choice('kind', 'open'), choice('kind', 'dismiss'), choice('kind', 'edit'), choice('type', 'raise-budget'), choice('surface', 'campaign-list'), choice('reason', 'not-relevant'),
    choice('entity-level', 'campaign'), number('age', LOG), number('same-visit'), number('embedding.0', {default: 9}), number('embedding.1', {default: 9}),
  ],
  context: [
    choice('surface', 'campaign-list'), choice('entity-level', 'account'), number('list-size', {mean: 3, scale: 2}), number('visit-age', LOG), number('signal:performance.trend', {default: 0.5}),
    ...COUNTS.map(count => number(`tally:all.${count}`)), ...COUNTS.map(count => number(`tally:surface.${count}`)),
  ],
  candidates: [
    choice('type', 'raise-budget'), choice('type', 'fix-tag'), choice('entity-level', 'campaign'), number('embedding.0', {default: 7}), number('embedding.1', {default: 7}),
    number('server-score'), number('server-gap'), number('server-rank'), choice('impact-metric', 'conversions'), number('impact-low'), number('impact-high'), number('impact-mid'),
    number('impact-width', {default: -1}), number('horizon'), number('spend-change', {transform: 'signed-log'}), number('effort', {min: -1, max: 1}), number('age', LOG), number('is-list-entity'),
    number('signal:campaign.learning'), choice('signal:account.tier', 'gold'),
    ...COUNTS.map(count => number(`tally:candidate.${count}`)), ...COUNTS.map(count => number(`tally:type.${count}`)), ...COUNTS.map(count => number(`tally:entity.${count}`)),
  ],
  buckets: [2, 4],
} as const;

export const schema = readSchema(schemaJson);
