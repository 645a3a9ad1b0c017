/** Meta, Microsoft Advertising, TikTok; and what all share. */
import {expect, test} from 'vitest';
import * as meta from '../../../src/adapters/meta.js';
import {META_ASKS, META_KIN, NO_SUGGESTION} from '../../../src/adapters/meta-types.js';
import * as microsoftAds from '../../../src/adapters/microsoft-ads.js';
import * as tiktok from '../../../src/adapters/tiktok.js';
import {checkCandidates} from '../../../src/candidates.js';
import {TYPES} from '../../../models/world/catalogue.js';
import {GOOGLE_KIN} from '../../../src/adapters/google-ads-types.js';
import {readDocument, withTables} from '../../support/adapter-tables.js';
import {readCard, withCoverage} from '../../support/platform-coverage.js';
import {META_NAMES, MICROSOFT_NAMES, meta as facts, microsoft} from '../../support/ads-facts.js';

const context = {account: 'act_7', now: 1_700_000_000_000, currency: 'EUR'};
const origin = 'https://ads.example';

// ── Meta ────────────────────────────────────────────────────────────────────────────────────────────────────────

const reels = {
  recommendation_name: 'reels_pc_recommendation', recommendation_stage: 'mid_flight_recommendation', level: 'ad_set', object_ids: ['9876543210'], recommendation_signature: '7720466',
  recommendation_time: '2026-05-15T08:32:11+0000', opportunity_score_lift: '26', url: 'https://adsmanager.facebook.com/x',
  recommendation_content: {lift_estimate: 'Up to 8% lower cost per result', body: 'Using full-screen 9:16 video can help.'},
};

test('a recommendation of Meta\'s becomes a card: its score, its words, its link', () => {
  const {suggestions, refused} = meta.suggestionsFrom({data: [{recommendations: [reels]}]}, context);
  expect(refused).toEqual([]);
  expect(suggestions[0]?.candidate).toEqual({
    id: 'REELS_PC_RECOMMENDATION/ad-group/9876543210', version: '7720466', type: 'meta:REELS_PC_RECOMMENDATION', entity: {level: 'ad-group', id: '9876543210'}, currency: 'EUR',
    headline: 'Use full-screen vertical video in ad group 9876543210', reason: 'Up to 8% lower cost per result. Using full-screen 9:16 video can help.', serverScore: 0.26,
    createdAt: Date.UTC(2026, 4, 15, 8, 32, 11), link: 'https://adsmanager.facebook.com/x',
  });
});

test(`of the ${META_NAMES.length} names in Meta's list each maps, or is refused by name`, () => {
  expect(META_NAMES).toHaveLength(398);
  const {suggestions, refused} = meta.suggestionsFrom(META_NAMES.map(recommendation_name => ({recommendation_name, object_ids: ['1'], level: 'campaign'})), context);
  const away = META_NAMES.filter(name => name in NO_SUGGESTION);
  expect(away.sort()).toEqual(Object.keys(NO_SUGGESTION).sort());
  expect(suggestions.map(({candidate}) => candidate.type)).toEqual(META_NAMES.filter(name => !(name in NO_SUGGESTION)).map(name => `meta:${name}`));
  expect(refused).toHaveLength(away.length);
  for (const sentence of refused) expect(sentence).toMatch(/^recommendations\[\d+\]\.recommendation_name: [A-Z0-9_]+ is an? \w+, not a suggestion$/);
  expect(checkCandidates(suggestions.map(({candidate}) => candidate), origin)).toMatchObject({malformed: []});
});

