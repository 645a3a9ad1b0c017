/** Of each type's own message in a Google recommendation: the change it makes and what can be said of it. */
import type {Change, EntityRef, Impact} from '../types.js';
import {entityOf, moneyText, numberText, tidy, type AdapterContext} from './adapter.js';
import type {GoogleType} from './google-ads-types.js';
import {amount, at, fromMicros, id, isAbsent, link, list, maybe, number, words, wrong, type Place} from './reading.js';

/** What a message adds to the card. */
export interface Told {
  readonly change?: Change;
  /** Sentences for the reason. */
  readonly facts?: readonly (string | undefined)[];
  readonly entity?: EntityRef;
  readonly link?: string;
  readonly impact?: Impact;
}

/** More would not fit a card's menu. */
const MOST_OPTIONS = 20;

export function readMessage({reading}: GoogleType, message: Place, context: AdapterContext): Told {
  const money = (value: number) => moneyText(value, context.currency);
  switch (reading) {
    case 'budget': return budget(message);
    case 'moved-budget': return movedBudget(at(message, 'budget_recommendation'));
    case 'new-budget': return {facts: [maybe(at(message, 'recommended_budget_amount_micros'), place => `Recommended budget: ${money(fromMicros(place))} a day.`)]};
    case 'cpa-options': return cpaOptions(message, money);
    case 'set-cpa': return {
      change: maybe(at(message, 'recommended_target_cpa_micros'), place => ({field: 'targetCpa', current: null, recommended: fromMicros(place), unit: 'money'})), facts: newBudget(message, money),
    };
    case 'roas': return {change: targetReturn(message), facts: [required(message, 'required_campaign_budget_amount_micros', money)]};
    case 'set-roas': return {change: targetReturn(message), facts: newBudget(message, money)};
    case 'adjustment': {
      const info = at(message, 'target_adjustment');
      return {change: adjustment(at(info, 'recommended_target_multiplier'))};
    }
    case 'multiplier': return {
      change: adjustment(at(message, 'recommended_target_multiplier')), facts: [maybe(at(message, 'average_target_cpa_micros'), place => `The average target is ${money(fromMicros(place))}.`)],
    };
    case 'keyword': return keyword(message, money);
    case 'match-type': return {
      change: maybe(at(message, 'recommended_match_type'), place => ({field: 'matchType', current: maybe(at(at(message, 'keyword'), 'match_type'), words) ?? null, recommended: words(place), unit: 'text'})),
      facts: [maybe(at(at(message, 'keyword'), 'text'), place => `Keyword: ${words(place)}.`)],
    };
    case 'broad-match': return broadMatch(message);
    case 'audience': return {facts: [named('Keywords', list(at(message, 'keywords')).map(place => at(place, 'text')))]};
    case 'assets': return {facts: [counted(assetsOf(message).length, 'suggested asset')]};
    case 'asset-group': return {facts: [strength(message)]};
    case 'ad': return {entity: maybe(at(message, 'ad'), place => entityOf(context, 'ad', lastOf(place))), facts: [strength(message), named('To do', list(at(message, 'demand_gen_asset_action_items')))]};
    case 'offers': return {facts: [outOf(message, 'demoted_offers_count', 'offers_count', 'products are shown less for it'), merchant(message)]};
    case 'products': return {facts: [outOf(message, 'disapproved_products_count', 'products_count', 'products are disapproved'), merchant(message)]};
    case 'untargeted': return {facts: [maybe(at(message, 'untargeted_offers_count'), place => `${numberText(amount(place))} products are not targeted.`), merchant(message)]};
    case 'merchant': return {facts: [merchant(message)]};
    case 'user-list': return userList(message, context);
    case 'apply-link': return {link: maybe(at(message, 'apply_link'), link)};
    case 'app-goal': return appGoal(message);
    case 'plain': return {};
  }
}

const dailyBudget = (current: number | undefined, recommended: number | undefined, options: readonly number[] = []): Change | undefined => recommended === undefined ? undefined : {
  field: 'dailyBudget', current: current ?? null, recommended, unit: 'money', ...(options.length > 0 && {options: [...new Set(options)].slice(0, MOST_OPTIONS)}),
};

function budget(message: Place): Told {
  const options = list(at(message, 'budget_options')).map(option => maybe(at(option, 'budget_amount_micros'), fromMicros)).filter(value => value !== undefined);
  return {change: dailyBudget(maybe(at(message, 'current_budget_amount_micros'), fromMicros), maybe(at(message, 'recommended_budget_amount_micros'), fromMicros), options)};
}

/** What is moved is what the budget grows by. */
function movedBudget(message: Place): Told {
  const {change} = budget(message);
  if (!change || typeof change.recommended !== 'number' || typeof change.current !== 'number') return {};
  const moved = tidy(change.recommended - change.current);
  if (moved < 0) throw wrong(at(message, 'recommended_budget_amount_micros'), 'is below the current budget, so that nothing can be moved to it');
  return {change: {field: 'budgetToMove', current: 0, recommended: moved, unit: 'money'}};
}

