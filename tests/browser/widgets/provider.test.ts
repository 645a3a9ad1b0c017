import {expect, test, vi} from 'vitest';
import {FakeInsights} from '../../support/fake-insights.js';
import {frames, open, prepare, press, someCandidates, text} from './stage.js';

test('registering twice, or where a name is taken, throws nothing', async () => {
  const again = '../../../widgets/define.ts?again';
  await expect(import(/* @vite-ignore */ again)).resolves.toBeDefined();
});

test('a panel without a provider, and a provider without account and client, show nothing and ask nothing', async () => {
  const {panel, provider} = prepare();
  document.body.append(panel);
  await frames();
  expect(text(panel)).toBe('');
  panel.remove();
  provider.client = null;
  provider.endpoint = undefined;
  provider.append(panel);
  document.body.append(provider);
  await frames();
  expect(provider.client).toBe(null);
  expect(text(panel)).toBe('');
});

test('a client that comes later, or changes, is taken up; one that was handed in is never closed', async () => {
  const stage = prepare(someCandidates(1));
  stage.provider.client = null;
  document.body.append(stage.provider);
  await frames();
  expect(stage.order()).toEqual([]);
  stage.provider.client = stage.client;
  await frames();
  expect(stage.order()).toEqual(['a']);
  const other = new FakeInsights(someCandidates(2));
  stage.provider.client = other;
  await frames();
  expect(stage.order()).toEqual(['a', 'b']);
  stage.provider.remove();
  await frames();
  expect([stage.client.closed, other.closed]).toEqual([false, false]);
});

test('with another account and its client handed in together, each widget asks that client once', async () => {
  const stage = prepare(someCandidates(1));
  stage.provider.setAttribute('account', 'act-one');
  document.body.append(stage.provider);
  await expect.poll(stage.order).toEqual(['a']);
  const other = new FakeInsights(someCandidates(2));
  Object.assign(stage.provider, {account: 'act-two', client: other});
  await expect.poll(stage.order).toEqual(['a', 'b']);
  await frames();
  expect([stage.client.suggested.length, other.suggested.length]).toEqual([1, 1]);
});

test('without a client the provider makes one from its attributes, and closes it when it leaves', async () => {
  const candidates = someCandidates(3);
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Response.json({lists: [{surface: 'campaign-list', candidates}]}));
  const stage = prepare();
  Object.assign(stage.provider, {client: null});
  for (const [name, value] of Object.entries({account: 'act-made', endpoint: '/inkling/v1', token: 'secret', backend: 'none'})) stage.provider.setAttribute(name, value);
  document.body.append(stage.provider);
  await expect.poll(stage.order).toEqual(['a', 'b', 'c']);
  const [url, init] = fetch.mock.calls.find(([asked]) => String(asked).endsWith('/candidates')) ?? [];
  expect(String(url)).toBe(new URL('/inkling/v1/candidates', document.baseURI).href);
  expect(new Headers(init?.headers).get('authorization')).toBe('Bearer secret');
  const made = stage.provider.client;
  stage.provider.remove();
  await expect.poll(() => made?.status.state).toBe('closed');
  fetch.mockRestore();
});

test('[W1] leaving the page takes every listener along', async () => {
  const targets = {window, document};
  const kept = new Map<string, number>();
  const spies = Object.entries(targets).flatMap(([name, target]) => [
    vi.spyOn(target, 'addEventListener').mockImplementation(function (this: EventTarget, ...args: Parameters<EventTarget['addEventListener']>) {
      kept.set(`${name} ${args[0]}`, (kept.get(`${name} ${args[0]}`) ?? 0) + 1);
      EventTarget.prototype.addEventListener.apply(target, args);
    }),
    vi.spyOn(target, 'removeEventListener').mockImplementation(function (this: EventTarget, ...args: Parameters<EventTarget['removeEventListener']>) {
      kept.set(`${name} ${args[0]}`, (kept.get(`${name} ${args[0]}`) ?? 0) - 1);
      EventTarget.prototype.removeEventListener.apply(target, args);
    }),
  ]);
  const stage = prepare(someCandidates(3));
  const heard = new Set<unknown>();
  const [add, remove] = [stage.client.addEventListener.bind(stage.client), stage.client.removeEventListener.bind(stage.client)];
  stage.client.addEventListener = (...args: Parameters<EventTarget['addEventListener']>) => { heard.add(args[1]); add(...args); };
  stage.client.removeEventListener = (...args: Parameters<EventTarget['removeEventListener']>) => { heard.delete(args[1]); remove(...args); };
  document.body.append(stage.provider);
  await frames();
  // status, better-slate, goal
  expect(heard.size).toBe(3);
  expect([...kept.values()].some(count => count > 0)).toBe(true);
  stage.provider.remove();
  await frames();
  spies.forEach(spy => spy.mockRestore());
  expect(heard.size).toBe(0);
  expect([...kept].filter(([, count]) => count > 0)).toEqual([]);
  expect(stage.clock.waiting).toBe(0);
});

