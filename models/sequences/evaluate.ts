/** A model and sequences in; each user's rank out, and what they come to. */
import {drawAccounts, estimate, type Draws, type Estimate} from '../evaluation/estimate.js';
import {loadSequenceModel, type Bits, type SequenceModel} from './model.js';
import {hitOf, historyOf, ndcgOf, rankAmong, targetOf} from './protocol.js';
import {askedUsers, type Sequences} from './read.js';

export interface Judged {
  /** Of each user asked, in the order of `users`. */
  readonly ranks: Uint16Array;
  readonly hr10: Estimate;
  readonly ndcg10: Estimate;
  /** Milliseconds of a user's ranking, mean. */
  readonly msPerUser: number;
}

export type Protocol = {readonly kind: 'sampled'; readonly negatives: readonly Uint16Array[]} | {readonly kind: 'full'};

/** @param users places in `sequences.users` */
export async function judge(model: Pick<SequenceModel, 'score' | 'scoreCatalogue'>, sequences: Sequences, users: readonly number[], protocol: Protocol, progress: (done: number) => void = () => undefined): Promise<Judged> {
  const ranks = new Uint16Array(users.length);
  const begun = performance.now();
  for (const [at, user] of users.entries()) {
    const items = sequences.users[user] ?? [];
    ranks[at] = protocol.kind === 'sampled' ? await rankSampled(model, items, protocol.negatives[user] ?? new Uint16Array()) : await rankInFull(model, items);
    progress(at + 1);
  }
  return {ranks, ...figuresOf(ranks, drawAccounts(users.length, DRAW_SEED)), msPerUser: (performance.now() - begun) / users.length};
}

/** The same draws of users for every model, so that their intervals can be laid beside each other. */
const DRAW_SEED = 1;

export function figuresOf(ranks: ArrayLike<number>, draws: Draws): {readonly hr10: Estimate; readonly ndcg10: Estimate} {
  const mean = (of: (rank: number) => number) => estimate(Array.from(ranks, rank => ({sum: of(rank), count: 1})), draws);
  return {hr10: mean(hitOf), ndcg10: mean(ndcgOf)};
}

/** Protocol A: the target first, then the negatives as they are, the target itself among them where it was drawn. */
async function rankSampled(model: Pick<SequenceModel, 'score'>, items: readonly number[], negatives: Uint16Array): Promise<number> {
  const scores = await model.score(historyOf(items), [targetOf(items), ...negatives]);
  return rankAmong(scores, 0, Array.from(negatives, (_, at) => at + 1));
}

/** Protocol B: every item but those met before; one that was met before and is asked for again stays the question. */
async function rankInFull(model: Pick<SequenceModel, 'scoreCatalogue'>, items: readonly number[]): Promise<number> {
  const scores = await model.scoreCatalogue(historyOf(items));
  const known = new Set(historyOf(items));
  return rankAmong(scores, targetOf(items), Array.from(scores.keys()).filter(item => item > 0 && !known.has(item)));
}

export async function judgeFolder(folder: string, bits: Bits, sequences: Sequences, users: readonly number[], protocol: Protocol, progress: (done: number) => void): Promise<Judged> {
  const model = await loadSequenceModel(folder, bits);
  try {
    if (model.itemIds.length !== sequences.itemIds.length || model.itemIds.some((id, index) => id !== sequences.itemIds[index])) {
      throw new Error(`The model in ${folder} was trained on other items (${model.itemIds.length}) than the data have (${sequences.itemIds.length}); train one on these data.`);
    }
    return await judge(model, sequences, users, protocol, progress);
  } finally {
    await model.release();
  }
}

/** The users who are asked, or the first `count` of them. */
export function usersToAsk(sequences: Sequences, count: number | undefined): number[] {
  const asked = askedUsers(sequences);
  if (asked.length === 0) throw new Error('No user of these data has three items or more: there is nothing to ask.');
  return count === undefined ? asked : asked.slice(0, count);
}
