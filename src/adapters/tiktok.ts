/** TikTok Business API v1.3: `/tool/diagnosis/get/` ↔ candidates. It has no call that applies or dismisses a suggestion: an apply is the change itself, by the ad group's own calls. */
import type {Change, Impact} from '../types.js';
import {adapted, badChoice, candidateOf, checkContext, chosenNumber, entityOf, moneyText, numberText, said, tidy, type AdapterContext, type Adapted, type Choice, type Money, type PlatformRequest, type Ratio, type Sketch, type Suggestion} from './adapter.js';
import {amount, at, fields, id, isAbsent, list, beside, instant, maybe, number, oneOf, within, words, wrong, type Place} from './reading.js';

export type {AdapterContext, Adapted, Choice, PlatformRequest, Suggestion} from './adapter.js';

/** One suggestion of a diagnosis, with its ad group: what `suggestionFrom` takes, and `source` keeps. */
export interface TikTokSuggestion {
  readonly adgroup_id: string;
  readonly adgroup_name?: string;
  readonly suggestion_id: string;
  readonly issue_suggestion: string;
  /** UTC, `2024-01-01 00:00:01`. */
  readonly suggestion_time?: string;
  readonly budget?: Money;
  readonly suggest_budget?: Money;
  readonly bid?: Money;
  readonly suggest_bid?: Money;
  readonly cost_floor?: Money;
  /** Of the same day. */
  readonly budget_edr_info?: readonly {readonly recommended_budget: Money; readonly conversion_uplift?: number; readonly conversion_uplift_ratio?: Ratio; readonly cpa?: Money}[];
  readonly bid_edr_info?: readonly {readonly recommended_bid: Money; readonly cost_uplift?: Money; readonly cost_uplift_ratio?: Ratio}[];
  readonly ad_id?: string;
  readonly name?: string;
  readonly vid?: string;
  readonly pixel_id?: string;
  readonly pixel_code?: string;
}

/** Every value of `issue_suggestion`; `{}` is the entity. */
export const TIKTOK_TYPES = {
  SUGGEST_BUDGET: 'Change the budget of {}',
  SUGGEST_BID: 'Change the bid of {}',
  NOBID_SWITCH: 'Let TikTok bid for the most results in {}',
  BUDGET_EDR: 'Choose a budget for {} by what it is expected to bring',
  BID_EDR: 'Choose a bid for {} by what it is expected to cost',
  NOBGM: 'Add music to the video of {}',
  VIDEO_LENGTH: 'Make the video of {} longer',
  VIDEO_RESOLUTION: 'Replace the video of {} by one of higher resolution',
  PIXEL: 'Test {}: it has been silent for seven days',
} as const;
type TypeName = keyof typeof TIKTOK_TYPES;
const NAMES = Object.keys(TIKTOK_TYPES) as TypeName[];

const PLATFORM = {prefix: 'tiktok', label: 'TikTok', kin: {PIXEL: 'fix-tag', NOBGM: 'vertical-video'}};
const GROUPS = ['creative', 'bid_and_budget', 'event_track'] as const;
const DAY = 86_400_000;
const MOST_OPTIONS = 20;

/** @param answer the whole answer, its `data`, or the list of `results` @throws InklingError as for Google */
export function suggestionsFrom(answer: unknown, context: AdapterContext): Adapted {
  checkContext(context);
  return adapted(within(resultsOf(answer), suggestionsOf), (place, score) => read(place, context, score));
}

/** @throws InklingError `bad-answer`, with the path of the field that is amiss */
export function suggestionFrom(suggestion: unknown, context: AdapterContext, score = 0): Suggestion {
  return read({value: suggestion, path: 'suggestion'}, checkContext(context), score);
}

