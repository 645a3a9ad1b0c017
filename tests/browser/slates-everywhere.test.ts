import {expect, test} from 'vitest';
import {DRAWN, drawHere} from '../support/policy-slates.js';

test('[P6] same utilities, pins and seed: the same slates in this browser as Node had drawn them', () => {
  const here = drawHere();
  expect(here.map(({order}) => order)).toEqual(DRAWN.map(({order}) => order));
  here.forEach(({logPropensity}, i) => expect(logPropensity).toBeCloseTo(DRAWN[i]?.logPropensity ?? NaN, 12));
});
