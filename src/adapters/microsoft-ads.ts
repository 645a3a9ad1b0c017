/** Microsoft Advertising, Ad Insight v13: `RetrieveRecommendations` ↔ candidates. Field names are the service's; an xs:long travels as text. */
import type {Change, EntityRef, Impact} from '../types.js';
import {adapted, badChoice, candidateOf, checkContext, entityOf, moneyText, numberText, said, tidy, type AdapterContext, type Adapted, type Choice, type Count, type Money, type PlatformRequest, type Suggestion} from './adapter.js';
import {amount, at, fields, flag, id, isAbsent, list, maybe, number, words, wrong, type Place} from './reading.js';

export type {AdapterContext, Adapted, Choice, PlatformRequest, Suggestion} from './adapter.js';

/** What the six have in common. Clicks, conversions, cost and impressions are of seven days. */
export interface MicrosoftRecommendation {
  readonly RecommendationId: string;
  readonly RecommendationHash?: string;
  readonly RecommendationType: string;
  readonly AccountId?: string;
  readonly CampaignId?: string;
  readonly CampaignName?: string;
  readonly AdGroupId?: string;
  readonly AdGroupName?: string;
  readonly CurrentClicks?: Count;
  readonly EstimatedIncreaseInClicks?: Count;
  readonly CurrentCost?: Money;
  readonly EstimatedIncreaseInCost?: Money;
  readonly CurrentImpressions?: Count;
  readonly EstimatedIncreaseInImpressions?: Count;
  readonly CurrentConversions?: Count;
  readonly EstimatedIncreaseInConversions?: Count;
  readonly Dismissed?: boolean;
}

/** Every value of its RecommendationType; `{}` is the entity. */
export const MICROSOFT_TYPES = {
  CampaignBudgetRecommendation: 'Change the budget of {}',
  KeywordRecommendation: 'Add a keyword to {}',
  ResponsiveSearchAdRecommendation: 'Add the suggested responsive search ad to {}',
  RemoveConflictingNegativeKeywordRecommendation: 'Remove a negative keyword that blocks keywords of {}',
  UseBroadMatchKeywordRecommendation: 'Use broad match for a keyword of {}',
  ResponsiveSearchAdAssetRecommendation: 'Add the suggested texts to a responsive search ad of {}',
} as const;
type TypeName = keyof typeof MICROSOFT_TYPES;

const PLATFORM = {
  prefix: 'microsoft-ads', label: 'Microsoft Advertising',
  kin: {
    CampaignBudgetRecommendation: 'raise-budget', KeywordRecommendation: 'add-keywords', ResponsiveSearchAdAssetRecommendation: 'add-creatives',
    UseBroadMatchKeywordRecommendation: 'broad-match', RemoveConflictingNegativeKeywordRecommendation: 'remove-conflicts',
  },
};
const DAYS = 7;
const METRICS: readonly (readonly [field: string, metric: string])[] = [
  ['EstimatedIncreaseInConversions', 'conversions'], ['EstimatedIncreaseInClicks', 'campaignClicks'], ['EstimatedIncreaseInImpressions', 'campaignImpressions'],
];
const MOST_OPTIONS = 20;

/** @param answer a list, or `{Recommendations: […]}` @throws InklingError as for Google */
export function suggestionsFrom(answer: unknown, context: AdapterContext): Adapted {
  checkContext(context);
  const places = Array.isArray(answer) ? list({value: answer, path: 'Recommendations'}) : recommendationsOf(fields({value: answer, path: 'answer'}));
  return adapted(places, (place, score) => read(place, context, score));
}

/** @throws InklingError `bad-answer`, with the path of the field that is amiss */
export function suggestionFrom(recommendation: unknown, context: AdapterContext, score = 0): Suggestion {
  return read({value: recommendation, path: 'Recommendation'}, checkContext(context), score);
}

/** @throws InklingError `bad-options` where another value was chosen: the service applies what it recommends */
export function applyRequest(source: unknown, context: AdapterContext, choice: Choice = {}): PlatformRequest {
  checkContext(context);
  const place = fields({value: source, path: 'Recommendation'});
  const recommended = changeOf(place, typeOf(place))?.recommended;
  if (choice.value !== undefined && choice.value !== recommended) throw badChoice('Microsoft applies a recommendation as it is: leave the value out, or set it with UpdateCampaigns yourself.');
  return request('ApplyRecommendations', place);
}

export function dismissRequest(source: unknown, context: AdapterContext): PlatformRequest {
  checkContext(context);
  return request('DismissRecommendations', fields({value: source, path: 'Recommendation'}));
}

function recommendationsOf(root: Place): readonly Place[] {
  const recommendations = at(root, 'Recommendations');
  if (isAbsent(recommendations)) throw wrong(recommendations, 'is missing');
  return list(recommendations);
}

