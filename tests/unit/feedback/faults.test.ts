// Rows of the fault matrix that need no browser: what the server, the clock and other tabs do is scripted, and time is told to pass.
import {expect, test, vi} from 'vitest';
import {createOutbox} from '../../../src/feedback/outbox.js';
import {waiting} from '../../../src/feedback/rows.js';
import {createMemoryDatabase} from '../../../src/memory-database.js';
import {anEvent} from '../../support/events.js';
import {fakeLocks} from '../../support/fake-locks.js';
import {accepting, aTab, codes, DAY, DOWN, MINUTE, record, seeded, stage} from '../../support/tabs-in-node.js';

const YEAR = 365 * DAY;

test('fault 1: offline, what was recorded waits, and NET_DOWN is told once', async () => {
  stage.server = () => DOWN;
  const tab = aTab();
  await record(tab, anEvent('apply'));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(stage.requests.length).toBeGreaterThan(2);
  expect(codes()).toEqual(['NET_DOWN']);
  stage.server = accepting;
  tab.wake(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});

test('fault 2: offline for 14 days, what has expired is deleted, counted and told', async () => {
  stage.server = () => DOWN;
  const tab = aTab();
  await record(tab, anEvent('apply'), anEvent('impression'));
  await vi.advanceTimersByTimeAsync(MINUTE);
  // The laptop was closed: no timer ran.
  vi.setSystemTime(Date.now() + 15 * DAY);
  await record(tab, anEvent('dismiss'));
  expect(await tab.flush()).toMatchObject({left: 1});
  expect(await stage.outbox.counts()).toMatchObject({waiting: 1, expired: 2});
  expect(stage.told).toContainEqual({code: 'EVT_EXPIRED', count: 2, detail: expect.any(String) as string});
});

test('fault 3: a network of ten seconds\' latency: one request at a time, and no event twice', async () => {
  stage.server = async events => {
    await new Promise(resolve => setTimeout(resolve, 10_000));
    return accepting(events);
  };
  const tab = aTab();
  for (let second = 0; second < 60; second++) {
    await record(tab, anEvent());
    if (second % 7 === 0) void tab.flush();
    await vi.advanceTimersByTimeAsync(1000);
  }
  await vi.advanceTimersByTimeAsync(MINUTE);
  const gaps = stage.requests.slice(1).map(({at}, index) => at - (stage.requests[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
  const sent = stage.requests.flatMap(({ids}) => ids);
  expect(new Set(sent).size).toBe(60);
  expect(sent).toHaveLength(60);
});

test('fault 4: 503 for an hour: few requests, nothing lost, SRV_RETRY told', async () => {
  stage.server = () => ({kind: 'later', after: null, code: 'SRV_RETRY'});
  const tab = aTab({random: seeded(4)});
  for (let minute = 0; minute < 60; minute++) {
    await record(tab, anEvent('open', Date.now()));
    await vi.advanceTimersByTimeAsync(MINUTE);
  }
  expect(stage.requests.length).toBeLessThan(60);
  expect(codes()).toContain('SRV_RETRY');
  stage.server = accepting;
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 60});
});

test.each([[120_000], [3_600_000]])('fault 5: asked to wait %i ms, no tab sends before, and SRV_THROTTLE is told', async after => {
  stage.server = () => ({kind: 'later', after, code: 'SRV_THROTTLE'});
  const locks = fakeLocks();
  const [one, other] = [aTab({locks, random: () => 0}), aTab({locks, random: () => 0})];
  await record(one, anEvent());
  await vi.advanceTimersByTimeAsync(1000);
  expect(stage.requests).toHaveLength(1);
  stage.server = accepting;
  await record(other, anEvent());
  one.wake();
  other.wake();
  await vi.advanceTimersByTimeAsync(after - 1);
  expect(stage.requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 2});
  expect(codes()).toEqual(['SRV_THROTTLE']);
});

test('fault 6: an event that alone is too large for the server is set aside, EVT_TOO_BIG told, and the batches grow again', async () => {
  const large = anEvent('apply', Date.now(), 3000);
  stage.server = events => (JSON.stringify(events).length > 2048 ? {kind: 'too-large'} : accepting(events));
  const tab = aTab();
  await record(tab, large, ...Array.from({length: 30}, () => anEvent()));
  expect(await tab.flush()).toMatchObject({accepted: 30, rejected: 1, left: 0});
  expect(codes()).toEqual(['EVT_TOO_BIG']);
  // Five events go into 2 KiB: not one by one.
  expect(stage.requests.length).toBeLessThan(25);
  const [[, aside] = []] = await stage.database.transact(['setAside'], 'readonly', transaction => transaction.entries('setAside'));
  expect(aside).toEqual({event: large, reason: 'too-large'});
});

test('fault 8: rejected by name, an event is set aside with the server\'s reason, and the others pass', async () => {
  const bad = anEvent('dismiss');
  stage.server = events => ({kind: 'answered', answer: {accepted: events.filter(event => event !== bad).map(({id}) => id), duplicate: [], rejected: events.includes(bad) ? [{id: bad.id, reason: 'no-such-slate'}] : []}});
  const tab = aTab();
  await record(tab, anEvent('apply'), bad, anEvent());
  expect(await tab.flush()).toMatchObject({accepted: 2, rejected: 1, left: 0});
  expect(stage.told).toEqual([{code: 'EVT_REJECTED', count: 1, detail: expect.stringContaining('no-such-slate') as string}]);
  expect(await stage.database.transact(['setAside'], 'readonly', transaction => transaction.get('setAside', bad.id))).toEqual({event: bad, reason: 'no-such-slate'});
});

test('fault 8: a server\'s reason that is prose is not told to the host', async () => {
  const bad = anEvent();
  stage.server = () => ({kind: 'answered', answer: {accepted: [], duplicate: [], rejected: [{id: bad.id, reason: 'user jane@example.com is unknown'}]}});
  const tab = aTab();
  await record(tab, bad);
  await tab.flush();
  expect(stage.told[0]?.detail).not.toContain('jane');
});

test('fault 9: an answer about other events is none; ACK_BAD is told and the event waits', async () => {
  stage.server = () => ({kind: 'answered', answer: {accepted: ['somebody else\'s'], duplicate: [], rejected: []}});
  const tab = aTab();
  await record(tab, anEvent());
  expect(await tab.flush()).toMatchObject({accepted: 0, left: 1});
  expect(codes()).toEqual(['ACK_BAD']);
});

test('fault 18: a frozen tab loses its lock after its lease, and LOCK_STOLEN is told', async () => {
  const locks = fakeLocks();
  const frozen = aTab({locks, transport: {room: 0, send: () => new Promise(() => undefined)}});
  const live = aTab({locks});
  await record(frozen, anEvent());
  void frozen.flush();
  await vi.advanceTimersByTimeAsync(10);
  void live.flush();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(stage.requests).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(2000);
  expect(stage.requests).toHaveLength(1);
  expect(codes()).toEqual(['LOCK_STOLEN']);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});

test('fault 20: without Web Locks three tabs take turns by the database, and each event is sent once', async () => {
  stage.server = async events => {
    await new Promise(resolve => setTimeout(resolve, 300));
    return accepting(events);
  };
  const tabs = Array.from({length: 3}, (_, index) => aTab({locks: undefined, random: seeded(index)}));
  for (let each = 0; each < 200; each++) {
    const tab = tabs[each % 3];
    if (tab) await record(tab, anEvent());
  }
  for (const tab of tabs) void tab.flush();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 200});
  expect(stage.requests.flatMap(({ids}) => ids)).toHaveLength(200);
  expect(codes()).toContain('LOCKS_NONE');
});

