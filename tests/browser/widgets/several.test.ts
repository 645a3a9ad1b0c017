import {userEvent} from 'vitest/browser';
import {expect, test, vi} from 'vitest';
import type {Candidate} from '../../../src/types.js';
import {exclusion} from '../../../widgets/panel/exclusion.js';
import {costs} from '../../../widgets/panel/review.js';
import {aCandidate} from '../../support/fake-insights.js';
import {control, edited, frames, look, open, press, someCandidates, text, type Stage} from './stage.js';

const boxes = ({panel}: Stage) => [...panel.shadowRoot?.querySelectorAll<HTMLInputElement>('.pick input') ?? []];
const dialog = ({panel}: Stage) => panel.shadowRoot?.querySelector<HTMLDialogElement>('dialog') as HTMLDialogElement;
const bar = ({panel}: Stage) => (panel.shadowRoot?.querySelector('.bar')?.textContent ?? '').replace(/\s+/g, ' ').trim();
const reviewText = (stage: Stage) => (dialog(stage).textContent ?? '').replace(/\s+/g, ' ').trim();
const settled = (stage: Stage) => expect.poll(() => bar(stage)).toMatch(/applied.*Done$/);

async function choose(stage: Stage, ...ids: string[]): Promise<void> {
  if (boxes(stage).length === 0) await press(stage.panel, 'Select');
  for (const id of ids) boxes(stage).find(box => box.getAttribute('aria-label') === `Choose: ${stage.card(id).item?.candidate.headline}`)?.click();
  await frames();
}

async function reviewed(stage: Stage, ...ids: string[]): Promise<void> {
  await choose(stage, ...ids);
  await press(stage.panel, 'Review');
}

test('what excludes what: a group of the server\'s, or the same field of the same thing', () => {
  const [a, b] = [aCandidate('a'), aCandidate('b')];
  expect(exclusion(a, b)).toBeNull();
  expect(exclusion({...a, exclusiveGroup: 'g'}, {...b, exclusiveGroup: 'g'})).toBe('group');
  expect(exclusion({...a, exclusiveGroup: 'g'}, {...b, exclusiveGroup: 'h'})).toBeNull();
  expect(exclusion(a, {...b, entity: a.entity})).toBe('field');
  expect(exclusion(a, {...b, entity: {...a.entity, level: 'ad'}})).toBeNull();
  expect(exclusion(a, {...b, entity: a.entity, change: {field: 'bidLevel', current: 1, recommended: 2}})).toBeNull();
  expect(exclusion({...a, change: undefined}, {...b, change: undefined, entity: a.entity})).toBeNull();
});

test('costs are added up by currency, without those whose amount nobody worked out', () => {
  const one = (more: Partial<Candidate>, value: number = 65) => ({candidate: aCandidate('a', more), value});
  const {byCurrency, unknown} = costs([one({spendChange: 15}), one({spendChange: -4}), one({spendChange: 7, currency: 'EUR'}), one({spendChange: 15}, 72), one({spendChange: undefined})]);
  expect([...byCurrency]).toEqual([['USD', 11], ['EUR', 7]]);
  expect(unknown).toBe(1);
});

test('Select is offered where a server applies at least two, and not where the host leaves it out', async () => {
  const stage = await open();
  expect(() => control(stage.panel, 'Select')).not.toThrow();
  stage.panel.hideSelect = true;
  await frames();
  expect(() => control(stage.panel, 'Select')).toThrow();
  expect(() => control(stage.panel, 'Goal')).not.toThrow();
  const alone = await open(someCandidates(1));
  expect(() => control(alone.panel, 'Select')).toThrow();
});

