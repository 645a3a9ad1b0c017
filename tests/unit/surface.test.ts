/** docs/versioning.md, where a machine can hold us to it. */
import {readFileSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {declarations, designTokens, manifest} from '../../docs/elements.mjs';
import {SURFACE, surface} from '../package/surface.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(root + path, 'utf8');
const elements = declarations(manifest());
const sourcesOf = (tag: string) => {
  const folder = `widgets/${tag.replace('inkling-', '')}`;
  return readdirSync(root + folder).filter(name => name.endsWith('.ts')).map(name => read(`${folder}/${name}`)).join('\n');
};

test('what is public of elements, tokens and wire is what docs/surface.json says: `npm run api` writes it, and the changelog tells of it', () => {
  expect(surface()).toEqual(JSON.parse(readFileSync(SURFACE, 'utf8')));
});

test.each(elements.map(element => [element.tagName, element] as const))('%s: each part that it names is in what it shows, and the reverse', (tag, {cssParts = []}) => {
  const shown = [...sourcesOf(tag).matchAll(/\bpart(?:=(?:"([\w\s-]+)"|\$\{([^}]*)\})|\.add\(([^)]*)\))/g)].flatMap(([, plain, computed, added]) => plain?.split(/\s+/) ?? [...(computed ?? added ?? '').matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? ''));
  expect([...new Set(shown)].sort()).toEqual(cssParts.map(({name}) => name).sort());
});

test('each event that the elements have is told of by one of them', () => {
  const made = [...read('widgets/events.ts').matchAll(/super\('(inkling-[\w-]+)'/g)].map(([, name]) => name ?? '');
  expect(made.length).toBeGreaterThan(8);
  expect([...new Set(elements.flatMap(({events}) => events.map(({name}) => name)))].sort()).toEqual(made.sort());
});

test('each token that is read has its line in the neutral theme, and the reverse', () => {
  const asked = new Set(readdirSync(`${root}widgets`, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts')).flatMap(name => [...read(`widgets/${name}`).matchAll(/var\((--inkling-[\w-]+)/g)].map(([, token]) => token ?? '')));
  expect([...asked].sort()).toEqual(designTokens().map(({name}) => name).sort());
});

test('the event types that are sent are those of openapi.yaml', () => {
  const {wire} = surface() as {wire: {schemas: {FeedbackEvent: {type: readonly string[]}}}};
  const sent = new Set(readdirSync(`${root}src`, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ts')).flatMap(name => read(`src/${name}`).match(/\binkling\.[\w.]+\.v\d+\b/g) ?? []));
  expect([...sent].sort()).toEqual([...wire.schemas.FeedbackEvent.type].sort());
});

test('the changelog has what is released and what is to come, and the version is the newest of it', () => {
  const [first, newest] = [...read('CHANGELOG.md').matchAll(/^## \[?([\w.]+)\]?/gm)].map(([, name]) => name);
  expect([first, newest]).toEqual(['Unreleased', (JSON.parse(read('package.json')) as {version: string}).version]);
});
