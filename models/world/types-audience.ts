/** Suggestions about who is reached, and about knowing what came of it. */
import {clamp} from './accounts.js';
import type {AccountState, CampaignState} from './state.js';
import type {SuggestionType} from './suggestion-type.js';
import {date, percent, plural, quoted, whole} from './text.js';

const name = (state: CampaignState) => quoted(state.campaign.name);

export const AUDIENCE_TYPES: readonly SuggestionType[] = [
  {
    type: 'broaden-audience', topic: 'audience', stems: ['meta:ADVANTAGE_PLUS_AUDIENCE', 'meta:BROAD_TARGETING', 'google:DISPLAY_EXPANSION_OPT_IN', 'pinterest:expanded targeting'],
    scope: 'campaign', metric: 'account-reach', effort: 2, rest: 30,
    traits: {audience: 1, grows: 0.8, spends: 0.4, quick: 0.3},
    eligible: state => state.settings.breadth < 0.4 && state.headroom < 1.3,
    propose: (state, {account}) => ({
      change: {field: 'breadth', current: Number(state.settings.breadth.toFixed(2)), recommended: Number((state.settings.breadth + 0.35).toFixed(2)), unit: 'count'},
      uplift: {reach: 22 * (0.6 - state.settings.breadth) + 4, results: 9 * (0.55 - state.settings.breadth), cost: -3},
      spendChange: Math.round(state.week.spend / 7 * 0.03 * 100) / 100, settings: () => ({breadth: state.settings.breadth + 0.35}),
      headline: `Widen the audience of ${name(state)}`,
      reason: range => `It reaches a narrow group and used ${percent(state.budgetUse)} of its budget; wider audiences gave ${account.vertical.peers} ${range} more reach.`,
    }),
  },
  {
    type: 'lookalike-audience', topic: 'audience', stems: ['meta:ADVANTAGE_LOOKALIKE_AUDIENCE', 'meta:AUDIENCE_EXPANSION_LOOKALIKE'],
    scope: 'campaign', metric: 'account-conversions', effort: 5, rest: 45,
    traits: {audience: 1, grows: 0.9, builds: 0.4},
    eligible: (state, {account}) => !state.settings.lookalike && state.campaign.objective !== 'awareness' && state.week.conversions + state.before.conversions >= 12 && account.campaigns.length > 1,
    propose: state => ({
      uplift: {results: 5, reach: 6, cost: -1}, settings: () => ({lookalike: true}),
      headline: `Reach people like your buyers with ${name(state)}`,
      reason: range => `${whole(state.week.conversions + state.before.conversions)} conversions in 14 days are enough to find people like them; the forecast is ${range} more.`,
    }),
  },
  {
    type: 'refresh-customer-list', topic: 'audience', stems: ['google:REFRESH_CUSTOMER_MATCH_LIST', 'meta:ADVANTAGE_CUSTOM_AUDIENCE'],
    scope: 'account', metric: 'account-conversions', effort: 10, rest: 30,
    traits: {audience: 0.9, repairs: 0.5, measurement: 0.3},
    eligible: (_, {listAge}) => listAge > 28,
    propose: (_, {listAge, day}) => ({
      uplift: {results: clamp(0.02 * listAge, 0.6, 1.5)}, accountSettings: {listDay: day},
      headline: 'Upload a fresh customer list',
      reason: range => `The list is from ${date(day - listAge)}; customers since then still see ads for newcomers. A fresh one was worth ${range} of results.`,
    }),
  },
  {
    type: 'all-placements', topic: 'audience', stems: ['meta:AUTOMATIC_PLACEMENTS', 'google:SEARCH_PARTNERS_OPT_IN', 'meta:SIX_PLUS_MANUAL_PLACEMENTS'],
    scope: 'campaign', metric: 'account-reach', effort: 1, rest: 45,
    traits: {audience: 0.7, automates: 0.8, quick: 0.8, grows: 0.4},
    eligible: state => !state.settings.allPlacements,
    propose: (state, {account}) => ({
      uplift: {reach: 8, results: 2, cost: 2}, settings: () => ({allPlacements: true}),
      headline: `Let ${name(state)} appear in every placement`,
      reason: range => `It runs in hand-picked placements only; opening the rest reached ${range} more people for ${account.vertical.peers} at a lower price.`,
    }),
  },
  {
    type: 'exclude-buyers', topic: 'audience', stems: ['meta:NARROW_WEBSITE_CUSTOM_AUDIENCE', 'google:CUSTOM_AUDIENCE_OPT_IN'],
    scope: 'campaign', metric: 'account-spend-saved', effort: 4, rest: 60,
    traits: {audience: 0.9, saves: 0.8, repairs: 0.2, quick: 0.3},
    eligible: (state, {account}) => !state.settings.buyersExcluded && state.campaign.objective === 'sales' && account.vertical.retail,
    propose: state => ({
      uplift: {cost: 5, results: -0.5, reach: -3}, spendChange: -Math.round(state.week.spend / 7 * 5) / 100, settings: () => ({buyersExcluded: true}),
      headline: `Leave out people who bought in the last 30 days from ${name(state)}`,
      reason: range => `Part of its ${whole(state.week.impressions)} impressions last week went to fresh customers; leaving them out saves ${range} of its spend.`,
    }),
  },
];

