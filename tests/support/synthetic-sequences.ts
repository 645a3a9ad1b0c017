/** Sequences with something to learn in them: everybody walks round a ring of items, one step at a time, now and then a jump. */
import {xoroshiro128plus} from 'pure-rand/generator/xoroshiro128plus';
import {uniformInt} from 'pure-rand/distribution/uniformInt';

/** Lines of `user item`, the users' taking turns. @param firstId of the items, which follow each other in steps of three: ids have gaps. */
export function walks({users = 60, items = 30, steps = 24, firstId = 1000, seed = 1} = {}): string {
  const generator = xoroshiro128plus(seed);
  const places = Array.from({length: users}, () => uniformInt(generator, 0, items - 1));
  const lines: string[] = [];
  for (let step = 0; step < steps; step++) {
    for (let user = 0; user < users; user++) {
      const place = places[user] ?? 0;
      lines.push(`${user + 1} ${firstId + 3 * place}`);
      places[user] = uniformInt(generator, 0, 9) === 0 ? uniformInt(generator, 0, items - 1) : (place + 1) % items;
    }
  }
  return `${lines.join('\n')}\n`;
}
