/**
 * The log directory that `npm run world` writes and training reads: events.jsonl (feedback, by device, then time), candidates.jsonl (each version
 * once an account), log.json, and apart, never read by training, truth/visits.jsonl. Made with the page's own summary, encoder and events.
 */
import {createWriteStream, mkdirSync, writeFileSync, type WriteStream} from 'node:fs';
import {join} from 'node:path';
import {once} from 'node:events';
import {contextVectorOf, digestOf, encode} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import {interactionEvent} from '../../src/feedback/event.js';
import type {Owner} from '../../src/feedback/owner.js';
import {servedEvent} from '../../src/feedback/served.js';
import type {FeatureSchema} from '../../src/ranking-types.js';
import {baseSchema} from '../training/base-schema.js';
import {newAdvertiser} from './advertiser.js';
import {KNOWN_TYPES} from './catalogue.js';
import {EMBEDDING_SIZE, EMBEDDING_VERSION} from './embedding.js';
import type {Foundation} from './foundation.js';
import {loggingPolicy} from './policies.js';
import {uuidAt} from './ids.js';
import {runVisit, type Recorder, type SlateResult, type VisitResult} from './visit.js';
import {planVisit, visitCounts, visitTimes} from './visit-plan.js';

export interface LogCounts {
  readonly visits: number;
  readonly slates: number;
  readonly events: number;
}

export const VOCABULARY = {embedding: {version: EMBEDDING_VERSION, size: EMBEDDING_SIZE}, types: KNOWN_TYPES};
const CONSENT = {measurement: true, personalization: true};

/** Lives through `visits` visits under the logging policy. @param progress told the number of visits done, once an account */
export async function writeLog(foundation: Foundation, visits: number, folder: string, progress: (done: number) => void = () => undefined): Promise<LogCounts> {
  mkdirSync(join(folder, 'truth'), {recursive: true});
  const schema = readSchema(baseSchema(VOCABULARY));
  const files = {events: lines(join(folder, 'events.jsonl')), candidates: lines(join(folder, 'candidates.jsonl')), truth: lines(join(folder, 'truth', 'visits.jsonl'))};
  const counts = {visits: 0, slates: 0, events: 0};
  const each = visitCounts(foundation, visits);
  for (const [index, accountId] of foundation.accountIds.entries()) {
    const advertiser = newAdvertiser(foundation.config, foundation.account(accountId), foundation.config.start);
    const known = new Set<string>();
    const owner: Owner = {account: accountId, user: 'u1', device: 'd1'};
    const recorder: Recorder = {
      interaction(recorded) {
        const event = interactionEvent(recorded, owner, CONSENT);
        if (!event) return;
        counts.events++;
        files.events.write(event);
      },
      slate(slate, visit) {
        counts.slates++;
        counts.events++;
        files.events.write(served(foundation, slate, visit, owner, schema));
        for (const candidate of slate.request.list.candidates) {
          const key = `${candidate.id}@${candidate.version}`;
          if (known.has(key)) continue;
          known.add(key);
          files.candidates.write({account: accountId, candidate});
        }
      },
    };
    for (const [number, startedAt] of visitTimes(foundation, accountId, each[index] ?? 0).entries()) {
      const result = await runVisit(foundation, advertiser, planVisit(foundation, accountId, String(number), startedAt), loggingPolicy, null, recorder);
      counts.visits++;
      files.truth.write(truthOf(result));
    }
    for (const file of Object.values(files)) await file.drained();
    progress(counts.visits);
  }
  for (const file of Object.values(files)) await file.close();
  const {config} = foundation;
  writeFileSync(join(folder, 'log.json'), `${JSON.stringify({format: 1, seed: config.seed, config, ...counts, ...VOCABULARY}, null, 2)}\n`);
  return counts;
}

/** What the page would have sent when it served the slate. */
function served({config}: Foundation, {slateId, at, request, ranked}: SlateResult, visit: string, owner: Owner, schema: FeatureSchema) {
  const batch = encode([request.list], request.context, schema, at);
  return servedEvent({
    slate: {slateId, model: null}, list: request.list, owner, visit, consent: CONSENT, featureSchema: schema.version, now: at, id: uuidAt(at, config.seed, slateId, 'served'),
    ranked: {...ranked, contextVector: contextVectorOf(batch, 0), digest: digestOf(batch, 0), replaced: batch.replaced},
  });
}

function truthOf({plan, slates, expected, sampled}: VisitResult) {
  return {
    visit: plan.id, account: plan.accountId, at: plan.startedAt, intent: plan.intent, focus: plan.focus, expected, sampled,
    slates: slates.map(({slateId, cards}) => ({
      slateId,
      cards: cards.map(({offer, examined, answers, worth}) => [offer.candidate.id, digits(examined), digits(answers.open), digits(answers.apply), digits(answers.dismiss), digits(answers.undo), digits(worth)]),
    })),
  };
}

function digits(value: number): number {
  return Number(value.toPrecision(4));
}

/** One JSON value a line, without waiting for the disk until `drained`. */
function lines(path: string) {
  const stream: WriteStream = createWriteStream(path);
  let failure: Error | null = null;
  stream.on('error', error => failure = error);
  let waiting: string[] = [];
  const flush = () => {
    const full = waiting.length > 0 && !stream.write(`${waiting.join('\n')}\n`);
    waiting = [];
    return full;
  };
  return {
    write: (value: unknown) => void waiting.push(JSON.stringify(value)),
    async drained() {
      if (flush()) await once(stream, 'drain');
      if (failure) throw failure;
    },
    async close() {
      flush();
      stream.end();
      await once(stream, 'finish');
    },
  };
}