/** @throws InklingError `bad-options` where TikTok has no call for it */
export function applyRequest(source: unknown, context: AdapterContext, choice: Choice = {}): PlatformRequest {
  checkContext(context);
  const place = fields({value: source, path: 'suggestion'});
  const name = oneOf(at(place, 'issue_suggestion'), NAMES);
  const adgroup_id = id(at(place, 'adgroup_id'));
  const advertiser_id = context.account;
  const value = chosenNumber(choice, name) ?? sketchOf(place, name, context).change?.recommended;
  switch (name) {
    case 'SUGGEST_BUDGET':
    case 'BUDGET_EDR': return post('/adgroup/budget/update/', {advertiser_id, budget: [{adgroup_id, budget: positive(value, name)}]});
    case 'SUGGEST_BID':
    case 'BID_EDR': return post('/adgroup/update/', {advertiser_id, adgroup_id, conversion_bid_price: positive(value, name)});
    case 'NOBID_SWITCH': return post('/adgroup/update/', {advertiser_id, adgroup_id, bid_type: 'BID_TYPE_NO_BID', ...(typeof value === 'number' && {budget: positive(value, name)})});
    case 'NOBGM':
    case 'VIDEO_LENGTH':
    case 'VIDEO_RESOLUTION':
    case 'PIXEL': throw badChoice(`TikTok has no call that applies ${name}: it is work on the video or the site. Open TikTok Ads Manager for it, and answer the apply when it is done.`);
  }
}

/** TikTok keeps no dismissals; Inkling's feedback does. */
export const dismissRequest = (): null => null;

function resultsOf(answer: unknown): readonly Place[] {
  if (Array.isArray(answer)) return list({value: answer, path: 'results'});
  const root = fields({value: answer, path: 'answer'});
  const data = isAbsent(at(root, 'data')) ? root : fields(at(root, 'data'));
  const results = at(data, 'results');
  if (isAbsent(results)) throw wrong(results, 'is missing');
  return list(results);
}

/** Each suggestion, its ad group put beside it: a suggestion alone does not say whose it is. */
function suggestionsOf(result: Place): readonly Place[] {
  const group = {adgroup_id: at(result, 'adgroup_id').value, adgroup_name: at(result, 'adgroup_name').value};
  return list(at(at(result, 'diagnosis'), 'suggestions')).flatMap(suggestions => GROUPS.flatMap(name => list(at(suggestions, name)))).map(place => beside(place, group));
}

function read(place: Place, context: AdapterContext, score: number): Suggestion {
  fields(place);
  const name = oneOf(at(place, 'issue_suggestion'), NAMES);
  return {source: place.value, candidate: candidateOf(PLATFORM, context, sketchOf(place, name, context), score)};
}

function sketchOf(place: Place, name: TypeName, context: AdapterContext): Sketch {
  const suggestion = id(at(place, 'suggestion_id'));
  const [ad, pixel] = [at(place, 'ad_id'), at(place, 'pixel_id')];
  const entity = name === 'PIXEL' && !isAbsent(pixel) ? entityOf(context, 'tag', id(pixel))
    : !isAbsent(ad) ? entityOf(context, 'ad', id(ad), maybe(at(place, 'name'), words))
      : entityOf(context, 'ad-group', id(at(place, 'adgroup_id')), maybe(at(place, 'adgroup_name'), words));
  const createdAt = maybe(at(place, 'suggestion_time'), instant) ?? context.now;
  const {change, impact, spendChange, reason = ''} = figuresOf(place, name, context);
  return {
    name, entity, createdAt, change, impact, spendChange, reason, id: suggestion, version: suggestion, headline: TIKTOK_TYPES[name].replace('{}', said(entity)),
    // Estimated delivery holds for the account's own day; a day later it certainly does not.
    expiresAt: name === 'BUDGET_EDR' || name === 'BID_EDR' ? createdAt + DAY : undefined,
  };
}

interface Figures {
  readonly change?: Change;
  readonly impact?: Impact;
  readonly spendChange?: number;
  readonly reason?: string;
}