test('chosen cards are reviewed one by one; costs are summed, impacts never, and it says why', async () => {
  const stage = await open([aCandidate('a'), aCandidate('b', {spendChange: 7, currency: 'EUR', impact: {metric: 'clicks', low: 2, high: 9, unit: 'percent', horizonDays: 7}}), aCandidate('c', {spendChange: -5})]);
  await choose(stage, 'a', 'b');
  expect(bar(stage)).toContain('2 chosen');
  expect(stage.said()).toBe('2 chosen');
  await choose(stage, 'c');
  await press(stage.panel, 'Review');
  expect(dialog(stage).open).toBe(true);
  const said = reviewText(stage);
  for (const part of ['Apply 3 suggestions?', 'Headline a', 'Daily budget: $50 → $65', 'Conversions in a week +4% to +11% · Spend +$15 a day', 'Clicks in a week +2% to +9% · Spend +€7 a day', 'Spend, all together+$10 a day · +€7 a day', 'What they bring is not added up']) expect(said).toContain(part);
  expect(said.match(/\d+/g)?.map(Number), 'every figure is of one card, but for the count and the sums of costs').toEqual([3, 50, 65, 4, 11, 15, 50, 65, 2, 9, 7, 50, 65, 4, 11, 5, 10, 7, 3]);
  expect(stage.client.recorded).toEqual([]);
});

test('two that exclude one another are refused at the second, with the reason', async () => {
  const stage = await open([aCandidate('a', {exclusiveGroup: 'budget:1'}), aCandidate('b', {exclusiveGroup: 'budget:1'}), aCandidate('c', {entity: {level: 'campaign', id: 'c-a'}})]);
  await choose(stage, 'a', 'b');
  expect(boxes(stage).map(({checked}) => checked)).toEqual([true, false, false]);
  expect(bar(stage)).toContain('1 chosen');
  expect(bar(stage)).toContain('Not together with “Headline a”: the platform allows only one of the two.');
  expect(stage.said()).toContain('Not together');
  await choose(stage, 'c');
  expect(bar(stage)).toContain('both change the same thing (Daily budget)');
  expect(boxes(stage).map(({checked}) => checked)).toEqual([true, false, false]);
});

test('each is applied by its own events and its own key, one after another; what fails or conflicts says so on its card, and each has its undo', async () => {
  const stage = await open();
  const asked: {id: string; key: string}[] = [];
  let [now, most] = [0, 0];
  stage.provider.addEventListener('inkling-before-apply', event => { if (event.candidate.id === 'd') event.preventDefault(); });
  stage.provider.addEventListener('inkling-apply', event => {
    const {id} = event.candidate;
    asked.push({id, key: event.key});
    most = Math.max(most, ++now);
    event.respondWith(frames().then(() => {
      now--;
      if (id === 'b') throw new Error('down');
      return id === 'c' ? {conflict: {dailyBudget: 55}} : {applicationId: `app-${id}`, undo: true};
    }));
  });
  await reviewed(stage, 'a', 'b', 'c', 'd');
  expect(asked).toEqual([]);
  await press(stage.panel, 'Apply all 4');
  expect(stage.said()).toContain('Applying');
  await settled(stage);
  expect(asked.map(({id}) => id)).toEqual(['a', 'b', 'c']);
  expect(new Set(asked.map(({key}) => key)).size).toBe(3);
  expect(most).toBe(1);
  expect(['a', 'b', 'c', 'd'].map(id => stage.card(id).state)).toEqual(['applied', 'apply-failed', 'conflict', 'ready']);
  expect(stage.said()).toBe('1 applied, 3 not. Each says why.');
  expect(bar(stage)).toContain('1 applied, 3 not. Each says why.');
  expect(stage.panel.shadowRoot?.activeElement?.id, 'the focus is where it is said').toBe('several');
  expect(boxes(stage)).toEqual([]);
  expect(stage.client.recorded.map(({kind, candidate}) => `${kind} ${candidate?.id}`)).toEqual(['apply a', 'applied a', 'apply b', 'apply-failed b', 'apply c', 'apply-failed c']);
  const undo = vi.fn();
  stage.provider.addEventListener('inkling-undo', event => { undo(event.applicationId); event.respondWith(Promise.resolve()); });
  await press(stage.card('a'), 'Undo');
  expect(undo).toHaveBeenCalledWith('app-a');
  expect(stage.card('a').state).toBe('ready');
});

