import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {draw, logPropensitiesOf, type Option} from '../../../src/policy/exploration.js';

const options = (...utilities: number[]): Option[] => utilities.map((utility, i) => ({id: `c${i}`, utility}));
const anyOptions = (maxLength: number) => fc.array(fc.double({min: -5, max: 5, noNaN: true}), {minLength: 1, maxLength}).map(utilities => options(...utilities));
const anyExploration = fc.record({temperature: fc.double({min: 0.05, max: 3, noNaN: true}), window: fc.double({min: 0, max: 4, noNaN: true})});
const orderOf = (drawn: readonly {option: Option}[]) => drawn.map(({option}) => option.id);

function* prefixes(ids: readonly string[], length: number): Generator<string[]> {
  if (length === 0) yield [];
  else for (const first of ids) for (const rest of prefixes(ids.filter(id => id !== first), length - 1)) yield [first, ...rest];
}

/** The definition, written as plainly as it reads: no sorting, no shared arithmetic. */
function chanceOf(all: readonly Option[], order: readonly string[], temperature: number, window: number): number {
  let remaining = [...all];
  let chance = 1;
  for (const id of order) {
    const best = Math.max(...remaining.map(option => option.utility));
    const value = (option: Option) => Math.exp((Math.max(option.utility, best - window) - best) / temperature);
    chance *= value(remaining.find(option => option.id === id)!) / remaining.reduce((sum, option) => sum + value(option), 0);
    remaining = remaining.filter(option => option.id !== id);
  }
  return chance;
}

test('[P4] the chances of all slates are those of the definition and add up to 1, to 1e-12', () => {
  fc.assert(fc.property(anyOptions(6), anyExploration, fc.integer({min: 1, max: 6}), (all, exploration, places) => {
    const steps = Math.min(places, all.length);
    let total = 0;
    for (const order of prefixes(all.map(option => option.id), steps)) {
      const conditionals = logPropensitiesOf(all, order, exploration, steps);
      const chance = Math.exp(conditionals.reduce((sum, value) => sum + value, 0));
      expect(Math.abs(chance - chanceOf(all, order, exploration.temperature, exploration.window))).toBeLessThan(1e-12);
      total += chance;
    }
    expect(Math.abs(total - 1)).toBeLessThan(1e-12);
  }), {numRuns: 40});
});

test('[P4] what a draw says of itself is what its order is worth', () => {
  fc.assert(fc.property(anyOptions(30), anyExploration, fc.string(), fc.integer({min: 0, max: 12}), (all, exploration, seed, steps) => {
    const drawn = draw(all, exploration, seed, steps);
    expect(drawn.slice(0, steps).map(({logPropensity}) => logPropensity)).toEqual(logPropensitiesOf(all, orderOf(drawn), exploration, steps));
    expect(drawn.slice(steps).every(({logPropensity}) => logPropensity === 0)).toBe(true);
  }));
});

test('[P4] at every step nobody\'s odds against the best are under e^(−w/τ)', () => {
  fc.assert(fc.property(anyOptions(12), anyExploration, fc.string(), (all, exploration, seed) => {
    const order = orderOf(draw(all, exploration, seed, all.length));
    order.forEach((_, step) => {
      const rivals = order.slice(step).map(id => logPropensitiesOf(all, [...order.slice(0, step), id], exploration, step + 1)[step] ?? 0);
      expect(Math.max(...rivals) - Math.min(...rivals)).toBeLessThanOrEqual(exploration.window / exploration.temperature + 1e-9);
    });
  }));
});

test('[P4] draws come as often as their propensities say', () => {
  const all = options(1, 0.8, 0.2, -3);
  const exploration = {temperature: 0.5, window: 1};
  const seen = new Map<string, number>();
  const N = 40_000;
  for (let seed = 0; seed < N; seed++) {
    const order = orderOf(draw(all, exploration, `slate-${seed}`, 3)).slice(0, 3).join();
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  let chiSquare = 0;
  for (const order of prefixes(all.map(option => option.id), 3)) {
    const expected = N * chanceOf(all, order, exploration.temperature, exploration.window);
    chiSquare += ((seen.get(order.join()) ?? 0) - expected) ** 2 / expected;
  }
  // 23 degrees of freedom: 49.7 is passed once in a thousand.
  expect(chiSquare).toBeLessThan(49.7);
});

test('[P4] one outlier at the top leaves the others their order', () => {
  const all = options(100, 1, 0.5, 0, -0.5, -1);
  const [, second] = logPropensitiesOf(all, ['c0', 'c1'], {temperature: 0.2, window: 1}, 2);
  expect(Math.exp(second ?? 0)).toBeGreaterThan(0.8);
});

test('[P4] at temperature 0 utility decides, ties by id, and there was no choice', () => {
  const drawn = draw(options(1, 2, 1), {temperature: 0, window: 1}, 'seed', 3);
  expect(orderOf(drawn)).toEqual(['c1', 'c0', 'c2']);
  expect(drawn.every(({logPropensity}) => logPropensity === 0)).toBe(true);
  expect(logPropensitiesOf(options(1, 2, 1), ['c1', 'c2'], {temperature: 0, window: 1}, 2)).toEqual([0, -Infinity]);
});

test('[P4] below the drawn places utility decides', () => {
  fc.assert(fc.property(anyOptions(20), anyExploration, fc.string(), fc.integer({min: 0, max: 5}), (all, exploration, seed, steps) => {
    const rest = draw(all, exploration, seed, steps).slice(steps).map(({option}) => option.utility);
    expect(rest).toEqual([...rest].sort((a, b) => b - a));
  }));
});

test('[P6] the order given does not matter, to the last bit', () => {
  fc.assert(fc.property(anyOptions(30).chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, {minLength: all.length}))), anyExploration, fc.string(), ([all, shuffled], exploration, seed) => {
    expect(draw(shuffled, exploration, seed, 10)).toEqual(draw(all, exploration, seed, 10));
  }));
});

test('[P6] a frozen draw: the same on every machine and in every version', () => {
  expect(orderOf(draw(options(0, 0, 0, 0, 0, 0, 0, 0), {temperature: 1, window: 1}, 'frozen', 8))).toMatchInlineSnapshot(`
    [
      "c3",
      "c6",
      "c1",
      "c7",
      "c4",
      "c0",
      "c5",
      "c2",
    ]
  `);
});

test('an order that cannot be is refused', () => {
  expect(() => logPropensitiesOf(options(1, 2), ['c0', 'c0'], {temperature: 1, window: 1}, 2)).toThrow(RangeError);
});
