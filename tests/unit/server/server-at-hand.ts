/** A real server over loopback HTTP with a real DuckDB in a temporary directory. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {v7} from 'uuid';
import {onTestFinished} from 'vitest';
import {serve} from '../../../demo/server/serve.js';
import {createTokens} from '../../../demo/server/tokens.js';
import type {Running, ServeOptions} from '../../../demo/server/serve.js';
import type {FeedbackAnswer, FeedbackEvent, InteractionEvent, ServedEvent} from '../../../src/wire-types.js';
import {stubPlatform} from './stub-platform.js';

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'inkling-test-'));
  onTestFinished(() => rm(directory, {recursive: true, force: true}));
  return directory;
}

const SECRET = 'the secret of every server in these tests';
/** A minute after the events of these tests. */
export const NOW = Date.UTC(2026, 10, 20, 10, 1);

/** One that `aServer()` takes. @param origin of the pages it is for; null for none @param now epoch ms, when it is made */
export const tokenOf = (account: string, origin: string | null = null, now = NOW): string => createTokens({secret: SECRET, now: () => now}).issue({account, origin}).token;

export async function aServer(options: Partial<ServeOptions> = {}): Promise<Running & {readonly api: string; readonly root: string; readonly store: string}> {
  const root = options.root ?? await temporaryDirectory();
  const store = options.store ?? join(root, 'store');
  const server = await serve({port: 0, platform: stubPlatform(), tokenSecret: SECRET, now: () => NOW, log: () => undefined, ...options, root, store});
  onTestFinished(() => server.close());
  return {...server, root, store, api: `http://127.0.0.1:${server.port}/inkling/v1`};
}

export function anInteraction(over: Partial<InteractionEvent> = {}): InteractionEvent {
  return {
    specversion: '1.0', id: v7(), source: '/accounts/act_1/users/u%201/devices/d1', type: 'inkling.interaction.v1', time: '2026-11-20T10:00:00.123Z',
    data: {kind: 'dismiss', visit: 'visit-1', surface: 'campaign-list', placement: {slateId: 'slate-1', candidateId: 'act_1-c0', position: 0}, reason: 'not-relevant'},
    ...over,
  };
}

export function aServed(over: Partial<ServedEvent['data']> = {}): ServedEvent {
  return {
    specversion: '1.0', id: v7(), source: '/accounts/act_1/users/u%201/devices/d1', type: 'inkling.slate.served.v1', time: '2026-11-20T10:00:00.000Z',
    data: {
      slateId: 'slate-1', visit: 'visit-1', surface: 'campaign-list', candidateIds: ['a', 'b'], candidateVersions: ['1', '1'], serverScores: [2, 1], positions: [1, 0],
      scores: [[0.1, 0.2], [0.1, 0.2], [0.1, 0.2], [0.1, 0.2], [0, 0.1]], utilities: [0.1, 0.3], logPropensities: [0, -0.5], logPropensity: -0.5, pins: [], filters: [],
      policy: {id: 'policy-1', seed: 'seed', temperature: 0.1, window: 1, places: 10, goal: [1, 0, 0, 0]}, model: null, featureSchema: null, sdk: '0.1.0', backend: 'linear', mode: 'rank', team: null,
      ...over,
    },
  };
}

export function sendBatch(api: string, events: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'application/cloudevents-batch+json', ...headers}, body: JSON.stringify(events)});
}

export async function send(api: string, events: readonly FeedbackEvent[]): Promise<FeedbackAnswer> {
  return await (await sendBatch(api, events)).json() as FeedbackAnswer;
}

export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {method: 'POST', headers: {'content-type': 'application/json', ...headers}, body: JSON.stringify(body)});
}

export interface StoredRow {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  readonly device: string;
  readonly kind: string;
  readonly slateId: string | null;
  readonly candidateId: string | null;
  readonly position: number | null;
  readonly time: number;
  readonly receivedAt: number;
  readonly data: Record<string, unknown>;
}

export async function stored(api: string, query = ''): Promise<readonly StoredRow[]> {
  const response = await fetch(`${api.replace('/inkling/v1', '/demo/api')}/feedback?limit=10000&${query}`);
  return ((await response.json()) as {events: StoredRow[]}).events;
}
