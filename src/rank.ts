/** Journey 1 on one screen: features → ranker → policy. In the worker; with the linear ranker also on the page. */
import {contextVectorOf, digestOf, encode} from './features/encode.js';
import {rerank} from './policy/rerank.js';
import type {FeatureBatch, FeatureSchema, RankCall, RankedList} from './ranking-types.js';
import type {Backend, HeadScores} from './types.js';

/** What turns a batch into scores: for each list one row a candidate. */
export interface Scorer<Scores> {
  readonly tier: Exclude<Backend, 'none'>;
  readonly schema: FeatureSchema;
  score(batch: FeatureBatch): Scores;
}

/** All lists in one run of the ranker. Rejects when it fails; the next lower tier is the caller's to ask. */
export async function rankLists(call: RankCall, scorer: Scorer<Promise<HeadScores[][]>>): Promise<RankedList[]> {
  if (call.lists.length === 0) return [];
  const encoded = encodeCall(call, scorer.schema);
  const begun = performance.now();
  return order(call, scorer.tier, encoded, await scorer.score(encoded.batch), performance.now() - begun);
}

/** The same where scores are had at once: what the first paint is made of. */
export function rankListsNow(call: RankCall, scorer: Scorer<HeadScores[][]>): RankedList[] {
  const encoded = encodeCall(call, scorer.schema);
  const begun = performance.now();
  return order(call, scorer.tier, encoded, scorer.score(encoded.batch), performance.now() - begun);
}

/** The server's order, with what may not be shown withheld: no model, nothing explored. */
export function rankListsUnscored(call: RankCall): RankedList[] {
  return order(call, 'none', null, null, 0);
}

/** The history alone, before a list is asked for. */
export function encodeAhead({context, now}: RankCall, schema: FeatureSchema): FeatureBatch {
  return encode([], context, schema, now);
}

interface Encoded {
  readonly batch: FeatureBatch;
  readonly ms: number;
}

function encodeCall({lists, context, now}: RankCall, schema: FeatureSchema): Encoded {
  const begun = performance.now();
  return {batch: encode(lists, context, schema, now), ms: performance.now() - begun};
}

function order({lists, context, now, exploration, policy}: RankCall, tier: Backend, encoded: Encoded | null, scores: readonly HeadScores[][] | null, scoreMs: number): RankedList[] {
  return lists.map((list, index) => {
    const begun = performance.now();
    const ordered = rerank({list, scores: scores?.[index] ?? null, tallies: context.tallies, now, exploration, policy});
    return {
      ...ordered,
      tier,
      contextVector: encoded && contextVectorOf(encoded.batch, index),
      digest: encoded && digestOf(encoded.batch, index),
      replaced: encoded?.batch.replaced ?? 0,
      timings: {encode: encoded?.ms ?? 0, score: scoreMs, rerank: performance.now() - begun},
    };
  });
}
