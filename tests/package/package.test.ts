/** What `npm pack` makes, as its users meet it. */
import {checkPackage, createPackageFromTarballData} from '@arethetypeswrong/core';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, posix} from 'node:path';
import {gzipSync} from 'node:zlib';
import {publint} from 'publint';
import {formatMessage} from 'publint/utils';
import {beforeAll, expect, test} from 'vitest';
import {compiled, consumer, packed, TYPES, type Packed} from '../support/packed.js';
import {REPORT, apiReport} from './api.js';

let pack: Packed;
beforeAll(() => { pack = packed(); });
const manifest = () => JSON.parse(readFileSync(join(pack.folder, 'package.json'), 'utf8')) as {exports: Record<string, string | {types: string; default: string}>; dependencies: Record<string, string>};
const entries = () => Object.entries(manifest().exports).flatMap(([name, target]) => (typeof target === 'object' ? [`inkling${name.slice(1)}`] : []));

test('the tarball holds what is published and nothing else', () => {
  const folders = new Set(pack.files.map(path => path.replace(/[^/]+$/, '')));
  expect([...folders].filter(folder => !folder.startsWith('dist/'))).toEqual(['']);
  expect(pack.files.filter(path => !path.startsWith('dist/')).sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  expect(pack.files.filter(path => path.endsWith('.wasm')).map(path => path.replace(/.*\//, '')).sort()).toEqual(['ort-wasm-simd-threaded.jspi.wasm', 'ort-wasm-simd-threaded.wasm']);
  expect(pack.files.filter(path => /\.(br|ts|tsx|html)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  expect(pack.files.filter(path => path.startsWith('dist/demo'))).toEqual([]);
});

test('the documentation is in it, and llms.txt names each page where it lies', () => {
  const named = [...readFileSync(join(pack.folder, 'dist/llms.txt'), 'utf8').matchAll(/^- \[[^\]]+\]\(([^)]+)\)/gm)].map(([, link]) => `dist/${link}`);
  expect(named.length).toBeGreaterThan(20);
  expect(pack.files.filter(path => path.startsWith('dist/docs/')).sort()).toEqual([...named, 'dist/docs/wire/openapi.yaml'].sort());
  for (const path of named) for (const [, link = ''] of readFileSync(join(pack.folder, path), 'utf8').replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([./][^)#\s]+)/g)) expect(pack.files, `${path} links to ${link}`).toContain(posix.join(posix.dirname(path), link));
});

test('every entry is there, with its types', () => {
  for (const target of Object.values(manifest().exports)) {
    for (const path of typeof target === 'string' ? [target] : Object.values(target)) {
      const [before = '', after = ''] = path.replace(/^\.\//, '').split('*');
      expect(pack.files.some(file => file.startsWith(before) && file.endsWith(after)), path).toBe(true);
    }
  }
});

test('no code that is shipped imports a package: what is needed is in it', () => {
  const scripts = pack.files.filter(path => /\.js$/.test(path) && !/chunks\/ort/.test(path));
  for (const path of scripts) {
    const imports = [...readFileSync(join(pack.folder, path), 'utf8').matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{][^;"'`]*?from\s*)?["'`]([^"'`.][^"'`]*)["'`]|import\(["'`]([^"'`.][^"'`]*)["'`]\)/g)].map(([, a, b]) => a ?? b);
    expect(imports, path).toEqual([]);
  }
});

test('what a script names beside itself is there: bundlers look for it', () => {
  for (const path of pack.files.filter(name => name.endsWith('.js'))) {
    for (const [, name] of readFileSync(join(pack.folder, path), 'utf8').matchAll(/new URL\(\s*["'`]([^"'`$]+)["'`]\s*,\s*import\.meta\.url/g)) {
      expect(pack.files, path).toContain(posix.join(posix.dirname(path), name ?? ''));
    }
  }
});

test('publint finds nothing', async () => {
  const file = readFileSync(pack.tarball);
  const {messages} = await publint({pack: {tarball: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer}});
  const pkg = manifest() as unknown as Record<string, unknown>;
  expect(messages.map(message => formatMessage(message, pkg, {color: false}))).toEqual([]);
});

test('attw finds nothing, for those who import modules', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(readFileSync(pack.tarball)), {excludeEntrypoints: ['./worker.js', /\.json$/, /themes/, /locales/]});
  if (!analysis.types) throw new Error('The package has no types.');
  // As with its profile `esm-only`: CommonJS and the resolution before `exports` are not served.
  const problems = analysis.problems.filter(problem => !('resolutionKind' in problem && (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs')));
  expect(problems).toEqual([]);
  expect(Object.keys(analysis.entrypoints).sort()).toEqual(entries().map(name => name.replace(/^inkling/, '.')).sort());
});

test('every entry\'s types are found by the resolutions of modules', () => {
  const folder = consumer(mkdtempSync(join(tmpdir(), 'inkling-entries-')), [...TYPES, '@types/react', 'csstype']);
  writeFileSync(join(folder, 'use.ts'), `${entries().map((name, index) => `import * as entry${index} from '${name}';`).join('\n')}
    export const all: object[] = [${entries().map((_, index) => `entry${index}`).join()}];`);
  for (const [module, moduleResolution] of [['NodeNext', 'NodeNext'], ['ESNext', 'bundler']] as const) {
    expect(compiled(folder, {module, moduleResolution}), moduleResolution).toBe('');
  }
});

test('its types need nothing that an install does not bring, and hold without skipLibCheck', () => {
  const folder = consumer(mkdtempSync(join(tmpdir(), 'inkling-types-')), TYPES);
  writeFileSync(join(folder, 'use.ts'), `
    import {createInsights, type Candidate, type Slate} from 'inkling';
    import {InklingPanel, type InklingApplyEvent} from 'inkling/define';
    import {suggestionsFrom} from 'inkling/adapters/google-ads';
    export const insights = createInsights({account: 'a', endpoint: '/inkling/v1'});
    export const slate: Promise<Slate> = insights.suggest({surface: 'campaign-list'});
    export const candidates: readonly Candidate[] = suggestionsFrom([], {account: '1', now: 0}).suggestions.map(({candidate}) => candidate);
    const panel: InklingPanel = document.createElement('inkling-panel');
    panel.addEventListener('inkling-apply', (event: InklingApplyEvent) => event.respondWith(Promise.resolve({applicationId: event.candidate.id})));
    // @ts-expect-error There is no such surface.
    panel.surface = 'kitchen';
  `);
  expect(compiled(folder, {module: 'NodeNext'})).toBe('');
});

test('importing any of it on a server does nothing and throws nothing', () => {
  const folder = consumer(mkdtempSync(join(tmpdir(), 'inkling-server-')));
  const script = `
    const before = new Set(Reflect.ownKeys(globalThis));
    for (const name of ${JSON.stringify(entries())}) await import(name);
    const added = Reflect.ownKeys(globalThis).filter(key => !before.has(key)).map(String);
    const {define} = await import('inkling/define').then(module => ({define: Object.keys(module)}));
    console.log(JSON.stringify({added, define}));
    process.on('exit', code => { if (code !== 0) console.error('ended with', code); });
  `;
  const {stdout, stderr, status} = spawnSync(process.execPath, ['--input-type=module', '-e', script], {cwd: folder, encoding: 'utf8'});
  expect({stderr, status}).toEqual({stderr: '', status: 0});
  const {added, define} = JSON.parse(stdout) as {added: string[]; define: string[]};
  // Lit counts its copies in a page by these two; they are names, not work.
  expect(added.filter(name => !/^(litHtml|litElement|reactiveElement)Versions$|litPropertyMetadata/.test(name))).toEqual([]);
  expect(define).toContain('InklingPanel');
});

test('npx inkling copy-assets copies the worker and what it loads, and says what to set', () => {
  const folder = consumer(mkdtempSync(join(tmpdir(), 'inkling-assets-')));
  const cli = join(pack.folder, 'dist/cli.mjs');
  const said = execFileSync(process.execPath, [cli, 'copy-assets', 'public/inkling'], {cwd: folder, encoding: 'utf8'});
  expect(said).toContain('assets: {worker: \'/inkling/worker.js\'}');
  const under = (path: string): string[] => readdirSync(path).flatMap(name => (statSync(join(path, name)).isDirectory() ? under(join(path, name)).map(inner => `${name}/${inner}`) : [name]));
  const wanted = pack.files.filter(path => /^dist\/(worker\.js|chunks\/|assets\/)/.test(path)).map(path => path.slice('dist/'.length)).sort();
  expect(under(join(folder, 'public/inkling')).sort()).toEqual(wanted);
  for (const bad of [[], ['copy-assets'], ['fly', 'x'], ['copy-assets', 'a', 'b']]) {
    const {status, stderr} = spawnSync(process.execPath, [cli, ...bad], {cwd: folder, encoding: 'utf8'});
    expect({status, usage: stderr.startsWith('Usage: npx inkling copy-assets DIR')}).toEqual({status: 1, usage: true});
  }
  writeFileSync(join(folder, 'taken'), '');
  const {status, stderr} = spawnSync(process.execPath, [cli, 'copy-assets', 'taken'], {cwd: folder, encoding: 'utf8'});
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The files could not be copied to .*taken: .*\n$/);
  expect(spawnSync(process.execPath, [cli, '--help'], {encoding: 'utf8'})).toMatchObject({status: 0, stdout: expect.stringMatching(/^Usage: /)});
});

test('the loader is at most 3 kB, and imports nothing until it is asked', () => {
  const loader = readFileSync(join(pack.folder, 'dist/inkling.js'));
  expect(gzipSync(loader, {level: 9}).length).toBeLessThanOrEqual(3_000);
  expect(loader.toString()).not.toMatch(/(^|[;}\s])import\s*["'`{*\w]/);
});

test('the public types are those of docs/api.md (`npm run api` writes it)', () => {
  expect(apiReport()).toBe(readFileSync(REPORT, 'utf8'));
});
