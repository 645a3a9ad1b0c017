/** The examples of demo/embed, built from the packed tarball and driven as an advertiser would. `INKLING_EMBED=all` installs each in an empty folder from a registry; else the two that need none. */
import {execFile} from 'node:child_process';
import {cpSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {FrameLocator, Page} from '@playwright/test';
import {serve} from '../../demo/embed/serve.mjs';
import {consumer, packed} from '../support/packed.js';
import {expect, test} from './fixtures.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const all = process.env.INKLING_EMBED === 'all';
/** Which are built without a registry: their tools are ours too. */
const WITHOUT_REGISTRY: readonly string[] = ['plain', 'esbuild'];
const EXAMPLES = ['plain', 'esbuild', 'webpack', 'react', 'react18', 'vue', 'iframe'].filter(name => all || WITHOUT_REGISTRY.includes(name));

/** An empty folder with the example and the package in it, built. Gives the folder of its pages. */
async function built(name: string): Promise<string> {
  const folder = join(root, '.cache/embed', name);
  const from = join(root, 'demo/embed', name);
  const npm = (...args: string[]) => run('npm', [...args, '--no-audit', '--no-fund'], {cwd: folder});
  if (all) {
    rmSync(folder, {recursive: true, force: true});
    cpSync(from, folder, {recursive: true, filter: path => !/node_modules|\/dist$/.test(path)});
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {dependencies: Record<string, string>};
    writeFileSync(join(folder, 'package.json'), JSON.stringify({...manifest, dependencies: {...manifest.dependencies, inkling: `file:${packed().tarball}`}}));
    await npm('install');
    await npm('run', 'build');
  } else {
    consumer(folder);
    cpSync(from, folder, {recursive: true});
    const {scripts: {build}} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {scripts: {build: string}};
    await run('sh', ['-c', build.replace(/\binkling copy-assets/, 'node node_modules/inkling/dist/cli.mjs copy-assets')], {cwd: folder, env: {...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`}});
  }
  return ['dist', 'public'].map(part => join(folder, part)).find(part => existsSync(join(part, 'index.html'))) ?? folder;
}

const firstCard = (page: Page | FrameLocator) => page.locator('inkling-panel li inkling-card').first();

// Before there is a server, whose connections would grow cold meanwhile.
test.beforeAll(() => { packed(); });

for (const name of EXAMPLES) {
  test(`[W7] ${name}: a panel, an apply that the host answers, feedback at the server`, async ({page, server, quiet: _}) => {
    test.setTimeout(400_000);
    const folder = await built(name);
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
      await expect.poll(status, {timeout: 60_000}).toMatch(/^(webgpu|wasm)$/);
      await firstCard(place).getByRole('button', {name: /^Apply/}).click();
      await expect.poll(() => host.applied.length).toBe(1);
      await expect(place.locator('inkling-card[state="applied"]').first()).toBeVisible();
      await place.locator('inkling-provider').evaluate(async provider => (provider as unknown as {client: {flush(): Promise<unknown>}}).client.flush());
      await expect.poll(async () => (await news('applied')).map(({candidateId}) => candidateId)).toContain(host.applied[0]?.candidateId);
      expect((await news('served')).length).toBeGreaterThan(0);
    } finally {
      await host.close();
    }
  });
}

test('[W1] a page without a widget loads the loader and nothing else; the first element brings the rest', async ({page, server, quiet: _}) => {
  const host = await serve({folder: await built('plain'), inkling: server.url});
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
