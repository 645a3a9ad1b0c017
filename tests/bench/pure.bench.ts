/** What the pure rooms cost, in µs: `npx tsx tests/bench/pure.bench.ts`. Reads nothing, keeps nothing. */
import {emptyContext, summarize, summarizeAll} from '../../src/context/summarize.js';
import {digestOf, encode} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import {EXPLORATION} from '../../src/policy/exploration.js';
import {rerank} from '../../src/policy/rerank.js';
import type {ListToRank} from '../../src/ranking-types.js';
import type {RankableCandidate, RecordedInteraction, Signal} from '../../src/types.js';
import {baseSchema} from '../../models/training/base-schema.js';

const NOW = Date.UTC(2026, 0, 5);
const SIZE = 16;
const TYPES = Array.from({length: 24}, (_, i) => `type-${i}`);
const schema = readSchema(baseSchema({embedding: {version: 'bench', size: SIZE}, types: TYPES}));
const embedding = (i: number) => Array.from({length: SIZE}, (_, d) => Math.sin(i * 7 + d));
const entity = (i: number) => ({level: 'campaign', id: `c${i}`}) as const;

const candidates = (count: number, from = 0): RankableCandidate[] => Array.from({length: count}, (_, k) => {
  const i = from + k;
  return {
    id: `candidate-${i}`, type: TYPES[i % TYPES.length] ?? '', entity: entity(i % 40), serverScore: Math.cos(i), embedding: embedding(i), createdAt: NOW - i * 1e6, effort: i % 9,
    spendChange: i - 20, impact: {metric: 'conversions', low: 1, high: i + 1, unit: 'percent', horizonDays: 7},
  };
});
const interactions = (count: number): RecordedInteraction[] => Array.from({length: count}, (_, i) => ({
  id: `i${i}`, visit: 'v', kind: i % 3 ? 'impression' : 'open', at: NOW - (count - i) * 1000, surface: 'campaign-list',
  candidate: {id: `candidate-${i % 200}`, type: TYPES[i % TYPES.length] ?? '', entity: entity(i % 40), embedding: embedding(i)},
}));
const signals: Signal[] = Array.from({length: 400}, (_, i) => ({namespace: 'performance', name: i % 2 ? 'spend-7d' : 'trend-7d', entity: entity(i >> 1), value: i}));
const list = (of: RankableCandidate[], seed = 's'): ListToRank => ({surface: 'campaign-list', candidates: of, pinned: [], goal: {results: 1, cost: 0.5, reach: 0.5, effort: 0.5}, seed});
const context = {...summarizeAll(emptyContext(NOW - 1e6), interactions(1000)), signals};
const heads = (count: number) => Array.from({length: count}, (_, i) => ({open: 0.1, apply: 0.02 + 0.01 * Math.sin(i), dismiss: 0.01, undo: 0.1, impact: 0.01}));

function measure(name: string, work: () => unknown): void {
  for (let i = 0; i < 200; i++) work();
  const times = Array.from({length: 400}, () => {
    const from = performance.now();
    work();
    return (performance.now() - from) * 1000;
  }).sort((a, b) => a - b);
  process.stdout.write(`${name.padEnd(40)} min ${(times[0] ?? 0).toFixed(0).padStart(6)} µs   p50 ${(times[200] ?? 0).toFixed(0).padStart(6)} µs   p95 ${(times[380] ?? 0).toFixed(0).padStart(6)} µs\n`);
}

for (const count of [10, 50, 100, 500]) {
  const lists = [list(candidates(count))];
  measure(`encode ${count} + 64 history`, () => encode(lists, context, schema, NOW));
}
const table = Array.from({length: 500}, (_, b) => list(candidates(3, b * 3)));
measure('encode 500 lists of 3 + 64 history', () => encode(table, context, schema, NOW));
const batch = encode(table, context, schema, NOW);
measure('digest of 500 lists of 3', () => table.map((_, i) => digestOf(batch, i)));
measure('encode and digest 50', () => digestOf(encode([list(candidates(50))], context, schema, NOW), 0));
for (const count of [10, 50, 100, 1000]) {
  const [each, scores] = [list(candidates(count)), heads(count)];
  let seed = 0;
  measure(`rerank ${count}`, () => rerank({list: {...each, seed: `s${seed++}`}, scores, tallies: context.tallies, now: NOW, exploration: EXPLORATION}));
}
const next = interactions(1)[0];
if (next) measure(`summarize one, ${context.tallies.size} tallies`, () => summarize(context, {...next, id: 'new'}));
const stored = interactions(20_000);
const from = performance.now();
summarizeAll(emptyContext(NOW), stored);
process.stdout.write(`summarizeAll 20,000 interactions: ${(performance.now() - from).toFixed(0)} ms\n`);
measure('structuredClone of the context', () => structuredClone(context));
