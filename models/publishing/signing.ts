/** Who vouches for a manifest: an Ed25519 signature (RFC 8032) over its very bytes, in a file beside it, one line in base64 for each key. */
import {createPrivateKey, createPublicKey, sign, type KeyObject} from 'node:crypto';
import {readFileSync} from 'node:fs';

/** A device pins two at most: the key in use, and the one that follows it. */
const MAX_KEYS = 2;

/** @param paths PEM files of private keys. Throws a sentence. */
export function readKeys(paths: readonly string[]): KeyObject[] {
  if (paths.length > MAX_KEYS) throw new Error(`A manifest is signed with ${MAX_KEYS} keys at most, not ${paths.length}.`);
  return paths.map(path => {
    const key = readKey(path);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is a key of the kind ${key.asymmetricKeyType ?? 'unknown'}; Ed25519 is needed. Make one: openssl genpkey -algorithm ed25519 -out ${path}`);
    return key;
  });
}

function readKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (cause) {
    throw new Error(`${path} is no private key in PEM (${cause instanceof Error ? cause.message : String(cause)}). Make one: openssl genpkey -algorithm ed25519 -out ${path}`, {cause});
  }
}

/** What a host pins as `modelKeys`: the raw public key in base64. */
export function pinned(key: KeyObject): string {
  return Buffer.from(createPublicKey(key).export({format: 'jwk'}).x ?? '', 'base64url').toString('base64');
}

export function signaturesOf(manifest: string, keys: readonly KeyObject[]): string {
  return keys.map(key => `${sign(null, Buffer.from(manifest), key).toString('base64')}\n`).join('');
}
