/** Two orders made into one whose clicks tell which was better [P7]: the team draft of Radlinski, Kurup and Joachims (2008). Pure. */
import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import type {Team} from '../types.js';
import {generatorOf} from './exploration.js';

export interface Pick<T> {
  readonly option: T;
  readonly team: Team;
}

interface Drafted {
  readonly candidateId: string;
  readonly exclusiveGroup?: string;
}

/**
 * Whoever has fewer picks picks next, after a toss where both have as many: the best of its own order that is still there and whose exclusive group has
 * nobody yet.
 * @param seed of the slate: the toss is keyed by it
 */
export function teamDraft<T extends Drafted>(ours: readonly T[], server: readonly T[], seed: string): Pick<T>[] {
  const orders = {ours: [...ours], server: [...server]};
  const toss = generatorOf(seed, '\u0000draft');
  const taken = new Set<string>();
  const groups = new Set<string>();
  const counts = {ours: 0, server: 0};
  const picks: Pick<T>[] = [];
  const free = ({candidateId, exclusiveGroup}: T) => !taken.has(candidateId) && (exclusiveGroup === undefined || !groups.has(exclusiveGroup));
  const nextOf = (team: Team) => {
    const order = orders[team];
    while (order[0] && !free(order[0])) order.shift();
    return order[0];
  };
  for (;;) {
    const [own, theirs] = [nextOf('ours'), nextOf('server')];
    if (!own && !theirs) return picks;
    const first: Team = counts.ours === counts.server ? (uniformFloat64(toss) < 0.5 ? 'ours' : 'server') : counts.ours < counts.server ? 'ours' : 'server';
    const team: Team = first === 'ours' ? (own ? 'ours' : 'server') : (theirs ? 'server' : 'ours');
    const option = (team === 'ours' ? own : theirs) as T;
    picks.push({option, team});
    counts[team]++;
    taken.add(option.candidateId);
    if (option.exclusiveGroup !== undefined) groups.add(option.exclusiveGroup);
  }
}

/**
 * Kendall's τ (1938) between two orders of the same things, −1 to 1: of all pairs, the share that agrees less the share that does not. What only one of
 * them holds is left out.
 */
export function agreementOf(order: readonly string[], other: readonly string[]): number {
  const places = new Map(other.map((id, place) => [id, place]));
  const sequence = order.flatMap(id => places.get(id) ?? []);
  const pairs = sequence.length * (sequence.length - 1) / 2;
  if (pairs === 0) return 1;
  let agreeing = 0;
  for (let i = 1; i < sequence.length; i++) for (let j = 0; j < i; j++) if ((sequence[j] as number) < (sequence[i] as number)) agreeing++;
  return 2 * agreeing / pairs - 1;
}
