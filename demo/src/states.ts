/** Every state of a suggestion and of its list, from fixed data. `states.html#error` goes to one; `states.html?only=error` shows it alone. */
import 'inkling/define';
import type {Insights, Inspection, Slate} from 'inkling';
import type {ApplyAnswer, InklingCard, InklingLocalData, InklingPanel} from 'inkling/widgets';
import {byId, element} from './dom.js';
import {chooseFromMenu} from './from-menu.js';
import {everyLook, looks} from './looks.js';
import {offerPseudoLanguage} from './pseudo-language.js';
import {scriptedClient} from './scripted-client.js';
import {soon} from './soon.js';
import {CANDIDATES, slateOf} from './states-data.js';
import {COUNTS, LINES, OUTCOMES, PROVIDERS, WHYS} from './states-elements.js';
import {SITUATIONS} from './states-situations.js';
import {RERANKED} from './states-rerankings.js';
import {tokenKnobs} from './token-knobs.js';

export interface Specimen {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** The whole page has to be offline for it: it stands in a frame of its own. */
  readonly offline?: boolean;
  /** Px that it wants below itself where it stands alone: what opens over the page has no height of its own. */
  readonly tall?: number;
  show(): HTMLElement;
}

const DAY = 86_400_000;
const never = (): Promise<Slate> => new Promise(() => undefined);
const fails = (): Promise<Slate> => Promise.reject(new Error('The script says so.'));
const gives = (slate: Slate) => (): Promise<Slate> => Promise.resolve(slate);

function within(client: Insights, child: HTMLElement): HTMLElement {
  const provider = element('inkling-provider', {}, child);
  provider.client = client;
  return provider;
}

/** Panels on one page are told apart by their headings. */
const panel = (answer: () => Promise<Slate>, heading?: string): HTMLElement =>
  within(scriptedClient(answer), element('inkling-panel', {surface: 'campaign-list', heading, 'heading-level': 4, max: 2}));

/** Answers once, then fails: what is shown stays and says that it is old. */
function stale(): HTMLElement {
  let asked = 0;
  const shown: InklingPanel = element('inkling-panel', {surface: 'campaign-list', heading: 'Suggestions from earlier', 'heading-level': 4, max: 2});
  const client = scriptedClient(() => (asked++ === 0 ? gives(slateOf(CANDIDATES.slice(0, 2), 'wasm'))() : fails()));
  requestAnimationFrame(() => void shown.reload().then(() => shown.reload()));
  return within(client, shown);
}

function card(at: number, dress: Partial<Pick<InklingCard, 'state' | 'open' | 'conflict'>> = {}, change: Partial<(typeof CANDIDATES)[number]> = {}): HTMLElement {
  const shown = element('inkling-card', {'heading-level': 4});
  const slate = slateOf(CANDIDATES.map((candidate, index) => (index === at ? {...candidate, ...change} : candidate)), 'wasm');
  Object.assign(shown, {item: slate.items[at], slate, ...dress});
  return within(scriptedClient(gives(slate)), shown);
}

/** As a person does it, from the menu: what is shown then says until when. */
function snoozed(): HTMLElement {
  const provider = card(2);
  void chooseFromMenu(provider, () => provider.querySelector('inkling-card'), 1);
  return provider;
}

/** Applied through its own Apply, where the host answers. */
function applied(answer: () => Promise<ApplyAnswer>): HTMLElement {
  const provider = card(0);
  provider.addEventListener('inkling-apply', event => event.respondWith(answer()));
  void soon(() => { const shown = provider.querySelector('inkling-card'); return shown?.isConnected && shown.hasUpdated ? shown : null; }).then(async shown => {
    if (!shown) return;
    // What says why it failed comes with the details, where no list has had it come before.
    shown.open = true;
    await soon(() => shown.renderRoot.querySelector('#details:not([aria-busy])'));
    shown.open = false;
    await shown.updateComplete;
    await shown.apply();
  });
  return provider;
}

/** As a person types it into the field among the details, and leaves the field. */
function typed(amount: string): HTMLElement {
  const provider = card(0, {open: true}, {change: {field: 'dailyBudget', current: 120, recommended: 150, options: [135, 150, 180], min: 125, max: 360, step: 5, unit: 'money'}});
  const shown = provider.querySelector('inkling-card');
  void soon(() => shown?.renderRoot?.querySelector<HTMLInputElement>('#value')).then(field => {
    if (!field) return;
    field.value = amount;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type));
  });
  return provider;
}

