import {expect, test} from 'vitest';
import {drawAccounts} from '../../../models/evaluation/estimate.js';
import {DIRECTIONS, directionOf, spendBalanceOf, spendSumsOf} from '../../../models/evaluation/spending.js';
import {slateOf} from './slates.js';

test('what says nothing of spend keeps it', () => {
  expect([undefined, 0, 0.01, -3].map(directionOf)).toEqual(['keeps', 'keeps', 'raises', 'lowers']);
});

test('shares by hand: of looks, of applies where they are looked at, of utility', () => {
  const sums = spendSumsOf([
    slateOf([{examined: 0.9, apply: 0.1, worth: 2, spendChange: 40}, {examined: 0.5, apply: 0.4, worth: 1}]),
    slateOf([{examined: 0.6, apply: 0.05, worth: -0.5, spendChange: -10}]),
  ]);
  const balance = spendBalanceOf([sums], drawAccounts(1, 1, 10));
  const of = (what: 'looks' | 'applies' | 'utility') => DIRECTIONS.map(direction => balance[direction][what].value);
  expect(of('looks')).toEqual([0.9, 0.5, 0.6].map(looks => expect.closeTo(looks / 2, 9)));
  expect(of('applies')).toEqual([0.09, 0.2, 0.03].map(applies => expect.closeTo(applies / 0.32, 9)));
  // The last does harm, so the others have more than all of it.
  expect(of('utility')).toEqual([1.8, 0.5, -0.3].map(utility => expect.closeTo(utility / 2, 9)));
});
