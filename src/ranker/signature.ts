/** Who published a manifest: an Ed25519 signature (RFC 8032) over its very bytes, in a file beside it, by a key that the host pinned. */
import {InklingError} from '../errors.js';

/** One signature a line, in base64; a publisher that changes its key signs with both for a while. */
export const MAX_SIGNATURE_BYTES = 1024;
const MAX_SIGNATURES = 4;

/**
 * @param keys raw public keys of 32 bytes, in base64
 * @returns the key that signed
 * @throws {InklingError} `manifest-unsigned`; `no-ed25519` where this browser cannot tell
 */
export async function signerOf(manifest: Uint8Array<ArrayBuffer>, signatures: string, keys: readonly string[], url: string): Promise<string> {
  const given = signatures.split('\n').slice(0, MAX_SIGNATURES).flatMap(line => bytesOf(line.trim(), 64) ?? []);
  for (const key of keys) {
    const raw = bytesOf(key, 32);
    const imported = raw && await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']).catch((cause: unknown) => {
      throw new InklingError('no-ed25519', `This browser cannot check Ed25519 signatures, and the host trusts signed models alone (modelKeys), so that ${url} is not used. Newer browsers can.`, {cause});
    });
    for (const signature of given) if (imported && await crypto.subtle.verify('Ed25519', imported, signature, manifest)) return key;
  }
  throw new InklingError('manifest-unsigned', `${url} is signed by none of the keys that the host pinned (modelKeys). It is not used; publish it with --sign, or pin the key that it is signed with.`);
}

function bytesOf(base64: string, length: number): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    return bytes.length === length ? bytes : null;
  } catch {
    return null;
  }
}
