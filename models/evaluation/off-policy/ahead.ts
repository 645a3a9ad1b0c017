/** What a reward model expects of a slate from a place on, under the target policy: the Q of the cascade. */
import type {SlatePolicy} from './slate-policy.js';

/** Expected reward of a card at a place. */
export type Expects = (card: number, place: number) => number;

export interface Ahead {
  /** Of the card that was shown here and what the target would put below it. */
  readonly shown: number;
  /** Of what the target would put here and below: the expectation of the other, over the target's choice. */
  readonly target: number;
}

/** Slates that are walked through from one place; beyond these, what is below counts as on the target's own slate, whatever is above: any Q leaves the estimate unbiased. */
const WALKED = 3000;

/** One a place of the logged slate. @param onTarget what the target's own slate earns at each place */
export function aheadOf(policy: SlatePolicy, shown: readonly number[], expects: Expects, onTarget: ArrayLike<number>): Ahead[] {
  const places = Math.min(onTarget.length, policy.length);
  const valueFrom = (before: readonly number[]): number => {
    const place = before.length;
    if (place >= places) return 0;
    return policy.next(before).reduce((sum, chance, card) => (chance > 0 ? sum + chance * (expects(card, place) + valueFrom([...before, card])) : sum), 0);
  };
  return Array.from({length: onTarget.length}, (_, place) => {
    const card = shown[place];
    if (card === undefined) return {shown: 0, target: 0};
    const before = shown.slice(0, place);
    if (walks(policy.length - place, places - place) <= WALKED) return {shown: expects(card, place) + valueFrom([...before, card]), target: valueFrom(before)};
    let rest = 0;
    for (let below = place + 1; below < onTarget.length; below++) rest += onTarget[below] ?? 0;
    return {shown: expects(card, place) + rest, target: rest + policy.next(before).reduce((sum, chance, other) => sum + chance * expects(other, place), 0)};
  });
}

function walks(cards: number, places: number): number {
  let [all, layer] = [1, 1];
  for (let place = 0; place < places - 1 && all <= WALKED; place++) {
    layer *= Math.max(cards - place, 1);
    all += layer;
  }
  return all;
}
