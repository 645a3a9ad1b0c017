/** Slates of many kinds, the same wherever they are drawn [P6]: `policy-slates.json` holds what Node drew; whoever draws them again must get these. */
import * as fc from 'fast-check';
import {rerank} from '../../src/policy/rerank.js';
import drawn from './policy-slates.json' with {type: 'json'};
import {anyPolicyCase} from './policy-cases.js';

export interface DrawnSlate {
  readonly order: readonly string[];
  readonly logPropensity: number;
}

export const DRAWN: readonly DrawnSlate[] = drawn;

/** Draws them here. */
export const drawHere = (): DrawnSlate[] => fc.sample(anyPolicyCase({least: 4, most: 16}), {seed: 20_261_120, numRuns: 120}).map(input => {
  const {items, logPropensity} = rerank(input);
  return {order: items.map(item => item.candidateId), logPropensity};
});
