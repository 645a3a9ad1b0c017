import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {HELD_BACK, KNOWN_TYPES, TYPES, typeNamed, typesOf} from '../../../models/world/catalogue.js';
import {dot, embeddingOf} from '../../../models/world/embedding.js';
import {readConfig} from '../../../models/world/config.js';
import {editOf, utilityOf} from '../../../models/world/effect.js';
import {createFoundation, scoreOffers} from '../../../models/world/foundation.js';
import {listFor} from '../../../models/world/lists.js';
import {stateAt} from '../../../models/world/state.js';
import {offersAt, type Offer} from '../../../models/world/suggestions.js';
import {addEdit, DAY, newTimeline} from '../../../models/world/timeline.js';

const config = readConfig({seed: 5, accounts: 160, unseenTypes: 4, server: {preLogVisits: 100}});
const foundation = createFoundation(config);
const offers: {offer: Offer; accountId: string; now: number}[] = foundation.accountIds.flatMap(accountId => [0, 15].flatMap(day => {
  const now = config.start + day * DAY;
  return offersAt(config, foundation.untouched(accountId), now).map(offer => ({offer, accountId, now}));
}));

describe('suggestion types', () => {
  test('there are at least 24 in the default world, and four more that it holds back', () => {
    expect(KNOWN_TYPES.length).toBeGreaterThanOrEqual(24);
    expect(typesOf({unseenTypes: 4}).length).toBe(KNOWN_TYPES.length + 4);
    expect(HELD_BACK.some(type => KNOWN_TYPES.includes(type))).toBe(false);
    expect(new Set(TYPES.map(({type}) => type)).size).toBe(TYPES.length);
  });

  test.each(TYPES.map(({type}) => type))('%s suits someone, says so with numbers, and its text has nothing amiss', type => {
    const own = offers.filter(({offer}) => offer.kind.type === type);
    expect(own.length).toBeGreaterThan(0);
    for (const {offer: {candidate, kind, uplift}} of own) {
      expect(candidate.headline.length).toBeLessThan(110);
      expect(candidate.reason).toMatch(/[.]$/);
      expect(`${candidate.headline} ${candidate.reason}`).not.toMatch(/undefined|NaN|null|Infinity|\s{2}|<|\b1 days|\b1 campaigns/);
      expect([uplift.results, uplift.cost, uplift.reach].every(Number.isFinite)).toBe(true);
      expect(candidate.effort).toBe(kind.effort);
      expect(candidate.impact && candidate.impact.high >= candidate.impact.low).toBe(true);
    }
  });

  test('the real types that they stem from are in the platforms\' lists', ({skip}) => {
    const folder = '../shared/data/ads-recommendation-facts';
    if (!existsSync(folder)) skip('the lists are not here');
    const google = readFileSync(`${folder}/google_ads_recommendations.json`, 'utf8');
    const meta = readFileSync(`${folder}/meta_ads_recommendations.json`, 'utf8');
    const microsoft = readFileSync(`${folder}/microsoft_ads_recommendations.json`, 'utf8');
    const lists: Record<string, string> = {google, meta, microsoft};
    const missing = TYPES.flatMap(({stems}) => stems).filter(stem => {
      const [platform = '', name = ''] = stem.split(':');
      return lists[platform] !== undefined && name !== 'PerformanceInsightsDetail' && !lists[platform].includes(`"${name}"`);
    });
    expect(missing).toEqual([]);
  });

  test('types of one topic lie nearer than others, and every embedding has length 1', () => {
    const [budget, bids, video] = ['raise-budget', 'scale-good-campaign', 'vertical-video'].map(type => embeddingOf(type, typeNamed(type).traits));
    expect(dot(budget ?? [], bids ?? [])).toBeGreaterThan(dot(budget ?? [], video ?? []) + 0.3);
    for (const {type, traits} of TYPES) expect(Math.hypot(...embeddingOf(type, traits))).toBeCloseTo(1, 2);
  });

  test('a type that was applied rests', () => {
    const {offer, accountId, now} = offers.find(one => one.offer.kind.type === 'refresh-creative') ?? offers[0]!;
    const timeline = newTimeline(config.seed, config.noise, foundation.account(accountId));
    addEdit(timeline, editOf(offer, 'a', undefined, now));
    expect(offersAt(config, timeline, now).map(one => one.candidate.id)).not.toContain(offer.candidate.id);
  });

  test('an applied lift shows in the results that follow, and nowhere before', () => {
    const {offer, accountId, now} = offers.find(one => one.offer.kind.type === 'add-creatives' && one.offer.uplift.results > 1) ?? offers[0]!;
    const timeline = newTimeline(config.seed, config.noise, foundation.account(accountId));
    const later = now + 10 * DAY;
    const [plain, before] = [stateAt(timeline, later).week.value, stateAt(timeline, now).week.value];
    addEdit(timeline, editOf(offer, 'a', undefined, now));
    expect(stateAt(timeline, later).week.value).toBeGreaterThan(plain);
    expect(stateAt(timeline, now).week.value).toBe(before);
  });

  test('utility weighs each effect by the goal and charges the effort', () => {
    expect(utilityOf({results: 2, cost: -1, reach: 4}, {results: 0.5, cost: 0.4, reach: 0.25, effort: 1}, 10)).toBeCloseTo(1 - 0.4 + 1 - 0.1);
  });
});

describe('lists', () => {
  test('a list of one campaign is about it, short, and best first', () => {
    const accountId = 'act_3';
    const scored = scoreOffers(foundation.server, foundation.account(accountId), offersAt(config, foundation.untouched(accountId), config.start));
    const campaignId = foundation.account(accountId).campaigns[0]?.id;
    const list = listFor(scored, 'campaign-page', campaignId, config.server);
    expect(list.length).toBeLessThanOrEqual(6);
    expect(list.every(({offer}) => offer.campaignId === campaignId)).toBe(true);
    expect(list.map(({score}) => score)).toEqual(list.map(({score}) => score).sort((a, b) => b - a));
  });

  test('no type and no campaign fills an account\'s list', () => {
    for (const accountId of foundation.accountIds.slice(0, 40)) {
      const scored = scoreOffers(foundation.server, foundation.account(accountId), offersAt(config, foundation.untouched(accountId), config.start));
      const list = listFor(scored, 'campaign-list', undefined, config.server);
      expect(list.length).toBeLessThanOrEqual(14);
      const of = (type: string) => list.filter(({offer}) => offer.kind.type === type).length;
      expect(Math.max(...list.map(({offer}) => of(offer.kind.type)))).toBeLessThanOrEqual(3);
    }
  });
});
