/** What a host's log should know of the page around: natives that were replaced, another copy of this package, another owner than before. Loaded where a host listens. */
import type {Log} from './log.js';
import {SDK_VERSION} from './version.js';

/** What is used of the page's realm; a page may replace them, and Inkling works with what it finds. */
const NATIVES: readonly (readonly [name: string, of: () => unknown])[] = [
  ['fetch', () => globalThis.fetch], ['Date', () => globalThis.Date], ['Date.now', () => Date.now], ['JSON.parse', () => JSON.parse], ['JSON.stringify', () => JSON.stringify],
  ['Array.prototype.map', () => Array.prototype.map], ['Array.prototype.filter', () => Array.prototype.filter], ['Promise', () => globalThis.Promise],
  ['crypto.getRandomValues', () => globalThis.crypto?.getRandomValues], ['indexedDB.open', () => globalThis.indexedDB?.open], ['setTimeout', () => globalThis.setTimeout], ['Worker', () => globalThis.Worker],
];
/** By which copies on one page know of each other. */
const COPIES = Symbol.for('inkling.copies');
/** Of the last client of this copy that was looked at. */
let last: string | null = null;

/** @param owner names account and user; not told */
export function tellSurroundings(log: Log, owner: string): void {
  const replaced = NATIVES.filter(([, of]) => isReplaced(of())).map(([name]) => name);
  if (replaced.length > 0) log('ENV_PATCHED', replaced.length, `The page has replaced ${replaced.join(', ')}.`);
  const copies = copiesHere();
  if (copies.size > 1) log('DUP_SDK', copies.size, `Inkling is on this page ${copies.size} times, in the versions ${[...copies.values()].join(', ')}; the first defined the elements.`);
  if (last !== null && last !== owner) log('ACCT_SWITCH', 1, 'Another account or user than before on this page: each has a database of its own.');
  last = owner;
}

const MINE = {};
function copiesHere(): ReadonlyMap<object, string> {
  const shared = globalThis as {[COPIES]?: Map<object, string>};
  const copies = shared[COPIES] ??= new Map();
  return copies.set(MINE, SDK_VERSION);
}

function isReplaced(native: unknown): boolean {
  try {
    return typeof native === 'function' && !/\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(native));
  } catch {
    return true;
  }
}
