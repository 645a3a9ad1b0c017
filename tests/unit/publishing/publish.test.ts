/** What is refused before anyone asks how good it is, and how versions follow each other. How a log judges is the off-policy suite's. */
import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {currentOf, faultsOf, manifestOf} from '../../../models/publishing/checks.js';
import {publish, type PublishCall} from '../../../models/publishing/publish.js';
import {FOLDER, published} from '../../support/published-model.js';

const aFolder = () => mkdtempSync(join(tmpdir(), 'inkling-publish-'));
const aCopy = () => {
  const folder = aFolder();
  cpSync(FOLDER, folder, {recursive: true});
  return folder;
};
const call = (over: Partial<PublishCall>): PublishCall => ({from: FOLDER, out: aFolder(), log: '/nowhere', reward: 'clicks', places: 3, tier: 'neural', margin: 0.05, rollback: false, ...over});
const {current, manifest} = published();

test('[R7] [R8] the published model has no faults; a changed byte, a missing file and an empty folder have', async () => {
  expect(await faultsOf(FOLDER)).toEqual([]);
  const changed = aCopy();
  const bytes = readFileSync(join(changed, manifest.files.model.path));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(changed, manifest.files.model.path), bytes);
  expect(await faultsOf(changed)).toEqual([expect.stringMatching(/is not what its digest says/)]);
  expect(await publish(call({from: changed}))).toMatchObject({published: false, reasons: [expect.stringMatching(/digest/)]});
  expect(await faultsOf(aFolder())).toEqual([expect.stringMatching(/There is no model/)]);
}, 120_000);

test('the first version is served without a judge; going back keeps the version, and says that it may replace a newer one', async () => {
  const out = aFolder();
  const first = await publish(call({out}));
  expect(first).toMatchObject({published: true, version: 1, reasons: ['Nothing is served yet, so that there is nothing to be worse than.']});
  expect(currentOf(out)).toEqual({name: current.name, version: 1, manifest: first.manifest});
  expect(await faultsOf(out)).toEqual([]);

  const back = await publish(call({out, rollback: true}));
  expect(back).toMatchObject({published: true, version: current.version});
  const now = currentOf(out) ?? expect.fail('nothing is served');
  expect(manifestOf(out, now)).toMatchObject({version: current.version, mayReplaceNewer: true});
  expect(await faultsOf(out)).toEqual([]);
  // One version is served, the one before is kept out of sight.
  expect(readdirSync(out).filter(name => name.startsWith('manifest-'))).toEqual([now.manifest]);
  expect(existsSync(join(out, '.previous', first.manifest ?? ''))).toBe(true);
}, 120_000);

test('without a log there is no verdict, and nothing is written', async () => {
  const out = aFolder();
  await publish(call({out}));
  const before = readdirSync(out);
  await expect(publish(call({out}))).rejects.toThrow(/nowhere/);
  expect(readdirSync(out)).toEqual(before);
}, 120_000);
