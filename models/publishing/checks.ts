/** What a model must be before anyone asks how good it is: read as a device reads it, byte for byte, and its known inputs scored as they are known. */
import {existsSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {featuresOf} from '../../src/features/sample.js';
import {readSchema} from '../../src/features/schema.js';
import {loadManifest, loadModel} from '../../src/ranker/artifact.js';
import {difference, GOLDEN_TOLERANCE, readGolden} from '../../src/ranker/golden.js';
import {createSession} from '../../src/ranker/session.js';
import type {Manifest} from '../../src/ranking-types.js';

/** [R4], with everything that it needs. */
const MAX_BROTLI = 250_000;

export interface Current {
  readonly name: string;
  readonly version: number;
  readonly manifest: string;
}

/** Null where nothing is there. Throws a sentence where it cannot be read. */
export function currentOf(folder: string): Current | null {
  const path = join(folder, 'current.json');
  if (!existsSync(path)) return null;
  const current = JSON.parse(readFileSync(path, 'utf8')) as Partial<Current>;
  const {name, version, manifest} = current;
  if (typeof name !== 'string' || typeof version !== 'number' || typeof manifest !== 'string') throw new Error(`${path} does not name a model, its version and its manifest.`);
  return {name, version, manifest};
}

export function manifestOf(folder: string, current: Current): Manifest {
  return JSON.parse(readFileSync(join(folder, basename(current.manifest)), 'utf8')) as Manifest;
}

/** Why the model in `folder` may not be served, in sentences; none where it may. */
export async function faultsOf(folder: string): Promise<string[]> {
  const current = currentOf(folder);
  if (!current) return [`There is no model in ${folder} (no current.json).`];
  try {
    const url = new URL(basename(current.manifest), 'https://model.invalid/').href;
    const reading = {fetch: fetchFrom(folder), caches: null};
    // Until when it serves, publishing says anew.
    await loadManifest(url, {...reading, readSchema, featuresOf, terms: {now: 0}});
    const {manifest, model, history, golden} = await loadModel(url, reading);
    const bytes = [...Object.values(manifest.files).map(({path}) => path), current.manifest].reduce((sum, path) => sum + brotliCompressSync(readFileSync(join(folder, path))).length, 0);
    return [
      ...(bytes > MAX_BROTLI ? [`It takes ${bytes} bytes brotli, more than ${MAX_BROTLI}.`] : []),
      ...Object.entries(manifest.calibration).flatMap(([head, {slope}]) => (slope > 0 ? [] : [`The calibration of ${head} has a slope of ${slope}: it would say the opposite of what the network knows.`])),
      ...await goldenFaults(model, history, golden),
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function goldenFaults(model: Uint8Array, history: Uint8Array | null, golden: Parameters<typeof readGolden>[0]): Promise<string[]> {
  const known = readGolden(golden);
  if (known.length === 0) return ['It has no golden lists: no device could check it.'];
  const session = await createSession(model, {history: history ?? undefined});
  try {
    let largest = 0;
    for (const one of known) largest = Math.max(largest, difference(one, await session.run(one.batch)));
    return largest <= GOLDEN_TOLERANCE ? [] : [`Its golden lists come out off by ${largest.toExponential(1)}, more than ${GOLDEN_TOLERANCE}.`];
  } finally {
    await session.release();
  }
}

/** The folder as a server of one origin. */
function fetchFrom(folder: string): typeof fetch {
  return async input => {
    const path = join(folder, basename(new URL(String(input)).pathname));
    return existsSync(path) ? new Response(new Uint8Array(readFileSync(path))) : new Response(null, {status: 404});
  };
}