test('the recommendations that an ad carries take its level and id, and order by importance', () => {
  const ad = {id: '55', recommendations: [{code: 1487103, title: 'Broaden it', message: 'Few see it.', importance: 'LOW', confidence: 'HIGH', blame_field: 'targeting'}, {code: 2, title: 'Pay', importance: 'HIGH'}]};
  const {suggestions} = meta.suggestionsFrom(meta.ofObject(ad, 'ad'), context);
  expect(suggestions.map(({candidate}) => candidate)).toMatchObject([
    {id: 'CODE_1487103/ad/55', type: 'meta:CODE_1487103', entity: {level: 'ad', id: '55'}, headline: 'Broaden it', reason: 'Few see it.', serverScore: 1.3}, {headline: 'Pay', serverScore: 3},
  ]);
});

test('an apply is Meta\'s request, in parameters that it has; without a signature it is done in Ads Manager', () => {
  const endpoint = facts.endpoints.find(({method, endpoint}) => method === 'POST' && endpoint === 'recommendations');
  const {method, path, body} = meta.applyRequest(reels, context, {parameters: {extra_data: {object_selection: ['9876543210']}}});
  expect({method, path}).toEqual({method: 'POST', path: '/act_7/recommendations'});
  expect(Object.keys(body).every(name => endpoint?.params?.includes(name))).toBe(true);
  expect(() => meta.applyRequest({...reels, recommendation_signature: undefined}, context)).toThrow('open the candidate\'s link');
  expect(() => meta.applyRequest(reels, context, {parameters: {budget: 5}})).toThrow('knows no such parameter');
  expect(() => meta.applyRequest(reels, context, {value: 5})).toThrow('takes no value');
  expect(meta.dismissRequest()).toBeNull();
});

test('several objects are the account\'s, and the same ones the same card', () => {
  const two = {...reels, object_ids: ['1', '2']};
  const [a, b] = [two, {...two, recommendation_signature: '9'}].map(one => meta.suggestionFrom(one, context).candidate);
  expect(a?.entity).toEqual({level: 'account', id: 'act_7'});
  expect(b?.id).toBe(a?.id);
  expect(b?.version).not.toBe(a?.version);
});

// ── Microsoft ───────────────────────────────────────────────────────────────────────────────────────────────────

const budget = {
  RecommendationId: '42', RecommendationHash: 'h1', RecommendationType: 'CampaignBudgetRecommendation', CampaignId: '9', CampaignName: 'Shoes', AdGroupId: '0', CurrentClicks: '120', CurrentCost: 35.5,
  EstimatedIncreaseInClicks: '33', EstimatedIncreaseInCost: 14, EstimatedIncreaseInConversions: '0', RecommendedBudget: 20, CurrentBudget: 15, BudgetPoints: [{BudgetAmount: 18}, {BudgetAmount: 20}], Dismissed: false,
};

test('a recommendation of Microsoft\'s becomes a card, seven days long', () => {
  const {suggestions} = microsoftAds.suggestionsFrom({Recommendations: [budget]}, context);
  expect(suggestions[0]?.candidate).toMatchObject({
    id: '42', version: 'h1', type: 'microsoft-ads:CampaignBudgetRecommendation', entity: {level: 'campaign', id: '9', name: 'Shoes'}, headline: 'Change the budget of the campaign “Shoes”',
    reason: '120 clicks for €35.50 in the last 7 days.', impact: {metric: 'campaignClicks', low: 33, high: 33, unit: 'count', horizonDays: 7}, spendChange: 2,
    change: {field: 'dailyBudget', current: 15, recommended: 20, options: [18, 20], unit: 'money'},
  });
});

test.each(MICROSOFT_NAMES)('%s maps; its apply and dismissal are requests of the service, field by field', type => {
  const recommendation = {...budget, RecommendationType: type, Keyword: 'shoes', SuggestedKeyword: 'red shoes', NegativeKeyword: 'cheap'};
  expect(microsoftAds.suggestionFrom(recommendation, context).candidate.type).toBe(`microsoft-ads:${type}`);
  for (const [request, verb] of [[microsoftAds.applyRequest(recommendation, context), 'Apply'], [microsoftAds.dismissRequest(recommendation, context), 'Dismiss']] as const) {
    expect(request.path).toBe(`${verb}Recommendations`);
    expect(Object.keys(request.body)).toEqual(microsoft.models[`${verb}RecommendationsRequest`]?.fields?.map(({name}) => name));
    const [entity] = (request.body as {Entities: object[]}).Entities;
    expect(Object.keys(entity ?? {})).toEqual(microsoft.models[`${verb}RecommendationEntity`]?.fields?.map(({name}) => name));
    expect(entity).toEqual({RecommendationId: '42', RecommendationType: type});
  }
});

