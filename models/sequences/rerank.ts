/** A given list and what a sequence model makes of the local session in; the list in a new order out. */
import {estimate, estimateDifference, drawAccounts, type Estimate, type Part} from '../evaluation/estimate.js';
import type {GivenList} from './clicks.js';

const PLACES = 20;
const DRAW_SEED = 1;

/** A list with the model's score of each of its candidates: the logit of being clicked next. */
export interface ScoredList extends GivenList {
  readonly logits: ArrayLike<number>;
}

/**
 * By logit − weight · ln(place): the server's place as a prior, as if the chance of a click fell with a power of it. Places, not scores: four recommenders' scores have four scales.
 * @param weight Infinity for the server's own order
 */
export function reranked({candidates, logits}: Pick<ScoredList, 'candidates' | 'logits'>, weight: number): number[] {
  if (weight === Infinity) return [...candidates];
  const scores = candidates.map((_, place) => (logits[place] ?? NaN) - weight * Math.log(place + 1));
  return candidates.map((_, place) => place).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).map(place => candidates[place] ?? 0);
}

export interface Hits {
  readonly hr20: Estimate;
  readonly mrr20: Estimate;
}

/** Before, after, and after less before, over the same draws of sessions: rows of one session are not drawn apart. */
export function compare(lists: readonly ScoredList[], weight: number): {readonly before: Hits; readonly after: Hits; readonly difference: Hits; readonly rows: number; readonly sessions: number} {
  const sessions = [...new Set(lists.map(list => list.session))];
  const draws = drawAccounts(sessions.length, DRAW_SEED);
  const [before, after] = [partsOf(lists, sessions, Infinity), partsOf(lists, sessions, weight)];
  const hits = ({hr20, mrr20}: ReturnType<typeof partsOf>) => ({hr20: estimate(hr20, draws), mrr20: estimate(mrr20, draws)});
  return {
    before: hits(before), after: hits(after), rows: lists.length, sessions: sessions.length,
    difference: {hr20: estimateDifference(after.hr20, before.hr20, draws), mrr20: estimateDifference(after.mrr20, before.mrr20, draws)},
  };
}

/** Mean of 1/place where it is among the first 20. */
export function mrr20(lists: readonly ScoredList[], weight: number): number {
  return lists.reduce((sum, list) => sum + reciprocal(list, weight), 0) / lists.length;
}

/** The weight of the grid that did best over all of these lists; of equals the one nearest the server's order. */
export function tune(lists: readonly ScoredList[], grid: readonly number[]): {readonly weight: number; readonly tried: readonly {readonly weight: number; readonly mrr20: number}[]} {
  const tried = grid.map(weight => ({weight, mrr20: mrr20(lists, weight)}));
  const best = tried.reduce((found, next) => (next.mrr20 >= found.mrr20 ? next : found));
  return {weight: best.weight, tried};
}

function partsOf(lists: readonly ScoredList[], sessions: readonly number[], weight: number): {hr20: Part[]; mrr20: Part[]} {
  const values = lists.map(list => ({session: list.session, value: reciprocal(list, weight)}));
  const parts = (of: (value: number) => number) => sessions.map(session => {
    const own = values.filter(row => row.session === session);
    return {sum: own.reduce((sum, {value}) => sum + of(value), 0), count: own.length};
  });
  return {hr20: parts(value => Number(value > 0)), mrr20: parts(value => value)};
}

function reciprocal(list: ScoredList, weight: number): number {
  const place = reranked(list, weight).indexOf(list.target);
  return place >= 0 && place < PLACES ? 1 / (place + 1) : 0;
}
