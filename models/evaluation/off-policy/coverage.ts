/**
 * Do the estimators find the truth, and do their intervals cover it? In the world the truth is known: contexts are states of accounts with what somebody came to do,
 * frozen and scored once; logs are drawn on them again and again with seeds fixed beforehand; what a policy earns is an expectation, not a sample.
 */
import {drawAccounts} from '../estimate.js';
import {newAdvertiser} from '../../world/advertiser.js';
import {moodOf, type Stage} from '../../world/answering.js';
import {answersOf, examined} from '../../world/behaviour.js';
import {readConfig, type WorldConfig} from '../../world/config.js';
import {createFoundation, scoreOffers, type Foundation} from '../../world/foundation.js';
import {candidateOf, listFor} from '../../world/lists.js';
import {serverOrder} from '../../world/policies.js';
import {stream, type Stream} from '../../world/random.js';
import {offersAt} from '../../world/suggestions.js';
import {DAY} from '../../world/timeline.js';
import {planVisit} from '../../world/visit-plan.js';
import {fitAppeal, type ShownCard} from './appeal.js';
import {bootstrap, drawn as drawnAgain, percentileInterval, valueOf, type Interval} from './intervals.js';
import {createPairs, type Pairs} from './pairs.js';
import {slatePolicy} from './slate-policy.js';
import {SLATE_ESTIMATORS, weightOf, type SlateEstimatorName, type SlateRounds} from './slate-estimators.js';

export interface CoverageCall {
  readonly seed: number;
  readonly contexts: number;
  readonly logs: number;
  readonly progress?: (done: string) => void;
}

/** N and K. */
const CARDS = 10;
const PLACES = 3;
const CONTEXTS_AN_ACCOUNT = 4;
const JUDGED = ['snipw', 'dr', 'cascade_dr'] as const satisfies readonly SlateEstimatorName[];
/** Of a bootstrap; an interval needs no more to be told from another. */
const DRAWS = 400;
/** The log explores widely: odds of at most e against the best. Rankers follow their own order more closely. Utilities have a standard deviation of 1 a list. */
const LOGGING = {temperature: 1.5, window: 1.5, places: PLACES, id: 'logging'};
const TARGET = {temperature: 1.2, window: 2, places: PLACES, id: 'target'};

/** A ranker by what it knows of a card: the server's score, or the truth with so much noise. */
const RANKERS = [{name: 'server', noise: null}, {name: 'noise 0.5', noise: 0.5}, {name: 'noise 1', noise: 1}, {name: 'noise 2', noise: 2}, {name: 'noise 4', noise: 4}] as const;

interface Context {
  readonly account: number;
  /** Chance that a card is opened or applied when it is looked at. */
  readonly clicks: Float64Array;
  readonly features: readonly Float64Array[];
  /** Chances at each place after each prefix, of the log and of each ranker: [empty, one card, two cards][candidate]. */
  readonly logging: Float64Array;
  readonly targets: readonly Float64Array[];
}

export interface Coverage {
  readonly contexts: number;
  readonly accounts: number;
  readonly logs: number;
  readonly rankers: readonly {
    readonly name: string;
    readonly truth: number;
    /** Mean over the logs, as a share of the log. */
    readonly ess: number;
    /** Of each estimator: share of logs whose interval holds the truth, mean |error| / truth, mean (estimate − truth) / truth. */
    readonly estimators: Readonly<Record<(typeof JUDGED)[number], {readonly covered: number; readonly error: number; readonly bias: number}>>;
  }[];
  readonly pairs: Readonly<Record<(typeof JUDGED)[number], Pairs>>;
  /** The log's own policy: share of logs whose interval around its value holds the log's own mean reward. */
  readonly ownPolicy: number;
}

