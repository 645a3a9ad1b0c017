/**
 * A log in, tensors out: every device is lived through again with the summary and the encoder of the page, and each slate's encoding is written
 * down with what came of it. A slate whose encoding does not have the digest that was logged is dropped and counted [F8].
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {emptyContext, summarize} from '../../src/context/summarize.js';
import {digestOf, encode} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import type {FeatureBatch, FeatureSchema} from '../../src/ranking-types.js';
import type {Candidate, InteractionContext, RecordedInteraction} from '../../src/types.js';
import type {FeedbackEvent, InteractionEvent, ServedEvent} from '../../src/wire-types.js';
import {baseSchema} from './base-schema.js';
import {LABEL_COLUMNS, labelsOf} from './labels.js';
import {BadLog, candidateKey, eachDevice, openLog, type Log} from './log.js';
import {createRows} from './shards.js';

export interface Replay {
  readonly schema: FeatureSchema;
  readonly about: Log['about'];
  readonly slates: number;
  readonly cards: number;
  readonly examined: number;
  readonly applies: number;
  /** Slates left out, by reason. */
  readonly dropped: {readonly digest: number; readonly noContext: number; readonly noCandidates: number};
}

/** Columns of slates.npy. */
const SLATE_COLUMNS = ['history', 'historyCount', 'candidates', 'candidateCount', 'same', 'account'] as const;

/** Writes the shards of a log directory into `out`. Throws `BadLog` with a sentence. */
export async function replay(folder: string, out: string): Promise<Replay> {
  const log = await openLog(folder);
  const schema = readSchema(baseSchema(log.vocabulary));
  mkdirSync(out, {recursive: true});
  const rows = {
    history: createRows(join(out, 'history.npy'), 'float16', schema.history.length),
    candidates: createRows(join(out, 'candidates.npy'), 'float16', schema.candidates.length),
    context: createRows(join(out, 'context.npy'), 'int8', schema.context.length),
    same: createRows(join(out, 'same.npy'), 'uint8', 0),
    labels: createRows(join(out, 'labels.npy'), 'float32', LABEL_COLUMNS.length),
    slates: createRows(join(out, 'slates.npy'), 'int64', SLATE_COLUMNS.length),
  };
  const accounts = new Map<string, number>();
  const dropped = {digest: 0, noContext: 0, noCandidates: 0};
  let examined = 0;
  let applies = 0;

  await eachDevice(log, ({account, events}) => {
    if (!accounts.has(account)) accounts.set(account, accounts.size);
    const answers = bySlate(events);
    const known = new Map<string, Candidate>();
    let context: InteractionContext = emptyContext(0);
    let visit: string | null = null;
    for (const event of events) {
      const at = Date.parse(event.time);
      if (event.data.visit !== visit) [context, visit] = [{...context, visitStartedAt: at}, event.data.visit];
      if (isInteraction(event)) {
        context = summarize(context, recorded(event, at, known));
        continue;
      }
      const candidates = candidatesOf(log, account, event);
      for (const candidate of candidates ?? []) known.set(candidate.id, candidate);
      const batch = candidates && encoded(event, candidates, context, schema, at);
      if (!batch) dropped[candidates ? 'noContext' : 'noCandidates']++;
      else if (event.data.digest !== undefined && digestOf(batch, 0) !== event.data.digest) dropped.digest++;
      else {
        const past = batch.historyMask.reduce((sum, mask) => sum + mask, 0);
        const count = batch.counts[0] ?? 0;
        rows.slates.append([rows.history.rows, past, rows.candidates.rows, count, rows.same.rows, accounts.get(account) ?? 0]);
        rows.history.append(batch.history.subarray(0, past * schema.history.length));
        rows.candidates.append(batch.candidates.subarray(0, count * schema.candidates.length));
        rows.context.append(batch.context.map(value => Math.round(value * 16)));
        for (let n = 0; n < count; n++) rows.same.append(batch.sameEntity.subarray(n * batch.historyLength, n * batch.historyLength + past));
        for (const labels of labelsOf(event, answers.get(event.data.slateId) ?? [])) {
          rows.labels.append(LABEL_COLUMNS.map(name => labels[name]));
          examined += labels.examined;
          applies += labels.apply || 0;
        }
      }
    }
  });

  const cards = rows.candidates.rows;
  const slates = rows.slates.rows;
  for (const file of Object.values(rows)) file.close();
  if (slates === 0) {
    throw new BadLog(`No slate of ${join(folder, 'events.jsonl')} can be used: ${dropped.noContext} without an encoded context, ${dropped.noCandidates} with unknown candidates, ${dropped.digest} whose encoding differs.`);
  }
  const historyColumn = (name: string) => schema.history.findIndex(column => column.name === name);
  writeFileSync(join(out, 'shards.json'), JSON.stringify({
    historyLength: schema.historyLength, lagColumn: historyColumn('lag'), visitColumn: historyColumn('same-visit'), shownColumn: historyColumn('kind=impression'), labels: LABEL_COLUMNS, slates: SLATE_COLUMNS,
  }));
  return {schema, about: log.about, slates, cards, examined, applies, dropped};
}

