/** What a page asks to be ranked, through the doors: what is refused there is left out, and the host's log hears of it. */
import {checkCandidates} from './candidates.js';
import {readGoal, readQuery} from './door.js';
import type {Log} from './log.js';
import type {Ask} from './slates.js';
import type {Pin, RankRequest} from './types.js';

/** @param origin the host's @returns pinned undefined: whatever was seen at this place in this visit */
export function createAsking(origin: string, log: Log): (request: Partial<RankRequest>, candidates: unknown, pinned: readonly Pin[] | undefined, embedding?: string) => Ask {
  return (request, candidates, pinned, embedding) => {
    const checked = checkCandidates(candidates, origin, embedding);
    const place = readQuery(request);
    const blocked = checked.malformed.filter(sentence => sentence.includes('.link: ')).length;
    const bad = checked.malformed.length - blocked;
    if (blocked > 0) log('URL_BLOCKED', blocked, 'Links of candidates were neither http(s) nor paths of this origin: their cards are shown without them.');
    if (bad > 0) log('CAND_BAD', bad, 'Candidates were not as the types say and are left out; slate.malformed names each.');
    return {
      surface: place?.surface ?? 'campaign-list', entity: place?.entity, candidates: checked.candidates, goal: readGoal(request.goal) ?? undefined, pinned, platform: request.order === 'platform',
      malformed: place ? checked.malformed : ['surface or entity: not as the types say', ...checked.malformed],
    };
  };
}
