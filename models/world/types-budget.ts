/** Suggestions about money: budgets and bids. */
import type {Change} from '../../src/types.js';
import {clamp} from './accounts.js';
import {roundBudget} from './campaigns.js';
import {comingPeak} from './market.js';
import type {AccountState, CampaignState} from './state.js';
import type {SuggestionType, Uplift} from './suggestion-type.js';
import {date, money, percent, quoted, whole} from './text.js';
import {DAY} from './timeline.js';

/** Of a budget set from b to b′, in per cent of the campaign's week: the response curve itself. */
function budgetUplift({campaign, settings, headroom}: CampaignState, to: number): Uplift {
  const before = Math.min(settings.dailyBudget, settings.dailyBudget * headroom);
  const after = Math.min(to, settings.dailyBudget * headroom);
  return {
    results: (Math.pow(after / before, campaign.returns) - 1) * 100,
    cost: (1 - after / before) * 100,
    reach: (after / before - 1) * 90,
  };
}

function spendChange({settings, headroom}: CampaignState, to: number): number {
  const capacity = settings.dailyBudget * headroom;
  return Math.round((Math.min(to, capacity) - Math.min(settings.dailyBudget, capacity)) * 100) / 100;
}

/** Any whole amount that keeps the suggestion's direction, up to three times the budget or down to a fifth. */
function bounds(budget: number, to: number): Pick<Change, 'min' | 'max' | 'step'> {
  const [min, max] = to > budget ? [Math.floor(budget) + 1, roundBudget(3 * budget)] : [roundBudget(budget / 5), Math.ceil(budget) - 1];
  return min < max ? {min, max, step: 1} : {};
}

const budgetChange = (state: CampaignState, to: number, others: readonly number[]): Change => ({
  field: 'dailyBudget', current: state.settings.dailyBudget, recommended: to, unit: 'money', ...bounds(state.settings.dailyBudget, to),
  options: [...new Set([...others.map(share => roundBudget(state.settings.dailyBudget * share)), to])].filter(value => value !== state.settings.dailyBudget).sort((a, b) => a - b),
});
const setBudget = (to: number) => (value: number | string | undefined) => ({dailyBudget: typeof value === 'number' && value > 0 ? value : to});
const name = (state: CampaignState) => quoted(state.campaign.name);
/** Another campaign that its budget holds back, or undefined. */
const starved = (state: CampaignState, account: AccountState) => account.campaigns.find(other => other !== state && other.week.limitedDays >= 4 && other.headroom > 1.15);
const unused = ({settings, week}: CampaignState) => Math.max(settings.dailyBudget - week.spend / 7, 0);

