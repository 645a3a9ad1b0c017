/** The model card's figures: text between markers in models/README.md, so that prose and figures live on one page and only the figures are generated. */
import {readFileSync, writeFileSync} from 'node:fs';
import type {FeatureSchema, Manifest} from '../../src/ranking-types.js';
import {table} from './tables.js';

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. Throws a sentence where the markers are missing. */
export function fillMarkers(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no markers ${begin} … ${end}.`);
  return `${page.slice(0, from + begin.length)}\n${text.trim()}\n${page.slice(to)}`;
}

/** @param texts by marker */
export function writeCard(path: string, texts: Readonly<Record<string, string>>): void {
  const page = readFileSync(path, 'utf8');
  writeFileSync(path, Object.entries(texts).reduce((filled, [name, text]) => fillMarkers(filled, name, text), page));
}

export function modelText({name, version, training, files, embedding}: Manifest, schema: FeatureSchema): string {
  const of = (key: string): Record<string, unknown> => {
    const value = training[key];
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  };
  const [log, replay, slates, {scheme}] = [of('log'), of('replay'), of('slates'), of('quantization')];
  const bytes = files.model.bytes + (files.history?.bytes ?? 0);
  return table(['', ''], [
    ['model', `${name} ${version}, ${Number(training['parameters']).toLocaleString('en')} parameters, ${typeof scheme === 'string' ? `weights ${scheme}, ` : ''}${Math.round(bytes / 1000)} kB`],
    ['log', `world seed ${String(log['seed'])}: ${String(log['visits'])} visits, ${String(log['slates'])} slates, ${String(log['events'])} events`],
    ['replayed', `${String(replay['slates'])} slates, ${String(replay['cards'])} cards, ${String(replay['examined'])} examined, ${String(replay['applies'])} applied and kept; left out ${JSON.stringify(replay['dropped'])}`],
    ['parts', `${String(slates['learn'])} slates to learn from, ${String(slates['calibrate'])} to calibrate on, ${String(slates['report'])} to report on; accounts are never shared`],
    ['schema', `${schema.version}: ${schema.history.length} history, ${schema.context.length} context, ${schema.candidates.length} candidate columns; the newest ${schema.historyLength} interactions; embedding ${embedding.version} of ${embedding.size}`],
    ['training', `${String(training['seconds'])} s`],
  ]);
}
