import fc from 'fast-check';
import {expect, test} from 'vitest';
import * as googleAds from '../../../src/adapters/google-ads.js';
import {checkCandidates} from '../../../src/candidates.js';
import {GOOGLE_NAMES, google, googleRecommendation} from '../../support/ads-facts.js';

const context = {account: '1', now: 1_700_000_000_000, currency: 'EUR'};
const budget = {
  resourceName: 'customers/1/recommendations/ABC', type: 'CAMPAIGN_BUDGET', campaignBudget: 'customers/1/campaignBudgets/9', campaigns: ['customers/1/campaigns/7'], dismissed: false,
  impact: {
    baseMetrics: {impressions: 1200, clicks: 80, costMicros: '50000000', conversions: 4}, potentialMetrics: {impressions: 1500, clicks: 101, costMicros: '62000000', conversions: 5.1},
  },
  campaignBudgetRecommendation: {
    currentBudgetAmountMicros: '50000000', recommendedBudgetAmountMicros: '62000000', budgetOptions: [{budgetAmountMicros: '62000000'}, {budgetAmountMicros: '70000000'}],
  },
};
const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

/** That every field of a request is one of the field list, and repeated where the list says so. */
function expectFields(body: unknown, message: string): void {
  const fields = new Map((google.recommendationService[message]?.fields ?? []).map(field => [field.name, field]));
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    const field = fields.get(snake(name));
    expect(field, `${message} has no field ${name}`).toBeDefined();
    expect(Array.isArray(value), `${message}.${name}`).toBe(field?.label === 'repeated');
    if (field?.type === 'int64') expect(value).toMatch(/^\d+$/);
    if (field?.type === 'double') expect(value).toBeTypeOf('number');
    const inner = [`ApplyRecommendationOperation.${field?.type}`, `${message}.${field?.type}`, field?.type ?? ''].find(key => google.recommendationService[key]?.fields);
    for (const one of [value].flat()) if (inner && typeof one === 'object') expectFields(one, inner);
  }
}

test('a budget recommendation becomes a card, in the units of the account', () => {
  const {suggestions, refused} = googleAds.suggestionsFrom([budget], {...context, nameOf: () => 'Summer'});
  expect(refused).toEqual([]);
  expect(suggestions[0]?.candidate).toEqual({
    id: 'customers/1/recommendations/ABC', version: 'customers/1/recommendations/ABC', type: 'google-ads:CAMPAIGN_BUDGET', entity: {level: 'campaign', id: '7', name: 'Summer'},
    headline: 'Raise the budget of the campaign “Summer”', reason: 'Recommended by Google Ads.', currency: 'EUR', serverScore: 1, createdAt: context.now,
    impact: {metric: 'conversions', low: 1.1, high: 1.1, unit: 'count', horizonDays: 7}, spendChange: 1.714286,
    change: {field: 'dailyBudget', current: 50, recommended: 62, options: [62, 70], unit: 'money'},
  });
  expect(suggestions[0]?.source).toBe(budget);
});

test('the same by gRPC, in rows of a search, and by the world\'s name of the type', () => {
  const grpc = JSON.parse(JSON.stringify(budget).replace(/"([A-Za-z]+)":/g, (_, name: string) => `"${snake(name)}":`)) as unknown;
  const [ours] = googleAds.suggestionsFrom({results: [{recommendation: grpc}]}, {...context, types: 'world'}).suggestions;
  expect(ours?.candidate).toEqual({...googleAds.suggestionFrom(budget, context, 1).candidate, type: 'raise-budget'});
});

test('there are 55 types, and the adapter knows each', () => {
  expect(GOOGLE_NAMES).toHaveLength(55);
  expect(Object.keys(googleAds.GOOGLE_TYPES).sort()).toEqual([...GOOGLE_NAMES].sort());
});

