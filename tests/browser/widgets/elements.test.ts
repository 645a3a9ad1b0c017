// The line in a row, the count, the reasons and the outcomes, as a person meets them.
import {afterEach, expect, test, vi} from 'vitest';
import '../../../widgets/define.js';
import type {Explanation} from '../../../src/insights-types.js';
import type {Candidate} from '../../../src/types.js';
import type {InklingInline, InklingOutcome, InklingProvider, InklingWhy} from '../../../widgets/index.js';
import type {Outcome} from '../../../widgets/outcome/outcomes.js';
import {FakeClock} from '../../support/fake-clock.js';
import {aCandidate, FakeInsights} from '../../support/fake-insights.js';
import {control, frames, someCandidates, text} from './stage.js';

for (const name of ['inline', 'badge', 'outcome', 'why']) await customElements.whenDefined(`inkling-${name}`);

interface Scene<Element> {
  readonly client: FakeInsights;
  readonly clock: FakeClock;
  readonly provider: InklingProvider;
  readonly element: Element;
}

async function stage<Name extends keyof HTMLElementTagNameMap>(name: Name, candidates: readonly Candidate[] = someCandidates(3), dress: (element: HTMLElementTagNameMap[Name], client: FakeInsights) => void = () => undefined): Promise<Scene<HTMLElementTagNameMap[Name]>> {
  const [client, clock, provider, element] = [new FakeInsights(candidates), new FakeClock(), document.createElement('inkling-provider'), document.createElement(name)];
  Object.assign(provider, {client, clock, endpoint: '/inkling/v1', account: 'act_1'});
  dress(element, client);
  provider.append(element);
  document.body.append(provider);
  await frames();
  return {client, clock, provider, element};
}
afterEach(() => vi.restoreAllMocks());

const line = (element: InklingInline) => element.shadowRoot?.querySelector<HTMLElement>('.line');
const cardOf = (element: InklingInline) => element.shadowRoot?.querySelector('inkling-card') ?? expect.fail('no card is open');
const choose = async (of: Element, name: string) => { control(of, name).click(); await frames(); };
const open = async (element: InklingInline) => { line(element)?.click(); await frames(); };

// ── The line ────────────────────────────────────────────────────────────────────────────────────────────────────

test('[W9] a line shows the best suggestion for its row, names itself, and takes no more room with one than without', async () => {
  const {element, client} = await stage('inkling-inline', someCandidates(3), inline => { inline.entityLevel = 'campaign'; inline.entityId = 'k1'; });
  expect(client.suggested).toMatchObject([{surface: 'campaign-row', entity: {level: 'campaign', id: 'k1'}}]);
  expect(text(element)).toContain('Headline a');
  expect(line(element)?.getAttribute('aria-label')).toBe('Suggestion: Headline a, +4% to +11%');
  const {height} = element.getBoundingClientRect();
  client.hear({kind: 'dismiss', candidate: {...aCandidate('a')}});
  client.hear({kind: 'dismiss', candidate: {...aCandidate('b')}});
  client.hear({kind: 'dismiss', candidate: {...aCandidate('c')}});
  await frames();
  expect(line(element)).toBeNull();
  expect(element.getBoundingClientRect().height).toBe(height);
});

test('[W2] a line opens to its card, whose keyboard is a person\'s: focus goes in, Escape brings it back; the open is recorded once', async () => {
  const {element, client} = await stage('inkling-inline');
  line(element)?.focus();
  await open(element);
  expect(line(element)?.getAttribute('aria-expanded')).toBe('true');
  const sheet = element.shadowRoot?.querySelector('[role=dialog]');
  expect(sheet?.getAttribute('aria-label')).toBe('Headline a');
  expect(element.shadowRoot?.activeElement).toBe(cardOf(element));
  cardOf(element).dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, composed: true}));
  await frames();
  expect(line(element)?.getAttribute('aria-expanded')).toBe('false');
  expect(element.shadowRoot?.activeElement).toBe(line(element));
  await open(element);
  expect(client.kinds().filter(kind => kind === 'open')).toHaveLength(1);
  expect(client.recorded[0]).toMatchObject({kind: 'open', surface: 'campaign-row', placement: {candidateId: 'a', position: 0}});
});

