/** Pages with a policy: on each a list, the tier that is possible there, a dismissal at the server, and nothing uncaught, printed or violated by us. The headers are those of docs/embedding.md. */
import {chromium, type FrameLocator, type Page} from '@playwright/test';
import type {InklingProvider} from '../../widgets/index.js';
import {findBrowser, WEBGPU_ARGUMENTS} from '../support/browser.mjs';
import type {DemoServer} from '../support/demo-server.js';
import {recipe, type Recipe} from '../support/guide.js';
import {WatchedHost} from '../support/watched-host.js';
import {SDK_VERSION} from '../../src/version.js';
import {expect, testToday} from './fixtures.js';

/** WebGPU runs in software here, and is slow to start: a page where WASM may run in the worker is asked for WASM. */
const NEURAL = 'wasm';
const ANYONE = {'access-control-allow-origin': '*'};

interface Strict {
  readonly isElsewhere?: true;
  readonly nonce?: string;
  readonly tier: 'wasm' | 'linear' | 'none';
  readonly reason?: string;
  readonly storage?: 'disk' | 'memory';
  /** Opens the page, and says where in it the widgets are. */
  readonly open?: (page: Page, url: string) => Promise<Page | FrameLocator>;
}

/** By the heading below which docs/embedding.md has the headers. */
const PAGES: Readonly<Record<string, Strict>> = {
  'A content security policy': {tier: NEURAL},
  'A nonce and strict-dynamic': {nonce: 'a1b2', tier: NEURAL},
  'Trusted Types': {tier: NEURAL},
  'No WASM': {tier: 'linear', reason: 'no-wasm'},
  'No WASM for the page, but for the worker': {tier: NEURAL},
  'Cross-origin isolation': {tier: NEURAL},
  'Cross-origin isolation, and the package on another origin': {isElsewhere: true, tier: NEURAL},
  'The package on another origin': {isElsewhere: true, tier: NEURAL},
  'The package on another origin, and no blobs': {isElsewhere: true, tier: 'linear', reason: 'worker-cross-origin'},
  'A sandboxed frame': {
    tier: 'linear', reason: 'worker-cross-origin', storage: 'memory',
    open: async (page, url) => {
      // A frame is only as secure as the page around it.
      await page.goto(new URL('/models/current.json', url).href);
      await page.setContent(`<!doctype html><title>Around</title><iframe title="Suggestions" sandbox="allow-scripts" src="${url}" width="1200" height="800"></iframe>`);
      return page.frameLocator('iframe');
    },
  },
};

const test = testToday.extend<{host: WatchedHost}>({
  host: async ({server}, use) => {
    const host = await WatchedHost.before(server.url);
    await use(host);
    host.close();
  },
});

const elsewhere = (host: WatchedHost) => host.url.replace('127.0.0.1', 'localhost');
const aUser = () => `strict-${Math.random().toString(36).slice(2)}`;
const widgets = (user: string, tier: string, prefix = 'inkling') => `<${prefix}-provider account="act_7" user="${user}" endpoint="/inkling/v1" consent-measurement consent-personalization${tier === NEURAL ? ' backend="wasm"' : ''}>
  <${prefix}-panel surface="campaign-list"></${prefix}-panel></${prefix}-provider>`;

/** With what a test adds: where violations are reported, and an icon, which every browser asks for. */
function prepare(host: WatchedHost, {page, scripts}: Recipe, body: string): void {
  const reporting = (headers: Readonly<Record<string, string>>) => {
    const policy = headers['content-security-policy']?.replaceAll('https://cdn.example', elsewhere(host));
    return {...headers, 'content-security-policy': policy ? `${policy}; img-src data:; report-uri ${host.url}/reports` : ''};
  };
  host.page = {headers: reporting(page), body: `<link rel="icon" href="data:,">${body}`};
  host.headers = {'cache-control': 'no-store', ...reporting(scripts)};
}

/** What the page prints or throws, and what is violated in any of its documents, from now on. */
async function watch(page: Page): Promise<string[]> {
  const noise: string[] = [];
  page.on('console', message => noise.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => noise.push(`uncaught: ${error.stack ?? error.message}`));
  await page.exposeFunction('violated', (text: string) => { noise.push(`violated: ${text}`); });
  await page.addInitScript(() => addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI, sample}) =>
    (window as unknown as {violated(text: string): void}).violated(`${violatedDirective} ${blockedURI} ${sample}`)));
  return noise;
}