test.each(GOOGLE_NAMES)('%s maps, whatever its message holds', type => {
  for (const spelling of ['rest', 'grpc'] as const) {
    fc.assert(fc.property(googleRecommendation(type, spelling), recommendation => {
      const {suggestions, refused} = googleAds.suggestionsFrom([recommendation], context);
      // Nothing to move is no suggestion; all else maps.
      if (type === 'MOVE_UNUSED_BUDGET' && refused.length > 0) expect(refused[0]).toContain('nothing can be moved');
      else expect(refused).toEqual([]);
      expect(checkCandidates(suggestions.map(({candidate}) => candidate), 'https://ads.example')).toMatchObject({malformed: []});
    }), {numRuns: 8});
  }
});

test.each(['UNSPECIFIED', 'UNKNOWN', 'RAISE_EVERYTHING'])('%s is refused by name', type => {
  expect(googleAds.suggestionsFrom([{...budget, type}], context)).toEqual({suggestions: [], refused: [`recommendations[0].type: is ${type} that Google Ads v25 does not have, or no type at all`]});
});

test('what was dismissed at Google is refused; a second one of an id too', () => {
  expect(googleAds.suggestionsFrom([{...budget, dismissed: true}], context).refused).toEqual(['recommendations[0].dismissed: it was dismissed at Google']);
  expect(googleAds.suggestionsFrom([budget, budget], context).refused).toEqual(['recommendations[1]: a second one of this id']);
});

test('a field that is amiss is named by its path, and the others pass', () => {
  const amiss = {...budget, resourceName: 'customers/1/recommendations/D', impact: {...budget.impact, baseMetrics: {conversions: 'many'}}};
  const {suggestions, refused} = googleAds.suggestionsFrom([amiss, budget], context);
  expect(suggestions.map(({candidate}) => candidate.id)).toEqual([budget.resourceName]);
  expect(refused).toEqual(['recommendations[0].impact.base_metrics.conversions: is not a finite number']);
});

test('an apply is Google\'s request: as recommended, or with the value that was chosen, in micros', () => {
  expect(googleAds.applyRequest(budget, context)).toEqual({method: 'POST', path: '/v25/customers/1/recommendations:apply', body: {operations: [{resourceName: budget.resourceName}], partialFailure: true}});
  expect(googleAds.applyRequest(budget, context, {value: 70.5}).body).toEqual({operations: [{resourceName: budget.resourceName, campaignBudget: {newBudgetAmountMicros: '70500000'}}], partialFailure: true});
});

test('a dismissal is Google\'s request', () => {
  expect(googleAds.dismissRequest(budget, context)).toEqual({method: 'POST', path: '/v25/customers/1/recommendations:dismiss', body: {operations: [{resourceName: budget.resourceName}], partialFailure: true}});
});

test.each(GOOGLE_NAMES)('apply and dismiss of %s go round in fields that Google has', type => {
  fc.assert(fc.property(googleRecommendation(type), fc.option(fc.double({min: 0.5, max: 1000, noNaN: true}), {nil: undefined}), (recommendation, value) => {
    expectFields(googleAds.dismissRequest(recommendation, context).body, 'DismissRecommendationRequest');
    const known = googleAds.GOOGLE_TYPES[type];
    const chosen = known?.parameter ? value : undefined;
    if (known?.needs || known?.reading === 'apply-link') {
      expect(() => googleAds.applyRequest(recommendation, context)).toThrow(expect.objectContaining({name: 'bad-options'}) as Error);
      return;
    }
    const holdsNothing = known?.reading === 'assets' && googleAds.suggestionFrom(recommendation, context).candidate.reason === 'Recommended by Google Ads.';
    if (holdsNothing) expect(() => googleAds.applyRequest(recommendation, context)).toThrow('holds no assets');
    else expectFields(googleAds.applyRequest(recommendation, context, {value: chosen}).body, 'ApplyRecommendationRequest');
  }), {numRuns: 8});
});

