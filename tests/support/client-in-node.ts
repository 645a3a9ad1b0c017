/** Clients in Node: no IndexedDB, no worker, a scripted server; closed after each test. */
import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, vi} from 'vitest';
// Loaded on demand in a page, and in time; here the first test would pay for compiling it.
import '../../src/page-ranking.js';
import {createInsights} from '../../src/client.js';
import type {Consent, Insights, InsightsOptions} from '../../src/insights-types.js';
import type {Interaction, Slate, SlateItem} from '../../src/types.js';
import {scriptedServer, type ScriptedServer} from './scripted-server.js';

export const ALL: Consent = {measurement: true, personalization: true};
export const surface = 'campaign-list';
export let server: ScriptedServer;
const clients: Insights[] = [];
let count = 0;

beforeEach(() => {
  server = scriptedServer(async name => new Uint8Array(await readFile(new URL(`tiny-model/${name}`, import.meta.url))));
  vi.stubGlobal('fetch', server.fetch);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()));
  vi.unstubAllGlobals();
});

/** Of an account of its own, with all consent given, and with more patience than a person has: the machine may be busy with other suites. */
export function aClient(options: Partial<InsightsOptions> = {}): Insights {
  const client = createInsights({account: `act_${count++}`, endpoint: '/inkling/v1', consent: ALL, deadlines: {answer: 5000}, ...options});
  clients.push(client);
  return client;
}

export const top = (slate: Slate): SlateItem => slate.items[0] ?? expect.fail('the slate is empty');
export const on = (item: SlateItem): Pick<Interaction, 'placement' | 'candidate'> => ({placement: item.placement, candidate: item.candidate});
