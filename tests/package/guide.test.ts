/** The snippets of docs/embedding.md: each stands in the file that it names, or compiles as it is; the headers are what tests/e2e/strict-pages.spec.ts serves. */
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {blocks} from '../support/guide.js';
import {compiled, consumer, TYPES} from '../support/packed.js';

const CODE = /^(?:js|ts|tsx)$/;

/** Without the indent that all its lines have: a list indents what stands in it. */
function flush(text: string): string {
  const lines = text.trimEnd().split('\n');
  const indent = Math.min(...lines.filter(Boolean).map(line => line.length - line.trimStart().length));
  return lines.map(line => line.slice(indent)).join('\n');
}

const named = blocks().filter(({file}) => file !== null);
const unnamed = blocks().filter(({file, language}) => file === null && CODE.test(language));

test('there is something to look at', () => {
  expect(named.length).toBeGreaterThan(8);
  expect(unnamed.length).toBeGreaterThan(1);
  expect(blocks().filter(({language}) => language === 'http').length).toBeGreaterThan(8);
});

test.each(named)('$heading: what it shows stands in $file', ({file, text}) => {
  const lines = readFileSync(file ?? '', 'utf8').split('\n');
  const wanted = flush(text).split('\n');
  const isThere = lines.some((_, at) => flush(lines.slice(at, at + wanted.length).join('\n')) === wanted.join('\n'));
  expect(isThere, text).toBe(true);
});

test('what names no file compiles as it stands', () => {
  const folder = consumer(mkdtempSync(join(tmpdir(), 'inkling-guide-')), [...TYPES, '@types/react', 'csstype']);
  const files = unnamed.map(({language, text}, index) => {
    const name = `snippet-${index}.${language === 'tsx' ? 'tsx' : 'ts'}`;
    writeFileSync(join(folder, name), flush(text));
    return name;
  });
  expect(compiled(folder, {module: 'ESNext', moduleResolution: 'bundler', jsx: 'react-jsx', skipLibCheck: true}, files)).toBe('');
});