const percentLost = ({tag}: AccountState) => percent(1 - tag.health);

export const MEASUREMENT_TYPES: readonly SuggestionType[] = [
  {
    type: 'fix-tag', topic: 'measurement', stems: ['google:IMPROVE_GOOGLE_TAG_COVERAGE', 'meta:PIXEL_SETUP', 'tiktok:PIXEL', 'pinterest:conversion_eqs'],
    scope: 'account', metric: 'account-conversions', effort: 30, rest: 21, alert: true,
    traits: {measurement: 1, repairs: 1},
    eligible: (_, {tag}) => tag.health < 0.78,
    propose: (_, state) => ({
      change: {field: 'tagHealth', current: Math.round(state.tag.health * 100), recommended: 95, unit: 'percent'},
      uplift: {results: 8 * (0.95 - state.tag.health), cost: 0.5}, accountSettings: {tagDay: state.day},
      headline: 'Repair the conversion tag',
      reason: range => state.tag.brokenSince === null
        ? `It misses about ${percentLost(state)} of conversions, so bids learn from half the story; repaired tags brought ${range} more results.`
        : `Since ${date(state.tag.brokenSince)} it has missed about ${percentLost(state)} of conversions; repaired tags brought ${range} more results.`,
    }),
  },
  {
    type: 'conversions-api', topic: 'measurement', stems: ['meta:CAPI', 'meta:SIGNALS_GROWTH_CAPI_V2', 'meta:CAPI_EVENT_COVERAGE'],
    scope: 'account', metric: 'account-conversions', effort: 90, rest: 90,
    traits: {measurement: 1, builds: 0.7, automates: 0.3},
    eligible: (_, {settings, tag}) => !settings.conversionsApi && tag.health < 0.92,
    propose: (_, state) => ({
      uplift: {results: 1 + 4 * (0.95 - state.tag.health)}, accountSettings: {conversionsApi: true},
      headline: 'Send conversions from your server as well',
      reason: range => `Browsers keep back about ${percentLost(state)} of your conversions; ${state.account.vertical.peers} that also report from the server saw ${range} better results.`,
    }),
  },
  {
    type: 'richer-matching', topic: 'measurement', stems: ['meta:CAPI_PERFORMANCE_MATCH_KEY', 'meta:PIXEL_OPTIMIZATION_AAM'],
    scope: 'account', metric: 'account-conversions', effort: 15, rest: 90,
    traits: {measurement: 0.9, builds: 0.4, quick: 0.2},
    eligible: (_, {settings}) => settings.conversionsApi && !settings.matchKeys,
    propose: (_, {account}) => ({
      uplift: {results: 1.2}, accountSettings: {matchKeys: true},
      headline: 'Send hashed e-mail addresses with conversions',
      reason: range => `More conversions find the ad they came from; ${account.vertical.peers} saw ${range} better results.`,
    }),
  },
  {
    type: 'ab-test', topic: 'insight', stems: ['meta:AB_TEST'],
    scope: 'account', metric: 'account-conversions', effort: 15, rest: 45,
    traits: {insight: 1, measurement: 0.4, explains: 0.9, builds: 0.4},
    eligible: (_, {settings, week, account}) => !settings.testing && week.conversions >= 30 && account.campaigns.length >= 2,
    propose: (_, {week, account}) => ({
      uplift: {results: 1, cost: -0.2}, accountSettings: {testing: true},
      headline: `Test ${quoted(account.campaigns[0]?.name ?? '')} against a second audience`,
      reason: range => `${whole(week.conversions)} conversions a week can tell two audiences apart in about two weeks; tests like it found ${range} more.`,
    }),
  },
  {
    type: 'schedule-report', topic: 'insight', stems: ['meta:ADS_REPORTING', 'meta:HISTORICAL_BENCHMARK'],
    scope: 'account', metric: 'account-spend-saved', effort: 3, rest: 120,
    traits: {insight: 1, explains: 1, quick: 0.5},
    eligible: (_, {settings}) => !settings.report,
    propose: (_, {account, day}) => ({
      uplift: {cost: 0.6}, accountSettings: {report: true},
      headline: `Get a weekly report on all ${plural(account.campaigns.length, 'campaign')}`,
      reason: () => `Compares every campaign with ${account.vertical.peers} and names what changed; the first would come on ${date(day + (8 - (day + 4) % 7) % 7)}.`,
    }),
  },
];
