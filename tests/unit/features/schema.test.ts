import {expect, test} from 'vitest';
import {readSchema} from '../../../src/features/schema.js';
import {schemaJson} from '../../support/features.js';

test('a schema is read as it stands', () => {
  expect(readSchema(JSON.parse(JSON.stringify(schemaJson)))).toEqual(schemaJson);
});

const column = {name: 'x', fact: 'age', default: 0};
test.each([
  ['no object', null, /schema/],
  ['a later format', {...schemaJson, format: 2}, /format/],
  ['an unknown fact of the history', {...schemaJson, history: [{...column, fact: 'mood'}]}, /history\.x: no fact 'mood'/],
  ['a fact of another row', {...schemaJson, context: [{...column, fact: 'server-score'}]}, /context\.x/],
  ['a fact named like a method', {...schemaJson, candidates: [{...column, fact: 'constructor'}]}, /candidates\.x/],
  ['an unknown namespace', {...schemaJson, context: [{...column, fact: 'signal:weather.rain'}]}, /context\.x/],
  ['an unknown count', {...schemaJson, candidates: [{...column, fact: 'tally:type.smiles'}]}, /candidates\.x/],
  ['an embedding beyond its size', {...schemaJson, candidates: [{...column, fact: 'embedding.2'}]}, /candidates\.x/],
  ['a scale of zero', {...schemaJson, history: [{...column, scale: 0}]}, /history\.0\.scale/],
  ['a default beyond float32', {...schemaJson, history: [{...column, default: 1e300}]}, /history\.0\.default/],
  ['min above max', {...schemaJson, history: [{...column, min: 1, max: 0}]}, /min is above max/],
  ['two columns of one name', {...schemaJson, history: [column, column]}, /two columns/],
  ['buckets that do not ascend', {...schemaJson, buckets: [4, 2]}, /ascend/],
  ['no buckets', {...schemaJson, buckets: []}, /buckets/],
])('%s is refused by name', (_, json, message) => {
  expect(() => readSchema(json)).toThrow(expect.objectContaining({name: 'schema-invalid', message: expect.stringMatching(message)}));
});