export const BUDGET_TYPES: readonly SuggestionType[] = [
  {
    type: 'raise-budget', topic: 'budget', stems: ['google:CAMPAIGN_BUDGET', 'meta:BUDGET_LIMITED', 'microsoft:CampaignBudgetRecommendation'],
    scope: 'campaign', metric: 'account-conversions', effort: 1, group: 'budget', rest: 14, bySettings: true,
    traits: {budget: 1, spends: 0.8, grows: 0.8, quick: 0.5},
    eligible: state => state.week.limitedDays >= 3 && state.headroom > 1.08 && !state.settings.paused,
    propose: (state, {account}) => {
      const to = roundBudget(state.settings.dailyBudget * clamp(state.headroom, 1.1, 1.25));
      return {
        change: budgetChange(state, to, [1.1, 1.2, 1.3]), uplift: budgetUplift(state, to), spendChange: spendChange(state, to), settings: setBudget(to),
        headline: `Raise the daily budget of ${name(state)} from ${money(state.settings.dailyBudget, account.currency)} to ${money(to, account.currency)}`,
        reason: range => `Limited by budget on ${state.week.limitedDays} of the last 7 days; similar ${account.vertical.peers} gained ${range} more conversions.`,
      };
    },
  },
  {
    type: 'scale-good-campaign', topic: 'budget', stems: ['meta:SCALE_GOOD_CAMPAIGN', 'google:FORECASTING_CAMPAIGN_BUDGET'],
    scope: 'campaign', metric: 'account-conversions', effort: 2, group: 'budget', rest: 14, bySettings: true,
    traits: {budget: 0.9, spends: 0.7, grows: 1, insight: 0.3},
    eligible: (state, account) => state.roas > 1.2 * account.roas && state.headroom > 1.05 && state.budgetUse > 0.8 && !state.trouble && !state.settings.paused,
    propose: (state, {account, roas}) => {
      const to = roundBudget(state.settings.dailyBudget * 1.2);
      return {
        change: budgetChange(state, to, [1.1, 1.2, 1.4]), uplift: budgetUplift(state, to), spendChange: spendChange(state, to), settings: setBudget(to),
        headline: `Give ${name(state)} 20 % more: ${money(to, account.currency)} a day`,
        reason: range => `It returned ${state.roas.toFixed(1)} for every ${money(1, account.currency)} last week, the account ${roas.toFixed(1)}; the forecast is ${range} more conversions.`,
      };
    },
  },
  {
    type: 'seasonal-budget', topic: 'budget', stems: ['meta:BUDGET_SEASONAL_GUIDANCE', 'google:FORECASTING_SET_TARGET_ROAS', 'amazon:budget events'],
    scope: 'campaign', metric: 'account-reach', effort: 3, group: 'budget', rest: 30, bySettings: true,
    traits: {budget: 0.8, spends: 0.6, grows: 0.6, builds: 0.5, insight: 0.4},
    eligible: (state, {account, day}) => state.budgetUse > 0.75 && state.shareOfSpend > 0.15 && comingPeak(account.vertical, day * DAY) !== null && !state.settings.paused,
    propose: (state, {account, day}) => {
      const peak = comingPeak(account.vertical, day * DAY) ?? {day: day + 14, over: 1.1};
      const to = roundBudget(state.settings.dailyBudget * clamp(1 + 1.4 * (peak.over - 1), 1.1, 1.4));
      return {
        change: budgetChange(state, to, [1.1, 1.25]), settings: setBudget(to), spendChange: spendChange({...state, headroom: state.headroom * peak.over}, to),
        uplift: budgetUplift({...state, headroom: state.headroom * peak.over}, to),
        headline: `Plan ${money(to, account.currency)} a day for ${name(state)} before the season`,
        reason: range => `Demand among ${account.vertical.peers} is about ${percent(peak.over - 1)} higher around ${date(peak.day)}; the same budget would miss ${range} of reach.`,
      };
    },
  },
  {
    type: 'move-unused-budget', topic: 'budget', stems: ['google:MOVE_UNUSED_BUDGET', 'meta:BUDGET_REALLOCATION', 'meta:UNUSED_BUDGET'],
    scope: 'campaign', metric: 'account-conversions', effort: 2, group: 'budget', rest: 21,
    traits: {budget: 1, saves: 0.4, grows: 0.4, quick: 0.5, structure: 0.3},
    eligible: (state, account) => state.budgetUse < 0.78 && unused(state) >= 3 && starved(state, account) !== undefined && !state.settings.paused,
    propose: (state, account) => {
      const free = roundBudget(unused(state) * 0.8);
      const to = roundBudget(Math.max(state.settings.dailyBudget - free, 1));
      const other = starved(state, account);
      const gain = other ? (Math.pow(1 + Math.min(free / other.settings.dailyBudget, other.headroom - 1), other.campaign.returns) - 1) * 100 * other.shareOfValue / Math.max(state.shareOfValue, 0.03) : 0;
      return {
        change: {field: 'dailyBudget', current: state.settings.dailyBudget, recommended: to, unit: 'money'}, settings: setBudget(to), spendChange: 0,
        uplift: {results: Math.min(gain, 8), reach: Math.min(gain, 8) * 0.6, cost: 0},
        headline: `Move ${money(free, account.account.currency)} a day from ${name(state)} to ${quoted(other?.campaign.name ?? '')}`,
        reason: () => `${name(state)} used ${percent(state.budgetUse)} of its budget last week, while ${quoted(other?.campaign.name ?? '')} ran out on ${other?.week.limitedDays ?? 0} of 7 days.`,
      };
    },
  },
  {
    type: 'trim-budget', topic: 'budget', stems: ['google:MARGINAL_ROI_CAMPAIGN_BUDGET', 'meta:UNECONOMICAL_ADS_THROTTLING'],
    scope: 'campaign', metric: 'account-spend-saved', effort: 1, group: 'budget', rest: 21, bySettings: true,
    traits: {budget: 0.9, saves: 1, quick: 0.5, repairs: 0.2},
    eligible: (state, account) => state.roas < 0.75 * account.roas && state.settings.dailyBudget >= 8 && account.campaigns.length > 1 && !state.settings.paused,
    propose: (state, {account, roas}) => {
      const to = roundBudget(Math.min(state.settings.dailyBudget, state.settings.dailyBudget * state.headroom) * 0.7);
      return {
        change: budgetChange(state, to, [0.5, 0.6, 0.8]), uplift: budgetUplift(state, to), spendChange: spendChange(state, to), settings: setBudget(to),
        headline: `Cut the daily budget of ${name(state)} to ${money(to, account.currency)}`,
        reason: range => `Its last euro returned least: ${state.roas.toFixed(1)} against ${roas.toFixed(1)} for the account. This saves ${range} of its spend.`.replace('euro', account.currency === 'USD' ? 'dollar' : account.currency === 'GBP' ? 'pound' : 'euro'),
      };
    },
  },
  {
    type: 'set-spending-limit', topic: 'budget', stems: ['meta:ACCOUNT_SPEND_LIMIT', 'meta:SPEND_LIMIT'],
    scope: 'account', metric: 'account-spend-saved', effort: 3, rest: 90,
    traits: {budget: 0.7, saves: 0.8, structure: 0.4, insight: 0.2},
    eligible: (_, {settings, week, before}) => !settings.spendCap && week.spend > 1.06 * before.spend,
    propose: (_, {account, week, before}) => ({
      uplift: {cost: 2, results: -0.3}, spendChange: Math.round(-0.022 * week.spend / 7 * 100) / 100, accountSettings: {spendCap: true},
      headline: `Set a monthly spending limit of ${money(roundBudget(week.spend * 4.4), account.currency)}`,
      reason: range => `Spend rose from ${money(before.spend, account.currency)} to ${money(week.spend, account.currency)} in a week; a limit keeps back ${range} in weeks like that.`,
    }),
  },
];

