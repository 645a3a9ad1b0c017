import {expect, test, vi} from 'vitest';
import type {ApplyAnswer} from '../../../widgets/index.js';
import {aCandidate} from '../../support/fake-insights.js';
import {control, frames, open, prepare, press, someCandidates, text} from './stage.js';

test('[W2] a card says what, on which entity, why, the impact as an interval with unit and horizon, the cost, and the effort', async () => {
  const {card} = await open([aCandidate('a', {headline: 'Raise the daily budget to $65'})]);
  const shown = text(card('a'));
  for (const part of ['Campaign · Campaign a', 'Raise the daily budget to $65', 'Reason a', 'Conversions in a week', '+4% to +11%', '+$15 a day', '2 min', 'Apply', 'Details']) expect(shown).toContain(part);
});

test('[W7] the host carries out an apply by respondWith; apply and applied are recorded with the placement untouched', async () => {
  const {card, client, provider} = await open();
  const placement = card('a').item?.placement;
  provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({applicationId: 'x'})));
  await press(card('a'), 'Apply');
  expect(client.recorded).toMatchObject([
    {kind: 'apply', surface: 'campaign-list', placement, value: 65, candidate: {id: 'a', type: 'raise-budget', entity: {id: 'c-a'}, embedding: [0.1, 0.2]}},
    {kind: 'applied', placement, value: 65},
  ]);
  expect(text(card('a'))).toContain('Applied. Daily budget is now $65.');
});

test('[W7] inkling-before-apply can be stopped: nothing is done, nothing is recorded', async () => {
  const {card, client, provider} = await open();
  provider.addEventListener('inkling-before-apply', event => event.preventDefault());
  await press(card('a'), 'Apply');
  expect(client.recorded).toEqual([]);
  expect(card('a').state).toBe('ready');
});

test('[W7] where nobody answers, the provider posts candidate, version, value and key; undo deletes the application', async () => {
  const {card, client, provider} = await open();
  provider.token = 'secret';
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json({applicationId: 'app/1'}));
  await press(card('a'), 'Details');
  control(card('a'), 'Apply').focus();
  card('a').shadowRoot?.querySelectorAll<HTMLInputElement>('input')[2]?.click();
  await press(card('a'), 'Apply');
  const [url, init] = fetch.mock.calls[0] ?? [];
  expect(url).toBe('/inkling/v1/apply');
  expect(JSON.parse(String(init?.body))).toMatchObject({candidateId: 'a', version: '1', value: 80, key: expect.stringMatching(/^[0-9a-f]{32}$/)});
  expect(init?.headers).toMatchObject({authorization: 'Bearer secret'});
  await press(card('a'), 'Undo');
  expect(fetch.mock.calls[1]).toMatchObject(['/inkling/v1/apply/app%2F1', {method: 'DELETE'}]);
  expect(client.kinds()).toEqual(['open', 'apply', 'applied', 'undo']);
  expect(card('a').state).toBe('ready');
  fetch.mockRestore();
});

test('[W2] undo stays for at least 10 s with the time left, then the card goes; not while someone is at it', async () => {
  const {card, order, clock, provider} = await open();
  provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({undo: async () => undefined})));
  await press(card('a'), 'Apply');
  expect(text(card('a'))).toContain('10 s');
  clock.pass(9_000);
  await frames();
  expect(text(card('a'))).toContain('1 s');
  control(card('a'), 'Undo').focus();
  clock.pass(5_000);
  await frames();
  expect(order()).toContain('a');
  control(card('a'), 'Undo').blur();
  clock.pass(2_000);
  await frames();
  expect(order()).toEqual(['b', 'c', 'd']);
});

test('[W3] a failed apply says so and tries again with the same key; a host may answer the undo', async () => {
  const {card, client, provider} = await open();
  const keys: string[] = [];
  provider.addEventListener('inkling-apply', event => {
    const {key} = event;
    keys.push(key);
    event.respondWith(keys.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve({undo: true}));
  });
  const undone = vi.fn(async () => undefined);
  provider.addEventListener('inkling-undo', event => event.respondWith(undone()));
  await press(card('a'), 'Apply');
  expect(text(card('a'))).toContain('could not be applied');
  await press(card('a'), 'Try again');
  expect(keys[0]).toBe(keys[1]);
  await press(card('a'), 'Undo');
  expect(undone).toHaveBeenCalledOnce();
  expect(client.kinds()).toEqual(['apply', 'apply-failed', 'apply', 'applied', 'undo']);
});

