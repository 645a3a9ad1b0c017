/** The figures of one policy in the visits of one account, as sums and counts: expected, not sampled, wherever the behaviour model allows. */
import type {SlateResult, VisitResult} from '../world/visit.js';
import type {Estimate, Part} from './estimate.js';
import {auc, hit, ndcg} from './ranking.js';

export const FIGURES = ['utilityPerVisit', 'applyRate', 'dismissRate', 'undoRate', 'ndcg1', 'ndcg3', 'ndcg5', 'gauc', 'hit3Apply', 'hit3Dismiss'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Readonly<Record<Figure, Estimate>>;

export function partOf(figure: Figure, visits: readonly VisitResult[]): Part {
  const sum = (of: (visit: VisitResult) => number) => visits.reduce((so, visit) => so + of(visit), 0);
  const mean = (of: (slate: SlateResult) => number | null): Part => {
    const values = visits.flatMap(visit => visit.slates).map(of).filter(value => value !== null);
    return {sum: values.reduce((so, value) => so + value, 0), count: values.length};
  };
  switch (figure) {
    case 'utilityPerVisit': return {sum: sum(visit => visit.expected.utility), count: visits.length};
    case 'applyRate': return {sum: sum(visit => visit.expected.applies), count: sum(visit => visit.expected.impressions)};
    case 'dismissRate': return {sum: sum(visit => visit.expected.dismissals), count: sum(visit => visit.expected.impressions)};
    case 'undoRate': return {sum: sum(visit => visit.expected.undos), count: sum(visit => visit.expected.applies)};
    case 'ndcg1': return mean(slate => ndcg(kept(slate), 1));
    case 'ndcg3': return mean(slate => ndcg(kept(slate), 3));
    case 'ndcg5': return mean(slate => ndcg(kept(slate), 5));
    case 'gauc': return mean(slate => auc(kept(slate)));
    case 'hit3Apply': return mean(slate => hit(kept(slate), 3));
    case 'hit3Dismiss': return mean(slate => hit(slate.cards.map(({answers}) => answers.dismiss), 3));
  }
}

/** Chance of each card, if it is looked at, to be applied and not taken back. */
function kept({cards}: SlateResult): number[] {
  return cards.map(({answers}) => answers.apply * (1 - answers.undo));
}
