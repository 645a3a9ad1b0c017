import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {manifest, page, undescribed} from '../../docs/elements.mjs';

const made = manifest();
const elements = made.modules.flatMap(module => module.declarations);

test('each attribute, property, method, event and part of an element is described where it is declared', () => {
  expect(elements.map(({tagName}) => tagName)).toEqual(expect.arrayContaining(['inkling-provider', 'inkling-panel', 'inkling-card']));
  expect(undescribed(made)).toEqual([]);
});

test('docs/elements.md is what `npm run docs:elements` writes', () => {
  expect(readFileSync(fileURLToPath(new URL('../../docs/elements.md', import.meta.url)), 'utf8')).toBe(page(made));
});

test('what is private stays out of the manifest', () => {
  const names = elements.flatMap(({members, attributes}) => [...members, ...attributes]).map(({name}) => name);
  expect(names).toContain('heading-level');
  expect(names.filter(name => name.startsWith('#') || ['undoing', 'waiting', 'expanded'].includes(name))).toEqual([]);
});
