import {cpSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {loadRanker, loadRows, sizeOf} from '../../../models/evaluation/rankers.js';

const TINY = fileURLToPath(new URL('../../support/tiny-model', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-rows-'));
  for (const name of ['without-history', 'zebra', 'gru', 'din']) cpSync(TINY, join(folder, name), {recursive: true});
  mkdirSync(join(folder, 'still-training'));
});
afterAll(() => rmSync(folder, {recursive: true}));

test('rows are the folders that hold a model, baselines first', async () => {
  const rows = await loadRows(folder);
  expect([...rows.keys()]).toEqual(['din', 'gru', 'without-history', 'zebra']);
  await Promise.all([...rows.values()].map(row => row.release()));
});

test('a folder without models, or without a model, gets a sentence', async () => {
  await expect(loadRows(join(folder, 'still-training'))).rejects.toThrow('There is no folder with a model in');
  await expect(loadRows(join(folder, 'nowhere'))).rejects.toThrow('There is no folder with a model in');
  await expect(loadRanker(join(folder, 'still-training'))).rejects.toThrow('no current.json');
});

test('the size counts manifest, schema, model and golden lists', () => {
  const {brotli} = sizeOf(TINY);
  expect(brotli).toBeGreaterThan(1000);
  expect(Number.isInteger(brotli)).toBe(true);
});
