import {expect, test} from 'vitest';
import {openDuckDbSink} from '../../../demo/server/duckdb-sink.js';
import type {EventRow} from '../../../demo/server/event-sink.js';
import {temporaryDirectory} from './server-at-hand.js';

const row = (id: string, data = '{}'): EventRow => ({id, account: 'a', user: 'u', device: 'd', source: '/s', type: 't', time: 1, receivedAt: 2, slateId: null, kind: 'open', candidateId: null, position: null, data});

test('[F2] what waits when the store is closed is committed first; what comes later is not taken', async () => {
  const directory = await temporaryDirectory();
  const sink = await openDuckDbSink(directory);
  const waits = sink.append([row('1')]);
  const closing = sink.close();
  await expect(sink.append([row('2')])).rejects.toThrow('closed');
  expect(await waits).toEqual(['accepted']);
  await closing;
  const again = await openDuckDbSink(directory);
  expect((await again.events({})).map(({id}) => id)).toEqual(['1']);
  await again.close();
});

test('[F2] a group with one known id in it keeps the others, and says of each what became of it, whoever sent it', async () => {
  const sink = await openDuckDbSink(await temporaryDirectory());
  await sink.append([row('known')]);
  const [one, other, candidates] = await Promise.all([
    sink.append([row('new'), row('known'), row('twice')]), sink.append([row('twice'), row('twice', '{"a":1}'), row('newer')]),
    sink.keepCandidates([{account: 'a', id: 'c', version: '1', body: '{}', firstServedAt: 1}]),
  ]);
  expect([one, other, candidates]).toEqual([['accepted', 'duplicate', 'accepted'], ['duplicate', 'conflict', 'accepted'], undefined]);
  expect((await sink.events({})).map(({id}) => id).sort()).toEqual(['known', 'new', 'newer', 'twice']);
  await sink.close();
});

test('[F2] an append that fails leaves nothing of itself behind, at once or later', async () => {
  const sink = await openDuckDbSink(await temporaryDirectory());
  const broken = {...row('3'), position: 1.5e10};
  await expect(sink.append([row('2'), broken])).rejects.toThrow();
  expect(await sink.append([row('1')])).toEqual(['accepted']);
  expect((await sink.events({})).map(({id}) => id)).toEqual(['1']);
  await sink.close();
});
