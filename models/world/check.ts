/** Is the world plausible? Measured, not promised: `npm run world -- --check` fails where one of these does. */
import {candidatesHold, performanceHolds} from './check-market.js';
import {between, percentOf, type Finding} from './findings.js';
import {readConfig, type WorldConfig} from './config.js';
import {createFoundation, type Foundation} from './foundation.js';
import {examined} from './behaviour.js';
import {informed, informedWithoutVisit, loggingPolicy} from './policies.js';
import {simulateVisits} from './simulate.js';
import {total, type Sums} from './sums.js';
import type {OrderRequest, Policy, SlateResult} from './visit.js';
import {createWorld} from './world.js';

/** How much of a world is looked at: enough that each figure's own error is well inside its range. */
export interface CheckSize {
  readonly accounts: number;
  readonly visits: number;
}

const SIZE: CheckSize = {accounts: 300, visits: 3};

export async function checkWorld(given: WorldConfig, progress: (text: string) => void = () => undefined, size = SIZE): Promise<Finding[]> {
  const config = readConfig({...given, accounts: size.accounts});
  progress('campaigns and suggestions …');
  const foundation = createFoundation(config);
  const findings = [...performanceHolds(foundation), ...candidatesHold(foundation)];
  progress('visits …');
  const seen = await live(config, size);
  findings.push(...behaviourHolds(foundation, seen));
  progress('visits that serve no intent …');
  const without = config.intentStrength === 0 ? seen : await live(readConfig({...config, intentStrength: 0}), size);
  const gainAt1 = config.intentStrength === 1 ? seen : await live(readConfig({...config, intentStrength: 1}), size);
  findings.push(
    between('utility that seeing the visit adds at intentStrength 1', percentOf(gainAt1.informed / gainAt1.blind - 1), 15, 100, ' %'),
    between('utility that seeing the visit adds at intentStrength 0', percentOf(without.informed / without.blind - 1), -1, 1, ' %'),
  );
  return findings;
}

interface Seen {
  readonly sampled: Sums;
  readonly expected: Sums;
  readonly slates: readonly Pick<SlateResult, 'ranked' | 'cards'>[];
  readonly visits: number;
  /** Expected utility a visit, had each slate been ordered by that oracle. */
  readonly informed: number;
  readonly blind: number;
}

/** Lives visits under the logging policy and asks at each slate what the two oracles would have got: same moments, no luck. */
async function live(config: WorldConfig, {visits}: CheckSize): Promise<Seen> {
  const world = createWorld(config);
  const slates: SlateResult[] = [];
  const sums: {sampled: Sums; expected: Sums}[] = [];
  const gained = {informed: 0, blind: 0};
  const orders = new Map<string, {informed: readonly string[]; blind: readonly string[]}>();
  const watcher: Policy = {
    name: 'logging',
    order(request) {
      orders.set(request.list.seed, {informed: idsOf(informed, request), blind: idsOf(informedWithoutVisit, request)});
      return loggingPolicy.order(request);
    },
  };
  for (const accountId of world.accountIds) {
    for (const result of await simulateVisits(world, accountId, visits, watcher)) {
      sums.push(result);
      for (const slate of result.slates) {
        const worths = new Map(slate.cards.map(({offer, worth}) => [offer.candidate.id, worth]));
        const order = orders.get(slate.request.list.seed);
        const utility = (ids: readonly string[] = []) => ids.reduce((sum, id, position) => sum + examined(config, position) * (worths.get(id) ?? 0), 0);
        gained.informed += utility(order?.informed);
        gained.blind += utility(order?.blind);
        slates.push(slate);
      }
    }
  }
  return {
    slates, visits: sums.length, sampled: total(sums.map(one => one.sampled)), expected: total(sums.map(one => one.expected)),
    informed: gained.informed / sums.length, blind: gained.blind / sums.length,
  };
}

function idsOf(policy: Policy, request: OrderRequest): string[] {
  const ranked = policy.order(request);
  return 'items' in ranked ? ranked.items.map(({candidateId}) => candidateId) : [];
}

function behaviourHolds({config}: Foundation, {sampled, expected, slates, visits}: Seen): Finding[] {
  const propensities = slates.filter(({ranked}) => {
    const sum = ranked.items.reduce((so, {logPropensity}) => so + logPropensity, 0);
    return Math.abs(sum - ranked.logPropensity) > 1e-9 || ranked.items.some(({logPropensity}) => !(logPropensity <= 0) || !Number.isFinite(logPropensity));
  });
  const explored = slates.filter(({ranked}) => ranked.items.length > 1);
  const moved = explored.filter(({ranked}) => ranked.items.some((item, index) => index > 0 && item.serverPosition < (ranked.items[index - 1]?.serverPosition ?? 0)));
  return [
    between('applies an impression', percentOf(sampled.applies / sampled.impressions), 1, 6, ' %'),
    between('opens an impression', percentOf(sampled.opens / sampled.impressions), 2, 15, ' %'),
    between('dismissals an impression', percentOf(sampled.dismissals / sampled.impressions), 0.5, 8, ' %'),
    between('undone applies', percentOf(sampled.undos / sampled.applies), 1, 15, ' %'),
    between('examination at position 5 over the top\'s', percentOf(examined(config, 5) / examined(config, 0)), 0, 50, ' %'),
    between('slates a visit', slates.length / visits, 3, 10, ''),
    between('sampled applies over expected ones', percentOf(sampled.applies / expected.applies), 85, 115, ' %'),
    between('slates whose propensities are not sound', propensities.length, 0, 0, ''),
    between('slates that exploration changed', percentOf(moved.length / Math.max(explored.length, 1)), 30, 100, ' %'),
  ];
}
