/** UUIDv7 (RFC 9562 §5.7, counter by §6.2 method 2): ids in order of time, and of recording within one millisecond. */

/** @param forward never an id that sorts before an earlier one, though the clock goes back @returns a maker of ids; `now` is epoch ms */
export function createIds(forward = false): (now: number) => string {
  let latest = 0;
  // The counter starts at random, in its lower half: two devices that begin in one millisecond stay apart, besides 48 random bits in each id.
  let counter = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 7;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return now => {
    counter = (counter + 1) % 2 ** 26;
    latest = forward ? Math.max(latest, Math.floor(now)) : Math.floor(now);
    const time = hex(latest, 12);
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter >>> 14, 3)}-${hex(0x8000 | counter & 0x3fff, 4)}-${hex(high & 0xffff, 4)}${hex(low, 8)}`;
  };
}
