/** What a page asks of a manifest beyond its digest: whose it is, how old, for which SDK, of which features. Tampering is in corruption.test.ts. */
import {afterEach, describe, expect, test, vi} from 'vitest';
import {featuresOf} from '../../../src/features/sample.js';
import {readSchema} from '../../../src/features/schema.js';
import {loadManifest, type ManifestOptions} from '../../../src/ranker/artifact.js';
import {checkVersion} from '../../../src/ranker/trust.js';
import {SDK_VERSION} from '../../../src/version.js';
import {aSigner, cacheStorage, publishedWith, serverOf, tinyFile, tinyManifest, type PublishedModel} from '../../support/models.js';
import {NOW} from '../../support/ranking.js';

const [ours, next, stranger] = [aSigner(), aSigner(), aSigner()];
const tinySchema = readSchema(JSON.parse(new TextDecoder().decode(tinyFile(tinyManifest().files.schema.path))));
const load = ({url, files}: PublishedModel, options: Partial<ManifestOptions> = {}) =>
  loadManifest(url, {...serverOf(files), readSchema, featuresOf, terms: {now: NOW, name: 'tiny'}, ...options});
const signed = {keys: [ours.pinned]};
const sigOf = (url: string) => url.replace(/^.*\/(.*)json$/, '$1sig');
const inTime = new Date(NOW + 1000).toISOString();

describe('fault 40: a manifest is refused before anything of it is used', () => {
  test.each<[string, string, PublishedModel, Partial<ManifestOptions>?]>([
    ['is not signed, where the host pinned a key', 'manifest-unsigned', publishedWith(), signed],
    ['is signed by a key that nobody pinned', 'manifest-unsigned', publishedWith({}, stranger), signed],
    ['carries the signature of another manifest', 'manifest-unsigned', {...publishedWith({version: 2}), files: {...publishedWith({version: 2}).files, [sigOf(publishedWith({version: 2}).url)]: Object.values(publishedWith({}, ours).files)[1] ?? new Uint8Array()}}, signed],
    ['has no signature but words', 'manifest-unsigned', {...publishedWith(), files: {...publishedWith().files, [sigOf(publishedWith().url)]: new TextEncoder().encode('<!doctype html>\nsigned, the publisher')}}, signed],
    ['has more signature than there is', 'manifest-unsigned', {...publishedWith(), files: {...publishedWith().files, [sigOf(publishedWith().url)]: new Uint8Array(2000).fill(65)}}, signed],
    ['has expired', 'manifest-expired', publishedWith({expires: new Date(NOW).toISOString()})],
    ['has expired, though it is signed', 'manifest-expired', publishedWith({expires: new Date(NOW).toISOString()}, ours), signed],
    ['is another model than was named', 'model-other', publishedWith({name: 'other'})],
    ['needs a newer SDK', 'sdk-too-old', publishedWith({minimumSdk: '99.0.0'})],
    ['was trained on other features', 'features-differ', publishedWith({features: '0123456789abcdef'})],
    ['announces a gigabyte', 'model-too-big', publishedWith({files: {...tinyManifest().files, model: {...tinyManifest().files.model, bytes: 2 ** 30}}})],
  ])('that %s: %s', async (_, name, published, options) => {
    await expect(load(published, options)).rejects.toMatchObject({name});
  });

  test('and one that meets all of it serves', async () => {
    const full = publishedWith({expires: inTime, minimumSdk: SDK_VERSION, features: featuresOf(tinySchema)}, ours);
    await expect(load(full, signed)).resolves.toMatchObject({key: ours.pinned, manifest: {name: 'tiny'}});
    expect((await load(publishedWith({minimumSdk: '0.0.99'}))).key).toBeUndefined();
  });

  test('fault 33: what is too big is refused before a byte of its files is asked for', async () => {
    const {url, files} = publishedWith({files: {...tinyManifest().files, model: {...tinyManifest().files.model, bytes: 2 ** 30}}});
    const server = serverOf(files);
    await expect(loadManifest(url, {...server, readSchema})).rejects.toMatchObject({name: 'model-too-big', message: expect.stringContaining('None of them is loaded')});
    expect(server.asked).toEqual(Object.keys(files));
  });
});

describe('keys', () => {
  test('either of two pinned keys will do, and one signature of several: that is how a key is changed', async () => {
    const both = {keys: [ours.pinned, next.pinned]};
    await expect(load(publishedWith({}, ours), both)).resolves.toMatchObject({key: ours.pinned});
    await expect(load(publishedWith({}, next), both)).resolves.toMatchObject({key: next.pinned});
    await expect(load(publishedWith({}, stranger, next), {keys: [next.pinned]})).resolves.toMatchObject({key: next.pinned});
  });

  test('without a pinned key no signature is asked for', async () => {
    const {url, files} = publishedWith({}, ours);
    const server = serverOf(files);
    await loadManifest(url, {...server, readSchema});
    expect(server.asked.filter(name => name.endsWith('.sig'))).toEqual([]);
  });

  test('a signed model that is kept needs no network; a signature that was changed in the cache is fetched again', async () => {
    const {caches, entries} = cacheStorage();
    const published = publishedWith({}, ours);
    const online = () => ({...serverOf(published.files), caches});
    const offline = {fetch: () => Promise.reject(new TypeError('offline')), caches};
    await load(published, {...signed, ...online()});
    await vi.waitFor(() => { expect(entries.size).toBe(3); });
    await expect(load(published, {...signed, ...offline})).resolves.toMatchObject({key: ours.pinned});
    await expect(load(published, {keys: [next.pinned], ...offline}), 'a key that is not pinned any more').rejects.toMatchObject({name: 'manifest-unsigned'});
    for (const [name, bytes] of entries) if (name.includes('signature')) entries.set(name, bytes.map(byte => byte ^ 1));
    await expect(load(published, {...signed, ...offline})).rejects.toMatchObject({name: 'manifest-unsigned'});
    await expect(load(published, {...signed, ...online()})).resolves.toMatchObject({key: ours.pinned});
  });

  describe('where WebCrypto knows no Ed25519', () => {
    afterEach(() => { vi.restoreAllMocks(); });
    test('a model is refused for that reason where keys are pinned, and serves where none are', async () => {
      vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));
      await expect(load(publishedWith({}, ours), signed)).rejects.toMatchObject({name: 'no-ed25519', message: expect.stringContaining('cannot check Ed25519')});
      await expect(load(publishedWith({}, ours))).resolves.toMatchObject({manifest: {name: 'tiny'}});
    });
  });
});

describe('fault 40: versions only go up', () => {
  const version = (of: number, more = {}) => ({...tinyManifest(), version: of, ...more});
  test.each([[5, 5], [6, 5], [1, 0]])('%i where %i is trusted: may serve', (of, trusted) => expect(() => checkVersion(version(of), trusted)).not.toThrow());
  test('an older one is refused, unless its manifest says that it may replace a newer one', () => {
    expect(() => checkVersion(version(4), 5)).toThrow(expect.objectContaining({name: 'manifest-older'}));
    expect(() => checkVersion(version(4, {mayReplaceNewer: true}), 5)).not.toThrow();
  });
});
