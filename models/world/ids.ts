/** Ids that are the same for the same seed. */
import {stream} from './random.js';

/** UUIDv7 (RFC 9562) with chance by name. */
export function uuidAt(at: number, seed: number, visit: string, serial: number | string): string {
  const chance = stream(seed, 'id', visit, serial);
  const hex = (bits: number) => Math.floor(chance.uniform() * 2 ** bits).toString(16).padStart(bits / 4, '0');
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(12)}-${(8 + Math.floor(chance.uniform() * 4)).toString(16)}${hex(12)}-${hex(24)}${hex(24)}`;
}
