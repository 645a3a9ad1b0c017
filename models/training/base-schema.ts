/**
 * The feature schema of the first model: which facts the ranker reads, and by which fixed scale. Means and scales are chosen by the unit of
 * each fact and never fitted, so that a log can be encoded before there is anything to fit. Candidate columns read nothing that a feedback log
 * cannot rebuild (no signals): what only the page knows reaches training through the logged context vector.
 */
import {createHash} from 'node:crypto';
import type {Column, FeatureSchema} from '../../src/ranking-types.js';
import {CARD_KINDS, DISMISS_REASONS, HOST_KINDS, SURFACES} from '../../src/types.js';

/** What a log says of itself, as far as the encoding depends on it. */
export interface Vocabulary {
  readonly embedding: {readonly version: string; readonly size: number};
  /** Suggestion types that get a column of their own; others are known by their embedding. */
  readonly types: readonly string[];
}

/** Newest interactions that the ranker reads [R1]. */
export const HISTORY_LENGTH = 64;
/** Sizes that N is padded up to: panels hold 10 to 50, an account's whole list hundreds. */
const BUCKETS = [4, 8, 16, 32, 64, 128, 256, 512, 1024];
/** Names of `Impact.metric` that get a column of their own. */
const METRICS = ['account-conversions', 'account-spend-saved', 'account-reach'];
const COUNTS = ['impressions', 'opens', 'applies', 'dismissals', 'undos', 'snoozes', 'edits'] as const;

const is = (fact: string, value: string): Column => ({name: `${fact}=${value}`, fact, equals: value, default: 0});
const number = (fact: string, column: Omit<Column, 'name' | 'fact' | 'default'> & {readonly name?: string; readonly default?: number}): Column =>
  ({name: fact, fact, default: 0, min: -4, max: 4, ...column});
/** Decayed counts: one action is 0.7, ten are 2.4. */
const count = (key: string, name: string): Column => number(`tally:${key}.${name}`, {transform: 'log', mean: 0, scale: 1});
/** Unit vectors of this size have components of about size^-½. */
const embedding = (size: number): Column[] =>
  Array.from({length: size}, (_, index) => number(`embedding.${index}`, {transform: 'linear', mean: 0, scale: Number((1 / Math.sqrt(size)).toFixed(4))}));

/**
 * Signals of account and campaign that the first model reads, with the unit of each. A host page that observes others loses nothing; one that
 * lacks some gets the column's default, which is the mean.
 */
const SIGNALS: readonly Column[] = [
  // Of the account.
  number('signal:account.experience', {mean: 0.5, scale: 0.3}), // 0 first week, 1 professional
  number('signal:account.campaigns', {transform: 'log', mean: 2, scale: 0.7}),
  number('signal:account.daily-spend', {transform: 'log', mean: 6, scale: 1.5}), // account's currency
  number('signal:account.goal-results', {mean: 0.5, scale: 0.3}), // goal weights, 0 to 1
  number('signal:account.goal-cost', {mean: 0.5, scale: 0.3}),
  number('signal:account.goal-reach', {mean: 0.5, scale: 0.3}),
  number('signal:account.goal-effort', {mean: 0.5, scale: 0.3}),
  // Of the campaign that the list is about.
  number('signal:campaign.daily-budget', {transform: 'log', mean: 4, scale: 1.5}),
  number('signal:campaign.budget-use', {mean: 0.8, scale: 0.25}), // spend of the last 7 days over 7 budgets
  number('signal:campaign.creative-age', {transform: 'log', mean: 3, scale: 1}), // days
  number('signal:campaign.tag-health', {mean: 0.8, scale: 0.25}), // 0 to 1
  number('signal:campaign.learning', {mean: 0, scale: 1}), // true or 1 while in the learning phase
  number('signal:campaign.audience-breadth', {mean: 0.5, scale: 0.3}), // 0 to 1
  // How it does.
  number('signal:performance.spend-7d', {transform: 'log', mean: 6, scale: 1.5}),
  number('signal:performance.conversions-7d', {transform: 'log', mean: 3.5, scale: 1.5}),
  number('signal:performance.click-rate', {mean: 0.015, scale: 0.015}),
  number('signal:performance.trend-7d', {mean: 0, scale: 0.2}), // change of results on the week before, −1 to 1
  number('signal:performance.cost-trend-7d', {mean: 0, scale: 0.2}), // change of the cost per result
  // Against the vertical.
  number('signal:market.cost-per-result-ratio', {transform: 'log', mean: 0.7, scale: 0.25}), // own over benchmark
  number('signal:market.season', {mean: 1, scale: 0.2}), // demand over the year's mean
];

