/**
 * What leaves the page and what is stored, read from outside: every request of a scripted visit through a host of its own, every row of IndexedDB, every entry of
 * the Cache API, every other store. docs/privacy.md is the list; every text for people carries a canary.
 */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import type {Page} from '@playwright/test';
import type {InklingProvider} from '../../widgets/index.js';
import {CANARY, leavesOf, outside, rulesOf, type Rule} from '../support/allow-list.js';
import {WatchedHost} from '../support/watched-host.js';
import {expect, test} from './fixtures.js';

const ACCOUNT = 'act_7';
const EVENTS = ['inkling.interaction.v1', 'inkling.slate.served.v1', 'inkling.health.v1'] as const;
/** What a browser adds by itself. */
const OF_THE_BROWSER = /^(host|connection|content-length|origin|referer|user-agent|accept|accept-encoding|accept-language|cache-control|pragma|if-none-match|range|sec-.*|dnt|priority|upgrade-insecure-requests|transfer-encoding)$/;

interface Event {
  readonly id: string;
  readonly type: (typeof EVENTS)[number];
  readonly data: Record<string, unknown>;
}

const PUBLISHED = readdirSync('models/ranker').map(name => createHash('sha256').update(readFileSync(`models/ranker/${name}`)).digest('hex'));

const client = () => (document.querySelector('inkling-provider') as InklingProvider).client as typeof window.inkling;

/** All that lies in the browser for this origin, as JSON and maps. */
async function storedBy(page: Page) {
  const text = await page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error as Error); });
    const plain = (_key: string, value: unknown) => (value instanceof Map ? {'@map': [...value]} : value === Infinity ? 'Infinity' : value);
    const databases: Record<string, Record<string, [string, unknown][]>> = {};
    for (const {name = ''} of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name));
      const stores: Record<string, [string, unknown][]> = databases[name] = {};
      for (const store of database.objectStoreNames) {
        const opened = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([asked(opened.getAllKeys()), asked(opened.getAll())]);
        stores[store] = keys.map((key, index) => [String(key), values[index]]);
      }
      database.close();
    }
    const cached: {cache: string; url: string; sha256: string}[] = [];
    for (const cache of await caches.keys()) {
      const opened = await caches.open(cache);
      for (const request of await opened.keys()) {
        const bytes = await (await opened.match(request))?.arrayBuffer() ?? new ArrayBuffer(0);
        cached.push({cache, url: request.url, sha256: [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map(byte => byte.toString(16).padStart(2, '0')).join('')});
      }
    }
    const files: string[] = [];
    for await (const name of (await navigator.storage.getDirectory() as unknown as {keys(): AsyncIterable<string>}).keys()) files.push(name);
    return JSON.stringify({databases, cached, others: {local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie, name: window.name, files}}, plain);
  });
  return JSON.parse(text, (_key, value: unknown) => {
    if (value === 'Infinity') return Infinity;
    const map = (value as {'@map'?: [unknown, unknown][]} | null)?.['@map'];
    return map ? new Map(map) : value;
  }) as {databases: Record<string, Record<string, [string, unknown][]>>; cached: {cache: string; url: string; sha256: string}[]; others: Record<string, unknown>};
}

function eventsOf(host: WatchedHost): Event[] {
  return host.to('/feedback').flatMap(({body}) => {
    const given = JSON.parse(body) as Event[] | {events: Event[]};
    return Array.isArray(given) ? given : given.events;
  });
}

