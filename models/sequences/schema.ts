/** The feature schema of a sequence model: the one number that it reads of an interaction, and of a candidate, is the number of the item. */
import {createHash} from 'node:crypto';
import type {Column, FeatureSchema} from '../../src/ranking-types.js';

/** Larger than any list that `client.rank` takes. */
const BUCKETS = [16, 32, 64, 128, 256, 512, 1024];

/** As it is: neither scaled nor clipped. */
const item: Column = {name: 'item', fact: 'embedding.0', default: 0};
/** A tensor without columns is none; the graph does not read it. */
const listSize: Column = {name: 'list-size', fact: 'list-size', transform: 'log', default: 0, min: 0, max: 7};

/** @param itemIds of the numbers 1 and up; another catalogue is another embedding [R10]. */
export function sequenceSchema(itemIds: readonly number[], historyLength: number): FeatureSchema {
  const catalogue = createHash('sha256').update(itemIds.join(' ')).digest('hex').slice(0, 12);
  return {
    format: 1, version: `sequence-1-${historyLength}-${catalogue}`, embedding: {version: `item-${catalogue}`, size: 1}, historyLength,
    history: [item], context: [listSize], candidates: [item], buckets: BUCKETS,
  };
}
