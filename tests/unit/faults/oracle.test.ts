import {expect, test} from 'vitest';
import {judge, type Evidence} from '../../faults/oracle.js';
import {wrongWith} from '../../faults/summary.js';

const evidence = (given: Partial<Record<'tracked' | 'durable' | 'setAside' | 'gone', string>> & Partial<Pick<Evidence, 'rows' | 'dropped' | 'expired'>>): Evidence => {
  const set = (text = '') => new Set(text.split(' ').filter(Boolean));
  return {tracked: set(given.tracked ?? given.durable), durable: set(given.durable), setAside: set(given.setAside), gone: set(given.gone), rows: given.rows ?? [], dropped: given.dropped ?? 0, expired: given.expired ?? 0};
};

test('what is durable and stored is not lost', () => {
  expect(judge(evidence({durable: 'a b', rows: ['a', 'b']}))).toMatchObject({durable: 2, stored: 2, lost: 0, duplicated: 0, missing: []});
});

test('what is durable and nowhere is lost, by its name', () => {
  expect(judge(evidence({durable: 'a b c', rows: ['a', 'c']}))).toMatchObject({lost: 1, missing: ['b']});
});

test('what was never said to be durable may be missing, and may be stored', () => {
  expect(judge(evidence({tracked: 'a b c', durable: 'a', rows: ['a', 'c']}))).toMatchObject({lost: 0, unacknowledged: 1});
});

test('a second row of one id is a duplicate', () => {
  expect(judge(evidence({durable: 'a b', rows: ['a', 'a', 'b']}))).toMatchObject({lost: 0, duplicated: 1});
});

test('each exit explains what is missing, once', () => {
  expect(judge(evidence({durable: 'a b c d e f', rows: ['a'], setAside: 'b', gone: 'b c', dropped: 1, expired: 1}))).toMatchObject({rejected: 1, wiped: 1, dropped: 1, expired: 1, lost: 1});
});

test('a count without names explains no more than is missing: too high a count hides no other loss', () => {
  expect(judge(evidence({durable: 'a b', rows: ['a', 'b'], dropped: 5}))).toMatchObject({dropped: 0, lost: 0});
});

test('what is wrong is said: a loss, a duplicate, an outbox that does not empty, a page that throws', () => {
  const well = {lost: 0, duplicated: 0, undrained: 0, uncaught: []};
  expect(wrongWith(well)).toBeNull();
  expect(wrongWith({...well, lost: 2})).toBe('2 lost');
  expect(wrongWith({...well, lost: -1})).toBe('-1 lost');
  expect(wrongWith({...well, duplicated: 1})).toBe('1 stored twice');
  expect(wrongWith({...well, undrained: 3})).toBe('3 never left the outbox');
  expect(wrongWith({...well, uncaught: ['TypeError']})).toBe('a page threw: TypeError');
});
