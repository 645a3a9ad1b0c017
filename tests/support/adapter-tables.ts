/** The tables of docs/adapters.md, of the adapters' own lists. `npx tsx tests/support/adapter-tables.ts` writes them anew. */
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {AMAZON_KINDS} from '../../src/adapters/amazon-ads.js';
import {GOOGLE_KIN, GOOGLE_TYPES} from '../../src/adapters/google-ads-types.js';
import {META_KIN, NO_SUGGESTION} from '../../src/adapters/meta-types.js';
import {MICROSOFT_TYPES} from '../../src/adapters/microsoft-ads.js';
import {TIKTOK_TYPES} from '../../src/adapters/tiktok.js';
import {META_NAMES} from './ads-facts.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/adapters.md', import.meta.url));

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
const code = (text: string): string => `\`${text}\``;
const asks = (text: string): string => text.replace('{entity}', 'the entity').replace('{}', '…');

const TABLES: Readonly<Record<string, () => string>> = {
  google: () => table(['type', 'asks', 'a chosen value is sent as', 'world\'s type'], Object.entries(GOOGLE_TYPES).map(([name, {asks: text, parameter, needs, reading}]) => [
    code(name), asks(text), parameter ? code(parameter.join('.')) : needs ? `needs ${code(needs)} as parameters` : reading === 'assets' ? 'the suggested assets' : reading === 'apply-link' ? 'at its link' : 'as recommended',
    GOOGLE_KIN[name] ?? '',
  ])),
  meta: () => [
    `Of the ${META_NAMES.length} names in Meta's list ${META_NAMES.filter(name => !(name in NO_SUGGESTION)).length} map. ${Object.keys(META_KIN).length} of them have a type of the world's:`, '',
    table(['type', 'world\'s type'], Object.entries(META_KIN).map(([name, kin]) => [code(name), kin])), '', 'Refused by name:', '',
    table(['name', 'is'], Object.entries(NO_SUGGESTION).map(([name, what]) => [code(name), what])),
  ].join('\n'),
  amazon: () => table(['kind', 'asks'], Object.entries(AMAZON_KINDS).map(([name, text]) => [code(name), name === 'UNIFIED' ? 'named by its `recommendationType`' : asks(text.replace('{entity}', 'it'))])),
  microsoft: () => table(['type', 'asks'], Object.entries(MICROSOFT_TYPES).map(([name, text]) => [code(name), asks(text)])),
  tiktok: () => table(['type', 'asks'], Object.entries(TIKTOK_TYPES).map(([name, text]) => [code(name), asks(text)])),
};

/** The document with its tables as they must be. */
export function withTables(document: string): string {
  return Object.entries(TABLES).reduce((text, [name, make]) => {
    const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new RangeError(`docs/adapters.md has no place for the table ${name}: put ${begin} and ${end} where it belongs.`);
    return `${text.slice(0, from + begin.length)}\n${make()}\n${text.slice(to)}`;
  }, document);
}

export const readDocument = (): string => readFileSync(DOCUMENT, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(DOCUMENT, withTables(readDocument()));