test('a line that was in view for a second is an impression, once', async () => {
  const {client, clock} = await stage('inkling-inline');
  clock.pass(1000);
  await frames();
  clock.pass(5000);
  await frames();
  expect(client.recorded).toMatchObject([{kind: 'impression', placement: {candidateId: 'a'}}]);
});

test('[W3] what is dismissed on its card says so on the line, can be taken back, and gives way to the next', async () => {
  const {element, clock} = await stage('inkling-inline');
  await open(element);
  await choose(cardOf(element), 'More actions');
  await choose(cardOf(element), 'Not now');
  element.shadowRoot?.querySelector<HTMLElement>('.sheet')?.hidePopover();
  await frames();
  expect(text(element)).toContain('Dismissed: Headline a');
  await open(element);
  await choose(cardOf(element), 'Undo');
  expect(cardOf(element).state).toBe('ready');
  await choose(cardOf(element), 'More actions');
  await choose(cardOf(element), 'Not now');
  element.shadowRoot?.querySelector<HTMLElement>('.sheet')?.hidePopover();
  (document.activeElement as HTMLElement | null)?.blur();
  clock.pass(10_000);
  await frames(5);
  expect(text(element)).toContain('Headline b');
});

test('[W10] what is dismissed or applied elsewhere leaves the line at once; what is about other rows asks nothing', async () => {
  const {element, client} = await stage('inkling-inline');
  // Not even a ranker that never answers keeps it there.
  client.beforeRank = () => new Promise(() => undefined);
  client.hear({kind: 'applied', candidate: {...aCandidate('a')}});
  await frames();
  expect(text(element)).toContain('Headline b');
  const asked = client.ranked.length;
  client.hear({kind: 'dismiss', candidate: {id: 'x', type: 'fix-tag', entity: {level: 'campaign', id: 'far'}}});
  client.hear({kind: 'edit', entity: {level: 'campaign', id: 'far'}});
  await frames(5);
  expect(client.ranked).toHaveLength(asked);
});

test('[P5] a line that was seen keeps its suggestion when its list is ranked anew', async () => {
  const {element, client, clock} = await stage('inkling-inline');
  clock.pass(1000);
  client.utilities.set('b', 9);
  client.hear({kind: 'dismiss', candidate: {...aCandidate('c')}});
  await frames(5);
  expect(client.ranked.at(-1)?.pinned).toMatchObject([{candidateId: 'a', position: 0}]);
  expect(text(element)).toContain('Headline a');
});

test('[W1] a server that does not answer leaves the row as it is', async () => {
  const {element} = await stage('inkling-inline', [], (_, client) => { client.beforeSuggest = async () => { throw new Error('down'); }; });
  expect(text(element)).toBe('');
});

// ── The count ───────────────────────────────────────────────────────────────────────────────────────────────────

test('[W10] the count is part of its link\'s name, follows what is done anywhere, and ranks nothing', async () => {
  const {element, client} = await stage('inkling-badge');
  expect(text(element)).toBe('33 suggestions');
  expect(element.shadowRoot?.querySelector('.count')?.getAttribute('aria-hidden')).toBe('true');
  client.hear({kind: 'dismiss', candidate: {...aCandidate('a')}});
  await frames();
  expect(text(element)).toContain('2 suggestions');
  client.hear({kind: 'undo', candidate: {...aCandidate('a')}});
  await frames();
  expect(text(element)).toContain('3 suggestions');
  client.hear({kind: 'applied', candidate: {...aCandidate('b')}});
  client.hear({kind: 'applied', candidate: {...aCandidate('c')}});
  client.hear({kind: 'snooze', candidate: {...aCandidate('a')}});
  await frames();
  expect(text(element)).toBe('');
  expect([client.suggested.length, client.ranked.length, client.recorded.length]).toEqual([0, 0, 0]);
  expect(client.peeked.filter(request => !('candidates' in request))).toHaveLength(1);
});