/** The recommended value, chosen on the card, comes back as the very number that Google sent. */
test.each([
  ['TARGET_CPA_OPT_IN', {targetCpaOptInRecommendation: {recommendedTargetCpaMicros: '12340000'}}, {targetCpaOptIn: {targetCpaMicros: '12340000'}}],
  ['TARGET_ROAS_OPT_IN', {targetRoasOptInRecommendation: {recommendedTargetRoas: 3.45}}, {targetRoasOptIn: {targetRoas: 3.45}}],
  ['RAISE_TARGET_CPA', {raiseTargetCpaRecommendation: {targetAdjustment: {recommendedTargetMultiplier: 1.15}}}, {raiseTargetCpa: {targetCpaMultiplier: 1.15}}],
  ['LOWER_TARGET_ROAS', {lowerTargetRoasRecommendation: {targetAdjustment: {recommendedTargetMultiplier: 0.85}}}, {lowerTargetRoas: {targetRoasMultiplier: 0.85}}],
  ['MOVE_UNUSED_BUDGET', {moveUnusedBudgetRecommendation: {budgetRecommendation: {currentBudgetAmountMicros: '10000000', recommendedBudgetAmountMicros: '13500000'}}}, {moveUnusedBudget: {budgetMicrosToMove: '3500000'}}],
  ['SET_TARGET_CPA', {setTargetCpaRecommendation: {recommendedTargetCpaMicros: '990000'}}, {setTargetCpa: {targetCpaMicros: '990000'}}],
])('%s: what is recommended goes round', (type, message, parameters) => {
  const recommendation = {resourceName: budget.resourceName, type, ...message};
  const {candidate} = googleAds.suggestionFrom(recommendation, context);
  const {body} = googleAds.applyRequest(recommendation, context, {value: candidate.change?.recommended});
  expect(body).toMatchObject({operations: [parameters]});
});

test('callouts are applied with the assets that Google suggests, where it suggests them', () => {
  const assets = [{calloutAsset: {calloutText: 'Free shipping'}}];
  const callouts = (message: object) => ({resourceName: budget.resourceName, type: 'CALLOUT_ASSET', calloutAssetRecommendation: message});
  expect(googleAds.applyRequest(callouts({recommendedCampaignCalloutAssets: assets, recommendedCustomerCalloutAssets: [{}]}), context).body).toMatchObject({operations: [{calloutAsset: {adAssetApplyParameters: {newAssets: assets, scope: 'CAMPAIGN'}}}]});
  expect(googleAds.applyRequest(callouts({recommendedCustomerCalloutAssets: assets}), context).body).toMatchObject({operations: [{calloutAsset: {adAssetApplyParameters: {newAssets: assets, scope: 'CUSTOMER'}}}]});
});

test('what Google cannot apply so is said, with what to do', () => {
  const of = (type: string, value?: number) => () => googleAds.applyRequest({resourceName: budget.resourceName, type}, context, {value});
  expect(of('CALL_ASSET')).toThrow('pass them as parameters');
  expect(of('MIGRATE_DYNAMIC_SEARCH_ADS_CAMPAIGN_TO_PERFORMANCE_MAX')).toThrow('open the candidate\'s link');
  expect(of('SEARCH_PARTNERS_OPT_IN', 5)).toThrow('leave the value out');
  expect(of('LOWER_TARGET_ROAS', -100)).toThrow('above -100');
  expect(of('CAMPAIGN_BUDGET', -1)).toThrow('negative');
  expect(() => googleAds.applyRequest({...budget, resourceName: '../../evil'}, context)).toThrow('is not customers/{id}/recommendations/{id}');
  expect(googleAds.applyRequest({resourceName: budget.resourceName, type: 'CALL_ASSET'}, context, {parameters: {callAsset: {adAssetApplyParameters: {existingAssets: ['customers/1/assets/1'], scope: 'CUSTOMER'}}}}).body)
    .toMatchObject({operations: [{callAsset: {adAssetApplyParameters: {scope: 'CUSTOMER'}}}]});
});

test.each([[{account: '', now: 1}, 'no account'], [{account: '1', now: NaN}, 'not a finite number'], [{account: '1', now: 1, currency: 'euro'}, 'three capitals']])('a bad context %j is said', (bad, sentence) => {
  expect(() => googleAds.suggestionsFrom([], bad)).toThrow(sentence);
});