test('[W2] Undo is offered where the answer says how, and not where nobody can: then it is applied for good', async () => {
  const undo = vi.fn(async () => undefined);
  const answers: readonly [ApplyAnswer, boolean][] = [[undefined, false], [{}, false], [{applicationId: 'x', undoUntil: Number.MAX_SAFE_INTEGER}, false], [{undo: false}, false], [{undo: true}, true], [{undo}, true]];
  for (const [answer, offered] of answers) {
    const {card, clock, order, provider} = await open(someCandidates(2));
    provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve(answer)));
    control(card('a'), 'Apply').focus();
    await press(card('a'), 'Apply');
    expect(text(card('a'))).toContain('Applied.');
    expect(text(card('a')).includes('Undo'), JSON.stringify(answer)).toBe(offered);
    expect(card('a').shadowRoot?.activeElement?.className, 'the focus has somewhere to go').toContain(offered ? 'undo' : 'headline');
    if (answer && 'undo' in answer && answer.undo === undo) {
      await press(card('a'), 'Undo');
      expect(card('a').state).toBe('ready');
    } else {
      (document.activeElement as HTMLElement | null)?.blur();
      card('a').shadowRoot?.querySelector<HTMLElement>(':focus')?.blur();
      clock.pass(61_000);
      await frames();
      expect(order()).toEqual(['b']);
    }
    provider.remove();
  }
  expect(undo).toHaveBeenCalledOnce();
});

test('[W2] where the provider applied, Undo is offered only for what the server gave a name', async () => {
  for (const [answer, offered] of [[{applicationId: 'x'}, true], [{}, false]] as const) {
    const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json(answer));
    const {card, provider} = await open();
    await press(card('a'), 'Apply');
    await expect.poll(() => card('a').state).toBe('applied');
    expect(text(card('a')).includes('Undo')).toBe(offered);
    provider.remove();
    fetch.mockRestore();
  }
});

test('[W3] [W8] why an apply or its undo failed is said as text, bounded, where the host or the server said it to an advertiser', async () => {
  const problem = (detail: unknown) => async () => Response.json({title: 'Forbidden', detail}, {status: 403, headers: {'content-type': 'application/problem+json'}});
  const fetch = vi.spyOn(window, 'fetch');
  const {card, provider, said} = await open();
  const notice = () => (card('a').shadowRoot?.querySelector('.notice')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const plain = 'This could not be applied. Nothing was changed.';
  const attempts: readonly [() => Promise<Response>, string][] = [
    [problem('The card on file was declined.'), `${plain} The card on file was declined.`], [problem('<img src=x onerror="window.hacked = true">\nTwice'), `${plain} <img src=x onerror="window.hacked = true"> Twice`],
    [problem({not: 'a text'}), plain], [async () => new Response('<h1>Bad gateway</h1>', {status: 502}), plain], [async () => { throw new TypeError('Failed to fetch'); }, plain],
  ];
  for (const [answer, expected] of attempts) {
    fetch.mockImplementation(answer);
    await press(card('a'), card('a').state === 'ready' ? 'Apply' : 'Try again');
    await expect.poll(notice).toBe(expected);
    await expect.poll(said).toBe(expected);
  }
  expect('hacked' in window).toBe(false);
  fetch.mockImplementation(problem('x'.repeat(10_000)));
  await press(card('a'), 'Try again');
  await expect.poll(notice).toBe(`${plain} ${'x'.repeat(159)}…`);
  provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({undo: async () => { throw new Error('The budget was spent already.'); }})));
  await press(card('a'), 'Try again');
  await press(card('a'), 'Undo');
  expect(notice()).toBe('This could not be undone. The change is still in place. The budget was spent already.');
  fetch.mockRestore();
});

test('[W3] a conflict shows the current state and reloads', async () => {
  const {card, client} = await open();
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json({title: 'Conflict', current: {dailyBudget: 55}}, {status: 409}));
  await press(card('a'), 'Apply');
  expect(text(card('a'))).toContain('Daily budget is now $55.');
  await press(card('a'), 'Reload');
  expect(client.suggested).toHaveLength(2);
  expect(card('a').state).toBe('ready');
  fetch.mockRestore();
});

