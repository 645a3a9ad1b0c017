/** A provider with a fake client and a held clock, a panel in it, and the verbs of a person at it. What a first list does not need has not come yet. */
import {afterEach} from 'vitest';
import '../../../widgets/define.js';
import type {InklingCard, InklingPanel, InklingProvider} from '../../../widgets/index.js';
import type {Candidate} from '../../../src/types.js';
import {FakeClock} from '../../support/fake-clock.js';
import {FakeInsights, aCandidate} from '../../support/fake-insights.js';

export interface Stage {
  readonly client: FakeInsights;
  readonly clock: FakeClock;
  readonly provider: InklingProvider;
  readonly panel: InklingPanel;
  readonly cards: () => InklingCard[];
  readonly card: (id: string) => InklingCard;
  readonly order: () => string[];
  readonly said: () => string;
}

export const frame = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
export const frames = async (count = 3): Promise<void> => { for (let i = 0; i < count; i++) await frame(); };

afterEach(() => document.querySelectorAll('inkling-provider, inkling-card, .host').forEach(element => element.remove()));

export const someCandidates = (count: number, more?: (i: number) => Partial<Candidate>): Candidate[] =>
  Array.from({length: count}, (_, i) => aCandidate(String.fromCharCode(97 + i), more?.(i)));

/** Unfinished: not yet in the page. */
export function prepare(candidates: readonly Candidate[] = someCandidates(4), attributes: Record<string, string> = {}): Stage {
  const [client, clock] = [new FakeInsights(candidates), new FakeClock()];
  const [provider, panel] = [document.createElement('inkling-provider'), document.createElement('inkling-panel')];
  provider.client = client;
  provider.clock = clock;
  provider.endpoint = '/inkling/v1';
  for (const [name, value] of Object.entries({surface: 'campaign-list', ...attributes})) panel.setAttribute(name, value);
  provider.append(panel);
  const cards = () => [...(panel.shadowRoot?.querySelectorAll('li > inkling-card') ?? [])] as InklingCard[];
  return {
    client, clock, provider, panel, cards,
    card(id) {
      const found = cards().find(card => card.item?.candidate.id === id);
      if (!found) throw new Error(`No card ${id} among ${cards().map(card => card.item?.candidate.id)}`);
      return found;
    },
    order: () => cards().map(card => card.item?.candidate.id ?? '?'),
    said: () => provider.querySelector('[role=status]')?.textContent ?? '',
  };
}

export async function open(candidates?: readonly Candidate[], attributes?: Record<string, string>): Promise<Stage> {
  const stage = prepare(candidates, attributes);
  document.body.append(stage.provider);
  await frames();
  return stage;
}

/** A control of a card or panel by the text that it shows or is named by. */
export function control(of: Element, name: string): HTMLElement {
  const all = [...(of.shadowRoot?.querySelectorAll<HTMLElement>('button, a, input') ?? [])];
  const found = all.find(element => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().startsWith(name));
  if (!found) throw new Error(`No control ${name} among ${all.map(element => element.textContent?.trim())}`);
  return found;
}

export async function press(of: Element, name: string): Promise<void> {
  control(of, name).click();
  await frames();
}

/** The text that a person reads. */
export const text = (of: Element): string => (of.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Resolves once the observers that were there before have been told what is in view. */
const told = (of: Element): Promise<void> => new Promise(resolve => new IntersectionObserver((_, observer) => {
  observer.disconnect();
  resolve();
}).observe(of));

/** Everything in view was seen for its second. */
export async function look({clock, panel}: Stage): Promise<void> {
  await frames();
  await told(panel);
  clock.pass(1000);
  await frames();
}

/** Something happened on the host page that asks for a new order. */
export const edited = ({client}: Stage): Promise<unknown> => {
  client.hear({kind: 'edit', surface: 'budget-editor'});
  return frames(5);
};
