/** Which arm of an experiment an account belongs to [P7]: published in docs/policy.md with test vectors, so that a server can compute it too. Pure. */
import type {Experiment} from '../wire-types.js';

/** Names come from hosts and servers; the separator keeps `a` + `bc` and `ab` + `c` apart. */
const SEPARATOR = '\u001f';

/**
 * The account's arm; null for those whom the shares leave over. Sticky: it depends on nothing that changes, and shares that grow at the end of the list
 * move nobody who had an arm.
 */
export function armOf({name, salt = '', arms}: Experiment, account: string): Experiment['arms'][number] | null {
  const point = pointOf(account, name, salt);
  let border = 0;
  for (const arm of arms) {
    border += arm.share;
    if (point < border) return arm;
  }
  return null;
}

/** Uniform on [0, 1): MurmurHash3 (x86, 32 bits, seed 0) of the UTF-8 of account, experiment and salt, joined by U+001F, over 2³². */
export function pointOf(account: string, experiment: string, salt: string): number {
  return murmur3(new TextEncoder().encode([account, experiment, salt].join(SEPARATOR))) / 2 ** 32;
}

/** Austin Appleby's MurmurHash3_x86_32, seed 0. */
function murmur3(bytes: Uint8Array): number {
  const rotated = (x: number, by: number) => x << by | x >>> 32 - by;
  const mixed = (k: number) => Math.imul(rotated(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
  let hash = 0;
  const end = bytes.length & ~3;
  for (let i = 0; i < end; i += 4) {
    const block = (bytes[i] ?? 0) | (bytes[i + 1] ?? 0) << 8 | (bytes[i + 2] ?? 0) << 16 | (bytes[i + 3] ?? 0) << 24;
    hash = Math.imul(rotated(hash ^ mixed(block), 13), 5) + 0xe6546b64 | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= end; i--) tail = tail << 8 | (bytes[i] ?? 0);
  hash ^= mixed(tail) ^ bytes.length;
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) >>> 0;
}
