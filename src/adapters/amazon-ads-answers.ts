/** Amazon's recommendation answers, each endpoint in a form of its own, taken apart into single recommendations that say whose and what they are. */
import {at, beside, fields, id, isAbsent, list, oneOf, within, wrong, type Place} from './reading.js';

/** One recommendation: what `source` keeps. Beside these it has the fields of its answer. */
export interface AmazonPart {
  readonly kind: AmazonKind;
  readonly campaignId?: string;
  readonly adGroupId?: string;
}

export const AMAZON_KINDS = {
  SP_PRODUCT_TARGET: 'Target the product {} in {entity}',
  SP_PRODUCT_THEME: 'Target products in {entity}: {}',
  SP_CATEGORY_TARGET: 'Target the category {} in {entity}',
  SP_KEYWORD: 'Add the keyword “{}” to {entity}',
  SP_TARGET_BID: 'Change the bid of {} in {entity}',
  SP_BUDGET: 'Change the budget of {entity}',
  SP_EVENT_BUDGET: 'Raise the budget of {entity} for {}',
  SB_PRODUCT_TARGET: 'Target the product {} in {entity}',
  SB_CATEGORY_TARGET: 'Target the category {} in {entity}',
  SB_KEYWORD: 'Add the keyword “{}” to {entity}',
  SB_TARGET_BID: 'Change the bid of the target {} in {entity}',
  SB_KEYWORD_BID: 'Change the bid of the keyword “{}” in {entity}',
  SB_THEME_BID: 'Change the bid of the theme {} in {entity}',
  SB_EVENT_BUDGET: 'Raise the budget of {entity} for {}',
  /** Of `/recommendations/list`: its own `recommendationType` names it. */
  UNIFIED: '{} {entity}',
} as const;
export type AmazonKind = keyof typeof AMAZON_KINDS;

type Parts = (answer: Place) => readonly Place[];

const of = (kind: AmazonKind, name: string): Parts => answer => within(present(at(answer, name)), place => [beside(place, {kind})]);

/** By the endpoint that answers so. */
const ANSWERS: Readonly<Record<string, Parts>> = {
  '/sp/targets/products/recommendations': answer => within(present(at(answer, 'recommendations')), place => [beside(place, {kind: isAbsent(at(place, 'theme')) ? 'SP_PRODUCT_TARGET' : 'SP_PRODUCT_THEME'})]),
  '/sp/targets/categories/recommendations': of('SP_CATEGORY_TARGET', 'categories'),
  '/sp/targets/keywords/recommendations': answer => within(present(at(answer, 'keywordTargetList')), keywordParts),
  '/sp/targets/bid/recommendations': answer => within(present(at(answer, 'bidRecommendations')), bidParts),
  '/sp/campaigns/budgetRecommendations': answer => [
    ...of('SP_BUDGET', 'budgetRecommendationsSuccessResults')(answer), ...of('SP_BUDGET', 'budgetRecommendationsErrorResults')(answer).map(failed),
  ],
  '/sp/campaigns/budgetRules/recommendations': of('SP_EVENT_BUDGET', 'recommendedBudgetRuleEvents'),
  '/sb/campaigns/budgetRules/recommendations': of('SB_EVENT_BUDGET', 'recommendedBudgetRuleEvents'),
  '/sb/recommendations/targets/product/list': of('SB_PRODUCT_TARGET', 'recommendedProducts'),
  '/sb/recommendations/targets/category': of('SB_CATEGORY_TARGET', 'categoryRecommendationResults'),
  '/sb/recommendations/keyword': answer => within(list(answer), place => [beside(place, {kind: 'SB_KEYWORD'})]),
  '/sb/recommendations/bids': answer => ([['targets', 'SB_TARGET_BID'], ['keywords', 'SB_KEYWORD_BID'], ['themes', 'SB_THEME_BID']] as const).flatMap(([what, kind]) => {
    const [bids, errors] = what === 'themes' ? ['themesRecommendationSuccessResults', 'themesRecommendationErrorResults'] : [`${what}BidsRecommendationSuccessResults`, `${what}BidsRecommendationErrorResults`];
    return [...list(at(answer, bids)).map(place => beside(place, {kind})), ...list(at(answer, errors)).map(failed)];
  }),
  '/recommendations/list': of('UNIFIED', 'recommendations'),
};

