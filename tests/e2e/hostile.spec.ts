/** Hostile text and hostile pages: nothing of it runs, and the list stands. */
import type {Page} from '@playwright/test';
import type {InklingOutcome, InklingProvider, InklingWhy} from '../../widgets/index.js';
import {HOSTILE} from '../support/hostile.js';
import {WatchedHost} from '../support/watched-host.js';
import {cards, expect, lastSlate, openDemo, readyStatus, test} from './fixtures.js';

const POLICY = 'default-src \'self\'; script-src \'self\'; style-src \'self\'; connect-src \'self\'; worker-src \'self\'; img-src \'self\'; object-src \'none\'; base-uri \'none\'; require-trusted-types-for \'script\'; trusted-types lit-html inkling';
/** Texts of one candidate, in the order in which they are taken from the corpus. */
const FIELDS = 11;
const CANDIDATES = 200;

interface Watched {
  readonly violations: string[];
  readonly before: string[];
  hacked?: unknown;
}

/** Each field of each candidate is another string of the corpus: a list of 200 takes more than 2,000. */
function hostile(of: Record<string, unknown>, index: number): Record<string, unknown> {
  const take = (field: number) => HOSTILE[(index * FIELDS + field) % HOSTILE.length] ?? '';
  const short = (field: number) => take(field).slice(0, 240).replace(/[\uD800-\uDFFF]/g, '') || `x${index}`;
  return {
    ...of, id: `${index}·${short(0)}`.slice(0, 250), type: short(1), version: short(2), headline: take(3), reason: take(4), entity: {level: 'campaign', id: short(5), name: take(6)}, link: take(7),
    impact: {metric: short(8), low: 1, high: 2, unit: 'percent', horizonDays: 7}, currency: 'USD', change: {field: short(9), current: take(10), recommended: take(3), options: [take(4), take(6)], unit: 'text'},
    exclusiveGroup: undefined, ['__proto__x']: {polluted: true},
  };
}

