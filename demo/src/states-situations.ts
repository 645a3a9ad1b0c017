/** The list as somebody uses it: what is opened over it, what holds its place, what waits. */
import type {Insights, Slate} from 'inkling';
import type {InklingPanel} from 'inkling/widgets';
import {element} from './dom.js';
import {within as withPins} from './rerank-player.js';
import {scriptedClient} from './scripted-client.js';
import {CANDIDATES, slateOf} from './states-data.js';
import type {Specimen} from './states.js';

const RANKED = slateOf(CANDIDATES, 'wasm');
/** The same cards; the last has become the best. */
const BETTER: Slate = {...RANKED, slateId: 'fixed-better', items: [...RANKED.items].reverse().map((item, position) => ({...item, utility: 1 - 0.2 * position, placement: {slateId: 'fixed-better', candidateId: item.candidate.id, position}}))};

function list(heading: string, client: Insights, act: (panel: InklingPanel) => unknown = () => undefined): HTMLElement {
  const panel = element('inkling-panel', {surface: 'campaign-list', heading, 'heading-level': 4, max: 3});
  const provider = element('inkling-provider', {}, panel);
  provider.client = client;
  void customElements.whenDefined('inkling-panel').then(async () => {
    for (let frames = 0; frames < 60 && panel.slate === null; frames++) await new Promise(resolve => requestAnimationFrame(resolve));
    await panel.updateComplete;
    await act(panel);
  });
  return provider;
}

const ranked = (): Insights => scriptedClient(async () => RANKED);
const cardsOf = (panel: InklingPanel) => [...panel.renderRoot.querySelectorAll('li inkling-card')] as (HTMLElement & {renderRoot: ParentNode; open: boolean})[];

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

/** Alone on its page it is open; among others it opens when it is pressed: one thing at a time is open over a page. */
const isAlone = new URLSearchParams(location.search).has('only');

export const SITUATIONS: readonly Specimen[] = [
  {id: 'order-waits', title: 'A better order waits', note: 'Seen cards keep their places until somebody asks: “Update order”.', show: waiting},
  {id: 'goal-open', title: 'The goal control', note: isAlone ? 'What matters to the advertiser, and the platform’s order.' : 'Press Goal; alone at its address (every look) it stands open.', tall: 420, show: () => list('Suggestions by your goal', ranked(), panel => isAlone && press(panel.renderRoot, '#goal-button'))},
  {id: 'menu-open', title: 'The menu', note: isAlone ? 'Snooze, or a reason to dismiss.' : 'Press the three dots; alone at its address (every look) it stands open.', tall: 420, show: () => list('Suggestions with a menu', ranked(), panel => isAlone && press(cardsOf(panel)[0]?.renderRoot, '#menu-button'))},
  {id: 'details-in-list', title: 'Details in the list', note: 'What is below makes room; nothing above it moves.', show: () => list('Suggestions in detail', ranked(), panel => { const [first] = cardsOf(panel); if (first) first.open = true; })},
];
