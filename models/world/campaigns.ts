/** What is advertised: campaigns with their settings at first and the hidden facts that their response curves are made of. */
import type {WorldConfig} from './config.js';
import {stream, type Stream} from './random.js';
import type {Vertical} from './verticals.js';

export type Objective = 'sales' | 'leads' | 'traffic' | 'awareness';
export type BidStrategy = 'lowest-cost' | 'cost-cap' | 'target-return' | 'manual';

/** What the advertiser can set, and an apply or an edit changes. */
export interface Settings {
  readonly paused: boolean;
  /** A day, in the account's currency. */
  readonly dailyBudget: number;
  readonly bidStrategy: BidStrategy;
  /** The cap of `cost-cap`, over what a result costs of itself. */
  readonly bidLevel: number;
  /** Audience breadth, 0 (a narrow list) to 1 (everyone). */
  readonly breadth: number;
  /** Day number on which the creatives were last replaced by hand; null: they are replaced in their usual rhythm. */
  readonly creativeDay: number | null;
  readonly creatives: number;
  readonly video: boolean;
  readonly catalogue: boolean;
  readonly keywords: number;
  readonly broadMatch: boolean;
  /** Negative keywords that block wanted searches. */
  readonly conflicts: number;
  readonly allPlacements: boolean;
  readonly adSets: number;
  readonly lookalike: boolean;
  readonly buyersExcluded: boolean;
  /** 0 poor to 1 excellent. */
  readonly adStrength: number;
  readonly automated: boolean;
  readonly rotates: boolean;
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly objective: Objective;
  readonly first: Settings;
  /** Spend a day that the audience could take at first, over `first.dailyBudget`. */
  readonly room: number;
  /** γ of results = k · spend^γ: diminishing returns; elasticities of advertising are found between 0.5 and 0.9. */
  readonly returns: number;
  /** Result a unit of spend, over the trade's benchmark; log-normal. */
  readonly quality: number;
  /** Days between two replacements of the creatives, and where in that rhythm day 0 lies. */
  readonly creativeRhythm: number;
  readonly phase: number;
  /** Share of effect that creatives lose in 30 days past their third week. */
  readonly fatigue: number;
}

const STAGES: Readonly<Record<Objective, readonly string[]>> = {
  sales: ['prospecting', 'retargeting', 'best sellers', 'bundle offer'],
  leads: ['sign-ups', 'enquiries', 'free trial'],
  traffic: ['new visitors', 'guide', 'landing page'],
  awareness: ['launch', 'brand story', 'lookbook'],
};

/** Three to eight; larger accounts have more (Meta's advice on fragmentation exists because small ones have too many as well). */
export function drawCampaigns(config: WorldConfig, accountId: string, vertical: Vertical, dailySpend: number): Campaign[] {
  const chance = stream(config.seed, 'campaigns', accountId);
  const count = Math.round(Math.min(Math.max(1.8 + 0.55 * Math.log(dailySpend) + 0.9 * chance.normal(), 3), 8));
  const shares = Array.from({length: count}, () => Math.exp(0.5 * chance.normal()));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const names = new Set<string>();
  return shares.map((share, index) => drawCampaign(chance, `${accountId.replace('act', 'c')}_${index + 1}`, vertical, dailySpend * share / total, names));
}

function drawCampaign(chance: Stream, id: string, vertical: Vertical, spend: number, names: Set<string>): Campaign {
  const objective = chance.pick<Objective>(['sales', 'leads', 'traffic', 'awareness'], vertical.retail ? [0.62, 0.06, 0.18, 0.14] : [0.2, 0.48, 0.2, 0.12]);
  const bidStrategy = chance.pick<BidStrategy>(['lowest-cost', 'cost-cap', 'target-return', 'manual'], [0.55, 0.2, 0.1, 0.15]);
  const creativeRhythm = chance.integer(24, 90);
  return {
    id, objective,
    name: freshName(chance, vertical, objective, names),
    // About two campaigns in five could spend more than they may: the share that budget suggestions are shown for.
    room: Math.exp(-0.05 + 0.42 * chance.normal()),
    returns: 0.55 + 0.3 * chance.uniform(),
    quality: Math.exp(0.35 * chance.normal()),
    creativeRhythm,
    phase: chance.integer(0, 10_000),
    fatigue: 0.05 + 0.2 * chance.uniform(),
    first: {
      paused: false,
      dailyBudget: roundBudget(Math.max(spend, 5)),
      bidStrategy,
      bidLevel: Math.exp(0.25 * chance.normal()),
      breadth: chance.uniform(),
      creativeDay: null,
      creatives: chance.integer(1, 8),
      video: chance.uniform() < 0.35,
      catalogue: vertical.retail && chance.uniform() < 0.45,
      keywords: chance.integer(3, 60),
      broadMatch: chance.uniform() < 0.4,
      conflicts: chance.uniform() < 0.25 ? chance.integer(1, 6) : 0,
      allPlacements: chance.uniform() < 0.55,
      adSets: chance.integer(1, 9),
      lookalike: chance.uniform() < 0.35,
      buyersExcluded: chance.uniform() < 0.5,
      adStrength: chance.uniform(),
      automated: chance.uniform() < 0.2,
      rotates: chance.uniform() < 0.5,
    },
  };
}

function freshName(chance: Stream, vertical: Vertical, objective: Objective, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const name = `${chance.pick(vertical.products)} – ${chance.pick(STAGES[objective])}${attempt > 20 ? ` ${attempt - 19}` : ''}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** As a person would type it: two significant digits, above 100 to the nearest 5. */
export function roundBudget(value: number): number {
  if (value < 20) return Math.max(Math.round(value), 1);
  if (value < 100) return Math.round(value);
  if (value < 1000) return Math.round(value / 5) * 5;
  return Math.round(value / 50) * 50;
}
