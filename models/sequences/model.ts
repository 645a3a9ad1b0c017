/** A model folder in; scores of items after a history out, through the encoder and the runtime that the browser runs. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {emptyContext} from '../../src/context/summarize.js';
import {encode} from '../../src/features/encode.js';
import {readSchema} from '../../src/features/schema.js';
import {createSession} from '../../src/ranker/session.js';
import type {FeatureBatch, FeatureSchema, ListToRank, Manifest} from '../../src/ranking-types.js';
import {HEADS, type InteractionContext, type RankableCandidate, type RecordedInteraction} from '../../src/types.js';
import {FLOAT32, FOUR_BIT, ITEMS} from './publish.js';

/** A list of `client.rank` holds no more; a catalogue is scored in lists of this many, all in one run. */
const CHUNK = 1000;
const IMPACT = HEADS.indexOf('impact');
/** As export_sequences.py writes it. */
const IMPACT_SHARE = 1 / 256;
/** Any moment: the model does not read the time. */
const START = Date.UTC(2026, 0, 1);

export interface SequenceModel {
  readonly manifest: Manifest;
  readonly schema: FeatureSchema;
  readonly itemIds: readonly number[];
  /** Scores in the order of the candidates; histories oldest first, all as numbers of items. */
  score(history: readonly number[], candidates: ArrayLike<number>): Promise<Float32Array>;
  /** The same in the unit of the cross-entropy: differences are those of log chances. */
  scoreLogits(history: readonly number[], candidates: ArrayLike<number>): Promise<Float32Array>;
  /** Scores of all items by their number; index 0 is nobody's. */
  scoreCatalogue(history: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** The graph that is served, the same in float32, or in 4 bits. */
export type Bits = 'served' | 'float32' | '4 bit';

/** Throws a sentence where the folder holds no sequence model. */
export async function loadSequenceModel(folder: string, bits: Bits): Promise<SequenceModel> {
  const missing = [join(folder, 'current.json'), join(folder, ITEMS)].find(path => !existsSync(path));
  if (missing !== undefined) throw new Error(`There is no sequence model in ${folder} (no ${missing}); make one with: npm run train:sequences -- --data FILE --out ${folder}`);
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const manifest = read((read('current.json') as {manifest: string}).manifest) as Manifest;
  const schema = readSchema(read(manifest.files.schema.path));
  const itemIds = read(ITEMS) as number[];
  const session = await createSession(readFileSync(join(folder, {served: manifest.files.model.path, float32: FLOAT32, '4 bit': FOUR_BIT}[bits])));
  const run = async (batch: FeatureBatch) => impacts(await session.run(batch), batch);
  const score = (history: readonly number[], candidates: ArrayLike<number>) => run(encode([listOf(Array.from(candidates))], contextOf(history), schema, START));
  const wholeCatalogue = encode(chunks(itemIds.length).map(listOf), emptyContext(START), schema, START);
  return {
    manifest, schema, itemIds,
    score,
    scoreLogits: async (history, candidates) => (await score(history, candidates)).map(share => share / IMPACT_SHARE),
    async scoreCatalogue(history) {
      // The lists are the same for everybody, the history is all that differs.
      const {history: rows, historyMask} = encode([listOf([1])], contextOf(history), schema, START);
      const scores = await run({...wholeCatalogue, history: rows, historyMask});
      const byNumber = new Float32Array(itemIds.length + 1);
      byNumber.set(scores, 1);
      return byNumber;
    },
    release: () => session.release(),
  };
}

/** Item numbers as a history that was recorded, one a second. */
export function contextOf(history: readonly number[]): InteractionContext {
  return {...emptyContext(START), history: history.map(interactionWith)};
}

function interactionWith(item: number, place: number): RecordedInteraction {
  return {id: String(place), at: START + place * 1000, visit: '', kind: 'open', candidate: cardOf(item)};
}

const cardOf = (item: number) => ({id: `item-${item}`, type: 'item', entity: {level: 'ad', id: String(item)}, embedding: [item]} as const);

function listOf(items: readonly number[]): ListToRank {
  const candidates: RankableCandidate[] = items.map(item => ({...cardOf(item), serverScore: 0, createdAt: START}));
  return {surface: 'campaign-list', candidates, pinned: [], goal: {results: 1, cost: 0, reach: 0, effort: 0}, seed: ''};
}

function chunks(items: number): number[][] {
  return Array.from({length: Math.ceil(items / CHUNK)}, (_, chunk) => Array.from({length: Math.min(CHUNK, items - chunk * CHUNK)}, (_, at) => chunk * CHUNK + at + 1));
}

/** The one head that carries the score itself, of the real candidates, list after list. */
function impacts(raw: Float32Array, {counts, candidatesPerList}: FeatureBatch): Float32Array {
  const scores = new Float32Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  counts.forEach((count, list) => {
    for (let n = 0; n < count; n++) scores[at++] = raw[(list * candidatesPerList + n) * HEADS.length + IMPACT] ?? NaN;
  });
  return scores;
}
