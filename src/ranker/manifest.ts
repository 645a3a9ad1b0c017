/** The manifest's door: every field as the type says. A file of its own, because the worker trusts what the page has read and needs none of it. */
import * as v from 'valibot';
import {InklingError} from '../errors.js';
import type {Manifest} from '../ranking-types.js';

/** A hundred times what a ranker takes; what a worker would choke on is refused before a byte of it is asked for. */
const MAX_MODEL_BYTES = 16 * 1024 * 1024;

/** @throws {InklingError} `manifest-invalid`, naming the field; `model-too-big` */
export function readManifest(json: unknown, url: string): Manifest {
  const result = v.safeParse(ManifestSchema, json);
  if (result.success) {
    const bytes = Object.values(result.output.files).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > MAX_MODEL_BYTES) throw new InklingError('model-too-big', `The files of ${url} take ${bytes} bytes, more than the ${MAX_MODEL_BYTES} that a model may have. None of them is loaded.`);
    return result.output;
  }
  const [issue] = result.issues;
  throw new InklingError('manifest-invalid', `${url} cannot be read (${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}). Publish the model again.`);
}

const Finite = v.pipe(v.number(), v.finite());
const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const File = v.object({
  path: v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/, 'not the name of a file beside the manifest')),
  bytes: Whole,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256 in hex')),
});
const Platt = v.object({slope: Finite, intercept: Finite});
const Linear = v.object({intercept: Finite, candidates: v.array(Finite), context: v.array(Finite)});

const Reference = v.optional(v.pipe(
  v.object({edges: v.array(Finite), shares: v.array(v.pipe(Finite, v.minValue(0)))}),
  v.check(({edges, shares}) => shares.length === edges.length + 1, 'not one share more than edges'),
));

const ManifestSchema = v.object({
  format: v.picklist([1]),
  name: v.pipe(v.string(), v.minLength(1)),
  version: Whole,
  createdAt: v.pipe(v.string(), v.check(time => Number.isFinite(Date.parse(time)), 'no time')),
  files: v.object({model: File, history: v.optional(File), schema: File, golden: File}),
  embedding: v.object({version: v.string(), size: Whole}),
  calibration: v.object({open: Platt, apply: Platt, dismiss: Platt, undo: Platt}),
  linear: v.object({open: Linear, apply: Linear, dismiss: Linear, undo: Linear, impact: Linear}),
  exploration: v.optional(v.object({temperature: v.pipe(Finite, v.minValue(0)), window: v.pipe(Finite, v.minValue(0)), places: Whole})),
  policy: v.optional(v.object({diversity: v.optional(v.pipe(Finite, v.minValue(0))), hysteresis: v.optional(v.pipe(Finite, v.minValue(0)))})),
  reference: v.optional(v.object({open: Reference, apply: Reference, dismiss: Reference, undo: Reference, impact: Reference})),
  expires: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  minimumSdk: v.optional(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/, 'no version such as 1.2.3'))),
  features: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'no digest of 64 bits in hex'))),
  mayReplaceNewer: v.optional(v.boolean()),
  training: v.custom<Readonly<Record<string, unknown>>>(given => typeof given === 'object' && given !== null && !Array.isArray(given), 'no object'),
});
