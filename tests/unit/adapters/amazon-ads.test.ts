import {expect, test} from 'vitest';
import * as amazonAds from '../../../src/adapters/amazon-ads.js';
import {checkCandidates} from '../../../src/candidates.js';
import {amazon} from '../../support/ads-facts.js';

const context = {account: 'p1', now: 1_700_000_000_000, currency: 'USD', campaignId: 'c1', adGroupId: 'g1'};
const example = (title: string) => {
  const found = amazon.examples.find(({example}) => example.endsWith(title));
  if (!found) throw new Error(`There is no example ${title}.`);
  return found;
};
const adapt = (title: string) => amazonAds.suggestionsFrom(example(title).body, context, example(title).url);

test('there are 17 examples', () => expect(amazon.examples).toHaveLength(17));

test.each(amazon.examples)('$example maps', ({example, url, body}) => {
  const {suggestions, refused} = amazonAds.suggestionsFrom(body, context, `https://advertising-api.amazon.com${url}?x=1`);
  if (example.endsWith('No data to give recommendations')) expect({suggestions, refused}).toEqual({suggestions: [], refused: ['answer.budgetRecommendationsSuccessResults[0].suggestedBudget: Amazon has no data to recommend a budget from']});
  else expect(suggestions.length).toBeGreaterThan(0);
  // What is left out is an event that Amazon suggests nothing for.
  for (const sentence of refused) expect(sentence).toMatch(/no data|no increase/);
  expect(checkCandidates(suggestions.map(({candidate}) => candidate), 'https://ads.example')).toMatchObject({malformed: []});
});

test('bids of keywords are in cents, and of yen in yen', () => {
  const {suggestions} = adapt('Success for ad group');
  expect(suggestions[0]?.candidate).toMatchObject({
    type: 'amazon-ads:SP_KEYWORD', entity: {level: 'ad-group', id: 'g1'}, id: 'SP_KEYWORD/g1/PHRASE/foaming hand soap refill', version: 'b3c46375-1534-49bb-a25f-99f4199cc97f',
    headline: 'Add the keyword “foaming hand soap refill” to ad group g1', change: {field: 'bid', recommended: 3.11, options: [1.26, 3.11, 4.76], unit: 'money'}, exclusiveGroup: 'keyword/foaming hand soap refill',
  });
  const {url, body} = example('Success for ad group');
  const yen = amazonAds.suggestionsFrom(body, {...context, currency: 'JPY'}, url);
  expect(yen.suggestions[0]?.candidate.change?.recommended).toBe(311);
});

test('a theme of bids is a card a target, with low, middle and high; the forecast of all is said, not claimed', () => {
  const {suggestions} = adapt('Auto targets - existing ad group');
  expect(suggestions.map(({candidate}) => candidate.change?.options)).toEqual([[0.77, 1, 1.28], [1.01, 1.11, 1.25], [0.12, 0.13, 0.16], [0.64, 1.01, 1.36]]);
  expect(suggestions[0]?.candidate).toMatchObject({headline: 'Change the bid of close match in ad group g1', reason: 'Conversion opportunities. All 4 targets at their middle bids: 5 to 7 orders a week.'});
  expect(suggestions[0]?.candidate).not.toHaveProperty('impact');
});

test('an event raises the budget by a per cent and is over the day after', () => {
  const {suggestions, refused} = adapt('SB / Get recommended events / Success');
  expect(suggestions.map(({candidate}) => candidate.change?.recommended)).toEqual([43, 32, 25]);
  expect(refused).toHaveLength(8);
  expect(suggestions[0]?.candidate.expiresAt).toBe(Date.UTC(2023, 4, 15));
  const applied = suggestions[0] && amazonAds.applyRequest(suggestions[0].source, context, {value: 30});
  expect(applied).toEqual({
    method: 'POST', path: '/sb/budgetRules',
    body: {budgetRulesDetails: [{name: 'Mother\'s day 2023', ruleType: 'SCHEDULE', recurrence: {type: 'DAILY'}, budgetIncreaseBy: {type: 'PERCENT', value: 30}, duration: {eventTypeRuleDuration: {eventId: 'aceadb70-d48d-36b2-504c-bedfe6a064e6', eventName: 'Mother\'s day', startDate: '20230511', endDate: '20230514'}}}]},
  });
});

test('missed sales are the impact, an interval of the week', () => {
  const {url, body} = example('missed opportunities / Success');
  const missed = JSON.parse(JSON.stringify(body).replace('"estimatedMissedSalesUpper":0', '"estimatedMissedSalesUpper":120.5').replace('"percentTimeInBudget":1', '"percentTimeInBudget":0.62')) as unknown;
  const [one] = amazonAds.suggestionsFrom(missed, context, url).suggestions;
  expect(one?.candidate).toMatchObject({
    entity: {level: 'campaign', id: '259207489965973'}, impact: {metric: 'sales', low: 0, high: 120.5, unit: 'money', horizonDays: 7}, change: {field: 'dailyBudget', recommended: 13},
    reason: 'Suggested: $13 a day. Within its budget 62 % of the last seven days.',
  });
  expect(one && amazonAds.applyRequest(one.source, context, {value: 15})).toEqual({method: 'PUT', path: '/sp/campaigns', body: {campaigns: [{campaignId: '259207489965973', budget: {budget: 15, budgetType: 'DAILY'}}]}});
});

