/** What carries out an Amazon recommendation. Only the unified ones have an apply of their own; the others are the change itself, by the calls for keywords, targets, campaigns and budget rules. */
import {badChoice, checkContext, chosenNumber, type AdapterContext, type Choice, type PlatformRequest} from './adapter.js';
import {kindOf, type AmazonKind} from './amazon-ads-answers.js';
import {figuresOf} from './amazon-ads-figures.js';
import {at, fields, id, isAbsent, list, maybe, words, type Place} from './reading.js';

/** Most targets that one call creates. */
const MOST_TARGETS = 1000;

/** @throws InklingError `bad-options` where ids are missing, saying which */
export function applyRequest(source: unknown, context: AdapterContext, choice: Choice = {}): PlatformRequest {
  checkContext(context);
  const part = fields({value: source, path: 'recommendation'});
  const kind = kindOf(part);
  const {change} = figuresOf(part, kind, context);
  const value = chosen(choice, kind, change?.recommended);
  switch (kind) {
    case 'SP_PRODUCT_TARGET': return targets(part, kind, [id(at(part, 'recommendedAsin'))], 'ASIN_SAME_AS', choice);
    case 'SP_PRODUCT_THEME': return targets(part, kind, list(at(part, 'recommendedAsins')).slice(0, MOST_TARGETS).map(id), 'ASIN_SAME_AS', choice);
    case 'SP_CATEGORY_TARGET': return targets(part, kind, [id(at(part, 'id'))], 'ASIN_CATEGORY_SAME_AS', choice);
    case 'SP_KEYWORD': return post('/sp/keywords', {keywords: [{...adGroupOf(part, kind), keywordText: words(at(part, 'keyword')), matchType: id(at(part, 'matchType')), state: 'ENABLED', ...(typeof value === 'number' && {bid: value})}]});
    case 'SP_TARGET_BID': return put('/sp/targets', {targetingClauses: [{targetId: parameter(choice, kind, 'targetId'), bid: value}]});
    case 'SP_BUDGET': return put('/sp/campaigns', {campaigns: [{campaignId: id(at(part, 'campaignId')), budget: {budget: value, budgetType: 'DAILY'}}]});
    case 'SP_EVENT_BUDGET': return post('/sp/budgetRules', {budgetRulesDetails: [rule(part, value)]});
    case 'SB_EVENT_BUDGET': return post('/sb/budgetRules', {budgetRulesDetails: [rule(part, value)]});
    case 'SB_PRODUCT_TARGET': return brandTargets(part, kind, 'asinSameAs', id(at(part, 'recommendedTargetAsin')), choice);
    case 'SB_CATEGORY_TARGET': return brandTargets(part, kind, 'asinCategorySameAs', id(at(part, 'id')), choice);
    case 'SB_KEYWORD': return post('/sb/keywords', [{...adGroupOf(part, kind), keywordText: words(at(part, 'value')), matchType: id(at(part, 'matchType')).toLowerCase(), ...bidOf(choice, kind)}]);
    case 'SB_TARGET_BID': return put('/sb/targets', {targets: [{targetId: parameter(choice, kind, 'targetId'), ...adGroupOf(part, kind), bid: value}]});
    case 'SB_KEYWORD_BID': return put('/sb/keywords', [{keywordId: parameter(choice, kind, 'keywordId'), ...adGroupOf(part, kind), bid: value}]);
    case 'SB_THEME_BID': return put('/sb/themes', {themes: [{themeId: parameter(choice, kind, 'themeId'), ...adGroupOf(part, kind), bid: value}]});
    case 'UNIFIED': {
      if (value !== undefined && value !== change?.recommended) throw badChoice('Amazon applies a recommendation with the value it holds: send editRequest with the chosen value first, then this without one.');
      return post('/recommendations/apply', {recommendationIds: [id(at(part, 'recommendationId'))]});
    }
  }
}

