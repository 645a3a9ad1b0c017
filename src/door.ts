/** The door for what a page asks: what the types promise is checked here once, made anew field by field, and trusted behind it. */
import * as v from 'valibot';
import {EmbeddingSchema, EntitySchema} from './candidates.js';
import {InklingError} from './errors.js';
import type {Consent, InsightsOptions, LogRecord} from './insights-types.js';
import {BACKENDS, CARD_KINDS, DISMISS_REASONS, HOST_KINDS, MODES, NAMESPACES, SURFACES} from './types.js';
import type {EntityRef, Goal, Interaction, ModelRef, Pin, Query, Signal, Surface} from './types.js';
import type {Experiment} from './wire-types.js';

/** What most advertisers weigh, until the host knows better. */
export const DEFAULT_GOAL: Goal = {results: 1, cost: 0.5, reach: 0.3, effort: 0.2};

const MAX_VALUE = 256;

const finite = v.pipe(v.number(), v.finite());
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
/** Stands in a URI, where half a surrogate pair cannot. */
const owner = v.pipe(id, v.regex(/^\P{Cs}+$/u, 'is not well-formed text'));
const weight = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const position = v.pipe(v.number(), v.integer(), v.minValue(0));
const surface = v.picklist(SURFACES);
const entity = v.optional(EntitySchema);
const value = v.union([finite, v.pipe(v.string(), v.maxLength(MAX_VALUE))]);
const backend = v.picklist(BACKENDS);
const milliseconds = v.optional(v.pipe(finite, v.minValue(1)));
const callable = <T>() => v.custom<T>(input => typeof input === 'function', 'expected a function');

const GoalSchema = v.object({results: weight, cost: weight, reach: weight, effort: weight});
const PinSchema = v.object({candidateId: id, position});
const ModelSchema = v.object({name: id, version: finite, manifest: v.pipe(v.string(), v.regex(/(^|\/)manifest-[0-9a-f]{64}\.json$/, 'ends in manifest-<sha256>.json'))});
const ConsentSchema = v.object({measurement: v.boolean(), personalization: v.boolean()});
const QuerySchema = v.object({surface, entity});

/** Names are for people, and not remembered. */
const about = v.omit(EntitySchema, ['name']);

const InteractionSchema = v.object({
  kind: v.picklist([...CARD_KINDS, ...HOST_KINDS]),
  surface: v.optional(surface),
  entity: v.optional(about),
  placement: v.optional(v.object({slateId: id, candidateId: id, position})),
  candidate: v.optional(v.object({id, type: id, entity: about, embedding: v.optional(EmbeddingSchema)})),
  reason: v.optional(v.picklist(DISMISS_REASONS)),
  until: v.optional(finite),
  value: v.optional(value),
  at: v.optional(v.pipe(finite, v.minValue(0), v.maxValue(8.64e15))),
});

const SignalSchema = v.object({
  namespace: v.picklist(NAMESPACES), entity: v.optional(about), name: id, value: v.union([value, v.boolean()]),
  observedAt: v.optional(finite), timeToLive: v.optional(v.pipe(finite, v.minValue(0))),
});

const share = v.array(v.object({name: id, mode: v.picklist(MODES), share: weight}));
const ExperimentSchema = v.object({name: id, salt: v.optional(v.string()), arms: v.pipe(share, v.check(arms => arms.reduce((sum, arm) => sum + arm.share, 0) <= 1 + 1e-9, 'shares of more than 1'))});

const OptionsSchema = v.object({
  account: owner,
  user: v.optional(owner),
  endpoint: v.pipe(v.string(), v.minLength(1)),
  token: v.optional(v.union([v.string(), callable<() => string | Promise<string>>()])),
  model: v.optional(ModelSchema),
  modelKeys: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\w+/]{43}=$/, 'no raw Ed25519 public key in base64'))), v.maxLength(2))),
  goal: v.optional(GoalSchema),
  experiment: v.optional(ExperimentSchema),
  consent: v.optional(ConsentSchema),
  backend: v.optional(backend),
  deadlines: v.optional(v.object({answer: milliseconds, hang: milliseconds, start: milliseconds})),
  assets: v.optional(v.object({worker: v.optional(v.string()), wasm: v.optional(v.string())})),
  createWorker: v.optional(callable<() => Worker>()),
  onHealth: v.optional(callable<NonNullable<InsightsOptions['onHealth']>>()),
  onLog: v.optional(callable<(record: LogRecord) => void>()),
  clock: v.optional(callable<() => number>()),
  random: v.optional(callable<() => number>()),
  exploration: v.optional(v.object({temperature: v.optional(v.pipe(finite, v.minValue(0))), window: v.optional(v.pipe(finite, v.minValue(0))), places: v.optional(position)})),
  policy: v.optional(v.object({diversity: v.optional(v.pipe(finite, v.minValue(0))), hysteresis: v.optional(v.pipe(finite, v.minValue(0)))})),
});

const AnswerSchema = v.object({
  lists: v.array(v.object({candidates: v.array(v.unknown())})),
  model: v.optional(v.unknown()),
  embedding: v.fallback(v.optional(v.object({version: id})), undefined),
  experiment: v.optional(v.unknown()),
});

/** Throws `bad-options`: the one call that may fail in the host's face, because it is the one that is written once. */
export function readOptions(options: unknown): InsightsOptions {
  const result = v.safeParse(OptionsSchema, options, {abortEarly: true});
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new InklingError('bad-options', `createInsights cannot start: ${v.getDotPath(issue) ?? 'the options'}: ${issue.message}. Give at least {account: 'act_1', endpoint: '/inkling/v1'}.`);
}

/** Each of these answers null for what is not as the types say. None throws. */
/** What is typed on the host page, say into its search, is nobody's to remember. */
export const readInteraction = (given: unknown): Interaction | null => {
  const interaction = read(InteractionSchema, given);
  if (interaction && (HOST_KINDS as readonly string[]).includes(interaction.kind)) delete interaction.value;
  return interaction;
};
export const readQuery = (given: unknown): Pick<Query, 'surface' | 'entity'> | null => read(QuerySchema, given);
export const readGoal = (given: unknown): Goal | null => read(GoalSchema, given);
export const readExperiment = (given: unknown): Experiment | null => read(ExperimentSchema, given);
export const readModel = (given: unknown): ModelRef | null => read(ModelSchema, given);
export const readConsent = (given: unknown): Consent | null => read(ConsentSchema, given);
/** The candidates have their own door. */
export const readAnswer = (given: unknown): {readonly lists: readonly {readonly candidates: readonly unknown[]}[]; readonly model?: unknown; readonly embedding?: {readonly version: string}; readonly experiment?: unknown} | null => read(AnswerSchema, given);
export const readSignals = (given: unknown): Signal[] => each(SignalSchema, given);
export const readPins = (given: unknown): Pin[] => each(PinSchema, given);

/** One key for each place that asks: two panels of one surface and entity share it. */
export function placeKey({surface: name, entity: about}: {readonly surface: Surface; readonly entity?: EntityRef}): string {
  return about ? `${name}|${about.level}|${about.id}` : name;
}

function read<T>(schema: v.GenericSchema<unknown, T>, given: unknown): T | null {
  try {
    const result = v.safeParse(schema, given, {abortEarly: true});
    return result.success ? result.output : null;
  } catch {
    // A getter of the host's own may throw.
    return null;
  }
}

function each<T>(schema: v.GenericSchema<unknown, T>, given: unknown): T[] {
  return Array.isArray(given) ? given.flatMap(entry => read(schema, entry) ?? []) : [];
}
