/** The smallest weights that are as good as float32: each scheme's bytes are run by ORT-web on the accounts that the log keeps for the report, and judged [R4]. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync} from 'node:zlib';
import type {Manifest} from '../../src/ranking-types.js';
import {createSession} from '../../src/ranker/session.js';
import {HEADS, type Head} from '../../src/types.js';
import {runPython} from './python.js';
import {openReplayed} from './replayed.js';

/** Widths and blocks that are tried; a block is inputs that share a scale. */
export const SCHEMES = ['8-channel', '8-64', '8-16', '4-channel', '4-64', '4-32', '4-16', '4-8'] as const;
const REFERENCE = 'float32';
/** What a scheme may lose against float32: a share of NDCG@5, by the logged answers and by float32's own chances; and an absolute calibration error of each head. */
const MAX_NDCG_LOSS = 0.002;
const MAX_CALIBRATION_LOSS = 0.002;

type Probability = Exclude<Head, 'impact'>;
/** Of schemes.py. */
type HeldOut = {readonly calibrationErrors: Readonly<Record<Probability, number>>; readonly ndcg5Apply: {readonly value: number | null; readonly lists: number}; readonly orderLoss: number};

export interface Judged {
  readonly scheme: string;
  /** Encoder and scorer. */
  readonly bytes: number;
  readonly bytesBrotli: number;
  readonly ndcg5: number;
  /** 1 − ndcg5 / float32's. */
  readonly ndcgLoss: number;
  /** What of the NDCG@5 that is to be expected is lost, were float32's chances of an apply the truth: no luck in it. */
  readonly orderLoss: number;
  /** Calibration error less float32's, over float32's bins. */
  readonly calibrationLoss: Readonly<Record<Probability, number>>;
  readonly good: boolean;
}

/** A scheme and what came of it, for the manifest. */
export interface Chosen {
  readonly scheme: string;
  /** Holds model.onnx, history.onnx, golden-inputs.json. */
  readonly folder: string;
  readonly calibration: Manifest['calibration'];
  /** Of the scores that it serves. */
  readonly reference: Manifest['reference'];
  readonly heldOut: HeldOut;
  readonly float32HeldOut: HeldOut;
  /** float32 first. */
  readonly table: readonly Judged[];
}

export interface QuantizationOptions {
  readonly python: string;
  /** Where training wrote `trained.pt`. */
  readonly work: string;
  /** What it read: where `replay` wrote. */
  readonly shards: string;
  readonly schemes: readonly string[];
  readonly threads: number;
  readonly say: (text: string) => void;
}

/**
 * Writes every scheme's graphs under `work`/quantized and judges them.
 * @param asked publishes this one instead of the smallest that is good enough
 */
export async function quantize({python, work, shards, schemes, threads, say}: QuantizationOptions, asked?: string): Promise<Chosen> {
  const names = [REFERENCE, ...new Set([...schemes, ...(asked === undefined ? [] : [asked])])].filter((name, index, all) => all.indexOf(name) === index);
  const script = join(dirname(fileURLToPath(import.meta.url)), 'schemes.py');
  const call = (task: string) => runPython(python, script, [task, '--data', shards, '--work', work, '--schemes', names.join(','), '--threads', String(threads)], threads);
  mkdirSync(join(work, 'quantized'), {recursive: true});
  await call('write');
  const json = (name: string): unknown => JSON.parse(readFileSync(join(work, 'quantized', name), 'utf8'));
  const written = json('written.json') as {report: number[]; schemes: Record<string, {calibration: Manifest['calibration']}>};
  for (const name of names) await score(work, shards, name, written.report, say);
  await call('judge');

  const judged = json('judged.json') as Record<string, HeldOut>;
  const reference = judged[REFERENCE];
  if (!reference) throw new Error('Nothing was judged.');
  const table = names.flatMap(name => {
    const heldOut = judged[name];
    return heldOut ? [compare(name, graphsOf(work, name), heldOut, reference)] : [];
  });
  const scheme = asked ?? smallest(table);
  const [heldOut, calibration] = [judged[scheme], written.schemes[scheme]?.calibration];
  if (!heldOut || !calibration) throw new Error(`${scheme} was not judged.`);
  const references = json('references.json') as Record<string, Manifest['reference']>;
  return {scheme, folder: join(work, 'quantized', scheme), calibration, reference: references[scheme], heldOut, float32HeldOut: reference, table};
}

