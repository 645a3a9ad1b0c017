/**
 * No type and no entity fills the top [P3]: maximal marginal relevance (Carbonell & Goldstein 1998), before each draw. Of its utility a card loses
 * λ · its likeness to the most alike of those that stand already.
 */
import type {EntityRef} from '../types.js';
import type {Option, Pressure} from './exploration.js';

export interface Alike extends Option {
  readonly type: string;
  readonly entity: EntityRef;
  /** All of one length; one that is missing is like no other. */
  readonly embedding?: readonly number[];
}

/** How much of their likeness two cards have by type, by entity and by content: kind and campaign are what an advertiser sees repeated. */
const SHARES = {type: 0.4, entity: 0.4, content: 0.2};

/**
 * @param weight λ, in the unit of utility: above 0
 * @param shown cards that stand whatever is drawn: the pinned ones
 */
export function maximalMarginalRelevance<T extends Alike>(weight: number, options: readonly T[], shown: readonly T[]): Pressure<T> {
  const lengths = new Map<T, number>();
  const likest = new Map<T, number>();
  for (const option of [...options, ...shown]) lengths.set(option, Math.sqrt(product(option.embedding, option.embedding)));
  for (const option of options) likest.set(option, 0);

  const placed = (card: T) => {
    likest.delete(card);
    const length = lengths.get(card) ?? 0;
    for (const [option, before] of likest) {
      // Content that points away makes nobody less alike than a stranger.
      const cosine = product(option.embedding, card.embedding) / (length * (lengths.get(option) ?? 0)) || 0;
      const likeness = SHARES.type * Number(option.type === card.type)
        + SHARES.entity * Number(option.entity.id === card.entity.id && option.entity.level === card.entity.level)
        + SHARES.content * Math.min(Math.max(cosine, 0), 1);
      if (likeness > before) likest.set(option, likeness);
    }
  };
  shown.forEach(placed);
  return {on: option => -weight * (likest.get(option) ?? 0), placed};
}

function product(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  if (!a || !b || a.length !== b.length) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
