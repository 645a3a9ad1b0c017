/** The fault matrix has 55 rows: each is a test by its number, `fault 7: …`, or stands in tests/faults/not-here.md with the reason. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, test} from 'vitest';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
const ROWS = Array.from({length: 55}, (_, index) => index + 1);
/** A test that never runs shows nothing. */
const NEVER = ['skip', 'todo', 'fixme', 'fails'];

interface Titled {
  readonly row: number;
  readonly title: string;
  readonly file: string;
}

/** Rows named in the titles of tests, and of groups of tests; one title may name several. */
function titledIn(file: string, source: string): Titled[] {
  const found: Titled[] = [];
  const visit = (node: ts.Node) => {
    const [title] = ts.isCallExpression(node) ? node.arguments : [];
    if (ts.isCallExpression(node) && title && isTest(node.expression)) {
      const text = ts.isTemplateExpression(title) ? title.head.text : ts.isStringLiteralLike(title) ? title.text : '';
      const rows = /^(?:\[\w+\] )*((?:fault \d+: )+)/.exec(`${text} `)?.[1] ?? '';
      for (const [, row] of rows.matchAll(/fault (\d+): /g)) found.push({row: Number(row), title: text, file});
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return found;
}

/** `test`, `it` or `describe`, with whatever hangs on it: `test.each(…)`, `test.skipIf(…)`. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return ['test', 'it', 'describe'].includes(callee.text);
  if (ts.isPropertyAccessExpression(callee)) return !NEVER.includes(callee.name.text) && isTest(callee.expression);
  return ts.isCallExpression(callee) && isTest(callee.expression);
}

const TITLED = readdirSync(TESTS, {recursive: true, encoding: 'utf8'}).filter(path => /\.(test|spec)\.ts$/.test(path)).flatMap(path => {
  const source = readFileSync(join(TESTS, path), 'utf8');
  return source.includes('fault ') ? titledIn(path, source) : [];
});

/** Row and reason, as they stand in the table. */
function notHere(): ReadonlyMap<number, string> {
  const page = readFileSync(join(TESTS, 'faults/not-here.md'), 'utf8');
  return new Map([...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, row, reason = '']) => [Number(row), reason]));
}

test('every row of the fault matrix is a test by its number, or is not here for a reason', () => {
  const titled = new Set(TITLED.map(({row}) => row));
  const excused = notHere();
  expect(ROWS.filter(row => !titled.has(row) && !excused.has(row)), 'rows without a test and without a reason').toEqual([]);
  expect([...excused.keys()].filter(row => titled.has(row)), 'rows with a test are not excused').toEqual([]);
  for (const [row, reason] of excused) expect(reason.length, `the reason of row ${row}`).toBeGreaterThan(40);
});

test('no test names a row that the matrix does not have', () => {
  expect(TITLED.filter(({row}) => !ROWS.includes(row))).toEqual([]);
});

test('titles are read from what runs: not from comments, from other calls, or from tests that are put off', () => {
  const rows = (source: string) => titledIn('some.test.ts', source).map(({row}) => row);
  expect(rows('test("fault 7: a", () => {}); test.each([1])(`fault 8: ${1}`, () => {}); describe("fault 9: b", () => {}); it("[F2] fault 10: c", () => {})')).toEqual([7, 8, 9, 10]);
  expect(rows('test("fault 1: fault 2: both", () => {}); test.skipIf(absent)("fault 3: where it can be", () => {})')).toEqual([1, 2, 3]);
  expect(rows('// test("fault 7: a")\nsay("fault 7: a"); test.skip("fault 7: a", () => {}); test.todo("fault 7: a"); test("no fault 7: a", () => {})')).toEqual([]);
});