const PANELS: readonly Specimen[] = [
  {id: 'loading', title: 'Loading', note: 'The server has not answered yet. The space is held, so that nothing moves.', show: () => panel(never, 'Suggestions to come')},
  {id: 'ranked', title: 'Ranked', note: 'Ordered on the device; the line under the heading says so.', show: () => panel(gives(slateOf(CANDIDATES, 'wasm')))},
  {id: 'server-order', title: 'Server order', note: 'Nothing on the device could rank: the same cards as the server ordered them.', show: () => panel(gives(slateOf(CANDIDATES, 'none')), 'Suggestions as sent')},
  {id: 'empty', title: 'Empty', note: 'Nothing is worth the advertiser’s time today.', show: () => panel(gives(slateOf([], 'wasm')), 'Suggestions for today')},
  {id: 'error', title: 'Error', note: 'The server does not answer. The page around it works as usual.', show: () => panel(fails, 'Suggestions for you')},
  {id: 'offline', title: 'Offline', note: 'No connection, and nothing was loaded before.', offline: true, show: () => panel(fails, 'Suggestions when online')},
  {id: 'offline-shown', title: 'Offline, list shown', note: 'No connection; what was loaded earlier stays.', offline: true, show: () => panel(gives(slateOf(CANDIDATES.slice(0, 2), 'wasm')), 'Suggestions kept')},
  {id: 'stale', title: 'Stale', note: 'The list could not be loaded again: what is shown says that it is old.', show: stale},
];

const CARDS: readonly Specimen[] = [
  {id: 'card-loading', title: 'Loading', note: 'A card without its suggestion.', show: () => within(scriptedClient(never), element('inkling-card'))},
  {id: 'ready', title: 'Ready', note: 'What and on which entity, why, what it brings and what it costs.', show: () => card(0)},
  {id: 'details', title: 'Details open', note: 'The change itself, with the other values that the server would take.', show: () => card(0, {open: true})},
  {id: 'own-amount', title: 'An amount of one’s own', note: 'Any amount within the server’s bounds; what was predicted for another one says so.', show: () => typed('165')},
  {id: 'amount-refused', title: 'An amount that is not possible', note: 'Apply is barred, and the bounds are said.', show: () => typed('999')},
  {id: 'link', title: 'A page to visit', note: 'Nothing to apply: the button leads there.', show: () => card(1)},
  {id: 'saving', title: 'Saving money', note: 'The cost side is as visible as the gain.', show: () => card(3)},
  {id: 'card-stale', title: 'Stale', note: 'Its facts have expired: it cannot be applied, only loaded again.', show: () => card(0, {}, {expiresAt: Date.now() - DAY})},
  {id: 'applying', title: 'Applying', note: 'The server is carrying it out. The card keeps its height.', show: () => card(0, {state: 'applying'})},
  {id: 'applied', title: 'Applied', note: 'Done, with a way back for at least ten seconds.', show: () => card(0, {state: 'applied'})},
  {id: 'applied-for-good', title: 'Applied for good', note: 'Done by a host that cannot take it back: no Undo is offered.', show: () => applied(async () => ({}))},
  {id: 'apply-failed', title: 'Apply failed', note: 'Nothing was changed, and it can be tried again.', show: () => card(0, {state: 'apply-failed'})},
  {id: 'apply-refused', title: 'Apply refused', note: 'The host or the server said why: as text, two lines of it at most.', show: () => applied(() => Promise.reject(new Error('The card on file was declined. Add another one under Billing.')))},
  {id: 'conflict', title: 'Conflict', note: 'Somebody changed it meanwhile; the state now is named.', show: () => card(0, {state: 'conflict', conflict: {dailyBudget: 140}})},
  {id: 'dismissed', title: 'Dismissed', note: 'One line, with a way back.', show: () => card(2, {state: 'dismissed'})},
  {id: 'snoozed', title: 'Snoozed', note: 'One line, with the day on which it returns.', show: snoozed},
];

const KEPT: Partial<Inspection> = {
  consent: {measurement: true, personalization: true},
  kept: {interactions: {impression: 214, open: 31, apply: 9, applied: 8, 'apply-failed': 1, undo: 1, dismiss: 17, snooze: 4, navigate: 62, edit: 11}, since: Date.now() - 34 * DAY},
  signals: Array.from({length: 23}, (_, index) => ({namespace: 'campaign', name: `fact-${index}`, value: index})),
  outbox: {waiting: 12, bytes: 8400, setAside: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0, droppedKinds: {}},
};

/** Regions on one page are told apart by their headings. */
function localData(heading: string, inspected: Partial<Inspection>, state: InklingLocalData['state'] = 'shown'): HTMLElement {
  const client = scriptedClient(never);
  const shown = element('inkling-local-data', {heading, 'heading-level': 4});
  const provider = within(Object.assign(client, {inspect: async () => ({...await scriptedClient(never).inspect(), ...inspected})}), shown);
  requestAnimationFrame(() => { shown.state = state; });
  return provider;
}