function bySlate(events: readonly FeedbackEvent[]): ReadonlyMap<string, InteractionEvent[]> {
  const answers = new Map<string, InteractionEvent[]>();
  for (const event of events) {
    if (!isInteraction(event) || !event.data.placement) continue;
    const {slateId} = event.data.placement;
    const own = answers.get(slateId);
    if (own) own.push(event);
    else answers.set(slateId, [event]);
  }
  return answers;
}

const isInteraction = (event: FeedbackEvent): event is InteractionEvent => event.type === 'inkling.interaction.v1';

/** As the device had recorded it: the candidate comes back from the slates in which it was served. */
function recorded(event: InteractionEvent, at: number, known: ReadonlyMap<string, Candidate>): RecordedInteraction {
  const {kind, visit, surface, entity, placement, candidateType, reason, until, value} = event.data;
  const served = placement && known.get(placement.candidateId);
  const candidate = served && candidateType !== undefined ? {id: served.id, type: served.type, entity: served.entity, embedding: served.embedding} : undefined;
  return {id: event.id, at, visit, kind, surface, entity, placement, candidate, reason, until, value};
}

/** In the server's order; null when the log does not know one of them. */
function candidatesOf(log: Log, account: string, {data}: ServedEvent): Candidate[] | null {
  const list = data.candidateIds.map((id, index) => {
    const candidate = log.candidates.get(candidateKey(account, id, data.candidateVersions[index] ?? ''));
    return candidate && {...candidate, serverScore: data.serverScores[index] ?? candidate.serverScore};
  });
  return list.every(candidate => candidate !== undefined) ? list : null;
}

/** The list as the page encoded it. Signals stay on the device, so the context is the logged one; null where consent kept it back. */
function encoded({data}: ServedEvent, candidates: readonly Candidate[], context: InteractionContext, schema: FeatureSchema, now: number): FeatureBatch | null {
  if (data.context === undefined) return null;
  if (data.featureSchema !== schema.version) {
    throw new BadLog(`The log was encoded with the feature schema ${data.featureSchema ?? 'none'}, this version makes ${schema.version}; make the log again, or train with the version that wrote it.`);
  }
  const vector = new Int8Array(Buffer.from(data.context, 'base64'));
  if (vector.length !== schema.context.length) throw new BadLog(`The slate ${data.slateId} carries a context of ${vector.length} numbers; its schema has ${schema.context.length}.`);
  const [results = 0, cost = 0, reach = 0, effort = 0] = data.policy.goal;
  const batch = encode([{surface: data.surface, entity: data.entity, candidates, pinned: data.pins, goal: {results, cost, reach, effort}, seed: data.policy.seed}], context, schema, now);
  batch.context.set(Float32Array.from(vector, step => step / 16));
  return batch;
}
