/**
 * The examples of demo/embed, built from the packed tarball in empty folders and driven as an advertiser would. Those that need packages of others are skipped by name where no npm registry answers;
 * `INKLING_EMBED=all` (`npm run test:embed`) skips none.
 */
import {execFile, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {FrameLocator, Page} from '@playwright/test';
import {serve} from '../../demo/embed/serve.mjs';
import {consumer, packed} from '../support/packed.js';
import {expect, testToday as test} from './fixtures.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
/** Which are built without a registry: their tools are ours too. */
const WITHOUT_REGISTRY: readonly string[] = ['plain', 'esbuild', 'iframe'];
/** Whose host says how to take an apply back: no other card offers Undo. */
const TAKES_BACK: readonly string[] = ['plain', 'webpack'];
/** Not below this repository: bundlers look for a tsconfig.json upwards, and would find the sources that ours names. */
const home = join(tmpdir(), `inkling-embed-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);
/** In the order in which they are looked at: what takes long to install comes late, and is begun with. */
const EXAMPLES = [...WITHOUT_REGISTRY, 'webpack', 'vue', 'react', 'react18', 'angular'];

const npm = (folder: string, ...args: string[]) => run('npm', args, {cwd: folder, maxBuffer: 2 ** 26});

const registry = process.env.INKLING_EMBED === 'all' || spawnSync('npm', ['view', 'react', 'version', '--fetch-retries=0', '--fetch-timeout=10000'], {stdio: 'ignore'}).status === 0;

/** Changes with the package and with the example. */
function digestOf(name: string): string {
  const hash = createHash('sha256').update(readFileSync(packed().tarball));
  const add = (path: string) => {
    if (/node_modules|\/dist$/.test(path)) return;
    if (statSync(path).isDirectory()) readdirSync(path).sort().forEach(inner => add(join(path, inner)));
    else hash.update(path).update(readFileSync(path));
  };
  add(join(root, 'demo/embed', name));
  return hash.digest('hex');
}

/** An empty folder with the example and the package in it, built; or, on another try, what was built so before. Gives the folder of its pages. */
async function build(name: string, withRegistry: boolean): Promise<string> {
  const folder = join(home, name);
  const from = join(root, 'demo/embed', name);
  const digest = digestOf(name);
  const record = join(folder, '.built');
  if (!existsSync(record) || readFileSync(record, 'utf8') !== digest) {
    rmSync(folder, {recursive: true, force: true});
    if (withRegistry) {
      cpSync(from, folder, {recursive: true, filter: path => !/node_modules|\/dist$/.test(path)});
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {dependencies: Record<string, string>};
      writeFileSync(join(folder, 'package.json'), JSON.stringify({...manifest, dependencies: {...manifest.dependencies, inkling: `file:${packed().tarball}`}}));
      await npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund');
      await npm(folder, 'run', 'build');
    } else {
      consumer(folder);
      cpSync(from, folder, {recursive: true});
      const {scripts: {build: command}} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {scripts: {build: string}};
      await run('sh', ['-c', command.replace(/\binkling copy-assets/, 'node node_modules/inkling/dist/cli.mjs copy-assets')], {cwd: folder, env: {...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`}});
    }
    writeFileSync(record, digest);
  }
  return ['dist', 'public'].map(part => join(folder, part)).find(part => existsSync(join(part, 'index.html'))) ?? folder;
}

const isSkipped = (name: string) => !registry && !WITHOUT_REGISTRY.includes(name);
const built = new Map<string, Promise<string>>();

/** One after the other, while the tests go on with what is ready. */
function begin(names: readonly string[]): void {
  let last: Promise<unknown> = Promise.resolve();
  for (const name of names) {
    if (isSkipped(name)) continue;
    const folder = last.then(() => build(name, registry));
    built.set(name, folder);
    last = folder.catch(() => undefined);
  }
}

const firstCard = (page: Page | FrameLocator) => page.locator('inkling-panel li inkling-card').first();

// Before there is a server, whose connections would grow cold meanwhile.
test.beforeAll(async () => {
  test.setTimeout(120_000);
  packed();
  begin(EXAMPLES.filter(name => name !== 'angular'));
  begin(['angular']);
});

for (const name of EXAMPLES) {
  test(`[W7] ${name}: a panel, an apply that the host answers, feedback at the server`, async ({page, server, quiet: _}) => {
    test.setTimeout(400_000);
    test.skip(isSkipped(name), 'it installs packages of others, and no npm registry answers');
    const folder = await built.get(name) ?? '';
    const {accounts} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]};
    const account = accounts[0]?.id ?? '';
    const host = await serve({folder, inkling: server.url});
    const before = new Set((await server.feedback({account})).map(({id}) => id));
    const news = async (kind: string) => (await server.feedback({account})).filter(row => row.kind === kind && !before.has(row.id));
    try {
      await page.goto(`${host.url}/?account=${account}`);
      const place = name === 'iframe' ? page.frameLocator('iframe') : page;
      await expect(firstCard(place)).toBeVisible();
      // The worker was found where this bundler put it.
      await expect.poll(() => host.asked.filter(path => path.endsWith('.wasm')).length, {timeout: 60_000}).toBeGreaterThan(0);
      const status = () => place.locator('inkling-provider').evaluate(async provider => (provider as unknown as {client: {status: {backend: string}}}).client.status.backend);
      await expect.poll(status, {timeout: 60_000}).toBe('wasm');
      await firstCard(place).getByRole('button', {name: /^Apply/}).click();
      await expect.poll(() => host.applied.length).toBe(1);
      const applied = place.locator('inkling-card[state="applied"]').first();
      await expect(applied).toContainText('Applied.');
      await expect(applied.getByRole('button', {name: /^Undo/})).toHaveCount(TAKES_BACK.includes(name) ? 1 : 0);
      await place.locator('inkling-provider').evaluate(async provider => (provider as unknown as {client: {flush(): Promise<unknown>}}).client.flush());
      await expect.poll(async () => (await news('applied')).map(({candidateId}) => candidateId)).toContain(host.applied[0]?.candidateId);
      expect((await news('served')).length).toBeGreaterThan(0);
      if (!TAKES_BACK.includes(name)) return;
      await applied.getByRole('button', {name: /^Undo/}).click();
      await expect.poll(() => host.undone).toEqual(['host-1']);
      await expect(place.locator('inkling-card[state="applied"]')).toHaveCount(0);
    } finally {
      await host.close();
    }
  });
}

test('[W1] a page without a widget loads the loader and nothing else; the first element brings the rest', async ({page, server, quiet: _}) => {
  const host = await serve({folder: await built.get('plain') ?? '', inkling: server.url});
  const ours = () => host.asked.filter(path => path.includes('inkling'));
  try {
    await page.goto(`${host.url}/no-widget.html`, {waitUntil: 'networkidle'});
    expect(ours()).toEqual(['/node_modules/inkling/dist/inkling.js']);
    await page.evaluate(() => document.body.append(document.createElement('inkling-provider')));
    await expect.poll(() => page.evaluate(() => Boolean(customElements.get('inkling-panel')))).toBe(true);
    expect(ours().length).toBeGreaterThan(1);
  } finally {
    await host.close();
  }
});
