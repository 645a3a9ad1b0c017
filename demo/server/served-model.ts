/** Which model the candidates answer names: what `models/ranker/current.json` says now. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import * as v from 'valibot';
import type {ModelRef} from '../../src/types.js';

const current = v.object({name: v.string(), version: v.number(), manifest: v.pipe(v.string(), v.regex(/^manifest-[0-9a-f]{64}\.json$/))});

const withSchema = v.object({files: v.object({schema: v.object({path: v.string()})})});
const versioned = v.object({version: v.string()});

/** Read again when the file changes; undefined while it is absent, unreadable, or names a manifest that is not there. */
export function watchServedModel(directory: string): () => ModelRef | undefined {
  const file = join(directory, 'current.json');
  let stamp = '';
  let model: ModelRef | undefined;
  return () => {
    const stat = statSync(file, {throwIfNoEntry: false});
    const now = stat ? `${stat.mtimeMs} ${stat.size}` : '';
    if (now !== stamp) {
      model = stat ? readModel(directory, file) : undefined;
      stamp = model ? now : '';
    }
    return model;
  };
}

/** The feature schema that a model's pages encode with, as its file says; null where it cannot be read. */
export function schemaOf(directory: string, {manifest}: ModelRef): {readonly version: string; readonly body: string} | null {
  try {
    const {files} = v.parse(withSchema, JSON.parse(readFileSync(join(directory, basename(manifest)), 'utf8')));
    const body = readFileSync(join(directory, basename(files.schema.path)), 'utf8');
    return {version: v.parse(versioned, JSON.parse(body)).version, body};
  } catch {
    return null;
  }
}

function readModel(directory: string, file: string): ModelRef | undefined {
  try {
    const {name, version, manifest} = v.parse(current, JSON.parse(readFileSync(file, 'utf8')));
    return existsSync(join(directory, manifest)) ? {name, version, manifest: `/models/${manifest}`} : undefined;
  } catch {
    return undefined;
  }
}
