/** Amazon Ads recommendations ↔ candidates: the answers of Sponsored Products and Sponsored Brands, and of the unified `/recommendations/list`. */
import type {EntityRef} from '../types.js';
import {adapted, candidateOf, checkContext, entityOf, said, type AdapterContext as AnyContext, type Adapted, type Count, type Days, type Money, type Percent, type Suggestion} from './adapter.js';
import {figuresOf} from './amazon-ads-figures.js';
import {AMAZON_KINDS, identityOf, kindOf, partsOf, type AmazonKind} from './amazon-ads-answers.js';
import {at, beside, fields, flag, id, isAbsent, maybe, within, words, wrong, type Place} from './reading.js';

export type {Adapted, Choice, PlatformRequest, Suggestion} from './adapter.js';
export {AMAZON_ENDPOINTS, AMAZON_KINDS, type AmazonPart} from './amazon-ads-answers.js';
export {applyRequest, dismissRequest, editRequest} from './amazon-ads-requests.js';

/** Amazon answers for the campaign or ad group that it was asked about, and does not say which. */
export interface AmazonContext extends AnyContext {
  readonly campaignId?: string;
  readonly adGroupId?: string;
}

/** Of `/recommendations/list`. */
export interface AmazonRecommendation {
  readonly recommendationId: string;
  readonly recommendationType: string;
  readonly campaignId?: string;
  readonly adGroupId?: string;
  readonly currentValue?: string;
  readonly recommendedValue?: string;
  readonly status?: string;
  readonly estimatedImpact?: Readonly<Record<string, {readonly timePeriodInDays?: Days} & Readonly<Record<string, unknown>>>>;
}

/** Of `/sp/campaigns/budgetRecommendations`. */
export interface AmazonBudget {
  readonly campaignId: string;
  readonly suggestedBudget: Money | null;
  readonly sevenDaysMissedOpportunities: null | {
    /** 1 is all of it. */
    readonly percentTimeInBudget?: number;
    readonly estimatedMissedSalesLower?: Money;
    readonly estimatedMissedSalesUpper?: Money;
    readonly estimatedMissedClicksLower?: Count;
    readonly estimatedMissedClicksUpper?: Count;
    readonly estimatedMissedImpressionsLower?: Count;
    readonly estimatedMissedImpressionsUpper?: Count;
  };
}

/** Of the `budgetRules/recommendations`. Dates are `YYYYMMDD`. */
export interface AmazonEvent {
  readonly eventId: string;
  readonly eventName: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly suggestedBudgetIncreasePercent: Percent | null;
}

const KIN: Readonly<Record<string, string>> = {
  SP_EVENT_BUDGET: 'seasonal-budget', SB_EVENT_BUDGET: 'seasonal-budget', SP_KEYWORD: 'add-keywords', SB_KEYWORD: 'add-keywords', SP_BUDGET: 'raise-budget', CAMPAIGN_BUDGET: 'raise-budget',
};
const PLATFORM = {prefix: 'amazon-ads', label: 'Amazon Ads', kin: KIN};

/**
 * @param endpoint such as `/sp/campaigns/budgetRecommendations`: each answers in a form of its own
 * @throws InklingError `bad-answer` where the answer is not of that endpoint, `bad-options` of a bad context
 */
export function suggestionsFrom(answer: unknown, context: AmazonContext, endpoint: string): Adapted {
  checkContext(context);
  const whose = Object.fromEntries((['campaignId', 'adGroupId'] as const).flatMap(field => (context[field] === undefined ? [] : [[field, context[field]]])));
  return adapted(within(partsOf(answer, endpoint), place => [beside(place, {...whose, ...own(place)})]), (place, score) => read(place, context, score));
}

/** @param part a `source` of `suggestionsFrom` @throws InklingError `bad-answer`, with the path of the field that is amiss */
export function suggestionFrom(part: unknown, context: AmazonContext, score = 0): Suggestion {
  return read({value: part, path: 'recommendation'}, checkContext(context), score);
}

/** What the part itself says of whose it is goes before the context. */
function own(place: Place): Record<string, unknown> {
  return Object.fromEntries(['campaignId', 'adGroupId'].flatMap(field => {
    const {value} = at(place, field);
    return value === undefined || value === null ? [] : [[field, value]];
  }));
}

function read(part: Place, context: AnyContext, score: number): Suggestion {
  const kind = kindOf(fields(part));
  if (maybe(at(part, 'failed'), flag)) throw wrong(part, `Amazon could not recommend: ${maybe(at(part, 'code'), words) ?? 'it gave no code'}`);
  const entity = entityFrom(part, kind, context);
  const {title, ...figures} = figuresOf(part, kind, context);
  const name = kind === 'UNIFIED' ? typeName(part) : kind;
  const identity = [kind, entity.id, ...identityOf(part, kind)].join('/');
  const told = [at(part, 'recId'), at(part, 'recommendationId')].find(place => !isAbsent(place));
  return {
    source: part.value,
    candidate: candidateOf(PLATFORM, context, {
      ...figures, name, entity, id: id({value: identity, path: part.path}), version: told ? id(told) : identity,
      headline: headlineOf(kind, title, entity), reason: figures.reason ?? '',
    }, score),
  };
}

/** `{}` is the title, cut so that it cannot push the entity out. */
function headlineOf(kind: AmazonKind, title: string | undefined, entity: EntityRef): string {
  return AMAZON_KINDS[kind].replace('{}', () => (title ?? '').slice(0, 120)).replace('{entity}', () => said(entity));
}

function typeName(part: Place): string {
  const name = id(at(part, 'recommendationType'));
  if (!/^[A-Z0-9_]{1,100}$/.test(name)) throw wrong(at(part, 'recommendationType'), 'is not the name of a type');
  return name;
}

/** Budgets are a campaign's, whatever ad group was asked about. */
const OF_CAMPAIGNS: readonly AmazonKind[] = ['SP_BUDGET', 'SP_EVENT_BUDGET', 'SB_EVENT_BUDGET'];

function entityFrom(part: Place, kind: AmazonKind, context: AnyContext): EntityRef {
  const [adGroup, campaign] = [at(part, 'adGroupId'), at(part, 'campaignId')];
  if (!isAbsent(adGroup) && !OF_CAMPAIGNS.includes(kind)) return entityOf(context, 'ad-group', id(adGroup));
  if (!isAbsent(campaign)) return entityOf(context, 'campaign', id(campaign));
  return entityOf(context, 'account', context.account);
}