test('Microsoft applies what it recommends and no other value; opportunities and the older type are refused by name', () => {
  expect(microsoftAds.applyRequest(budget, context, {value: 20}).path).toBe('ApplyRecommendations');
  expect(() => microsoftAds.applyRequest(budget, context, {value: 25})).toThrow('leave the value out');
  const {refused} = microsoftAds.suggestionsFrom([{OpportunityKey: 'k', CampaignId: '9'}, {...budget, RecommendationType: 'ResponsiveSearchAdsRecommendation'}, {...budget, Dismissed: true}, {...budget, RecommendationType: 'X'}], context);
  expect(refused).toEqual([
    expect.stringContaining('an opportunity is no recommendation'), expect.stringContaining('ResponsiveSearchAdsRecommendation can only be tagged'), expect.stringContaining('dismissed at Microsoft'),
    'Recommendations[3].RecommendationType: is not a type that Ad Insight v13 has',
  ]);
});

// ── TikTok ──────────────────────────────────────────────────────────────────────────────────────────────────────

const of = (group: string, suggestion: object) => ({
  code: 0, data: {results: [{adgroup_id: '77', adgroup_name: 'Prospecting', diagnosis: {suggestions: [{creative: [], bid_and_budget: [], event_track: [], [group]: [{suggestion_id: 's1', suggestion_time: '2024-01-01 00:00:01', ...suggestion}]}]}}]},
});
const only = (answer: unknown) => {
  const {suggestions: [one], refused} = tiktok.suggestionsFrom(answer, context);
  expect(refused).toEqual([]);
  if (!one) throw new Error('Nothing came of it.');
  return one;
};

test('of TikTok\'s budgets the one with the cheapest conversion is recommended, the others are options; it holds for a day', () => {
  const {candidate, source} = only(of('bid_and_budget', {issue_suggestion: 'BUDGET_EDR', budget: 100, budget_edr_info: [
    {recommended_budget: 80, conversion_uplift: -2, cpa: 4}, {recommended_budget: 110, conversion_uplift: 1.5, cpa: 5}, {recommended_budget: 150, conversion_uplift: 4, cpa: 7},
  ]}));
  expect(candidate).toMatchObject({
    id: 's1', type: 'tiktok:BUDGET_EDR', entity: {level: 'ad-group', id: '77', name: 'Prospecting'}, change: {recommended: 110, options: [80, 110, 150]}, spendChange: 10,
    impact: {metric: 'conversions', low: 1.5, high: 1.5, horizonDays: 1}, createdAt: Date.UTC(2024, 0, 1, 0, 0, 1), expiresAt: Date.UTC(2024, 0, 2, 0, 0, 1),
  });
  expect(tiktok.applyRequest(source, context, {value: 150})).toEqual({method: 'POST', path: '/open_api/v1.3/adgroup/budget/update/', body: {advertiser_id: 'act_7', budget: [{adgroup_id: '77', budget: 150}]}});
});

