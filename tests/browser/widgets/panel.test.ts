import {expect, test, vi} from 'vitest';
import {userEvent} from 'vitest/browser';
import type {Slate} from '../../../src/types.js';
import {aCandidate} from '../../support/fake-insights.js';
import {control, edited, frames, look, open, prepare, press, someCandidates, text, type Stage} from './stage.js';

test('[P5] what was seen keeps its place when scores change; what was not seen moves now', async () => {
  const stage = await open(someCandidates(8));
  await look(stage);
  const seen = stage.client.recorded.map(({candidate}) => candidate?.id).sort();
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.length).toBeLessThan(7);
  stage.client.utilities = new Map([['h', 9], ['g', 8]]);
  await edited(stage);
  expect(stage.client.ranked.at(-1)?.pinned).toEqual(seen.map((candidateId, position) => ({candidateId, position})));
  expect(stage.order().slice(0, seen.length)).toEqual(seen);
  expect(stage.order().slice(seen.length, seen.length + 2)).toEqual(['h', 'g']);
  await press(stage.panel, 'Update order');
  expect(stage.order().slice(0, 3)).toEqual(['h', 'g', 'a']);
});

test('[P5] "Update order" shows when something better waits, ranks without pins, and says so once, politely, in light DOM', async () => {
  const stage = await open(someCandidates(3));
  const {panel, client, order, provider} = stage;
  await look(stage);
  expect(() => control(panel, 'Update order')).toThrow();
  const region = provider.querySelector('[role=status]') as HTMLElement;
  expect(region.getRootNode()).toBe(document);
  client.utilities = new Map([['c', 9]]);
  await edited(stage);
  expect(order()).toEqual(['a', 'b', 'c']);
  const said = vi.fn();
  new MutationObserver(() => { if (region.textContent) said(region.textContent); }).observe(region, {childList: true});
  await press(panel, 'Update order');
  expect(client.ranked.at(-1)?.pinned).toEqual([]);
  expect(order()).toEqual(['c', 'a', 'b']);
  expect(said.mock.calls).toEqual([['Order updated']]);
  expect(() => control(panel, 'Update order')).toThrow();
  expect(panel.shadowRoot?.activeElement?.id).toBe('heading');
});

test('[P5] an order that chance drew against the utilities is not a better one that waits', async () => {
  const stage = prepare(someCandidates(3));
  const drawn = stage.client.slate.bind(stage.client);
  stage.client.slate = (request): Slate => {
    const slate = drawn(request);
    return request.pinned?.length ? slate : {...slate, items: [...slate.items].reverse().map((item, position) => ({...item, placement: {...item.placement, position}}))};
  };
  document.body.append(stage.provider);
  await look(stage);
  await edited(stage);
  expect(stage.order()).toEqual(['c', 'b', 'a']);
  expect(() => control(stage.panel, 'Update order')).toThrow();
});

for (const [how, engage] of Object.entries({
  'the pointer': async ({card}: Stage) => { await userEvent.hover(card('a')); },
  focus: async ({card}: Stage) => control(card('a'), 'Details').focus(),
  'an open menu': async ({card}: Stage) => { await press(card('a'), 'More actions'); },
  'selected text': async ({card}: Stage) => {
    const reason = card('a').shadowRoot?.querySelector('.reason bdi') as HTMLElement;
    document.getSelection()?.setBaseAndExtent(reason.firstChild as Node, 0, reason.firstChild as Node, 6);
  },
})) {
  test(`[P5] nothing on screen moves under ${how}`, async () => {
    const stage = await open(someCandidates(3));
    await engage(stage);
    await frames();
    stage.client.utilities = new Map([['c', 9], ['b', 8]]);
    await edited(stage);
    expect(stage.order()).toEqual(['a', 'b', 'c']);
    document.getSelection()?.removeAllRanges();
    await userEvent.hover(document.documentElement, {position: {x: 1, y: 1}});
  });
}

