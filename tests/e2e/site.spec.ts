/** The documentation as it is published: `npm run docs:build` made it. */
import {existsSync, readFileSync} from 'node:fs';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {serve} from 'vitepress';
import {axe} from './axe.js';
import {expect, test as base} from './fixtures.js';
import {root} from './command-line.js';

const site = join(root, 'dist/site');
const test = base.extend<{quietly: string[]}, {address: string}>({
  address: [async ({}, use) => { // eslint-disable-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    if (!existsSync(join(site, 'index.html'))) throw new Error('dist/site is not there: run `npm run docs:build`.');
    const {server} = await (serve({root: join(root, 'docs'), port: 0}) as unknown as Promise<{server: Server}>);
    await expect.poll(() => server.address()).not.toBeNull();
    await use(`http://localhost:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
  }, {scope: 'worker'}],
  quietly: async ({page, address}, use) => {
    const heard: string[] = [];
    page.on('console', message => heard.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => heard.push(`uncaught: ${error.message}`));
    page.on('request', request => { if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) heard.push(`asks elsewhere: ${request.url()}`); });
    await use(heard);
    expect(heard).toEqual([]);
  },
});

const PAGES = {
  light: ['index', 'guide', 'elements/card', 'reference/inkling'],
  dark: ['index', 'guide', 'wire/calls'],
} as const;

for (const [colorScheme, paths] of Object.entries(PAGES)) {
  for (const path of paths) {
    test(`the site's page ${path} is whole and accessible, and asks nobody else: ${colorScheme}`, async ({page, address, quietly: _}) => {
      await page.emulateMedia({colorScheme: colorScheme as keyof typeof PAGES});
      await page.goto(`${address}/${path}.html`);
      await expect(page.getByRole('heading', {level: 1})).toBeVisible();
      await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/);
      // Axe reads what a frame shows as part of the page, as a screen reader does; frames come when they are near.
      for (const frame of await page.locator('.state-frames iframe').all()) {
        await frame.scrollIntoViewIfNeeded();
        await expect(frame.contentFrame().locator('main').getByRole('heading').first()).toBeVisible();
      }
      // The theme's search button shows the keys that press it, and is named without them.
      expect(await axe(page, ['label-content-name-mismatch'])).toEqual([]);
    });
  }
}

test('a reader goes from the start to an element, which is live, and on to the types and the wire', async ({page, address, quietly: _}) => {
  await page.goto(`${address}/`);
  await page.getByRole('link', {name: 'Start here'}).first().click();
  await page.getByRole('main').getByRole('link', {name: 'elements', exact: true}).click();
  await page.getByRole('main').getByRole('link', {name: '<inkling-card>'}).click();
  const ready = page.frameLocator('iframe[title="inkling-card: ready"]');
  await ready.getByRole('button', {name: 'Details'}).click();
  await expect(ready.getByText('Why this, why here')).toBeVisible();
  const bar = page.getByRole('navigation', {name: 'Main Navigation'});
  await bar.getByRole('link', {name: 'API'}).click();
  await expect(page.getByRole('main').getByRole('heading', {name: /^Candidate\b/}).first()).toBeVisible();
  await bar.getByRole('link', {name: 'Wire'}).click();
  await page.getByRole('main').getByRole('link', {name: 'CandidatesRequest'}).first().click();
  await expect(page).toHaveURL(/wire\/schemas.html#candidatesrequest$/);
  await expect(page.getByRole('heading', {name: /^CandidatesRequest/})).toBeInViewport();
});

test('search finds where undo is spoken of, without a network', async ({page, address, quietly: _}) => {
  await page.goto(`${address}/guide.html`);
  await page.getByRole('button', {name: 'Search'}).click();
  await page.getByRole('searchbox').fill('undo');
  const found = page.getByRole('option').or(page.locator('.results .result')).first();
  await expect(found).toContainText(/undo/i);
  await found.click();
  await expect(page.getByRole('main')).toContainText(/undo/i);
});

test('what reads by machine finds the map, and each page that it names', async ({request, address}) => {
  const map = await (await request.get(`${address}/llms.txt`)).text();
  expect(map).toMatch(/^# Inkling\n\n> \S/);
  const links = [...map.matchAll(/^- \[[^\]]+\]\(([^)]+)\)/gm)].map(([, link]) => link ?? '');
  expect(links.length).toBeGreaterThan(30);
  for (const link of links) expect((await request.get(`${address}/${link}`)).status(), link).toBe(200);
  const whole = readFileSync(join(site, 'llms-full.txt'), 'utf8');
  for (const said of ['## POST /inkling/v1/feedback', '# Delivery', '`consent-measurement`']) expect(whole).toContain(said);
});
