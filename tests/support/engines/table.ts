/** The tables of docs/browsers.md: what works where, and what each engine has. Written by `npm run docs:browsers`, and compared by every other run of the engines. */
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {CAPABILITIES} from './capabilities.js';

const FILE = fileURLToPath(new URL('../../../docs/browsers.md', import.meta.url));
const BEGIN = (table: string) => `<!-- ${table}: written by npm run docs:browsers -->`;
const END = '<!-- end -->';
const NOT_RUN = '–';
export const VERSION = 'version';

type Cells = Map<string, Map<string, string>>;
export interface Place {
  readonly table: 'works' | 'has';
  readonly row: string;
  /** An engine's name. */
  readonly column: string;
}

const lines = (text: string, table: string) => {
  const [, rest] = text.split(BEGIN(table));
  if (rest === undefined) throw new Error(`docs/browsers.md has lost its line "${BEGIN(table)}".`);
  return rest.slice(0, rest.indexOf(END)).split('\n').filter(line => line.startsWith('|'));
};

const fields = (line: string) => line.split('|').slice(1, -1).map(field => field.trim());

function read(text: string, table: string): Cells {
  const [head = '', , ...body] = lines(text, table);
  const [, ...columns] = fields(head);
  return new Map(body.map(line => {
    const [row = '', ...values] = fields(line);
    return [row, new Map(columns.map((column, i) => [column, values[i] ?? NOT_RUN]))];
  }));
}

function written(cells: Cells, rows: readonly string[], columns: readonly string[], last: ReadonlyMap<string, string> | null): string {
  const line = (values: readonly string[]) => `| ${values.join(' | ')} |`;
  const end = (value: string) => (last ? [value] : []);
  return [
    line(['', ...columns, ...end('where it is absent')]), line([...columns, '', ...end('')].map(() => '---')),
    ...rows.map(row => line([row, ...columns.map(column => cells.get(row)?.get(column) ?? NOT_RUN), ...end(last?.get(row) ?? '')])),
  ].join('\n');
}

/** What docs/browsers.md says; a dash where that engine has not been run. */
export const said = ({table, row, column}: Place): string => read(readFileSync(FILE, 'utf8'), table).get(row)?.get(column) ?? NOT_RUN;

/** Writes one cell. @param rows all of this table in order @param columns all engines in order */
export function write({table, row, column}: Place, value: string, rows: readonly string[], columns: readonly string[]): void {
  const text = readFileSync(FILE, 'utf8');
  const cells = read(text, table);
  cells.set(row, new Map([...cells.get(row) ?? [], [column, value]]));
  const last = table === 'has' ? new Map(Object.values(CAPABILITIES).map(({name, without}) => [name, without])) : null;
  const [before = '', rest = ''] = text.split(BEGIN(table));
  writeFileSync(FILE, `${before}${BEGIN(table)}\n${written(cells, rows, columns, last)}\n${rest.slice(rest.indexOf(END))}`);
}

/** What must be the same on every run: figures and versions may differ. */
export const verdict = (value: string): string => value.split(/[,( ]/)[0] ?? value;