test('debug shows status and remedy, in the page and on the console; without it nothing is printed', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const {provider, client} = await open(someCandidates(1));
  expect(info).not.toHaveBeenCalled();
  vi.spyOn(client, 'status', 'get').mockReturnValue({...client.status, backend: 'linear', reason: 'no-wasm', detail: 'WebAssembly is blocked. Allow it in the content security policy.'});
  provider.debug = true;
  await frames();
  expect(text(provider)).toContain('backend linear');
  expect(text(provider)).toContain('no-wasm WebAssembly is blocked. Allow it in the content security policy.');
  expect(info).toHaveBeenCalledTimes(1);
  client.dispatchEvent(new CustomEvent('status'));
  expect(info, 'a state is printed once').toHaveBeenCalledTimes(1);
  vi.spyOn(client, 'status', 'get').mockReturnValue({...client.status, restarts: 1});
  client.dispatchEvent(new CustomEvent('status'));
  expect(info).toHaveBeenCalledTimes(2);
  info.mockRestore();
});

test('debug of a provider without a client says what is missing, once, with widgets in it too, and takes up the client that comes', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const stage = prepare(someCandidates(1));
  Object.assign(stage.provider, {client: null, endpoint: undefined, debug: true});
  document.body.append(stage.provider);
  await frames();
  expect(text(stage.provider)).toContain('No client: set the attributes `account` and `endpoint`');
  expect(info.mock.calls.map(([, said]) => String(said).slice(0, 9))).toEqual(['No client']);
  stage.provider.client = stage.client;
  await frames();
  expect(stage.order()).toEqual(['a']);
  expect(text(stage.provider)).toContain('backend wasm');
  info.mockRestore();
});

test('debug says why an apply failed, what was for developers alone too, until one succeeds; without it nothing is printed', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const {provider, card} = await open(someCandidates(2));
  const fetch = vi.spyOn(window, 'fetch').mockImplementation(async () => Object.defineProperty(Response.json({detail: 'The card on file was declined.'}, {status: 403}), 'url', {value: 'https://ads.example/apply'}));
  await press(card('a'), 'Apply');
  await expect.poll(() => card('a').state).toBe('apply-failed');
  expect(info).not.toHaveBeenCalled();
  provider.debug = true;
  await press(card('a'), 'Try again');
  await expect.poll(() => text(provider)).toMatch(/apply-failed The card on file was declined\. · https:\/\/ads\.example\/apply answered 403\./);
  expect(info).toHaveBeenLastCalledWith('inkling', 'apply-failed', expect.objectContaining({message: 'The card on file was declined.'}));
  fetch.mockRejectedValue(new TypeError('Failed to fetch'));
  await press(card('a'), 'Try again');
  await expect.poll(() => text(provider)).toContain('apply-failed Failed to fetch');
  expect(text(card('a'))).not.toContain('Failed to fetch');
  provider.addEventListener('inkling-apply', event => event.respondWith(Promise.resolve({undo: true})));
  await press(card('a'), 'Try again');
  await frames();
  expect(text(provider)).not.toContain('apply-failed');
  await press(card('a'), 'Undo');
  await expect.poll(() => text(provider)).toContain('undo-failed Nobody answered inkling-undo by respondWith.');
  [info, fetch].forEach(spy => spy.mockRestore());
});

test('debug of a page whose server is not there says which address, what came, and what to do; each state is printed once', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  for (const [answer, reason, words] of [
    [async () => new Response('Not found', {status: 404}), 'no-answer', 'answered 404. No Inkling server is there.'],
    [async () => new Response('<!doctype html>', {headers: {'content-type': 'text/html'}}), 'bad-answer', 'answered with text/html, not JSON.'],
  ] as const) {
    info.mockClear();
    const fetch = vi.spyOn(window, 'fetch').mockImplementation(answer);
    const stage = prepare();
    Object.assign(stage.provider, {client: null, account: `act-${reason}`, debug: true});
    document.body.append(stage.provider);
    await expect.poll(() => text(stage.provider)).toContain(`${reason} ${new URL('/inkling/v1/candidates', document.baseURI).href} ${words}`);
    expect(text(stage.provider)).toContain('Correct the endpoint, or the proxy that leads there in development.');
    const printed = info.mock.calls.map(([, status]) => JSON.stringify(status));
    expect(printed.length).toBe(new Set(printed).size);
    expect(printed.at(-1)).toContain(reason);
    stage.provider.remove();
    await frames();
    fetch.mockRestore();
  }
  info.mockRestore();
});

test('[F9] consent and goal go on to the client; a client that was handed in keeps its own until something is said', async () => {
  const stage = prepare(someCandidates(1));
  const [setConsent, setGoal] = [vi.spyOn(stage.client, 'setConsent'), vi.spyOn(stage.client, 'setGoal')];
  document.body.append(stage.provider);
  await frames();
  expect(setConsent).not.toHaveBeenCalled();
  stage.provider.toggleAttribute('consent-measurement', true);
  await frames();
  expect(setConsent.mock.calls).toEqual([[{measurement: true, personalization: false}]]);
  stage.provider.goal = {results: 1, cost: 0, reach: 0, effort: 0};
  await frames();
  expect(setGoal).toHaveBeenCalledWith({results: 1, cost: 0, reach: 0, effort: 0});
});
