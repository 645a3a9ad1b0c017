/** What is refused before anyone asks how good it is, and how versions follow each other. How a log judges is the off-policy suite's. */
import {generateKeyPairSync} from 'node:crypto';
import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {currentOf, faultsOf, manifestOf} from '../../../models/publishing/checks.js';
import {publish, type PublishCall} from '../../../models/publishing/publish.js';
import {pinned, readKeys} from '../../../models/publishing/signing.js';
import {loadManifest} from '../../../src/ranker/artifact.js';
import {readSchema} from '../../../src/features/schema.js';
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

test('[R8] signed with two keys and an end, a manifest is what a device asks for that pinned either; the next one without is neither', async () => {
  const folder = aFolder();
  const paths = ['old.pem', 'new.pem'].map(name => join(folder, name));
  for (const path of paths) writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({type: 'pkcs8', format: 'pem'}));
  const keys = readKeys(paths);
  const out = aFolder();
  const {manifest: name = ''} = await publish(call({out, keys, expiresIn: 30}));
  const fetch = (async (input: string) => {
    const path = join(out, new URL(input).pathname.slice(1));
    return existsSync(path) ? new Response(readFileSync(path)) : new Response('', {status: 404});
  }) as typeof globalThis.fetch;
  const load = (key: string, days = 0) => loadManifest(`https://host.example/${name}`, {fetch, caches: null, readSchema, keys: [key], terms: {now: Date.now() + days * 86_400_000}});
  for (const key of keys) await expect(load(pinned(key))).resolves.toMatchObject({key: pinned(key)});
  await expect(load(Buffer.alloc(32, 7).toString('base64'))).rejects.toMatchObject({name: 'manifest-unsigned'});
  await expect(load(pinned(keys[0] ?? expect.fail('no key')), 31)).rejects.toMatchObject({name: 'manifest-expired'});

  const back = await publish(call({from: out, out: aFolder(), rollback: true}));
  expect(back).toMatchObject({published: true});
  const plain = await publish(call({out, rollback: true}));
  expect(manifestOf(out, currentOf(out) ?? expect.fail('nothing is served')).expires).toBeUndefined();
  expect(readdirSync(out).filter(path => path.endsWith('.sig')), 'the signature went with its manifest').toEqual([]);
  expect(existsSync(join(out, '.previous', name.replace('json', 'sig')))).toBe(true);
  expect(plain.manifest).not.toBe(name);
}, 120_000);

test('a key that cannot sign is refused in words', () => {
  const folder = aFolder();
  const [none, rsa] = ['none.pem', 'rsa.pem'].map(name => join(folder, name)) as [string, string];
  writeFileSync(none, 'no key');
  writeFileSync(rsa, generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs8', format: 'pem'}));
  expect(() => readKeys([none])).toThrow(/no private key in PEM .* openssl genpkey/);
  expect(() => readKeys([rsa])).toThrow(/of the kind rsa; Ed25519 is needed/);
  expect(() => readKeys([none, none, none])).toThrow(/2 keys at most/);
});
