/** Embeddings of another version than the model's are not mixed in [R10]. Loaded with what ranks on the page. */
import type {Keeper} from './keeper.js';
import type {RankCall} from './ranking-types.js';
import type {Candidate} from './types.js';

const NOTE = 'embedding';

interface Era {
  readonly version: string;
  /** Epoch ms: what was recorded before has embeddings of another version. */
  readonly since: number;
}

/**
 * @param asked the candidates as they passed the door, list by list
 * @param version the model's; null where there is none
 * @returns the call without those of other versions, and how many there were
 */
export function withOneEmbedding(call: RankCall, asked: readonly {readonly candidates: readonly Candidate[]}[], keeper: Keeper, version: string | null, versionOf: (candidate: Candidate) => string | undefined): {readonly call: RankCall; readonly dropped: number} {
  if (version === null) return {call, dropped: 0};
  const noted = keeper.noted(NOTE) as Era | undefined;
  const era: Era = noted?.version === version ? noted : {version, since: noted ? call.now : 0};
  if (era !== noted) keeper.note(NOTE, era);
  let dropped = 0;
  const bare = <T extends {readonly embedding?: unknown}>(carrier: T): T => {
    if (carrier.embedding === undefined) return carrier;
    dropped++;
    return {...carrier, embedding: undefined};
  };
  const isForeign = (candidate: Candidate | undefined) => candidate && (versionOf(candidate) ?? version) !== version;
  const lists = call.lists.map((list, index) => ({...list, candidates: list.candidates.map((candidate, n) => (isForeign(asked[index]?.candidates[n]) ? bare(candidate) : candidate))}));
  const history = call.context.history.map(recorded => (recorded.at < era.since && recorded.candidate ? {...recorded, candidate: bare(recorded.candidate)} : recorded));
  return {call: {...call, lists, context: {...call.context, history}}, dropped};
}
