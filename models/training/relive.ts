/** A log lived through again, a device at a time, with the page's own summary: every slate with what the device knew when it asked for it, and what came of it. */
import {emptyContext, summarize} from '../../src/context/summarize.js';
import {encode} from '../../src/features/encode.js';
import type {FeatureBatch, FeatureSchema, ListToRank} from '../../src/ranking-types.js';
import type {Candidate, InteractionContext, RecordedInteraction} from '../../src/types.js';
import type {FeedbackEvent, InteractionEvent, ServedData, ServedEvent} from '../../src/wire-types.js';
import {BadLog, candidateKey, eachDevice, type Log} from './log.js';

export interface RelivedSlate {
  readonly account: string;
  readonly event: ServedEvent;
  /** Epoch ms. */
  readonly at: number;
  /** In the server's order; null when the log does not know one of them. */
  readonly candidates: readonly Candidate[] | null;
  /** But for the signals, which stay on the device. */
  readonly context: InteractionContext;
  /** The device's interactions with this slate, oldest first. */
  readonly answers: readonly InteractionEvent[];
}

/** Calls `take` once a slate, in the order of the log. */
export async function eachSlate(log: Log, take: (slate: RelivedSlate) => void | Promise<void>): Promise<void> {
  await eachDevice(log, async ({account, events}) => {
    const answers = bySlate(events);
    const known = new Map<string, Candidate>();
    let context: InteractionContext = emptyContext(0);
    let visit: string | null = null;
    for (const event of events) {
      const at = Date.parse(event.time);
      if (event.data.visit !== visit) [context, visit] = [{...context, visitStartedAt: at}, event.data.visit];
      if (event.type === 'inkling.health.v1') continue;
      if (isInteraction(event)) {
        context = summarize(context, recorded(event, at, known));
        continue;
      }
      const candidates = candidatesOf(log, account, event);
      for (const candidate of candidates ?? []) known.set(candidate.id, candidate);
      await take({account, event, at, candidates, context, answers: answers.get(event.data.slateId) ?? []});
    }
  });
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

/**
 * The list as the page encoded it. Signals stay on the device, so the context is the logged one; null where consent kept it back, or a candidate is unknown.
 * @param schema the one that the page had
 * @throws {BadLog} where the context that was logged is not of that schema
 */
export function encoded({event: {data}, candidates, context, at}: RelivedSlate, schema: FeatureSchema): FeatureBatch | null {
  if (data.context === undefined || candidates === null) return null;
  const vector = new Int8Array(Buffer.from(data.context, 'base64'));
  if (vector.length !== schema.context.length) throw new BadLog(`The slate ${data.slateId} carries a context of ${vector.length} numbers; its schema has ${schema.context.length}.`);
  const batch = encode([listOf(data, candidates)], context, schema, at);
  batch.context.set(Float32Array.from(vector, step => step / 16));
  return batch;
}

/** As it was asked to be ranked. */
export function listOf({surface, entity, candidateIds, pins, previous, policy: {goal: [results, cost, reach, effort], seed}}: ServedData, candidates: readonly Candidate[]): ListToRank {
  const stood = previous?.flatMap((position, index) => (position >= 0 ? [{position, candidateId: candidateIds[index] ?? ''}] : [])).sort((a, b) => a.position - b.position);
  return {surface, entity, candidates, pinned: pins, goal: {results, cost, reach, effort}, seed, ...(stood && {previous: stood.map(({candidateId}) => ({candidateId}))})};
}