/** What stands in the page, through all shadow roots: elements that may not be there, handlers, and links that lead elsewhere. */
const alive = (page: Page) => page.evaluate(() => {
  const found: string[] = [];
  const look = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      const ours = root instanceof ShadowRoot;
      if (ours && /^(script|iframe|img|object|embed|link|base|form|template|math|marquee)$/i.test(element.localName)) found.push(element.outerHTML.slice(0, 200));
      for (const {name, value} of element.attributes) {
        if (/^on/i.test(name)) found.push(`${element.localName} ${name}=${value.slice(0, 80)}`);
        if (/^(href|src|action|formaction|srcdoc|data)$/i.test(name) && ours && !/^(https?:\/\/|\/(?!\/)|#)/i.test(value)) found.push(`${element.localName} ${name}=${value.slice(0, 80)}`);
      }
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return found;
});

test('fault 46: 2,000 hostile strings through every widget, under a strict policy and Trusted Types: nothing runs, nothing is violated', async ({page, server, quiet}) => {
  const host = await WatchedHost.before(server.url);
  host.page = {
    headers: {'content-security-policy': POLICY},
    body: `<script type="module" src="/inkling/define.js"></script>
      <inkling-provider account="act_7" user="hostile" endpoint="/inkling/v1" backend="linear" consent-measurement consent-personalization>
        <inkling-panel surface="campaign-list" max="${CANDIDATES}"></inkling-panel><inkling-inline surface="campaign-row" entity-level="campaign" entity-id="c_7_1"></inkling-inline>
        <inkling-badge surface="campaign-list"></inkling-badge><inkling-why></inkling-why><inkling-outcome></inkling-outcome><inkling-local-data></inkling-local-data>
      </inkling-provider>`,
  };
  host.rewritten.set('/candidates', body => {
    const answer = JSON.parse(body) as {lists: {candidates: Record<string, unknown>[]}[]};
    for (const list of answer.lists) {
      const [first = {}] = list.candidates;
      list.candidates = Array.from({length: CANDIDATES}, (_, index) => hostile({...first, expiresAt: undefined}, index));
    }
    return JSON.stringify(answer).replaceAll('"__proto__x"', '"__proto__"');
  });
  await page.addInitScript(() => {
    const watched: Watched = {violations: [], before: []};
    Object.assign(window, {watched});
    document.addEventListener('securitypolicyviolation', event => watched.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`));
    watched.before.push(...Object.getOwnPropertyNames(window));
  });
  const dialogs: string[] = [];
  page.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  try {
    await page.goto(`${host.url}/host`);
    const all = page.locator('inkling-panel li inkling-card');
    await expect(async () => {
      const again = page.getByRole('button', {name: 'Try again'});
      if (await again.isVisible()) await again.click();
      await expect(all.first()).toBeVisible({timeout: 5000});
    }).toPass();
    await expect.poll(() => all.count()).toBeGreaterThan(100);
    // Every face of a card, and the elements that are handed what they show.
    await page.evaluate(async ([texts]) => {
      const panel = document.querySelector('inkling-panel');
      const found = [...(panel?.shadowRoot?.querySelectorAll('inkling-card') ?? [])];
      const states = ['ready', 'stale', 'applying', 'applied', 'apply-failed', 'conflict', 'dismissed', 'snoozed'] as const;
      found.forEach((card, index) => {
        card.open = true;
        card.state = states[index % states.length] ?? 'ready';
        card.conflict = {[texts[index] ?? '']: texts[index + 1] ?? ''};
      });
      const shown = (document.querySelector('inkling-provider') as InklingProvider).client;
      const item = (await shown?.inspect())?.slates.at(-1)?.items[0];
      Object.assign(document.querySelector('inkling-why') as InklingWhy, {placement: item?.placement ?? null, open: true});
      (document.querySelector('inkling-outcome') as InklingOutcome).outcomes = texts.slice(0, 60).map((text, index) => ({
        applicationId: text, type: text, headline: text, entity: {level: 'campaign', id: text, name: text}, metric: text, predicted: {low: 1, high: 2}, realised: index % 2 ? 1.5 : null, soFar: null, appliedAt: 1, knownAt: 2, series: null,
      }));
      for (const [name, value] of [['heading', texts[1]], ['surface', 'campaign-list']] as const) panel?.setAttribute(name, value ?? '');
      await Promise.all(found.map(card => card.updateComplete));
      await new Promise(resolve => setTimeout(resolve, 300));
    }, [HOSTILE.slice(0, 400)] as const);
    const text = await page.evaluate(() => {
      const texts: string[] = [];
      const read = (root: ParentNode) => root.querySelectorAll('*').forEach(element => {
        if (!element.shadowRoot) return;
        texts.push(element.shadowRoot.textContent ?? '');
        read(element.shadowRoot);
      });
      read(document);
      return texts;
    });
    const seen = HOSTILE.filter((_, index) => index < 2000 && text.some(shown => shown.includes(`\u00B7${index}`)));
    expect(seen.length, 'strings that stand in the page as text').toBeGreaterThan(400);
    expect(text.some(shown => shown.includes('<script>'))).toBe(true);
    expect(await alive(page)).toEqual([]);
    const {watched, fresh, clean} = await page.evaluate(() => {
      const watched = (window as unknown as {watched: Watched}).watched;
      return {
        watched: {violations: watched.violations, hacked: (window as unknown as Watched).hacked},
        fresh: Object.getOwnPropertyNames(window).filter(name => !watched.before.includes(name) && !/^\d+$|^(litHtmlVersions|litElementVersions|reactiveElementVersions|litPropertyMetadata|__LIT_LOCALIZE_CONTEXT__)$/.test(name)),
        clean: (({}) as {polluted?: unknown; x?: unknown}).polluted === undefined && (({}) as {x?: unknown}).x === undefined,
      };
    });
    expect({watched, fresh, clean, dialogs}).toEqual({watched: {violations: [], hacked: undefined}, fresh: [], clean: true, dialogs: []});
    expect(quiet.noise.filter(line => /Content Security Policy|Trusted/.test(line))).toEqual([]);
  } finally {
    host.close();
  }
});

test('fault 53: a page that has replaced what it found: the list stands, and feedback reaches the server as it was recorded', async ({page, server, quiet: _}) => {
  await page.addInitScript(() => {
    // As old libraries, monitors and test kits do it.
    Object.assign(Array.prototype, {toJSON(this: unknown[]) { return `[${this.join(',')}]`; }, contains(this: unknown[], one: unknown) { return this.includes(one); }});
    Object.assign(Object.prototype.constructor, {keysOf: 1});
    const {fetch, setTimeout, Date: RealDate, Promise: RealPromise} = window;
    window.fetch = function monitored(...given: Parameters<typeof fetch>) { return fetch.apply(window, given).then(answer => answer); };
    window.setTimeout = ((run: () => void, ...rest: number[]) => setTimeout(() => run(), ...rest)) as typeof setTimeout;
    window.Date = class extends RealDate { static override now() { return RealDate.now(); } } as DateConstructor;
    RealPromise.prototype.then = new Proxy(RealPromise.prototype.then, {});
    const {parse, stringify} = JSON;
    JSON.parse = ((text: string, ...rest: never[]) => parse(text, ...rest)) as typeof parse;
    JSON.stringify = ((value: unknown, ...rest: never[]) => stringify(value, ...rest)) as typeof stringify;
    Object.defineProperty(crypto, 'randomUUID', {value: undefined});
  });
  await openDemo(page, server, {backend: 'wasm', user: 'patched'});
  expect((await readyStatus(page)).backend).toBe('wasm');
  expect((await lastSlate(page))?.items.length).toBeGreaterThan(3);
  await cards(page).first().getByRole('button', {name: 'Details'}).click();
  await expect.poll(async () => {
    await page.evaluate(() => window.inkling.flush());
    return (await server.feedback()).filter(({user}) => user === 'patched').map(({kind}) => kind);
  }).toEqual(expect.arrayContaining(['served', 'open']));
  const served = (await server.feedback()).find(({user, kind}) => user === 'patched' && kind === 'served');
  expect(Array.isArray(served?.data.candidateIds)).toBe(true);
  expect((await page.evaluate(() => window.inkling.inspect())).outbox).toMatchObject({rejected: 0, setAside: 0});
});