test('[P5] while somebody chooses nothing moves, whatever scores better; afterwards it may again', async () => {
  const stage = await open();
  await choose(stage, 'a');
  stage.client.utilities.set('d', 9);
  await edited(stage);
  expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  expect(() => control(stage.panel, 'Update order')).toThrow();
  expect(boxes(stage).map(({checked}) => checked)).toEqual([true, false, false, false]);
  await press(stage.panel, 'Cancel');
  expect(boxes(stage)).toEqual([]);
  await edited(stage);
  expect(stage.order()[0]).toBe('d');
});

test('what came of it stays until it was read: Done takes it away, and so does the next choice', async () => {
  const stage = await open();
  stage.provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve()));
  await reviewed(stage, 'a', 'b');
  await press(stage.panel, 'Apply all 2');
  await settled(stage);
  await press(stage.panel, 'Select');
  expect(bar(stage)).toContain('0 chosen');
  await reviewed(stage, 'c', 'd');
  await press(stage.panel, 'Apply all 2');
  await settled(stage);
  await press(stage.panel, 'Done');
  expect(bar(stage)).toBe('');
  expect(stage.panel.shadowRoot?.activeElement?.id).toBe('heading');
});

test('the review says no sum where nobody worked one out', async () => {
  const bounded = {field: 'dailyBudget', current: 50, recommended: 65, unit: 'money', options: [65, 72]} as const;
  const stage = await open([aCandidate('a', {change: bounded, spendChange: 15}), aCandidate('b', {spendChange: undefined})]);
  await press(stage.card('a'), 'Details');
  stage.card('a').shadowRoot?.querySelectorAll<HTMLInputElement>('[type=radio]')[1]?.click();
  await frames();
  await reviewed(stage, 'a', 'b');
  expect(reviewText(stage)).toContain('One has an amount of your own: what it costs was not worked out, and is not added up.');
  expect(dialog(stage).querySelector('.sums')).toBeNull();
});

test('one can be left out of the review, and Escape goes back with nothing applied', async () => {
  const stage = await open();
  const asked = vi.fn();
  stage.provider.addEventListener('inkling-before-apply', asked);
  await reviewed(stage, 'a', 'b');
  dialog(stage).querySelector<HTMLElement>('[aria-label="Leave out: Headline b"]')?.click();
  await frames();
  expect(reviewText(stage)).toContain('Apply 1 suggestion?');
  await userEvent.keyboard('{Escape}');
  await frames();
  expect([dialog(stage).open, bar(stage).startsWith('1 chosen')]).toEqual([false, true]);
  await press(stage.panel, 'Cancel');
  expect(asked).not.toHaveBeenCalled();
  expect(stage.panel.shadowRoot?.activeElement?.id).toBe('heading');
});

test('[W5] by keyboard alone: choose, review, apply', async () => {
  const stage = await open(someCandidates(2));
  await look(stage);
  stage.provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({undo: true})));
  control(stage.panel, 'Select').focus();
  await userEvent.keyboard('{Enter}');
  await frames();
  boxes(stage)[0]?.focus();
  await userEvent.keyboard(' ');
  await frames();
  expect(bar(stage)).toContain('1 chosen');
  control(stage.panel, 'Review').focus();
  await userEvent.keyboard('{Enter}');
  await frames();
  expect(dialog(stage).contains(stage.panel.shadowRoot?.activeElement ?? null)).toBe(true);
  control(stage.panel, 'Apply it').focus();
  await userEvent.keyboard('{Enter}');
  await settled(stage);
  expect(stage.card('a').state).toBe('applied');
  expect(text(stage.card('a'))).toContain('Undo');
});
