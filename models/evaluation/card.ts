/** The model card's figures: text between markers in models/README.md, so that prose and figures live on one page and only the figures are generated. */
import {readFileSync, writeFileSync} from 'node:fs';
import type {FeatureSchema, Manifest} from '../../src/ranking-types.js';
import type {Estimate} from './estimate.js';
import type {Evaluation, Figures} from './rollout.js';

const COLUMNS: readonly (readonly [keyof Figures, title: string, digits: number, per: number])[] = [
  ['utilityPerVisit', 'utility a visit (% of weekly value)', 4, 1],
  ['applyRate', 'applies, % of impressions', 2, 100],
  ['dismissRate', 'dismissals, % of impressions', 2, 100],
  ['undoRate', 'undos, % of applies', 1, 100],
  ['ndcg5', 'NDCG@5', 4, 1],
  ['gauc', 'GAUC', 4, 1],
  ['hit3Apply', 'HIT@3 apply', 4, 1],
  ['hit3Dismiss', 'HIT@3 dismiss', 4, 1],
];
const NAMES: Readonly<Record<string, string>> = {
  serverOrder: 'server order', linear: 'linear tier', ours: '**ours, 8 bit**', withoutHistory: 'ours without history', oracle: 'oracle (informed)', clairvoyant: 'clairvoyant',
};

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. Throws a sentence where the markers are missing. */
export function fillMarkers(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no markers ${begin} … ${end}.`);
  return `${page.slice(0, from + begin.length)}\n${text.trim()}\n${page.slice(to)}`;
}

export function writeCard(path: string, evaluation: Evaluation, manifest: Manifest, schema: FeatureSchema): void {
  const page = fillMarkers(readFileSync(path, 'utf8'), 'evaluation', evaluationText(evaluation));
  writeFileSync(path, fillMarkers(page, 'model', modelText(manifest, schema)));
}

export function evaluationText({seed, accounts, visits, policies, differences, gapClosed, calibration}: Evaluation): string {
  const header = ['policy', ...COLUMNS.map(([, title]) => title)];
  const rows = Object.entries(policies).map(([name, figures]) => [NAMES[name] ?? name, ...COLUMNS.map(([key, , digits, per]) => estimateText(figures[key], digits, per))]);
  const differenceRows = Object.entries(differences).map(([name, {utilityPerVisit, ndcg5}]) => [NAMES[name] ?? name, estimateText(utilityPerVisit, 4, 1), estimateText(ndcg5, 4, 1)]);
  const heads = Object.entries(calibration).map(([head, {rate, error, logLoss, constantLogLoss}]) => [head, percent(rate), percent(error), logLoss.toFixed(4), constantLogLoss.toFixed(4)]);
  return [
    `Held-out world, seed ${seed}: ${visits} visits of ${accounts} accounts, each policy in the same visits with the same chance; nothing explored. In brackets the 95 % interval over accounts.`,
    table(header, rows),
    `Of the gap in utility between the server's order and the informed oracle, ours closes ${estimateText(gapClosed, 1, 100)} %.`,
    'Paired differences, ours less the other:',
    table(['ours less', 'utility a visit', 'NDCG@5'], differenceRows),
    'Calibration of the served heads on the examined cards of the policy "ours":',
    table(['head', 'rate', 'calibration error (10 equal-mass bins)', 'log-loss', 'of the constant'], heads),
  ].join('\n\n');
}

function modelText({name, version, training, files, embedding}: Manifest, schema: FeatureSchema): string {
  const of = (key: string): Record<string, unknown> => {
    const value = training[key];
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  };
  const [log, replay, slates] = [of('log'), of('replay'), of('slates')];
  return table(['', ''], [
    ['model', `${name} ${version}, ${Number(training['parameters']).toLocaleString('en')} parameters, 8-bit weights, ${Math.round(files.model.bytes / 1000)} kB`],
    ['log', `world seed ${String(log['seed'])}: ${String(log['visits'])} visits, ${String(log['slates'])} slates, ${String(log['events'])} events`],
    ['replayed', `${String(replay['slates'])} slates, ${String(replay['cards'])} cards, ${String(replay['examined'])} examined, ${String(replay['applies'])} applied and kept; left out ${JSON.stringify(replay['dropped'])}`],
    ['parts', `${String(slates['learn'])} slates to learn from, ${String(slates['calibrate'])} to calibrate on, ${String(slates['report'])} to report on; accounts are never shared`],
    ['schema', `${schema.version}: ${schema.history.length} history, ${schema.context.length} context, ${schema.candidates.length} candidate columns; the newest ${schema.historyLength} interactions; embedding ${embedding.version} of ${embedding.size}`],
    ['training', `${String(training['seconds'])} s`],
  ]);
}

function estimateText({value, low, high}: Estimate, digits: number, per: number): string {
  const text = (x: number) => Number.isFinite(x) ? (x * per).toFixed(digits) : '–';
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