const cost = (value: number | null, currency: string) => value === null ? 'too little to say' : money(value, currency);

export const BIDDING_TYPES: readonly SuggestionType[] = [
  {
    type: 'adopt-cost-goal', topic: 'bidding', stems: ['google:TARGET_CPA_OPT_IN', 'meta:COST_GOAL', 'google:SET_TARGET_CPA'],
    scope: 'campaign', metric: 'account-spend-saved', effort: 4, rest: 45,
    traits: {bidding: 1, saves: 0.9, automates: 0.4, repairs: 0.3},
    eligible: state => (state.settings.bidStrategy === 'lowest-cost' || state.settings.bidStrategy === 'manual') && state.week.conversions >= 6 && state.costRatio > 1.1,
    propose: (state, {account}) => ({
      change: {field: 'bidStrategy', current: state.settings.bidStrategy, recommended: 'cost-cap', unit: 'text'},
      uplift: {cost: clamp(9 * (state.costRatio - 0.7), 2, 14), results: -1.5, reach: -4}, spendChange: -Math.round(state.week.spend / 7 * clamp(9 * (state.costRatio - 0.7), 2, 14)) / 100,
      settings: () => ({bidStrategy: 'cost-cap', bidLevel: 1}),
      headline: `Set a cost goal of ${money((state.costPerResult ?? 10) * 0.9, account.currency)} a conversion for ${name(state)}`,
      reason: range => `A conversion cost ${cost(state.costPerResult, account.currency)} last week, ${percent(state.costRatio - 1)} above ${account.vertical.peers}; a goal saved them ${range} of spend.`,
    }),
  },
  {
    type: 'raise-cost-goal', topic: 'bidding', stems: ['google:RAISE_TARGET_CPA_BID_TOO_LOW', 'meta:BID_LIMITED_STARVING', 'meta:COST_GOAL_CPA_LIMITED'],
    scope: 'campaign', metric: 'account-conversions', effort: 2, rest: 21,
    traits: {bidding: 1, spends: 0.6, grows: 0.5, repairs: 0.5, quick: 0.4},
    eligible: state => state.settings.bidStrategy === 'cost-cap' && state.budgetUse < 0.85 && state.settings.bidLevel < 1.05 && !state.settings.paused,
    propose: (state, {account}) => ({
      change: {field: 'bidLevel', current: Number(state.settings.bidLevel.toFixed(2)), recommended: Number((state.settings.bidLevel * 1.2).toFixed(2)), unit: 'count'},
      uplift: {results: 30 * clamp(0.95 - state.budgetUse, 0, 0.4), cost: -42 * clamp(0.95 - state.budgetUse, 0, 0.4), reach: 35 * clamp(0.95 - state.budgetUse, 0, 0.4)},
      spendChange: Math.round(state.week.spend / 7 * 0.42 * clamp(0.95 - state.budgetUse, 0, 0.4) * 100) / 100,
      settings: () => ({bidLevel: state.settings.bidLevel * 1.2}),
      headline: `Raise the cost goal of ${name(state)} by 20 %`,
      reason: range => `The goal is too low to win: only ${percent(state.budgetUse)} of the budget was spent last week. Raising it brought ${account.vertical.peers} ${range} more conversions.`,
    }),
  },
  {
    type: 'target-return', topic: 'bidding', stems: ['google:TARGET_ROAS_OPT_IN', 'google:SET_TARGET_ROAS', 'meta:IAA_ROAS_OPTIMIZATION'],
    scope: 'campaign', metric: 'account-conversions', effort: 5, rest: 45,
    traits: {bidding: 1, automates: 0.5, grows: 0.4, saves: 0.3},
    eligible: (state, {account, tag}) => state.campaign.objective === 'sales' && state.settings.bidStrategy !== 'target-return' && state.week.conversions >= 15 && tag.health > 0.75 && account.experience > 0.3,
    propose: state => ({
      change: {field: 'bidStrategy', current: state.settings.bidStrategy, recommended: 'target-return', unit: 'text'},
      uplift: {results: 5.5, cost: 1, reach: -3}, settings: () => ({bidStrategy: 'target-return'}),
      headline: `Bid for value in ${name(state)}: aim for a return of ${(state.roas * 1.05).toFixed(1)}`,
      reason: range => `${whole(state.week.conversions)} conversions with values in 7 days are enough for the bidder to learn from; the forecast is ${range} more results for the same spend.`,
    }),
  },
  {
    type: 'maximise-conversions', topic: 'bidding', stems: ['google:MAXIMIZE_CONVERSIONS_OPT_IN', 'meta:AUTO_BID', 'google:ENHANCED_CPC_OPT_IN'],
    scope: 'campaign', metric: 'account-conversions', effort: 2, rest: 45,
    traits: {bidding: 0.9, automates: 0.9, grows: 0.4, quick: 0.4},
    eligible: state => state.settings.bidStrategy === 'manual' && state.campaign.objective !== 'awareness',
    propose: (state, {account}) => ({
      change: {field: 'bidStrategy', current: 'manual', recommended: 'lowest-cost', unit: 'text'},
      uplift: {results: 4 + 5 * (1 - account.experience), cost: -1.5, reach: 2}, settings: () => ({bidStrategy: 'lowest-cost'}),
      headline: `Let bids set themselves in ${name(state)}`,
      reason: range => `Bids are set by hand while the cost of a click moved by ${percent(Math.abs(state.costTrend))} in a week; automatic bids brought ${account.vertical.peers} ${range} more conversions.`,
    }),
  },
  {
    type: 'value-optimisation', topic: 'bidding', stems: ['meta:VALUE_OPTIMIZATION_GOAL', 'google:MAXIMIZE_CONVERSION_VALUE_OPT_IN'],
    scope: 'campaign', metric: 'account-conversions', effort: 6, rest: 60,
    traits: {bidding: 0.8, measurement: 0.4, automates: 0.6, grows: 0.5, builds: 0.3},
    eligible: (state, {account, tag}) => account.vertical.retail && state.campaign.objective === 'sales' && state.settings.bidStrategy === 'lowest-cost' && state.week.conversions >= 10 && tag.health > 0.7,
    propose: (state, {account}) => ({
      change: {field: 'bidStrategy', current: 'lowest-cost', recommended: 'target-return', unit: 'text'},
      uplift: {results: 4.5, cost: 0}, settings: () => ({bidStrategy: 'target-return'}),
      headline: `Optimise ${name(state)} for order value, not for orders`,
      reason: range => `Orders range widely around ${money(account.vertical.worth, account.currency)}; bidding for the large ones brought ${account.vertical.peers} ${range} more value.`,
    }),
  },
];
