// Two copies on one page, and a registry of one's own: every element inside another is of its own copy.
import {afterEach, expect, test, vi} from 'vitest';
import '../../../widgets/define.js';
import type { InklingProvider} from '../../../widgets/index.js';
import {InklingCard, InklingPanel, define} from '../../../widgets/index.js';
import {FakeClock} from '../../support/fake-clock.js';
import {FakeInsights} from '../../support/fake-insights.js';
import {control, frames, someCandidates} from './stage.js';

const added: Element[] = [];
afterEach(() => added.splice(0).forEach(element => element.remove()));

/** A provider with a panel in it, made in `root`. */
async function copy(prefix: string, registry?: CustomElementRegistry) {
  const create = (part: string) => document.createElement(`${prefix}-${part}`, registry && {customElementRegistry: registry});
  const [provider, panel] = [create('provider'), create('panel')] as [InklingProvider, InklingPanel];
  Object.assign(provider, {client: new FakeInsights(someCandidates(2)), clock: new FakeClock(), endpoint: '/inkling/v1'});
  panel.surface = 'campaign-list';
  provider.append(panel);
  document.body.append(provider);
  added.push(provider);
  await frames();
  return {provider, panel};
}

test('define registers under a prefix, beside the elements that are there', async () => {
  define({prefix: 'acme'});
  const {panel} = await copy('acme');
  expect(panel).toBeInstanceOf(InklingPanel);
  const cards = [...panel.shadowRoot?.querySelectorAll('li > *') ?? []];
  expect(cards.map(card => card.localName)).toEqual(['acme-card', 'acme-card']);
  expect(cards.every(card => card instanceof InklingCard && card.constructor !== InklingCard)).toBe(true);
  expect(panel.shadowRoot?.querySelector('inkling-card')).toBeNull();
  expect(customElements.get('inkling-panel')).toBe(InklingPanel);
});

test('the reasons and the card of a line are of the same copy', async () => {
  define({prefix: 'beta'});
  await Promise.all(['inline', 'why'].map(part => customElements.whenDefined(`beta-${part}`)));
  const {provider, panel} = await copy('beta');
  const [card] = [...panel.shadowRoot?.querySelectorAll('li > *') ?? []] as [InklingCard];
  control(card, 'Details').click();
  await frames();
  expect(card.shadowRoot?.querySelector('beta-why')).not.toBeNull();
  const line = document.createElement('beta-inline');
  provider.append(line);
  await frames();
  line.shadowRoot?.querySelector<HTMLElement>('.line')?.click();
  await frames();
  expect(line.shadowRoot?.querySelector('beta-card')).toBeInstanceOf(InklingCard);
});

test('define puts all of it into a registry of one\'s own, and nothing into the page\'s', async ({skip}) => {
  const registry = (() => { try { return new CustomElementRegistry(); } catch { return null; } })();
  if (!registry) return skip('This browser has no scoped registries.');
  define({prefix: 'mine', registry});
  expect(customElements.get('mine-panel')).toBeUndefined();
  const {panel} = await copy('mine', registry);
  expect(panel).toBeInstanceOf(InklingPanel);
  const cards = [...panel.shadowRoot?.querySelectorAll('li > *') ?? []];
  expect(cards).toHaveLength(2);
  expect(cards.every(card => card instanceof InklingCard)).toBe(true);
});

test('defining twice, or where a name is taken, changes nothing and throws nothing', () => {
  const defined = vi.spyOn(customElements, 'define');
  define();
  define({prefix: 'acme'});
  expect(defined).not.toHaveBeenCalled();
});
