import {expect, onTestFinished, test, vi} from 'vitest';
import {control, edited, frames, look, open, press, someCandidates, text} from './stage.js';

test('[W1] a re-rank shifts no layout, and glides', async () => {
  const stage = await open(someCandidates(4));
  await new Promise(resolve => setTimeout(resolve, 600));
  const shifts: number[] = [];
  const observer = new PerformanceObserver(list => { for (const entry of list.getEntries() as (PerformanceEntry & {value: number})[]) shifts.push(entry.value); });
  observer.observe({type: 'layout-shift'});
  stage.client.utilities = new Map([['d', 9], ['c', 8]]);
  await edited(stage);
  expect(stage.order()).toEqual(['d', 'c', 'a', 'b']);
  expect(stage.panel.shadowRoot?.getAnimations().length).toBeGreaterThan(0);
  await Promise.all(stage.panel.shadowRoot?.getAnimations().map(animation => animation.finished) ?? []);
  await frames(5);
  observer.takeRecords().forEach(entry => shifts.push((entry as PerformanceEntry & {value: number}).value));
  expect(shifts).toEqual([]);
  observer.disconnect();
});

test('[W4] under reduced motion nothing glides, and nothing on screen moves unasked', async () => {
  const matchMedia = vi.spyOn(window, 'matchMedia').mockReturnValue({matches: true} as MediaQueryList);
  const stage = await open(someCandidates(3));
  stage.client.utilities = new Map([['c', 9]]);
  await edited(stage);
  expect(stage.order()).toEqual(['a', 'b', 'c']);
  await press(stage.panel, 'Update order');
  expect(stage.order()).toEqual(['c', 'a', 'b']);
  expect(stage.panel.shadowRoot?.getAnimations()).toEqual([]);
  matchMedia.mockRestore();
});

const WIDTHS = ['240px', '280px', '310px', '340px', '380px', '430px', '490px', '530px', '700px'];

/** What of a panel's head lies over another part of it, or over the list. */
function covered(panel: HTMLElement): string[] {
  const within = (selector: string) => [...panel.shadowRoot?.querySelectorAll(selector) ?? []];
  const boxes = [...within('.head button'), ...within('#list')].map(element => ({what: element.id || `“${element.textContent?.trim()}”`, box: element.getBoundingClientRect()}));
  const texts = within('#heading, .note bdi').flatMap(element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].map(box => ({what: element.id || `“${element.textContent}”`, box}));
  });
  const over = (a: DOMRect, b: DOMRect) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  const pairs = [...texts.flatMap(one => boxes.map(other => [one, other] as const)), ...boxes.flatMap((one, at) => boxes.slice(at + 1).map(other => [one, other] as const))];
  return pairs.filter(([one, other]) => over(one.box, other.box)).map(([one, other]) => `${one.what} and ${other.what}`);
}

test.each(WIDTHS)('[W1] on %s, going offline, growing old and a better order that waits move nothing and cover nothing', async width => {
  onTestFinished(() => { document.documentElement.style.fontSize = ''; });
  for (const size of ['100%', '200%']) {
    document.documentElement.style.fontSize = size;
    const stage = await open(someCandidates(3));
    stage.panel.style.inlineSize = width;
    await frames();
    await look(stage);
    // What is below the window may change places.
    const inView = stage.cards().filter((card, at) => at === 0 || card.getBoundingClientRect().bottom <= innerHeight);
    const tops = () => inView.map(card => card.getBoundingClientRect().top);
    const before = tops();
    stage.client.utilities = new Map([['c', 9]]);
    await edited(stage);
    control(stage.panel, 'Update order');
    expect(tops()).toEqual(before);
    expect(covered(stage.panel), `${size}, a better order waits`).toEqual([]);
    stage.clock.pass(31 * 60_000);
    await frames();
    control(stage.panel, 'Refresh');
    expect(tops()).toEqual(before);
    expect(covered(stage.panel), `${size}, old`).toEqual([]);
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    window.dispatchEvent(new Event('offline'));
    await frames();
    expect(text(stage.panel)).toContain('Offline');
    expect(stage.said()).toBe('You are offline');
    expect(tops()).toEqual(before);
    expect(covered(stage.panel), `${size}, offline`).toEqual([]);
    online.mockRestore();
    stage.provider.remove();
  }
});

test('[W1] an apply that succeeds, fails or meets a conflict late moves nothing below it', async () => {
  for (const answer of [async () => ({applicationId: 'x'}), async () => ({undo: true}), async () => { throw new Error('down'); }, async () => ({conflict: {dailyBudget: 55}})]) {
    const stage = await open(someCandidates(2));
    const top = stage.card('b').getBoundingClientRect().top;
    stage.provider.addEventListener('inkling-apply', event => event.respondWith(answer()));
    await press(stage.card('a'), 'Apply');
    expect(stage.card('a').state).not.toBe('ready');
    expect(stage.card('b').getBoundingClientRect().top).toBe(top);
    stage.provider.remove();
  }
});

test('[W1] a long reason why an apply failed moves nothing below it, on any width', async () => {
  for (const width of ['240px', '320px', '400px', '600px']) {
    const stage = await open(someCandidates(2));
    stage.panel.style.inlineSize = width;
    await frames();
    const top = stage.card('b').getBoundingClientRect().top;
    stage.provider.addEventListener('inkling-apply', event => event.respondWith(Promise.reject(new Error('The card on file was declined by the bank that issued it: add another one under Billing, then try again. '.repeat(3)))));
    await press(stage.card('a'), 'Apply');
    expect(text(stage.card('a'))).toContain('The card on file was declined');
    expect(stage.card('b').getBoundingClientRect().top, width).toBe(top);
    stage.provider.remove();
  }
});

test('[W1] what leaves unasked leaves its room behind, until the next touch', async () => {
  const {card, clock, panel, order} = await open(someCandidates(3));
  const height = () => (panel.shadowRoot?.querySelector('ul') as HTMLElement).offsetHeight;
  await press(card('b'), 'More actions');
  await press(card('b'), 'Not now');
  card('b').shadowRoot?.querySelector<HTMLElement>('button')?.blur();
  const before = height();
  clock.pass(10_000);
  await frames();
  expect(order()).toEqual(['a', 'c']);
  expect(height()).toBe(before);
  panel.dispatchEvent(new PointerEvent('pointerdown'));
  expect(height()).toBeLessThan(before);
});
