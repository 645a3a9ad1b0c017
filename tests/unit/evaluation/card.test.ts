import {expect, test} from 'vitest';
import {fillMarkers} from '../../../models/evaluation/card.js';

test('the card is filled between its markers, as often as you like', () => {
  const page = 'prose\n<!-- a:begin -->\nold\n<!-- a:end -->\nmore\n';
  const once = fillMarkers(page, 'a', 'new\n');
  expect(once).toBe('prose\n<!-- a:begin -->\nnew\n<!-- a:end -->\nmore\n');
  expect(fillMarkers(once, 'a', 'new')).toBe(once);
});

test('a page without markers is named, not overwritten', () => {
  expect(() => fillMarkers('prose', 'a', 'new')).toThrow('<!-- a:begin -->');
});
