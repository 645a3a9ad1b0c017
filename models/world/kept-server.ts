/** Fitting the server takes seconds, and every process that has a world begins with it: it is kept on disk, under a digest of the world's code and config, so that neither can change without it. */
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Server} from './server-score.js';

const HERE = new URL('.', import.meta.url);
const FOLDER = fileURLToPath(new URL('../../.cache/world', HERE));

let code: string | null = null;
/** Of all that a fit may depend on. */
function digestOfCode(): string {
  if (code !== null) return code;
  const hash = createHash('sha256');
  for (const name of readdirSync(HERE).filter(file => file.endsWith('.ts')).sort()) hash.update(`${name}\n`).update(readFileSync(new URL(name, HERE)));
  return code = hash.digest('hex');
}

const fileIn = (folder: string, key: string) => join(folder, `${createHash('sha256').update(digestOfCode()).update(key).digest('hex')}.json`);

interface Kept {
  readonly weights: readonly number[];
  readonly usual: readonly (readonly [string, {readonly mean: number; readonly variance: number}])[];
}

/** @returns null where none is kept, or what is kept cannot be read */
export function keptServer(key: string, folder = FOLDER): Server | null {
  try {
    const {weights, usual} = JSON.parse(readFileSync(fileIn(folder, key), 'utf8')) as Kept;
    return {model: {weights: Float64Array.from(weights)}, usual: new Map(usual)};
  } catch {
    return null;
  }
}

/** Whole or not at all: several processes begin at once. Where nothing can be written, the next one fits it anew. */
export function keepServer(key: string, server: Server, folder = FOLDER): Server {
  const kept: Kept = {weights: [...server.model.weights], usual: [...server.usual]};
  try {
    mkdirSync(folder, {recursive: true});
    const part = `${fileIn(folder, key)}.${process.pid}`;
    writeFileSync(part, JSON.stringify(kept));
    renameSync(part, fileIn(folder, key));
  } catch {
    // A disk that is full, or that may not be written to.
  }
  return server;
}
