/** Every kind of suggestion that the world knows. */
import {embeddingOf} from './embedding.js';
import type {WorldConfig} from './config.js';
import type {SuggestionType} from './suggestion-type.js';
import {AUDIENCE_TYPES, MEASUREMENT_TYPES} from './types-audience.js';
import {BIDDING_TYPES, BUDGET_TYPES} from './types-budget.js';
import {CREATIVE_TYPES, KEYWORD_TYPES} from './types-creative.js';
import {STRUCTURE_TYPES} from './types-structure.js';

export const TYPES: readonly SuggestionType[] = [
  ...BUDGET_TYPES, ...BIDDING_TYPES, ...KEYWORD_TYPES, ...CREATIVE_TYPES, ...AUDIENCE_TYPES, ...MEASUREMENT_TYPES, ...STRUCTURE_TYPES,
];

/** Held back from the default world, one each of four topics: what a model has never seen (`unseenTypes`). */
export const HELD_BACK: readonly string[] = ['trending-keywords', 'exclude-buyers', 'improve-ad-strength', 'richer-matching'];

const EMBEDDINGS = new Map(TYPES.map(({type, traits}) => [type, embeddingOf(type, traits)]));
const BY_NAME = new Map(TYPES.map(type => [type.type, type]));

/** The kinds that exist in a world of this config. */
export function typesOf(config: Pick<WorldConfig, 'unseenTypes'>): readonly SuggestionType[] {
  const away = new Set(HELD_BACK.slice(config.unseenTypes));
  return TYPES.filter(({type}) => !away.has(type));
}

/** Names of the kinds that a model of the default world knows, for its vocabulary. */
export const KNOWN_TYPES: readonly string[] = typesOf({unseenTypes: 0}).map(({type}) => type);

export function typeNamed(type: string): SuggestionType {
  const found = BY_NAME.get(type);
  if (!found) throw new RangeError(`There is no suggestion type "${type}".`);
  return found;
}

export function embeddingNamed(type: string): readonly number[] {
  return EMBEDDINGS.get(type) ?? [];
}
