import {expect, test} from 'vitest';
import {FAULTS, planOf} from '../../faults/plan.js';

test('a run is had again from its seed and number alone', () => {
  expect(planOf(7, 41)).toEqual(planOf(7, 41));
  expect(planOf(8, 41).faults).not.toEqual(planOf(7, 41).faults);
  expect(planOf(7, 42).faults).not.toEqual(planOf(7, 41).faults);
});

test('twelve runs of any seed meet every fault', () => {
  for (let seed = 0; seed < 50; seed++) {
    const met = new Set(Array.from({length: FAULTS.length}, (_, run) => planOf(seed, run).faults.map(({name}) => name)).flat());
    expect([...met].sort()).toEqual([...FAULTS].sort());
  }
});

test('no id is tracked twice, and none of one run is another\'s', () => {
  const ids = Array.from({length: 40}, (_, run) => planOf(3, run)).flatMap(({calm, bursts}) => [...calm, ...bursts.flatMap(burst => burst.ids)]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('something is being written when each fault strikes', () => {
  for (let run = 0; run < 40; run++) {
    const {bursts, faults} = planOf(5, run);
    for (const {at} of faults) expect(bursts.some(burst => burst.at <= at && burst.at >= at - 10)).toBe(true);
  }
});