/** A list, the tier, and a dismissal that the server has. */
async function works(place: Page | FrameLocator, server: DemoServer, user: string, {tier, reason = null, storage = 'disk'}: Pick<Strict, 'tier' | 'storage'> & {readonly reason?: string | null}, prefix = 'inkling', within = 'body'): Promise<void> {
  const provider = place.locator(`${within} ${prefix}-provider`);
  const card = provider.locator(`${prefix}-panel li ${prefix}-card`).first();
  const menu = card.getByRole('button', {name: /more|menu|options/i});
  await expect(menu).toBeVisible();
  await expect.poll(() => provider.evaluate(element => {
    const {status} = (element as InklingProvider).client ?? {};
    return status && {tier: status.backend, reason: status.reason, storage: status.storage};
  }), {timeout: 60_000}).toEqual({tier, reason, storage});
  await menu.click();
  await card.getByRole('menuitem', {name: /not relevant/i}).click();
  await expect.poll(async () => {
    await provider.evaluate(async element => { await (element as InklingProvider).client?.flush(); });
    return (await server.feedback({limit: '10000'})).filter(row => row.user === user).map(({kind}) => kind);
  }).toEqual(expect.arrayContaining(['served', 'dismiss']));
}

for (const [name, strict] of Object.entries(PAGES)) {
  test(`[W1] ${name}: ${strict.tier} orders, feedback arrives, nothing is violated`, async ({page, server, host}) => {
    const user = aUser();
    prepare(host, recipe(name), `<script type="module"${strict.nonce ? ` nonce="${strict.nonce}"` : ''} src="${strict.isElsewhere ? elsewhere(host) : ''}/inkling/define.js"></script>${widgets(user, strict.tier)}`);
    const noise = await watch(page);
    const open = strict.open ?? (async () => { await page.goto(`${host.url}/host`); return page; });
    await works(await open(page, `${host.url}/host`), server, user, strict);
    expect({noise, reports: host.reports}).toEqual({noise: [], reports: []});
  });
}

test('[W1] plain http: the server\'s order, kept and sent all the same', async ({server, host}) => {
  const browser = await chromium.launch({executablePath: findBrowser() ?? undefined, args: [...WEBGPU_ARGUMENTS, '--host-resolver-rules=MAP ads.example 127.0.0.1']});
  try {
    const page = await browser.newPage();
    const user = aUser();
    prepare(host, recipe('A content security policy'), `<script type="module" src="/inkling/define.js"></script>${widgets(user, 'none')}`);
    const noise = await watch(page);
    await page.goto(`${host.url.replace('127.0.0.1', 'ads.example')}/host`);
    expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'caches' in window, 'gpu' in navigator, crypto.subtle])).toEqual([false, false, false, false, undefined]);
    await works(page, server, user, {tier: 'none', reason: 'insecure-context'});
    expect({noise, reports: host.reports}).toEqual({noise: [], reports: []});
  } finally {
    await browser.close();
  }
});

/** Newer than ours: an older one would have to refuse our model. */
const OTHER_VERSION = '99.0.0';

for (const [what, second, prefix, versions] of [
  ['each under its own names', `<script type="module">import {define} from '$OTHER/inkling/widgets.js'; define({prefix: 'acme'});</script>`, 'acme', [SDK_VERSION, OTHER_VERSION]],
  ['both under the same names', '<script type="module" src="$OTHER/inkling/define.js"></script>', 'inkling', [SDK_VERSION, SDK_VERSION]],
] as const) {
  test(`[W1] two versions of Inkling on one page, ${what}: each provider has its list, its feedback arrives, and the first keeps its names`, async ({page, server, host}) => {
    const users = [aUser(), aUser()] as const;
    // All that differs is the version; modules of another address know nothing of ours.
    await page.route(`${elsewhere(host)}/inkling/version-*.js`, async route => {
      const response = await route.fetch();
      await route.fulfill({response, body: (await response.text()).replace(SDK_VERSION, OTHER_VERSION)});
    });
    prepare(host, {page: {}, scripts: ANYONE}, `<script type="module" src="/inkling/define.js"></script>${second.replace('$OTHER', elsewhere(host))}
      <div id="one">${widgets(users[0], NEURAL)}</div><div id="two">${widgets(users[1], NEURAL, prefix)}</div>`);
    const noise = await watch(page);
    await page.goto(`${host.url}/host`);
    await works(page, server, users[0], {tier: NEURAL}, 'inkling', '#one');
    await works(page, server, users[1], {tier: NEURAL}, prefix, '#two');
    expect(noise).toEqual([]);
    // What a visit tells of its health as it ends names the version.
    await page.goto('about:blank');
    const versionOf = async (user: string) => (await server.feedback({limit: '10000'})).filter(row => row.user === user).flatMap(({data}) => data['sdk'] ?? []);
    await expect.poll(async () => (await Promise.all(users.map(versionOf))).map(found => found.at(-1))).toEqual(versions);
  });
}
