/** What can be said of an account and its campaigns on a day: the last seven whole days, the seven before, and against the trade. */
import type {Account} from './accounts.js';
import type {Campaign, Settings} from './campaigns.js';
import {costBenchmark} from './market.js';
import {capacityAt, creativeAgeAt, freshnessOf, rowAt, seasonAt, tagAt, troubleAt, type Trouble} from './performance.js';
import {accountSettingsAt, DAY, settingsAt, type AccountSettings, type Timeline} from './timeline.js';

/** Sums of a week. Money in the account's currency. */
export interface Week {
  readonly spend: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly conversions: number;
  readonly value: number;
  /** Days on which the budget was spent before the audience was. */
  readonly limitedDays: number;
}

export interface CampaignState {
  readonly campaign: Campaign;
  readonly settings: Settings;
  readonly week: Week;
  readonly before: Week;
  readonly creativeAge: number;
  readonly freshness: number;
  /** Audience's capacity over the budget, today. */
  readonly headroom: number;
  /** Spend of the week over seven budgets. */
  readonly budgetUse: number;
  /** Change of conversions (clicks, where there are few) on the week before, −1 to 1. */
  readonly trend: number;
  readonly costTrend: number;
  /** Money a conversion; null where there was none. */
  readonly costPerResult: number | null;
  /** Over the trade's benchmark; 1 where unknown. */
  readonly costRatio: number;
  /** Value over spend. */
  readonly roas: number;
  readonly learning: boolean;
  readonly trouble: {readonly kind: Trouble; readonly since: number} | null;
  /** Of the account's week. */
  readonly shareOfValue: number;
  readonly shareOfSpend: number;
  readonly shareOfImpressions: number;
}

export interface AccountState {
  readonly timeline: Timeline;
  readonly account: Account;
  readonly day: number;
  readonly settings: AccountSettings;
  readonly tag: {readonly health: number; readonly brokenSince: number | null};
  readonly week: Week;
  readonly before: Week;
  readonly roas: number;
  /** Days since the customer list was uploaded. */
  readonly listAge: number;
  /** Demand over the year's mean: now, and the mean of the next 14 days. */
  readonly season: number;
  readonly seasonAhead: number;
  readonly campaigns: readonly CampaignState[];
}

const CAMPAIGN_RHYTHM_OF_LISTS = 75;
/** Platforms call a campaign "in learning" under about 50 results a week; with our smaller accounts, under 10. */
const LEARNING_RESULTS = 10;

/** Figures as of `now`; settings as of `settingsNow`, where that is another moment. */
export function stateAt(timeline: Timeline, now: number, settingsNow = now): AccountState {
  const {account} = timeline;
  const day = Math.floor(now / DAY);
  const weeks = account.campaigns.map(campaign => ({week: weekOf(timeline, campaign, day - 7), before: weekOf(timeline, campaign, day - 14)}));
  const week = total(weeks.map(({week: one}) => one));
  const before = total(weeks.map(({before: one}) => one));
  const settings = accountSettingsAt(timeline, settingsNow);
  const rhythmic = (day + (account.campaigns[0]?.phase ?? 0)) % CAMPAIGN_RHYTHM_OF_LISTS;
  return {
    timeline, account, day, settings, week, before,
    tag: tagAt(timeline, day),
    roas: ratio(week.value, week.spend, 1),
    listAge: settings.listDay === null ? rhythmic : Math.min(rhythmic, day - settings.listDay),
    season: seasonAt(account.vertical, day),
    seasonAhead: (seasonAt(account.vertical, day + 4) + seasonAt(account.vertical, day + 9) + seasonAt(account.vertical, day + 14)) / 3,
    campaigns: account.campaigns.map((campaign, index) => {
      const own = weeks[index];
      return campaignState(timeline, campaign, now, settingsNow, own?.week ?? NOTHING, own?.before ?? NOTHING, week);
    }),
  };
}

function campaignState(timeline: Timeline, campaign: Campaign, now: number, settingsNow: number, week: Week, before: Week, all: Week): CampaignState {
  const day = Math.floor(now / DAY);
  const settings = settingsAt(timeline, campaign, settingsNow);
  const creativeAge = creativeAgeAt(campaign, settings, day);
  const many = week.conversions + before.conversions >= 10;
  const results = (one: Week) => many ? one.conversions : one.clicks;
  const cost = ratio(week.spend, results(week), 0);
  const costBefore = ratio(before.spend, results(before), 0);
  return {
    campaign, settings, week, before, creativeAge,
    freshness: freshnessOf(campaign, settings, creativeAge),
    headroom: capacityAt(timeline, campaign, settings, day) / settings.dailyBudget,
    budgetUse: week.spend / (7 * settings.dailyBudget),
    trend: change(results(week), results(before)),
    costTrend: change(cost, costBefore),
    costPerResult: week.conversions >= 1 ? week.spend / week.conversions : null,
    costRatio: week.conversions >= 3 ? week.spend / week.conversions / costBenchmark(timeline.account.vertical, campaign.objective) : 1,
    roas: ratio(week.value, week.spend, 0),
    learning: week.conversions < LEARNING_RESULTS || settings.creativeDay !== null && day - settings.creativeDay < 4,
    trouble: troubleAt(timeline, campaign, day),
    shareOfValue: ratio(week.value, all.value, 0),
    shareOfSpend: ratio(week.spend, all.spend, 0),
    shareOfImpressions: ratio(week.impressions, all.impressions, 0),
  };
}

const NOTHING: Week = {spend: 0, impressions: 0, clicks: 0, conversions: 0, value: 0, limitedDays: 0};

function weekOf(timeline: Timeline, campaign: Campaign, from: number): Week {
  const budget = settingsAt(timeline, campaign, from * DAY + 7 * DAY - 1).dailyBudget;
  const week = {...NOTHING};
  for (let day = from; day < from + 7; day++) {
    const row = rowAt(timeline, campaign, day);
    add(week, row);
    if (row.spend > 0 && row.capacity > budget * 1.02) week.limitedDays++;
  }
  return week;
}

function total(weeks: readonly Week[]): Week {
  const sum = {...NOTHING};
  for (const week of weeks) {
    add(sum, week);
    sum.limitedDays += week.limitedDays;
  }
  return sum;
}

function add(sum: {-readonly [K in keyof Week]: Week[K]}, part: Omit<Week, 'limitedDays'>): void {
  sum.spend += part.spend;
  sum.impressions += part.impressions;
  sum.clicks += part.clicks;
  sum.conversions += part.conversions;
  sum.value += part.value;
}

function ratio(above: number, below: number, otherwise: number): number {
  return below > 0 ? above / below : otherwise;
}

function change(now: number, then: number): number {
  return then > 0 ? Math.min(Math.max(now / then - 1, -1), 1) : 0;
}
