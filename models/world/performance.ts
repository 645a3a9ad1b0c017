/**
 * What a campaign does on a day: demand by season and weekday, the budget's limit, diminishing returns, tired creatives, trouble, noise.
 * Everything is a function of (seed, campaign, day, edits before it), so any day can be asked for, in any order, at any clock.
 */
import {clamp} from './accounts.js';
import type {Campaign, Objective, Settings} from './campaigns.js';
import {normalFor, stream} from './random.js';
import {accountSettingsAt, appliedAt, DAY, dayOf, liftAt, settingsAt, type Timeline} from './timeline.js';
import type {Vertical} from './verticals.js';

/** One day of one campaign, as the platform reports it. Money in the account's currency. */
export interface Row {
  readonly spend: number;
  readonly impressions: number;
  readonly clicks: number;
  /** As the tag reports them. */
  readonly conversions: number;
  /** Worth of what really happened. */
  readonly value: number;
  /** What the audience would have taken. */
  readonly capacity: number;
  readonly trouble: Trouble | null;
}

export type Trouble = 'disapproved' | 'dead-link' | 'competition';

/** Worth of an impression and a click beside conversions, as shares of what the trade earns on them: why campaigns for traffic and awareness are run. */
const SIDE_WORTH: Readonly<Record<Objective, {readonly impression: number; readonly click: number; readonly conversion: number}>> = {
  sales: {impression: 0, click: 0, conversion: 1},
  leads: {impression: 0, click: 0, conversion: 1},
  traffic: {impression: 0, click: 0.6, conversion: 0.4},
  awareness: {impression: 0.7, click: 0.2, conversion: 0.1},
};
/** Share of results left while the trouble lasts. */
const LEFT: Readonly<Record<Trouble, number>> = {disapproved: 0.5, 'dead-link': 0.4, competition: 0.68};
/** By the trouble's own lot: competitors come more often than policy reviews and broken pages. */
const TROUBLE_SHARES = [0.3, 0.25, 0.45];
const REMEDY: Readonly<Record<Trouble, string>> = {disapproved: 'fix-disapproved-ads', 'dead-link': 'fix-broken-link', competition: ''};
/** Trouble comes at most once in a block of this many days, in this share of blocks. */
const BLOCK = 28;
const TROUBLED = 0.34;
const TAG_TROUBLED = 0.2;
/** Creatives work as new for three weeks. */
export const FRESH_DAYS = 21;

export function seasonAt(vertical: Vertical, day: number): number {
  const date = new Date(day * DAY);
  const month = date.getUTCMonth();
  // Between the middles of two months.
  const along = (date.getUTCDate() - 15) / 30;
  const other = (month + (along < 0 ? 11 : 1)) % 12;
  const here = vertical.season[month] ?? 1;
  return here + Math.abs(along) * ((vertical.season[other] ?? 1) - here);
}

/** Weekend demand is higher where goods are sold and lower where people are trained or treated. */
export function weekdayAt(vertical: Vertical, day: number): number {
  const weekday = (day + 4) % 7; // day 0, 1 January 1970, was a Thursday; 0 is Sunday
  const weekend = weekday === 0 || weekday === 6;
  return weekend ? (vertical.retail ? 1.1 : 0.85) : (vertical.retail ? 0.96 : 1.06);
}

/** Days since the creatives were replaced. */
export function creativeAgeAt(campaign: Campaign, settings: Settings, day: number): number {
  const rhythmic = (day + campaign.phase) % campaign.creativeRhythm;
  return settings.creativeDay === null ? rhythmic : Math.min(rhythmic, Math.max(day - settings.creativeDay, 0));
}

/** Share of effect that the creatives still have. More of them tire more slowly. */
export function freshnessOf(campaign: Campaign, settings: Settings, age: number): number {
  return Math.exp(-campaign.fatigue * Math.max(age - FRESH_DAYS, 0) / 30 * (settings.creatives < 3 ? 1.25 : 0.85));
}

/** The trouble of the day, its first day, or null; an applied remedy ends it. */
export function troubleAt(timeline: Timeline, campaign: Campaign, day: number): {readonly kind: Trouble; readonly since: number} | null {
  const block = Math.floor((day + campaign.phase) / BLOCK);
  const chance = stream(timeline.seed, 'trouble', campaign.id, block);
  if (chance.uniform() >= TROUBLED) return null;
  const length = chance.integer(6, 12);
  const since = block * BLOCK - campaign.phase + chance.integer(0, BLOCK - length);
  if (day < since || day >= since + length) return null;
  const kind = chance.pick<Trouble>(['disapproved', 'dead-link', 'competition'], TROUBLE_SHARES);
  const remedied = appliedAt(timeline, REMEDY[kind], campaign.id);
  return remedied !== null && dayOf(remedied) >= since && day >= dayOf(remedied) ? null : {kind, since};
}