function typeOf(place: Place): TypeName {
  // An opportunity of the older calls can be neither applied nor dismissed.
  if (!isAbsent(at(place, 'OpportunityKey'))) throw wrong(at(place, 'OpportunityKey'), 'an opportunity is no recommendation: ask RetrieveRecommendations');
  const given = at(place, 'RecommendationType');
  const name = id(isAbsent(given) ? at(place, 'Type') : given);
  if (name === 'ResponsiveSearchAdsRecommendation') throw wrong(given, 'ResponsiveSearchAdsRecommendation can only be tagged: ask RetrieveRecommendations for ResponsiveSearchAdRecommendation');
  if (!Object.hasOwn(MICROSOFT_TYPES, name)) throw wrong(given, 'is not a type that Ad Insight v13 has');
  return name as TypeName;
}

function read(place: Place, context: AdapterContext, score: number): Suggestion {
  fields(place);
  const name = typeOf(place);
  const recommendation = id(at(place, 'RecommendationId'));
  if (maybe(at(place, 'Dismissed'), flag)) throw wrong(at(place, 'Dismissed'), 'it was dismissed at Microsoft');
  const entity = entityFrom(place, context);
  const cost = maybe(at(place, 'EstimatedIncreaseInCost'), number);
  return {
    source: place.value,
    candidate: candidateOf(PLATFORM, context, {
      name, entity, id: recommendation, version: maybe(at(place, 'RecommendationHash'), id) ?? recommendation,
      headline: MICROSOFT_TYPES[name].replace('{}', said(entity)), reason: reasonOf(place, context), impact: impactOf(place),
      spendChange: cost === undefined ? undefined : tidy(cost / DAYS), change: changeOf(place, name),
    }, score),
  };
}

function entityFrom(place: Place, context: AdapterContext): EntityRef {
  const [adGroup, campaign] = [at(place, 'AdGroupId'), at(place, 'CampaignId')];
  if (isNamed(adGroup)) return entityOf(context, 'ad-group', id(adGroup), maybe(at(place, 'AdGroupName'), words));
  if (isNamed(campaign)) return entityOf(context, 'campaign', id(campaign), maybe(at(place, 'CampaignName'), words));
  return entityOf(context, 'account', context.account);
}

/** The service writes 0 for none. */
const isNamed = (place: Place): boolean => !isAbsent(place) && place.value !== 0 && place.value !== '0' && place.value !== '';

/** Points, not intervals: `low` is `high`. */
function impactOf(place: Place): Impact | undefined {
  for (const [field, metric] of METRICS) {
    const increase = maybe(at(place, field), number);
    if (increase !== undefined && increase !== 0) return {metric, low: increase, high: increase, unit: 'count', horizonDays: DAYS};
  }
  return undefined;
}

function changeOf(place: Place, name: TypeName): Change | undefined {
  switch (name) {
    case 'CampaignBudgetRecommendation': {
      const options = list(at(place, 'BudgetPoints')).map(point => maybe(at(point, 'BudgetAmount'), amount)).filter(value => value !== undefined);
      return maybe(at(place, 'RecommendedBudget'), budget => ({
        field: 'dailyBudget', current: maybe(at(place, 'CurrentBudget'), amount) ?? null, recommended: amount(budget), unit: 'money',
        ...(options.length > 0 && {options: [...new Set(options)].slice(0, MOST_OPTIONS)}),
      }));
    }
    case 'KeywordRecommendation': return maybe(at(place, 'SuggestedKeyword'), keyword => ({field: 'keyword', current: null, recommended: words(keyword), unit: 'text'}));
    case 'RemoveConflictingNegativeKeywordRecommendation': return maybe(at(place, 'NegativeKeyword'), keyword => ({field: 'negativeKeyword', current: words(keyword), recommended: 'removed', unit: 'text'}));
    case 'UseBroadMatchKeywordRecommendation': return maybe(at(place, 'Keyword'), keyword => ({field: 'matchType', current: words(keyword), recommended: `${words(keyword)} (broad)`, unit: 'text'}));
    case 'ResponsiveSearchAdRecommendation':
    case 'ResponsiveSearchAdAssetRecommendation': return undefined;
  }
}

function reasonOf(place: Place, context: AdapterContext): string {
  const current = (['CurrentConversions', 'CurrentClicks', 'CurrentImpressions'] as const).map(field => maybe(at(place, field), amount));
  const [conversions, clicks, impressions] = current;
  const now = conversions ? `${numberText(conversions)} conversions` : clicks ? `${numberText(clicks)} clicks` : impressions ? `${numberText(impressions)} impressions` : undefined;
  const cost = maybe(at(place, 'CurrentCost'), amount);
  return [
    now && `${now}${cost ? ` for ${moneyText(cost, context.currency)}` : ''} in the last 7 days.`,
    maybe(at(place, 'MonthlySearches'), searches => `About ${numberText(amount(searches))} searches a month.`),
    maybe(at(place, 'SuggestedBid'), bid => `Suggested bid: ${moneyText(amount(bid), context.currency)}.`),
    maybe(at(place, 'NegativeKeywordListName'), list => `From the list ${words(list)}.`),
  ].filter(Boolean).join(' ');
}

function request(operation: string, place: Place): PlatformRequest {
  return {method: 'POST', path: operation, body: {Entities: [{RecommendationId: id(at(place, 'RecommendationId')), RecommendationType: typeOf(place)}]}};
}
