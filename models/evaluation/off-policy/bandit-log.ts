/** Plain bandit logs and policies, read from CSV. Every error names the file, the line (from 1, the header counted) and the field. */

/** Rounds in columns, all of one length, at least one. */
export interface BanditLog {
  /** How many actions there are, shown or not: actions are 0 to this − 1. */
  readonly actionCount: number;
  readonly actions: Int32Array;
  /** From 0. */
  readonly positions: Int32Array;
  /** 1 for a click, 0 for none. */
  readonly rewards: Float64Array;
  /** The chance that the logging policy had given to the action at this position: above 0, at most 1. */
  readonly propensities: Float64Array;
}

/** Chance of an action at a position; over all actions they sum to 1. */
export type Policy = (action: number, position: number) => number;

const FIELDS = ['item_id', 'position', 'click', 'propensity'] as const;
/** Int32: what positions are kept in. */
const MAX_POSITION = 2 ** 31 - 1;
/** What a column may be away from 1: chances are often written with few digits. */
const SUM_TOLERANCE = 1e-3;

/**
 * @param text a header that names at least item_id, position, click and propensity, in any order, then a line a round
 * @param source the file's name, for errors
 */
export function readBanditLog(text: string, actionCount: number, source: string): BanditLog {
  const [header, ...lines] = linesOf(text);
  const names = header?.cells ?? [];
  const columns = FIELDS.map(field => {
    if (!names.includes(field)) throw new Error(`${source}, line 1: there is no column named ${field}.`);
    return names.indexOf(field);
  });
  if (lines.length === 0) throw new Error(`${source} holds no rounds.`);
  const rows = lines.map(({cells, line}) => {
    const cell = (field: number, wanted: string, fits: (value: number) => boolean) =>
      numberIn(cells[columns[field] ?? -1], `${source}, line ${line}, ${FIELDS[field]}`, wanted, fits);
    return {
      action: cell(0, `a whole number from 0 to ${actionCount - 1}`, value => wholeBelow(value, actionCount)),
      position: cell(1, 'a whole number from 0', value => wholeBelow(value, MAX_POSITION)),
      reward: cell(2, '0 or 1', value => value === 0 || value === 1),
      propensity: cell(3, 'above 0 and at most 1', value => value > 0 && value <= 1),
    };
  });
  return {
    actionCount,
    actions: Int32Array.from(rows, row => row.action),
    positions: Int32Array.from(rows, row => row.position),
    rewards: Float64Array.from(rows, row => row.reward),
    propensities: Float64Array.from(rows, row => row.propensity),
  };
}

/**
 * @param text a line an action, a column a position; lines that begin with # are remarks
 * @param source the file's name, for errors
 */
export function readPolicy(text: string, log: BanditLog, source: string): Policy {
  const lines = linesOf(text).filter(({cells}) => cells[0]?.startsWith('#') !== true);
  if (lines.length !== log.actionCount) throw new Error(`${source} has ${lines.length} rows, but there are ${log.actionCount} actions.`);
  const width = lines[0]?.cells.length ?? 0;
  const chances = lines.map(({cells, line}) => {
    if (cells.length !== width) throw new Error(`${source}, line ${line}: there are ${cells.length} columns, not ${width} as in the first row.`);
    return cells.map((cell, column) => numberIn(cell, `${source}, line ${line}, column ${column + 1}`, 'a chance from 0 to 1', value => value >= 0 && value <= 1));
  });
  const last = log.positions.reduce((largest, position) => Math.max(largest, position), 0);
  if (last >= width) throw new Error(`${source} has ${width} columns, but the log has position ${last}, counted from 0.`);
  for (let position = 0; position < width; position++) {
    const sum = chances.reduce((total, row) => total + (row[position] ?? 0), 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE) throw new Error(`${source}, column ${position + 1}: the chances sum to ${sum}, not to 1.`);
  }
  return (action, position) => chances[action]?.[position] ?? 0;
}

/** Every action as likely as any other, at every position. */
export function uniformPolicy(actionCount: number): Policy {
  return () => 1 / actionCount;
}

interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

function linesOf(text: string): Line[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/)
    .map((row, index) => ({cells: row.split(',').map(cell => cell.trim()), line: index + 1, blank: row.trim() === ''}))
    .filter(({blank}) => !blank);
}

function numberIn(cell: string | undefined, where: string, wanted: string, fits: (value: number) => boolean): number {
  if (cell === undefined) throw new Error(`${where}: the line ends before it.`);
  const value = cell === '' ? NaN : Number(cell);
  if (!fits(value)) throw new Error(`${where}: "${cell}" is not ${wanted}.`);
  return value;
}

function wholeBelow(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}