function cpaOptions(message: Place, money: (value: number) => string): Told {
  const recommended = maybe(at(message, 'recommended_target_cpa_micros'), fromMicros);
  const options = list(at(message, 'options'));
  const targets = options.map(option => maybe(at(option, 'target_cpa_micros'), fromMicros)).filter(value => value !== undefined);
  const chosen = options.find(option => maybe(at(option, 'target_cpa_micros'), fromMicros) === recommended);
  if (recommended === undefined) return {};
  return {
    change: {field: 'targetCpa', current: null, recommended, unit: 'money', ...(targets.length > 0 && {options: [...new Set(targets)].slice(0, MOST_OPTIONS)})},
    facts: [chosen && required(chosen, 'required_campaign_budget_amount_micros', money)],
  };
}

/** A return of 3.5 is 350 %. */
function targetReturn(message: Place): Change | undefined {
  return maybe(at(message, 'recommended_target_roas'), place => ({field: 'targetReturn', current: null, recommended: tidy(amount(place) * 100), unit: 'percent'}));
}

/** A multiplier of 1.2 is 20 % more. */
function adjustment(multiplier: Place): Change | undefined {
  return maybe(multiplier, place => ({field: 'targetChange', current: 0, recommended: tidy((amount(place) - 1) * 100), unit: 'percent'}));
}

function newBudget(message: Place, money: (value: number) => string): readonly (string | undefined)[] {
  return [required(at(message, 'campaign_budget'), 'recommended_new_amount_micros', money)];
}

const required = (message: Place, name: string, money: (value: number) => string): string | undefined => maybe(at(message, name), place => `Needs a budget of ${money(fromMicros(place))} a day.`);

function keyword(message: Place, money: (value: number) => string): Told {
  const info = at(message, 'keyword');
  const [text, match] = [maybe(at(info, 'text'), words), maybe(at(info, 'match_type'), words)];
  const searches = list(at(message, 'search_terms')).reduce((sum, term) => sum + (maybe(at(term, 'estimated_weekly_search_count'), amount) ?? 0), 0);
  return {
    change: text ? {field: 'keyword', current: null, recommended: match ? `${text} (${match.toLowerCase()})` : text, unit: 'text'} : undefined,
    facts: [searches > 0 ? `About ${numberText(searches)} searches a week.` : undefined, maybe(at(message, 'recommended_cpc_bid_micros'), place => `Recommended bid: ${money(fromMicros(place))} a click.`)],
  };
}

function broadMatch(message: Place): Told {
  const [suggested, all] = [maybe(at(message, 'suggested_keywords_count'), amount), maybe(at(message, 'campaign_keywords_count'), amount)];
  return {
    change: dailyBudget(undefined, maybe(at(message, 'required_campaign_budget_amount_micros'), fromMicros)),
    facts: [suggested === undefined ? undefined : `${numberText(suggested)}${all === undefined ? '' : ` of ${numberText(all)}`} keywords.`],
  };
}

function userList(message: Place, context: AdapterContext): Told {
  return {
    entity: maybe(at(message, 'user_list_id'), place => entityOf(context, 'audience', id(place), maybe(at(message, 'user_list_name'), words))),
    facts: [maybe(at(message, 'days_since_last_refresh'), place => `Last uploaded ${numberText(amount(place))} days ago.`)],
  };
}

/** The last fifteen days as they were, and as they would have been. */
function appGoal(message: Place): Told {
  const [was, would] = ['campaign_conversions_last_fifteen_days', 'projected_conversions_last_fifteen_days'].map(name => maybe(at(message, name), number));
  if (was === undefined || would === undefined) return {};
  return {impact: {metric: 'conversions', low: would - was, high: would - was, unit: 'count', horizonDays: 15}};
}

/** Of a callout or sitelink recommendation, for the campaign before those for the whole account. */
export function assetsOf(message: Place): readonly Place[] {
  const of = (scope: string) => ['callout', 'sitelink'].flatMap(kind => list(at(message, `recommended_${scope}_${kind}_assets`)));
  const campaign = of('campaign');
  return campaign.length > 0 ? campaign : of('customer');
}

export const isForCampaign = (message: Place): boolean => ['callout', 'sitelink'].some(kind => list(at(message, `recommended_campaign_${kind}_assets`)).length > 0);

/** `customers/1/campaigns/7` is 7. */
export function lastOf(place: Place): string {
  const name = id(place);
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (last === '') throw wrong(place, 'is not a resource name');
  return last;
}

const strength = (message: Place): string | undefined => maybe(at(message, 'ad_strength'), place => `Ad strength: ${words(place).toLowerCase()}.`);
const counted = (count: number, what: string): string | undefined => (count === 0 ? undefined : `${numberText(count)} ${what}${count === 1 ? '' : 's'}.`);

function merchant(message: Place): string | undefined {
  const name = maybe(at(at(message, 'merchant'), 'name'), words);
  return name ? `Merchant Center: ${name}.` : undefined;
}

function outOf(message: Place, part: string, whole: string, what: string): string | undefined {
  const [some, all] = [at(message, part), at(message, whole)];
  if (isAbsent(some)) return undefined;
  return `${numberText(amount(some))}${isAbsent(all) ? '' : ` of ${numberText(amount(all))}`} ${what}.`;
}

function named(label: string, places: readonly Place[]): string | undefined {
  const texts = places.filter(place => !isAbsent(place)).slice(0, 5).map(words).filter(text => text !== '');
  return texts.length > 0 ? `${label}: ${texts.join(', ')}.` : undefined;
}