/** Rows of the history: what was done, to what kind of suggestion, where and how long ago. */
function historyColumns({types, embedding: {size}}: Vocabulary): Column[] {
  return [
    ...[...CARD_KINDS, ...HOST_KINDS].map(kind => is('kind', kind)),
    ...DISMISS_REASONS.map(reason => is('reason', reason)),
    ...SURFACES.map(surface => is('surface', surface)),
    is('entity-level', 'account'),
    is('entity-level', 'campaign'),
    number('lag', {transform: 'log', mean: 15, scale: 3}), // ln ms: a minute 11, an hour 15, a month 21.7
    number('lag', {name: 'lag-within-visit', transform: 'linear', mean: 0, scale: 30 * 60_000, min: 0, max: 1, default: 1}),
    number('same-visit', {mean: 0, scale: 1}),
    ...types.map(type => is('type', type)),
    ...embedding(size),
  ];
}

function contextColumns(): Column[] {
  return [
    ...SURFACES.map(surface => is('surface', surface)),
    is('entity-level', 'account'),
    is('entity-level', 'campaign'),
    number('list-size', {transform: 'log', mean: 2.5, scale: 0.7}),
    number('visit-age', {transform: 'log', mean: 11.5, scale: 2}), // ln ms: a second 6.9, ten minutes 13.3
    number('idle', {transform: 'log', mean: 13, scale: 4}), // ln ms
    ...COUNTS.map(name => count('all', name)),
    ...COUNTS.map(name => count('surface', name)),
    ...SIGNALS,
  ];
}

function candidateColumns({types, embedding: {size}}: Vocabulary): Column[] {
  return [
    ...types.map(type => is('type', type)),
    is('entity-level', 'account'),
    is('entity-level', 'campaign'),
    ...embedding(size),
    number('server-score', {mean: 0, scale: 1}),
    number('server-gap', {mean: 0, scale: 1}),
    number('server-rank', {transform: 'log', mean: 2, scale: 1}),
    ...METRICS.map(metric => is('impact-metric', metric)),
    // Per cent of the account's week: most lie between 0.1 and 5.
    number('impact-low', {transform: 'signed-log', mean: 0.3, scale: 0.5}),
    number('impact-high', {transform: 'signed-log', mean: 0.9, scale: 0.7}),
    number('impact-mid', {transform: 'signed-log', mean: 0.6, scale: 0.6}),
    // As it is, too: expected impact is a product, and the logarithm alone hides the few that matter most.
    number('impact-mid', {name: 'impact-mid-linear', transform: 'linear', mean: 0, scale: 5}),
    number('impact-width', {transform: 'log', mean: 0.6, scale: 0.6}),
    number('horizon', {transform: 'log', mean: 2.5, scale: 0.7}), // days
    number('spend-change', {transform: 'signed-log', mean: 0, scale: 2}),
    number('effort', {transform: 'log', mean: 1.5, scale: 1}), // minutes
    number('age', {transform: 'log', mean: 19, scale: 2}),
    number('is-list-entity', {mean: 0, scale: 1}),
    ...(['candidate', 'type', 'entity'] as const).flatMap(key => COUNTS.map(name => count(key, name))),
  ];
}

/** The schema that a log of this vocabulary is encoded with; its version is a digest of its columns. */
export function baseSchema(vocabulary: Vocabulary): FeatureSchema {
  const columns = {
    embedding: vocabulary.embedding,
    historyLength: HISTORY_LENGTH,
    history: historyColumns(vocabulary),
    context: contextColumns(),
    candidates: candidateColumns(vocabulary),
    buckets: BUCKETS,
  };
  return {format: 1, version: `base-1-${createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 8)}`, ...columns};
}
