/** `npm run size [-- --json FILE]`: bytes of each entry as a page downloads it, against the budgets of design §10. Fails when one is broken. */
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {brotliCompressSync, gzipSync} from 'node:zlib';
import {build} from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');
const {values} = parseArgs({options: {json: {type: 'string'}}});

/** A built file and all that it imports statically: what the browser must have before the first line runs. */
function closure(entry, skip = () => false, seen = new Set()) {
  if (seen.has(entry) || skip(entry)) return seen;
  seen.add(entry);
  for (const [, path] of readFileSync(entry, 'utf8').matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{][^;"']*?from\s*)?["'](\.[^"']+)["']/g)) closure(join(dirname(entry), path), skip, seen);
  return seen;
}

/** The same with what it imports later, when it is needed. */
function everything(entry, skip = () => false, seen = new Set()) {
  for (const file of closure(entry, skip)) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/\bimport\(\s*[`"'](\.[^`"']+)[`"']\s*\)/g)) everything(join(dirname(file), path), skip, seen);
  }
  return seen;
}

const isOrt = path => /\/ort[.-]|onnxruntime/.test(path);
const isLit = path => /\/lit[-.]/.test(path);

function rankerFiles() {
  const folder = join(root, 'models/ranker');
  if (!existsSync(join(folder, 'current.json'))) return [];
  const {manifest} = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'));
  const {files} = JSON.parse(readFileSync(join(folder, manifest), 'utf8'));
  return [manifest, ...Object.values(files).map(file => file.path)].map(name => join(folder, name));
}

/** What pages load of the policy, in one file with all that it needs; in the package it lies in the parts that use it. What only evaluation asks is not in it. */
async function policyAlone() {
  const exported = {assignment: 'armOf', exploration: 'EXPLORATION', modes: 'shownIn', rerank: 'POLICY, rerank'};
  const entry = Object.entries(exported).map(([file, names]) => `export {${names}} from ${JSON.stringify(join(root, 'src/policy', `${file}.ts`))};`).join('\n');
  const file = join(root, '.cache/policy.js');
  const bundled = await build({
    configFile: false, root, logLevel: 'silent', plugins: [{name: 'policy', resolveId: id => (id === 'virtual:policy' ? id : null), load: id => (id === 'virtual:policy' ? entry : null)}],
    build: {write: false, minify: true, rollupOptions: {input: 'virtual:policy', preserveEntrySignatures: 'strict', output: {format: 'es'}}},
  });
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, bundled.output[0].code);
  return [file];
}
const policyFiles = await policyAlone();

/** What comes beside the page entry, for a page that has that already. */
const beside = (...entries) => {
  const client = closure(join(dist, 'index.js'));
  return [...new Set(entries.flatMap(entry => [...closure(join(dist, `${entry}.js`))]))].filter(file => !client.has(file));
};
const ELEMENTS = ['define', 'inline', 'badge', 'outcome', 'why', 'local-data'];

const locales = named => readdirSync(dist).filter(name => named.test(name)).map(name => join(dist, name));

const BUDGETS = [
  {name: 'page entry, without Lit', files: () => [...closure(join(dist, 'index.js'), isLit)], unit: 'gzip', limit: 18_000, hint: 'the headless core must stay below LaunchDarkly\'s 18.2 kB: look for a dependency that came in, or load a part later'},
  {name: 'loader of the one-script build', files: () => [...closure(join(dist, 'inkling.js'))], unit: 'gzip', limit: 3_000, hint: 'a page without widgets pays for it: it may import nothing'},
  {name: 'first widget with everything it needs: client, Lit, provider, panel and card until the first list is painted', files: () => [...closure(join(dist, 'define.js'))], unit: 'gzip', limit: 44_500, hint: 'what a first list does not need comes later: see widgets/later.ts'},
  {name: 'first widget, beside the page entry: Lit, provider, panel and card', files: () => beside('define'), unit: 'gzip', limit: 32_000, hint: 'what a first list does not need comes later: see widgets/later.ts'},
  {name: 'all widgets, beside the page entry, as they are first drawn', files: () => beside(...ELEMENTS), unit: 'gzip', limit: 48_000, hint: 'what an element does not show at first comes later: see widgets/later.ts'},
  {name: 'page and widgets, all that they ever load', files: () => [...everything(join(dist, 'define.js'))], unit: 'gzip', limit: 120_000, hint: 'what is loaded later is downloaded too'},
  {name: 'one locale, what a first list says', files: () => locales(/^de-(?!later).*\.js$/), unit: 'gzip', limit: 1_300, hint: 'a text that a first list does not say belongs to a folder\'s own words.ts'},
  {name: 'one locale, what comes later', files: () => locales(/^de-later-.*\.js$/), unit: 'gzip', limit: 3_200, hint: 'a locale is texts alone'},
  {name: 'worker, own code beside ORT', files: () => [...closure(join(dist, 'worker.js'), isOrt)], unit: 'gzip', limit: 14_000, hint: 'the worker needs no validation that the page has done'},
  {name: 'worker, all that it ever loads beside ORT', files: () => [...everything(join(dist, 'worker.js'), isOrt)], unit: 'gzip', limit: 20_000, hint: 'what comes with a model is paid for by everyone who has one'},
  {name: 'policy, with all that it needs', files: () => policyFiles, unit: 'gzip', limit: 5_000, hint: 'it is pure arithmetic: look for what another room should do'},
  {name: 'ranker with schema, golden and manifest', files: rankerFiles, unit: 'brotli', limit: 250_000, hint: 'quantize harder or make the network smaller'},
];

const compress = {gzip: bytes => gzipSync(bytes, {level: 9}).length, brotli: bytes => brotliCompressSync(bytes).length};
const entries = BUDGETS.map(({name, files, unit, limit, hint}) => {
  const list = files();
  const size = how => list.reduce((sum, file) => sum + compress[how](readFileSync(file)), 0);
  return {name, gzip: size('gzip'), brotli: size('brotli'), unit, limit, within: size(unit) <= limit, hint, files: list.map(file => relative(root, file))};
});
if (values.json) writeFileSync(values.json, `${JSON.stringify({entries}, null, 2)}\n`);
for (const entry of entries) {
  console.log(`${entry.within ? 'ok  ' : 'OVER'} ${entry.name}: ${entry.gzip} B gzip, ${entry.brotli} B brotli (limit ${entry.limit} B ${entry.unit})`);
  if (!entry.within) console.error(`${entry.name} is over its budget: ${entry.hint}.`);
}
process.exit(entries.every(entry => entry.within) ? 0 : 1);
