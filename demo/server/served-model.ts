/** Which model the candidates answer names: what `models/ranker/current.json` says now. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import * as v from 'valibot';
import type {ModelRef} from '../../src/types.js';

const current = v.object({name: v.string(), version: v.number(), manifest: v.pipe(v.string(), v.regex(/^manifest-[0-9a-f]{64}\.json$/))});

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

function readModel(directory: string, file: string): ModelRef | undefined {
  try {
    const {name, version, manifest} = v.parse(current, JSON.parse(readFileSync(file, 'utf8')));
    return existsSync(join(directory, manifest)) ? {name, version, manifest: `/models/${manifest}`} : undefined;
  } catch {
    return undefined;
  }
}