/** A visit in which everything happens that can be recorded. */
async function visit(page: Page, host: WatchedHost, consent: string) {
  host.page = {body: `<script type="module" src="/inkling/define.js"></script>
    <inkling-provider account="${ACCOUNT}" user="u ${consent}" endpoint="/inkling/v1" ${consent}><inkling-panel surface="campaign-list"></inkling-panel><inkling-local-data></inkling-local-data></inkling-provider>`};
  await page.goto(`${host.url}/host?typed=${CANARY}-query#${CANARY}-hash`);
  const cards = page.locator('inkling-panel li inkling-card');
  // A first answer may be late where the machine is busy: a person would try again.
  await expect(async () => {
    const again = page.getByRole('button', {name: 'Try again'});
    if (await again.isVisible()) await again.click();
    await expect(cards.first()).toBeVisible({timeout: 5000});
  }).toPass();
  await expect.poll(() => page.evaluate(async find => (await (new Function(`return (${find})()`) as () => typeof window.inkling)().inspect()).interactions.some(({kind}) => kind === 'impression'), client.toString())).toBe(true);
  await cards.first().getByRole('button', {name: 'Details'}).click();
  await cards.first().getByRole('button', {name: 'Apply', exact: true}).click();
  await cards.first().getByRole('button', {name: /^Undo/}).click();
  await expect(cards.first().getByRole('button', {name: 'Apply', exact: true})).toBeVisible();
  for (const [index, act] of [[1, 'Too expensive'], [2, 'For 7 days']] as const) {
    await cards.nth(index).getByRole('button', {name: 'More actions'}).click();
    await cards.nth(index).getByRole('menuitem', {name: act}).click();
  }
  await page.evaluate(async ([canary, find]) => {
    const inkling = (new Function(`return (${find})()`) as () => typeof window.inkling)();
    const entity = {level: 'campaign', id: 'c_7_1', name: `${canary}-campaign`} as const;
    for (const kind of ['navigate', 'edit', 'report', 'search'] as const) await inkling.record({kind, surface: 'reporting', entity, value: `${canary}-typed`});
    const item = (await inkling.inspect()).slates.at(-1)?.items.at(-1);
    await inkling.record({kind: 'outcome', placement: item?.placement, candidate: item?.candidate, value: 3.5});
    await inkling.observe([{namespace: 'campaign', entity, name: 'status', value: 'limited'}, {namespace: 'account', name: 'spend', value: 12.5, timeToLive: 3_600_000}]);
    inkling.chooseGoal({results: 1, cost: 0, reach: 0.5, effort: 0});
    await inkling.suggest({surface: 'campaign-row', entity});
    await inkling.ready;
    await inkling.suggest({surface: 'campaign-list'});
    await inkling.flush();
  }, [CANARY, client.toString()] as const);
}

