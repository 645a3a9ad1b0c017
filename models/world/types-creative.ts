/** Suggestions about what is shown, and for which searches. */
import {clamp} from './accounts.js';
import {FRESH_DAYS} from './performance.js';
import type {CampaignState} from './state.js';
import type {SuggestionType} from './suggestion-type.js';
import {date, money, percent, plural, quoted, whole} from './text.js';

const name = (state: CampaignState) => quoted(state.campaign.name);
const clickRate = ({week}: CampaignState) => week.impressions > 0 ? week.clicks / week.impressions : 0;

export const CREATIVE_TYPES: readonly SuggestionType[] = [
  {
    type: 'refresh-creative', topic: 'creative', stems: ['meta:CREATIVE_FATIGUE'],
    scope: 'campaign', metric: 'account-conversions', effort: 25, rest: 21, bySettings: true,
    traits: {creative: 1, repairs: 0.8, builds: 0.4},
    eligible: state => state.creativeAge > FRESH_DAYS + 7 && state.freshness < 0.93,
    propose: (state, {day}) => ({
      uplift: {results: clamp((1 / state.freshness - 1) * 100, 0, 13)}, settings: () => ({creativeDay: day}),
      headline: `Replace the oldest ads of ${name(state)}`,
      reason: range => `They have run unchanged since ${date(day - state.creativeAge)} (${plural(state.creativeAge, 'day')}) and lost ${percent(1 - state.freshness)} of their clicks; fresh ones won back ${range} of conversions.`,
    }),
  },
  {
    type: 'add-creatives', topic: 'creative', stems: ['meta:CREATIVE_DIVERSITY', 'meta:CREATIVE_LIMITED', 'google:RESPONSIVE_SEARCH_AD_ASSET', 'microsoft:ResponsiveSearchAdAssetRecommendation'],
    scope: 'campaign', metric: 'account-conversions', effort: 20, rest: 30,
    traits: {creative: 1, builds: 0.8, grows: 0.3},
    eligible: state => state.settings.creatives <= 3,
    propose: (state, {account}) => ({
      change: {field: 'creatives', current: state.settings.creatives, recommended: 5, unit: 'count'},
      uplift: {results: 3.5 + 1.5 * (3 - state.settings.creatives), reach: 1}, settings: () => ({creatives: 5}),
      headline: `Add ${plural(5 - state.settings.creatives, 'more ad')} to ${name(state)}`,
      reason: range => `It runs on ${plural(state.settings.creatives, 'ad')}; ${account.vertical.peers} with five or more saw ${range} more conversions and tire less quickly.`,
    }),
  },
  {
    type: 'vertical-video', topic: 'creative', stems: ['meta:REELS_PC_RECOMMENDATION', 'meta:MOBILE_FIRST_VIDEO', 'tiktok:NOBGM'],
    scope: 'campaign', metric: 'account-reach', effort: 45, rest: 45,
    traits: {creative: 1, builds: 0.7, grows: 0.5},
    eligible: state => !state.settings.video && state.week.impressions > 5000,
    propose: (state, {account}) => ({
      uplift: {results: 3, reach: 9, cost: 0}, settings: () => ({video: true}),
      headline: `Add an upright 9:16 video to ${name(state)}`,
      reason: range => `All ads there are still images, seen ${whole(state.week.impressions)} times last week; upright video reached ${range} more people for ${account.vertical.peers}.`,
    }),
  },
  {
    type: 'product-ads', topic: 'creative', stems: ['meta:ADVANTAGE_PLUS_CATALOG_ADS', 'google:SHOPPING_ADD_PRODUCTS_TO_CAMPAIGN', 'meta:ADOPT_CATALOG_TO_RUN_PRODUCT_CENTRIC_ADS'],
    scope: 'campaign', metric: 'account-conversions', effort: 30, rest: 60,
    traits: {creative: 0.7, structure: 0.4, builds: 0.9, grows: 0.5, automates: 0.4},
    eligible: (state, {account}) => account.vertical.retail && state.campaign.objective === 'sales' && !state.settings.catalogue,
    propose: (state, {account}) => ({
      uplift: {results: 7, reach: 3, cost: 0}, settings: () => ({catalogue: true}),
      headline: `Show products from your catalogue in ${name(state)}`,
      reason: range => `People who looked at a product see that product again; ${account.vertical.peers} that connected their catalogue gained ${range} more orders.`,
    }),
  },
  {
    type: 'rotate-ads', topic: 'creative', stems: ['google:OPTIMIZE_AD_ROTATION'],
    scope: 'campaign', metric: 'account-conversions', effort: 1, rest: 60,
    traits: {creative: 0.6, automates: 0.8, quick: 1},
    eligible: state => !state.settings.rotates && state.settings.creatives >= 3,
    propose: state => ({
      uplift: {results: 2}, settings: () => ({rotates: true}),
      headline: `Show the better ads of ${name(state)} more often`,
      reason: range => `Its ${state.settings.creatives} ads take even turns, whatever their clicks; favouring the best is worth ${range}.`,
    }),
  },
  {
    type: 'improve-ad-strength', topic: 'creative', stems: ['google:RESPONSIVE_SEARCH_AD_IMPROVE_AD_STRENGTH', 'google:IMPROVE_PERFORMANCE_MAX_AD_STRENGTH'],
    scope: 'campaign', metric: 'account-conversions', effort: 12, rest: 30,
    traits: {creative: 0.9, repairs: 0.4, builds: 0.4, quick: 0.3},
    eligible: state => state.settings.adStrength < 0.4,
    propose: state => ({
      uplift: {results: 2 + 6 * (0.5 - state.settings.adStrength), reach: 2}, settings: () => ({adStrength: 0.8}),
      headline: `Complete the texts of the ads in ${name(state)}`,
      reason: range => `Ad strength is “${state.settings.adStrength < 0.2 ? 'poor' : 'average'}” and ${percent(clickRate(state))} of viewers click; ads rated “good” bring ${range} more conversions.`,
    }),
  },
];

