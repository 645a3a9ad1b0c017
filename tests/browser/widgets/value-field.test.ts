import {userEvent} from 'vitest/browser';
import {expect, test, vi} from 'vitest';
import {isAllowed, readAmount, stepped, type Bounded} from '../../../widgets/card/amount.js';
import {aCandidate} from '../../support/fake-insights.js';
import {control, frames, open, press, text, type Stage} from './stage.js';

const BOUNDED: Bounded = {field: 'dailyBudget', current: 50, recommended: 65, options: [60, 65, 80], unit: 'money', min: 51, max: 500, step: 1};
const bounded = (more: Partial<Bounded> = {}, currency = 'USD') => aCandidate('a', {currency, change: {...BOUNDED, ...more}});
const field = ({card}: Stage) => card('a').shadowRoot?.querySelector<HTMLInputElement>('#value') as HTMLInputElement;

async function detailed(...given: Parameters<typeof bounded>): Promise<Stage> {
  const stage = await open([bounded(...given)]);
  await press(stage.card('a'), 'Details');
  return stage;
}

async function type(stage: Stage, typed: string): Promise<void> {
  field(stage).focus();
  await userEvent.fill(field(stage), typed);
  await frames();
}

test.each([
  ['72', 'en', 72], ['$1,250.50', 'en', 1250.5], ['72.5', 'en', 72.5], ['1,5', 'en', 1.5], ['1.234,56 €', 'de', 1234.56], ['72,5', 'de', 72.5], ['1.500', 'de', 1500], ['72.5', 'de', 72.5],
  ['1 234,5', 'fr', 1234.5], ['1\u202f234,5 €', 'fr', 1234.5], ['1’250.5', 'de-CH', 1250.5], ['١٬٢٣٤٫٥', 'ar-EG', 1234.5], ['1,00,000', 'en-IN', 100_000], ['−5', 'en', -5], ['4 %', 'en', 4],
  ['', 'en', null], ['ten', 'en', null], ['1.2.3', 'en', null], ['12-3', 'en', null], ['1,2345', 'en', 1.2345],
])('%j in %s is %j', (typed, locale, value) => expect(readAmount(typed, locale)).toBe(value));

test('what is allowed lies within the bounds on a step, or is an option', () => {
  expect([51, 500, 65, 80].map(value => isAllowed(value, BOUNDED))).toEqual([true, true, true, true]);
  expect([50, 501, 72.5].map(value => isAllowed(value, BOUNDED))).toEqual([false, false, false]);
  expect(isAllowed(72.5, {...BOUNDED, options: [72.5]})).toBe(true);
  expect(isAllowed(0.3, {...BOUNDED, min: 0, step: 0.1})).toBe(true);
  expect([stepped(65, 1, BOUNDED), stepped(72.5, 1, BOUNDED), stepped(72.5, -1, BOUNDED), stepped(500, 10, BOUNDED), stepped(0.1, 2, {...BOUNDED, min: 0, step: 0.1})]).toEqual([66, 73, 72, 500, 0.3]);
});

test('a bounded change has a field, with the options beside it, and says what is allowed', async () => {
  const stage = await detailed();
  expect(field(stage).value).toBe('$65');
  expect(text(stage.card('a'))).toContain('From $51 to $500, in steps of $1');
  expect(stage.card('a').shadowRoot?.querySelectorAll('.option')).toHaveLength(3);
  expect(field(stage).labels?.[0]?.textContent).toBe('Daily budget');
});

test('without bounds there is no field', async () => {
  const stage = await open([aCandidate('a')]);
  await press(stage.card('a'), 'Details');
  expect(field(stage)).toBeNull();
});

test('what is typed is what is applied, and the card says for which value the figures were worked out', async () => {
  const stage = await detailed();
  const before = vi.fn();
  stage.provider.addEventListener('inkling-before-apply', event => before(event.value));
  stage.provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({applicationId: `for ${event.value}`})));
  expect(text(stage.card('a'))).not.toContain('worked out');
  await type(stage, '72');
  expect(text(stage.card('a'))).toContain('Conversions in a week +4% to +11% · Spend +$15 a day: this was worked out for $65, not for your amount.');
  await press(stage.card('a'), 'Apply');
  expect(before).toHaveBeenCalledWith(72);
  expect(stage.client.recorded.filter(({kind}) => kind.startsWith('appl')).map(({value}) => value)).toEqual([72, 72]);
  expect(text(stage.card('a'))).toContain('Daily budget is now $72.');
});

test.each([['money', 1234.56, '$1,234.56'], ['money', 0.005, '$0.005'], ['money', 1250, '$1,250'], ['percent', 12.5, '12.5%'], ['count', 37.25, '37.25']] as const)('a value that is set is told to its last digit: %s %d is %s', async (unit, recommended, shown) => {
  const stage = await open([aCandidate('a', {change: {field: 'target', current: 1, recommended, unit}})]);
  stage.provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve()));
  await press(stage.card('a'), 'Apply');
  expect(text(stage.card('a'))).toContain(`is now ${shown}.`);
});

