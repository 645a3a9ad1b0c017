/** Figures as people read them: Markdown tables, and estimates with their interval in brackets. */
import type {Estimate} from './estimate.js';
import type {Figure} from './figures.js';

export const COLUMNS: readonly (readonly [figure: Figure, title: string, digits: number, per: number])[] = [
  ['utilityPerVisit', 'utility a visit (% of weekly value)', 4, 1],
  ['applyRate', 'applies, % of impressions', 2, 100],
  ['dismissRate', 'dismissals, % of impressions', 2, 100],
  ['undoRate', 'undos, % of applies', 2, 100],
  ['ndcg1', 'NDCG@1', 4, 1],
  ['ndcg3', 'NDCG@3', 4, 1],
  ['ndcg5', 'NDCG@5', 4, 1],
  ['gauc', 'GAUC', 4, 1],
  ['hit3Apply', 'HIT@3 apply', 4, 1],
  ['hit3Dismiss', 'HIT@3 dismiss', 4, 1],
];

const NAMES: Readonly<Record<string, string>> = {
  serverOrder: 'server order', linear: 'linear tier', din: 'DIN-like, point-wise', gru: 'GRU over the list (DLCM-like)',
  'without-history': 'ours without history', 'without-reason': 'ours without reasons of dismissals', 'without-listwise': 'ours without the list-wise layer',
  'without-position-bias': 'ours without position bias', 'ours-float32': 'ours, float32', 'ours-8bit': 'ours, 8 bit', 'ours-4bit': 'ours, 4 bit', 'ours-short': 'ours, trained briefly',
  emptied: 'ours, nothing known', ours: '**ours, as served**', clients: 'ours with the client\'s diversity', oracle: 'oracle (informed)', clairvoyant: 'clairvoyant',
};

export function nameOf(policy: string): string {
  return NAMES[policy] ?? policy;
}

/** @param per what one unit is shown as: 100 for per cent */
export function estimateText({value, low, high}: Estimate, digits: number, per = 1): string {
  const text = (x: number) => Number.isFinite(x) ? (x * per).toFixed(digits) : '–';
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