/** Of those that are good enough, the fewest bytes; float32 where none is. */
export function smallest(table: readonly Judged[]): string {
  return table.filter(({good}) => good).reduce((best, one) => (one.bytesBrotli < best.bytesBrotli ? one : best), table[0] ?? fail()).scheme;
}

function fail(): never {
  throw new Error('There is no scheme to choose from.');
}

function graphsOf(work: string, name: string): {readonly model: Uint8Array; readonly history: Uint8Array} {
  const read = (file: string) => readFileSync(join(work, 'quantized', name, file));
  return {model: read('model.onnx'), history: read('history.onnx')};
}

/** The scores of all real cards of these slates, one row after another. */
async function score(work: string, shards: string, name: string, slates: readonly number[], say: (text: string) => void): Promise<void> {
  const {model, history} = graphsOf(work, name);
  const session = await createSession(model, {history});
  const replayed = openReplayed(shards);
  const rows: Float32Array[] = [];
  const started = Date.now();
  for (const slate of slates) {
    const batch = replayed.batch(slate);
    const scores = await session.run(batch);
    rows.push(scores.slice(0, batch.candidatesPerList * HEADS.length));
  }
  replayed.close();
  await session.release();
  writeFileSync(join(work, 'quantized', name, 'scores.f32'), Buffer.concat(rows.map(row => new Uint8Array(row.buffer, row.byteOffset, row.byteLength))));
  say(`${name}: ${slates.length} slates scored by its bytes in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

function compare(scheme: string, graphs: {readonly model: Uint8Array; readonly history: Uint8Array}, heldOut: HeldOut, reference: HeldOut): Judged {
  const files = [graphs.model, graphs.history];
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const [ndcg5, exact] = [heldOut.ndcg5Apply.value ?? 0, reference.ndcg5Apply.value ?? 0];
  const loss = (head: Probability) => heldOut.calibrationErrors[head] - reference.calibrationErrors[head];
  const calibrationLoss = {open: loss('open'), apply: loss('apply'), dismiss: loss('dismiss'), undo: loss('undo')};
  const ndcgLoss = exact > 0 ? 1 - ndcg5 / exact : 0;
  return {
    scheme, bytes: sum(files.map(file => file.length)), bytesBrotli: sum(files.map(file => brotliCompressSync(file).length)), ndcg5, ndcgLoss, orderLoss: heldOut.orderLoss, calibrationLoss,
    good: Math.max(ndcgLoss, heldOut.orderLoss) <= MAX_NDCG_LOSS && Object.values(calibrationLoss).every(more => more <= MAX_CALIBRATION_LOSS),
  };
}

/** For models/README.md. */
export function quantizationTable({table, scheme: chosen, heldOut}: Chosen): string {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  const row = ({scheme, bytes, bytesBrotli, ndcg5, ndcgLoss, orderLoss, calibrationLoss: {open, apply, dismiss, undo}, good}: Judged) => [
    scheme === chosen ? `**${scheme}**` : scheme, (bytes / 1000).toFixed(0), (bytesBrotli / 1000).toFixed(1), ndcg5.toFixed(4), percent(ndcgLoss), percent(orderLoss),
    ...[open, apply, dismiss, undo].map(more => (more * 100).toFixed(3)), good ? 'yes' : 'no',
  ];
  const head = ['weights', 'kB', 'kB brotli', 'NDCG@5 apply', 'lost of it', 'lost by float32\'s own chances', 'calibration error more, open (points)', 'apply', 'dismiss', 'undo', 'good enough'];
  const lines = [head, head.map(() => '---'), ...table.map(row)].map(cells => `| ${cells.join(' | ')} |`);
  return [
    `Both graphs' bytes, run by ORT-web in Node on slates of the accounts that nothing was learned from (${heldOut.ndcg5Apply.lists} lists with an apply, which differ by luck: hence the second`,
    `loss, against float32's own chances of an apply, over all cards); each scheme calibrated anew, its calibration error taken over float32's bins. Good enough: at most ${percent(MAX_NDCG_LOSS)} lost by either, and no head's calibration error more than`,
    `${MAX_CALIBRATION_LOSS * 100} points up. The smallest of these is ${smallest(table)}, which training publishes unless it is told otherwise; in bold, what is published.`, '', ...lines,
  ].join('\n');
}
