/** Numbered sequences in, a model folder out: arrays → Python → quantized graph → golden scores → manifest. */
import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Published} from '../training/artifacts.js';
import {findPython, NO_PYTHON, runPython} from '../training/python.js';
import {createRows} from '../training/shards.js';
import {publishSequences} from './publish.js';
import type {Sequences} from './read.js';

const here = dirname(fileURLToPath(import.meta.url));

export interface TrainingOptions {
  readonly out: string;
  /** Sizes; a file such as sequences.json. */
  readonly config: string;
  readonly seed: number;
  readonly threads: number;
  readonly resume?: boolean;
  /** The configuration's when left out. */
  readonly epochs?: number;
  /**
   * Users, by their place, who are not learned from and whose last items choose the epoch; everything of the others is learned, and without any the last epoch is taken.
   * Left out: each user's last item is never learned, and the one before chooses.
   */
  readonly held?: readonly number[];
  /** Kept in the manifest. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface Trained extends Published {
  readonly epochs: number;
  /** The epoch that was taken, with its HR@10 and NDCG@10 where one was chosen. */
  readonly best: unknown;
}

export async function trainSequences({users, itemIds}: Pick<Sequences, 'users' | 'itemIds'>, {out, config, seed, threads, resume, epochs, held, about}: TrainingOptions): Promise<Trained> {
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  // Sequences and checkpoints: kept, so that a killed run can go on.
  const work = join(out, '.training');
  mkdirSync(work, {recursive: true});
  writeArrays(work, users, held);
  const options = ['--data', work, '--out', work, '--config', config, '--seed', String(seed), '--threads', String(threads), ...(epochs === undefined ? [] : ['--epochs', String(epochs)]), ...(resume ? ['--resume'] : [])];
  await runPython(python, join(here, 'train_sequences.py'), options, threads);
  const published = await publishSequences(work, out, itemIds, {...about, seed});
  const fit = JSON.parse(readFileSync(join(work, 'fit.json'), 'utf8')) as {epochs: readonly unknown[]; best: unknown};
  return {...published, epochs: fit.epochs.length, best: fit.best};
}

/** See sequence_data.py, which reads them. */
function writeArrays(work: string, users: Sequences['users'], held: readonly number[] | undefined): void {
  const [items, begins] = [createRows(join(work, 'items.npy'), 'int64', 0), createRows(join(work, 'begins.npy'), 'int64', 0)];
  for (const own of users) {
    begins.append([items.rows]);
    items.append(own);
  }
  begins.append([items.rows]);
  items.close();
  begins.close();
  rmSync(join(work, 'held.npy'), {force: true});
  if (!held) return;
  const apart = createRows(join(work, 'held.npy'), 'int64', 0);
  apart.append(held);
  apart.close();
}
