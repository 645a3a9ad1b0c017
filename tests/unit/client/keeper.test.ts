import {expect, test} from 'vitest';
import {createIds} from '../../../src/ids.js';
import {createKeeper} from '../../../src/keeper.js';

test('fault 50: what waits for its turn when all is forgotten is given to nobody: neither to what sends, nor to the other tabs', async () => {
  const told: string[] = [];
  const keeper = createKeeper({
    account: 'a', consent: {measurement: true, personalization: true}, clock: Date.now, newId: createIds(),
    onRecorded: () => told.push('recorded'), onEnqueue: () => told.push('enqueued'), onChange: () => undefined, onRevoked: () => told.push('revoked'),
  });
  // It is still being opened: both wait.
  const [receipt, observed] = [keeper.record({kind: 'open', surface: 'campaign-list'}), keeper.observe([{namespace: 'account', name: 'x', value: 1}])];
  await keeper.forget(true);
  expect(await receipt).toEqual({id: '', durable: false, reason: 'forgotten'});
  expect(await observed).toEqual([]);
  expect(told).toEqual(['revoked']);
  expect(keeper.context).toMatchObject({history: [], signals: []});
  expect(await keeper.record({kind: 'open', surface: 'campaign-list'})).toMatchObject({durable: false, reason: 'no-storage'});
  expect(told).toEqual(['revoked', 'enqueued', 'recorded']);
});