test('[W4] a better slate is taken at once where it moves nothing that was seen; else it is asked for again with the pins', async () => {
  const stage = await open(someCandidates(4));
  const better = (utilities: [string, number][]) => {
    stage.client.utilities = new Map(utilities);
    const slate = stage.client.slate({surface: 'campaign-list', candidates: stage.client.candidates});
    stage.client.dispatchEvent(new CustomEvent('better-slate', {detail: {slate, replaces: stage.panel.slate?.slateId}}));
    return frames(4).then(() => slate);
  };
  const first = await better([['d', 9]]);
  expect(stage.panel.slate).toBe(first);
  expect(stage.order()).toEqual(['d', 'a', 'b', 'c']);
  await look(stage);
  await better([['a', 9]]);
  expect(stage.order().slice(0, 3)).toEqual(['d', 'a', 'b']);
  expect(stage.client.ranked).toHaveLength(1);
});

test('[W10] what is dismissed or applied elsewhere vanishes here, and the focus goes on', async () => {
  const {client, card, order, panel} = await open(someCandidates(4));
  control(card('b'), 'Apply').focus();
  client.hear({kind: 'applied', candidate: {id: 'b', type: 'raise-budget', entity: {level: 'campaign', id: 'c-b'}}});
  await frames();
  expect(order()).toEqual(['a', 'c', 'd']);
  expect(panel.shadowRoot?.activeElement).toBe(card('c'));
  vi.spyOn(client, 'rank').mockImplementation(async request => client.slate({...request, candidates: request.candidates.slice(0, 1)}));
  client.hear({kind: 'dismiss', candidate: {id: 'd', type: 'raise-budget', entity: {level: 'campaign', id: 'c-d'}}});
  await frames(5);
  expect(order()).toEqual(['a']);
  expect(panel.shadowRoot?.activeElement).toBe(card('a'));
});

test('the last request wins', async () => {
  const stage = prepare(someCandidates(2));
  const answers: (() => void)[] = [];
  stage.client.beforeSuggest = () => new Promise(resolve => answers.push(resolve));
  document.body.append(stage.provider);
  await frames();
  stage.panel.surface = 'reporting';
  await frames();
  answers[1]?.();
  await frames();
  answers[0]?.();
  await frames();
  expect(stage.client.suggested.map(({surface}) => surface)).toEqual(['campaign-list', 'reporting']);
  expect(stage.panel.slate?.surface).toBe('reporting');
});

test('a rank does not overtake a list that is being fetched', async () => {
  const stage = await open(someCandidates(2));
  let answer = (): void => undefined;
  stage.client.beforeSuggest = () => new Promise(resolve => { answer = resolve; });
  void stage.panel.reload();
  stage.client.candidates = someCandidates(3);
  await edited(stage);
  expect(stage.client.ranked).toHaveLength(0);
  answer();
  await frames();
  expect(stage.order()).toEqual(['a', 'b', 'c']);
});

test('an entity is part of the question', async () => {
  const {client} = await open(someCandidates(1), {surface: 'campaign-page', 'entity-level': 'campaign', 'entity-id': 'c1'});
  expect(client.suggested).toMatchObject([{surface: 'campaign-page', entity: {level: 'campaign', id: 'c1'}}]);
});

test('[W3] loading reserves room; an error offers a retry; being online again retries by itself', async () => {
  const stage = prepare(someCandidates(2));
  let down = true;
  stage.client.beforeSuggest = async () => { if (down) throw new Error('down'); };
  document.body.append(stage.provider);
  await frames();
  expect(text(stage.panel)).toContain('Suggestions could not be loaded');
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  window.dispatchEvent(new Event('offline'));
  await frames();
  expect(text(stage.panel)).toContain('You are offline');
  online.mockRestore();
  await press(stage.panel, 'Try again');
  expect(stage.client.suggested).toHaveLength(2);
  down = false;
  window.dispatchEvent(new Event('online'));
  await frames();
  expect(stage.order()).toEqual(['a', 'b']);
});

