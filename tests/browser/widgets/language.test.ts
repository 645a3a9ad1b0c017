import {afterEach, expect, test} from 'vitest';
import {offerLanguage} from '../../../widgets/index.js';
import {frames, open, press, text, type Stage} from './stage.js';

let refused = 0;
// Offered before the first provider stands, as a host page does.
offerLanguage('fr', async () => { throw new Error(`No connection, for the ${++refused}. time.`); });
offerLanguage('nl', async () => ({templates: {heading: 'Suggesties'}}));

afterEach(async () => {
  document.documentElement.lang = 'en';
  await frames();
});

/** Without the server's own words, which are in no language of ours. */
const ours = ({panel, cards}: Stage): string => [panel, ...cards()].map(text).join(' ');

test('the widgets speak the language of the page, and follow when it changes', async () => {
  document.documentElement.lang = 'de-AT';
  const stage = await open();
  await expect.poll(() => text(stage.panel)).toContain('4 Vorschläge · Auf Ihrem Gerät geordnet');
  expect(text(stage.card('a'))).toContain('Übernehmen');
  await press(stage.card('a'), 'Details');
  expect(text(stage.card('a'))).toContain('Tagesbudget');
  expect(ours(stage)).not.toMatch(/\b(suggestions?|Apply|Details of|Ranked|Spend|Your time|in a week|a day)\b/i);
  document.documentElement.lang = 'en';
  await expect.poll(() => text(stage.panel)).toContain('4 suggestions · Ranked on your device');
  expect(text(stage.card('a'))).toContain('Apply');
});

test('the language nearest to the provider is what counts', async () => {
  const stage = await open();
  stage.provider.lang = 'de';
  await expect.poll(() => text(stage.panel)).toContain('Vorschläge');
  stage.provider.removeAttribute('lang');
  await expect.poll(() => text(stage.panel)).toContain('suggestions');
});

test('a host adds a language; what it leaves unsaid is said in English', async () => {
  const stage = await open();
  stage.provider.lang = 'nl-BE';
  await expect.poll(() => text(stage.panel)).toContain('Suggesties');
  expect(text(stage.panel)).toContain('4 suggestions');
});

test('[W1] a language that nobody knows, or whose texts do not arrive, is English; the next who asks fetches anew', async () => {
  document.documentElement.lang = 'tlh';
  const stage = await open();
  expect(text(stage.panel)).toContain('4 suggestions');
  for (const times of [1, 2]) {
    stage.provider.lang = 'fr';
    await expect.poll(() => refused).toBe(times);
    await frames();
    expect(text(stage.panel)).toContain('4 suggestions');
    stage.provider.lang = 'en';
    await frames();
  }
});

test('dates are told in the time zone of the account', async () => {
  // It is noon in Greenwich: seven days on, the day is another one in Kiritimati.
  for (const [timeZone, day] of [['Pacific/Kiritimati', '28'], ['Pacific/Pago_Pago', '27'], ['Nowhere/Else', '27']] as const) {
    const stage = await open();
    stage.provider.timeZone = timeZone;
    await frames();
    expect(stage.panel.isConnected && stage.client.closed).toBe(false);
    await press(stage.card('a'), 'More actions');
    await press(stage.card('a'), 'For 7 days');
    expect(text(stage.card('a')), timeZone).toContain(day);
    stage.provider.remove();
  }
});
