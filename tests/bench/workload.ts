/** What every measurement ranks: lists and a history like the demo world's, the same in each run. Imports types alone, so that pages and workers can share it. */
import type {Candidate, Interaction, RankableCandidate, RecordedInteraction} from '../../src/types.js';

const TYPES = ['raise-budget', 'lower-bid', 'fix-tag', 'refresh-creative', 'add-keywords', 'broaden-audience'];
const KINDS = ['impression', 'open', 'dismiss', 'navigate', 'edit', 'report'] as const;
/** A fixed instant: ages, and so inputs, are the same in each run. */
export const NOW = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;

/** Spread evenly over [0, 1) by the golden ratio: no generator needed. */
const spread = (i: number) => (i * 0.618_033_988_75) % 1;
const embedding = (i: number) => Array.from({length: 16}, (_, j) => spread(i * 16 + j) - 0.5);
const campaign = (i: number) => ({level: 'campaign' as const, id: `c${i % 12}`});

export function rankable(i: number): RankableCandidate {
  return {
    id: `s${i}`, type: TYPES[i % TYPES.length] ?? '', entity: campaign(i), serverScore: spread(i), createdAt: NOW - i * HOUR, effort: 1 + i % 9, spendChange: i % 30 - 10,
    impact: {metric: 'results', low: spread(i) * 4, high: 4 + spread(i) * 6, unit: 'percent', horizonDays: 7}, embedding: embedding(i),
  };
}

export const candidate = (i: number): Candidate => ({
  ...rankable(i), version: '1', headline: `Raise the daily budget of ‘Autumn boots ${i}’ from €40 to €52`, reason: 'Limited by budget on 5 of the last 7 days; similar shops gained 4–11 % more conversions.',
});

export const interaction = (i: number): Interaction & {readonly at: number} => {
  const kind = KINDS[i % KINDS.length] ?? 'open';
  const onCard = kind === 'impression' || kind === 'open' || kind === 'dismiss';
  return {
    kind, at: NOW - (64 - i) * 60_000, surface: 'campaign-list', entity: campaign(i),
    ...(onCard && {candidate: rankable(1000 + i), placement: {slateId: 'earlier', candidateId: `s${1000 + i}`, position: i % 8}}),
    ...(kind === 'dismiss' && {reason: 'not-relevant' as const}),
  };
};

export const recorded = (i: number): RecordedInteraction => ({...interaction(i), id: `i${i}`, visit: 'v1'});

export const HISTORY = 64;
