/** What the policy costs with everything on: pins, constraints, diversity, hysteresis, exploration; in the page, a list at a time. */
import {EXPLORATION} from '../../src/policy/exploration.js';
import {POLICY, rerank} from '../../src/policy/rerank.js';
import type {ListToRank} from '../../src/ranking-types.js';
import {candidateKey, entityKey, typeKey} from '../../src/tally.js';
import type {HeadScores, Tally} from '../../src/types.js';
import {NOW, rankable} from './workload.js';

/** Clocks of pages are coarse: so many calls are timed together. */
const TOGETHER = 10;
const DAY = 86_400_000;

const tally = (i: number): Tally => ({
  at: NOW - i * 3_600_000, impressions: 1 + i % 15, opens: i % 2, applies: 0, dismissals: i % 3, undos: 0, snoozes: 0, edits: 0,
  ...(i % 17 === 0 && {hidden: {until: NOW + DAY, reason: 'dismissed' as const}}),
});

/** @returns what measures the policy once for so many candidates: microseconds a call */
export function policyAt(size: number): () => number {
  const candidates = Array.from({length: size}, (_, i) => ({...rankable(i), ...(i % 9 === 0 && {exclusiveGroup: `g${i % 27}`})}));
  const tallies = new Map(candidates.flatMap((candidate, i) => [[candidateKey(candidate.id), tally(i)], [typeKey(candidate.type), {...tally(1), hidden: undefined}], [entityKey(candidate.entity), {...tally(1), hidden: undefined}]] as const));
  const scores = candidates.map((_, i): HeadScores => ({open: 0.1, apply: 0.02 + 0.01 * Math.sin(i), dismiss: 0.01, undo: 0.1, impact: 0.01 * Math.cos(i)}));
  const list: Omit<ListToRank, 'seed'> = {
    surface: 'campaign-list', candidates, goal: {results: 1, cost: 0.5, reach: 0.5, effort: 0.5},
    pinned: [{candidateId: 's1', position: 0}, {candidateId: 's4', position: 2}], previous: candidates.toReversed().map(({id: candidateId}) => ({candidateId})),
  };
  let seed = 0;
  const once = () => rerank({list: {...list, seed: `s${seed++}`}, scores, tallies, now: NOW, exploration: EXPLORATION, policy: POLICY});
  return () => {
    const begun = performance.now();
    for (let i = 0; i < TOGETHER; i += 1) once();
    return (performance.now() - begun) * 1000 / TOGETHER;
  };
}
