/**
 * Whether explanations are true of the ranker: the cause that is named first is taken away once more, now by the values of accounts that no explanation was
 * made with, and must move the card's lead more than another cause drawn at random, in the direction that the words say.
 */
import type {Cause} from '../../../src/causes.js';
import {DEFAULT_GOAL} from '../../../src/door.js';
import {contributionsOf, type Explained, type ExplainingScorer, type Reference} from '../../../src/explanation.js';
import {encode} from '../../../src/features/encode.js';
import type {Contribution} from '../../../src/insights-types.js';
import {utilitiesOf} from '../../../src/policy/utility.js';
import {explainCall} from '../../../src/worker-explanation.js';
import type {Golden} from '../../../src/ranking-types.js';
import {stream, uniformOf} from '../../world/random.js';
import {simulateVisit} from '../../world/simulate.js';
import type {Policy} from '../../world/visit.js';
import type {World} from '../../world/world.js';
import {drawAccounts, estimate, type Estimate, type Part} from '../estimate.js';
import type {LoadedRanker} from '../rankers.js';

/** Of one visit: more would be much alike. */
const SLATES_A_VISIT = 3;
/** Other accounts whose values take a cause's place when it is judged. */
const JUDGES = 16;

/** One card of one slate, explained and judged. */
export interface Judged {
  readonly account: string;
  readonly top: Contribution;
  /** How the lead moved when the held-out accounts' values took the place of the named cause's, and of another's, drawn at random. */
  readonly move: number;
  readonly otherMove: number;
}

export interface Faithfulness {
  readonly slates: number;
  readonly accounts: number;
  /** Shares of the slates, with intervals over accounts. */
  readonly movesMore: Estimate;
  readonly asSaid: Estimate;
  readonly both: Estimate;
  /** How often each cause was named first, and how often it then held. */
  readonly causes: Readonly<Partial<Record<Cause, {readonly named: number; readonly held: number}>>>;
}

interface Shown {
  readonly account: string;
  readonly slateId: string;
  readonly asked: Explained;
}

/** The cards to explain: of each slate one, drawn at random from those shown. */
export async function shownIn(world: World, policy: Policy, slates: number): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const account of world.accountIds) {
    if (shown.length >= slates) break;
    const visit = await simulateVisit(world, account, 0, policy);
    for (const {slateId, request: {list, context, now}, ranked} of visit.slates.slice(0, SLATES_A_VISIT)) {
      if (ranked.items.length < 2 || shown.length >= slates) continue;
      const item = ranked.items[Math.floor(uniformOf(world.config.seed, 'explained', slateId) * ranked.items.length)];
      const at = list.candidates.findIndex(({id}) => id === item?.candidateId);
      shown.push({account, slateId, asked: {list, at, context, now, plainGoal: DEFAULT_GOAL}});
    }
  }
  return shown;
}

/** @param progress heard of after each slate */
export async function judge(ranker: LoadedRanker, golden: Golden, shown: readonly Shown[], seed: number, progress: (done: number) => void = () => undefined): Promise<Judged[]> {
  const scorer: ExplainingScorer = {schema: ranker.schema, encode, utilitiesOf, score: batch => ranker.neural.score(batch)};
  const rows = shown.map(({account, asked}) => ({account, reference: rowOf(asked, ranker)}));
  const judged: Judged[] = [];
  for (const {account, slateId, asked} of shown) {
    const {list, at, context, now, plainGoal} = asked;
    const [top, ...others] = await explainCall({lists: [list], context, now, exploration: {temperature: 0, window: 0, places: 0, id: 'explained'}}, at, plainGoal, {...scorer, golden});
    const chance = stream(seed, 'judges', slateId);
    const other = chance.pick(others);
    const strangers = rows.filter(row => row.account !== account);
    const judges = Array.from({length: JUDGES}, () => chance.pick(strangers).reference);
    const moves = new Map((await contributionsOf(asked, scorer, judges)).map(({cause, amount}) => [cause, amount]));
    if (top) judged.push({account, top, move: moves.get(top.cause) ?? 0, otherMove: moves.get(other.cause) ?? 0});
    progress(judged.length);
  }
  return judged;
}

function rowOf({list, at, context, now}: Explained, {schema}: LoadedRanker): Reference {
  const batch = encode([list], context, schema, now);
  const width = schema.candidates.length;
  return {context: batch.context, candidate: batch.candidates.slice(at * width, (at + 1) * width)};
}

const movesMore = ({move, otherMove}: Judged) => Math.abs(move) > Math.abs(otherMove);
const asSaid = ({top, move}: Judged) => Math.sign(move) === Math.sign(top.amount);

export function faithfulnessOf(judged: readonly Judged[], seed: number): Faithfulness {
  const accounts = [...new Set(judged.map(({account}) => account))];
  const draws = drawAccounts(accounts.length, seed);
  const share = (held: (one: Judged) => boolean): Estimate => estimate(accounts.map((account): Part => {
    const own = judged.filter(one => one.account === account);
    return {sum: own.filter(held).length, count: own.length};
  }), draws);
  const causes: Partial<Record<Cause, {named: number; held: number}>> = {};
  for (const one of judged) {
    const {named, held} = causes[one.top.cause] ?? {named: 0, held: 0};
    causes[one.top.cause] = {named: named + 1, held: held + Number(movesMore(one) && asSaid(one))};
  }
  return {slates: judged.length, accounts: accounts.length, movesMore: share(movesMore), asSaid: share(asSaid), both: share(one => movesMore(one) && asSaid(one)), causes};
}
