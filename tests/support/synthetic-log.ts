/** A small log that needs no world: enough of every label for the whole training pipeline to run, and nothing to be learned from it. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {baseSchema} from '../../models/training/base-schema.js';
import {emptyContext, summarize} from '../../src/context/summarize.js';
import {contextVectorOf, digestOf, encode} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import {interactionEvent} from '../../src/feedback/event.js';
import {servedEvent} from '../../src/feedback/served.js';
import type {Candidate, Goal, InteractionContext, RecordedInteraction} from '../../src/types.js';
import type {FeedbackEvent} from '../../src/wire-types.js';

const TYPES = ['raise-budget', 'fix-tag', 'add-keywords', 'refresh-creative'];
const EMBEDDING = {version: 'synthetic-1', size: 4};
const GOAL: Goal = {results: 0.6, cost: 0.4, reach: 0.2, effort: 0.3};
const CONSENT = {measurement: true, personalization: true};
const START = Date.UTC(2026, 8, 7);
const MINUTE = 60_000;

export interface SyntheticLog {
  readonly accounts?: number;
  readonly visits?: number;
  readonly seed?: number;
}

/** Writes log.json, candidates.jsonl and events.jsonl into `folder`. */
export function writeSyntheticLog(folder: string, {accounts = 60, visits = 3, seed = 1}: SyntheticLog = {}): void {
  mkdirSync(folder, {recursive: true});
  const events: FeedbackEvent[] = [];
  const candidates: {account: string; candidate: Candidate}[] = [];
  const random = mulberry(seed);
  let slates = 0;
  for (let a = 0; a < accounts; a++) {
    const account = `act_${a}`;
    const own = candidatesOf(account, random);
    candidates.push(...own.map(candidate => ({account, candidate})));
    let context: InteractionContext = emptyContext(0);
    for (let v = 0; v < visits; v++) {
      const made = visit({account, own, context, number: v, random});
      events.push(...made.events);
      context = made.context;
      slates++;
    }
  }
  const lines = (rows: readonly unknown[]) => `${rows.map(row => JSON.stringify(row)).join('\n')}\n`;
  writeFileSync(join(folder, 'log.json'), JSON.stringify({format: 1, seed, config: {}, visits: accounts * visits, slates, events: events.length, embedding: EMBEDDING, types: TYPES}));
  writeFileSync(join(folder, 'candidates.jsonl'), lines(candidates));
  writeFileSync(join(folder, 'events.jsonl'), lines(events));
}

interface VisitCall {
  readonly account: string;
  readonly own: readonly Candidate[];
  readonly context: InteractionContext;
  readonly number: number;
  readonly random: () => number;
}

/** One slate, a host action before it and answers after it; every fourth card applied, some of those undone. */
function visit({account, own, context: before, number, random}: VisitCall): {events: FeedbackEvent[]; context: InteractionContext} {
  const owner = {account, user: 'u', device: 'd'};
  const name = `${account}-${number}`;
  const events: FeedbackEvent[] = [];
  let at = START + number * 86_400_000;
  let context: InteractionContext = {...before, visitStartedAt: at};
  const record = (interaction: Omit<RecordedInteraction, 'id' | 'at' | 'visit'>) => {
    at += Math.round(MINUTE * random());
    const recorded = {...interaction, id: `${name}-${events.length}`, at, visit: name};
    const event = interactionEvent(recorded, owner, CONSENT);
    if (event) events.push(event);
    context = summarize(context, recorded);
  };
  record({kind: 'edit', surface: 'budget-editor', entity: {level: 'campaign', id: `${account}-c0`}});

  at += 1000;
  const list = {surface: 'campaign-list' as const, candidates: own, pinned: [], goal: GOAL, seed: name};
  const schema = readSchema(baseSchema({embedding: EMBEDDING, types: TYPES}));
  const batch = encode([list], context, schema, at);
  const order = own.map(candidate => ({candidate, key: random()})).sort((x, y) => x.key - y.key).map(({candidate}) => candidate);
  const items = order.map(candidate => ({candidateId: candidate.id, serverPosition: own.indexOf(candidate), scores: null, utility: candidate.serverScore, logPropensity: -1, pinned: false}));
  events.push(servedEvent({
    slate: {slateId: name, model: null}, list, owner, visit: name, consent: CONSENT, featureSchema: schema.version, now: at, id: `${name}-served`,
    ranked: {
      tier: 'linear', items, withheld: [], policy: {id: 'random', seed: name, temperature: 1, window: 4, places: 10, goal: GOAL}, logPropensity: -own.length,
      contextVector: contextVectorOf(batch, 0), digest: digestOf(batch, 0), replaced: 0, timings: {},
    },
  }));
  for (const [position, candidate] of order.slice(0, 4).entries()) {
    const card = {surface: 'campaign-list' as const, placement: {slateId: name, candidateId: candidate.id, position}, candidate: {id: candidate.id, type: candidate.type, entity: candidate.entity, embedding: candidate.embedding}};
    record({kind: 'impression', ...card});
    const chance = random();
    if (chance < 0.45) record({kind: 'open', ...card});
    if (chance < 0.25) record({kind: 'apply', ...card});
    if (chance < 0.08) record({kind: 'undo', ...card});
    else if (chance < 0.25) record({kind: 'outcome', value: 100 * chance, ...card});
    if (chance > 0.85) record({kind: 'dismiss', reason: 'not-relevant', ...card});
  }
  return {events, context};
}

function candidatesOf(account: string, random: () => number): Candidate[] {
  return Array.from({length: 6}, (_, index) => ({
    id: `${account}-s${index}`, version: '1', type: TYPES[index % TYPES.length] ?? '', entity: {level: 'campaign', id: `${account}-c${index % 2}`},
    headline: 'A suggestion', reason: 'A reason', impact: {metric: 'results', low: 1, high: 5 + index, unit: 'percent', horizonDays: 7}, effort: 2,
    serverScore: random(), embedding: TYPES.map((_, type) => Number(type === index % TYPES.length)), createdAt: START - 86_400_000,
  }));
}

// Mulberry32 (T. Ettinger, public domain).
function mulberry(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}