/** Share of conversions that the tag reports, and since when it has been broken. */
export function tagAt(timeline: Timeline, day: number): {readonly health: number; readonly brokenSince: number | null} {
  const {account, seed} = timeline;
  const settings = accountSettingsAt(timeline, day * DAY + DAY - 1);
  const fixed = settings.tagDay !== null && day >= settings.tagDay;
  const usual = fixed ? Math.max(account.tagHealth, 0.93) : account.tagHealth;
  const health = settings.conversionsApi ? usual + 0.5 * (1 - usual) : usual;
  const block = Math.floor(day / BLOCK);
  const chance = stream(seed, 'tag-trouble', account.id, block);
  if (chance.uniform() >= TAG_TROUBLED) return {health, brokenSince: null};
  const length = chance.integer(6, 14);
  const since = block * BLOCK + chance.integer(0, BLOCK - length);
  const ended = settings.tagDay !== null && settings.tagDay >= since && day >= settings.tagDay;
  return day >= since && day < since + length && !ended ? {health: health * 0.45, brokenSince: since} : {health, brokenSince: null};
}

/** Spend a day that the audience would take. */
export function capacityAt(timeline: Timeline, campaign: Campaign, settings: Settings, day: number): number {
  const {vertical} = timeline.account;
  const breadth = (0.75 + 0.5 * settings.breadth) / (0.75 + 0.5 * campaign.first.breadth);
  const bid = settings.bidStrategy === 'cost-cap' ? clamp(settings.bidLevel, 0.5, 1.2) : 1;
  const placements = settings.allPlacements && !campaign.first.allPlacements ? 1.15 : 1;
  return campaign.first.dailyBudget * campaign.room * seasonAt(vertical, day) * weekdayAt(vertical, day) * breadth * bid * placements;
}

/** Results of a spend, over what the first budget brings: (spend / first)^γ. */
export function returnsOf(campaign: Campaign, spend: number): number {
  return Math.pow(Math.max(spend, 0) / campaign.first.dailyBudget, campaign.returns);
}

export function rowAt(timeline: Timeline, campaign: Campaign, day: number): Row {
  let rows = timeline.rows.get(campaign.id);
  if (!rows) timeline.rows.set(campaign.id, rows = new Map());
  let row = rows.get(day);
  if (!row) rows.set(day, row = drawRow(timeline, campaign, day));
  return row;
}

function drawRow(timeline: Timeline, campaign: Campaign, day: number): Row {
  const {seed, noise, account} = timeline;
  const {vertical} = account;
  const end = day * DAY + DAY - 1;
  const settings = settingsAt(timeline, campaign, end);
  const trouble = troubleAt(timeline, campaign, day);
  const wobble = (name: string, spread: number) => Math.exp(noise * spread * normalFor(seed, name, campaign.id, day));
  const capacity = capacityAt(timeline, campaign, settings, day) * wobble('capacity', 0.08);
  const pacing = 0.96 + 0.04 * Math.abs(Math.sin(day + campaign.phase));
  const spend = settings.paused ? 0 : Math.min(settings.dailyBudget, capacity) * pacing * (trouble?.kind === 'disapproved' ? 0.75 : 1);
  const narrow = 1 + 0.35 * (0.5 - settings.breadth);
  const impressions = spend / (vertical.costPerThousand * narrow * PRICE[campaign.objective]) * 1000 * wobble('impressions', 0.05);
  const freshness = freshnessOf(campaign, settings, creativeAgeAt(campaign, settings, day));
  const clicks = impressions * vertical.clickRate * CLICKS[campaign.objective] * freshness * (1.2 - 0.4 * settings.breadth) * wobble('clicks', 0.07);
  // Results fall with spend by γ, not one by one: the next impression goes to someone less likely.
  const diminishing = spend > 0 ? returnsOf(campaign, spend) / (spend / campaign.first.dailyBudget) : 0;
  const work = campaign.quality * diminishing * liftAt(timeline, campaign.id, end) * (trouble ? LEFT[trouble.kind] : 1) * wobble('conversions', 0.16);
  const happened = clicks * vertical.conversionRate * CONVERSIONS[campaign.objective] * work;
  const usualClicks = spend / (vertical.costPerThousand * PRICE[campaign.objective]) * 1000 * vertical.clickRate * CLICKS[campaign.objective];
  const usual = usualClicks * vertical.conversionRate * vertical.worth * CONVERSIONS.sales;
  const side = SIDE_WORTH[campaign.objective];
  const value = side.conversion * happened * vertical.worth * CONVERSIONS.sales / CONVERSIONS[campaign.objective]
    + usual * diminishing * freshness * campaign.quality * side.click + usual * diminishing * side.impression;
  return {spend, impressions, clicks, conversions: happened * tagAt(timeline, day).health, value, capacity, trouble: trouble?.kind ?? null};
}

/** Price of an impression, clicks an impression and conversions a click, over the trade's: what delivery is tuned for. */
const PRICE: Readonly<Record<Objective, number>> = {sales: 1.15, leads: 1.2, traffic: 0.85, awareness: 0.55};
const CLICKS: Readonly<Record<Objective, number>> = {sales: 1, leads: 1, traffic: 1.5, awareness: 0.4};
const CONVERSIONS: Readonly<Record<Objective, number>> = {sales: 1, leads: 1.5, traffic: 0.35, awareness: 0.3};
