/** The demo in any engine: opened, looked at and clicked through a `Tab`. */
import {expect} from '@playwright/test';
import type {Insights} from '../../../src/insights-types.js';
import type {Slate} from '../../../src/types.js';
import type {DemoServer} from '../demo-server.js';
import type {Tab} from './driver.js';

declare global {
  interface Window {
    inkling: Insights;
  }
}

/** With all consent, until the first cards stand and `ready` has settled; where they never do, the test's own time ends it. WebGPU runs in software here, and the cores are shared: hence the patience. */
export async function openDemo(tab: Tab, server: DemoServer, query: Record<string, string>) {
  await tab.goto(`${server.url}/?${new URLSearchParams({consent: 'all', patience: '50', ...query})}`);
  return tab.evaluate(async () => {
    const cards = () => document.querySelector('#advice inkling-panel')?.shadowRoot?.querySelectorAll('li > inkling-card').length ?? 0;
    while (!window.inkling || cards() < 4) await new Promise(resolve => setTimeout(resolve, 50));
    return window.inkling.ready;
  });
}

export interface Sight {
  readonly cards: readonly {readonly id: string; readonly type: string; readonly state: string | null; readonly top: number; readonly left: number; readonly width: number}[];
  /** Of the card that has the focus. */
  readonly held: string | null;
}

/** The panel's cards from the top, in CSS pixels of the page. */
export const look = (tab: Tab): Promise<Sight> => tab.evaluate(() => {
  const panel = document.querySelector('#advice inkling-panel');
  const all = [...(panel?.shadowRoot?.querySelectorAll('li > inkling-card') ?? [])] as (HTMLElement & {item: {candidate: {id: string; type: string}} | null})[];
  return {
    held: all.find(card => card === panel?.shadowRoot?.activeElement)?.item?.candidate.id ?? null,
    cards: all.flatMap(card => {
      const {top, left, width} = card.getBoundingClientRect();
      return card.item ? [{id: card.item.candidate.id, type: card.item.candidate.type, state: card.getAttribute('state'), top: top + scrollY, left: left + scrollX, width}] : [];
    }),
  };
});

/** Clicks a button of one of the panel's cards, as soon as it is there and stands still. @param card its place, or its candidate, wherever that stands by then @param label its whole name, or its beginning where that ends with * */
export async function click(tab: Tab, card: number | string, label: string): Promise<void> {
  const {x, y} = await place(tab, card, label);
  await tab.point(x, y, true);
}

/** Gives the focus as a script would, without a pointer that rests on the list. */
export const focus = (tab: Tab, card: number): Promise<void> => tab.evaluate(nth => {
  const panel = document.querySelector('#advice inkling-panel');
  const button = [...(panel?.shadowRoot?.querySelectorAll('li > inkling-card')[nth]?.shadowRoot?.querySelectorAll('button') ?? [])].find(({textContent}) => textContent.trim() === 'Details');
  button?.focus();
}, card);

/** Takes the focus away from whatever has it. Firefox does not let a card speak for the button within it. */
export const letGo = (tab: Tab): Promise<void> => tab.evaluate(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  (at as HTMLElement | null)?.blur();
});

async function place(tab: Tab, card: number | string, label: string): Promise<{x: number; y: number}> {
  let found: {x: number; y: number} | null = null;
  await expect.poll(async () => {
    found = await tab.evaluate(async ([which, wanted]) => {
      const panel = document.querySelector('#advice inkling-panel');
      const cards = [...(panel?.shadowRoot?.querySelectorAll('li > inkling-card') ?? [])] as (HTMLElement & {item: {candidate: {id: string}} | null})[];
      const buttons = [...(cards.find(({item}, nth) => which === nth || which === item?.candidate.id)?.shadowRoot?.querySelectorAll('button') ?? [])];
      const named = (button: HTMLButtonElement) => (button.getAttribute('aria-label') ?? button.textContent).replace(/\s+/g, ' ').trim();
      const button = buttons.find(each => each.getBoundingClientRect().width > 0 && (wanted.endsWith('*') ? named(each).startsWith(wanted.slice(0, -1)) : named(each) === wanted));
      if (!button) return null;
      button.scrollIntoView({block: 'nearest', behavior: 'instant'});
      const before = button.getBoundingClientRect();
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const {top, left, width, height} = button.getBoundingClientRect();
      return top === before.top && left === before.left ? {x: left + width / 2, y: top + height / 2} : null;
    }, [card, label] as const);
    return found !== null;
  }, {message: `a button "${label}" on card ${card}`}).toBe(true);
  return found ?? {x: NaN, y: NaN};
}

/** The newest slate of the campaign list. */
export const lastSlate = (tab: Tab): Promise<Slate | undefined> => tab.evaluate(async () => (await window.inkling.inspect()).slates.filter(({surface}) => surface === 'campaign-list').at(-1));

/** Ids of the panel's cards that count as seen. */
export const seen = (tab: Tab): Promise<string[]> => tab.evaluate(async () =>
  (await window.inkling.inspect()).interactions.filter(({kind, surface}) => kind === 'impression' && surface === 'campaign-list').flatMap(({placement}) => placement?.candidateId ?? []));

/** Something happens on the host page that asks for a new order; resolves once the panel has drawn it. */
export const edited = (tab: Tab, campaign: string, turn: number): Promise<void> => tab.evaluate(async ([nth, id]) => {
  const kind = (['edit', 'report', 'search'] as const)[nth % 3] ?? 'edit';
  const newest = async () => (await window.inkling.inspect()).slates.findLast(({surface}) => surface === 'campaign-list')?.slateId;
  const before = await newest();
  await window.inkling.record({kind, surface: kind === 'report' ? 'reporting' : 'campaign-list', entity: {level: 'campaign', id}});
  while (await newest() === before) await new Promise(resolve => setTimeout(resolve, 20));
  await new Promise<void>(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}, [turn, campaign] as const);

export const campaigns = (tab: Tab): Promise<string[]> => tab.evaluate(() => [...document.querySelectorAll('.table tbody tr')].map(row => row.getAttribute('data-campaign') ?? ''));

export const budgetOf = (tab: Tab, campaign: string): Promise<string> => tab.evaluate(id => document.querySelector(`[data-campaign="${id}"] [data-column="budget"]`)?.textContent ?? '', campaign);

export const flush = (tab: Tab) => tab.evaluate(() => window.inkling.flush());

/** What the server has of a user. */
export const rowsOf = async (server: DemoServer, user: string) => (await server.feedback({limit: '10000'})).filter(row => row.user === user);

/** Flushes until all of these kinds are in the store, and gives the user's rows. */
export async function stored(tab: Tab, server: DemoServer, user: string, kinds: readonly string[]) {
  await expect.poll(async () => {
    await flush(tab);
    return [...new Set((await rowsOf(server, user)).map(({kind}) => kind))];
  }, {timeout: 40_000}).toEqual(expect.arrayContaining([...kinds]));
  return rowsOf(server, user);
}