export const AMAZON_ENDPOINTS: readonly string[] = Object.keys(ANSWERS);

/** @param endpoint whose answer it is; Amazon's host and a query may stand around it */
export function partsOf(answer: unknown, endpoint: string): readonly Place[] {
  const path = typeof endpoint === 'string' ? endpoint.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, '').replace(/\/$/, '') : '';
  const parts = Object.hasOwn(ANSWERS, path) ? ANSWERS[path] : undefined;
  if (!parts) throw wrong({value: endpoint, path: 'endpoint'}, `is not one that this adapter reads; there are ${AMAZON_ENDPOINTS.join(', ')}`);
  const place = {value: answer, path: 'answer'};
  return parts(path === '/sb/recommendations/keyword' ? place : fields(place));
}

export const kindOf = (part: Place): AmazonKind => oneOf(at(fields(part), 'kind'), Object.keys(AMAZON_KINDS) as AmazonKind[]);

/** Of a keyword one part a match type: at most one of them is shown. */
function keywordParts(keyword: Place): readonly Place[] {
  const shared = {kind: 'SP_KEYWORD', keyword: at(keyword, 'keyword').value, recId: at(keyword, 'recId').value, translation: at(keyword, 'translation').value};
  return present(at(keyword, 'bidInfo')).map(place => beside(place, shared));
}

/** Of a theme one part a targeting expression; the forecast is of all of them together. */
function bidParts(theme: Place): readonly Place[] {
  const targets = present(at(theme, 'bidRecommendationsForTargetingExpressions'));
  const shared = {kind: 'SP_TARGET_BID', theme: at(theme, 'theme').value, impactMetrics: at(theme, 'impactMetrics').value, together: targets.length};
  return targets.map(place => beside(place, shared));
}

const failed = (place: Place): Place => beside(place, {failed: true});

function present(place: Place): readonly Place[] {
  if (isAbsent(place)) throw wrong(place, 'is missing');
  return list(place);
}

/** What tells a part from others of its kind and entity. */
export function identityOf(part: Place, kind: AmazonKind): readonly string[] {
  switch (kind) {
    case 'SP_PRODUCT_TARGET': return [id(at(part, 'recommendedAsin'))];
    case 'SB_PRODUCT_TARGET': return [id(at(part, 'recommendedTargetAsin'))];
    case 'SP_PRODUCT_THEME': return [id(at(part, 'theme'))];
    case 'SP_CATEGORY_TARGET':
    case 'SB_CATEGORY_TARGET': return [id(at(part, 'id'))];
    case 'SP_KEYWORD': return [id(at(part, 'matchType')), id(at(part, 'keyword'))];
    case 'SB_KEYWORD': return [id(at(part, 'matchType')), id(at(part, 'value'))];
    case 'SP_TARGET_BID': {
      const expression = at(part, 'targetingExpression');
      const value = at(expression, 'value');
      return [id(at(part, 'theme')), id(at(expression, 'type')), ...(isAbsent(value) ? [] : [id(value)])];
    }
    case 'SP_BUDGET': return [];
    case 'SP_EVENT_BUDGET':
    case 'SB_EVENT_BUDGET': return [id(at(part, 'eventId'))];
    case 'SB_TARGET_BID': return list(at(part, 'targets')).flatMap(target => [id(at(target, 'type')), id(at(target, 'value'))]);
    case 'SB_KEYWORD_BID': return [id(at(at(part, 'keyword'), 'matchType')), id(at(at(part, 'keyword'), 'keywordText'))];
    case 'SB_THEME_BID': return [id(at(part, 'recommendationId'))];
    case 'UNIFIED': return [id(at(part, 'recommendationId'))];
  }
}
