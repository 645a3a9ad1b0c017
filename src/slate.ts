/** A slate from a ranked list, and one in the server's order while nothing that ranks is here. Pure. */
import {DEFAULT_GOAL} from './door.js';
import type {RankCall, RankedItem, RankedList} from './ranking-types.js';
import type {Ask} from './slates.js';
import {candidateKey, entityKey, typeKey} from './tally.js';
import {BACKENDS} from './types.js';
import type {Backend, Candidate, Mode, RankableCandidate, Slate, SlateItem} from './types.js';

/** The order shown is the server's, whoever else has scored it. */
export const isServers = (mode: Mode | undefined) => mode === 'shadow' || mode === 'holdout';
export const isBetter = (tier: Backend, than: Backend) => BACKENDS.indexOf(tier) < BACKENDS.indexOf(than);

export function seedOf(random: () => number): string {
  const half = () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0');
  return half() + half();
}

/** No text for people crosses the wall. */
export function rankable({id, type, entity, impact, spendChange, effort, serverScore, embedding, createdAt, expiresAt, exclusiveGroup}: Candidate): RankableCandidate {
  return {id, type, entity: {level: entity.level, id: entity.id}, impact, spendChange, effort, serverScore, embedding, createdAt, expiresAt, exclusiveGroup};
}

export function slateOf(ask: Ask, ranked: RankedList, slateId: string, {now: at, mode = 'rank'}: RankCall, model: Slate['model'], ms: number): Slate {
  const candidates = new Map(ask.candidates.map(candidate => [candidate.id, candidate]));
  const items: SlateItem[] = [];
  for (const {candidateId, ...item} of ranked.items) {
    const candidate = candidates.get(candidateId);
    if (candidate) items.push({candidate, placement: {slateId, candidateId, position: items.length}, ...item});
  }
  return {
    slateId, surface: ask.surface, entity: ask.entity, at, tier: isServers(mode) ? 'none' : ranked.tier, mode, items, withheld: ranked.withheld, malformed: ask.malformed,
    agreement: ranked.agreement,
    policy: ranked.policy, logPropensity: ranked.logPropensity, model, timings: {...ranked.timings, page: ms},
  };
}

/** While nothing that ranks is here: as the server gave it, but for what is never shown [P2]. What has tired waits for those who can count. */
export function inServerOrder(ask: Ask, {lists, context, now, exploration}: RankCall, index: number): RankedList {
  const list = lists[index];
  const groups = new Set<string>();
  const withheld: RankedList['withheld'][number][] = [];
  const items: RankedItem[] = [];
  for (const [serverPosition, {id: candidateId, type, entity, expiresAt = Infinity, exclusiveGroup}] of ask.candidates.entries()) {
    const hidden = [candidateKey(candidateId), typeKey(type), entityKey(entity)].map(key => context.tallies.get(key)?.hidden).find(by => by && by.until > now);
    const reason = expiresAt <= now ? 'expired' : hidden?.reason ?? (exclusiveGroup !== undefined && groups.has(exclusiveGroup) ? 'exclusive' : null);
    if (exclusiveGroup !== undefined && reason === null) groups.add(exclusiveGroup);
    if (reason === null) items.push({candidateId, serverPosition, scores: null, utility: -serverPosition, logPropensity: 0, pinned: false});
    else withheld.push({candidateId, reason});
  }
  return {
    tier: 'none', items, withheld, logPropensity: 0, contextVector: null, digest: null, replaced: 0, timings: {},
    policy: {id: exploration.id, seed: list?.seed ?? '', temperature: 0, window: 0, places: 0, goal: list?.goal ?? DEFAULT_GOAL},
  };
}
