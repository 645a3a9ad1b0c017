import {expect, test, vi} from 'vitest';
import {frames, open, someCandidates} from './stage.js';

const impressions = (kinds: string[]) => kinds.filter(kind => kind === 'impression').length;

test('an impression takes a whole second, and comes once for a placement', async () => {
  const {client, clock, card} = await open(someCandidates(1));
  clock.pass(999);
  expect(client.recorded).toEqual([]);
  clock.pass(1);
  expect(client.recorded).toMatchObject([{kind: 'impression', placement: {slateId: 'slate-1', candidateId: 'a', position: 0}}]);
  card('a').requestUpdate();
  await frames();
  clock.pass(10_000);
  expect(impressions(client.kinds())).toBe(1);
});

test('less than half in view is none; the second begins anew when it comes back', async () => {
  const {client, clock, provider} = await open(someCandidates(1));
  const spacer = Object.assign(document.createElement('div'), {className: 'host'});
  provider.before(spacer);
  clock.pass(900);
  spacer.style.height = `${innerHeight - 90}px`;
  await frames(4);
  clock.pass(5000);
  expect(client.recorded).toEqual([]);
  spacer.style.height = '0';
  await frames(4);
  clock.pass(900);
  expect(client.recorded).toEqual([]);
  clock.pass(100);
  expect(impressions(client.kinds())).toBe(1);
});

test('a hidden document sees nothing', async () => {
  const {client, clock} = await open(someCandidates(1));
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  clock.pass(5000);
  expect(client.recorded).toEqual([]);
  visibility.mockRestore();
  document.dispatchEvent(new Event('visibilitychange'));
  clock.pass(1000);
  expect(impressions(client.kinds())).toBe(1);
});

test('a new slate is a new placement, with an impression of its own', async () => {
  const {client, clock} = await open(someCandidates(1));
  clock.pass(1000);
  client.hear({kind: 'edit'});
  await frames(4);
  clock.pass(1000);
  expect(client.recorded.map(({placement}) => placement?.slateId)).toEqual(['slate-1', 'slate-2']);
});

test('what waits for its second is forgotten when it leaves the page', async () => {
  const {client, clock, provider} = await open(someCandidates(2));
  expect(clock.waiting).toBeGreaterThan(0);
  provider.remove();
  clock.pass(5000);
  expect(client.recorded).toEqual([]);
  expect(clock.waiting).toBe(0);
});
