// A table of five hundred lines over the real client and the real worker, with the tiny model [W9].
import {afterEach, expect, test, vi} from 'vitest';
import '../../../widgets/define.js';
import {createInsights} from '../../../src/client.js';
import type {Insights} from '../../../src/insights-types.js';
import type {Slate} from '../../../src/types.js';
import manifest from '../../support/tiny-model/current.json';
import {aCandidate, MODEL} from '../../support/scripted-server.js';
import {frames} from './stage.js';

const ROWS = 500;
const clients: Insights[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  return Promise.all(clients.splice(0).map(client => client.close()));
});

/** A server whose every row has three suggestions of its own; everything else is fetched as ever. */
function server() {
  const real = window.fetch.bind(window);
  const asked: {readonly queries: readonly {readonly surface: string; readonly entity: {readonly id: string}}[]}[] = [];
  vi.spyOn(window, 'fetch').mockImplementation(async (input, init) => {
    if (!String(input).endsWith('/candidates')) return real(input, init);
    const body = JSON.parse(String(init?.body)) as (typeof asked)[number];
    asked.push(body);
    return Response.json({lists: body.queries.map(query => ({...query, candidates: [0, 1, 2].map(n => aCandidate(`${query.entity?.id ?? 'all'}-c${n}`, {entity: {level: 'campaign', id: query.entity?.id ?? 'all'}}))}))});
  });
  return asked;
}

/** What crosses the wall by name of the call. */
function wall(): string[] {
  const calls: string[] = [];
  const {postMessage} = MessagePort.prototype;
  vi.spyOn(MessagePort.prototype, 'postMessage').mockImplementation(function (this: MessagePort, message: {path?: string[]}, rest?: StructuredSerializeOptions) {
    if (message?.path) calls.push(message.path.join('.'));
    postMessage.call(this, message, rest);
  });
  return calls;
}

test(`[W9] ${ROWS} lines on one page are one request to the server, one call over the wall and one run of the ranker`, async () => {
  const asked = server();
  const client = createInsights({
    account: 'five-hundred', endpoint: '/nowhere', backend: 'wasm', deadlines: {answer: 20_000, hang: 30_000, start: 50_000},
    model: {...MODEL, manifest: new URL(`../../support/tiny-model/${manifest.manifest}`, import.meta.url).href},
  });
  clients.push(client);
  await client.rank({surface: 'reporting', candidates: [aCandidate('warm')]});
  expect((await client.ready).backend).toBe('wasm');
  await customElements.whenDefined('inkling-inline');

  const calls = wall();
  const slates: Slate[] = [];
  const {suggest} = client;
  vi.spyOn(client, 'suggest').mockImplementation(async query => {
    const slate = await suggest.call(client, query);
    slates.push(slate);
    return slate;
  });
  const provider = Object.assign(document.createElement('inkling-provider'), {client});
  const lines = Array.from({length: ROWS}, (_, i) => Object.assign(document.createElement('inkling-inline'), {entityLevel: 'campaign', entityId: `k${i}`}));
  provider.append(...lines);
  document.body.append(provider);
  await expect.poll(() => lines.every(line => line.item !== null), {timeout: 40_000}).toBe(true);
  await frames();

  expect(asked).toHaveLength(1);
  expect(asked[0]?.queries).toHaveLength(ROWS);
  expect(new Set(asked[0]?.queries.map(({entity}) => entity.id)).size).toBe(ROWS);
  expect(calls.filter(call => call === 'rank')).toHaveLength(1);
  expect(slates).toHaveLength(ROWS);
  expect(new Set(slates.map(({tier}) => tier))).toEqual(new Set(['wasm']));
  // One run has one duration, to the last bit.
  expect(new Set(slates.map(({timings}) => timings['score'])).size).toBe(1);
  expect(lines.every((line, i) => line.item?.candidate.entity.id === `k${i}`)).toBe(true);
});
