/** The model's feature schema: JSON in, checked columns out. */
import * as v from 'valibot';
import {InklingError} from '../errors.js';
import type {FeatureSchema} from '../ranking-types.js';
import {candidateFact, contextFact, historyFact} from './facts.js';

const Finite = v.pipe(v.number(), v.check(x => Number.isFinite(Math.fround(x)), 'no finite float32'));
const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const Column = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.minLength(1)),
    fact: v.string(),
    equals: v.optional(v.string()),
    transform: v.optional(v.picklist(['linear', 'log', 'signed-log'])),
    mean: v.optional(Finite),
    scale: v.optional(v.pipe(Finite, v.check(scale => scale > 0, 'not above 0'))),
    min: v.optional(Finite),
    max: v.optional(Finite),
    default: Finite,
  }),
  v.check(column => (column.min ?? -Infinity) <= (column.max ?? Infinity), 'min is above max'),
);

const columns = v.pipe(v.array(Column), v.check(list => new Set(list.map(column => column.name)).size === list.length, 'two columns of one name'));

const Schema = v.object({
  format: v.picklist([1]),
  version: v.pipe(v.string(), v.minLength(1)),
  embedding: v.object({version: v.string(), size: Whole}),
  historyLength: v.pipe(Whole, v.minValue(1), v.maxValue(1024)),
  history: columns,
  context: columns,
  candidates: columns,
  buckets: v.pipe(
    v.array(v.pipe(Whole, v.minValue(1))),
    v.minLength(1),
    v.check(buckets => buckets.every((bucket, i) => i === 0 || bucket > (buckets[i - 1] ?? 0)), 'buckets do not ascend'),
  ),
});

/** @throws {InklingError} `schema-invalid`, naming the field, or the fact that this SDK does not know. */
export function readSchema(json: unknown): FeatureSchema {
  const result = v.safeParse(Schema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  }
  const schema = result.output;
  const {size} = schema.embedding;
  for (const column of schema.history) if (!historyFact(column.fact, size)) throw invalid(`history.${column.name}: no fact '${column.fact}'`);
  for (const column of schema.context) if (!contextFact(column.fact)) throw invalid(`context.${column.name}: no fact '${column.fact}'`);
  for (const column of schema.candidates) if (!candidateFact(column.fact, size)) throw invalid(`candidates.${column.name}: no fact '${column.fact}'`);
  return schema;
}

function invalid(detail: string): InklingError {
  return new InklingError('schema-invalid', `The feature schema cannot be read (${detail}). Serve a model that was made for this version of the SDK.`);
}
