import {expect, test, vi} from 'vitest';
import {ALL, aClient, on, server, surface, top} from '../../support/client-in-node.js';

test('[F9] without measurement nothing is enqueued or sent; the list is ordered all the same', async () => {
  const client = aClient({consent: {measurement: false, personalization: true}});
  const slate = await client.suggest({surface});
  await client.record({kind: 'open', ...on(top(slate))});
  expect(await client.flush()).toMatchObject({sent: 0, left: 0});
  expect(server.to('/feedback')).toEqual([]);
  expect(client.status.feedback).toBe('off');
  expect((await client.inspect()).outbox.waiting).toBe(0);
});

test('[F9] consent is off until the host says otherwise, and Global Privacy Control counts as no', async () => {
  const silent = aClient({consent: undefined});
  expect(await silent.record({kind: 'navigate', surface})).toMatchObject({durable: false, reason: 'no-consent'});
  vi.stubGlobal('navigator', {globalPrivacyControl: true});
  const asked = aClient({consent: ALL});
  expect(await asked.record({kind: 'navigate', surface})).toMatchObject({durable: false, reason: 'no-consent'});
  expect(asked.status.feedback).toBe('off');
  await asked.flush();
  expect(server.to('/feedback')).toEqual([]);
});

test('[F9] without personalization no host action, no context and no digest travel', async () => {
  const client = aClient({consent: {measurement: true, personalization: false}});
  await client.suggest({surface});
  expect(await client.record({kind: 'edit', surface: 'budget-editor'})).toMatchObject({durable: false, reason: 'no-consent'});
  await client.flush();
  expect(server.events().map(event => event.type)).toEqual(['inkling.slate.served.v1']);
  expect(server.events()[0]?.data).not.toHaveProperty('context');
});

test('[F9] consent withdrawn: what waits is wiped and counted; consent given: recording begins', async () => {
  const client = aClient();
  await client.record({kind: 'navigate', surface});
  await client.setConsent({measurement: false, personalization: false});
  expect((await client.inspect()).outbox).toMatchObject({waiting: 0, wiped: 1});
  await client.flush();
  expect(server.stored.size).toBe(0);
  await client.setConsent(ALL);
  await client.record({kind: 'navigate', surface});
  expect((await client.flush()).accepted).toBe(1);
});

test('[F9] forget: nothing is known and nothing waits', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  await client.record({kind: 'dismiss', ...on(top(slate))});
  await client.observe([{namespace: 'campaign', name: 'limited', value: true}]);
  await vi.waitFor(async () => expect((await client.inspect()).outbox.waiting).toBe(2));
  await client.forget();
  const {interactions, signals, slates, outbox} = await client.inspect();
  expect({interactions, signals, slates}).toEqual({interactions: [], signals: [], slates: []});
  expect(outbox).toMatchObject({waiting: 0, wiped: 2});
  expect((await client.suggest({surface})).withheld).toEqual([]);
});

test('fault 50: what was captured before all was forgotten is not sent, wherever it was just then', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  for (let wait = 0; wait < 6; wait++) {
    const before = server.stored.size;
    const [receipt, observed, ranked] = [client.record({kind: 'open', ...on(top(slate))}), client.observe([{namespace: 'campaign', name: 'limited', value: wait}]), client.suggest({surface})];
    for (let turn = 0; turn < wait; turn++) await Promise.resolve();
    await client.forget();
    const sentBefore = server.stored.size;
    await Promise.all([receipt, observed, ranked]);
    await client.flush();
    const late = server.events().slice(sentBefore);
    expect(late.filter(({type}) => type === 'inkling.interaction.v1')).toEqual([]);
    expect((await client.inspect()).signals).toEqual([]);
    expect(before).toBeLessThanOrEqual(sentBefore);
  }
});

test('fault 50: Global Privacy Control turned on in the middle of a visit: what waits is wiped, and nothing is kept or sent any more', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  await client.record({kind: 'open', ...on(top(slate))});
  vi.stubGlobal('navigator', {globalPrivacyControl: true});
  expect(await client.flush()).toMatchObject({sent: 0, left: 0});
  expect(await client.record({kind: 'apply', ...on(top(slate))})).toMatchObject({durable: false, reason: 'no-consent'});
  expect(client.status.feedback).toBe('off');
  await client.flush();
  expect(server.to('/feedback')).toEqual([]);
  expect((await client.inspect()).outbox.waiting).toBe(0);
});

test('[F9] consent to personalization withdrawn while events wait: host actions leave with it, slates go without their context', async () => {
  const client = aClient();
  const slate = await client.suggest({surface});
  await client.ready;
  await client.rank({surface, candidates: slate.items.map(({candidate}) => candidate)});
  await client.record({kind: 'edit', surface: 'budget-editor'});
  await client.record({kind: 'open', ...on(top(slate))});
  await vi.waitFor(async () => expect((await client.inspect()).outbox.waiting).toBe(4));
  await client.setConsent({measurement: true, personalization: false});
  await client.flush();
  expect(server.events().map(({type, data}) => ('kind' in data ? data.kind : type)).sort()).toEqual(['inkling.slate.served.v1', 'inkling.slate.served.v1', 'open']);
  expect(JSON.stringify(server.events())).not.toMatch(/"(context|digest)"/);
  expect((await client.inspect()).outbox).toMatchObject({waiting: 0, wiped: 1, accepted: 3});
});
