/**
 * `npm run build`: the package and the demo into `dist`, and the package's types. Only what is out of date is built: each part leaves the
 * digest of its sources in `dist/.built.json`. `npm start` calls `build()`, which leaves types and documentation out.
 */
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import {brotliCompress, constants} from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const RECORD = join(dist, '.built.json');
const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'demo/build.mjs'];
/** What runs in Node is not in the pages. */
const NOT_IN_PAGES = ['demo/server', 'demo/start.mjs', 'demo/pictures.mjs'];

/** In order: the demo imports the built package, as a customer would. */
const PARTS = [
  {name: 'package', sources: ['src', 'widgets', 'demo/cli.mjs', ...CONFIGURATION], make: makePackage, made: ['dist/index.js', 'dist/worker.js', 'dist/cli.mjs']},
  {name: 'demo', sources: ['src', 'widgets', 'demo', ...CONFIGURATION], make: makeDemo, made: ['dist/demo/index.html']},
  {name: 'types', sources: ['src', 'widgets', 'docs/elements.mjs', ...CONFIGURATION], make: makeTypes, made: ['dist/types/src/index.d.ts', 'dist/custom-elements.json']},
  {name: 'docs', sources: ['docs', 'widgets', 'models/README.md', 'models/sequences/README.md', 'demo/server/openapi.yaml', 'CHANGELOG.md', ...CONFIGURATION], make: makeDocs, made: ['dist/llms.txt']},
];
/** What a demo does without. */
const PUBLISHED = ['types', 'docs'];

/** Rejects with an Error whose message ends in what the failing tool said. */
export async function build({types = false} = {}) {
  for (const {name, sources, make, made} of PARTS) {
    if (PUBLISHED.includes(name) && !types) continue;
    const digest = digestOf(sources);
    if (readRecord()[name] === digest && made.every(file => existsSync(join(root, file)))) continue;
    const from = performance.now();
    process.stderr.write(`Building the ${name} … `);
    try {
      await make();
    } catch (error) {
      process.stderr.write('failed.\n');
      throw new Error(`The ${name} could not be built.\n${error.message}`, {cause: error});
    }
    process.stderr.write(`${((performance.now() - from) / 1000).toFixed(1)} s\n`);
    writeFileSync(RECORD, JSON.stringify({...readRecord(), [name]: digest}));
  }
}

function readRecord() {
  try {
    return JSON.parse(readFileSync(RECORD, 'utf8'));
  } catch {
    return {};
  }
}

async function makePackage() {
  rmSync(dist, {recursive: true, force: true});
  const [failed] = (await Promise.allSettled([vite('library'), vite('adapters'), vite('worker')])).filter(({status}) => status === 'rejected');
  if (failed) throw failed.reason;
  cpSync(join(root, 'widgets/themes'), join(dist, 'themes'), {recursive: true});
  cpSync(join(root, 'widgets/locales'), join(dist, 'locales'), {recursive: true, filter: path => !/\.(ts|json)$/.test(path)});
  cpSync(join(root, 'demo/cli.mjs'), join(dist, 'cli.mjs'));
  // Types alone: what is imported by this name is nothing.
  writeFileSync(join(dist, 'react.js'), 'export {};\n');
  await Promise.all(wasmUnder('dist/assets').map(async file => {
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length}}));
  }));
}

async function makeDemo() {
  await vite('demo');
  const packed = wasmUnder('dist/assets').map(file => ({file, bytes: readFileSync(file)}));
  for (const file of wasmUnder('dist/demo/assets')) {
    const bytes = readFileSync(file);
    const same = packed.find(other => other.bytes.equals(bytes));
    if (same) copyFileSync(`${same.file}.br`, `${file}.br`);
  }
}

/** The server compresses small files when they are asked for; these would take a visitor a second, so they are compressed here, once. */
function wasmUnder(path) {
  return filesUnder(path).filter(file => file.endsWith('.wasm')).map(file => join(root, file));
}

async function makeTypes() {
  const {manifest, writeData} = await import('../docs/elements.mjs');
  writeData(manifest(), dist);
  const types = join(dist, 'types');
  await tool('typescript/bin/tsc', ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', types]);
  const wanted = reachable(Object.values(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports).flatMap(({types: entry}) => (entry ? [join(root, entry)] : [])));
  for (const file of filesUnder('dist/types').map(path => join(root, path))) if (!wanted.has(file)) rmSync(file);
  for (const room of readdirSync(types)) if (room !== 'src' && room !== 'widgets') rmSync(join(types, room), {recursive: true});
}

async function makeDocs() {
  const {packPages} = await import('../docs/site/pages.mjs');
  packPages(dist);
}

/** The declarations that the package's entries lead to: what is not among them is nobody's. */
function reachable(files, seen = new Set()) {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    reachable([...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)\.js["']/g)].map(([, path]) => join(dirname(file), `${path}.d.ts`)), seen);
  }
  return seen;
}

const vite = mode => tool('vite/bin/vite.js', ['build', '--mode', mode, '--logLevel', 'warn']);

function tool(script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, NO_COLOR: '1', FORCE_COLOR: undefined}});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said = (said + chunk).slice(-8000)));
    child.once('error', reject);
    child.once('close', code => (code === 0 ? resolve() : reject(new Error(said.trim() || `${script} ended with ${code}.`))));
  });
}

/** Of names and contents, not of times: a fresh checkout of the same sources is up to date. */
function digestOf(sources) {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap(filesUnder)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function filesUnder(path) {
  if (NOT_IN_PAGES.includes(path)) return [];
  const stat = statSync(join(root, path), {throwIfNoEntry: false});
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(root, path)).sort().flatMap(name => filesUnder(relative(root, join(root, path, name))));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  build({types: true}).catch(error => {
    console.error(error.message);
    process.exit(1);
  });
}
