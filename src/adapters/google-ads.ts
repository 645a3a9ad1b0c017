/** Google Ads API v25 recommendations ↔ candidates. Fields are read in either spelling, `cost_micros` of gRPC or `costMicros` of REST; requests are REST. */
import type {EntityRef, Impact} from '../types.js';
import {adapted, badChoice, candidateOf, checkContext, chosenNumber, entityOf, said, tidy, type AdapterContext, type Adapted, type Choice, type Micros, type Percent, type PlatformRequest, type Suggestion} from './adapter.js';
import {assetsOf, isForCampaign, lastOf, readMessage, type Told} from './google-ads-messages.js';
import {GOOGLE_KIN, GOOGLE_TYPES, type GoogleType} from './google-ads-types.js';
import {at, fields, flag, id, isAbsent, list, maybe, number, wrong, type Place} from './reading.js';

export type {AdapterContext, Adapted, Choice, PlatformRequest, Suggestion} from './adapter.js';
export {GOOGLE_TYPES} from './google-ads-types.js';

/** Of one week. */
export interface GoogleMetrics {
  readonly impressions?: number;
  readonly clicks?: number;
  readonly costMicros?: Micros;
  readonly conversions?: number;
  readonly conversionsValue?: number;
  readonly videoViews?: number;
}

/** A `Recommendation`, with the message of its type beside these. */
export interface GoogleRecommendation {
  readonly resourceName: string;
  readonly type: string;
  readonly impact?: {readonly baseMetrics?: GoogleMetrics; readonly potentialMetrics?: GoogleMetrics};
  readonly campaignBudget?: string;
  readonly campaign?: string;
  readonly campaigns?: readonly string[];
  readonly adGroup?: string;
  readonly dismissed?: boolean;
}

/** Units of `Candidate.change` by its `field`. */
export interface GoogleUnits {
  /** Units of the account's currency a day. */
  readonly dailyBudget: number;
  readonly budgetToMove: number;
  readonly targetCpa: number;
  /** 350 is a return of 3.5. */
  readonly targetReturn: Percent;
  /** 20 multiplies the target by 1.2. */
  readonly targetChange: Percent;
}

const PLATFORM = {prefix: 'google-ads', label: 'Google Ads', kin: GOOGLE_KIN};
/** Impacts are of a week. */
const DAYS = 7;
/** What is worth most to know, first. */
const METRICS: readonly (readonly [field: string, metric: string, unit: Impact['unit']])[] = [
  ['conversions', 'conversions', 'count'], ['conversions_value', 'conversion-value', 'money'], ['clicks', 'campaignClicks', 'count'],
  ['impressions', 'campaignImpressions', 'count'], ['video_views', 'video-views', 'count'],
];

/**
 * @param answer a list of recommendations, or an answer that holds one: `{recommendations: […]}`, or rows `{recommendation: {…}}` of a search (`{results: […]}`)
 * @throws InklingError `bad-answer` where there is no list, `bad-options` of a bad context
 */
export function suggestionsFrom(answer: unknown, context: AdapterContext): Adapted {
  checkContext(context);
  return adapted(recommendationsOf(answer), (place, score) => read(place, context, score));
}

/** @throws InklingError `bad-answer`, with the path of the field that is amiss */
export function suggestionFrom(recommendation: unknown, context: AdapterContext, score = 0): Suggestion {
  return read({value: recommendation, path: 'recommendation'}, checkContext(context), score);
}

/**
 * `POST {path}` at googleads.googleapis.com. Where nothing was chosen Google applies what it recommends.
 * @throws InklingError `bad-options` where Google cannot apply it so, saying what it wants
 */
export function applyRequest(source: unknown, context: AdapterContext, choice: Choice = {}): PlatformRequest {
  checkContext(context);
  const place = fields({value: source, path: 'recommendation'});
  const {name, type, message} = typeOf(place);
  const parameters = choice.parameters ?? parametersOf(name, type, message, choice);
  return request(place, 'apply', {...parameters});
}

export function dismissRequest(source: unknown, context: AdapterContext): PlatformRequest {
  checkContext(context);
  return request(fields({value: source, path: 'recommendation'}), 'dismiss', {});
}

function recommendationsOf(answer: unknown): readonly Place[] {
  if (Array.isArray(answer)) return list({value: answer, path: 'recommendations'});
  const root = fields({value: answer, path: 'answer'});
  const rows = at(root, 'results');
  if (!isAbsent(rows)) return list(rows).map(row => at(row, 'recommendation'));
  const recommendations = at(root, 'recommendations');
  if (isAbsent(recommendations)) throw wrong(recommendations, 'is missing; nor are there results');
  return list(recommendations);
}

function typeOf(place: Place): {readonly name: string; readonly type: GoogleType; readonly message: Place} {
  const name = id(at(place, 'type'));
  const type = Object.hasOwn(GOOGLE_TYPES, name) ? GOOGLE_TYPES[name] : undefined;
  if (!type) throw wrong(at(place, 'type'), `is ${/^[A-Z_]{1,80}$/.test(name) ? name : 'a name'} that Google Ads v25 does not have, or no type at all`);
  const message = at(place, `${name.toLowerCase()}_recommendation`);
  return {name, type, message: isAbsent(message) ? message : fields(message)};
}

