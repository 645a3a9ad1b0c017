/** Why, as the worker tells it: the ranker that serves, and what came with its model to stand for other accounts. Loaded when somebody asks. */
import {CAUSES} from './causes.js';
import {contributionsOf, type ExplainingScorer, type Reference} from './explanation.js';
import {encode} from './features/encode.js';
import type {Contribution} from './insights-types.js';
import {utilitiesOf} from './policy/utility.js';
import {readGolden} from './ranker/golden.js';
import type {FeatureSchema, Golden, RankCall} from './ranking-types.js';
import type {Goal} from './types.js';

/** Rows of the golden lists that stand for other accounts, evenly spread over them. */
const REFERENCES = 9;
/** Of one run: a long list is explained by fewer of them, so that nobody waits behind it. */
const MOST_ROWS = 8192;

/** In the worker: the call's first list, explained by what came with the model. */
export function explainCall({lists: [list], context, now}: RankCall, at: number, plainGoal: Goal, scorer: Omit<ExplainingScorer, 'encode' | 'utilitiesOf'> & {readonly golden: Golden}): Promise<Contribution[]> {
  if (!list) return Promise.resolve([]);
  const affordable = Math.floor(MOST_ROWS / (CAUSES.length * Math.max(1, list.candidates.length)));
  return contributionsOf({list, at, context, now, plainGoal}, {...scorer, encode, utilitiesOf}, referencesOf(scorer.golden, scorer.schema, Math.min(REFERENCES, Math.max(1, affordable))));
}

/** So many rows of the golden lists, evenly spread. */
export function referencesOf(golden: Golden, {context: {length: contextWidth}, candidates: {length: width}}: FeatureSchema, wanted: number): Reference[] {
  const all = readGolden(golden).flatMap(({batch}) => batch.counts.flatMap((count, list) => Array.from({length: count}, (_, n) => {
    const row = list * batch.candidatesPerList + n;
    return {context: batch.context.subarray(list * contextWidth, (list + 1) * contextWidth), candidate: batch.candidates.subarray(row * width, (row + 1) * width)};
  })));
  return all.filter((_, index) => Math.floor(index * wanted / all.length) !== Math.floor((index - 1) * wanted / all.length));
}
