/** Which two suggestions cannot both be applied, and what they have in common. */
import type {Candidate} from '../../src/types.js';

/** The server says so, or both set the same field of the same thing; null where both can be. */
export function exclusion(a: Candidate, b: Candidate): 'group' | 'field' | null {
  if (a.exclusiveGroup !== undefined && a.exclusiveGroup === b.exclusiveGroup) return 'group';
  const same = a.entity.level === b.entity.level && a.entity.id === b.entity.id;
  return same && a.change !== undefined && a.change.field === b.change?.field ? 'field' : null;
}
