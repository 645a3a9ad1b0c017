/** Columns of a schema, made ready once: a row of facts in, numbers in a Float32Array out. */
import type {Column} from '../ranking-types.js';
import type {Reader} from './facts.js';

interface NumberColumn<Row> {
  readonly at: number;
  readonly read: Reader<Row>;
  readonly transform: Column['transform'];
  readonly mean: number;
  readonly scale: number;
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
  /** What a zero becomes: most tallies are one, and a logarithm is the dearest step. */
  readonly zero: number;
}

export interface Columns<Row> {
  readonly width: number;
  /** One look-up a fact instead of one comparison a column: value → the columns that are 1. */
  readonly choices: readonly {readonly read: Reader<Row>; readonly at: ReadonlyMap<string, readonly number[]>}[];
  readonly numbers: readonly NumberColumn<Row>[];
}

/** @param factOf checked by `readSchema`: a schema that was not read by it throws here. */
export function prepare<Row>(columns: readonly Column[], factOf: (fact: string) => Reader<Row> | null): Columns<Row> {
  const choices = new Map<string, {read: Reader<Row>; at: Map<string, number[]>}>();
  const numbers: NumberColumn<Row>[] = [];
  columns.forEach((column, at) => {
    const read = factOf(column.fact);
    if (!read) throw new TypeError(`No fact '${column.fact}': pass the schema through readSchema.`);
    if (column.equals === undefined) {
      const scaled = {
        at, read, transform: column.transform, mean: column.mean ?? 0, scale: column.scale ?? 1,
        min: column.min ?? -Infinity, max: column.max ?? Infinity, fallback: column.default,
      };
      numbers.push({...scaled, zero: encoded(scaled, 0)});
      return;
    }
    const choice = choices.get(column.fact) ?? {read, at: new Map<string, number[]>()};
    choices.set(column.fact, choice);
    choice.at.set(column.equals, [...choice.at.get(column.equals) ?? [], at]);
  });
  return {width: columns.length, choices: [...choices.values()], numbers};
}

/**
 * Writes one row at `offset` of an `out` that is zero there.
 * @returns how many numbers could not be read (not finite, or no number at all) and took their default. What is merely absent takes it uncounted.
 */
export function writeRow<Row>(columns: Columns<Row>, row: Row, out: Float32Array, offset: number): number {
  for (const choice of columns.choices) {
    const value = choice.read(row);
    const at = value === undefined ? undefined : choice.at.get(String(value));
    if (at) for (const column of at) out[offset + column] = 1;
  }
  let replaced = 0;
  for (const column of columns.numbers) {
    const fact = column.read(row);
    const value = typeof fact === 'number' ? fact === 0 ? column.zero : encoded(column, fact) : typeof fact === 'boolean' ? encoded(column, Number(fact)) : fact === undefined ? column.fallback : NaN;
    if (Number.isFinite(value)) {
      out[offset + column.at] = value;
    } else {
      out[offset + column.at] = column.fallback;
      replaced++;
    }
  }
  return replaced;
}

function encoded<Row>({transform, mean, scale, min, max}: Omit<NumberColumn<Row>, 'zero'>, x: number): number {
  // Before the clip, which would make an infinity look like a number.
  if (!Number.isFinite(x)) return NaN;
  const shaped = transform === 'log' ? Math.log1p(Math.max(x, 0)) : transform === 'signed-log' ? Math.sign(x) * Math.log1p(Math.abs(x)) : x;
  // fround: what is finite as a double can be infinite as a float.
  return Math.fround(Math.min(Math.max((shaped - mean) / scale, min), max));
}
