/** Whatever a platform sends: a valid candidate or an InklingError that names a field. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Adapted, AdapterContext} from '../../../src/adapters/adapter.js';
import * as amazonAds from '../../../src/adapters/amazon-ads.js';
import * as googleAds from '../../../src/adapters/google-ads.js';
import * as meta from '../../../src/adapters/meta.js';
import * as microsoftAds from '../../../src/adapters/microsoft-ads.js';
import * as tiktok from '../../../src/adapters/tiktok.js';
import {checkCandidates} from '../../../src/candidates.js';
import {InklingError} from '../../../src/errors.js';
import {GOOGLE_NAMES, META_NAMES, MICROSOFT_NAMES, amazon, broken, googleRecommendation, microsoftRecommendation} from '../../support/ads-facts.js';

const context = {account: '1', now: 1_700_000_000_000, currency: 'USD', campaignId: 'c1', adGroupId: 'g1'};

/** Runs it; an InklingError is an answer, any other error is a fault. */
function orError<T>(run: () => T): T | InklingError {
  try {
    return run();
  } catch (error) {
    if (error instanceof InklingError) return error;
    throw error;
  }
}

/** One platform: how its answers are made, and what is asked of its adapter. */
interface Case {
  readonly name: string;
  readonly answer: fc.Arbitrary<unknown>;
  readonly adapt: (answer: unknown) => Adapted;
  readonly requests: readonly ((source: unknown, choice: {value?: number | string}) => unknown)[];
  readonly one: (source: unknown) => unknown;
}

const metaRecommendation = fc.record({
  recommendation_name: fc.constantFrom(...META_NAMES), level: fc.constantFrom('account', 'campaign', 'ad_set', 'ad'), object_ids: fc.array(fc.nat().map(String), {maxLength: 3}),
  recommendation_signature: fc.string({minLength: 1}), recommendation_time: fc.constant('2026-05-15T08:32:11+0000'), opportunity_score_lift: fc.nat({max: 100}).map(String), url: fc.webUrl(),
  recommendation_content: fc.record({lift_estimate: fc.string(), body: fc.string()}),
}, {requiredKeys: ['recommendation_name']});
const legacyMeta = fc.record({
  code: fc.nat(), title: fc.string(), message: fc.string(), importance: fc.constantFrom('HIGH', 'MEDIUM', 'LOW'), confidence: fc.constantFrom('HIGH', 'MEDIUM', 'LOW'),
  recommendation_data: fc.record({link: fc.webUrl()}),
}, {requiredKeys: ['code']});

const money = fc.double({min: 0, max: 1e6, noNaN: true});
const tiktokSuggestion = fc.record({
  issue_suggestion: fc.constantFrom(...Object.keys(tiktok.TIKTOK_TYPES)), suggestion_id: fc.nat().map(String), suggestion_time: fc.constant('2024-01-01 00:00:01'),
  budget: money, suggest_budget: money, bid: money, suggest_bid: money, cost_floor: money, ad_id: fc.nat().map(String), name: fc.string(), pixel_id: fc.nat().map(String), pixel_code: fc.string(),
  budget_edr_info: fc.array(fc.record({recommended_budget: money, conversion_uplift: fc.double({min: -1e3, max: 1e3, noNaN: true}), cpa: money}), {maxLength: 15}),
  bid_edr_info: fc.array(fc.record({recommended_bid: money, cost_uplift: money}), {maxLength: 9}),
}, {requiredKeys: ['issue_suggestion', 'suggestion_id']});
const tiktokAnswer = fc.array(tiktokSuggestion, {maxLength: 4}).map(suggestions => ({
  code: 0, message: 'OK', data: {results: [{adgroup_id: '77', adgroup_name: 'Prospecting', diagnosis: {diagnosis_time: '2024-01-01 00:00:01', suggestions: [{creative: [], bid_and_budget: suggestions, event_track: []}]}}]},
}));

