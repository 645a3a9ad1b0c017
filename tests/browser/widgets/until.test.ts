import {userEvent} from 'vitest/browser';
import {expect, test} from 'vitest';
import {dayStart, isoDay} from '../../../widgets/card/days.js';
import {frames, open, press, text, type Stage} from './stage.js';

const dialog = ({card}: Stage) => card('a').shadowRoot?.querySelector<HTMLElement>('#until') as HTMLElement;

test('a day begins in the time zone of the account, on the days when its clocks change too', () => {
  expect(new Date(dayStart('2026-11-27', 'Europe/Berlin')).toISOString()).toBe('2026-11-26T23:00:00.000Z');
  expect(new Date(dayStart('2026-03-29', 'Europe/Berlin')).toISOString()).toBe('2026-03-28T23:00:00.000Z');
  expect(new Date(dayStart('2026-03-30', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  expect(new Date(dayStart('2026-11-27', 'Pacific/Kiritimati')).toISOString()).toBe('2026-11-26T10:00:00.000Z');
  for (const zone of ['Europe/Berlin', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'Nowhere/Else', undefined]) expect(isoDay(dayStart('2026-11-27', zone), zone)).toBe('2026-11-27');
});

test('[W2] a card is snoozed until a day of one\'s own choice, from tomorrow on; Escape leaves it, with the focus back at the button', async () => {
  const stage = await open();
  stage.provider.timeZone = 'Europe/Berlin';
  await frames();
  const card = stage.card('a');
  await press(card, 'More actions');
  await press(card, 'Until another day');
  expect(dialog(stage).matches(':popover-open')).toBe(true);
  const input = dialog(stage).querySelector('input') as HTMLInputElement;
  expect([input.min, card.shadowRoot?.activeElement === input]).toEqual(['2026-11-21', true]);
  await userEvent.keyboard('{Escape}');
  await frames();
  expect([dialog(stage).matches(':popover-open'), card.shadowRoot?.activeElement?.id]).toEqual([false, 'menu-button']);

  await press(card, 'More actions');
  await press(card, 'Until another day');
  await userEvent.fill(input, '2026-11-20');
  dialog(stage).querySelector('form')?.requestSubmit();
  await frames();
  expect(card.state, 'today is no day to wait for').toBe('ready');
  await userEvent.fill(input, '2026-12-05');
  dialog(stage).querySelector('form')?.requestSubmit();
  await frames();
  expect(stage.client.recorded).toMatchObject([{kind: 'snooze', until: dayStart('2026-12-05', 'Europe/Berlin')}]);
  expect(text(stage.card('a'))).toMatch(/Snoozed until Sat, (5 Dec|Dec 5)/);
});
