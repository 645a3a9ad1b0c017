import {expect, test} from 'vitest';
import {agoText, changeValue, dayText, impactInterval, percentText, shareText} from '../../widgets/format.js';

const impact = (low: number, high: number, unit: 'money' | 'percent' | 'count') => ({metric: 'clicks', low, high, unit, horizonDays: 7});

test('what a change brings is rounded, and what is set is told to its last digit', () => {
  expect(impactInterval(impact(1234.56, 2345.67, 'money'), 'EUR', 'en')).toBe('+€1,235 to +€2,346');
  expect(changeValue(1234.56, {unit: 'money'}, 'EUR', 'en')).toBe('€1,234.56');
  expect(percentText(12.345, 'en')).toBe('+12%');
  expect(changeValue(12.345, {unit: 'percent'}, undefined, 'en')).toBe('12.345%');
});

test('a chance is rounded, whatever its last digit', () => {
  expect([0.123456, 0.0123456, 0.5, 1].map(share => shareText(share, 'en'))).toEqual(['12%', '1.2%', '50%', '100%']);
});

test('formatters that are kept differ by kind, language, unit, currency and zone', () => {
  const at = Date.UTC(2026, 10, 20, 23);
  for (let round = 0; round < 2; round++) {
    expect([changeValue(5, {unit: 'money'}, 'EUR', 'en'), changeValue(5, {unit: 'money'}, 'USD', 'en'), changeValue(5, {unit: 'money'}, 'EUR', 'de'), changeValue(5, {unit: 'percent'}, 'EUR', 'en')]).toEqual(['€5', '$5', '5\u00a0€', '5%']);
    expect([dayText(at, 'en', 'UTC'), dayText(at, 'en', 'Asia/Tokyo'), dayText(at, 'de', 'UTC'), agoText(at, at + 3_600_000, 'en')]).toEqual(['Fri, Nov 20', 'Sat, Nov 21', 'Fr., 20. Nov.', '1 hour ago']);
  }
});

test('an odd currency, zone or unit falls back to plain figures', () => {
  expect(changeValue(5, {unit: 'money'}, 'nonsense', 'en')).toBe('5');
  expect(dayText(Date.UTC(2026, 10, 20, 12), 'en', 'Mars/Olympus')).toBe('Fri, Nov 20');
});