test('a theme of products is one apply with all of them', () => {
  const {suggestions} = adapt('Product recommendatios / Themes');
  expect(suggestions[1]?.candidate).toMatchObject({headline: 'Target products in ad group g1: Complements', reason: expect.stringContaining('6 products. Items frequently bought') as string});
  const {body} = amazonAds.applyRequest(suggestions[1]?.source, context, {parameters: {bid: 0.5}}) as unknown as {body: {targetingClauses: unknown[]}};
  expect(body.targetingClauses).toHaveLength(6);
  expect(body.targetingClauses[0]).toEqual({campaignId: 'c1', adGroupId: 'g1', expressionType: 'MANUAL', state: 'ENABLED', bid: 0.5, expression: [{type: 'ASIN_SAME_AS', value: 'B091K1C3KD'}]});
});

test('a keyword of a Sponsored Brands campaign', () => {
  const [one] = adapt('for list of ASINS').suggestions;
  expect(one?.candidate).toMatchObject({type: 'amazon-ads:SB_KEYWORD', version: '8b6e905435fc700f2033de731a429429', change: {field: 'keyword', recommended: 'mens socks (phrase)'}});
  expect(one && amazonAds.applyRequest(one.source, context)).toEqual({method: 'POST', path: '/sb/keywords', body: [{campaignId: 'c1', adGroupId: 'g1', keywordText: 'mens socks', matchType: 'phrase'}]});
});

const unified = {
  recommendationId: 'r1', recommendationType: 'CAMPAIGN_BUDGET', adProduct: 'SP', campaignId: 'c1', currentValue: '10', recommendedValue: '13', status: 'PUBLISHED',
  estimatedImpact: {campaign: {timePeriodInDays: 7, clicks: {incrementalLowerBound: 8, incrementalUpperBound: 30}}},
  recommendationContext: {diagnosticContext: {summary: {code: 'INCREASE_BUDGET_CONTEXTUAL_SUMMARY', message: 'Out of budget by 4 pm.'}}},
};

test('the unified recommendation keeps its interval, its days and its sentence', () => {
  const {suggestions, refused} = amazonAds.suggestionsFrom({recommendations: [unified, {...unified, recommendationId: 'r2', status: 'REJECTED'}]}, {...context, types: 'world', adGroupId: undefined}, '/recommendations/list');
  expect(suggestions[0]?.candidate).toMatchObject({
    type: 'raise-budget', entity: {level: 'campaign', id: 'c1'}, headline: 'Campaign budget: campaign c1', reason: 'Out of budget by 4 pm.', spendChange: 3,
    impact: {metric: 'campaignClicks', low: 8, high: 30, unit: 'count', horizonDays: 7}, change: {field: 'dailyBudget', current: 10, recommended: 13, unit: 'money'},
  });
  expect(refused).toEqual(['answer.recommendations[1].status: it is no longer open']);
  const source = suggestions[0]?.source;
  expect(amazonAds.applyRequest(source, context)).toEqual({method: 'POST', path: '/recommendations/apply', body: {recommendationIds: ['r1']}});
  expect(() => amazonAds.applyRequest(source, context, {value: 15})).toThrow('send editRequest');
  expect(amazonAds.editRequest(source, context, 15)).toEqual({method: 'PUT', path: '/recommendations/r1', body: {recommendedValue: '15'}});
  expect(amazonAds.dismissRequest()).toBeNull();
});

test('one keyword that cannot be read does not lose the others', () => {
  const {url, body} = example('Success for ad group');
  const answer = body as {keywordTargetList: unknown[]};
  const {suggestions, refused} = amazonAds.suggestionsFrom({keywordTargetList: [{keyword: 'x', bidInfo: 'no'}, ...answer.keywordTargetList]}, context, url);
  expect(suggestions).toHaveLength(6);
  expect(refused).toEqual(['answer.keywordTargetList[0].bidInfo: is not a list']);
});

test('what is not there is said', () => {
  expect(() => amazonAds.suggestionsFrom({}, context, '/sp/other')).toThrow('is not one that this adapter reads');
  expect(() => amazonAds.suggestionsFrom({}, context, '/sp/targets/categories/recommendations')).toThrow('answer.categories: is missing');
  const [bid] = adapt('Auto targets - existing ad group').suggestions;
  expect(() => amazonAds.applyRequest(bid?.source, context)).toThrow('pass it as parameters, {targetId');
  expect(amazonAds.applyRequest(bid?.source, context, {value: 1.28, parameters: {targetId: 't1'}})).toEqual({method: 'PUT', path: '/sp/targets', body: {targetingClauses: [{targetId: 't1', bid: 1.28}]}});
  const [keyword] = amazonAds.suggestionsFrom(example('Success for ad group').body, {account: 'p1', now: 1}, example('Success for ad group').url).suggestions;
  expect(() => amazonAds.applyRequest(keyword?.source, context)).toThrow('give campaignId and adGroupId in the context');
});
