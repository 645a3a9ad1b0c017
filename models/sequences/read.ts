/** A file of `user item` lines in time order in; each user's items out. A line that is not one is named. */
import {createReadStream, existsSync, statSync} from 'node:fs';
import {createInterface} from 'node:readline';

/** Of one file. Items are numbered from 1 in ascending order of their ids, so that ids that have no gaps are their own numbers. */
export interface Sequences {
  /** One a user, in ascending order of user ids: the numbers of the items in the order of the file. */
  readonly users: readonly (readonly number[])[];
  readonly userIds: readonly number[];
  /** Ids of the items; the first is number 1. */
  readonly itemIds: readonly number[];
}

/** A user with fewer items has nothing to learn from once the last is the test's and the one before the validation's. */
export const FEWEST_ITEMS = 3;

/** Rejects with one sentence where the file is absent, empty, or has a line that is not two whole numbers from 1. */
export async function readSequences(path: string): Promise<Sequences> {
  if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`There is no file ${path}; give one with a line "user item" for each interaction, in time order.`);
  const byUser = new Map<number, number[]>();
  let number = 0;
  for await (const line of createInterface({input: createReadStream(path, 'utf8'), crlfDelay: Infinity})) {
    number += 1;
    if (line.trim() === '') continue;
    const parts = line.trim().split(/\s+/);
    if (parts.length !== 2) throw bad(path, number, `has ${parts.length} ${parts.length === 1 ? 'entry' : 'entries'}, not two`);
    const [user, item] = [wholeNumber(parts[0]), wholeNumber(parts[1])];
    if (user === null) throw bad(path, number, `has the user ${shown(parts[0])}, which is no whole number from 1`);
    if (item === null) throw bad(path, number, `has the item ${shown(parts[1])}, which is no whole number from 1`);
    const own = byUser.get(user);
    if (own) own.push(item);
    else byUser.set(user, [item]);
  }
  if (byUser.size === 0) throw new Error(`${path} is empty; give a file with a line "user item" for each interaction, in time order.`);
  const userIds = [...byUser.keys()].sort((a, b) => a - b);
  const itemIds = [...new Set([...byUser.values()].flat())].sort((a, b) => a - b);
  const numbers = new Map(itemIds.map((id, index) => [id, index + 1]));
  return {users: userIds.map(user => (byUser.get(user) ?? []).map(item => numbers.get(item) ?? 0)), userIds, itemIds};
}

/** The users who can be asked: whose last item is the question. By their place in `users`. */
export function askedUsers({users}: Sequences): number[] {
  return users.flatMap((items, user) => (items.length >= FEWEST_ITEMS ? [user] : []));
}

function wholeNumber(text: string | undefined): number | null {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : 0;
  return value >= 1 && Number.isSafeInteger(value) ? value : null;
}

function shown(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 40));
}

function bad(path: string, line: number, what: string): Error {
  return new Error(`Line ${line} of ${path} ${what}. A line is "user item", both whole numbers from 1.`);
}