export function coverage({seed, contexts: wanted, logs, progress = () => undefined}: CoverageCall): Coverage {
  const accounts = Math.ceil(wanted / CONTEXTS_AN_ACCOUNT * 1.6);
  const config = readConfig({seed, accounts});
  const contexts = freeze(createFoundation(config), wanted, progress);
  const accountCount = (contexts.at(-1)?.account ?? 0) + 1;
  const marginals = contexts.map(context => ({logging: marginalsOf(context.logging), targets: context.targets.map(marginalsOf)}));
  const seen = Array.from({length: PLACES}, (_, place) => examined(config, place));
  const truths = RANKERS.map((_, ranker) => contexts.reduce((sum, {clicks}, at) => sum + (marginals[at]?.targets[ranker]?.reduce((so, row, place) => so + (seen[place] ?? 0) * row.reduce((s, chance, card) => s + chance * (clicks[card] ?? 0), 0), 0) ?? 0), 0) / contexts.length);
  const draws = drawAccounts(accountCount, seed, DRAWS);
  const found = RANKERS.map(() => JUDGED.map(() => [] as Interval[]));
  const pairs = JUDGED.map(() => createPairs(truths));
  const ess = RANKERS.map(() => 0);
  let own = 0;
  for (let log = 0; log < logs; log++) {
    const chance = stream(seed, 'coverage-log', log);
    const drawn = contexts.map(context => drawSlate(context.logging, chance));
    const rewards = drawn.map((slate, at) => slate.map((card, place) => (chance.uniform() < (seen[place] ?? 0) * (contexts[at]?.clicks[card] ?? 0) ? 1 : 0)));
    const cards: ShownCard[] = drawn.flatMap((slate, at) => slate.map((card, place) => ({account: contexts[at]?.account ?? 0, place, features: contexts[at]?.features[card] ?? [], reward: rewards[at]?.[place] ?? 0})));
    const appeal = fitAppeal(cards, contexts[0]?.features[0]?.length ?? 0, PLACES);
    const appeals = contexts.map(({account, features}) => features.map(row => appeal.of(account, row)));
    const roundsOf = (of: (context: Context) => Float64Array, own: (at: number) => readonly Float64Array[]) => assemble(contexts, drawn, rewards, of, own, at => marginals[at]?.logging ?? [], (at, card, place) => appeal.attention(contexts[at]?.account ?? 0, place) * (appeals[at]?.[card] ?? 0), accountCount);
    const estimates = RANKERS.map((_, ranker) => {
      const rounds = roundsOf(context => context.targets[ranker] ?? context.logging, at => marginals[at]?.targets[ranker] ?? []);
      ess[ranker] = (ess[ranker] ?? 0) + weightOf(rounds).ess / contexts.length / logs;
      return JUDGED.map(name => drawnAgain(SLATE_ESTIMATORS[name](rounds), rounds.accounts, accountCount, draws));
    });
    JUDGED.forEach((_, index) => {
      const own = estimates.flatMap(of => of[index] ?? []);
      own.forEach((estimate, ranker) => found[ranker]?.[index]?.push(percentileInterval(estimate)));
      pairs[index]?.add(own);
    });
    const self = roundsOf(context => context.logging, at => marginals[at]?.logging ?? []);
    const {low, high} = bootstrap(SLATE_ESTIMATORS.dr(self), self.accounts, accountCount, draws);
    const earned = valueOf(SLATE_ESTIMATORS.ipw(self));
    own += Number((low ?? NaN) <= earned && earned <= (high ?? NaN)) / logs;
    progress(`${log + 1} of ${logs} logs`);
  }
  return {
    contexts: contexts.length, accounts: accountCount, logs, ownPolicy: own,
    rankers: RANKERS.map(({name}, ranker) => {
      const truth = truths[ranker] ?? NaN;
      return {name, truth, ess: ess[ranker] ?? 0, estimators: Object.fromEntries(JUDGED.map((estimator, index) => [estimator, summary(found[ranker]?.[index] ?? [], truth)])) as Coverage['rankers'][number]['estimators']};
    }),
    pairs: Object.fromEntries(JUDGED.map((name, index) => [name, pairs[index]?.result()])) as Coverage['pairs'],
  };
}

