/** What deliver.py left in; an ordinary model folder out, and beside the served graph the same in float32 and in 4 bits, for the comparison. */
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeArtifacts, type Published} from '../training/artifacts.js';
import {sequenceSchema} from './schema.js';

/** Files beside the manifest that no browser asks for. */
export const FLOAT32 = 'float32.onnx';
export const FOUR_BIT = '4-32.onnx';
/** Ids of the items by number, the first is number 1. */
export const ITEMS = 'items.json';

/** @param about is kept in the manifest. */
export async function publishSequences(work: string, out: string, itemIds: readonly number[], about: Readonly<Record<string, unknown>>): Promise<Published> {
  const fit = JSON.parse(readFileSync(join(work, 'fit.json'), 'utf8')) as {historyLength: number; catalogue: number};
  if (fit.catalogue !== itemIds.length) throw new Error(`The model knows ${fit.catalogue} items, the data have ${itemIds.length}.`);
  const published = await writeArtifacts(work, out, sequenceSchema(itemIds, fit.historyLength), about);
  for (const file of [FLOAT32, FOUR_BIT]) copyFileSync(join(work, file), join(out, file));
  writeFileSync(join(out, ITEMS), JSON.stringify(itemIds));
  return published;
}