const LOCAL_DATA: readonly Specimen[] = [
  {id: 'kept', title: 'Kept', note: 'What this device knows of the advertiser, in words.', show: () => localData('Kept on this device', KEPT)},
  {id: 'kept-nothing', title: 'Nothing kept', note: 'No consent, or nothing was done yet: there is nothing to delete.', show: () => localData('Kept without consent', {})},
  {id: 'kept-asking', title: 'Asking', note: 'One question before it goes.', show: () => localData('Kept, to be deleted', KEPT, 'asking')},
  {id: 'kept-deleting', title: 'Deleting', note: 'It takes a moment.', show: () => localData('Kept, being deleted', KEPT, 'deleting')},
  {id: 'kept-deleted', title: 'Deleted', note: 'Done, and said to those who listen.', show: () => localData('Kept before', {}, 'deleted')},
  {id: 'kept-failed', title: 'Not deleted', note: 'Another tab holds on to it: what to do is said.', show: () => localData('Still kept', KEPT, 'failed')},
];

const GROUPS: readonly {readonly title: string; readonly states: readonly Specimen[]}[] = [
  {title: 'The list', states: PANELS}, {title: 'The list in use', states: SITUATIONS}, {title: 'Re-rankings', states: RERANKED}, {title: 'A card', states: CARDS}, {title: 'A line in a row', states: LINES}, {title: 'A count', states: COUNTS}, {title: 'Why this, why here', states: WHYS},
  {title: 'What it brought', states: OUTCOMES}, {title: 'Local data', states: LOCAL_DATA}, {title: 'A provider that debugs', states: PROVIDERS},
];

/** A page of its own: for what is the whole page's state, such as being offline, and for looks side by side. */
function framed(title: string, address: string): HTMLIFrameElement {
  const frame = element('iframe', {class: 'specimen-frame', title, loading: 'lazy', src: address, onload: () => {
    const inside = frame.contentDocument?.body;
    if (inside) new ResizeObserver(() => { frame.style.height = `${inside.offsetHeight}px`; }).observe(inside);
  }});
  return frame;
}

const addressOf = (name: 'only' | 'every', id: string): string => {
  const query = new URLSearchParams(location.search);
  query.set(name, id);
  return `?${query}`;
};

const specimen = (state: Specimen): HTMLElement => element('div', {class: 'specimen', id: state.id, role: 'group', 'aria-label': state.title},
  element('div', {class: 'specimen-name'}, element('h3', {}, state.title), element('a', {href: `#${state.id}`, 'aria-label': `Address of ${state.title}`}, '#'),
    element('a', {class: 'every', href: addressOf('every', state.id), 'aria-label': `${state.title} in every look`}, 'every look')),
  element('p', {}, state.note),
  state.offline ? framed(state.title, addressOf('only', state.id)) : state.show());

/** One state alone, as a frame or a screenshot wants it. */
function showOnly(state: Specimen): void {
  if (state.offline) Object.defineProperty(navigator, 'onLine', {configurable: true, get: () => false});
  document.body.className = 'alone';
  const main = element('main', {'aria-label': state.title}, state.show());
  if (state.tall) main.style.minBlockSize = `${state.tall}px`;
  document.body.replaceChildren(main);
}

/** One state in each theme, density, direction, language and width. */
function showEvery(state: Specimen): void {
  document.body.className = 'everywhere';
  byId('title').textContent = `${state.title}, in every look`;
  byId('states').append(element('div', {class: 'specimens'}, ...everyLook(state.id).map(({title, width, address}) => {
    const cell = element('figure', {class: 'look'}, element('figcaption', {}, element('a', {href: address}, title)), framed(title, address));
    cell.style.width = width;
    return cell;
  })));
}

function showAll(knobs: readonly HTMLElement[], said: (text: string) => void): void {
  byId('knobs').append(...knobs);
  byId('tokens').append(tokenKnobs(said));
  byId('list').append(...GROUPS.flatMap(({title, states}) => [element('h2', {}, title), ...states.map(state => element('a', {href: `#${state.id}`}, state.title))]));
  byId('states').append(...GROUPS.flatMap(({title, states}) => [element('h2', {}, title), element('div', {class: 'specimens'}, ...states.map(specimen))]));
  // The browser looked for the address before the states stood.
  if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** The addresses inside the page say how it is looked at. */
function readdress(): void {
  for (const frame of document.querySelectorAll<HTMLIFrameElement>('.specimen > iframe')) frame.contentWindow?.location.replace(addressOf('only', frame.closest('.specimen')?.id ?? ''));
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a.every')) link.href = addressOf('every', link.closest('.specimen')?.id ?? '');
}

offerPseudoLanguage();
const query = new URLSearchParams(location.search);
const named = (name: 'only' | 'every') => GROUPS.flatMap(({states}) => states).find(({id}) => id === query.get(name));
const [only, every] = [named('only'), named('every')];
const knobs = looks(readdress);
if (only) showOnly(only);
else if (every) showEvery(every);
else showAll(knobs, text => { byId('said').textContent = text; });
