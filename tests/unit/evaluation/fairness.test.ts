import {expect, test} from 'vitest';
import {fairDifference} from '../../../models/evaluation/fairness.js';
import {FIGURES, type Figures} from '../../../models/evaluation/figures.js';

const all = (value: number) => Object.fromEntries(FIGURES.map(figure => [figure, {value, low: value, high: value}])) as Figures;
const evaluation = {differences: {din: all(3), 'without-reason': all(2)}, shortDifferences: {din: all(0.3), 'without-reason': all(0.2)}};
const epochs = {ours: 3, 'ours-short': 1};

test('a row is compared with the one of ours that was trained for as long', () => {
  expect(fairDifference('din', evaluation, {...epochs, din: 3})).toEqual({reference: 'ours', difference: all(3)});
  expect(fairDifference('without-reason', evaluation, {...epochs, 'without-reason': 1})).toEqual({reference: 'ours-short', difference: all(0.2)});
});

test('where there is none, with ours', () => {
  expect(fairDifference('din', evaluation, {...epochs, din: 2})).toEqual({reference: 'ours', difference: all(3)});
  expect(fairDifference('din', evaluation, {...epochs, din: null})).toMatchObject({reference: 'ours'});
  expect(fairDifference('without-reason', {...evaluation, shortDifferences: {}}, {...epochs, 'without-reason': 1})).toEqual({reference: 'ours', difference: all(2)});
  expect(fairDifference('nobody', evaluation, epochs).difference).toBeUndefined();
});
