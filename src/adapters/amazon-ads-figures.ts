/** Of a single Amazon recommendation: what it changes, what it is forecast to bring, what can be said of it. */
import type {Change, Impact} from '../types.js';
import {minorUnitsIn, moneyText, numberText, tidy, type AdapterContext} from './adapter.js';
import type {AmazonKind} from './amazon-ads-answers.js';
import {amount, at, flag, id, instant, isAbsent, list, maybe, number, words, wrong, type Place} from './reading.js';

export interface Figures {
  /** What the headline is about. */
  readonly title?: string;
  readonly reason?: string;
  readonly change?: Change;
  readonly impact?: Impact;
  readonly spendChange?: number;
  readonly expiresAt?: number;
  readonly exclusiveGroup?: string;
}

const WEEK = 7;
const DAY = 86_400_000;
/** Of the unified recommendations: worth most, first. */
const METRICS: readonly (readonly [field: string, metric: string, unit: Impact['unit']])[] = [
  ['sales', 'sales', 'money'], ['orders', 'orders', 'count'], ['conversions', 'conversions', 'count'], ['clicks', 'campaignClicks', 'count'], ['impressions', 'campaignImpressions', 'count'],
];

export function figuresOf(part: Place, kind: AmazonKind, context: AdapterContext): Figures {
  switch (kind) {
    case 'SP_PRODUCT_TARGET': return {title: words(at(part, 'recommendedAsin')), reason: themes(part)};
    case 'SB_PRODUCT_TARGET': return {title: words(at(part, 'recommendedTargetAsin'))};
    case 'SP_PRODUCT_THEME': return theme(part);
    case 'SP_CATEGORY_TARGET': return category(part, 'canBeTargeted');
    case 'SB_CATEGORY_TARGET': return category(part, 'isTargetable');
    case 'SP_KEYWORD': return keyword(part, context);
    case 'SB_KEYWORD': return {title: words(at(part, 'value')), reason: matching(part), change: keywordChange(words(at(part, 'value')), words(at(part, 'matchType')))};
    case 'SP_TARGET_BID': return targetBid(part);
    case 'SP_BUDGET': return budget(part, context);
    case 'SP_EVENT_BUDGET':
    case 'SB_EVENT_BUDGET': return eventBudget(part);
    case 'SB_TARGET_BID': return {title: list(at(part, 'targets')).slice(0, 3).map(target => words(at(target, 'value'))).join(', '), ...brandBid(part)};
    case 'SB_KEYWORD_BID': return {title: words(at(at(part, 'keyword'), 'keywordText')), ...brandBid(part)};
    case 'SB_THEME_BID': return {title: maybe(at(part, 'themeType'), words) ?? 'of its keywords', ...brandBid(part)};
    case 'UNIFIED': return unified(part);
  }
}

const lower = (text: string): string => text.replaceAll('_', ' ').toLowerCase();
const keywordChange = (text: string, match: string): Change => ({field: 'keyword', current: null, recommended: `${text} (${lower(match)})`, unit: 'text'});

function matching(part: Place): string {
  const translation = maybe(at(part, 'translation'), words);
  return `${words(at(part, 'matchType')).charAt(0)}${lower(words(at(part, 'matchType'))).slice(1)} match.${translation ? ` In your language: ${translation}.` : ''}`;
}

function themes(part: Place): string | undefined {
  const texts = list(at(part, 'themes')).slice(0, 3).map(words);
  return texts.length > 0 ? `${texts.join('; ')}.` : undefined;
}

function theme(part: Place): Figures {
  const count = list(at(part, 'recommendedAsins')).length;
  if (count === 0) throw wrong(at(part, 'recommendedAsins'), 'names no product');
  return {title: words(at(part, 'theme')), reason: [`${numberText(count)} products.`, maybe(at(part, 'description'), words)].filter(Boolean).join(' ')};
}

function category(part: Place, targetable: string): Figures {
  if (maybe(at(part, targetable), flag) === false) throw wrong(at(part, targetable), 'the category cannot be targeted');
  return {title: words(at(part, 'name')), reason: maybe(at(part, 'path'), words)};
}

/** Bids of keyword recommendations are in the currency's smallest unit, unlike all others of Amazon's. */
function keyword(part: Place, context: AdapterContext): Figures {
  const text = words(at(part, 'keyword'));
  const minor = minorUnitsIn(context.currency);
  const [bid, ...range] = [at(part, 'bid'), ...['rangeStart', 'rangeMedian', 'rangeEnd'].map(name => at(at(part, 'suggestedBid'), name))].map(place => maybe(place, value => tidy(amount(value) / minor)));
  return {
    title: text, reason: [matching(part), maybe(at(part, 'theme'), name => `${words(name).charAt(0)}${lower(words(name)).slice(1)}.`)].filter(Boolean).join(' '),
    change: bid === undefined ? keywordChange(text, words(at(part, 'matchType'))) : moneyChange('bid', null, bid, range),
    exclusiveGroup: `keyword/${text}`.slice(0, 256),
  };
}

function moneyChange(field: string, current: number | null, recommended: number, options: readonly (number | undefined)[]): Change {
  const others = [...new Set([recommended, ...options.filter(value => value !== undefined)])].sort((a, b) => a - b);
  return {field, current, recommended, unit: 'money', ...(others.length > 1 && {options: others})};
}

