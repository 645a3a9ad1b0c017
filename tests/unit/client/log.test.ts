import {expect, test, vi} from 'vitest';
import type {LogRecord} from '../../../src/insights-types.js';
import {aClient, server, surface} from '../../support/client-in-node.js';
import {aCandidate} from '../../support/scripted-server.js';

function listening() {
  const records: LogRecord[] = [];
  return {records, client: aClient({onLog: record => void records.push(record)}), codes: () => records.map(({code}) => code)};
}

test('fault 45: the host\'s log hears how many candidates were bad, and of none what it said', async () => {
  const {client, records} = listening();
  server.candidates = [aCandidate('c0'), null, {...aCandidate('c1'), serverScore: 'secret words'}, {...aCandidate('c0'), headline: 'again'}];
  expect((await client.suggest({surface})).items.map(({candidate}) => candidate.id)).toEqual(['c0']);
  await vi.waitFor(() => expect(records).toContainEqual(expect.objectContaining({code: 'CAND_BAD', count: 3})));
  expect(JSON.stringify(records)).not.toMatch(/secret|again/);
});

test('fault 46: a link that is none is left out, and the log says URL_BLOCKED', async () => {
  const {client, records} = listening();
  server.candidates = [aCandidate('c0', {link: 'java\nscript:alert(1)'}), aCandidate('c1', {link: '/campaigns'})];
  const slate = await client.suggest({surface});
  expect(Object.fromEntries(slate.items.map(({candidate}) => [candidate.id, candidate.link]))).toEqual({c0: undefined, c1: 'http://localhost/campaigns'});
  await vi.waitFor(() => expect(records).toContainEqual(expect.objectContaining({code: 'URL_BLOCKED', count: 1})));
});

test('fault 47: suggestions that cannot be had reject by name, and the log says CAND_FETCH', async () => {
  const {client, codes} = listening();
  for (const [answer, name] of [[() => new Response(null, {status: 500}), 'no-answer'], [() => { throw new TypeError('offline'); }, 'no-answer'], [() => new Response('<html>', {status: 200}), 'bad-answer'], [() => new Response(null, {status: 403}), 'unauthorized']] as const) {
    server.intercept = ({url}) => (url.endsWith('/candidates') ? answer() : null);
    await expect(client.suggest({surface})).rejects.toMatchObject({name});
  }
  await vi.waitFor(() => expect(codes()).toContain('CAND_FETCH'));
});

test('fault 50: the log says ERASED when all is forgotten', async () => {
  const {client, codes} = listening();
  await client.forget();
  await vi.waitFor(() => expect(codes()).toContain('ERASED'));
});

test('fault 49, fault 53: the log says ACCT_SWITCH when another owner\'s client begins, and ENV_PATCHED where natives are replaced, without naming anyone', async () => {
  const first = listening();
  await vi.waitFor(() => expect(first.codes()).toContain('ENV_PATCHED'));
  const second = listening();
  await vi.waitFor(() => expect(second.codes()).toContain('ACCT_SWITCH'));
  expect(second.records.find(({code}) => code === 'ENV_PATCHED')?.detail).toContain('fetch');
  expect(JSON.stringify(second.records)).not.toMatch(/act_/);
});
