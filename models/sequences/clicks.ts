/** Sessions of clicks and the candidate lists that recommenders gave within them: YooChoose as rn5l/session-rec prepares it. */
import {existsSync, readFileSync} from 'node:fs';

export interface Session {
  readonly id: number;
  /** Seconds. */
  readonly begunAt: number;
  /** Ids, in time order. */
  readonly items: readonly number[];
}

/** A list given after a prefix of a session. */
export interface GivenList {
  readonly session: number;
  /** Clicked so far, the current item last. */
  readonly prefix: readonly number[];
  readonly target: number;
  /** Best first. */
  readonly candidates: readonly number[];
}

/** From tab-separated `SessionId ItemId Time` with a header. Throws a sentence that names the file and the line. */
export function readClicks(path: string): Session[] {
  const sessions = new Map<number, {at: number; item: number}[]>();
  rowsOf(path, '\t', 3).forEach((cells, row) => {
    const [session = NaN, item = NaN, at = NaN] = cells.map(Number);
    if (![session, item, at].every(Number.isFinite)) throw new Error(`Line ${row + 2} of ${path} is not three numbers, SessionId, ItemId and Time.`);
    const known = sessions.get(session);
    if (known) known.push({at, item});
    else sessions.set(session, [{at, item}]);
  });
  return [...sessions].map(([id, clicks]) => {
    clicks.sort((a, b) => a.at - b.at);
    return {id, begunAt: clicks[0]?.at ?? 0, items: clicks.map(click => click.item)};
  });
}

/** From `SessionId;Position;Recommendations;Scores` with a header: after the first Position + 1 clicks of the session, what comes next is the target. Rows without a next click say nothing. */
export function readLists(path: string, sessions: readonly Session[]): GivenList[] {
  const byId = new Map(sessions.map(session => [session.id, session]));
  return rowsOf(path, ';', 4).flatMap(([session, position, recommendations], row) => {
    const own = byId.get(Number(session));
    if (!own) throw new Error(`Line ${row + 2} of ${path} names session ${session}, which has no clicks.`);
    const seen = Number(position) + 1;
    const target = own.items[seen];
    return target === undefined ? [] : [{session: own.id, prefix: own.items.slice(0, seen), target, candidates: (recommendations ?? '').split(',').map(Number)}];
  });
}

function rowsOf(path: string, separator: string, columns: number): string[][] {
  if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  return readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line, index) => {
    const cells = line.trim().split(separator);
    if (cells.length !== columns) throw new Error(`Line ${index + 2} of ${path} has ${cells.length} columns, not ${columns}.`);
    return cells;
  });
}
