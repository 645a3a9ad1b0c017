/** On MovieLens-1M and the public SASRec checkpoint, which lie outside this repository (no redistribution): where they are absent, the report names these tests as skipped. */
import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {judge, judgeFolder, usersToAsk, type Protocol} from '../../../models/sequences/evaluate.js';
import {importSasrec} from '../../../models/sequences/main-import.js';
import {popularity, readNegatives} from '../../../models/sequences/protocol.js';
import {readSequences, type Sequences} from '../../../models/sequences/read.js';
import {findPython} from '../../../models/training/python.js';

const folder = '../shared/data/ml-1m-sasrec';
const data = join(folder, 'ml-1m.txt');
/** Of 6,040: the command judges all of them, the suite these. */
const SOME = 300;

describe.skipIf(!existsSync(data))('with MovieLens-1M', () => {
  let sequences: Sequences;
  let sampled: Protocol & {kind: 'sampled'};
  beforeAll(async () => {
    sequences = await readSequences(data);
    sampled = {kind: 'sampled', negatives: readNegatives(join(folder, 'negatives_seed0.u16'), sequences)};
  }, 60_000);

  test('popularity has its published figures on the fixed negatives', async () => {
    const counts = popularity(sequences);
    const byCount = {
      score: (_: readonly number[], candidates: ArrayLike<number>) => Promise.resolve(Float32Array.from(Array.from(candidates), item => counts[item] ?? 0)),
      scoreCatalogue: () => Promise.resolve(Float32Array.from(counts)),
    };
    const {hr10, ndcg10} = await judge(byCount, sequences, usersToAsk(sequences, undefined), sampled);
    expect(hr10.value).toBeCloseTo(0.4329, 4);
    expect(ndcg10.value).toBeCloseTo(0.2379, 4);
  }, 60_000);

  describe.skipIf(findPython() === null)('and Python with torch', () => {
    const model = mkdtempSync(join(tmpdir(), 'inkling-sasrec-'));
    beforeAll(() => importSasrec(join(folder, 'sasrec-ml1m-epoch1000.manifest.json'), data, model), 120_000);

    test('the public checkpoint gives every one of some users the rank that its own code gives, in both protocols', async () => {
      const users = usersToAsk(sequences, SOME);
      const expected = readFileSync(join(folder, 'expected_rank_sampled_seed0.u8'));
      const {ranks} = await judgeFolder(model, 'float32', sequences, users, sampled, () => undefined);
      expect(Array.from(ranks)).toEqual(Array.from(expected.subarray(0, SOME)));

      const inFull = readFileSync(join(folder, 'expected_rank_full_filtered.u16'));
      const full = await judgeFolder(model, 'float32', sequences, users.slice(0, SOME / 5), {kind: 'full'}, () => undefined);
      expect(Array.from(full.ranks)).toEqual(Array.from({length: SOME / 5}, (_, at) => inFull.readUInt16LE(2 * at)));
    }, 120_000);

    test('8 bits cost its NDCG@10 at most half a per cent', async () => {
      const users = usersToAsk(sequences, SOME);
      const [served, float32] = [await judgeFolder(model, 'served', sequences, users, sampled, () => undefined), await judgeFolder(model, 'float32', sequences, users, sampled, () => undefined)];
      expect(served.ndcg10.value).toBeGreaterThan(float32.ndcg10.value * 0.995);
      expect(served.ranks).not.toEqual(float32.ranks);
    }, 120_000);
  });
});