function summary(intervals: readonly Interval[], truth: number) {
  const mean = (of: (interval: Interval) => number) => intervals.reduce((sum, interval) => sum + of(interval), 0) / intervals.length;
  return {
    covered: mean(({low, high}) => Number((low ?? NaN) <= truth && truth <= (high ?? NaN))),
    error: mean(({value}) => Math.abs(value - truth)) / truth, bias: mean(({value}) => value - truth) / truth,
  };
}

function freeze(foundation: Foundation, wanted: number, progress: (done: string) => void): Context[] {
  const {config} = foundation;
  const contexts: Context[] = [];
  let account = 0;
  for (const id of foundation.accountIds) {
    const own = Array.from({length: CONTEXTS_AN_ACCOUNT}, (_, visit) => freezeOne(foundation, config, id, visit, account)).filter(context => context !== null);
    if (own.length > 0) account++;
    contexts.push(...own);
    if (contexts.length >= wanted) break;
    progress(`${contexts.length} of ${wanted} contexts`);
  }
  return contexts.slice(0, wanted);
}

function freezeOne(foundation: Foundation, config: WorldConfig, id: string, visit: number, account: number): Context | null {
  const now = config.start + visit * 6 * DAY + 10 * 3_600_000;
  const advertiser = newAdvertiser(config, foundation.account(id), now);
  const plan = planVisit(foundation, id, `frozen${visit}`, now);
  const scored = listFor(scoreOffers(foundation.server, advertiser.account, offersAt(config, foundation.untouched(id), now)), 'campaign-list', undefined, {...config.server, listSize: CARDS});
  if (scored.length < CARDS) return null;
  const stage: Stage = {foundation, advertiser, plan, policy: serverOrder, belief: null, recorder: null, now, serial: 0};
  const clicks = Float64Array.from(scored, ({offer}) => {
    const {stages, open} = answersOf(config, offer, advertiser.account, moodOf(stage, offer));
    return stages.applyAtOnce + open;
  });
  const server = standardised(scored.map(({score}) => score));
  const known = standardised([...clicks].map(click => Math.log(click / (1 - click))));
  const chance = stream(config.seed, 'ranker-noise', id, visit);
  // Of an exclusive group each policy keeps its own favourite, so that a log may never show another's: estimators suppose that it could have.
  const candidates = scored.map(candidateOf).map(({exclusiveGroup: _, ...candidate}) => candidate);
  const chancesUnder = (utilities: readonly number[], exploration: typeof LOGGING) => tableOf(slatePolicy({
    list: {surface: 'campaign-list', candidates, pinned: [], goal: advertiser.account.goal, seed: ''}, scores: null, utilities, tallies: new Map(), now, exploration,
  }).next);
  return {
    account, clicks,
    features: candidates.map(({embedding = [], impact, effort = 0}, card) => Float64Array.from([server[card] ?? 0, Math.log1p(Math.max(impact?.high ?? 0, 0)) - 1, Math.log1p(effort) - 1, ...embedding.map(number => 4 * number)])),
    logging: chancesUnder(server, LOGGING),
    targets: RANKERS.map(({noise}) => chancesUnder(noise === null ? server : standardised(known.map(utility => utility + noise * chance.normal())), TARGET)),
  };
}

const ROWS = 1 + CARDS + CARDS * CARDS;
const rowOf = (above: readonly number[]) => above.length === 0 ? 0 : above.length === 1 ? 1 + (above[0] ?? 0) : 1 + CARDS + (above[0] ?? 0) * CARDS + (above[1] ?? 0);

