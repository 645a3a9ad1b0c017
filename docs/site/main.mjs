/** `npm run docs` serves the site and follows its sources; `npm run docs:build [-- --base /path/]` builds it into `dist/site`, and fails at a link that leads nowhere. */
import {spawn} from 'node:child_process';
import {existsSync, readFileSync, readdirSync, watch} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {build as buildSite, createServer} from 'vitepress';
import {build as buildPackage} from '../../demo/build.mjs';
import {root} from './map.mjs';
import {stage} from './stage.mjs';

const DOCS = join(root, 'docs');
const SITE = join(root, 'dist/site');
const FOLLOWED = ['docs', 'models', 'demo/server', 'widgets'];

/** @returns A line for each link within the site to a heading that is not there; of pages that are not there VitePress itself tells, of states that are not there the pages of the elements. */
function deadAnchors(base) {
  const files = new Map(readdirSync(SITE, {recursive: true}).filter(name => name.endsWith('.html') && !name.startsWith('states/')).map(name => [name, readFileSync(join(SITE, name), 'utf8')]));
  const ids = new Map([...files].map(([name, html]) => [name, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]));
  return [...files].flatMap(([name, html]) => [...html.matchAll(/href="([^"#]*)#([^"]+)"/g)].flatMap(([, path, hash]) => {
    if (/^[a-z]+:|\/states\/states\.html$/.test(path)) return [];
    const page = path === '' ? name : path.startsWith(base) ? path.slice(base.length) : relative(SITE, resolve(SITE, name, '..', path));
    const target = page === '' ? 'index.html' : page.endsWith('.html') ? page : `${page}.html`;
    return ids.get(target)?.has(decodeURIComponent(hash)) ? [] : [`${name}: ${path}#${hash}`];
  }));
}

async function make(base) {
  await stage();
  await buildSite(DOCS, {base});
  const dead = deadAnchors(base);
  if (dead.length > 0) throw new Error(`Links to headings that are not there:\n${[...new Set(dead)].join('\n')}\nCorrect the link or the heading.`);
  console.log(`Built dist/site: ${readdirSync(SITE, {recursive: true}).filter(name => name.endsWith('.html')).length} pages.`);
}

async function serve(base, port) {
  await stage();
  const server = await createServer(DOCS, {base, port});
  await server.listen();
  server.printUrls();
  let waits;
  const again = () => { clearTimeout(waits); waits = setTimeout(() => spawn(process.execPath, [join(root, 'docs/site/main.mjs'), 'stage'], {stdio: 'inherit'}), 200); };
  for (const folder of FOLLOWED) watch(join(root, folder), {recursive: true}, (_, name) => { if (/\.(md|ts|yaml)$/.test(name ?? '')) again(); });
}

const {values: {base, port}, positionals: [what = 'build']} = parseArgs({allowPositionals: true, options: {base: {type: 'string', default: '/'}, port: {type: 'string', default: '5173'}}});
try {
  if (!existsSync(join(root, 'dist/demo/states.html')) || what === 'build') await buildPackage();
  if (what === 'serve') await serve(base, Number(port));
  else if (what === 'stage') await stage();
  else await make(base);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
