/** What is never shown [P2]. */
import type {ListToRank} from '../ranking-types.js';
import {candidateKey, tallyAt} from '../tally.js';
import type {RankableCandidate, Tally, WithheldReason} from '../types.js';

/**
 * Decayed impressions that a card may have without an answer; each answer (open, apply, dismiss, snooze, undo) buys as many again. A card met twice a
 * visit, four visits a week, stays below it for good (11.5); one that is ignored twice a day for a month or more gets there and rests for some days.
 */
export const FATIGUE_CAP = 20;

export interface Constrained {
  /** Ascending positions in the server's list. */
  readonly feasible: readonly number[];
  readonly withheld: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
}

/**
 * @param utilities aligned with the list's candidates: the best of an exclusive group stays, unless one of it is pinned
 * @param now epoch ms
 */
export function constrain(list: Pick<ListToRank, 'candidates' | 'pinned'>, utilities: readonly number[], tallies: ReadonlyMap<string, Tally>, now: number): Constrained {
  const pinned = new Set(list.pinned.map(pin => pin.candidateId));
  const reasons = list.candidates.map(candidate => alone(candidate, pinned.has(candidate.id), tallies.get(candidateKey(candidate.id)), now));

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
function alone(candidate: RankableCandidate, isPinned: boolean, tally: Tally | undefined, now: number): WithheldReason | null {
  if (candidate.expiresAt !== undefined && candidate.expiresAt <= now) return 'expired';
  if (!tally) return null;
  if (tally.hidden && tally.hidden.until > now) return tally.hidden.reason;
  const {impressions, opens, applies, dismissals, snoozes, undos} = tallyAt(tally, now);
  const answers = opens + applies + dismissals + snoozes + undos;
  return !isPinned && impressions >= FATIGUE_CAP * (1 + answers) ? 'fatigue' : null;
}
