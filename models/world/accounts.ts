/** Who advertises: trade, size, goal, experience, taste. Drawn once from the seed. */
import type {Goal} from '../../src/types.js';
import {drawCampaigns, type Campaign} from './campaigns.js';
import type {WorldConfig} from './config.js';
import {EMBEDDING_SIZE} from './embedding.js';
import {stream, type Stream} from './random.js';
import {COUNTRIES, verticalOf, type Vertical} from './verticals.js';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly vertical: Vertical;
  readonly currency: string;
  readonly timeZone: string;
  /** What a day's budgets add up to at first, in `currency`. */
  readonly dailySpend: number;
  readonly goal: Goal;
  /** 0 first week, 1 professional. */
  readonly experience: number;
  /** Trust in suggestions at first, 0 to 1. */
  readonly trust: number;
  /** Lasting taste, a direction in the space of content embeddings; standard normal in each. */
  readonly taste: readonly number[];
  /** Share of conversions that the account's tag reports while nothing is broken. */
  readonly tagHealth: number;
  /** Visits to the Ads Manager a week. */
  readonly visitsPerWeek: number;
  readonly campaigns: readonly Campaign[];
}

/** Weights by temper: growth, thrift, brand, hurry; each advertiser lies near one. */
const TEMPERS: readonly Goal[] = [
  {results: 0.9, cost: 0.35, reach: 0.15, effort: 0.3},
  {results: 0.55, cost: 0.85, reach: 0.1, effort: 0.35},
  {results: 0.5, cost: 0.25, reach: 0.8, effort: 0.3},
  {results: 0.6, cost: 0.45, reach: 0.2, effort: 0.8},
];
const TEMPER_SHARES = [0.4, 0.28, 0.14, 0.18];

export function accountId(index: number): string {
  return `act_${index + 1}`;
}

export function drawAccount(config: WorldConfig, id: string): Account {
  const chance = stream(config.seed, 'account', id);
  const vertical = verticalOf(chance.pick(config.verticals));
  const country = chance.pick(COUNTRIES, COUNTRIES.map(({weight}) => weight));
  // Spend by advertiser is about log-normal with a heavy tail; the median buys some fifteen thousand impressions a day.
  const dailySpend = Math.exp(Math.log(110) + 1.1 * chance.normal());
  const experience = clamp01(0.25 + 0.08 * Math.log(dailySpend) + 0.22 * chance.normal());
  return {
    id, name: chance.pick(vertical.companies), vertical, currency: country.currency, timeZone: country.timeZone, dailySpend, experience,
    goal: drawGoal(chance),
    trust: clamp01(0.5 + 0.17 * chance.normal()),
    taste: Array.from({length: EMBEDDING_SIZE}, () => chance.normal()),
    tagHealth: clamp(0.95 - 0.18 * Math.abs(chance.normal()), 0.35, 0.98),
    visitsPerWeek: Math.exp(Math.log(3.6) + 0.4 * chance.normal()),
    campaigns: drawCampaigns(config, id, vertical, dailySpend),
  };
}

function drawGoal(chance: Stream): Goal {
  const temper = chance.pick(TEMPERS, TEMPER_SHARES);
  const near = (weight: number) => Math.round(clamp01(weight + 0.1 * chance.normal()) * 100) / 100;
  return {results: near(temper.results), cost: near(temper.cost), reach: near(temper.reach), effort: near(temper.effort)};
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

export function clamp01(value: number): number {
  return clamp(value, 0, 1);
}
