/** What is never shown [P2]. */
import type {ListToRank, Scope} from '../ranking-types.js';
import {candidateKey, entityKey, shownToday, tallyAt, typeKey} from '../tally.js';
import type {RankableCandidate, Tally, WithheldReason} from '../types.js';

/**
 * Decayed impressions that a card may have without an answer; each answer (open, apply, dismiss, snooze, undo) buys as many again. A card met twice a
 * visit, four visits a week, stays below it for good (11.5); one that is ignored twice a day for a month or more gets there and rests for some days.
 */
export const FATIGUE_CAP = 20;

/**
 * Impressions of one type within a day, since the last answer to one of it: three cards in view eight times. Then the type rests until the day is over:
 * whoever wanted it has had the chance, and the place is another's.
 */
export const TYPE_FATIGUE_CAP = 24;

export interface Constrained {
  /** Ascending positions in the server's list. */
  readonly feasible: readonly number[];
  readonly withheld: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
}

/**
 * @param utilities aligned with the list's candidates: the best of an exclusive group stays, unless one of it is pinned
 * @param now epoch ms
 * @param scopes what dismissals and fatigue are about; candidates alone when left out
 */
export function constrain(list: Pick<ListToRank, 'candidates' | 'pinned'>, utilities: readonly number[], tallies: ReadonlyMap<string, Tally>, now: number, scopes: readonly Scope[] = ['candidate']): Constrained {
  const pinned = new Set(list.pinned.map(pin => pin.candidateId));
  const reasons = list.candidates.map(candidate => alone(candidate, pinned.has(candidate.id), tallies, now, scopes));

  const winners = new Map<string, number>();
  list.candidates.forEach((candidate, i) => {
    if (reasons[i] !== null || candidate.exclusiveGroup === undefined) return;
    const winner = winners.get(candidate.exclusiveGroup);
    if (winner === undefined || beats(i, winner)) winners.set(candidate.exclusiveGroup, i);
  });
  function beats(challenger: number, winner: number): boolean {
    const [a, b] = [list.candidates[challenger], list.candidates[winner]];
    if (!a || !b) return false;
    const byPin = Number(pinned.has(a.id)) - Number(pinned.has(b.id));
    const byUtility = (utilities[challenger] ?? 0) - (utilities[winner] ?? 0);
    return byPin > 0 || (byPin === 0 && (byUtility > 0 || (byUtility === 0 && a.id < b.id)));
  }

  const feasible: number[] = [];
  const withheld: {candidateId: string; reason: WithheldReason}[] = [];
  list.candidates.forEach((candidate, i) => {
    const lost = candidate.exclusiveGroup !== undefined && winners.get(candidate.exclusiveGroup) !== i;
    const reason = reasons[i] ?? (lost ? 'exclusive' : null);
    if (reason === null) feasible.push(i);
    else withheld.push({candidateId: candidate.id, reason});
  });
  return {feasible, withheld};
}

/** Why this candidate is not shown, whatever the others are. A card that keeps its place does not tire away under the advertiser's eyes [P5]. */
function alone(candidate: RankableCandidate, isPinned: boolean, tallies: ReadonlyMap<string, Tally>, now: number, scopes: readonly Scope[]): WithheldReason | null {
  if (candidate.expiresAt !== undefined && candidate.expiresAt <= now) return 'expired';
  for (const scope of scopes) {
    const tally = tallies.get(scope === 'candidate' ? candidateKey(candidate.id) : scope === 'type' ? typeKey(candidate.type) : entityKey(candidate.entity));
    if (tally?.hidden && tally.hidden.until > now) return tally.hidden.reason;
    if (tally && !isPinned && isTired(scope, tally, now)) return 'fatigue';
  }
  return null;
}

function isTired(scope: Scope, tally: Tally, now: number): boolean {
  if (scope === 'type') return shownToday(tally, now) >= TYPE_FATIGUE_CAP;
  if (scope === 'entity') return false;
  const {impressions, opens, applies, dismissals, snoozes, undos} = tallyAt(tally, now);
  return impressions >= FATIGUE_CAP * (1 + opens + applies + dismissals + snoozes + undos);
}
