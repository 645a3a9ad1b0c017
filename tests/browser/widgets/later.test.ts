/** What a first list does not need comes later: until then the page is whole, and whoever presses for it early is not forgotten. That a browser asks for a file anew is `later.spec.ts`'s to show. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {userEvent} from 'vitest/browser';
import type * as later from '../../../widgets/later.js';
import {control, edited, frames, open, press, someCandidates, text, type Stage} from './bare-stage.js';
import {parts, type Part} from './watched-parts.js';

vi.mock('../../../widgets/later.js', async importOriginal => (await import('./watched-parts.js')).watched(await importOriginal<typeof later>()));

const {deedsLater} = await import('../../../widgets/card/card.js');
const {arrangingLater} = await import('../../../widgets/order-controller.js');
const {goalLater} = await import('../../../widgets/panel/goal-button.js');
const {severalLater} = await import('../../../widgets/panel/select-button.js');
const [deeds, arranging, goal, several] = [deedsLater, arrangingLater, goalLater, severalLater] as unknown as [Part, Part, Part, Part];
/** The provider's own way to the server: the one that is left. */
const server = parts.find(part => ![deeds, arranging, goal, several].includes(part)) as Part;
// What is timed here is when a part arrives, not how long this test's own server takes over it.
await Promise.all(parts.map(part => part.load()));

/** Comes when `arrive` is called, however often it was asked for. */
function onItsWay(part: Part): {readonly arrive: () => Promise<void>} {
  let release = (): void => undefined;
  const arrived = new Promise<void>(resolve => { release = resolve; });
  part.before = () => arrived;
  return {arrive: async () => {
    release();
    await part.load();
    await frames();
  }};
}

const notArriving = async (): Promise<void> => { throw new TypeError('Failed to fetch dynamically imported module'); };
const saves = (saveData: boolean): void => void vi.spyOn(navigator as unknown as {connection: unknown}, 'connection', 'get').mockReturnValue({saveData});
const isOpen = (of: Element, id: string): boolean => of.shadowRoot?.querySelector(id)?.matches(':popover-open') ?? false;
/** Our turn comes after those who asked before. */
const idle = (): Promise<unknown> => new Promise(resolve => requestIdleCallback(resolve));

const uncaught: unknown[] = [];
const note = (event: PromiseRejectionEvent): void => {
  event.preventDefault();
  uncaught.push(event.reason);
};

beforeEach(() => {
  parts.forEach(part => part.renew());
  // Nothing comes but what is asked for.
  saves(true);
  uncaught.length = 0;
  addEventListener('unhandledrejection', note);
});

afterEach(() => {
  removeEventListener('unhandledrejection', note);
  vi.restoreAllMocks();
  expect(uncaught).toEqual([]);
});

async function aLine(): Promise<Stage & {readonly line: HTMLElement}> {
  const stage = await open(someCandidates(1));
  const line = Object.assign(document.createElement('inkling-inline'), {entityLevel: 'campaign', entityId: 'c-a'});
  stage.panel.replaceWith(line);
  await frames();
  return {...stage, line};
}

test('a list and its cards stand and say everything before anything else comes', async () => {
  const {panel, card} = await open();
  expect(text(panel)).toContain('4 suggestions · Ranked on your device');
  for (const part of ['Campaign · Campaign a', 'Headline a', 'Reason a', '+4% to +11%', '+$15 a day', 'Apply', 'Details']) expect(text(card('a'))).toContain(part);
  for (const [of, name] of [[card('a'), 'More actions'], [panel, 'Goal'], [panel, 'Select']] as const) expect(control(of, name).getBoundingClientRect().width, name).toBeGreaterThan(24);
});

test.each([[false, 1], [true, 0]])('who saves data (%s) is sent none of it unasked, and who does not has each once when the page is idle', async (saveData, times) => {
  vi.restoreAllMocks();
  saves(saveData);
  await open();
  await idle();
  expect(parts.map(({asked}) => asked)).toEqual(parts.map(() => times));
});