test('[W3] nothing to suggest is said; an old list says that it is old and refreshes', async () => {
  const empty = await open([]);
  expect(text(empty.panel)).toContain('Nothing to suggest right now');
  const stage = await open(someCandidates(2));
  stage.clock.pass(31 * 60_000);
  await frames();
  expect(text(stage.panel)).toContain('No longer fresh');
  await press(stage.panel, 'Refresh');
  expect(stage.client.suggested).toHaveLength(2);
  expect(text(stage.panel)).not.toContain('No longer fresh');
});

test('[W3] a suggestion that expires while it is shown cannot be applied any more', async () => {
  const stage = prepare();
  stage.client.candidates = [aCandidate('a', {expiresAt: stage.clock.now() + 60_000})];
  document.body.append(stage.provider);
  await frames();
  expect(text(stage.card('a'))).toContain('Apply');
  stage.clock.pass(61_000);
  await frames();
  expect(text(stage.card('a'))).toContain('Out of date');
  expect(() => control(stage.card('a'), 'Apply')).toThrow();
});

test('up to max cards are shown, then all', async () => {
  const {panel, order} = await open(someCandidates(10), {max: '3'});
  expect(order()).toHaveLength(3);
  await press(panel, 'Show all 10');
  expect(order()).toHaveLength(10);
});

test('[W1] a client that fails in every way leaves the page in peace', async () => {
  const consoles = (['log', 'info', 'warn', 'error'] as const).map(level => vi.spyOn(console, level));
  const uncaught = vi.fn((event: Event) => event.preventDefault());
  window.addEventListener('error', uncaught);
  window.addEventListener('unhandledrejection', uncaught);
  const stage = await open(someCandidates(2));
  stage.client.beforeRank = async () => { throw new Error('no rank'); };
  stage.client.record = async () => { throw new Error('no record'); };
  await press(stage.card('a'), 'Details');
  await edited(stage);
  await press(stage.card('b'), 'More actions');
  await press(stage.card('b'), 'Not now');
  expect(stage.order()).toEqual(['a', 'b']);
  expect(uncaught).not.toHaveBeenCalled();
  consoles.forEach(spy => { expect(spy).not.toHaveBeenCalled(); spy.mockRestore(); });
  window.removeEventListener('error', uncaught);
  window.removeEventListener('unhandledrejection', uncaught);
});

test('[P5] a panel that a route change took away comes back with its pins', async () => {
  const stage = await open(someCandidates(3));
  await look(stage);
  await edited(stage);
  stage.panel.remove();
  stage.client.utilities = new Map([['c', 9]]);
  const again = document.createElement('inkling-panel');
  stage.provider.append(again);
  await frames();
  expect(again.slate?.items.map(({candidate}) => candidate.id)).toEqual(['a', 'b', 'c']);
  await edited(stage);
  expect(stage.client.ranked.at(-1)?.pinned).toHaveLength(3);
  await press(again, 'Update order');
  expect(again.slate?.items.map(({candidate}) => candidate.id)).toEqual(['c', 'a', 'b']);
});

test('[W3] a server that fails is asked again unasked, ever later, until it answers; and by nobody who has left', async () => {
  const stage = prepare();
  let failing = true;
  stage.client.beforeSuggest = async () => { if (failing) throw new Error('The script says so.'); };
  document.body.append(stage.provider);
  await frames();
  expect(text(stage.panel)).toContain('could not be loaded');
  for (const [seconds, asked] of [[2, 2], [7, 2], [1, 3], [30, 4], [119, 4], [1, 5]] as const) {
    stage.clock.pass(seconds * 1000);
    await frames();
    expect(stage.client.suggested).toHaveLength(asked);
  }
  failing = false;
  stage.clock.pass(120_000);
  await frames();
  expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  failing = true;
  await stage.panel.reload();
  stage.provider.remove();
  await frames();
  const asked = stage.client.suggested.length;
  stage.clock.pass(600_000);
  await frames();
  expect(stage.client.suggested).toHaveLength(asked);
});
