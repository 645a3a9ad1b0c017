/** Which of an account's suggestions the server sends to a surface, best first by its own score. */
import type {Candidate, Surface} from '../../src/types.js';
import type {Topic} from './embedding.js';
import type {Offer} from './suggestions.js';

export interface Scored {
  readonly offer: Offer;
  readonly score: number;
}

interface Shelf {
  readonly most: number;
  /** Only about these first; filled up with others where there are fewer than `least`. */
  readonly topics?: readonly Topic[];
  readonly least?: number;
}

/** At most so many of one type in a list of a whole account: a server that sends ten budget raises is switched off. */
const MOST_OF_A_TYPE = 3;
const MOST_OF_A_CAMPAIGN = 5;

/** The list, in the server's order. @param listSize of a whole account; `campaignListSize` of one campaign. */
export function listFor(scored: readonly Scored[], surface: Surface, campaignId: string | undefined, sizes: {readonly listSize: number; readonly campaignListSize: number}): Scored[] {
  const shelf = shelfOf(surface, sizes);
  const own = scored.filter(({offer}) => campaignId === undefined || offer.campaignId === campaignId).sort((a, b) => b.score - a.score || (a.offer.candidate.id < b.offer.candidate.id ? -1 : 1));
  const {topics} = shelf;
  const fitting = topics ? own.filter(({offer}) => topics.includes(offer.kind.topic)) : own;
  const filled = fitting.length >= (shelf.least ?? 0) ? fitting : [...fitting, ...own.filter(one => !fitting.includes(one)).slice(0, (shelf.least ?? 0) - fitting.length)];
  return capped(filled, campaignId === undefined).slice(0, shelf.most).sort((a, b) => b.score - a.score);
}

function shelfOf(surface: Surface, {listSize, campaignListSize}: {readonly listSize: number; readonly campaignListSize: number}): Shelf {
  switch (surface) {
    case 'campaign-row': return {most: 2};
    case 'campaign-page': return {most: campaignListSize};
    case 'budget-editor': return {most: Math.min(campaignListSize, 4), topics: ['budget', 'bidding'], least: 3};
    case 'reporting': return {most: Math.min(listSize, 9), topics: ['measurement', 'insight', 'audience', 'creative', 'structure'], least: 6};
    case 'assistant': return {most: Math.min(listSize, 8)};
    case 'campaign-list': case 'sales': return {most: listSize};
  }
}

function capped(scored: readonly Scored[], wide: boolean): Scored[] {
  if (!wide) return [...scored];
  const types = new Map<string, number>();
  const campaigns = new Map<string, number>();
  return scored.filter(({offer}) => {
    const ofType = types.get(offer.kind.type) ?? 0;
    const ofCampaign = offer.campaignId === null ? 0 : campaigns.get(offer.campaignId) ?? 0;
    if (ofType >= MOST_OF_A_TYPE || ofCampaign >= MOST_OF_A_CAMPAIGN) return false;
    types.set(offer.kind.type, ofType + 1);
    if (offer.campaignId !== null) campaigns.set(offer.campaignId, ofCampaign + 1);
    return true;
  });
}

export function candidateOf({offer, score}: Scored): Candidate {
  return {...offer.candidate, serverScore: score};
}
