/** Checks of campaigns, their results, and what is suggested for them. */
import {between, percentOf, type Finding} from './findings.js';
import {typesOf} from './catalogue.js';
import {dot} from './embedding.js';
import {expectedOf} from './effect.js';
import {scoreOffers, type Foundation} from './foundation.js';
import {listFor} from './lists.js';
import {costBenchmark} from './market.js';
import {stateAt} from './state.js';
import {offersAt, type Offer} from './suggestions.js';
import {DAY} from './timeline.js';

/** Days after the start on which every account is looked at. */
const DAYS = [0, 9, 20];

export function performanceHolds(foundation: Foundation): Finding[] {
  const states = foundation.accountIds.map(id => stateAt(foundation.untouched(id), foundation.config.start));
  const campaigns = states.flatMap(state => state.campaigns.map(campaign => ({campaign, account: state.account})));
  const spending = campaigns.filter(({campaign}) => campaign.week.spend > 0);
  const over = spending.filter(({campaign}) => campaign.budgetUse > 1.01);
  const limited = spending.filter(({campaign}) => campaign.week.limitedDays >= 3);
  const ratios = spending.filter(({campaign}) => campaign.week.conversions >= 5).map(({campaign, account}) => campaign.week.spend / campaign.week.conversions / costBenchmark(account.vertical, campaign.campaign.objective));
  return [
    between('campaigns an account', campaigns.length / states.length, 3, 7, ''),
    between('campaigns that spend over their budget', over.length, 0, 0, ''),
    between('campaigns limited by budget', percentOf(limited.length / spending.length), 20, 70, ' %'),
    between('median cost a result over the trade\'s benchmark', median(ratios), 0.7, 1.4, ''),
    between('median return on ad spend', median(spending.map(({campaign}) => campaign.roas)), 1, 6, ''),
  ];
}

export function candidatesHold(foundation: Foundation): Finding[] {
  const {config} = foundation;
  const offers: Offer[] = [];
  const lists: number[] = [];
  const campaignLists: number[] = [];
  for (const id of foundation.accountIds) {
    for (const day of DAYS) {
      const now = config.start + day * DAY;
      const held = offersAt(config, foundation.untouched(id), now);
      offers.push(...held);
      const scored = scoreOffers(foundation.server, foundation.account(id), held);
      lists.push(listFor(scored, 'campaign-list', undefined, config.server).length);
      for (const campaign of foundation.account(id).campaigns) campaignLists.push(listFor(scored, 'campaign-page', campaign.id, config.server).length);
    }
  }
  const types = new Set(offers.map(({kind}) => kind.type));
  const missing = typesOf(config).map(({type}) => type).filter(type => !types.has(type));
  const covered = offers.filter(({candidate, uplift, kind}) => {
    const truth = expectedOf(uplift, kind.metric);
    return candidate.impact !== undefined && truth >= candidate.impact.low && truth <= candidate.impact.high;
  });
  const harmful = offers.filter(({uplift, kind}) => expectedOf(uplift, kind.metric) < 0);
  const odd = offers.filter(({candidate}) => /undefined|NaN|Infinity|\s{2}|€-|null/.test(`${candidate.headline} ${candidate.reason}`));
  return [
    between('suggestion types', types.size, 24, 100, ''),
    between(`types that suit nobody${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`, missing.length, 0, 0, ''),
    between('median list of an account', median(lists), 6, 14, ''),
    between('median list of a campaign', median(campaignLists), 3, 6, ''),
    between('truths inside the nominal 80 % interval', percentOf(covered.length / offers.length), 35, 78, ' %'),
    between('suggestions that do harm', percentOf(harmful.length / offers.length), 1, 15, ' %'),
    between('texts with something amiss', odd.length, 0, 0, ''),
    between('likeness of types of one topic over that of others', likeness(offers), 0.2, 1, ''),
  ];
}

/** Mean cosine of embeddings within a topic, less that between topics. */
function likeness(offers: readonly Offer[]): number {
  const kinds = [...new Map(offers.map(({kind, candidate}) => [kind.type, {topic: kind.topic, embedding: candidate.embedding ?? []}])).values()];
  const pairs = kinds.flatMap((a, index) => kinds.slice(index + 1).map(b => ({same: a.topic === b.topic, cosine: dot(a.embedding, b.embedding)})));
  const mean = (same: boolean) => {
    const some = pairs.filter(pair => pair.same === same);
    return some.reduce((sum, {cosine}) => sum + cosine, 0) / Math.max(some.length, 1);
  };
  return mean(true) - mean(false);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
