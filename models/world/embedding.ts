/**
 * What a suggestion is about, as 16 numbers. A production system would embed the suggestion's text; here eight topics and eight intentions are
 * written down for each type, a little noise of its own is added, and the vector is scaled to length 1. So similar types lie near, and a type
 * that no model has seen still says what it is.
 */
import {normalFor} from './random.js';

export const TOPICS = ['budget', 'bidding', 'keywords', 'creative', 'audience', 'measurement', 'structure', 'insight'] as const;
export const INTENTIONS = ['spends', 'saves', 'quick', 'repairs', 'grows', 'builds', 'explains', 'automates'] as const;
export type Topic = (typeof TOPICS)[number];
export type Intention = (typeof INTENTIONS)[number];
/** Weight of each topic and intention that the type has; 0 to 1. */
export type Traits = Partial<Readonly<Record<Topic | Intention, number>>>;

export const EMBEDDING_SIZE = TOPICS.length + INTENTIONS.length;
export const EMBEDDING_VERSION = 'world-1';

/** Standard deviation of the noise that each component gets: text embeddings are not clean. */
const NOISE = 0.12;
/** Of the embedding's own making, apart from any world's seed: the same in every world. */
const EMBEDDING_SEED = 16;

/** Of length 1, three decimals. */
export function embeddingOf(type: string, traits: Traits): readonly number[] {
  const raw = [...TOPICS, ...INTENTIONS].map((name, index) => (traits[name] ?? 0) + NOISE * normalFor(EMBEDDING_SEED, 'embedding', type, index));
  const length = Math.hypot(...raw);
  return raw.map(value => Math.round(value / length * 1000) / 1000);
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
