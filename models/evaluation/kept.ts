/**
 * What policies have lived, kept in a folder: a row that is added, or a run that was ended, costs only the visits that nobody has lived yet. Kept under
 * a digest of the world's config, the visits, the model and the code that lives and counts, so nothing stale is ever found.
 */
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {deserialize, serialize} from 'node:v8';
import type {WorldConfig} from '../world/config.js';
import type {Kept, Ledger} from './rollout.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Folders stand for the .ts files in them. */
const CODE = [
  'src/context', 'src/features', 'src/policy', 'src/ranker', 'src/rank.ts', 'src/tally.ts', 'models/world',
  ...['calibration', 'figures', 'impact', 'policies', 'rankers', 'ranking', 'rollout', 'spending'].map(name => `models/evaluation/${name}.ts`),
];

/** @param models digest of what each policy runs, by the policy's name; policies without a model are not in it */
export function keptIn(folder: string, config: WorldConfig, visits: number, models: ReadonlyMap<string, string>): Kept {
  mkdirSync(folder, {recursive: true});
  const code = digestOf(CODE.flatMap(sources).map(path => readFileSync(path)));
  const fileOf = (policy: string) => join(folder, `${policy}-${digestOf([JSON.stringify([config, visits, policy, models.get(policy) ?? null, code])]).slice(0, 16)}`);
  return {
    // What this very code wrote, by its digest.
    read: policy => existsSync(fileOf(policy)) ? deserialize(readFileSync(fileOf(policy))) as Ledger : null,
    write(policy, ledger) {
      // Renamed when whole: a run that is ended leaves nothing half.
      writeFileSync(`${fileOf(policy)}.part`, serialize(ledger));
      renameSync(`${fileOf(policy)}.part`, fileOf(policy));
    },
  };
}

function sources(path: string): string[] {
  if (path.endsWith('.ts')) return [join(ROOT, path)];
  return readdirSync(join(ROOT, path)).filter(name => name.endsWith('.ts')).sort().map(name => join(ROOT, path, name));
}

function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
