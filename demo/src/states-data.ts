/** Fixed suggestions for the page of states: one of each shape that a card can take. */
import type {Backend, Candidate, HeadScores, Slate} from 'inkling';

const HOUR = 3_600_000;
const now = Date.now();

export const CANDIDATES: readonly Candidate[] = [
  {
    id: 'budget', version: '1', type: 'raise-budget', entity: {level: 'campaign', id: 'c_1_1', name: 'Trail jackets – prospecting'},
    headline: 'Raise the daily budget to $150',
    reason: 'It ran out by 4 pm on 5 of the last 7 days, while results cost 12% less than your average.',
    impact: {metric: 'conversions', low: 6, high: 14, unit: 'percent', horizonDays: 7}, spendChange: 30, currency: 'USD', effort: 1,
    change: {field: 'dailyBudget', current: 120, recommended: 150, options: [135, 150, 180], unit: 'money'},
    serverScore: 0.9, createdAt: now - 3 * HOUR, expiresAt: now + 72 * HOUR,
  },
  {
    id: 'tag', version: '1', type: 'fix-tag', entity: {level: 'tag', id: 't_1', name: 'Checkout tag'},
    headline: 'Repair the conversion tag on the checkout page',
    reason: 'It has reported no purchase since Nov 17, while the shop confirmed 212.',
    impact: {metric: 'conversions', low: 18, high: 31, unit: 'percent', horizonDays: 7}, spendChange: 0, currency: 'USD', effort: 25,
    serverScore: 0.8, createdAt: now - 26 * HOUR, link: '/states.html#ready',
  },
  {
    id: 'keywords', version: '1', type: 'add-keywords', entity: {level: 'ad-group', id: 'g_4', name: 'Waterproof boots'},
    headline: 'Add 12 keywords that people search for',
    reason: 'Searches for “waterproof hiking boots” grew 40% since Oct 20, and your ads show for none of them.',
    impact: {metric: 'clicks', low: 120, high: 310, unit: 'count', horizonDays: 7}, spendChange: 9.5, currency: 'USD', effort: 4,
    change: {field: 'keywords', current: 31, recommended: 43, unit: 'count'},
    serverScore: 0.6, createdAt: now - 8 * HOUR,
  },
  {
    id: 'pause', version: '1', type: 'pause-ad', entity: {level: 'ad', id: 'a_9', name: 'Summer sale carousel'},
    headline: 'Pause an ad whose offer has ended',
    reason: 'The sale ended on Nov 14; since then a result costs 3.1 times your average.',
    impact: {metric: 'cost', low: -9, high: -4, unit: 'percent', horizonDays: 7}, spendChange: -22, currency: 'USD', effort: 1,
    change: {field: 'status', current: 'active', recommended: 'paused', unit: 'text'},
    serverScore: 0.5, createdAt: now - 50 * HOUR,
  },
];

const scores = (at: number): HeadScores => ({open: 0.09 - 0.012 * at, apply: 0.034 - 0.006 * at, dismiss: 0.018 + 0.004 * at, undo: 0.004, impact: 0.05 - 0.01 * at});

export function slateOf(candidates: readonly Candidate[], tier: Backend): Slate {
  return {
    slateId: `fixed-${tier}-${candidates.length}`, surface: 'campaign-list', at: now, tier, mode: 'rank',
    items: candidates.map((candidate, position) => ({
      candidate, placement: {slateId: `fixed-${tier}-${candidates.length}`, candidateId: candidate.id, position}, serverPosition: position,
      scores: tier === 'none' ? null : scores(position), utility: 1 - 0.1 * position, logPropensity: 0, pinned: false,
    })),
    withheld: [], malformed: [],
    policy: {id: 'fixed', seed: '0', temperature: 0, window: 0, places: 0, goal: {results: 1, cost: 0.5, reach: 0.2, effort: 0.3}},
    logPropensity: 0, model: null, timings: {},
  };
}
