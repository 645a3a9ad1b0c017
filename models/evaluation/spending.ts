/** Whose side is the order on? Shares of what is looked at, applied and gained by whether a suggestion raises, keeps or lowers what the advertiser spends. */
import type {SlateResult} from '../world/visit.js';
import {estimate, type Draws, type Estimate, type Part} from './estimate.js';

export const DIRECTIONS = ['raises', 'keeps', 'lowers'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Shares of all directions together; each column of a policy adds up to 1. */
export interface SpendShares {
  /** Of expected looks. */
  readonly looks: Estimate;
  /** Of expected applies. */
  readonly applies: Estimate;
  /** Of expected utility; a direction that does harm is below zero. */
  readonly utility: Estimate;
}
export type SpendBalance = Readonly<Record<Direction, SpendShares>>;

/** Of one account, by direction. */
export type SpendSums = Readonly<Record<Direction, {looks: number; applies: number; utility: number}>>;

export function directionOf(spendChange: number | undefined): Direction {
  return spendChange === undefined || spendChange === 0 ? 'keeps' : spendChange > 0 ? 'raises' : 'lowers';
}

export function spendSumsOf(slates: readonly Pick<SlateResult, 'cards'>[]): SpendSums {
  const none = () => ({looks: 0, applies: 0, utility: 0});
  const sums: SpendSums = {raises: none(), keeps: none(), lowers: none()};
  for (const {cards} of slates) {
    for (const {offer, examined, answers, worth} of cards) {
      const own = sums[directionOf(offer.candidate.spendChange)];
      own.looks += examined;
      own.applies += examined * answers.apply;
      own.utility += examined * worth;
    }
  }
  return sums;
}

/** @param sums one an account, in the order of the draws */
export function spendBalanceOf(sums: readonly SpendSums[], draws: Draws): SpendBalance {
  const share = (direction: Direction, what: keyof SpendShares) => estimate(sums.map((of): Part => ({
    sum: of[direction][what], count: DIRECTIONS.reduce((so, each) => so + of[each][what], 0),
  })), draws);
  const shares = (direction: Direction): SpendShares => ({looks: share(direction, 'looks'), applies: share(direction, 'applies'), utility: share(direction, 'utility')});
  return {raises: shares('raises'), keeps: shares('keeps'), lowers: shares('lowers')};
}
