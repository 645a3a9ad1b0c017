/** The pages with their texts, and their links set for where they will lie. */
import {copyFileSync, readFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {elementPages} from './elements.mjs';
import {onSite} from './links.mjs';
import {llmsTxt} from './llms.mjs';
import {root, sections} from './map.mjs';
import {wirePages} from './wire.mjs';

/** What of the repository leads elsewhere than to a page of its own. */
const PLACES = [['docs/elements.md', 'elements/overview.md'], ['README.md', 'index.md'], ['demo/server/openapi.yaml', 'wire/calls.md']];

/**
 * @param api The pages of the types, where they are wanted.
 * @returns `{sections: [{title, pages: [{title, to, from, text}]}], places}`; the texts have the links of the repository.
 */
export function allPages(api = []) {
  const made = {elements: elementPages(), wire: wirePages(), api};
  const all = sections().map(({title, pages, made: name}) => ({
    title, pages: [...(made[name] ?? []), ...pages.map(page => ({...page, text: readFileSync(join(root, page.from), 'utf8')}))],
  }));
  const pages = all.flatMap(section => section.pages);
  const elements = pages.filter(({to}) => to.startsWith('elements/')).map(({to}) => [`docs/elements.md#inkling-${to.slice('elements/'.length, -'.md'.length)}`, to]);
  return {sections: all, places: new Map([...pages.flatMap(({from, to}) => (from ? [[from, to]] : [])), ...PLACES, ...elements])};
}

/** @returns The sections anew, their links leading within the site; what is no page is told to `wanted` (see `onSite`). */
export function linked({sections: all, places}, wanted) {
  return all.map(({title, pages}) => ({title, pages: pages.map(page => (page.from ? {...page, text: onSite(page.text, page, places, wanted)} : page))}));
}

export function write(file, text) {
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
}

/** The documentation as it lies in the package: `llms.txt`, the pages that it names beside it in `docs/`, and the wire as it is. */
export function packPages(folder) {
  rmSync(join(folder, 'docs'), {recursive: true, force: true});
  const all = linked(allPages(), () => null);
  for (const {to, text} of all.flatMap(({pages}) => pages)) write(join(folder, 'docs', to), text.replace(/<StateFrames[^>]*\/>\n*/g, '').replace(/\]\(\/openapi\.yaml\)\{[^}]*\}/g, '](./openapi.yaml)'));
  copyFileSync(join(root, 'demo/server/openapi.yaml'), join(folder, 'docs/wire/openapi.yaml'));
  write(join(folder, 'llms.txt'), llmsTxt(all, ({to}) => `docs/${to}`));
}