function figuresOf(place: Place, name: TypeName, context: AdapterContext): Figures {
  const money = (value: number) => moneyText(value, context.currency);
  const current = maybe(at(place, 'budget'), amount);
  switch (name) {
    case 'SUGGEST_BUDGET':
    case 'NOBID_SWITCH': return maybe(at(place, 'suggest_budget'), budget => ({
      change: {field: 'dailyBudget', current: current ?? null, recommended: amount(budget), unit: 'money' as const},
      spendChange: current === undefined ? undefined : tidy(amount(budget) - current),
    })) ?? {};
    case 'SUGGEST_BID': return {
      change: maybe(at(place, 'suggest_bid'), bid => ({field: 'bid', current: maybe(at(place, 'bid'), amount) ?? null, recommended: amount(bid), unit: 'money'})),
      reason: maybe(at(place, 'cost_floor'), floor => `A result costs at least about ${money(amount(floor))}.`),
    };
    case 'BUDGET_EDR': return byBudget(list(at(place, 'budget_edr_info')), current, money);
    case 'BID_EDR': return byBid(list(at(place, 'bid_edr_info')), maybe(at(place, 'bid'), amount), money);
    case 'VIDEO_RESOLUTION':
    case 'VIDEO_LENGTH':
    case 'NOBGM': return {};
    case 'PIXEL': return {reason: maybe(at(place, 'pixel_code'), code => `Pixel ${words(code)}.`)};
  }
}

/** Of the budgets that bring more conversions, the one with the least cost for each; the others are options. */
function byBudget(points: readonly Place[], current: number | undefined, money: (value: number) => string): Figures {
  const read = points.map(point => ({
    budget: amount(at(point, 'recommended_budget')), uplift: maybe(at(point, 'conversion_uplift'), number) ?? 0, cpa: maybe(at(point, 'cpa'), amount) ?? Infinity,
  }));
  const [first, ...others] = read;
  if (!first) return {};
  const best = others.reduce((a, b) => ((b.uplift > 0) !== (a.uplift > 0) ? b.uplift > 0 : b.cpa !== a.cpa ? b.cpa < a.cpa : b.uplift > a.uplift) ? b : a, first);
  return {
    change: {field: 'dailyBudget', current: current ?? null, recommended: best.budget, unit: 'money', options: [...new Set(read.map(({budget}) => budget))].slice(0, MOST_OPTIONS)},
    impact: {metric: 'conversions', low: best.uplift, high: best.uplift, unit: 'count', horizonDays: 1},
    spendChange: current === undefined ? undefined : tidy(best.budget - current),
    reason: Number.isFinite(best.cpa) ? `At ${money(best.budget)} a conversion is estimated at ${money(best.cpa)} today.` : undefined,
  };
}

/** The least of the bids: TikTok says what each would spend, not what it would bring. */
function byBid(points: readonly Place[], current: number | undefined, money: (value: number) => string): Figures {
  const read = points.map(point => ({bid: amount(at(point, 'recommended_bid')), cost: maybe(at(point, 'cost_uplift'), number)}));
  const above = read.filter(({bid}) => current === undefined || bid > current).sort((a, b) => a.bid - b.bid);
  const [chosen] = above.length > 0 ? above : read;
  if (!chosen) return {};
  return {
    change: {field: 'bid', current: current ?? null, recommended: chosen.bid, unit: 'money', options: [...new Set(read.map(({bid}) => bid))].slice(0, MOST_OPTIONS)},
    spendChange: chosen.cost,
    reason: chosen.cost === undefined ? undefined : `${numberText(read.length)} bids with estimates; at ${money(chosen.bid)} about ${money(chosen.cost)} more is spent today.`,
  };
}

const post = (path: string, body: Record<string, unknown>): PlatformRequest => ({method: 'POST', path: `/open_api/v1.3${path}`, body});

function positive(value: unknown, name: string): number {
  if (typeof value !== 'number' || value <= 0) throw badChoice(`There is no amount to apply for ${name}: pass the value that was chosen, above 0.`);
  return value;
}
