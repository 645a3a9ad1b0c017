import {describe, expect, test} from 'vitest';
import {featuresOf} from '../../../src/features/sample.js';
import {readSchema} from '../../../src/features/schema.js';
import type {Column} from '../../../src/ranking-types.js';
import {schema, schemaJson} from '../../support/features.js';
import {published, read} from '../../support/published-model.js';

const real = readSchema(JSON.parse(read(published().manifest.files.schema.path).toString('utf8')));
const changed = (change: (column: Column) => Column) => readSchema({...real, history: real.history.map(change), context: real.context.map(change), candidates: real.candidates.map(change)});

describe('the features of a known list', () => {
  test('have a name that is the same wherever the schema is read', () => {
    expect(featuresOf(real)).toMatch(/^[0-9a-f]{16}$/);
    expect(featuresOf(readSchema(structuredClone(real)))).toBe(featuresOf(real));
    expect(featuresOf(schema)).toBe(featuresOf(readSchema(schemaJson)));
  });

  test('change their name with any encoding that changes', () => {
    const before = featuresOf(real);
    expect(featuresOf(changed(column => ({...column, ...(column.transform === 'log' && {transform: 'linear'})})))).not.toBe(before);
    expect(featuresOf(changed(column => ({...column, ...(column.mean !== undefined && {mean: column.mean + 0.1})})))).not.toBe(before);
    expect(featuresOf(readSchema({...real, candidates: [...real.candidates].reverse()}))).not.toBe(before);
  });

  test.each(['history', 'context', 'candidates'] as const)('every number of %s is given something to encode', row => {
    // A column that has nothing to read shows its default, so that another default is another name.
    const dead = real[row].filter(column => column.equals === undefined && featuresOf(readSchema({...real, [row]: real[row].map(other => (other === column ? {...other, default: other.default + 0.25} : other))})) !== featuresOf(real));
    expect(dead.map(({name}) => name)).toEqual([]);
  });
});
