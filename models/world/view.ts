/** What a host page knows and shows of an account; all of it can be JSON. */
import type {Goal, Signal} from '../../src/types.js';
import type {BidStrategy, Objective} from './campaigns.js';
import {rowAt} from './performance.js';
import type {AccountState, CampaignState} from './state.js';
import {DAY, type Timeline} from './timeline.js';

export interface CampaignView {
  readonly id: string;
  readonly name: string;
  readonly objective: Objective;
  readonly status: 'active' | 'paused' | 'limited' | 'learning' | 'error';
  readonly dailyBudget: number;
  readonly bidStrategy: BidStrategy;
  readonly audience: 'narrow' | 'medium' | 'broad';
  readonly creativeAgeDays: number;
  /** 0 to 1. */
  readonly tagHealth: number;
  readonly learning: boolean;
  readonly spend7d: number;
  readonly campaignImpressions7d: number;
  readonly campaignClicks7d: number;
  readonly conversions7d: number;
  /** Worth of the conversions, account's currency. */
  readonly value7d: number;
  /** Null where nothing was converted. */
  readonly costPerResult: number | null;
  /** Value over spend. */
  readonly roas: number;
  /** Change of results on the week before, −1 to 1. */
  readonly trend7d: number;
  readonly limitedDays7d: number;
}

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly vertical: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly goal: Goal;
  /** 0 first week, 1 professional. */
  readonly experience: number;
  readonly campaigns: readonly CampaignView[];
}

/** A day, or of several campaigns together. */
export interface ReportRow {
  /** ISO 8601 date. */
  readonly date: string;
  readonly spend: number;
  readonly campaignImpressions: number;
  readonly campaignClicks: number;
  readonly conversions: number;
  readonly value: number;
}

export function accountView({account, campaigns, tag}: AccountState): AccountView {
  return {
    id: account.id, name: account.name, vertical: account.vertical.id, currency: account.currency, timeZone: account.timeZone,
    goal: account.goal, experience: rounded(account.experience, 2),
    campaigns: campaigns.map(campaign => campaignView(campaign, tag.health)),
  };
}

export function campaignView(state: CampaignState, tagHealth: number): CampaignView {
  const {campaign, settings, week} = state;
  return {
    id: campaign.id, name: campaign.name, objective: campaign.objective, status: statusOf(state),
    dailyBudget: settings.dailyBudget, bidStrategy: settings.bidStrategy,
    audience: settings.breadth < 0.35 ? 'narrow' : settings.breadth < 0.7 ? 'medium' : 'broad',
    creativeAgeDays: state.creativeAge, tagHealth: rounded(tagHealth, 2), learning: state.learning,
    spend7d: rounded(week.spend, 2), campaignImpressions7d: Math.round(week.impressions), campaignClicks7d: Math.round(week.clicks),
    conversions7d: Math.round(week.conversions), value7d: rounded(week.value, 2),
    costPerResult: state.costPerResult === null ? null : rounded(state.costPerResult, 2), roas: rounded(state.roas, 2),
    trend7d: rounded(state.trend, 3), limitedDays7d: week.limitedDays,
  };
}

function statusOf({settings, trouble, week, learning}: CampaignState): CampaignView['status'] {
  if (settings.paused) return 'paused';
  if (trouble && trouble.kind !== 'competition') return 'error';
  if (week.limitedDays >= 3) return 'limited';
  return learning ? 'learning' : 'active';
}

export function reportRows(timeline: Timeline, campaignId: string | undefined, days: number, now: number): ReportRow[] {
  const today = Math.floor(now / DAY);
  const campaigns = timeline.account.campaigns.filter(({id}) => campaignId === undefined || id === campaignId);
  return Array.from({length: days}, (_, index) => {
    const day = today - days + index;
    const rows = campaigns.map(campaign => rowAt(timeline, campaign, day));
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((so, row) => so + of(row), 0);
    return {
      date: new Date(day * DAY).toISOString().slice(0, 10),
      spend: rounded(sum(row => row.spend), 2), campaignImpressions: Math.round(sum(row => row.impressions)), campaignClicks: Math.round(sum(row => row.clicks)),
      conversions: rounded(sum(row => row.conversions), 1), value: rounded(sum(row => row.value), 2),
    };
  });
}

/** What a host page observes: of the account first, then of each campaign. Ratios of the market are of the trade's benchmark. */
export function signalsOf({account, campaigns, week, before, tag, season, day}: AccountState, now: number): Signal[] {
  const signals: Signal[] = [];
  const observe = (namespace: Signal['namespace'], values: Record<string, number | string | boolean | null>, campaignId?: string) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === null) continue;
      signals.push({namespace, name, value: typeof value === 'number' ? rounded(value, 4) : value, observedAt: now, ...(campaignId && {entity: {level: 'campaign' as const, id: campaignId}})});
    }
  };
  const {goal} = account;
  observe('account', {
    vertical: account.vertical.id, experience: account.experience, campaigns: campaigns.length, 'daily-spend': week.spend / 7,
    'goal-results': goal.results, 'goal-cost': goal.cost, 'goal-reach': goal.reach, 'goal-effort': goal.effort,
  });
  observe('campaign', {'daily-budget': mean(campaigns, state => state.settings.dailyBudget), 'budget-use': mean(campaigns, state => state.budgetUse), 'creative-age': mean(campaigns, state => state.creativeAge), 'tag-health': tag.health, 'audience-breadth': mean(campaigns, state => state.settings.breadth)});
  observe('performance', {'spend-7d': week.spend, 'conversions-7d': week.conversions, 'click-rate': week.clicks / Math.max(week.impressions, 1), ...trends(week, before)});
  observe('market', {season, 'cost-per-result-ratio': mean(campaigns, state => state.costRatio)});
  observe('workflow', {'month-day': new Date(day * DAY).getUTCDate(), weekday: (day + 4) % 7});
  for (const state of campaigns) {
    const {campaign, settings} = state;
    observe('campaign', {
      objective: campaign.objective, 'daily-budget': settings.dailyBudget, 'budget-use': state.budgetUse, 'creative-age': state.creativeAge,
      'tag-health': tag.health, learning: state.learning, 'audience-breadth': settings.breadth, status: statusOf(state),
    }, campaign.id);
    observe('performance', {
      'spend-7d': state.week.spend, 'conversions-7d': state.week.conversions, 'click-rate': state.week.clicks / Math.max(state.week.impressions, 1),
      'trend-7d': state.trend, 'cost-trend-7d': state.costTrend, 'cost-per-result': state.costPerResult,
    }, campaign.id);
    observe('market', {'cost-per-result-ratio': state.costRatio, season}, campaign.id);
  }
  return signals;
}

function trends(week: AccountState['week'], before: AccountState['week']): Record<string, number> {
  const change = (now: number, then: number) => then > 0 ? Math.min(Math.max(now / then - 1, -1), 1) : 0;
  return {
    'trend-7d': change(week.conversions, before.conversions),
    'cost-trend-7d': change(week.spend / Math.max(week.conversions, 0.1), before.spend / Math.max(before.conversions, 0.1)),
  };
}

function mean<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0) / Math.max(items.length, 1);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
