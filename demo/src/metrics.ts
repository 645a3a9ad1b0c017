/** The figures that the pages show: how each is counted over days, written, and which way is good. */
import type {Day} from './api.js';
import {compact, count, money} from './format.js';

export interface Metric {
  readonly id: 'spend' | 'conversions' | 'cost-per-result' | 'return' | 'impressions' | 'clicks';
  readonly title: string;
  /** Over all of `days`; 0 where there is nothing to divide by. */
  of(days: readonly Day[]): number;
  write(value: number, currency: string): string;
  /** For the axis of a chart. */
  brief(value: number, currency: string): string;
  readonly better: 'more' | 'less' | 'neither';
}

const sum = (days: readonly Day[], read: (day: Day) => number): number => days.reduce((total, day) => total + read(day), 0);
const ratio = (above: number, below: number): number => (below > 0 ? above / below : 0);
const spend = (days: readonly Day[]): number => sum(days, day => day.spend);
const conversions = (days: readonly Day[]): number => sum(days, day => day.conversions);
const briefMoney = (value: number, currency: string): string =>
  new Intl.NumberFormat('en', {style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1}).format(value);

export const METRICS: readonly Metric[] = [
  {id: 'spend', title: 'Spend', of: spend, write: money, brief: briefMoney, better: 'neither'},
  {id: 'conversions', title: 'Conversions', of: conversions, write: count, brief: compact, better: 'more'},
  {id: 'cost-per-result', title: 'Cost per result', of: days => ratio(spend(days), conversions(days)), write: money, brief: briefMoney, better: 'less'},
  {id: 'return', title: 'Return on ad spend', of: days => ratio(sum(days, day => day.value), spend(days)), write: value => `${value.toFixed(2)}×`, brief: value => `${value.toFixed(1)}×`, better: 'more'},
  {id: 'impressions', title: 'Impressions', of: days => sum(days, day => day.campaignImpressions), write: count, brief: compact, better: 'more'},
  {id: 'clicks', title: 'Clicks', of: days => sum(days, day => day.campaignClicks), write: count, brief: compact, better: 'more'},
];

/** The metric's daily values. */
export const daily = (metric: Metric, days: readonly Day[]): number[] => days.map(day => metric.of([day]));

export interface Change {
  /** +0.12 = twelve per cent more than the period before; 0 where that had nothing. */
  readonly share: number;
  readonly tone: 'good' | 'bad' | 'even';
}

/** The last `length` days against as many before them. */
export function changeOf(metric: Metric, days: readonly Day[], length: number): Change {
  const before = metric.of(days.slice(-2 * length, -length));
  const share = before > 0 ? metric.of(days.slice(-length)) / before - 1 : 0;
  if (metric.better === 'neither' || Math.abs(share) < 0.005) return {share, tone: 'even'};
  return {share, tone: (share > 0) === (metric.better === 'more') ? 'good' : 'bad'};
}