test('Apply is sent at once and once, and is done though the way back is still on its way; that comes, and leads back', async () => {
  const {arrive} = onItsWay(deeds);
  const {card, client, provider} = await open();
  const [asked, undone] = [vi.fn(), vi.fn(async () => undefined)];
  provider.addEventListener('inkling-apply', event => { asked(); event.respondWith(frames().then(() => ({applicationId: 'x', undo: true}))); });
  provider.addEventListener('inkling-undo', event => event.respondWith(undone()));
  control(card('a'), 'Apply').click();
  control(card('a'), 'Apply').click();
  await expect.poll(() => card('a').state).toBe('applied');
  expect(asked).toHaveBeenCalledOnce();
  expect(client.kinds()).toEqual(['apply', 'applied']);
  expect(text(card('a'))).toContain('Applied. Daily budget is now $65.');
  expect(() => control(card('a'), 'Undo')).toThrow();
  const height = card('a').getBoundingClientRect().height;
  await arrive();
  expect(text(card('a'))).toContain('10 s');
  expect(card('a').getBoundingClientRect().height).toBe(height);
  await press(card('a'), 'Undo');
  expect(undone).toHaveBeenCalledOnce();
  expect(card('a').state).toBe('ready');
});

test('a way back that did not arrive, and then does, leads back all the same; a card that is no longer applied it leaves alone', async () => {
  deeds.before = notArriving;
  const {card, clock, panel, provider} = await open();
  const [alone, gone] = [Object.assign(document.createElement('inkling-card'), {item: card('b').item, slate: panel.slate}), vi.fn()];
  alone.addEventListener('inkling-gone', gone);
  provider.append(alone);
  await frames();
  provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({applicationId: event.candidate.id, undo: true})));
  const undone = vi.fn();
  provider.addEventListener('inkling-undo', event => { undone(event.applicationId); event.respondWith(Promise.resolve()); });
  for (const one of [card('a'), alone]) await press(one, 'Apply');
  expect([text(card('a')), text(alone)].filter(said => said.includes('Applied.'))).toHaveLength(2);
  alone.state = 'ready';
  deeds.before = async () => undefined;
  card('a').requestUpdate();
  await frames();
  await press(card('a'), 'Undo');
  expect(undone.mock.calls).toEqual([['a']]);
  await press(alone, 'More actions');
  (alone.shadowRoot?.activeElement as HTMLElement).blur();
  clock.pass(61_000);
  await frames();
  expect(gone).not.toHaveBeenCalled();
});

test('[W7] an apply that the server is to carry out waits for its way there; where that does not arrive, nothing was changed, and the next try takes it', async () => {
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json({applicationId: 'x', undo: true}));
  const {arrive} = onItsWay(server);
  const {card} = await open();
  await press(card('a'), 'Apply');
  control(card('a'), 'Applying').click();
  expect([card('a').state, fetch.mock.calls.length]).toEqual(['applying', 0]);
  await arrive();
  await expect.poll(() => card('a').state).toBe('applied');
  expect(fetch).toHaveBeenCalledOnce();

  server.renew();
  server.before = notArriving;
  await press(card('b'), 'Apply');
  expect(text(card('b'))).toContain('Nothing was changed');
  server.before = async () => undefined;
  await press(card('b'), 'Try again');
  expect([card('b').state, fetch.mock.calls.length, server.asked]).toEqual(['applied', 2, 2]);
});

test('a menu that is asked for before it is there opens once, when it comes, with the focus where the key would have put it', async () => {
  const {arrive} = onItsWay(deeds);
  const {card} = await open();
  const opened = vi.fn();
  card('a').shadowRoot?.addEventListener('toggle', opened, true);
  for (const name of ['More actions', 'More actions']) await press(card('a'), name);
  expect(isOpen(card('a'), '#menu')).toBe(false);
  await arrive();
  expect(isOpen(card('a'), '#menu')).toBe(true);
  expect(opened).toHaveBeenCalledOnce();
  expect(card('a').shadowRoot?.activeElement?.textContent).toContain('For 1 day');
  expect(deeds.asked).toBe(1);
  deeds.renew();
  const second = onItsWay(deeds);
  control(card('b'), 'More actions').focus();
  await userEvent.keyboard('{ArrowUp}');
  await second.arrive();
  expect(card('b').shadowRoot?.activeElement?.textContent).toContain('wrong');
});

test('a goal, a choice of several and a line that are asked for before they are there open once, when they come', async () => {
  const ways = [goal, several, deeds].map(onItsWay);
  const {panel} = await open();
  const controllers = vi.spyOn(panel, 'addController');
  for (const name of ['Goal', 'Goal', 'Select', 'Select']) await press(panel, name);
  expect([isOpen(panel, '#goal'), text(panel).includes('0 chosen')]).toEqual([false, false]);
  for (const {arrive} of ways.slice(0, 2)) await arrive();
  expect([isOpen(panel, '#goal'), text(panel).includes('0 chosen')]).toEqual([true, true]);
  expect(controllers).toHaveBeenCalledOnce();
  await press(panel, 'Select');
  expect(text(panel)).not.toContain('0 chosen');

  const {line, client} = await aLine();
  await press(line, 'Suggestion');
  await press(line, 'Suggestion');
  expect(isOpen(line, '.sheet')).toBe(false);
  await ways[2]?.arrive();
  expect(isOpen(line, '.sheet')).toBe(true);
  expect(client.kinds()).toEqual(['open']);
  expect([goal, several, deeds].map(({asked}) => asked)).toEqual([1, 1, 1]);
});