/** `PUT /recommendations/{id}`: of the unified ones, another value, before the apply. */
export function editRequest(source: unknown, context: AdapterContext, value: number | string): PlatformRequest {
  checkContext(context);
  const part = fields({value: source, path: 'recommendation'});
  if (kindOf(part) !== 'UNIFIED') throw badChoice('Only recommendations of /recommendations/list are edited before an apply: pass the value to applyRequest.');
  const text = String(value).slice(0, 500);
  if (text === '' || (typeof value === 'number' && !Number.isFinite(value))) throw badChoice('The value to set is neither text nor a finite number.');
  return put(`/recommendations/${encodeURIComponent(id(at(part, 'recommendationId')))}`, {recommendedValue: text});
}

/** Amazon takes no dismissals; Inkling's feedback keeps them. */
export const dismissRequest = (): null => null;

/** A number where the card's is one. */
function chosen(choice: Choice, kind: AmazonKind, recommended: number | string | undefined): number | string | undefined {
  if (choice.value === undefined) return recommended;
  if (typeof recommended === 'string') return choice.value;
  const value = chosenNumber(choice, kind);
  if (value === undefined || value <= 0) throw badChoice(`The value chosen for ${kind} is not above 0: pass the amount in the account's currency, or the per cent.`);
  return value;
}

function parameter({parameters = {}}: Choice, kind: AmazonKind, name: string): string {
  const value = parameters[name];
  if (typeof value !== 'string' || value === '') throw badChoice(`Amazon's answer does not say which ${name} the ${kind} is of: pass it as parameters, {${name}: '…'}.`);
  return value;
}

function adGroupOf(part: Place, kind: AmazonKind): {readonly campaignId: string; readonly adGroupId: string} {
  const [campaignId, adGroupId] = [maybe(at(part, 'campaignId'), id), maybe(at(part, 'adGroupId'), id)];
  if (campaignId === undefined || adGroupId === undefined) throw badChoice(`To apply ${kind} Amazon wants a campaign and an ad group: give campaignId and adGroupId in the context when the answer is read.`);
  return {campaignId, adGroupId};
}

/** Where a target or keyword gets no bid of its own, its ad group's counts. */
function bidOf(choice: Choice, kind: AmazonKind): {readonly bid?: number} {
  const bid = chosenNumber({value: choice.parameters?.['bid'] as number | undefined}, `the bid of ${kind}`);
  if (bid !== undefined && bid <= 0) throw badChoice(`The bid of ${kind} is not above 0.`);
  return bid === undefined ? {} : {bid};
}

function targets(part: Place, kind: AmazonKind, values: readonly string[], type: string, choice: Choice): PlatformRequest {
  const shared = {...adGroupOf(part, kind), expressionType: 'MANUAL', state: 'ENABLED', ...bidOf(choice, kind)};
  return post('/sp/targets', {targetingClauses: values.map(value => ({...shared, expression: [{type, value}]}))});
}

function brandTargets(part: Place, kind: AmazonKind, type: string, value: string, choice: Choice): PlatformRequest {
  return post('/sb/targets', {targets: [{...adGroupOf(part, kind), expressions: [{type, value}], ...bidOf(choice, kind)}]});
}

/** The rule alone: its answer names it, and `POST …/campaigns/{id}/budgetRules` with that name puts it on a campaign. */
function rule(part: Place, value: number | string | undefined): Record<string, unknown> {
  const end = at(part, 'endDate');
  return {
    name: `${words(at(part, 'eventName')).slice(0, 100)} ${id(at(part, 'startDate')).slice(0, 4)}`, ruleType: 'SCHEDULE', recurrence: {type: 'DAILY'}, budgetIncreaseBy: {type: 'PERCENT', value},
    duration: {eventTypeRuleDuration: {eventId: id(at(part, 'eventId')), eventName: words(at(part, 'eventName')), startDate: id(at(part, 'startDate')), ...(!isAbsent(end) && {endDate: id(end)})}},
  };
}

const post = (path: string, body: PlatformRequest['body']): PlatformRequest => ({method: 'POST', path, body});
const put = (path: string, body: PlatformRequest['body']): PlatformRequest => ({method: 'PUT', path, body});
