/** Embeddings of another version than the model's are not mixed in [R10]. Loaded with what ranks on the page. */
import type {Keeper} from './keeper.js';
import type {RankCall} from './ranking-types.js';

const NOTE = 'embedding';

interface Era {
  readonly version: string;
  /** Epoch ms: what was recorded before has embeddings of another version. */
  readonly since: number;
}

/** @param foreign whether a candidate came with embeddings of another version than this. @returns the call without them, and how many there were */
export function withOneEmbedding(call: RankCall, keeper: Keeper, version: string | null, foreign: (candidateId: string) => boolean): {readonly call: RankCall; readonly dropped: number} {
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
  const lists = call.lists.map(list => ({...list, candidates: list.candidates.map(candidate => (foreign(candidate.id) ? bare(candidate) : candidate))}));
  const history = call.context.history.map(recorded => (recorded.at < era.since && recorded.candidate ? {...recorded, candidate: bare(recorded.candidate)} : recorded));
  return {call: {...call, lists, context: {...call.context, history}}, dropped};
}
