/** Slates made by hand, with as much of each as an evaluation reads. */
import type {SlateResult, VisitResult} from '../../../models/world/visit.js';
import {DEFAULTS, type WorldConfig} from '../../../models/world/config.js';
import type {HeadScores} from '../../../src/types.js';

export interface HandMade {
  readonly scores?: HeadScores | null;
  /** Chance that it is looked at. */
  readonly examined?: number;
  readonly open?: number;
  readonly apply?: number;
  readonly dismiss?: number;
  readonly undo?: number;
  readonly worth?: number;
  readonly spendChange?: number;
  readonly results?: number;
  readonly forecast?: readonly [low: number, high: number];
}

const GOAL = {results: 1, cost: 0.5, reach: 0.5, effort: 0};

/** Cards in the order shown. */
export function slateOf(cards: readonly HandMade[], config: Partial<WorldConfig> = {}): SlateResult {
  const made = {
    request: {truth: {foundation: {config: {...DEFAULTS, ...config}}, advertiser: {account: {goal: GOAL}}}},
    ranked: {items: cards.map(({scores = null}) => ({scores}))},
    cards: cards.map(({examined = 1, open = 0, apply = 0, dismiss = 0, undo = 0, worth = 0, spendChange, results = 0, forecast: [low, high] = [0, 0]}) => ({
      examined, worth, answers: {open, apply, dismiss, undo},
      offer: {candidate: {spendChange, impact: {low, high}}, kind: {metric: 'account-conversions'}, uplift: {results, cost: 0, reach: 0}},
    })),
  };
  return made as unknown as SlateResult;
}

export function visitOf(slates: readonly SlateResult[], expected: Partial<VisitResult['expected']> = {}): VisitResult {
  return {slates, expected: {utility: 0, impressions: 0, opens: 0, applies: 0, dismissals: 0, undos: 0, ...expected}} as unknown as VisitResult;
}

export function scoresOf(fields: Partial<HeadScores>): HeadScores {
  return {open: 0, apply: 0, dismiss: 0, undo: 0, impact: 0, ...fields};
}