test.each([
  ['SUGGEST_BUDGET', 'bid_and_budget', {budget: 50, suggest_budget: 70}, {path: '/open_api/v1.3/adgroup/budget/update/', body: {budget: [{adgroup_id: '77', budget: 70}]}}],
  ['SUGGEST_BID', 'bid_and_budget', {bid: 2, suggest_bid: 2.5, cost_floor: 1.9}, {path: '/open_api/v1.3/adgroup/update/', body: {adgroup_id: '77', conversion_bid_price: 2.5}}],
  ['BID_EDR', 'bid_and_budget', {bid: 2, bid_edr_info: [{recommended_bid: 1.8, cost_uplift: -3}, {recommended_bid: 2.2, cost_uplift: 4}]}, {path: '/open_api/v1.3/adgroup/update/', body: {conversion_bid_price: 2.2}}],
  ['NOBID_SWITCH', 'bid_and_budget', {budget: 50, suggest_budget: 60}, {path: '/open_api/v1.3/adgroup/update/', body: {bid_type: 'BID_TYPE_NO_BID', budget: 60}}],
])('TikTok\'s %s goes back as the change itself', (issue_suggestion, group, fields, request) => {
  const {source} = only(of(group, {issue_suggestion, ...fields}));
  expect(tiktok.applyRequest(source, context)).toMatchObject({method: 'POST', ...request});
});

test.each([[{}, undefined], [{suggest_budget: 70}, 0], [{suggest_budget: 70}, -5], [{suggest_budget: 0}, undefined]])('TikTok is sent no budget that is none: %j, %j chosen', (fields, value) => {
  const {source} = only(of('bid_and_budget', {issue_suggestion: 'SUGGEST_BUDGET', ...fields}));
  expect(() => tiktok.applyRequest(source, context, {value})).toThrow('above 0');
});

test.each([['NOBGM', 'creative', {ad_id: '5', name: 'Clip', vid: 'v1'}, {level: 'ad', id: '5', name: 'Clip'}], ['VIDEO_LENGTH', 'creative', {ad_id: '5'}, {level: 'ad', id: '5'}],
  ['VIDEO_RESOLUTION', 'creative', {ad_id: '5'}, {level: 'ad', id: '5'}], ['PIXEL', 'event_track', {pixel_id: 'p9', pixel_code: 'C9'}, {level: 'tag', id: 'p9'}]])('TikTok\'s %s is a card, and work that no call does', (issue_suggestion, group, fields, entity) => {
  const {candidate, source} = only(of(group, {issue_suggestion, ...fields}));
  expect(candidate).toMatchObject({type: `tiktok:${issue_suggestion}`, entity});
  expect(() => tiktok.applyRequest(source, context)).toThrow('TikTok has no call that applies');
});

test('TikTok has nine suggestions, no dismissal, and no others', () => {
  expect(Object.keys(tiktok.TIKTOK_TYPES)).toHaveLength(9);
  expect(tiktok.dismissRequest()).toBeNull();
  expect(tiktok.suggestionsFrom(of('creative', {issue_suggestion: 'LANDING_PAGE'}), context).refused).toEqual(['answer.data.results[0].diagnosis.suggestions[0].creative[0].issue_suggestion: is not one that this adapter knows']);
});

// ── All ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('the world\'s types that a platform\'s types become are those that stem from them', () => {
  const stems = (platform: string) => TYPES.flatMap(({type, stems}) => stems.filter(stem => stem.startsWith(`${platform}:`)).map(stem => ({name: stem.slice(platform.length + 1), type})));
  for (const [platform, kin] of [['google', GOOGLE_KIN], ['meta', META_KIN]] as const) {
    expect(Object.keys(kin).sort()).toEqual([...new Set(stems(platform).map(({name}) => name))].sort());
    for (const [name, type] of Object.entries(kin)) expect(stems(platform)).toContainEqual({name, type});
  }
  for (const type of Object.values(META_KIN)) expect(META_ASKS).toHaveProperty(type);
});

test('docs/adapters.md says what the adapters do (`npx tsx tests/support/adapter-tables.ts` writes it)', () => {
  expect(withTables(readDocument())).toBe(readDocument());
});

test('the model card counts the platforms\' types that the served ranker knows (`npx tsx tests/support/platform-coverage.ts` writes it)', () => {
  expect(withCoverage(readCard())).toBe(readCard());
});
