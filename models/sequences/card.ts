/** The figures of models/sequences/README.md, between its markers. */
import {readFileSync, writeFileSync} from 'node:fs';
import {fillMarkers} from '../evaluation/card.js';
import type {Estimate} from '../evaluation/estimate.js';
import type {Judged} from './evaluate.js';
import type {compare, tune} from './rerank.js';

export const CARD = 'models/sequences/README.md';

export interface Figures {
  readonly protocol: 'sampled' | 'full';
  /** Where the negatives come from; null where there are none. */
  readonly drawn: string | null;
  readonly users: number;
  readonly catalogue: number;
  /** How many float32 ranks are not those that somebody else computed; null where there are none to compare with. */
  readonly unlike: number | null;
  readonly served: Judged;
  readonly float32: Judged;
  readonly fourBit: Judged;
}

export interface Reranking {
  /** Of the server's order; see rerank.ts. */
  readonly weight: number;
  readonly tried: ReturnType<typeof tune>['tried'];
  readonly tunedOn: {readonly lists: number; readonly sessions: number};
  /** By recommender. */
  readonly lists: Readonly<Record<string, ReturnType<typeof compare>>>;
}

/** @param name of the model in the card; its markers are `<name>-<protocol>`. */
export function writeCard(name: string, figures: Figures): void {
  writeFileSync(CARD, fillMarkers(readFileSync(CARD, 'utf8'), `${name}-${figures.protocol}`, protocolText(figures)));
}

export function protocolText({protocol, drawn, users, catalogue, unlike, served, float32, fourBit}: Figures): string {
  const row = (name: string, judged: Judged) => [name, estimateText(judged.hr10), estimateText(judged.ndcg10), String(differing(judged.ranks, float32.ranks))];
  return [
    protocol === 'full'
      ? `Protocol B: the last item of ${users} users among all ${catalogue} items without those the user has met.`
      : `Protocol A: the last item of ${users} users among 100 uniform draws (${drawn}).`,
    'In brackets the 95 % interval over users.',
    '',
    table(['weights', 'HR@10', 'NDCG@10', 'ranks that differ from float32'], [row('8 bit, served', served), row('float32', float32), row('4 bit, blocks of 32', fourBit)]),
    ...unlike === null ? [] : ['', `In float32 ${unlike} of ${users} ranks are not the one that the model's own code gives.`],
  ].join('\n');
}

export function rerankingText({weight, tried, tunedOn, lists}: Reranking): string {
  const [some] = Object.values(lists);
  const rows = Object.entries(lists).map(([name, {before, after, difference}]) => [name, ...(['hr20', 'mrr20'] as const).flatMap(figure => [before[figure].value.toFixed(4), after[figure].value.toFixed(4), estimateText(difference[figure])])]);
  return [
    `${some?.rows ?? 0} rows of ${some?.sessions ?? 0} sessions. In brackets the 95 % interval of the paired difference, drawn over sessions.`,
    '',
    table(['list', 'HR@20 before', 'after', 'difference', 'MRR@20 before', 'after', 'difference'], rows),
    '',
    `Weight of the server's order ${weight}, tuned on ${tunedOn.lists} lists of ${tunedOn.sessions} training sessions; MRR@20 there by weight: ${tried.map(({weight: some, mrr20}) => `${some === Infinity ? 'server order' : some} ${mrr20.toFixed(4)}`).join(', ')}.`,
  ].join('\n');
}

export function differing(some: ArrayLike<number>, others: ArrayLike<number>): number {
  return Array.from(some).filter((rank, at) => rank !== others[at]).length;
}

export function estimateText({value, low, high}: Estimate, digits = 4): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