test('fault 20: a tab that went away in its turn holds the others up for no longer than its lease', async () => {
  const gone = aTab({locks: undefined, transport: {room: 0, send: () => new Promise(() => undefined)}});
  const live = aTab({locks: undefined});
  await record(live, anEvent());
  void gone.flush();
  await vi.advanceTimersByTimeAsync(10);
  void live.flush();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(stage.requests).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});

test('fault 27: rows that are no events are set aside and told, and the rest flows', async () => {
  const cycle: Record<string, unknown> = {kind: 'open'};
  cycle['self'] = cycle;
  const good = anEvent('apply');
  const spoilt = anEvent('apply');
  const put = (key: string, value: unknown) => stage.database.transact(['outbox'], 'readwrite', transaction => transaction.put('outbox', key, value as never));
  await put('0null', null);
  await put('0text', 'x');
  await put('0array', []);
  await put('0no-event', {bytes: 3});
  await put('0other-key', {event: anEvent(), bytes: 300});
  await put(`0${spoilt.id}`, {event: {...spoilt, time: 'yesterday'}, bytes: 300});
  await put('0cycle', {event: {...spoilt, id: 'cycle', data: cycle}, bytes: 300});
  await put('0huge', {event: {...spoilt, id: 'huge', data: {kind: 'x'.repeat(300_000)}}, bytes: 300});
  await put('0nan', {event: {...spoilt, id: 'nan'}, bytes: NaN});
  await put('0big', {event: {...spoilt, id: 'big', data: {kind: 1n}}, bytes: 300});
  await stage.database.transact(['counters'], 'readwrite', transaction => transaction.put('counters', 'waiting', 'many' as never));
  const tab = aTab();
  await record(tab, good);
  expect(await tab.flush()).toMatchObject({accepted: 1, left: 0});
  expect(stage.requests.flatMap(({ids}) => ids)).toEqual([good.id]);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, rejected: 10, setAside: 10, accepted: 1});
  expect(stage.told[0]).toMatchObject({code: 'ROW_BAD'});
});

