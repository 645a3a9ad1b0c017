/** Advertisers of the simulated world as a server meets them: each runs `src/` in Node over HTTP, and answers its slates as the world's people do. */
import {createInsights} from '../../src/client.js';
import type {Insights} from '../../src/insights-types.js';
import type {Interaction, Query, Slate} from '../../src/types.js';
import {newAdvertiser} from '../../models/world/advertiser.js';
import {moodOf, sample, type Stage} from '../../models/world/answering.js';
import {answersOf, examined, inView} from '../../models/world/behaviour.js';
import {serverOrder} from '../../models/world/policies.js';
import {stream, uniformOf} from '../../models/world/random.js';
import {offersAt} from '../../models/world/suggestions.js';
import {planVisit} from '../../models/world/visit-plan.js';
import type {World} from '../../models/world/world.js';

export interface Lived {
  readonly visits: number;
  readonly slates: number;
}

/** A device's. */
interface OwnClock {
  /** Epoch ms. */
  now: number;
}

/** Shows of one visit that are looked at. */
const SHOWS = 2;
/** Longer than the gap that ends a visit. */
const GAP = 40 * 60_000;
/** Accounts that are there at the same time: most of a visit is waiting for the server's commits. */
const AT_ONCE = 8;

/**
 * Lives `visits` visits of one day, spread over the world's accounts.
 * @param url the server's, without a slash at its end; its clock stands at `begin`
 */
export async function liveVisits(world: World, {url, visits, begin}: {url: string; visits: number; begin: number}): Promise<Lived> {
  let [lived, slates] = [0, 0];
  const {accountIds} = world;
  const waiting = [...accountIds.entries()];
  const liveAll = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, accountId] = next;
      const own = Math.floor(visits * (index + 1) / accountIds.length) - Math.floor(visits * index / accountIds.length);
      const made = await liveAccount(world, accountId, own, url, begin);
      slates += made;
      lived += own;
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, liveAll));
  return {visits: lived, slates};
}

async function liveAccount(world: World, accountId: string, visits: number, url: string, begin: number): Promise<number> {
  const clock = {now: begin};
  const chance = stream(world.config.seed, 'client', accountId);
  const client = createInsights({
    account: accountId, user: 'node', endpoint: `${url}/inkling/v1`, goal: world.account(accountId, begin).goal, consent: {measurement: true, personalization: true},
    backend: 'linear', clock: () => clock.now, random: () => chance.uniform(), deadlines: {answer: 60_000},
  });
  let slates = 0;
  for (let visit = 0; visit < visits; visit++) {
    const made = await liveVisit(world, client, accountId, visit, clock);
    slates += made;
    clock.now += GAP;
  }
  const {left} = await client.flush();
  if (left > 0) throw new Error(`${left} events of ${accountId} did not reach the server.`);
  await client.close();
  return slates;
}

async function liveVisit(world: World, client: Insights, accountId: string, visit: number, clock: OwnClock): Promise<number> {
  const {foundation} = world;
  const plan = planVisit(foundation, accountId, `http${visit}`, clock.now);
  const stage: Stage = {foundation, advertiser: newAdvertiser(world.config, foundation.account(accountId), clock.now), plan, policy: serverOrder, belief: null, recorder: null, now: clock.now, serial: 0};
  await client.observe(world.signals(accountId, clock.now));
  let shows = 0;
  for (const step of plan.steps) {
    clock.now += step.pause;
    const entity = step.campaignId === null ? undefined : {level: 'campaign' as const, id: step.campaignId};
    await client.record({kind: step.action.kind, surface: step.action.surface, entity});
    if (step.shows === null || shows >= SHOWS) continue;
    shows++;
    clock.now += 400;
    await answer({...stage, now: clock.now}, client, await asked(client, {surface: step.shows, entity}), `${plan.id}.${shows}`, clock);
  }
  return shows;
}

/** Asks again, as people do: a server that closes an idle connection may do so just as the next question comes. */
async function asked(client: Insights, query: Query, times = 3): Promise<Slate> {
  try {
    return await client.suggest(query);
  } catch (error) {
    if (times <= 1 || (error as Error).name !== 'no-answer') throw error;
    return asked(client, query, times - 1);
  }
}

/** As `models/world/visit.ts` lets them answer, through the client. @param show what luck is keyed by: a slate's own id is another each time */
async function answer(stage: Stage, client: Insights, slate: Slate, show: string, clock: OwnClock): Promise<void> {
  const {foundation: {config, untouched}, advertiser: {account}} = stage;
  const offers = new Map(offersAt(config, untouched(account.id), stage.now).map(offer => [offer.candidate.id, offer]));
  const scroll = uniformOf(config.seed, 'scroll', show);
  const seen = slate.items.filter(({placement: {position}}) => scroll < inView(config, position));
  clock.now += 1000;
  for (const {placement} of seen) await client.record({kind: 'impression', placement});
  for (const {placement, candidate} of seen) {
    const offer = offers.get(candidate.id);
    if (!offer) continue;
    const does = (kind: Interaction['kind'], more: Partial<Interaction> = {}) => {
      clock.now += 2000;
      return client.record({kind, placement, ...more});
    };
    const did = sample(stage, show, offer, answersOf(config, offer, account, moodOf(stage, offer)), examined(config, placement.position) / inView(config, placement.position));
    if (did.opened) await does('open');
    if (did.applied) await does('apply');
    if (did.applied) await does('applied');
    if (did.undone) await does('undo');
    if (did.dismissed) await does('dismiss', {reason: 'not-relevant'});
  }
}