test('a count beyond its most says so and still tells the whole to those who listen; a server that is down shows none, and is asked again', async () => {
  const {element, client} = await stage('inkling-badge', someCandidates(5), badge => { badge.max = 3; });
  expect(text(element)).toBe('3+5 suggestions');
  const down = await stage('inkling-badge', someCandidates(1), (_, other) => { other.beforeSuggest = async () => { throw new Error('down'); }; });
  expect(text(down.element)).toBe('');
  down.client.beforeSuggest = client.beforeSuggest;
  window.dispatchEvent(new Event('online'));
  await frames();
  expect(text(down.element)).toContain('1 suggestion');
});

// ── Why ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const EXPLAINED: Explanation = {
  tier: 'wasm', position: 1, serverPosition: 4, scorePosition: 0, pinned: false, chance: 0.38,
  contributions: [{cause: 'visit', amount: 8}, {cause: 'cost', amount: -4}, {cause: 'server', amount: 0.1}],
};
const placement = {slateId: 's', candidateId: 'a', position: 1};
const whyWith = (explained: Explanation | null) => stage('inkling-why', [], (why, client) => { why.placement = placement; client.explained = explained; });

test('[W2] why: asked when opened, told in words and which way, by where it comes from; heard once', async () => {
  const {element, client, provider} = await whyWith(EXPLAINED);
  const explain = vi.spyOn(client, 'explain');
  expect(explain).not.toHaveBeenCalled();
  await choose(element, 'Why this');
  expect(explain).toHaveBeenCalledExactlyOnceWith(placement);
  const shown = text(element);
  for (const part of ['What counts most is what you did in this visit: it moves this up.', 'From this visit', 'what you did in this visit: moves it up', 'From the platform', 'what it asks of you: holds it back',
    'Number 2 here. By its score alone it would be number 1; the platform had it at number 5.', 'it had 38% to stand here']) expect(shown).toContain(part);
  expect(shown, 'what is too small to tell is not told').not.toContain('the platform’s own score');
  expect(provider.querySelector('[role=status]')?.textContent).toContain('What counts most');
  await choose(element, 'Why this');
  await choose(element, 'Why this');
  expect(explain).toHaveBeenCalledOnce();
});

test.each<[string, Explanation | null, string]>([
  ['the platform\'s order says so', {...EXPLAINED, tier: 'none', contributions: []}, 'The platform ordered this list.'],
  ['what can no longer be told says so', null, 'a newer list has taken its place'],
  ['a card that keeps its place says so', {...EXPLAINED, pinned: true, chance: null}, 'You have seen it here'],
  ['no chance says so', {...EXPLAINED, chance: null}, 'No chance was involved'],
  ['what holds it back most is named as that', {...EXPLAINED, contributions: [{cause: 'goal', amount: -3}]}, 'What counts most is your goal: it holds this back.'],
  ['nothing apart is nothing', {...EXPLAINED, contributions: []}, 'Nothing sets it apart'],
])('why: %s', async (_, explained, said) => {
  const {element} = await whyWith(explained);
  await choose(element, 'Why this');
  expect(text(element)).toContain(said);
});

test('another card is another question', async () => {
  const {element, client} = await whyWith(EXPLAINED);
  await choose(element, 'Why this');
  client.explained = {...EXPLAINED, contributions: [{cause: 'market', amount: 1}]};
  (element as InklingWhy).placement = {...placement, candidateId: 'b'};
  await frames();
  expect(text(element)).toContain('what the market is doing');
});

// ── What it brought ─────────────────────────────────────────────────────────────────────────────────────────────

const DAY = 86_400_000;
const NOW = new FakeClock().now();
const outcome = (daysAgo: number, more: Partial<Outcome> = {}): Outcome => ({
  applicationId: `app-${daysAgo}`, type: 'raise-budget', headline: `Applied ${daysAgo} days ago`, entity: {level: 'campaign', id: 'k1', name: 'Jackets'}, metric: 'account-conversions', predicted: {low: 6, high: 14}, realised: null, soFar: null,
  appliedAt: NOW - daysAgo * DAY, knownAt: NOW + (7 - daysAgo) * DAY, series: {startAt: NOW - (14 + daysAgo) * DAY, values: Array.from({length: 15 + daysAgo}, (_, i) => 40 + (i % 3))}, ...more,
});
const reporting = (outcomes: readonly object[]) => vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json({outcomes}));

