/** UUIDv7 (RFC 9562 §5.7, counter by §6.2 method 2): ids in order of time, and of recording within one millisecond. */

/** @param forward never an id that sorts before an earlier one, though the clock goes back @returns a maker of ids; `now` is epoch ms */
export function createIds(forward = false): (now: number) => string {
  let latest = 0;
  // Many at a time: each call for random numbers is dear, and a table has a thousand ids at once.
  const numbers = new Uint32Array(128);
  let used = numbers.length;
  const random = () => {
    if (used === numbers.length) {
      crypto.getRandomValues(numbers);
      used = 0;
    }
    return numbers[used++] ?? 0;
  };
  // The counter starts at random, in its lower half: two devices that begin in one millisecond stay apart, besides 48 random bits in each id.
  let counter = random() >>> 7;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return now => {
    counter = (counter + 1) % 2 ** 26;
    latest = forward ? Math.max(latest, Math.floor(now)) : Math.floor(now);
    const time = hex(latest, 12);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter >>> 14, 3)}-${hex(0x8000 | counter & 0x3fff, 4)}-${hex(random() & 0xffff, 4)}${hex(random(), 8)}`;
  };
}
