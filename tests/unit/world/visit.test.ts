import {describe, expect, test} from 'vitest';
import {examined, inView} from '../../../models/world/behaviour.js';
import {checkWorld} from '../../../models/world/check.js';
import {readConfig} from '../../../models/world/config.js';
import {informed, informedWithoutVisit, loggingPolicy, ranked, serverOrder} from '../../../models/world/policies.js';
import {simulateVisit, simulateVisits} from '../../../models/world/simulate.js';
import type {Policy, VisitResult} from '../../../models/world/visit.js';
import {createWorld} from '../../../models/world/world.js';
import type {RankedList} from '../../../src/ranking-types.js';
import {logPropensitiesOf} from '../../../src/policy/exploration.js';

const SMALL = {seed: 11, accounts: 12, pastVisits: 2, server: {preLogVisits: 100}};
const world = createWorld(SMALL);

const outline = ({plan, slates, sampled, expected}: VisitResult) => ({
  plan, sampled, expected, slates: slates.map(({slateId, cards}) => ({slateId, cards: cards.map(({offer, did}) => [offer.candidate.id, did])})),
});

describe('a visit', () => {
  test('is the same for the same seed and policy', async () => {
    const live = async () => (await simulateVisits(createWorld(SMALL), 'act_4', 2, loggingPolicy)).map(outline);
    expect(await live()).toEqual(await live());
  });

  test('has the same intent, host actions and answers to a card under two policies, until they show different ones', async () => {
    const upsideDown: Policy = {name: 'upside-down', order: request => ranked(request, request.list.candidates.map((_, index) => index))};
    const [one, other] = [await simulateVisit(world, 'act_2', 0, serverOrder), await simulateVisit(world, 'act_2', 0, upsideDown)];
    expect(other.plan).toEqual(one.plan);
    const [first, flipped] = [one.slates[0], other.slates[0]];
    expect(flipped?.slateId).toBe(first?.slateId);
    const answersBefore = new Map(first?.cards.map(({offer, answers}) => [offer.candidate.id, answers]));
    for (const {offer, answers} of flipped?.cards ?? []) if (answersBefore.has(offer.candidate.id)) expect(answers).toEqual(answersBefore.get(offer.candidate.id));
  });

  test('[P4] every slate carries propensities that its policy gives again', async () => {
    const {exploration} = world.config;
    for (const {slates} of await simulateVisits(world, 'act_1', 3, loggingPolicy)) {
      for (const {ranked: slate} of slates) {
        const again = logPropensitiesOf(slate.items.map(({candidateId, utility}) => ({id: candidateId, utility})), slate.items.map(({candidateId}) => candidateId), exploration, exploration.places);
        for (const [index, item] of slate.items.slice(0, exploration.places).entries()) expect(item.logPropensity).toBeCloseTo(again[index] ?? NaN, 9);
        expect(slate.logPropensity).toBeCloseTo(slate.items.reduce((sum, {logPropensity}) => sum + logPropensity, 0), 9);
      }
    }
  });

  test('what the device records is what it is told to remember: history, hidden cards, signals', async () => {
    const seen: {history: number; signals: number; applied: boolean}[] = [];
    const watcher: Policy = {
      name: 'watcher',
      order(request) {
        const {context, truth} = request;
        seen.push({
          history: context.history.length, signals: context.signals.length,
          applied: truth.offers.every(({candidate}) => context.tallies.get(`candidate:${candidate.id}`)?.hidden?.reason !== 'applied'),
        });
        return loggingPolicy.order(request);
      },
    };
    await simulateVisits(world, 'act_5', 2, watcher);
    expect(seen.at(-1)?.history).toBeGreaterThan(10);
    expect(seen.every(({signals}) => signals > 20)).toBe(true);
    expect(seen.every(({applied}) => applied)).toBe(true);
  });

  test('examination falls with the place and never passes what is in view; positionBias steepens it', () => {
    const {config} = world;
    const steeper = readConfig({positionBias: 2});
    for (let place = 1; place < 14; place++) {
      expect(examined(config, place)).toBeLessThan(examined(config, place - 1));
      expect(examined(config, place)).toBeLessThanOrEqual(inView(config, place));
      expect(examined(steeper, place)).toBeLessThan(examined(config, place));
    }
  });
});

const idsOf = (slate: RankedList | Promise<RankedList>) => 'items' in slate ? slate.items.map(({candidateId}) => candidateId) : [];

describe('oracles', () => {
  test('without intent the oracle that sees the visit orders as the one that does not', async () => {
    const aimless = createWorld({...SMALL, intentStrength: 0});
    const both: Policy = {
      name: 'both',
      order(request) {
        const [seeing, blind] = [informed.order(request), informedWithoutVisit.order(request)];
        expect(idsOf(seeing)).toEqual(idsOf(blind));
        return loggingPolicy.order(request);
      },
    };
    await simulateVisits(aimless, 'act_1', 2, both);
    expect.hasAssertions();
  });

  test('the posterior comes to favour the true intent', async () => {
    let [prior, posterior, slates] = [0, 0, 0];
    const watcher: Policy = {
      name: 'watcher',
      order(request) {
        const {belief, plan} = request.truth;
        const chance = (guesses: readonly {readonly intent: string; readonly chance: number}[] = []) => guesses.filter(({intent}) => intent === plan.intent).reduce((sum, guess) => sum + guess.chance, 0);
        prior += chance(belief?.prior);
        posterior += chance(belief?.posterior);
        slates++;
        return loggingPolicy.order(request);
      },
    };
    for (const id of world.accountIds) await simulateVisits(world, id, 2, watcher);
    expect(posterior / slates).toBeGreaterThan(2 * prior / slates);
  });
});

test('the checks hold in a small world, but for the two that need a large one', async () => {
  const findings = await checkWorld(readConfig({seed: 2, server: {preLogVisits: 300}}), undefined, {accounts: 80, visits: 1});
  const failed = findings.filter(({passed}) => !passed).map(({name}) => name);
  expect(failed.filter(name => !name.startsWith('utility that seeing') && !name.startsWith('types that suit') && !name.startsWith('sampled applies'))).toEqual([]);
  expect(findings.find(({name}) => name.endsWith('intentStrength 0'))?.passed).toBe(true);
}, 60_000);
