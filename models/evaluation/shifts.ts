/** Worlds that training never saw, one thing shifted at a time; in each the server is trained anew and the ranker is not. */
import {DEFAULTS, type PartialConfig, type WorldConfig} from '../world/config.js';
import {VERTICALS} from '../world/verticals.js';
import type {Policy} from '../world/visit.js';
import {createWorld} from '../world/world.js';
import {CHANCES} from './calibration.js';
import type {Estimate} from './estimate.js';
import type {Figure} from './figures.js';
import {rollout, type Evaluation, type Kept} from './rollout.js';
import {COLUMNS, estimateText, nameOf, table} from './tables.js';
import {harmless, verdictsText, type Verdict} from './verdicts.js';

/** By name, in the order of the table; the first is the world of the training's config under another seed. */
export const SHIFTS: Readonly<Record<string, PartialConfig>> = {
  'as trained': {},
  'intentStrength 0': {intentStrength: 0},
  'intentStrength 0.5': {intentStrength: 0.5},
  'intentStrength 1.5': {intentStrength: 1.5},
  'positionBias 0': {positionBias: 0},
  'positionBias 0.5': {positionBias: 0.5},
  'positionBias 1.5': {positionBias: 1.5},
  'noise 0.5': {noise: 0.5},
  'noise 2': {noise: 2},
  'new verticals': {verticals: VERTICALS.map(({id}) => id).filter(id => !DEFAULTS.verticals.includes(id))},
  'unseenTypes 4': {unseenTypes: 4},
};

/** A target is about this world: it gets so many times the accounts and visits of the others, for an interval that can tell. */
const JUDGED = {world: 'intentStrength 0', times: 4};

export interface Shifts {
  readonly seed: number;
  /** In each world but the one that a target is about. */
  readonly accounts: number;
  readonly visits: number;
  readonly shifts: Readonly<Record<string, Evaluation>>;
}

export interface ShiftsCall {
  readonly seed: number;
  readonly accounts: number;
  readonly visits: number;
  /** Among them `serverOrder`, `ours` and `oracle`. */
  readonly policies: readonly Policy[];
  readonly progress: (world: string, done: number, visits: number) => void;
  readonly keptOf?: (config: WorldConfig, visits: number) => Kept | undefined;
  readonly shifts?: Readonly<Record<string, PartialConfig>>;
}

/** One world after the other. */
export async function rolloutShifts({seed, accounts, visits, policies, progress, keptOf, shifts = SHIFTS}: ShiftsCall): Promise<Shifts> {
  const evaluations: Record<string, Evaluation> = {};
  for (const [name, config] of Object.entries(shifts)) {
    const times = name === JUDGED.world ? JUDGED.times : 1;
    const world = createWorld({...config, seed, accounts: times * accounts});
    evaluations[name] = await rollout(world, times * visits, policies, done => progress(name, done, times * visits), keptOf?.(world.config, times * visits));
  }
  return {seed, accounts, visits, shifts: evaluations};
}

export function shiftVerdicts({shifts}: Shifts): Verdict[] {
  const indifferent = shifts[JUDGED.world];
  return [harmless('intentStrength 0: utility over the server\'s order', indifferent?.lifts['ours'])];
}

const ABSOLUTE: readonly Figure[] = ['utilityPerVisit', 'ndcg5'];
const PAIRED: readonly Figure[] = ['utilityPerVisit', 'applyRate', 'dismissRate', 'ndcg5'];

export function shiftsText(evaluated: Shifts): string {
  const {seed, accounts, visits, shifts} = evaluated;
  const columns = (figures: readonly Figure[]) => COLUMNS.filter(([figure]) => figures.includes(figure));
  const worlds = Object.entries(shifts);
  const policies = Object.keys(worlds[0]?.[1].policies ?? {});
  const text = (estimate: Estimate | undefined, digits: number, per: number) => estimate ? estimateText(estimate, digits, per) : '–';
  const absolute = columns(ABSOLUTE).map(([figure, title, digits, per]) => [
    `${capital(title)}:`,
    table(['world', ...policies.map(nameOf)], worlds.map(([name, world]) => [name, ...policies.map(policy => text(world.policies[policy]?.[figure], digits, per))])),
  ]).flat();
  const paired = columns(PAIRED);
  return [
    `Seed ${seed}: ${visits} visits of ${accounts} accounts in each world, ${JUDGED.times} times as many where a target is about it (${JUDGED.world}). In brackets the 95 % interval over accounts.`,
    ...absolute,
    'Ours less the server\'s order, paired; and what ours closes of the gap in utility between the server\'s order and the informed oracle:',
    table(['world', ...paired.map(([, title]) => title), 'utility over the server\'s, %', 'gap closed, %'], worlds.map(([name, {differences, lifts, gapClosed}]) => [
      name, ...paired.map(([figure, , digits, per]) => text(differences['serverOrder']?.[figure], digits, per)), text(lifts['ours'], 1, 100), text(gapClosed, 1, 100),
    ])),
    'Calibration error of ours, % of the head\'s base rate there:',
    table(['world', ...CHANCES], worlds.map(([name, {calibration}]) => [name, ...CHANCES.map(head => text(calibration[head]?.errorOverRate, 1, 100))])),
    verdictsText(shiftVerdicts(evaluated)),
  ].join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