test.each<[string, Partial<Outcome>, number]>([
  ['As predicted', {realised: 9}, 9], ['Better than predicted', {realised: 20}, 9], ['Less than predicted', {realised: 1}, 9], ['Not what was hoped for', {realised: -3}, 9],
  ['Too early to tell', {}, 2], ['Too early to tell', {realised: 9}, 2],
])('an outcome says %s: %j, %i days on', async (verdict, more, daysAgo) => {
  reporting([outcome(daysAgo, more)]);
  const {element} = await stage('inkling-outcome');
  const shown = text(element);
  expect(shown).toContain(verdict);
  expect(shown).toContain('+6% to +14%');
  expect(shown.includes('5 days to go')).toBe(daysAgo === 2);
  expect(element.shadowRoot?.querySelector('svg[role=img]')?.getAttribute('aria-label')).toBe('Account conversions a day, before and since');
  // Before the end, what one moment measures is not told.
  if (daysAgo === 2) expect(shown).not.toContain('+9%');
});

test('outcomes are asked of the server with account and token, the newest first, of one entity where one is named, and again after an apply', async () => {
  const fetch = reporting([outcome(9, {realised: 9}), outcome(1), outcome(3, {entity: {level: 'campaign', id: 'far'}})]);
  const {element, client} = await stage('inkling-outcome', [], shown => { (shown as InklingOutcome).entityLevel = 'campaign'; (shown as InklingOutcome).entityId = 'k1'; });
  expect(String(fetch.mock.calls[0]?.[0])).toBe('/inkling/v1/outcomes?account=act_1');
  expect([...element.shadowRoot?.querySelectorAll('.headline') ?? []].map(({textContent}) => textContent)).toEqual(['Applied 1 days ago', 'Applied 9 days ago']);
  client.hear({kind: 'applied', candidate: {...aCandidate('a')}});
  await frames();
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('[W8] a server\'s text is text, and an answer that makes no sense is left out', async () => {
  reporting([outcome(2, {headline: '<img src=x onerror=alert(1)>'}), {applicationId: 7}, {...outcome(3), predicted: {low: 9, high: 1}}, {...outcome(4), knownAt: 0}]);
  const {element} = await stage('inkling-outcome');
  expect(element.shadowRoot?.querySelectorAll('.outcome')).toHaveLength(1);
  expect(element.shadowRoot?.querySelector('img')).toBeNull();
  expect(text(element)).toContain('<img src=x');
});

test('[W1] a server without outcomes: said where there is nothing, kept where something was shown', async () => {
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => new Response('', {status: 503}));
  const {element, client} = await stage('inkling-outcome');
  expect(text(element)).toContain('Outcomes could not be loaded');
  fetch.mockImplementation(async () => Response.json({outcomes: [outcome(9, {realised: 8})]}));
  await choose(element, 'Try again');
  expect(text(element)).toContain('As predicted');
  fetch.mockImplementation(async () => { throw new TypeError('offline'); });
  client.hear({kind: 'undo'});
  await frames();
  expect(text(element)).toContain('As predicted');
});

// ── Coming and going ────────────────────────────────────────────────────────────────────────────────────────────

test.each(['inkling-inline', 'inkling-badge', 'inkling-why', 'inkling-outcome', 'inkling-card'] as const)('%s that comes and goes 1,000 times leaves no listener and no timer behind', async name => {
  reporting([]);
  const {element, client, clock, provider} = await stage(name);
  const left = new Map<unknown, string>();
  for (const target of [window, document, client, provider]) {
    const {addEventListener, removeEventListener} = target;
    vi.spyOn(target, 'addEventListener').mockImplementation((...given: Parameters<EventTarget['addEventListener']>) => {
      left.set(given[1], given[0]);
      addEventListener.apply(target, given as never);
    });
    vi.spyOn(target, 'removeEventListener').mockImplementation((...given: Parameters<EventTarget['removeEventListener']>) => {
      left.delete(given[1]);
      removeEventListener.apply(target, given as never);
    });
  }
  for (let time = 0; time < 1000; time++) {
    provider.append(element);
    element.remove();
  }
  await frames(5);
  expect([...left.values()]).toEqual([]);
  expect(clock.waiting).toBe(0);
});
