/** Suggestions about how campaigns are built, and what stands in their way. */
import {clamp} from './accounts.js';
import type {CampaignState} from './state.js';
import type {SuggestionType} from './suggestion-type.js';
import {date, money, percent, plural, quoted, whole} from './text.js';

const name = (state: CampaignState) => quoted(state.campaign.name);

export const STRUCTURE_TYPES: readonly SuggestionType[] = [
  {
    type: 'combine-ad-sets', topic: 'structure', stems: ['meta:FRAGMENTATION_V3', 'meta:LEARNING_LIMITED', 'meta:DEFRAGMENTATION_ACB'],
    scope: 'campaign', metric: 'account-conversions', effort: 8, rest: 45,
    traits: {structure: 1, automates: 0.4, saves: 0.4, repairs: 0.3},
    eligible: state => state.settings.adSets >= 4 && state.week.conversions / state.settings.adSets < 12,
    propose: state => ({
      change: {field: 'adSets', current: state.settings.adSets, recommended: 2, unit: 'count'},
      uplift: {results: clamp(0.9 * (state.settings.adSets - 2), 1, 7), cost: 2}, settings: () => ({adSets: 2}),
      headline: `Combine ${state.settings.adSets} ad sets of ${name(state)} into 2`,
      reason: range => `Each had ${(state.week.conversions / state.settings.adSets).toFixed(1)} conversions last week, too few to leave the learning phase; together they gain ${range}.`,
    }),
  },
  {
    type: 'remove-overlap', topic: 'structure', stems: ['meta:AUCTION_OVERLAP_CONSOLIDATION', 'meta:AUCTION_OVERLAP'],
    scope: 'account', metric: 'account-spend-saved', effort: 12, rest: 60,
    traits: {structure: 0.9, saves: 0.8, audience: 0.4},
    eligible: (_, {campaigns}) => campaigns.filter(state => state.settings.breadth > 0.55 && !state.settings.paused).length >= 2,
    propose: (_, {campaigns}) => {
      const wide = campaigns.filter(state => state.settings.breadth > 0.55);
      return {
        uplift: {cost: 0.8 + 0.6 * wide.length, results: 0.3}, spendChange: -Math.round(wide.reduce((sum, state) => sum + state.week.spend, 0) / 7 * 2) / 100,
        headline: `Stop ${plural(wide.length, 'campaign')} from bidding against each other`,
        reason: range => `${wide.slice(0, 2).map(name).join(' and ')} reach the same people; separating them saves ${range} of the account’s spend.`,
      };
    },
  },
  {
    type: 'pause-campaign', topic: 'structure', stems: ['meta:LOW_OUTCOME', 'meta:ZERO_CONVERSION', 'meta:HIGH_COST'],
    scope: 'campaign', metric: 'account-spend-saved', effort: 1, group: 'budget', rest: 60,
    traits: {structure: 0.6, budget: 0.4, saves: 1, repairs: 0.4, quick: 0.7},
    eligible: (state, account) => state.roas < 0.5 * account.roas && state.week.spend > 20 && state.shareOfSpend < 0.3 && account.campaigns.length >= 2 && !state.settings.paused && state.campaign.objective !== 'awareness',
    propose: (state, {account, roas}) => ({
      change: {field: 'status', current: 'active', recommended: 'paused', unit: 'text'},
      uplift: {cost: 100, results: -100 * clamp(0.2 + 0.6 * state.roas / roas, 0.2, 0.7), reach: -100}, spendChange: -Math.round(state.week.spend / 7 * 100) / 100,
      settings: () => ({paused: true}),
      headline: `Pause ${name(state)}`,
      reason: () => `It spent ${money(state.week.spend, account.currency)} last week for ${plural(Math.round(state.week.conversions), 'conversion')}; every other campaign returned more (${roas.toFixed(1)} on average).`,
    }),
  },
  {
    type: 'automate-campaign', topic: 'structure', stems: ['google:PERFORMANCE_MAX_OPT_IN', 'meta:ADVANTAGE_SHOPPING_CAMPAIGN', 'meta:ASC_AUTOMATION'],
    scope: 'campaign', metric: 'account-conversions', effort: 20, rest: 90,
    traits: {structure: 0.8, automates: 1, builds: 0.5, spends: 0.4, grows: 0.4},
    eligible: state => !state.settings.automated && (state.campaign.objective === 'sales' || state.campaign.objective === 'leads') && state.week.conversions >= 5,
    propose: (state, {account}) => ({
      uplift: {results: 5 + 3 * (1 - account.experience), cost: -4, reach: 5}, spendChange: Math.round(state.week.spend / 7 * 4) / 100, settings: () => ({automated: true}),
      headline: `Turn ${name(state)} into an automated campaign`,
      reason: range => `One campaign chooses audience, placement and bid from ${whole(state.week.conversions)} conversions a week; ${account.vertical.peers} report ${range} more.`,
    }),
  },
  {
    type: 'fix-disapproved-ads', topic: 'structure', stems: ['google:SHOPPING_FIX_DISAPPROVED_PRODUCTS', 'meta:DELIVERY_ERROR_V2'],
    scope: 'campaign', metric: 'account-conversions', effort: 10, rest: 3, alert: true,
    traits: {structure: 0.4, creative: 0.5, repairs: 1},
    eligible: state => state.trouble?.kind === 'disapproved',
    propose: (state, {day}) => ({
      uplift: {results: 13, reach: 9, cost: -6}, spendChange: Math.round(state.week.spend / 7 * 6) / 100,
      headline: `Correct the disapproved ads of ${name(state)}`,
      reason: range => `${plural(1 + state.campaign.phase % 3, 'ad')} stopped on ${date(state.trouble?.since ?? day)} and results are ${percent(Math.abs(Math.min(state.trend, 0)))} down on the week before; correcting them wins back ${range}.`,
    }),
  },
  {
    type: 'fix-broken-link', topic: 'structure', stems: ['meta:DEAD_LINK'],
    scope: 'campaign', metric: 'account-conversions', effort: 5, rest: 3, alert: true,
    traits: {creative: 0.3, structure: 0.3, measurement: 0.3, repairs: 1, quick: 0.4},
    eligible: state => state.trouble?.kind === 'dead-link',
    propose: (state, {day, account}) => ({
      uplift: {results: 15},
      headline: `Repair the landing page link of ${name(state)}`,
      reason: range => `Since ${date(state.trouble?.since ?? day)} clicks land on an error page; the campaign spent ${money(state.week.spend, account.currency)} in the last 7 days. A working link wins back ${range}.`,
    }),
  },
  {
    type: 'answer-competition', topic: 'insight', stems: ['meta:HISTORICAL_BENCHMARK', 'microsoft:PerformanceInsightsDetail', 'meta:COST_PER_RESULT'],
    scope: 'campaign', metric: 'account-conversions', effort: 10, rest: 14, alert: true,
    traits: {insight: 0.9, repairs: 0.7, explains: 0.6, bidding: 0.4},
    eligible: state => state.trouble?.kind === 'competition' || state.costTrend > 0.28 && state.week.conversions >= 5,
    propose: (state, {account}) => ({
      uplift: {results: 6, cost: -2},
      headline: `See why ${name(state)} costs more, and adjust its bids`,
      reason: range => `A result costs ${percent(Math.max(state.costTrend, 0.05))} more than a week ago while ${account.vertical.peers} paid about the same; adjusting brought back ${range}.`,
    }),
  },
];