test.each([['ten years ahead', 10 * YEAR], ['a year ahead', YEAR], ['ten years back', -10 * YEAR]])('fault 29: a clock that leaps %s expires nothing, and CLOCK_JUMP is told', async (_, leap) => {
  stage.server = () => DOWN;
  const tab = aTab();
  await record(tab, anEvent('apply'));
  await vi.advanceTimersByTimeAsync(MINUTE);
  vi.setSystemTime(Date.now() + leap);
  await tab.flush();
  expect(await stage.outbox.counts()).toMatchObject({waiting: 1, expired: 0});
  expect(codes()).toContain('CLOCK_JUMP');
  stage.server = accepting;
  await tab.flush();
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1, expired: 0});
});

test('fault 29: a clock that stays ahead is believed after a day', async () => {
  stage.server = () => DOWN;
  const tab = aTab();
  await record(tab, anEvent('apply'));
  await tab.flush();
  vi.setSystemTime(Date.now() + YEAR);
  await tab.flush();
  vi.setSystemTime(Date.now() + DAY);
  await tab.flush();
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, expired: 1});
});

test.each([['ten years ahead', 10 * YEAR], ['ten years back', -10 * YEAR], ['an hour back', -3_600_000]])('fault 29: a pause is waited for by a clock that only goes forward, when the other leaps %s', async (_, leap) => {
  stage.server = () => ({kind: 'later', after: 120_000, code: 'SRV_THROTTLE'});
  const tab = aTab({random: () => 0});
  await record(tab, anEvent());
  await vi.advanceTimersByTimeAsync(1000);
  stage.server = accepting;
  vi.setSystemTime(Date.now() + leap);
  tab.wake();
  await vi.advanceTimersByTimeAsync(119_000);
  expect(stage.requests).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3_700_000);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});

test('[F4] while the server was given time, a page that hides does not ask it; where nothing is on disk, it does', async () => {
  stage.server = () => DOWN;
  const tab = aTab();
  await record(tab, anEvent());
  await tab.flush();
  tab.hide();
  expect(stage.requests).toHaveLength(1);
  const memory = aTab({outboxes: () => [createOutbox(createMemoryDatabase())]});
  memory.remember([waiting(anEvent())]);
  memory.hide();
  expect(stage.requests).toHaveLength(2);
});

test('fault 55: after eight hours of sleep, in which no timer ran, what waits is sent when the page shows', async () => {
  let asleep = 0;
  stage.server = () => DOWN;
  const tab = aTab({monotonic: () => performance.now() + asleep, clock: () => Date.now() + asleep});
  await record(tab, anEvent());
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  stage.server = accepting;
  asleep = 8 * 60 * MINUTE;
  tab.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(await stage.outbox.counts()).toMatchObject({waiting: 0, accepted: 1});
});
