/**
 * [R7] Public data in the real browser: MovieLens-1M lies outside this repository (no redistribution), so that these tests are skipped by name where it is absent. The model is the public SASRec
 * checkpoint, brought through our export in seconds; another is asked with INKLING_SEQUENCES=DIR.
 */
import {expect, test} from '@playwright/test';
import {existsSync, mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {askInPage, servePackage} from '../../models/sequences/chromium.js';
import {judgeFolder, usersToAsk} from '../../models/sequences/evaluate.js';
import {importSasrec} from '../../models/sequences/main-import.js';
import {historyOf, readNegatives, targetOf} from '../../models/sequences/protocol.js';
import {readSequences} from '../../models/sequences/read.js';
import {findPython} from '../../models/training/python.js';

const folder = '../shared/data/ml-1m-sasrec';
const given = process.env['INKLING_SEQUENCES'];
const USERS = 200;
/** More than the model reads, so that the newest of them are chosen by the client. */
const RECORDED = 210;

test(`[R7] ${USERS} users of MovieLens-1M get the same ranks from client.rank in Chromium as in Node, with the history that client.record kept`, async ({page}) => {
  test.skip(!existsSync(folder), 'MovieLens-1M is not here');
  test.skip(given === undefined && findPython() === null, 'there is no Python with torch to import the public checkpoint');
  test.setTimeout(600_000);
  const sequences = await readSequences(join(folder, 'ml-1m.txt'));
  const model = given ?? mkdtempSync(join(tmpdir(), 'inkling-sasrec-'));
  if (given === undefined) await importSasrec(join(folder, 'sasrec-ml1m-epoch1000.manifest.json'), join(folder, 'ml-1m.txt'), model);
  const negatives = readNegatives(join(folder, 'negatives_seed0.u16'), sequences);
  const users = usersToAsk(sequences, USERS);
  const inNode = await judgeFolder(model, 'served', sequences, users, {kind: 'sampled', negatives}, () => undefined);

  const server = await servePackage(model);
  try {
    const answers = await askInPage(page, server.url, model, users.map(user => {
      const items = sequences.users[user] ?? [];
      return {history: historyOf(items).slice(-RECORDED), candidates: [targetOf(items), ...negatives[user] ?? []]};
    }));
    expect(answers.map(({rank}) => rank)).toEqual(Array.from(inNode.ranks));
    // What is shown is that order: the target stands behind what scores more, and at most behind what scores the same.
    for (const {rank, place, equal} of answers) {
      expect(place).toBeGreaterThanOrEqual(rank);
      expect(place).toBeLessThan(rank + equal);
    }
  } finally {
    await server.close();
  }
});
