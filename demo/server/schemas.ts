/** What the server takes at its door. Fields that are not named here are left out of what is stored: the allow-list of the wire. */
import * as v from 'valibot';
import {BACKENDS, DISMISS_REASONS, CARD_KINDS, HEADS, HOST_KINDS, MODES, SURFACES, TEAMS} from '../../src/types.js';

/** No control characters and no lone surrogates: neither belongs in an id, and the store's JSON reader refuses the latter. */
const text = (most: number, least = 0) => v.pipe(
  v.string(),
  v.minLength(least, `must have at least ${least} character`),
  v.maxLength(most, `must have at most ${most} characters`),
  v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be plain text without control characters'),
);
const id = text(200, 1);
const number = v.pipe(v.number('must be a finite number'), v.finite('must be a finite number'));
const whole = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(-1), v.maxValue(100_000));
const column = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(1000, 'must have at most 1000 items'));
const oneOf = <const Names extends readonly string[]>(names: Names) => v.picklist(names, `must be one of ${names.join(', ')}`);

const LEVELS = ['account', 'campaign', 'ad-group', 'ad', 'keyword', 'audience', 'tag'] as const;
/** Names of entities are for people and never kept. */
const entity = v.object({level: oneOf(LEVELS), id});
const surface = oneOf(SURFACES);
const model = v.object({name: id, version: number, manifest: text(400, 1)});

const WITHHELD = ['expired', 'snoozed', 'dismissed', 'applied', 'exclusive', 'fatigue'] as const;
const COLUMNS = ['candidateVersions', 'serverScores', 'positions', 'utilities', 'logPropensities'] as const;

export const servedData = v.pipe(
  v.object({
    slateId: id,
    visit: id,
    surface,
    entity: v.optional(entity),
    candidateIds: column(id),
    candidateVersions: column(id),
    serverScores: column(number),
    positions: column(whole),
    scores: v.nullable(v.pipe(v.array(column(number)), v.length(5, 'must have one column a head'))),
    utilities: column(number),
    logPropensities: column(number),
    logPropensity: number,
    pins: column(v.object({candidateId: id, position: whole})),
    filters: column(v.object({candidateId: id, reason: oneOf(WITHHELD)})),
    policy: v.object({id, seed: id, temperature: number, window: number, places: number, goal: v.tuple([number, number, number, number]), diversity: v.optional(number), hysteresis: v.optional(number)}),
    previous: v.optional(column(whole)),
    model: v.nullable(model),
    featureSchema: v.nullable(id),
    sdk: id,
    backend: oneOf(BACKENDS),
    mode: oneOf(MODES),
    team: v.nullable(column(v.nullable(oneOf(TEAMS)))),
    arm: v.optional(v.object({experiment: id, salt: text(200), arm: id})),
    exposure: v.optional(v.literal(true)),
    agreement: v.optional(number),
    context: v.optional(v.pipe(text(8192), v.base64('must be base64'))),
    digest: v.optional(text(64)),
  }),
  v.rawCheck(({dataset, addIssue}) => {
    if (!dataset.typed) return;
    const {candidateIds, scores, ...rest} = dataset.value;
    const lengths = [...COLUMNS.map(name => [name, rest[name].length] as const), ...(['previous', 'team'] as const).flatMap(name => rest[name] ? [[name, rest[name].length] as const] : []), ...(scores ?? []).map((scored, head) => [`scores.${head}`, scored.length] as const)];
    const wrong = lengths.find(([, length]) => length !== candidateIds.length);
    if (wrong) addIssue({message: `${wrong[0]} has ${wrong[1]} items for ${candidateIds.length} candidates`});
  }),
);

export const interactionData = v.object({
  kind: oneOf([...CARD_KINDS, ...HOST_KINDS]),
  visit: id,
  surface: v.optional(surface),
  entity: v.optional(entity),
  placement: v.optional(v.object({slateId: id, candidateId: id, position: whole})),
  candidateType: v.optional(id),
  reason: v.optional(oneOf(DISMISS_REASONS)),
  until: v.optional(number),
  value: v.optional(v.union([number, text(400)])),
});

