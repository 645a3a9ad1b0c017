/** What the served ranker knows of the platforms' own types, counted: a table of models/README.md. `npx tsx tests/support/platform-coverage.ts` writes it anew. */
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {GOOGLE_KIN, GOOGLE_TYPES} from '../../src/adapters/google-ads-types.js';
import {META_KIN, NO_SUGGESTION} from '../../src/adapters/meta-types.js';
import {fillMarkers} from '../../models/evaluation/card.js';
import {META_NAMES} from './ads-facts.js';

const folder = new URL('../../models/ranker/', import.meta.url);
const CARD = fileURLToPath(new URL('../../models/README.md', import.meta.url));
const json = <T>(url: URL): T => JSON.parse(readFileSync(url, 'utf8')) as T;

interface Column {
  readonly name: string;
}

/** The types that have a column in the schema that is served now. */
function learnedTypes(): Set<string> {
  const {manifest} = json<{manifest: string}>(new URL('current.json', folder));
  const {files} = json<{files: {schema: {path: string}}}>(new URL(manifest.replace(/.*\//, ''), folder));
  const {candidates} = json<{candidates: readonly Column[]}>(new URL(files.schema.path, folder));
  return new Set(candidates.flatMap(({name}) => (name.startsWith('type=') ? [name.slice('type='.length)] : [])));
}

/** NDCG@5 of ours in a row of "In other worlds". */
function ndcg(card: string, row: string): string {
  const figures = card.slice(card.indexOf('NDCG@5:')).split('\n').find(line => line.startsWith(`| ${row} |`))?.split('|')[4]?.trim();
  if (!figures) throw new RangeError(`models/README.md has no NDCG@5 of "${row}": run npm run evaluate:shifts with --card.`);
  return figures;
}

export function coverage(card: string): string {
  const learned = learnedTypes();
  const platforms = [
    {label: 'Google Ads v25', names: Object.keys(GOOGLE_TYPES), kin: GOOGLE_KIN},
    {label: 'Meta', names: META_NAMES.filter(name => !(name in NO_SUGGESTION)), kin: META_KIN},
  ];
  const rows = platforms.map(({label, names, kin}) => {
    const known = names.filter(name => learned.has(kin[name] ?? ''));
    return `| ${label} | ${names.length} | ${known.length} | ${names.length - known.length} | ${new Set(known.map(name => kin[name])).size} of ${learned.size} |`;
  });
  const unknown = platforms[0]?.names.filter(name => !learned.has(GOOGLE_KIN[name] ?? '')) ?? [];
  const left = platforms.flatMap(({names, kin}) => names.filter(name => name in kin && !learned.has(kin[name] ?? '')).map(name => `\`${name}\``));
  return [
    '| platform | types that map | with a column of their own under `types: \'world\'` | of no kind to the ranker | kinds of the world met |', '| --- | --- | --- | --- | --- |', ...rows, '',
    `Without \`types: 'world'\` none has a column. ${left.join(', ')} stem from kinds of the world that training left out, to be its unseen types. Google's of no kind: ${unknown.map(name => `\`${name}\``).join(', ')}.`, '',
    `The nearest thing to a measurement is a world with four kinds that training never met, whose cards still had embeddings: there ours has an NDCG@5 of ${ndcg(card, 'unseenTypes 4')}, in the world as trained ${ndcg(card, 'as trained')}. A platform's card of no kind has less to be known by.`,
  ].join('\n');
}

export const readCard = (): string => readFileSync(CARD, 'utf8');
export const withCoverage = (card: string): string => fillMarkers(card, 'platforms', coverage(card));

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(CARD, withCoverage(readCard()));
