/** The list as somebody uses it: what is opened over it, what holds its place, what waits. */
import type {Insights, Slate} from 'inkling';
import type {InklingCard, InklingPanel} from 'inkling/widgets';
import {element} from './dom.js';
import {within as withPins} from './rerank-player.js';
import {scriptedClient} from './scripted-client.js';
import {soon} from './soon.js';
import {CANDIDATES, slateOf} from './states-data.js';
import type {Specimen} from './states.js';

const RANKED = slateOf(CANDIDATES, 'wasm');
/** The same cards; the last has become the best. */
const BETTER: Slate = {...RANKED, slateId: 'fixed-better', items: [...RANKED.items].reverse().map((item, position) => ({...item, utility: 1 - 0.2 * position, placement: {slateId: 'fixed-better', candidateId: item.candidate.id, position}}))};

function list(heading: string, client: Insights, act: (panel: InklingPanel) => unknown = () => undefined, endpoint?: string): HTMLElement {
  const panel = element('inkling-panel', {surface: 'campaign-list', heading, 'heading-level': 4, max: 3});
  const provider = element('inkling-provider', {endpoint}, panel);
  provider.client = client;
  void customElements.whenDefined('inkling-panel').then(async () => {
    await soon(() => panel.slate);
    await panel.updateComplete;
    await act(panel);
  });
  return provider;
}

const ranked = (): Insights => scriptedClient(async () => RANKED);
const cardsOf = (panel: InklingPanel) => [...panel.renderRoot.querySelectorAll('li inkling-card')] as InklingCard[];

/** As a person opens it; the first press is the reader's where a page shows several at once. */
const press = (root: ParentNode | undefined, selector: string): void => root?.querySelector<HTMLElement>(selector)?.click();

/** Seen cards hold their places, and what would be better waits for the person. */
function waiting(): HTMLElement {
  let now = RANKED;
  const client = scriptedClient(async () => now);
  Object.assign(client, {rank: async ({pinned = []}: {pinned?: Parameters<typeof withPins>[1]}) => withPins(now, pinned)});
  return list('Suggestions in use', client, async panel => {
    // What is under the pointer keeps its place, as what was seen does.
    for (const card of cardsOf(panel)) card.dispatchEvent(new PointerEvent('pointerover', {bubbles: true, composed: true, pointerType: 'mouse'}));
    now = BETTER;
    client.dispatchEvent(new CustomEvent('interaction', {detail: {kind: 'navigate', id: 'fixed', at: RANKED.at, visit: 'fixed'}}));
  });
}

/** From the menu, as a person gets there. */
async function untilDay(panel: InklingPanel): Promise<void> {
  const root = cardsOf(panel)[0]?.renderRoot;
  press(root, '#menu-button');
  const items = await soon(() => { const all = root?.querySelectorAll<HTMLElement>('[role=menuitem]'); return all?.length ? all : null; });
  await soon(() => root?.querySelector('#menu:popover-open'));
  items?.[3]?.click();
}

/** The first and the third of the list. */
async function choose(panel: InklingPanel): Promise<void> {
  press(panel.renderRoot, '.select');
  await soon(() => panel.renderRoot.querySelector('.pick'));
  for (const at of [0, 2]) panel.renderRoot.querySelectorAll<HTMLElement>('.pick input')[at]?.click();
}

async function reviewed(panel: InklingPanel): Promise<void> {
  await choose(panel);
  await panel.updateComplete;
  if (isAlone) press(panel.renderRoot, '#to-review');
}

function partly(panel: InklingPanel): void {
  const states = ['applied', 'apply-failed', 'applied'] as const;
  cardsOf(panel).forEach((card, at) => { card.state = states[at] ?? 'ready'; });
}

/** Where a server applies, several can be. */
const APPLIES = '/nowhere';

/** Alone on its page it is open; among others it opens when it is pressed: one thing at a time is open over a page. */
const isAlone = new URLSearchParams(location.search).has('only');

export const SITUATIONS: readonly Specimen[] = [
  {id: 'order-waits', title: 'A better order waits', note: 'Seen cards keep their places until somebody asks: “Update order”.', show: waiting},
  {id: 'goal-open', title: 'The goal control', note: isAlone ? 'What matters to the advertiser, and the platform’s order.' : 'Press Goal; alone at its address (every look) it stands open.', tall: 420, show: () => list('Suggestions by your goal', ranked(), panel => isAlone && press(panel.renderRoot, '#goal-button'))},
  {id: 'menu-open', title: 'The menu', note: isAlone ? 'Snooze, or a reason to dismiss.' : 'Press the three dots; alone at its address (every look) it stands open.', tall: 420, show: () => list('Suggestions with a menu', ranked(), panel => isAlone && press(cardsOf(panel)[0]?.renderRoot, '#menu-button'))},
  {id: 'snooze-until', title: 'Snooze until a day', note: isAlone ? 'Any day of the coming year, in the account’s time zone.' : 'In the menu: “Until another day…”; alone at its address (every look) it stands open.', tall: 420, show: () => list('Suggestions to put off', ranked(), panel => isAlone && untilDay(panel))},
  {id: 'several-chosen', title: 'Several are chosen', note: 'A box beside each card; below, how many, and the way on. Nothing moves meanwhile.', show: () => list('Suggestions to choose from', ranked(), choose, APPLIES)},
  {id: 'several-review', title: 'The review', note: isAlone ? 'Each with what it brings and costs; only the costs are added up.' : 'Press Review; alone at its address (every look) it stands open.', tall: 560, show: () => list('Suggestions to review', ranked(), reviewed, APPLIES)},
  {id: 'several-partly', title: 'Some were applied', note: 'What failed says so on its card; what was applied has its own way back.', show: () => list('Suggestions, partly applied', ranked(), partly, APPLIES)},
  {id: 'details-in-list', title: 'Details in the list', note: 'What is below makes room; nothing above it moves.', show: () => list('Suggestions in detail', ranked(), panel => { const [first] = cardsOf(panel); if (first) first.open = true; })},
];
