/**
 * Every policy lives the same visits of a held-out world: same past, same host actions, same chance. What is counted is expected, not sampled,
 * wherever the behaviour model allows: a card's chance to be answered where it stands, given what had happened before.
 */
import type {WorldConfig} from '../world/config.js';
import {simulateVisit} from '../world/simulate.js';
import type {Policy, VisitResult} from '../world/visit.js';
import type {World} from '../world/world.js';
import {calibrationOf, CHANCES, noPredictions, notePredictions, type Chance, type HeadCalibration, type Predictions} from './calibration.js';
import {drawAccounts, estimate, estimateDifference, estimateLift, estimateShareOfGap, type Draws, type Estimate, type Part} from './estimate.js';
import {FIGURES, partOf, type Figure, type Figures} from './figures.js';
import {impactOf, noteImpacts, type ImpactFigures, type ImpactPrediction} from './impact.js';
import {spendBalanceOf, spendSumsOf, type SpendBalance, type SpendSums} from './spending.js';

export type Calibration = Readonly<Partial<Record<Chance, HeadCalibration>>>;

export interface Evaluation {
  readonly seed: number;
  readonly accounts: number;
  readonly visits: number;
  readonly config: WorldConfig;
  readonly policies: Readonly<Record<string, Figures>>;
  /** Ours less each other, paired. */
  readonly differences: Readonly<Record<string, Figures>>;
  /** Ours trained as briefly as some rows, less each other, paired; empty without that row. */
  readonly shortDifferences: Readonly<Record<string, Figures>>;
  /** Utility of each over the server's order's, less 1. */
  readonly lifts: Readonly<Record<string, Estimate>>;
  /** Of the utility between the server's order and the informed oracle. */
  readonly gapClosed: Estimate;
  /** Of ours. */
  readonly calibration: Calibration;
  /** Of each policy that scores. */
  readonly calibrations: Readonly<Record<string, Calibration>>;
  /** Of each policy that scores. */
  readonly impacts: Readonly<Record<string, ImpactFigures>>;
  readonly spending: Readonly<Record<string, SpendBalance>>;
}

/** What is kept of one policy's visits; parts and sums one an account. */
export interface Ledger {
  readonly parts: Readonly<Record<Figure, Part[]>>;
  readonly spends: SpendSums[];
  readonly predictions: Predictions;
  readonly impacts: ImpactPrediction[];
}

/** Where ledgers outlive a run. */
export interface Kept {
  /** Null where these visits have not been lived. */
  read(policy: string): Ledger | null;
  write(policy: string, ledger: Ledger): void;
}

const NOTHING_KEPT: Kept = {read: () => null, write: () => undefined};

/** @param visits over all accounts of the world, as evenly as goes */
export async function rollout(world: World, visits: number, policies: readonly Policy[], progress: (done: number) => void, kept = NOTHING_KEPT): Promise<Evaluation> {
  const accounts = world.accountIds.slice(0, visits);
  const ledgers = new Map<string, Ledger>();
  const missing = policies.filter(({name}) => {
    const ledger = kept.read(name);
    ledgers.set(name, ledger ?? openLedger());
    return ledger === null;
  });
  if (missing.length > 0) await live(world, accounts, visits, missing, ledgers, progress);
  for (const {name} of missing) kept.write(name, ledgers.get(name) ?? openLedger());
  return {seed: world.config.seed, accounts: accounts.length, visits, config: world.config, ...summed(ledgers, accounts.length, drawAccounts(accounts.length, world.config.seed))};
}

async function live(world: World, accounts: readonly string[], visits: number, policies: readonly Policy[], ledgers: ReadonlyMap<string, Ledger>, progress: (done: number) => void): Promise<void> {
  let done = 0;
  for (const [index, accountId] of accounts.entries()) {
    const own = Math.floor(visits * (index + 1) / accounts.length) - Math.floor(visits * index / accounts.length);
    for (const policy of policies) {
      const lived: VisitResult[] = [];
      for (let visit = 0; visit < own; visit++) lived.push(await simulateVisit(world, accountId, visit, policy));
      note(ledgers.get(policy.name) ?? openLedger(), index, lived);
    }
    done += own;
    progress(done);
  }
}

function openLedger(): Ledger {
  return {parts: eachFigure((): Part[] => []), spends: [], predictions: noPredictions(), impacts: []};
}

function note({parts, spends, predictions, impacts}: Ledger, account: number, visits: readonly VisitResult[]): void {
  const slates = visits.flatMap(visit => visit.slates);
  for (const figure of FIGURES) parts[figure].push(partOf(figure, visits));
  spends.push(spendSumsOf(slates));
  for (const slate of slates) {
    notePredictions(predictions, account, slate);
    noteImpacts(impacts, account, slate);
  }
}

function summed(ledgers: ReadonlyMap<string, Ledger>, accounts: number, draws: Draws): Omit<Evaluation, 'seed' | 'accounts' | 'visits' | 'config'> {
  const of = (name: string, figure: Figure) => ledgers.get(name)?.parts[figure] ?? [];
  const each = <T>(names: Iterable<string>, value: (name: string) => T | null) => Object.fromEntries([...names].flatMap(name => {
    const found = value(name);
    return found === null ? [] : [[name, found]];
  })) as Record<string, T>;
  const lessOthers = (own: string) => each(ledgers.has(own) ? ledgers.keys() : [], name => name === own ? null : eachFigure(figure => estimateDifference(of(own, figure), of(name, figure), draws)));
  const calibrations = each(ledgers.keys(), name => calibrationsOf(ledgers.get(name)?.predictions ?? noPredictions(), accounts, draws));
  return {
    policies: each(ledgers.keys(), name => eachFigure(figure => estimate(of(name, figure), draws))),
    differences: lessOthers('ours'), shortDifferences: lessOthers('ours-short'),
    lifts: each(ledgers.keys(), name => estimateLift(of(name, 'utilityPerVisit'), of('serverOrder', 'utilityPerVisit'), draws)),
    gapClosed: estimateShareOfGap(of('ours', 'utilityPerVisit'), of('serverOrder', 'utilityPerVisit'), of('oracle', 'utilityPerVisit'), draws),
    calibration: calibrations['ours'] ?? {}, calibrations,
    impacts: each(ledgers.keys(), name => impactOf(ledgers.get(name)?.impacts ?? [], accounts, draws)),
    spending: each(ledgers.keys(), name => spendBalanceOf(ledgers.get(name)?.spends ?? [], draws)),
  };
}

function calibrationsOf(predictions: Predictions, accounts: number, draws: Draws): Calibration | null {
  const heads = CHANCES.flatMap(head => {
    const found = calibrationOf(predictions[head], accounts, draws);
    return found ? [[head, found] as const] : [];
  });
  return heads.length > 0 ? Object.fromEntries(heads) : null;
}

function eachFigure<T>(of: (figure: Figure) => T): Record<Figure, T> {
  return Object.fromEntries(FIGURES.map(figure => [figure, of(figure)])) as Record<Figure, T>;
}
