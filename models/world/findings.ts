/** What a check found, and how it is said. */

export interface Finding {
  readonly name: string;
  readonly value: string;
  /** What it should be. */
  readonly range: string;
  readonly passed: boolean;
}

export function percentOf(share: number): number {
  return share * 100;
}

export function between(name: string, value: number, low: number, high: number, unit: string): Finding {
  const shown = Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
  return {name, value: `${shown}${unit}`, range: low === high ? `${low}${unit}` : `between ${low} and ${high}${unit}`, passed: value >= low && value <= high};
}
