/**
 * The two rule recommenders of rn5l/session-rec (Ludewig and Jannach, UMUAI 2018), to make lists for training sessions like those that are given for test sessions: what followed, or stood
 * beside, the current item in other sessions, and behind it what is clicked most.
 */
import type {GivenList, Session} from './clicks.js';

const LENGTH = 50;
/** Items further apart than this make no sequential rule. */
const STEPS = 10;

export type Rules = (current: number) => readonly number[];

/** Association rules: two clicks of one session count one for each other, however far apart; clicks on one item make it a rule for itself. */
export const associationRules = (sessions: readonly Session[]): Rules => rulesOf(sessions, (items, add) => {
  items.forEach((one, at) => items.forEach((other, place) => {
    if (at !== place) add(one, other, 1);
  }));
});

/** Sequential rules: a click counts for those before it, by one over the distance. */
export const sequentialRules = (sessions: readonly Session[]): Rules => rulesOf(sessions, (items, add) => {
  items.forEach((after, at) => items.slice(Math.max(at - STEPS, 0), at).reverse().forEach((before, nearer) => add(before, after, 1 / (nearer + 1))));
});

function rulesOf(sessions: readonly Session[], rule: (items: readonly number[], add: (from: number, to: number, weight: number) => void) => void): Rules {
  const weights = new Map<number, Map<number, number>>();
  const clicks = new Map<number, number>();
  for (const {items} of sessions) {
    for (const item of items) clicks.set(item, (clicks.get(item) ?? 0) + 1);
    rule(items, (from, to, weight) => {
      const known = weights.get(from) ?? new Map<number, number>();
      weights.set(from, known.set(to, (known.get(to) ?? 0) + weight));
    });
  }
  const best = (counted: ReadonlyMap<number, number>) => [...counted].sort(([a, x], [b, y]) => y - x || a - b).slice(0, LENGTH).map(([item]) => item);
  const popular = best(clicks);
  return current => {
    const ruled = best(weights.get(current) ?? new Map());
    return [...ruled, ...popular.filter(item => !ruled.includes(item))].slice(0, LENGTH);
  };
}

/** A list after each click of each session but the last. */
export function listsOf(sessions: readonly Session[], rules: Rules): GivenList[] {
  return sessions.flatMap(({id, items}) => items.slice(1).map((target, at) => {
    const prefix = items.slice(0, at + 1);
    return {session: id, prefix, target, candidates: rules(prefix.at(-1) ?? 0)};
  }));
}