/** Leaves the page as it hides, and looks at what came of it. */
async function hide(page: Page) {
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'});
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

test.describe('the allow-list of docs/privacy.md', () => {
  let host: WatchedHost;
  test.beforeEach(async ({server}) => {
    host = await WatchedHost.before(server.url);
    host.rewritten.set('/candidates', body => {
      if (!body.includes('"lists"')) return body;
      const answer = JSON.parse(body) as {lists: {candidates: {headline: string; reason: string; entity: {name?: string}; change?: {options?: unknown}}[]}[]};
      for (const candidate of answer.lists.flatMap(({candidates}) => candidates)) {
        Object.assign(candidate, {headline: `${CANARY} headline`, reason: `${CANARY} reason`});
        candidate.entity.name = `${CANARY} name`;
      }
      return JSON.stringify(answer);
    });
  });
  test.afterEach(() => host.close());

  for (const consent of ['consent-measurement consent-personalization', 'consent-measurement', 'consent-personalization', ''] as const) {
    test(`[F9] nothing outside it is sent or stored: ${consent || 'no consent'}`, async ({page, quiet: _}) => {
      const elsewhere: string[] = [];
      page.on('request', request => { if (!request.url().startsWith(host.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url()); });
      await visit(page, host, consent);
      const has = (name: string) => consent.includes(name);
      const seen = new Map<string, Set<string>>();
      const wrong: string[] = [];
      const check = (section: string, rules: readonly Rule[], value: unknown) => {
        const met = seen.get(section) ?? new Set();
        seen.set(section, met);
        const allowed = rules.filter(rule => rule.consent === '' || has(rule.consent));
        wrong.push(...outside(allowed, value, met).map(sentence => `${section}: ${sentence}`));
      };

      // Stored while the visit goes on, and after the page has hidden.
      for (const moment of ['during', 'after'] as const) {
        if (moment === 'after') await hide(page);
        const {databases, cached, others} = await storedBy(page);
        expect(others).toEqual({local: {}, session: {}, cookies: '', name: '', files: []});
        expect(Object.keys(databases)).toEqual(consent === '' ? [] : [`inkling:${ACCOUNT}:${encodeURIComponent(`u ${consent}`)}`]);
        for (const [store, rows] of Object.values(databases).flatMap(stores => Object.entries(stores))) {
          if (!has('personalization') && ['interactions', 'tallies', 'signals'].includes(store)) expect(rows, store).toEqual([]);
          if (!has('measurement') && ['outbox', 'setAside'].includes(store)) expect(rows, store).toEqual([]);
          for (const [key, value] of rows) {
            if (store === 'counters') check('counters', rulesOf('counters'), {value});
            else if (store === 'notes') check('notes', rulesOf('notes'), {[key]: value});
            else if (store === 'outbox' || store === 'setAside') {
              const {event, ...rest} = value as {event: Event};
              check('outbox and setAside', rulesOf('outbox and setAside'), rest);
              check(event.type, [...rulesOf('Every event'), ...rulesOf(event.type)], event);
            } else check(store, rulesOf(store), value);
          }
        }
        expect(JSON.stringify(databases, (_key, value: unknown) => (value instanceof Map ? [...value] : value))).not.toContain(CANARY);
        // What is cached is the published model, byte for byte, and nothing of anybody.
        for (const {cache, url, sha256} of cached) {
          expect(cache).toBe('inkling-ranker');
          expect(PUBLISHED, url).toContain(sha256);
        }
      }

      await expect.poll(() => (has('measurement') ? eventsOf(host).some(({type}) => type === 'inkling.health.v1') : true)).toBe(true);
      const events = eventsOf(host);
      if (!has('measurement')) expect(host.to('/feedback')).toEqual([]);
      for (const event of events) check(event.type, [...rulesOf('Every event'), ...rulesOf(event.type)], event);
      for (const {body} of host.to('/candidates')) check('candidates', rulesOf('The request for suggestions'), JSON.parse(body));
      for (const {body} of host.to('/apply')) check('apply', rulesOf('An apply'), JSON.parse(body));
      const headers = rulesOf('Headers and other requests');
      for (const {method, path, headers: sent, body} of host.passed.filter(({path}) => path !== '/favicon.ico')) {
        expect(`${path} ${body}`).not.toContain(CANARY);
        check('headers', headers, Object.fromEntries(Object.entries(sent).filter(([name]) => !OF_THE_BROWSER.test(name))));
        if (method === 'GET') expect([path, body]).toEqual([expect.stringMatching(/^\/(inkling|models)\/[\w./-]+$/), '']);
        else expect([`${host.url}/`, undefined]).toContain(sent.referer);
      }
      expect(elsewhere).toEqual([]);
      expect(wrong).toEqual([]);

      // The visit reached what it is to prove; else a list that nothing meets would pass.
      expect(host.to('/candidates').length).toBeGreaterThan(1);
      expect(host.to('/apply').length).toBeGreaterThan(0);
      if (has('measurement')) {
        const kinds = new Set(events.flatMap(({data}) => (typeof data.kind === 'string' ? [data.kind] : [])));
        expect([...kinds].sort()).toEqual(['applied', 'apply', 'dismiss', 'impression', 'open', 'outcome', 'snooze', 'undo', ...(has('personalization') ? ['edit', 'navigate', 'report', 'search'] : [])].sort());
        for (const field of ['data.fallbacks[].cause', 'data.inputs.missing', 'data.ranks[].p95']) expect(seen.get('inkling.health.v1')).toContain(field);
        expect(seen.get('inkling.slate.served.v1')?.has('data.context')).toBe(has('personalization'));
      }
      if (has('personalization')) for (const store of ['interactions', 'tallies', 'signals']) expect(seen.get(store)?.size, store).toBeGreaterThan(4);
    });
  }
});

test('every field of the list has a form that is checked, and none stands twice in its table', () => {
  for (const heading of ['The request for suggestions', 'An apply', 'Every event', ...EVENTS, 'Headers and other requests', 'interactions', 'tallies', 'signals', 'outbox and setAside', 'counters', 'notes']) {
    const rules = rulesOf(heading);
    expect(rules.length, heading).toBeGreaterThan(0);
    expect(new Set(rules.map(({field}) => field)).size, heading).toBe(rules.length);
  }
});

test('the reader of the list finds what is not on it', () => {
  const rules: Rule[] = [{field: 'a.b[].c', forms: ['number'], consent: ''}, {field: 'n.*', forms: ['word'], consent: ''}];
  expect(outside(rules, {a: {b: [{c: 1}, {c: 2}]}, n: {x: 'word'}}, new Set())).toEqual([]);
  expect(outside(rules, {a: {b: [{c: 'text'}], d: 1}}, new Set())).toEqual(['a.b[].c: not number ("text")', 'a.d: not on the list (1)']);
  expect(leavesOf(new Map([['k', {x: 1}]]))).toEqual([{path: '{}.key', value: 'k'}, {path: '{}.entry.x', value: 1}]);
});
