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
  const entries = options.map(option => ({option, length: lengthOf(option), likest: 0}));
  const byOption = new Map(entries.map(entry => [entry.option, entry]));

  const placed = (card: T) => {
    const length = lengthOf(card);
    for (const entry of entries) {
      const {option} = entry;
      // Content that points away makes nobody less alike than a stranger.
      const cosine = product(option.embedding, card.embedding) / (length * entry.length) || 0;
      const likeness = SHARES.content * Math.min(Math.max(cosine, 0), 1)
        + (option.type === card.type ? SHARES.type : 0)
        + (option.entity.id === card.entity.id && option.entity.level === card.entity.level ? SHARES.entity : 0);
      if (likeness > entry.likest) entry.likest = likeness;
    }
  };
  shown.forEach(placed);
  return {on: option => -weight * (byOption.get(option)?.likest ?? 0), placed};
}

const lengthOf = ({embedding}: Alike): number => Math.sqrt(product(embedding, embedding));

function product(a: readonly number[] | undefined, b: readonly number[] | undefined): number {
  if (!a || !b || a.length !== b.length) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
