// Real page life; the network and the model are scripted.
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createInsights} from '../../src/client.js';
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import {scriptedServer, type ScriptedServer} from '../support/scripted-server.js';

const files = import.meta.glob<string>('../support/tiny-model/*.json', {query: '?raw', import: 'default', eager: true});
const surface = 'campaign-list';
let server: ScriptedServer;
let clients: Insights[] = [];
let account: string;
let now: number;

beforeEach(() => {
  [account, now] = [`act_${crypto.randomUUID()}`, Date.UTC(2026, 10, 20)];
  server = scriptedServer(async name => new TextEncoder().encode(files[`../support/tiny-model/${name}`]));
  vi.stubGlobal('fetch', server.fetch);
});
afterEach(async () => {
  for (const client of clients) await client.forget().then(() => client.close());
  clients = [];
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function aClient(options: Partial<InsightsOptions> = {}): Insights {
  const client = createInsights({account, endpoint: '/inkling/v1', consent: {measurement: true, personalization: true}, backend: 'linear', clock: () => now, deadlines: {answer: 5000}, ...options});
  clients.push(client);
  return client;
}

const turn = (state: DocumentVisibilityState) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
};
const health = () => server.events().filter(({type}) => type === 'inkling.health.v1');
/** The part that gathers is loaded after the first rank. */
const gathered = async (client: Insights, heard: () => number) => {
  await vi.waitFor(async () => {
    await client.suggest({surface});
    turn('hidden');
    turn('visible');
    expect(heard()).toBeGreaterThan(0);
  });
};

test('one health event a visit leaves with the page\'s first hiding, and the host hears of it', async () => {
  const onHealth = vi.fn();
  const client = aClient({onHealth});
  await gathered(client, () => onHealth.mock.calls.length);
  await vi.waitFor(() => expect(health()).toHaveLength(1));
  expect(health()[0]?.data).toMatchObject({backend: 'linear', ranks: [{tier: 'linear'}], fallbacks: expect.arrayContaining([{cause: 'chosen', count: expect.any(Number) as number}]) as unknown, model: {name: 'tiny', version: 1}});
  await client.suggest({surface});
  turn('hidden');
  await client.flush();
  expect(health()).toHaveLength(1);
  now += 31 * 60_000;
  turn('visible');
  await client.suggest({surface});
  turn('hidden');
  await client.flush();
  expect(health()).toHaveLength(2);
  expect(onHealth).toHaveBeenCalledTimes(2);
  expect((await client.inspect()).outbox.waiting).toBe(0);
});

test('the next page of the same visit sends none', async () => {
  const onHealth = vi.fn();
  const first = aClient({onHealth});
  await gathered(first, () => onHealth.mock.calls.length);
  await first.flush();
  await first.close();
  const second = aClient({onHealth});
  await second.inspect();
  const loaded = vi.waitFor(() => expect(performance.getEntriesByType('resource').some(({name}) => name.includes('health'))).toBe(true));
  await second.suggest({surface});
  await loaded;
  await second.suggest({surface});
  turn('hidden');
  await second.flush();
  expect(health()).toHaveLength(1);
});

test('[F9] without consent to measurement nothing is gathered or sent', async () => {
  const onHealth = vi.fn();
  const client = aClient({onHealth, consent: {measurement: false, personalization: true}});
  for (let times = 0; times < 3; times++) await client.suggest({surface});
  turn('hidden');
  await client.flush();
  expect(onHealth).not.toHaveBeenCalled();
  expect(server.to('/feedback')).toEqual([]);
});
