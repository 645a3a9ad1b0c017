/** Ids in order of time: what is recorded first sorts first, within one millisecond too. */
import {v7} from 'uuid';

/** @returns a maker of UUIDv7s; `now` is epoch ms */
export function createIds(): (now: number) => string {
  // 31 random bits to start from, besides the 42 in each id: two devices that begin in one millisecond stay apart.
  let sequence = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return now => {
    sequence = (sequence + 1) >>> 0;
    return v7({msecs: Math.floor(now), seq: sequence});
  };
}