const few = <Item extends v.GenericSchema>(item: Item) => v.optional(v.pipe(v.array(item), v.maxLength(50, 'must have at most 50 items')));
const count = v.pipe(number, v.minValue(0, 'must not be negative'));
const total = v.optional(count);

/** As `HealthData` of src/wire-types.ts says, each part of it optional, and beside it counts by name. */
export const healthData = v.pipe(
  v.objectWithRest({
    visit: v.optional(id),
    sdk: v.optional(id),
    backend: v.optional(oneOf(BACKENDS)),
    span: total,
    model: v.optional(v.nullable(v.object({...model.entries, age: count}))),
    ranks: few(v.object({tier: oneOf(BACKENDS), count, p50: count, p95: count, p99: count})),
    fallbacks: few(v.object({cause: text(64, 1), count})),
    restarts: total,
    exits: v.optional(v.object({accepted: total, duplicate: total, rejected: total, dropped: total, expired: total, wiped: total})),
    inputs: v.optional(v.object({facts: total, missing: total, malformed: total, embeddings: total, worst: few(v.object({column: text(200, 1), share: count}))})),
    drift: few(v.object({head: oneOf(HEADS), psi: count, count})),
  }, v.union([number, v.boolean(), text(200), v.null()], 'must be a number, yes or no, or short text')),
  v.check(counts => Object.keys(counts).length <= 100, 'must have at most 100 counts'),
  v.check(counts => Object.keys(counts).every(name => name.length <= 64), 'must have names of at most 64 characters'),
);

const envelope = {
  specversion: v.literal('1.0', 'must be 1.0'),
  id: v.pipe(text(64, 1), v.regex(/^[\w.~:-]+$/, 'must be a UUID')),
  source: v.pipe(text(700), v.regex(/^\/accounts\/[^/]+\/users\/[^/]+\/devices\/[^/]+$/, 'must be /accounts/{account}/users/{user}/devices/{device}')),
  time: v.pipe(text(40), v.check(time => Number.isFinite(Date.parse(time)), 'must be an ISO 8601 time')),
};

export const event = v.variant('type', [
  v.object({...envelope, type: v.literal('inkling.slate.served.v1'), data: servedData}),
  v.object({...envelope, type: v.literal('inkling.interaction.v1'), data: interactionData}),
  v.object({...envelope, type: v.literal('inkling.health.v1'), data: healthData}),
], 'must be an event of a known type');

export type CheckedEvent = v.InferOutput<typeof event>;

/** 500 rows of a table ask at once [W9]. */
export const candidatesRequest = v.object({
  account: v.optional(id),
  queries: v.pipe(v.array(v.object({surface, entity: v.optional(entity)})), v.minLength(1, 'must have at least one query'), v.maxLength(1000, 'must have at most 1000 queries')),
});

export const applyRequest = v.object({
  account: v.optional(id),
  candidateId: id,
  version: id,
  value: v.optional(v.union([number, text(400)])),
  /** Names this attempt: the same key again gets the first answer and changes nothing. */
  key: v.optional(id),
});

export const budgetRequest = v.object({dailyBudget: v.pipe(number, v.minValue(0.01, 'must be above 0'), v.maxValue(1e9, 'must be at most 1000000000'))});

export const tokenRequest = v.object({account: id});

export const faultRequest = v.object({
  feedback: v.optional(oneOf(['ok', 'down', 'slow'])),
  candidates: v.optional(oneOf(['ok', 'malformed', 'slow', 'error'])),
  model: v.optional(oneOf(['ok', 'missing', 'corrupt'])),
  wasm: v.optional(oneOf(['ok', 'missing'])),
  delayMs: v.optional(v.pipe(number, v.minValue(0), v.maxValue(60_000))),
});