const searches = (state: CampaignState) => state.campaign.objective !== 'awareness';

export const KEYWORD_TYPES: readonly SuggestionType[] = [
  {
    type: 'add-keywords', topic: 'keywords', stems: ['google:KEYWORD', 'microsoft:KeywordRecommendation', 'amazon:keyword recommendations'],
    scope: 'campaign', metric: 'account-reach', effort: 6, rest: 21,
    traits: {keywords: 1, grows: 0.7, builds: 0.5, spends: 0.3},
    eligible: state => searches(state) && state.settings.keywords < 30,
    propose: (state, {account}) => {
      const more = state.settings.keywords < 10 ? 15 : 8;
      return {
        change: {field: 'keywords', current: state.settings.keywords, recommended: state.settings.keywords + more, unit: 'count'},
        uplift: {reach: 4 + 0.3 * (30 - state.settings.keywords), results: 1 + 0.12 * (30 - state.settings.keywords), cost: -2},
        spendChange: Math.round(state.week.spend / 7 * 0.02 * 100) / 100, settings: () => ({keywords: state.settings.keywords + more}),
        headline: `Add ${more} keywords to ${name(state)}`,
        reason: range => `People search for them and ${account.vertical.peers} bid on them, but ${name(state)} has only ${state.settings.keywords}; ${range} more reach.`,
      };
    },
  },
  {
    type: 'broad-match', topic: 'keywords', stems: ['google:USE_BROAD_MATCH_KEYWORD', 'microsoft:UseBroadMatchKeywordRecommendation', 'google:KEYWORD_MATCH_TYPE'],
    scope: 'campaign', metric: 'account-reach', effort: 2, rest: 45,
    traits: {keywords: 0.9, spends: 0.6, grows: 0.6, automates: 0.4, quick: 0.3},
    eligible: state => searches(state) && !state.settings.broadMatch && state.settings.bidStrategy !== 'manual' && state.headroom > 0.8,
    propose: (state, {account}) => ({
      uplift: {reach: 11, results: 2, cost: -5}, spendChange: Math.round(state.week.spend / 7 * 0.05 * 100) / 100, settings: () => ({broadMatch: true}),
      headline: `Match ${state.settings.keywords} keywords of ${name(state)} more broadly`,
      reason: range => `Exact match leaves out searches that mean the same; with automatic bids broad match reached ${range} more people for ${account.vertical.peers}.`,
    }),
  },
  {
    type: 'remove-conflicts', topic: 'keywords', stems: ['microsoft:RemoveConflictingNegativeKeywordRecommendation'],
    scope: 'campaign', metric: 'account-conversions', effort: 2, rest: 30,
    traits: {keywords: 0.9, repairs: 0.9, quick: 0.7},
    eligible: state => searches(state) && state.settings.conflicts > 0,
    propose: state => ({
      change: {field: 'conflicts', current: state.settings.conflicts, recommended: 0, unit: 'count'},
      uplift: {results: 0.9 * state.settings.conflicts, reach: 1.2 * state.settings.conflicts}, settings: () => ({conflicts: 0}),
      headline: `Remove ${plural(state.settings.conflicts, 'negative keyword')} that ${state.settings.conflicts === 1 ? 'blocks' : 'block'} ${name(state)}`,
      reason: range => `${state.settings.conflicts === 1 ? 'It stops' : 'They stop'} searches that you bid on; without ${state.settings.conflicts === 1 ? 'it' : 'them'} the campaign would have had ${range} more conversions.`,
    }),
  },
  {
    type: 'trending-keywords', topic: 'keywords', stems: ['pinterest:trends/keywords', 'pinterest:terms/suggested'],
    scope: 'campaign', metric: 'account-reach', effort: 4, rest: 14,
    traits: {keywords: 0.9, grows: 0.6, insight: 0.5, builds: 0.3},
    eligible: (state, account) => searches(state) && account.seasonAhead > account.season * 0.99 && state.settings.keywords >= 12,
    propose: (state, {account, seasonAhead, season}) => ({
      uplift: {reach: 5 + 30 * Math.max(seasonAhead / season - 1, 0), results: 2, cost: -1}, spendChange: Math.round(state.week.spend / 7 * 0.01 * 100) / 100,
      settings: () => ({keywords: state.settings.keywords + 5}),
      headline: `Follow 5 rising searches in ${name(state)}`,
      reason: range => `They grew faster than your ${state.settings.keywords} keywords this month, and a click costs about ${money(account.vertical.costPerThousand / account.vertical.clickRate / 1000, account.currency)}; ${range} more reach.`,
    }),
  },
];