test('a dismissal is recorded with its reason, confirms itself with an undo, and the undo brings the card back to its place', async () => {
  const {card, client, order} = await open();
  await press(card('b'), 'More actions');
  await press(card('b'), 'Too expensive');
  expect(client.recorded).toMatchObject([{kind: 'dismiss', reason: 'too-expensive', placement: {candidateId: 'b', position: 1}}]);
  expect(text(card('b'))).toContain('Dismissed');
  expect(order()).toEqual(['a', 'b', 'c', 'd']);
  await press(card('b'), 'Undo');
  expect(client.kinds()).toEqual(['dismiss', 'undo']);
  expect(order()).toEqual(['a', 'b', 'c', 'd']);
  expect(text(card('b'))).toContain('Apply');
});

test('the confirmation of a dismissal closes the gap in the end', async () => {
  const {card, clock, order} = await open();
  await press(card('b'), 'More actions');
  await press(card('b'), 'Not now');
  (document.activeElement as HTMLElement | null)?.blur();
  card('b').shadowRoot?.querySelector<HTMLElement>('button')?.blur();
  clock.pass(10_000);
  await frames();
  expect(order()).toEqual(['a', 'c', 'd']);
});

test('a snooze is recorded until then', async () => {
  const {card, client, clock} = await open();
  await press(card('a'), 'More actions');
  await press(card('a'), 'For 7 days');
  expect(client.recorded).toMatchObject([{kind: 'snooze', until: clock.now() + 7 * 86_400_000}]);
  expect(text(card('a'))).toContain('Snoozed until Fri, Nov 27');
});

test('opening the details is recorded once for a placement, and shows current → suggested, freshness and who ordered it', async () => {
  const {card, client} = await open();
  client.beforeRank = () => new Promise(() => undefined);
  await press(card('a'), 'Details');
  const shown = text(card('a'));
  for (const part of ['Now $50', 'Suggested $65', 'Suggested 3 hours ago', 'Ranked on your device · wasm']) expect(shown).toContain(part);
  await press(card('a'), 'Details');
  await press(card('a'), 'Details');
  expect(client.kinds()).toEqual(['open']);
});

test('[W4] the menu is a menu button: arrows move, Escape closes and gives the focus back', async () => {
  const {card} = await open();
  const button = control(card('a'), 'More actions');
  const focused = () => card('a').shadowRoot?.activeElement?.textContent?.trim();
  const key = async (name: string) => {
    card('a').shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, composed: true, cancelable: true}));
    await frames();
  };
  button.focus();
  await key('ArrowDown');
  expect(focused()).toBe('For 1 day');
  expect(button.getAttribute('aria-expanded')).toBe('true');
  await key('ArrowUp');
  expect(focused()).toBe('The facts are wrong');
  await key('Home');
  await key('ArrowDown');
  expect(focused()).toBe('For 7 days');
  await key('Escape');
  expect(card('a').shadowRoot?.activeElement).toBe(button);
  expect(button.getAttribute('aria-expanded')).toBe('false');
});

test('[W8] text from the server is text; a link that is neither http(s) nor an own path is no link', async () => {
  const hostile = '<img src=x onerror="window.hacked = true"><b>bold</b>';
  const {cards, provider} = prepare([
    aCandidate('a', {headline: hostile, reason: hostile, entity: {level: 'campaign', id: 'c', name: hostile}}),
    ...['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', '/\t/evil.example', ' javascript:alert(1)'].map((link, i) => aCandidate(`l${i}`, {link, change: undefined})),
    aCandidate('ok', {link: '/campaigns/1', change: undefined}), aCandidate('ok2', {link: 'https://ads.example/1', change: undefined}),
  ], {max: '20'});
  provider.endpoint = undefined;
  document.body.append(provider);
  await frames();
  expect(cards().flatMap(card => [...(card.shadowRoot?.querySelectorAll('img, b') ?? [])])).toEqual([]);
  expect(text(cards()[0] as Element)).toContain(hostile);
  expect('hacked' in window).toBe(false);
  expect(cards().flatMap(card => [...(card.shadowRoot?.querySelectorAll('a') ?? [])].map(link => link.getAttribute('href')))).toEqual(['/campaigns/1', 'https://ads.example/1']);
});

test('odd figures do not throw: an unknown currency, a wrong language, an interval of one value', async () => {
  document.documentElement.lang = 'not_a_language';
  const {card} = await open(someCandidates(1, () => ({currency: 'NOPE!', impact: {metric: 'campaignClicks', low: 0, high: 0, unit: 'money', horizonDays: 1}})));
  expect(text(card('a'))).toContain('Clicks in a day');
  document.documentElement.lang = 'en';
});