const CASES: readonly Case[] = [
  {
    name: 'google-ads', answer: fc.constantFrom(...GOOGLE_NAMES).chain(type => fc.array(googleRecommendation(type), {maxLength: 3})), adapt: answer => googleAds.suggestionsFrom(answer, context),
    requests: [(source, choice) => googleAds.applyRequest(source, context, choice), source => googleAds.dismissRequest(source, context)], one: source => googleAds.suggestionFrom(source, context),
  },
  {
    name: 'meta', answer: fc.array(fc.oneof(metaRecommendation, legacyMeta), {maxLength: 3}).map(recommendations => ({recommendations})), adapt: answer => meta.suggestionsFrom(answer, context),
    requests: [(source, choice) => meta.applyRequest(source, context, choice)], one: source => meta.suggestionFrom(source, context),
  },
  {
    name: 'microsoft-ads', answer: fc.constantFrom(...MICROSOFT_NAMES).chain(type => fc.array(microsoftRecommendation(type), {maxLength: 3})).map(Recommendations => ({Recommendations})),
    adapt: answer => microsoftAds.suggestionsFrom(answer, context),
    requests: [(source, choice) => microsoftAds.applyRequest(source, context, choice), source => microsoftAds.dismissRequest(source, context)], one: source => microsoftAds.suggestionFrom(source, context),
  },
  {
    name: 'tiktok', answer: tiktokAnswer, adapt: answer => tiktok.suggestionsFrom(answer, context), requests: [(source, choice) => tiktok.applyRequest(source, context, choice)],
    one: source => tiktok.suggestionFrom(source, context),
  },
  ...amazon.examples.map(({example, url, body}): Case => ({
    // A long list of products says nothing more.
    name: `amazon-ads: ${example}`, answer: fc.constant(JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'recommendedAsins' && Array.isArray(value) ? value.slice(0, 3) : value)))), adapt: answer => amazonAds.suggestionsFrom(answer, context, url),
    requests: [(source, choice) => amazonAds.applyRequest(source, context, choice)], one: source => amazonAds.suggestionFrom(source, context),
  })),
];

const choices = fc.record({value: fc.oneof(fc.double(), fc.string(), fc.constant(undefined))});

function expectValid({suggestions, refused}: Adapted): void {
  expect(checkCandidates(suggestions.map(({candidate}) => candidate), 'https://ads.example')).toMatchObject({malformed: []});
  for (const sentence of refused) expect(sentence).toMatch(/^[\w[\].]+: ./);
}

describe.each(CASES)('$name', ({answer, adapt, requests, one}) => {
  test('what is valid becomes valid candidates, each of which goes back as a request or says why not', () => {
    fc.assert(fc.property(answer, choices, (given, choice) => {
      const adapted = adapt(given);
      expectValid(adapted);
      for (const {candidate, source} of adapted.suggestions) {
        expect(orError(() => one(source))).toMatchObject({candidate: {id: candidate.id, version: candidate.version, type: candidate.type}});
        for (const request of requests) {
          const made = orError(() => request(source, choice));
          if (made instanceof InklingError) expect(made.name).toMatch(/^bad-(answer|options)$/);
          else expect(JSON.parse(JSON.stringify(made))).toEqual(made);
        }
      }
    }), {numRuns: 15});
  });

  test('what is broken is never more than an InklingError, and never an invalid candidate', () => {
    fc.assert(fc.property(broken(answer), choices, (given, choice) => {
      const adapted = orError(() => adapt(given));
      if (adapted instanceof InklingError) expect(adapted.message).toMatch(/^[\w[\].]+: ./);
      else {
        expectValid(adapted);
        for (const {source} of adapted.suggestions) for (const request of requests) orError(() => request(source, choice));
      }
      orError(() => one(given));
      for (const request of requests) orError(() => request(given, choice));
    }), {numRuns: 60});
  });
});

test('what throws when it is read is an InklingError that names the field', () => {
  const trap = (field: string) => Object.defineProperty({}, field, {enumerable: true, get() { throw new Error('mine'); }});
  const context_ = context as AdapterContext;
  expect(googleAds.suggestionsFrom([trap('type')], context_).refused).toEqual(['recommendations[0].type: cannot be read']);
  expect(meta.suggestionsFrom([trap('recommendations')], context_).refused).toEqual(['recommendations[0].recommendations: cannot be read']);
  expect(tiktok.suggestionsFrom([{adgroup_id: '1', diagnosis: {suggestions: [{creative: [trap('issue_suggestion')]}]}}], context_).refused[0]).toContain('cannot be read');
  expect(amazonAds.suggestionsFrom({categories: [trap('id')]}, context_, '/sp/targets/categories/recommendations').refused[0]).toContain('cannot be read');
});
