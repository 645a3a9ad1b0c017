/** What happens in one run: a pure function of the seed and the run's number, so that any run can be had again. */
import {stream} from '../../models/world/random.js';

export const FAULTS = [
  'tab-close', 'renderer-kill', 'browser-kill', 'server-kill', 'offline', '503', '429', 'lost-answer', 'three-tabs', 'frozen-tab', 'quota', 'deleted-database',
] as const;
export type FaultName = (typeof FAULTS)[number];

export interface PlannedFault {
  readonly name: FaultName;
  /** Milliseconds from the start. */
  readonly at: number;
  /** Milliseconds until it is mended, or until what was killed is started again. */
  readonly lasts: number;
  /** `sending`: not at once but when the next batch reaches the server. */
  readonly when: 'at-once' | 'sending';
  /** Milliseconds more from that moment: before, within or after the commit. */
  readonly delay: number;
  /** On [0, 1): which way, where there are several. */
  readonly way: number;
}

export interface Burst {
  readonly at: number;
  /** Counted among the tabs that are there. */
  readonly tab: number;
  readonly ids: readonly string[];
}

export interface Plan {
  readonly seed: number;
  readonly run: number;
  /** Ids that are tracked and sent before anything strikes: most of a visit is calm. */
  readonly calm: readonly string[];
  readonly bursts: readonly Burst[];
  readonly faults: readonly PlannedFault[];
  /** Whether the tabs of the run still stand when the last page is opened. */
  readonly tabsStay: boolean;
}

/** Traffic and faults begin within this; the first batch leaves a second after the first event. */
const WINDOW_MS = 1700;
/** Fewest and most: what a list of suggestions brings about before anything goes wrong. */
const CALM: readonly [number, number] = [60, 100];
/** Both take away what the other's count is kept in. */
const APART: readonly FaultName[] = ['quota', 'deleted-database'];

export function planOf(seed: number, run: number): Plan {
  const chance = stream(seed, 'faults', run);
  const others = [0.5, 0.2].filter(share => chance.uniform() < share).length;
  const names: FaultName[] = [mainFault(seed, run)];
  while (names.length < 1 + others) {
    const name = chance.pick(FAULTS);
    if (!names.includes(name) && !(APART.includes(name) && names.some(other => APART.includes(other)))) names.push(name);
  }
  const faults = names.map((name): PlannedFault => ({
    name, at: chance.integer(150, WINDOW_MS - 300), lasts: chance.integer(200, 900), when: chance.uniform() < 0.6 ? 'sending' : 'at-once', delay: chance.integer(0, 30), way: chance.uniform(),
  }));
  let count = 0;
  const someIds = (size: number) => Array.from({length: size}, () => `s${seed}-r${run}-${count++}`);
  const burst = (at: number, tab: number, size: number): Burst => ({at, tab, ids: someIds(size)});
  const calm = someIds(chance.integer(...CALM));
  const bursts = [
    burst(0, 0, chance.integer(2, 5)),
    ...Array.from({length: chance.integer(5, 8)}, () => burst(chance.integer(1, WINDOW_MS), chance.integer(0, 5), chance.integer(1, 6))),
    // What is being written when the fault strikes.
    ...faults.map(fault => burst(Math.max(fault.at - chance.integer(0, 6), 1), chance.integer(0, 5), chance.integer(3, 10))),
  ];
  return {
    seed, run, calm, tabsStay: chance.uniform() < 0.5,
    bursts: bursts.sort((a, b) => a.at - b.at),
    faults: faults.sort((a, b) => a.at - b.at),
  };
}

/** Every twelve runs in a row, from a multiple of twelve, have each fault once as their first. */
function mainFault(seed: number, run: number): FaultName {
  const chance = stream(seed, 'main-fault', Math.floor(run / FAULTS.length));
  const left: FaultName[] = [...FAULTS];
  const order = FAULTS.map(() => left.splice(chance.integer(0, left.length - 1), 1));
  return order[run % FAULTS.length]?.[0] ?? FAULTS[0];
}

/** One line a person can read. */
export function told({run, calm, faults, bursts, tabsStay}: Plan): string {
  const events = `${calm.length} + ${bursts.reduce((sum, {ids}) => sum + ids.length, 0)}`;
  const each = faults.map(({name, at, lasts, when, delay}) => `${name} at ${at} ms${when === 'sending' ? ` +${delay} into the next batch` : ''} for ${lasts} ms`);
  return `run ${run}: ${events} events; ${each.join('; ')}; the tabs ${tabsStay ? 'stay' : 'are closed'}`;
}
