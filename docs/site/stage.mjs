/** Lays the site's pages out in `.cache/site/pages`: those of the repository with their links set right, those that are made, and what they link to. */
import {copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {apiPages} from './api.mjs';
import {expectStates} from './elements.mjs';
import {onSite} from './links.mjs';
import {llmsFull, llmsTxt} from './llms.mjs';
import {root} from './map.mjs';
import {allPages, linked, write} from './pages.mjs';

const PAGES = join(root, '.cache/site/pages');
const PICTURE = /\.(png|jpe?g|svg|webp)$/;
const LANGUAGES = {mjs: 'js', yaml: 'yaml', ts: 'ts', json: 'json', py: 'python', css: 'css', html: 'html'};

const sourcePlace = file => `source/${file.endsWith('.md') ? file : `${file}.md`}`;

/** Makes all of it anew, and the sidebar beside it. */
export async function stage() {
  expectStates();
  const found = allPages(await apiPages());
  rmSync(PAGES, {recursive: true, force: true});
  const sources = new Set();
  const wanted = file => {
    if (!PICTURE.test(file)) { sources.add(file); return sourcePlace(file); }
    mkdirSync(join(PAGES, 'pictures'), {recursive: true});
    copyFileSync(join(root, file), join(PAGES, 'pictures', file.split('/').at(-1)));
    return `pictures/${file.split('/').at(-1)}`;
  };
  const all = linked(found, wanted);
  for (const {to, text} of all.flatMap(({pages}) => pages)) write(join(PAGES, to), text);
  write(join(PAGES, 'index.md'), readFileSync(join(root, 'docs/site/home.md'), 'utf8'));
  for (const file of sources) write(join(PAGES, sourcePlace(file)), sourcePage(file, found.places, wanted));
  offer(all);
  writeFileSync(join(root, '.cache/site/sidebar.json'), JSON.stringify(all.map(({title, pages}) => ({text: title, items: pages.map(({title: text, to}) => ({text, link: `/${to.replace(/\.md$/, '')}`}))}))));
}

/** A file of the repository that a page leads to, to be read here. */
function sourcePage(file, places, wanted) {
  const text = readFileSync(join(root, file), 'utf8').trimEnd();
  if (file.endsWith('.md')) return onSite(text, {from: file, to: sourcePlace(file)}, places, wanted);
  return `---\noutline: false\nsearch: false\n---\n\n# ${file}\n\n\`\`\`\`${LANGUAGES[file.split('.').at(-1)] ?? ''}\n${text}\n\`\`\`\`\n`;
}

/** What lies beside the pages as it is: each page's Markdown, the maps of it all, the wire, and the elements in all their states. */
function offer(all) {
  const open = join(PAGES, 'public');
  const address = ({to}) => to;
  for (const {to, text} of all.flatMap(({pages}) => pages)) write(join(open, to), text);
  write(join(open, 'llms.txt'), llmsTxt(all, address));
  write(join(open, 'llms-full.txt'), llmsFull(all, address));
  copyFileSync(join(root, 'demo/server/openapi.yaml'), join(open, 'openapi.yaml'));
  copyFileSync(join(root, 'docs/demo.png'), join(open, 'demo.png'));
  const demo = join(root, 'dist/demo');
  if (!existsSync(join(demo, 'states.html'))) throw new Error('dist/demo/states.html is not there: run `npm run build`.');
  mkdirSync(join(open, 'states'), {recursive: true});
  copyFileSync(join(demo, 'states.html'), join(open, 'states/states.html'));
  // Fixed data needs no ranker.
  cpSync(join(demo, 'assets'), join(open, 'states/assets'), {recursive: true, filter: path => !/\.(wasm|br)$|\/ort\./.test(path)});
}
