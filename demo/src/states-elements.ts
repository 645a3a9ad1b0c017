/** The smaller elements in every state: the line in a row, the count in a navigation, why a card stands where it stands, what an apply brought, and what a provider says to those who debug. */
import type {Explanation, Insights, Slate, Status} from 'inkling';
import type {InklingInline, InklingOutcome} from 'inkling/widgets';
import {element} from './dom.js';
import {chooseFromMenu} from './from-menu.js';
import {scriptedClient} from './scripted-client.js';
import {CANDIDATES, slateOf} from './states-data.js';
import type {Specimen} from './states.js';

const DAY = 86_400_000;
/** In a card's menu. */
const NOT_NOW = 5;
const now = Date.now();
const never = (): Promise<Slate> => new Promise(() => undefined);
const gives = (count = CANDIDATES.length) => (): Promise<Slate> => Promise.resolve(slateOf(CANDIDATES.slice(0, count), 'wasm'));

function within(client: Insights, child: HTMLElement): HTMLElement {
  const provider = element('inkling-provider', {endpoint: '/nowhere'}, child);
  provider.client = client;
  return provider;
}

// ── The line ──────────────────────────────────────────────────────────────────────────────────────────────────

/** As a row of a table holds it. */
function row(answer: () => Promise<Slate>, act: (line: InklingInline) => unknown = () => undefined): HTMLElement {
  const line = element('inkling-inline', {surface: 'campaign-row', 'heading-level': 4});
  void customElements.whenDefined('inkling-inline').then(() => requestAnimationFrame(() => requestAnimationFrame(() => void act(line))));
  return within(scriptedClient(answer), element('div', {class: 'specimen-row'},
    element('div', {}, element('strong', {}, 'Trail jackets – prospecting'), line), element('span', {}, '$120')));
}

const press = (line: InklingInline): void => line.renderRoot.querySelector<HTMLElement>('.line')?.click();

/** As a person does it: opens the line, then puts its card away from the menu. */
const putAway = async (line: InklingInline): Promise<void> => {
  line.inert = true;
  press(line);
  await chooseFromMenu(line, () => line.renderRoot.querySelector('inkling-card'), NOT_NOW);
  line.renderRoot.querySelector<HTMLElement>('.sheet')?.hidePopover();
};

export const LINES: readonly Specimen[] = [
  {id: 'line', title: 'A line', note: 'The best suggestion for the row; opens to its card.', show: () => row(gives())},
  {id: 'line-narrow', title: 'At 240 px', note: 'In the narrowest column: the words give way, what it brings stays.', show: () => {
    const narrow = row(gives());
    narrow.style.inlineSize = '240px';
    return narrow;
  }},
  {id: 'line-loading', title: 'Loading', note: 'Its height is there from the start: nothing moves when it comes.', show: () => row(never)},
  {id: 'line-none', title: 'Nothing to suggest', note: 'An empty line, for this row or because the server does not answer.', show: () => row(gives(0))},
  {id: 'line-dismissed', title: 'Dismissed', note: 'It says so, and opens to the way back, until its time is over.', show: () => row(gives(), putAway)},
];

// ── The count ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Landmarks on one page are told apart by their names. */
const link = (label: string, answer: () => Promise<Slate>, max?: number): HTMLElement =>
  within(scriptedClient(answer), element('nav', {class: 'specimen-nav', 'aria-label': label}, element('a', {href: '#badge'}, 'Campaigns ', element('inkling-badge', {max})), element('a', {href: '#badge'}, 'Reporting')));

export const COUNTS: readonly Specimen[] = [
  {id: 'badge', title: 'A count', note: 'Part of the link’s name: “Campaigns 4 suggestions”. It follows what is done anywhere.', show: () => link('With a count', gives())},
  {id: 'badge-many', title: 'More than it shows', note: 'With max="3".', show: () => link('With many', gives(), 3)},
  {id: 'badge-none', title: 'None', note: 'Nothing is shown, and its room stays.', show: () => link('Without a count', gives(0))},
];

// ── Why ───────────────────────────────────────────────────────────────────────────────────────────────────────

const EXPLAINED: Explanation = {
  tier: 'wasm', position: 0, serverPosition: 4, scorePosition: 1, pinned: false, chance: 0.38,
  contributions: [
    {cause: 'visit', amount: 9.4}, {cause: 'impact', amount: 6.1}, {cause: 'cost', amount: -3.8}, {cause: 'interaction', amount: 2.9}, {cause: 'goal', amount: -2.2}, {cause: 'server', amount: 1.1}, {cause: 'market', amount: 0.2},
  ],
};

function why(explain: () => Promise<Explanation | null>, open = true): HTMLElement {
  const client = Object.assign(scriptedClient(gives()), {explain});
  const asked = element('inkling-why', {open});
  Object.assign(asked, {placement: {slateId: 'fixed', candidateId: 'budget', position: 0}});
  return within(client, element('div', {class: 'specimen-paper'}, asked));
}

