/** Each guard of the reader by itself: what passes here becomes a card. */
import {expect, test} from 'vitest';
import * as reading from '../../../src/adapters/reading.js';

const place = (value: unknown) => ({value, path: 'it'});
const refused = (read: (place: reading.Place) => unknown, value: unknown) => expect(() => read(place(value)), String(value).slice(0, 40)).toThrow(expect.objectContaining({name: 'bad-answer', message: expect.stringMatching(/^it/) as string}) as Error);

test('a number is finite, also as text, and no larger than what is counted', () => {
  expect([5, '5', '-1.5', '1e3'].map(value => reading.number(place(value)))).toEqual([5, 5, -1.5, 1000]);
  for (const value of [NaN, Infinity, -Infinity, 1e16, '1e16', '', ' 5', '0x10', 'NaN', '5n', 5n, true, null, undefined, [5], {}]) refused(reading.number, value);
  refused(reading.amount, -1);
  expect(reading.fromMicros(place('12340000'))).toBe(12.34);
});

test('an id is text of 1 to 256 characters, or a safe integer', () => {
  expect([7, '7', 'x'.repeat(256)].map(value => reading.id(place(value)))).toEqual(['7', '7', 'x'.repeat(256)]);
  for (const value of ['', 'x'.repeat(257), 1.5, 2 ** 60, NaN, null, undefined, {}, []]) refused(reading.id, value);
});

test('[W8] a link is absolute, http(s), and carries no name or password', () => {
  expect(reading.link(place('https://ads.example/a?b#c'))).toBe('https://ads.example/a?b#c');
  for (const value of ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'blob:https://ads.example/1', '//elsewhere.example', '/path', 'https://a:b@ads.example', `https://ads.example/${'x'.repeat(2100)}`, 7, null]) refused(reading.link, value);
});

test('words are cleaned and cut', () => {
  expect(reading.words(place('  a\u202eb\u0000c  '))).toBe('a b c');
  expect(reading.words(place('x'.repeat(1_000_000)))).toHaveLength(300);
  refused(reading.words, 5);
});

test('dates are read as each platform writes them', () => {
  for (const text of ['20231028', '2023-10-28', '2023-10-28 00:00:00', '2023-10-28T02:00:00+0200', '2023-10-28T00:00:00Z']) expect(reading.instant(place(text)), text).toBe(Date.UTC(2023, 9, 28));
  for (const value of ['28.10.2023', '2023-13-01', '2023', '', 20231028, null]) refused(reading.instant, value);
});

test('a field is found by either spelling, its own only, and absent where there is none', () => {
  expect([{cost_micros: 1}, {costMicros: 1}].map(object => reading.at(place(object), 'cost_micros').value)).toEqual([1, 1]);
  for (const value of [{}, null, undefined, 5, 'text', Object.create({cost_micros: 1})]) expect(reading.isAbsent(reading.at(place(value), 'cost_micros'))).toBe(true);
  expect(reading.at(place({}), 'toString').value).toBeUndefined();
  expect(reading.at(place({}), 'a_b').path).toBe('it.a_b');
});

test('a list is a list, or nothing; an object no list', () => {
  expect(reading.list(place(undefined))).toEqual([]);
  expect(reading.list(place(['x']))).toEqual([{value: 'x', path: 'it[0]'}]);
  for (const value of [{}, 'x', 5]) refused(reading.list, value);
  for (const value of [[], null, undefined, 'x']) refused(reading.fields, value);
});
