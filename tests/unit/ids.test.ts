import {expect, test} from 'vitest';
import {createIds} from '../../src/ids.js';

test('an id is a UUIDv7 of its millisecond', () => {
  const id = createIds()(Date.UTC(2026, 10, 20));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 20));
});

test('ids are all different, also of two makers in one millisecond', () => {
  const makers = [createIds(), createIds()];
  expect(new Set(Array.from({length: 20_000}, (_, index) => makers[index % 2]?.(7))).size).toBe(20_000);
});

test('fault 29: with `forward`, ids keep their order though the clock goes back ten years', () => {
  const newId = createIds(true);
  const ids = Array.from({length: 100}, (_, index) => newId(1_800_000_000_000 - (index > 50 ? 315_360_000_000 : 0)));
  expect([...ids].sort()).toEqual(ids);
});

test('later ids sort after earlier ones, within a millisecond too', () => {
  const newId = createIds();
  const ids = Array.from({length: 1000}, (_, index) => newId(1_800_000_000_000.4 + Math.floor(index / 100)));
  expect([...ids].sort()).toEqual(ids);
});
