/** Visits to compare policies by: each account is brought to the same past by the logging policy, then lives on under the policy in question. */
import {copyOf, newAdvertiser, type Advertiser} from './advertiser.js';
import {openBelief} from './belief.js';
import type {Foundation} from './foundation.js';
import {loggingPolicy} from './policies.js';
import {stateAt} from './state.js';
import {runVisit, type Policy, type VisitResult} from './visit.js';
import {planVisit} from './visit-plan.js';
import type {World} from './world.js';
import {uniformOf} from './random.js';
import {DAY} from './timeline.js';

/** Between two visits of an evaluation: about the rhythm of a weekly four. */
const GAP = 1.75 * DAY;

const pasts = new WeakMap<Foundation, Map<string, Promise<Advertiser>>>();

/** The advertiser after `config.pastVisits` visits under the logging policy: the same for every policy, made once an account. */
export async function advertiserWithPast({foundation}: World, accountId: string): Promise<Advertiser> {
  const known = pasts.get(foundation) ?? new Map<string, Promise<Advertiser>>();
  pasts.set(foundation, known);
  const past = known.get(accountId) ?? livePast(foundation, accountId);
  known.set(accountId, past);
  return copyOf(await past);
}

async function livePast(foundation: Foundation, accountId: string): Promise<Advertiser> {
  const {config} = foundation;
  const advertiser = newAdvertiser(config, foundation.account(accountId), config.start);
  for (let visit = 0; visit < config.pastVisits; visit++) {
    await visitAs(foundation, advertiser, `past${visit}`, startOf(foundation, accountId, visit), loggingPolicy);
  }
  return advertiser;
}

/** One visit on from the past. The same `visit` gives the same host actions and chance under every policy. */
export async function simulateVisit(world: World, accountId: string, visit: number, policy: Policy): Promise<VisitResult> {
  const {foundation} = world;
  const advertiser = await advertiserWithPast(world, accountId);
  return visitAs(foundation, advertiser, `next${visit}`, startOf(foundation, accountId, foundation.config.pastVisits), policy);
}

/** `visits` visits in a row under the policy, its own consequences included. */
export async function simulateVisits(world: World, accountId: string, visits: number, policy: Policy): Promise<VisitResult[]> {
  const {foundation} = world;
  const advertiser = await advertiserWithPast(world, accountId);
  const results: VisitResult[] = [];
  for (let visit = 0; visit < visits; visit++) {
    results.push(await visitAs(foundation, advertiser, `next${visit}`, startOf(foundation, accountId, foundation.config.pastVisits + visit), policy));
  }
  return results;
}

async function visitAs(foundation: Foundation, advertiser: Advertiser, name: string, startedAt: number, policy: Policy): Promise<VisitResult> {
  const state = stateAt(foundation.untouched(advertiser.account.id), startedAt);
  return runVisit(foundation, advertiser, planVisit(foundation, advertiser.account.id, name, startedAt), policy, openBelief(foundation, advertiser, state));
}

function startOf({config}: Foundation, accountId: string, index: number): number {
  return config.start + Math.round(index * GAP + 3 * DAY * uniformOf(config.seed, 'first-visit', accountId));
}