export const WHYS: readonly Specimen[] = [
  {id: 'why', title: 'A question', note: 'Asked only when somebody opens it.', show: () => why(async () => EXPLAINED, false)},
  {id: 'why-open', title: 'An answer', note: 'What moves the card and which way, by where it comes from; then what chance had to do with it.', show: () => why(async () => EXPLAINED)},
  {id: 'why-kept', title: 'Kept in its place', note: 'It was seen there in this visit.', show: () => why(async () => ({...EXPLAINED, pinned: true, chance: null, position: 2, contributions: EXPLAINED.contributions.map(({cause, amount}) => ({cause, amount: cause === 'visit' ? -amount : amount}))}))},
  {id: 'why-platform', title: 'The platform’s order', note: 'Nothing on the device ranked the list, and it says so.', show: () => why(async () => ({...EXPLAINED, tier: 'none', contributions: []}))},
  {id: 'why-loading', title: 'Asking', note: 'The ranker is being asked.', show: () => why(() => new Promise(() => undefined))},
  {id: 'why-gone', title: 'Too late', note: 'A newer list stands there.', show: () => why(async () => null)},
];

// ── What it brought ───────────────────────────────────────────────────────────────────────────────────────────

type Outcome = NonNullable<InklingOutcome['outcomes']>[number];

/** A week before and after, the same each time. */
const days = (before: number, lift: number, after: number): number[] =>
  Array.from({length: 14 + after}, (_, day) => before * (1 + 0.09 * Math.sin(day * 2.4) + 0.05 * Math.sin(day * 5.1) + (day >= 14 ? lift : 0)));

function outcome(daysAgo: number, realised: number | null, lift: number, more: Partial<Outcome> = {}): Outcome {
  const appliedAt = now - daysAgo * DAY - 3_600_000;
  return {
    applicationId: `app_${daysAgo}_${realised}`, type: 'raise-budget', headline: 'Raise the daily budget to $150', entity: {level: 'campaign', id: 'c_1_1', name: 'Trail jackets – prospecting'}, metric: 'account-conversions',
    predicted: {low: 6, high: 14}, realised, soFar: null, appliedAt, knownAt: appliedAt + 7 * DAY, series: {startAt: appliedAt - 14 * DAY, values: days(48, lift, Math.min(daysAgo, 12) + 1)}, ...more,
  };
}

function outcomes(heading: string, given: readonly Outcome[] | null): HTMLElement {
  const shown = element('inkling-outcome', {heading, 'heading-level': 4});
  if (given) Object.assign(shown, {outcomes: given});
  return within(scriptedClient(gives()), shown);
}

export const OUTCOMES: readonly Specimen[] = [
  {id: 'outcome-early', title: 'Too early to tell', note: 'The horizon is not over: how far it has come, and how wide the days so far leave it.', show: () => outcomes('Brought so far', [outcome(2, null, 0.05, {soFar: {low: -6, high: 19}})])},
  {id: 'outcome-fresh', title: 'Just applied', note: 'No day has passed yet.', show: () => outcomes('Brought since today', [outcome(0, null, 0)])},
  {id: 'outcome-within', title: 'As predicted', note: 'The measured point lies in the predicted band.', show: () => outcomes('Brought as predicted', [outcome(9, 9.2, 0.09)])},
  {id: 'outcome-above', title: 'Better', note: 'Beyond the band.', show: () => outcomes('Brought more', [outcome(10, 21, 0.21)])},
  {id: 'outcome-below', title: 'Less', note: 'It helped, by less than was said.', show: () => outcomes('Brought less', [outcome(11, 2.1, 0.02)])},
  {id: 'outcome-against', title: 'Not what was hoped for', note: 'Said as plainly as a success.', show: () => outcomes('Brought the reverse', [outcome(12, -3.4, -0.04)])},
  {id: 'outcome-none', title: 'Nothing yet', note: 'Nothing was applied here.', show: () => outcomes('Brought by what was applied', [])},
  {id: 'outcome-error', title: 'Error', note: 'The server does not answer: /nowhere is not there.', show: () => outcomes('Brought, if it could be asked', null)},
];

// ── For those who debug ───────────────────────────────────────────────────────────────────────────────────────

function debugging(heading: string, status: Partial<Status> | null, answer = gives(1)): HTMLElement {
  const client = scriptedClient(answer);
  const provider = element('inkling-provider', {debug: true}, element('inkling-panel', {surface: 'campaign-list', heading, 'heading-level': 4}));
  if (status) provider.client = Object.assign(client, {status: {...client.status, ...status}});
  return provider;
}

const SERVING: Partial<Status> = {model: {name: 'inkling-ranker', version: 3, manifest: 'fixed'}, feedback: 'on', storage: 'disk'};

export const PROVIDERS: readonly Specimen[] = [
  {id: 'debug', title: 'All is well', note: 'Who orders, with what, and what becomes of feedback; on the console too. Only with the attribute debug.', show: () => debugging('Suggestions that are debugged', SERVING)},
  {id: 'debug-amiss', title: 'Something is amiss', note: 'Its name, what happened, and what to do.', show: () => debugging('Suggestions amiss', {
    ...SERVING, state: 'starting', backend: 'none', model: null, reason: 'no-answer',
    detail: 'https://ads.example/inkling/v1/candidates answered 404. No Inkling server is there. Correct the endpoint, or the proxy that leads there in development.',
  }, () => Promise.reject(new Error('404')))},
  {id: 'debug-no-client', title: 'No client', note: 'What the host page has left out.', show: () => debugging('Suggestions without a client', null)},
];