/** Amazon gives a low, a middle and a high bid with a forecast of each; the middle one is recommended. The forecast is of all targets of the theme together, so that it is the card's only where there is one. */
function targetBid(part: Place): Figures {
  const expression = at(part, 'targetingExpression');
  const bids = list(at(part, 'bidValues')).map(value => amount(at(value, 'suggestedBid')));
  const middle = Math.floor((bids.length - 1) / 2);
  const recommended = bids[middle];
  if (recommended === undefined) throw wrong(at(part, 'bidValues'), 'holds no bid');
  const orders = list(at(at(at(part, 'impactMetrics'), 'orders'), 'values'))[middle];
  const forecast = orders && interval('orders', 'count', at(orders, 'lower'), at(orders, 'upper'), WEEK);
  const together = maybe(at(part, 'together'), number) ?? 1;
  const value = maybe(at(expression, 'value'), words);
  return {
    title: `${lower(words(at(expression, 'type')))}${value ? ` ${value}` : ''}`, change: moneyChange('bid', null, recommended, bids), impact: together === 1 ? forecast : undefined,
    reason: [`${words(at(part, 'theme')).charAt(0)}${lower(words(at(part, 'theme'))).slice(1)}.`, forecast && together > 1 ? `All ${together} targets at their middle bids: ${forecast.low} to ${forecast.high} orders a week.` : undefined].filter(Boolean).join(' '),
  };
}

function budget(part: Place, context: AdapterContext): Figures {
  const suggested = at(part, 'suggestedBudget');
  if (isAbsent(suggested)) throw wrong(suggested, 'Amazon has no data to recommend a budget from');
  const missed = at(part, 'sevenDaysMissedOpportunities');
  const impact = ([['Sales', 'sales', 'money'], ['Clicks', 'campaignClicks', 'count'], ['Impressions', 'campaignImpressions', 'count']] as const)
    .map(([name, metric, unit]) => interval(metric, unit, at(missed, `estimatedMissed${name}Lower`), at(missed, `estimatedMissed${name}Upper`), WEEK)).find(found => found !== undefined && found.high > 0);
  return {
    change: {field: 'dailyBudget', current: null, recommended: amount(suggested), unit: 'money'}, impact,
    reason: [`Suggested: ${moneyText(amount(suggested), context.currency)} a day.`, maybe(at(missed, 'percentTimeInBudget'), share => `Within its budget ${numberText(amount(share) * 100)} % of the last seven days.`)].filter(Boolean).join(' '),
  };
}

function eventBudget(part: Place): Figures {
  const increase = at(part, 'suggestedBudgetIncreasePercent');
  const percent = maybe(increase, amount) ?? 0;
  if (percent === 0) throw wrong(increase, 'Amazon suggests no increase for this event');
  const [start, end] = [instant(at(part, 'startDate')), instant(at(part, 'endDate'))];
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return {
    title: words(at(part, 'eventName')), change: {field: 'budgetIncrease', current: 0, recommended: percent, unit: 'percent'},
    reason: `From ${day(start)} to ${day(end)}.`, expiresAt: end + DAY,
  };
}

function brandBid(part: Place): Figures {
  const bid = at(part, 'recommendedBid');
  const [start, end] = ['rangeStart', 'rangeEnd'].map(name => maybe(at(bid, name), amount));
  return {change: moneyChange('bid', null, amount(at(bid, 'recommended')), [start, end])};
}

/** `low` and `high` of an interval; undefined where either is missing. */
function interval(metric: string, unit: Impact['unit'], low: Place, high: Place, horizonDays: number): Impact | undefined {
  if (isAbsent(low) || isAbsent(high)) return undefined;
  const ends = [number(low), number(high)];
  return {metric, low: Math.min(...ends), high: Math.max(...ends), unit, horizonDays};
}

function unified(part: Place): Figures {
  const status = maybe(at(part, 'status'), id) ?? 'PUBLISHED';
  if (status !== 'PUBLISHED' && status !== 'ACTIVE') throw wrong(at(part, 'status'), 'it is no longer open');
  const type = id(at(part, 'recommendationType'));
  const summary = at(at(at(part, 'recommendationContext'), 'diagnosticContext'), 'summary');
  const recommended = maybe(at(part, 'recommendedValue'), valueOf);
  const current = maybe(at(part, 'currentValue'), valueOf);
  const isMoney = /BUDGET|BID/.test(type) && typeof recommended === 'number';
  return {
    title: `${lower(type).charAt(0).toUpperCase()}${lower(type).slice(1)}:`, reason: maybe(at(summary, 'message'), words), impact: unifiedImpact(at(part, 'estimatedImpact')),
    change: recommended === undefined ? undefined : {field: /BUDGET/.test(type) ? 'dailyBudget' : /BID/.test(type) ? 'bid' : 'value', current: current ?? null, recommended, unit: isMoney ? 'money' : typeof recommended === 'number' ? 'count' : 'text'},
    spendChange: /BUDGET/.test(type) && typeof recommended === 'number' && typeof current === 'number' ? tidy(recommended - current) : undefined,
  };
}

/** Numbers travel as text. */
function valueOf(place: Place): number | string {
  try {
    return number(place);
  } catch {
    return words(place);
  }
}

/** Of the level that Amazon forecasts for: `{campaign: {timePeriodInDays, clicks: {incrementalLowerBound, …}}}`. */
function unifiedImpact(estimated: Place): Impact | undefined {
  for (const level of ['campaign', 'ad_group', 'target', 'keyword']) {
    const forecast = at(estimated, level);
    const days = maybe(at(forecast, 'timePeriodInDays'), amount) ?? WEEK;
    for (const [field, metric, unit] of METRICS) {
      const found = interval(metric, unit, at(at(forecast, field), 'incrementalLowerBound'), at(at(forecast, field), 'incrementalUpperBound'), days);
      if (found) return found;
    }
  }
  return undefined;
}