/** All that three places can be asked, by the policy's own code, once. */
function tableOf(next: (above: readonly number[]) => Float64Array): Float64Array {
  const table = new Float64Array(ROWS * CARDS);
  const fill = (above: readonly number[]) => table.set(next(above), rowOf(above) * CARDS);
  fill([]);
  for (let first = 0; first < CARDS; first++) {
    fill([first]);
    for (let second = 0; second < CARDS; second++) if (second !== first) fill([first, second]);
  }
  return table;
}

function marginalsOf(table: Float64Array): Float64Array[] {
  const rows = Array.from({length: PLACES}, () => new Float64Array(CARDS));
  const walk = (above: readonly number[], chance: number) => {
    const row = rows[above.length];
    if (!row || chance === 0) return;
    for (let card = 0; card < CARDS; card++) {
      const share = chance * (table[rowOf(above) * CARDS + card] ?? 0);
      row[card] = (row[card] ?? 0) + share;
      if (above.length < PLACES - 1) walk([...above, card], share);
    }
  };
  walk([], 1);
  return rows;
}

function drawSlate(table: Float64Array, chance: Stream): number[] {
  const slate: number[] = [];
  for (let place = 0; place < PLACES; place++) {
    let left = chance.uniform();
    let drawn = -1;
    for (let card = 0; card < CARDS && left >= 0; card++) {
      const share = table[rowOf(slate) * CARDS + card] ?? 0;
      if (share > 0) [drawn, left] = [card, left - share];
    }
    slate.push(drawn);
  }
  return slate;
}

type Expects = (at: number, card: number, place: number) => number;

function assemble(contexts: readonly Context[], drawn: readonly (readonly number[])[], rewards: readonly (readonly number[])[], tableIn: (context: Context) => Float64Array, wanted: (at: number) => readonly Float64Array[], logged: (at: number) => readonly Float64Array[], expects: Expects, accountCount: number): SlateRounds {
  const empty = () => new Float64Array(contexts.length * PLACES);
  const rounds = {places: PLACES, accounts: Int32Array.from(contexts, ({account}) => account), accountCount, rewards: empty(), steps: empty(), marginals: empty(), shown: empty(), ahead: empty(), aheadOnTarget: empty(), expected: empty()};
  contexts.forEach((context, number) => {
    const table = tableIn(context);
    const slate = drawn[number] ?? [];
    const q = Array.from({length: PLACES}, (_, place) => Float64Array.from({length: CARDS}, (_, card) => expects(number, card, place)));
    // V of the last place after two cards, of the second after one, of the first.
    const valueFrom = (above: readonly number[]): number => {
      const [place, row] = [above.length, rowOf(above) * CARDS];
      let value = 0;
      for (let card = 0; card < CARDS; card++) {
        const share = table[row + card] ?? 0;
        if (share > 0) value += share * ((q[place]?.[card] ?? 0) + (place < PLACES - 1 ? valueFrom([...above, card]) : 0));
      }
      return value;
    };
    for (let place = 0; place < PLACES; place++) {
      const at = number * PLACES + place;
      const [above, card] = [slate.slice(0, place), slate[place] ?? 0];
      rounds.rewards[at] = rewards[number]?.[place] ?? 0;
      rounds.steps[at] = (table[rowOf(above) * CARDS + card] ?? 0) / (context.logging[rowOf(above) * CARDS + card] ?? 1);
      rounds.marginals[at] = (wanted(number)[place]?.[card] ?? 0) / (logged(number)[place]?.[card] ?? 1);
      rounds.shown[at] = q[place]?.[card] ?? 0;
      rounds.expected[at] = wanted(number)[place]?.reduce((sum, chance, other) => sum + chance * (q[place]?.[other] ?? 0), 0) ?? 0;
      rounds.ahead[at] = (q[place]?.[card] ?? 0) + (place < PLACES - 1 ? valueFrom([...above, card]) : 0);
      rounds.aheadOnTarget[at] = place === 0 ? valueFrom([]) : valueFrom(above);
    }
  });
  return rounds;
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map(value => (deviation > 0 ? (value - mean) / deviation : 0));
}
