import axe from 'axe-core';
import {expect, test, vi} from 'vitest';
import type {Explanation} from '../../../src/insights-types.js';
import {control, frames, open, prepare, press, someCandidates, type Stage} from './stage.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The page around is the test runner's: rules about landmarks and titles are not ours. */
async function violations(of: Element): Promise<string[]> {
  const {violations: found} = await axe.run(of, {runOnly: RULES, rules: {region: {enabled: false}}});
  return found.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim()}`));
}

// Every state that the designers' page shows is looked at there, by `accessible.spec.ts`; this one stands in no product.
for (const scheme of ['light', 'dark']) {
  test(`[W5] axe finds nothing: debug, ${scheme}`, async () => {
    document.documentElement.style.colorScheme = scheme;
    document.body.style.background = scheme === 'dark' ? '#101218' : '#f6f7f9';
    const stage = prepare(someCandidates(2));
    document.body.append(stage.provider);
    await frames();
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    stage.provider.debug = true;
    await frames();
    expect(await violations(stage.provider)).toEqual([]);
    vi.restoreAllMocks();
    document.body.style.background = document.documentElement.style.colorScheme = '';
  });
}

const OUTCOME = {applicationId: 'x', type: 'raise-budget', headline: 'Raise it', entity: {level: 'campaign', id: 'k1', name: 'Jackets'}, metric: 'account-conversions', predicted: {low: 6, high: 14}, soFar: {low: -4, high: 20}, appliedAt: 0, series: {startAt: -14 * 86_400_000, values: Array.from({length: 20}, (_, i) => 40 + i % 3)}} as const;
const EXPLAINED: Explanation = {tier: 'wasm', position: 1, serverPosition: 4, scorePosition: 0, pinned: false, chance: 0.38, contributions: [{cause: 'visit', amount: 8}, {cause: 'goal', amount: -5}, {cause: 'cost', amount: -4}]};
/** What stands in the panel's place, and what is then done to it. */
const elements: Record<string, {readonly name: 'inkling-inline' | 'inkling-badge' | 'inkling-why' | 'inkling-outcome'; readonly dress?: object; readonly act?: (element: HTMLElement) => unknown}> = {
  'a line': {name: 'inkling-inline'},
  'a line that is open': {name: 'inkling-inline', act: element => element.shadowRoot?.querySelector<HTMLElement>('.line')?.click()},
  'a count in a link': {name: 'inkling-badge'},
  'why, not asked': {name: 'inkling-why', dress: {placement: {slateId: 's', candidateId: 'a', position: 0}}},
  'why, answered': {name: 'inkling-why', dress: {placement: {slateId: 's', candidateId: 'a', position: 0}, explanation: EXPLAINED, open: true}},
  'why, the platform\'s order': {name: 'inkling-why', dress: {placement: {slateId: 's', candidateId: 'a', position: 0}, explanation: {...EXPLAINED, tier: 'none'}, open: true}},
  'why, too late': {name: 'inkling-why', dress: {placement: {slateId: 's', candidateId: 'a', position: 0}, open: true}},
  'an outcome that is early': {name: 'inkling-outcome', dress: {outcomes: [{...OUTCOME, realised: null, knownAt: 9e14}]}},
  'an outcome as predicted': {name: 'inkling-outcome', dress: {outcomes: [{...OUTCOME, realised: 9, knownAt: 1}]}},
  'an outcome below': {name: 'inkling-outcome', dress: {outcomes: [{...OUTCOME, realised: 1, knownAt: 1}]}},
  'no outcome': {name: 'inkling-outcome', dress: {outcomes: []}},
};

for (const [title, {name, dress, act}] of Object.entries(elements)) {
  test(`[W5] axe finds nothing, at 240 px and right to left too, and no target is below 24 px: ${title}`, async () => {
    await customElements.whenDefined(name);
    document.body.style.background = '#f6f7f9';
    const stage = prepare(someCandidates(2));
    const element = Object.assign(document.createElement(name), dress);
    const holder = document.createElement(name === 'inkling-badge' ? 'a' : 'div');
    if (holder instanceof HTMLAnchorElement) holder.href = '#x';
    holder.append(element);
    stage.panel.replaceWith(holder);
    document.body.append(stage.provider);
    await frames();
    await act?.(element);
    await frames(5);
    expect(await violations(stage.provider)).toEqual([]);
    document.documentElement.dir = 'rtl';
    holder.style.cssText = 'display: block; inline-size: 240px';
    await frames();
    expect(await violations(stage.provider)).toEqual([]);
    const edge = holder.getBoundingClientRect();
    for (const inside of element.shadowRoot?.querySelectorAll('*:not(.sheet, .sheet *)') ?? []) {
      const {left, right, width} = inside.getBoundingClientRect();
      if (width > 1 && !(inside instanceof SVGElement)) expect([left >= edge.left - 8, right <= edge.right + 8], inside.className).toEqual([true, true]);
    }
    for (const button of element.shadowRoot?.querySelectorAll('button') ?? []) {
      const {width, height} = button.getBoundingClientRect();
      expect(Math.min(width, height), button.className).toBeGreaterThanOrEqual(24);
    }
    document.documentElement.dir = document.body.style.background = '';
  });
}

for (const [name, set] of Object.entries({
  '240 px': (stage: Stage) => { stage.provider.parentElement?.style.setProperty('width', '240px'); },
  'twice the text': () => { document.documentElement.style.fontSize = '200%'; },
  'right to left': () => { document.documentElement.dir = 'rtl'; },
})) {
  test(`[W5] nothing is cut or pushed out: ${name}`, async () => {
    const host = Object.assign(document.createElement('div'), {className: 'host'});
    host.style.width = '320px';
    document.body.append(host);
    const stage = prepare(someCandidates(3, i => (i === 2 ? {headline: 'W'.repeat(80), reason: 'https://example.com/'.repeat(6)} : {})));
    host.append(stage.provider);
    set(stage);
    await frames();
    await press(stage.card('a'), 'Details');
    const edge = host.getBoundingClientRect();
    const out = stage.cards().flatMap(card => [card, ...(card.shadowRoot?.querySelectorAll('*') ?? [])]).filter(element => {
      const {left, right, width} = element.getBoundingClientRect();
      return width > 1 && !element.closest('#menu') && (right > edge.right + 1 || left < edge.left - 1);
    });
    expect(out.map(element => element.className)).toEqual([]);
    for (const button of stage.cards().flatMap(card => [...(card.shadowRoot?.querySelectorAll('.actions button, #menu-button, .option') ?? [])])) {
      const {width, height} = button.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    }
    expect(await violations(stage.provider)).toEqual([]);
    document.documentElement.style.fontSize = document.documentElement.dir = '';
  });
}

test('[W4] a labelled list of articles with headings, under the panel\'s own', async () => {
  const {panel, card} = await open(someCandidates(2));
  const root = panel.shadowRoot as ShadowRoot;
  const list = root.querySelector('ul') as HTMLElement;
  expect(list.getAttribute('aria-labelledby')).toBe(root.querySelector('[role=heading]')?.id);
  expect(root.querySelector('[role=heading]')?.getAttribute('aria-level')).toBe('2');
  const article = card('a').shadowRoot?.querySelector('article') as HTMLElement;
  expect(article.querySelector('[role=heading]')?.getAttribute('aria-level')).toBe('3');
  expect(article.getAttribute('aria-labelledby')).toBe(article.querySelector('[role=heading]')?.id);
  expect(control(card('a'), 'Details').getAttribute('aria-expanded')).toBe('false');
});

test('[W4] the list is busy while it is ranked', async () => {
  const {panel, client} = await open(someCandidates(2));
  const busy = () => panel.shadowRoot?.querySelector('ul')?.getAttribute('aria-busy');
  let done = (): void => undefined;
  client.beforeRank = () => new Promise(resolve => { done = resolve; });
  client.hear({kind: 'edit'});
  await frames();
  expect(busy()).toBe('true');
  done();
  await frames();
  expect(busy()).toBe('false');
});