function read(place: Place, context: AdapterContext, score: number): Suggestion {
  fields(place);
  const {name, type, message} = typeOf(place);
  const resource = id(at(place, 'resource_name'));
  if (maybe(at(place, 'dismissed'), flag)) throw wrong(at(place, 'dismissed'), 'it was dismissed at Google');
  const told = readMessage(type, message, context);
  const entity = told.entity ?? entityFrom(place, context);
  const [base, potential] = [at(at(place, 'impact'), 'base_metrics'), at(at(place, 'impact'), 'potential_metrics')];
  const cost = difference(base, potential, 'cost_micros');
  const impact = impactOf(base, potential) ?? told.impact;
  return {
    source: place.value,
    candidate: candidateOf(PLATFORM, context, {
      name, entity, impact, id: resource, version: resource,
      headline: type.asks.replace('{}', said(entity)), reason: (told.facts ?? []).filter(fact => fact !== undefined).join(' '),
      spendChange: cost === undefined ? spendOf(told) : tidy(cost / 1e6 / DAYS), change: told.change, link: told.link,
    }, score),
  };
}

/** The narrowest that is named; of several campaigns the account. */
function entityFrom(place: Place, context: AdapterContext): EntityRef {
  const campaigns = list(at(place, 'campaigns'));
  const [only] = campaigns.length === 1 ? campaigns : [];
  const [adGroup, campaign] = [at(place, 'ad_group'), at(place, 'campaign')];
  if (!isAbsent(adGroup)) return entityOf(context, 'ad-group', lastOf(adGroup));
  if (!isAbsent(campaign)) return entityOf(context, 'campaign', lastOf(campaign));
  return only ? entityOf(context, 'campaign', lastOf(only)) : entityOf(context, 'account', context.account);
}

function difference(base: Place, potential: Place, field: string): number | undefined {
  const [was, would] = [at(base, field), at(potential, field)];
  // A metric that is nought is left out of the JSON.
  if (isAbsent(would) && isAbsent(was)) return undefined;
  return (maybe(would, number) ?? 0) - (maybe(was, number) ?? 0);
}

/** Google gives points, not intervals: `low` is `high`. */
function impactOf(base: Place, potential: Place): Impact | undefined {
  if (isAbsent(potential)) return undefined;
  for (const [field, metric, unit] of METRICS) {
    const change = difference(base, potential, field);
    if (change !== undefined && change !== 0) return {metric, low: tidy(change), high: tidy(change), unit, horizonDays: DAYS};
  }
  return undefined;
}

/** Of a daily budget: at most this much more is spent. */
function spendOf({change}: Told): number | undefined {
  if (change?.field !== 'dailyBudget' || typeof change.current !== 'number' || typeof change.recommended !== 'number') return undefined;
  return tidy(change.recommended - change.current);
}

// ── Back ────────────────────────────────────────────────────────────────────────────────────────────────────────

const micros = (value: number): string => String(Math.round(value * 1e6));
const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function parametersOf(name: string, type: GoogleType, message: Place, choice: Choice): Record<string, unknown> {
  if (type.needs) throw badChoice(`Google applies ${name} only with assets that its recommendation does not hold: pass them as parameters, {${camel(type.needs)}: {adAssetApplyParameters: {newAssets or existingAssets, scope}}}.`);
  if (type.reading === 'apply-link') throw badChoice(`${name} is applied at its link: open the candidate's link.`);
  if (type.reading === 'assets') return assetParameters(name, message);
  if (choice.value === undefined) return {};
  if (!type.parameter) throw badChoice(`Google applies ${name} as recommended: leave the value out.`);
  const [parameter, field] = type.parameter;
  return {[camel(parameter)]: {[camel(field)]: inUnitsOf(field, chosenNumber(choice, name) ?? 0, name)}};
}

/** From the unit of the card to Google's. */
function inUnitsOf(field: string, value: number, name: string): string | number {
  if (value < 0 && !field.endsWith('multiplier')) throw badChoice(`The value chosen for ${name} is negative: pass what the card offered, in its unit.`);
  if (field.includes('micros')) return micros(value);
  const factor = field.endsWith('multiplier') ? 1 + value / 100 : value / 100;
  if (factor <= 0) throw badChoice(`The value chosen for ${name} leaves no target: pass a per cent above ${field.endsWith('multiplier') ? -100 : 0}.`);
  return tidy(factor);
}

function assetParameters(name: string, message: Place): Record<string, unknown> {
  const newAssets = assetsOf(message).map(place => fields(place).value);
  if (newAssets.length === 0) throw badChoice(`This ${name} holds no assets to add: pass some as parameters, {${camel(name.toLowerCase())}: {adAssetApplyParameters: {newAssets, scope}}}.`);
  return {[camel(name.toLowerCase())]: {adAssetApplyParameters: {newAssets, scope: isForCampaign(message) ? 'CAMPAIGN' : 'CUSTOMER'}}};
}

function request(place: Place, verb: 'apply' | 'dismiss', parameters: Record<string, unknown>): PlatformRequest {
  const resourceName = id(at(place, 'resource_name'));
  const customer = /^customers\/(\d{1,20})\/recommendations\/[^/]+$/.exec(resourceName)?.[1];
  if (customer === undefined) throw wrong(at(place, 'resource_name'), 'is not customers/{id}/recommendations/{id}');
  return {method: 'POST', path: `/v25/customers/${customer}/recommendations:${verb}`, body: {operations: [{resourceName, ...parameters}], partialFailure: true}};
}
