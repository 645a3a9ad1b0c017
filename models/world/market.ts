/** What is usual in the trade: the benchmarks that suggestions compare with. */
import type {Objective} from './campaigns.js';
import {dayOf} from './timeline.js';
import {seasonAt} from './performance.js';
import type {Vertical} from './verticals.js';

/** As in `performance.ts`, for a campaign of middling quality whose tag reports nine conversions in ten. */
const CONVERSION_COST: Readonly<Record<Objective, number>> = {sales: 1.15, leads: 0.8, traffic: 1.62, awareness: 4.6};
const REPORTED = 0.85;

/** Money a reported conversion. */
export function costBenchmark(vertical: Vertical, objective: Objective): number {
  return vertical.costPerThousand / 1000 / vertical.clickRate / vertical.conversionRate * CONVERSION_COST[objective] / REPORTED;
}

/** The next month in which demand is at least 8 % above today's, within eight weeks; null where there is none. */
export function comingPeak(vertical: Vertical, now: number): {readonly day: number; readonly over: number} | null {
  const today = dayOf(now);
  const here = seasonAt(vertical, today);
  for (let day = today + 5; day <= today + 45; day += 4) {
    const over = seasonAt(vertical, day) / here;
    if (over >= 1.07) return {day, over};
  }
  return null;
}

