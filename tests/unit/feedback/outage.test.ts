// What an outage costs the server, and how its clients come back.
import {expect, test, vi} from 'vitest';
import {createOutbox} from '../../../src/feedback/outbox.js';
import {waiting} from '../../../src/feedback/rows.js';
import type {Verdict} from '../../../src/feedback/transport.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import {anEvent} from '../../support/events.js';
import {fakeLocks} from '../../support/fake-locks.js';
import {accepting, aTab, begin, DOWN, MINUTE, record, seeded, stage} from '../../support/tabs-in-node.js';

test('an outage of ten minutes costs at most 20 requests of three tabs together, whatever they do, and then all arrives', async () => {
  const most: number[] = [];
  for (let seed = 0; seed < 60; seed++) {
    begin();
    stage.server = () => DOWN;
    const random = seeded(seed);
    const locks = fakeLocks();
    let tabs = Array.from({length: 3}, () => aTab({locks, random}));
    for (let second = 0; second < 600; second += 5) {
      const tab = tabs[Math.floor(random() * 3)];
      if (tab) await record(tab, anEvent());
      if (random() < 0.1) tab?.hide();
      if (random() < 0.1) tab?.wake();
      // A page change: the tab is another one, and begins by looking what waits.
      if (random() < 0.05) {
        tab?.close();
        const next = aTab({locks, random});
        tabs = tabs.map(old => (old === tab ? next : old));
        next.wake();
      }
      await vi.advanceTimersByTimeAsync(5000);
    }
    most.push(stage.requests.length);
    stage.server = accepting;
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 120});
    for (const tab of tabs) tab.close();
  }
  expect(Math.max(...most)).toBeLessThanOrEqual(20);
}, 300_000);

test.each([
  ['ten minutes without an answer', 10 * MINUTE, DOWN],
  ['429 with Retry-After: 120, to all at one moment', MINUTE, {kind: 'later', after: 120_000, code: 'SRV_THROTTLE'} satisfies Verdict],
])('after %s a thousand clients come back spread over at least a minute, at no moment more than a twentieth of them', async (_, outage, verdict) => {
  const began = performance.now();
  const back: number[] = [];
  const random = seeded(1000);
  for (let client = 0; client < 1000; client++) {
    const own = createOutbox({...createMemoryDatabase(), kind: 'disk'});
    const isDown = () => performance.now() - began < outage;
    const tab = aTab({outboxes: () => [own], random, transport: {room: 0, async send(events) {
      if (isDown()) return verdict;
      back.push(performance.now() - began);
      return accepting(events);
    }}});
    const event = anEvent();
    await own.enqueue([event]);
    tab.remember([waiting(event)]);
  }
  // Second by second: timer by timer takes a hundred times as long.
  for (let second = 0; second < 20 * 60; second++) {
    vi.advanceTimersByTime(1000);
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(back).toHaveLength(1000);
  expect(Math.max(...back) - Math.min(...back)).toBeGreaterThanOrEqual(MINUTE);
  const seconds = new Map<number, number>();
  for (const at of back) seconds.set(Math.floor(at / 1000), (seconds.get(Math.floor(at / 1000)) ?? 0) + 1);
  expect(Math.max(...seconds.values())).toBeLessThanOrEqual(50);
}, 300_000);
