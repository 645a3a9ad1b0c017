import {expect, test} from 'vitest';
import {MAX_SIGNALS, TIME_TO_LIVE_MS, liveSignals, upsertSignals} from '../../../src/context/signals.js';
import type {Signal} from '../../../src/types.js';

const NOW = Date.UTC(2026, 0, 5);
const spend = (value: number, fields: Partial<Signal> = {}): Signal => ({namespace: 'performance', name: 'spend', value, ...fields});

test('the newest of each fact is kept, by namespace, entity and name', () => {
  const entity = {level: 'campaign', id: 'c1'} as const;
  const first = upsertSignals([], [spend(1), spend(2, {entity}), spend(3, {namespace: 'account'})], NOW);
  const second = upsertSignals(first, [spend(4)], NOW + 1);
  expect(second.map(signal => signal.value)).toEqual([4, 2, 3]);
});

test('an older observation does not replace a newer one', () => {
  const signals = upsertSignals([], [spend(1, {observedAt: NOW - 10})], NOW);
  expect(upsertSignals(signals, [spend(2, {observedAt: NOW - 20})], NOW)[0]?.value).toBe(1);
  expect(upsertSignals(signals, [spend(2, {observedAt: NOW - 10})], NOW)[0]?.value).toBe(2);
});

test('an observation from the future can be replaced by the next', () => {
  const signals = upsertSignals([], [spend(1, {observedAt: NOW + 1e9})], NOW);
  expect(upsertSignals(signals, [spend(2)], NOW + 1)[0]?.value).toBe(2);
});

test('a signal dies when its time has run out: a day, unless it says', () => {
  const signals = upsertSignals([], [spend(1), spend(2, {name: 'clicks', timeToLive: 10})], NOW);
  expect(liveSignals(signals, NOW + 9)).toHaveLength(2);
  expect(liveSignals(signals, NOW + 10).map(signal => signal.name)).toEqual(['spend']);
  expect(liveSignals(signals, NOW + TIME_TO_LIVE_MS)).toEqual([]);
  expect(upsertSignals(signals, [spend(3, {name: 'reach'})], NOW + TIME_TO_LIVE_MS).map(signal => signal.name)).toEqual(['reach']);
});

test('what was given stays as it was, and the number is bounded', () => {
  const signals = Object.freeze([Object.freeze(spend(1))]);
  const many = Array.from({length: MAX_SIGNALS + 10}, (_, i) => spend(i, {name: `n${i}`, observedAt: NOW - i}));
  const kept = upsertSignals(signals, many, NOW);
  expect(kept).toHaveLength(MAX_SIGNALS);
  expect(kept.some(signal => signal.name === `n${MAX_SIGNALS + 9}`)).toBe(false);
});