test('details hold their place until they come', async () => {
  const {arrive} = onItsWay(deeds);
  const {card, client} = await open();
  await press(card('a'), 'Details');
  expect([card('a').open, client.kinds()]).toEqual([true, ['open']]);
  expect(card('a').shadowRoot?.querySelector('#details')?.getAttribute('aria-busy')).toBe('true');
  await arrive();
  expect(card('a').shadowRoot?.querySelector('#details')?.getAttribute('aria-busy')).toBeNull();
  expect(card('a').shadowRoot?.querySelectorAll('.option')).toHaveLength(3);
});

test('what moves a list comes when it first has to move: to the newest order, once', async () => {
  const {arrive} = onItsWay(arranging);
  const stage = await open();
  const moved = vi.spyOn(stage.panel.shadowRoot?.querySelector('#list') as HTMLElement, 'moveBefore');
  for (const best of ['d', 'c']) {
    stage.client.utilities = new Map([[best, 9]]);
    await edited(stage);
    expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  }
  await arrive();
  await expect.poll(stage.order).toEqual(['c', 'a', 'b', 'd']);
  expect(moved).toHaveBeenCalledOnce();
  expect(arranging.asked).toBe(1);
});

test('without what moves a list, it still has the newest order', async () => {
  arranging.before = notArriving;
  const stage = await open();
  stage.client.utilities.set('d', 9);
  await edited(stage);
  expect(stage.order()).toEqual(['d', 'a', 'b', 'c']);
});

test('[W1] a part that does not arrive leaves the page as it is, and is asked for anew at the next press', async () => {
  for (const part of [deeds, goal, several]) part.before = notArriving;
  const stage = await open(someCandidates(2));
  const shown = () => [stage.panel, ...stage.cards()].map(text);
  const before = shown();
  const pressAll = async () => { for (const [of, name] of [[stage.card('a'), 'More actions'], [stage.panel, 'Goal'], [stage.panel, 'Select']] as const) await press(of, name); };
  await pressAll();
  expect(shown()).toEqual(before);
  expect([deeds, goal, several].map(({asked}) => asked)).toEqual([1, 1, 1]);
  for (const part of [deeds, goal, several]) part.before = async () => undefined;
  await pressAll();
  expect(text(stage.panel)).toContain('0 chosen');
  expect([deeds, goal, several].map(({asked}) => asked)).toEqual([2, 2, 2]);
  // Goal and menu each close the other.
  for (const [of, name, id] of [[stage.card('b'), 'More actions', '#menu'], [stage.panel, 'Goal', '#goal']] as const) {
    await press(of, name);
    expect(isOpen(of, id), name).toBe(true);
  }
});

test('[W1] a line whose card does not arrive opens to what there is, and to all of it the next time', async () => {
  deeds.before = notArriving;
  const {line} = await aLine();
  await press(line, 'Suggestion');
  expect(isOpen(line, '.sheet')).toBe(true);
  const card = line.shadowRoot?.querySelector('inkling-card') as HTMLElement;
  expect(text(card)).toContain('Apply');
  deeds.before = async () => undefined;
  await press(line, 'Suggestion');
  await press(line, 'Suggestion');
  expect(line.shadowRoot?.querySelector('inkling-card')?.shadowRoot?.querySelectorAll('.option')).toHaveLength(3);
});

test('[W1] what comes after its card, list or line has left the page does nothing, and throws nothing', async () => {
  const ways = [deeds, goal, several].map(onItsWay);
  const {panel, card, provider} = await open();
  await press(card('a'), 'More actions');
  for (const name of ['Goal', 'Select']) await press(panel, name);
  const {line} = await aLine();
  await press(line, 'Suggestion');
  panel.remove();
  line.remove();
  for (const {arrive} of ways) await arrive();
  provider.append(panel);
  await frames();
  expect(text(panel)).toContain('4 suggestions');
  expect(text(panel)).not.toContain('chosen');
});