test('Apply does nothing while the amount is not allowed: it leads back to the field, and what was allowed last is never applied instead', async () => {
  const stage = await detailed();
  const asked = vi.fn();
  stage.provider.addEventListener('inkling-before-apply', asked);
  for (const typed of ['20', '72.5', 'a lot', '']) {
    await type(stage, typed);
    expect(field(stage).getAttribute('aria-invalid'), typed).toBe('true');
    expect(control(stage.card('a'), 'Apply').getAttribute('aria-disabled'), typed).toBe('true');
    await press(stage.card('a'), 'Apply');
    expect(stage.card('a').shadowRoot?.activeElement, typed).toBe(field(stage));
    expect(field(stage).value, typed).toBe(typed);
  }
  expect(asked).not.toHaveBeenCalled();
  expect(stage.client.kinds()).toEqual(['open']);
  field(stage).blur();
  expect(stage.said()).toBe('This amount is not possible. From $51 to $500, in steps of $1.');
  await type(stage, '500');
  expect([field(stage).getAttribute('aria-invalid'), control(stage.card('a'), 'Apply').getAttribute('aria-disabled')]).toEqual(['false', 'false']);
});

test('by keyboard: arrows step within the bounds, Escape gives the last amount back, Enter applies nothing', async () => {
  const stage = await detailed();
  field(stage).focus();
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  await frames();
  expect(field(stage).value).toBe('$67');
  await userEvent.keyboard('{PageDown}{PageDown}');
  await frames();
  expect([field(stage).value, field(stage).getAttribute('aria-valuenow')]).toEqual(['$51', '51']);
  await userEvent.fill(field(stage), '9999');
  await userEvent.keyboard('{Escape}');
  await frames();
  expect([field(stage).value, field(stage).getAttribute('aria-invalid')]).toEqual(['$51', 'false']);
  await userEvent.keyboard('{Enter}');
  await frames();
  expect(stage.card('a').state).toBe('ready');
});

test('an option and the field are one value', async () => {
  const stage = await detailed();
  await type(stage, '20');
  stage.card('a').shadowRoot?.querySelectorAll<HTMLInputElement>('.option input')[2]?.click();
  await frames();
  expect([field(stage).value, field(stage).getAttribute('aria-invalid')]).toEqual(['$80', 'false']);
  await type(stage, '60');
  expect([...stage.card('a').shadowRoot?.querySelectorAll<HTMLInputElement>('.option input') ?? []].map(({checked}) => checked)).toEqual([true, false, false]);
});

test('in German, what is typed by hand is read, applied, shown and refused as a German means it', async () => {
  const stage = await open([bounded({step: 0.01, min: 10.5, max: 5000}, 'EUR')]);
  const asked = vi.fn();
  stage.provider.addEventListener('inkling-before-apply', event => { asked(event.value); event.preventDefault(); });
  stage.provider.lang = 'de';
  await expect.poll(() => text(stage.card('a'))).toContain('Übernehmen');
  await press(stage.card('a'), 'Details');
  const allowed = 'Von 10,50 € bis 5.000 €, in Schritten von 0,01 €';
  await expect.poll(() => text(stage.card('a'))).toContain(allowed);
  const byHand = async (keys: string) => {
    field(stage).focus();
    await userEvent.keyboard(keys);
    await frames();
  };
  for (const [keys, value, shown] of [['1.234,56', 1234.56, '1.234,56\u00a0€'], ['12,5', 12.5, '12,50\u00a0€'], ['2.500', 2500, '2.500\u00a0€'], ['72,5 €', 72.5, '72,50\u00a0€']] as const) {
    await byHand(keys);
    expect(field(stage).getAttribute('aria-invalid'), keys).toBe('false');
    await press(stage.card('a'), 'Übernehmen');
    expect(asked, keys).toHaveBeenLastCalledWith(value);
    field(stage).blur();
    await frames();
    expect(field(stage).value).toBe(shown);
  }
  for (const keys of ['zwölf', '1,234.56', '9,999', '5.001', '10,4']) {
    await byHand(keys);
    await press(stage.card('a'), 'Übernehmen');
    expect([field(stage).value, field(stage).getAttribute('aria-invalid')]).toEqual([keys, 'true']);
    field(stage).blur();
    expect(stage.said(), keys).toBe(`Dieser Betrag ist nicht möglich. ${allowed.replaceAll(' €', '\u00a0€')}.`);
  }
  expect(asked).toHaveBeenCalledTimes(4);
  stage.provider.lang = 'en';
  await expect.poll(() => text(stage.card('a'))).toContain('Apply');
});

test('[W1] typing what is not allowed moves nothing', async () => {
  const stage = await detailed();
  const height = () => stage.card('a').getBoundingClientRect().height;
  const before = height();
  await type(stage, '20');
  expect(height()).toBe(before);
});
