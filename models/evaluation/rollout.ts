/**
 * Every policy lives the same visits of a held-out world: same past, same host actions, same chance. What is counted is expected, not sampled,
 * wherever the behaviour model allows: a card's chance to be answered where it stands, given what had happened before.
 */
import {HEADS, type Head} from '../../src/types.js';
import {examined} from '../world/behaviour.js';
import {simulateVisit} from '../world/simulate.js';
import type {Policy, SlateResult, VisitResult} from '../world/visit.js';
import type {World} from '../world/world.js';
import {drawAccounts, estimate, estimateDifference, estimateShareOfGap, type Estimate, type Part} from './estimate.js';
import {auc, calibrationError, hit, logLoss, ndcg} from './ranking.js';

export const FIGURES = ['utilityPerVisit', 'applyRate', 'dismissRate', 'undoRate', 'ndcg5', 'gauc', 'hit3Apply', 'hit3Dismiss'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Readonly<Record<Figure, Estimate>>;

export interface HeadCalibration {
  readonly rate: number;
  /** Ten equal-mass bins. */
  readonly error: number;
  readonly logLoss: number;
  readonly constantLogLoss: number;
}

export interface Evaluation {
  readonly seed: number;
  readonly accounts: number;
  readonly visits: number;
  readonly policies: Readonly<Record<string, Figures>>;
  /** Ours less each other, paired. */
  readonly differences: Readonly<Record<string, Figures>>;
  /** Of the utility between the server's order and the informed oracle. */
  readonly gapClosed: Estimate;
  readonly calibration: Readonly<Partial<Record<Head, HeadCalibration>>>;
}

/** Predicted and true chance, as at the top of a list, of every card that "ours" scored. */
type Predictions = Record<Exclude<Head, 'impact'>, {predicted: number[]; happened: number[]}>;

/** @param visits over all accounts of the world, as evenly as goes */
export async function rollout(world: World, visits: number, policies: readonly Policy[], progress: (done: number) => void): Promise<Evaluation> {
  const accounts = world.accountIds.slice(0, visits);
  const parts = new Map(policies.map(policy => [policy.name, new Map<Figure, Part[]>(FIGURES.map(figure => [figure, []]))]));
  const predictions: Predictions = {open: none(), apply: none(), dismiss: none(), undo: none()};
  let done = 0;
  for (const [index, accountId] of accounts.entries()) {
    const own = Math.floor(visits * (index + 1) / accounts.length) - Math.floor(visits * index / accounts.length);
    for (const policy of policies) {
      const lived: VisitResult[] = [];
      for (let visit = 0; visit < own; visit++) lived.push(await simulateVisit(world, accountId, visit, policy));
      for (const figure of FIGURES) parts.get(policy.name)?.get(figure)?.push(partOf(figure, lived));
      if (policy.name === 'ours') for (const {slates} of lived) for (const slate of slates) notePredictions(predictions, slate);
    }
    done += own;
    progress(done);
  }

  const draws = drawAccounts(accounts.length, world.config.seed);
  const of = (name: string, figure: Figure) => parts.get(name)?.get(figure) ?? [];
  const each = (estimateOf: (figure: Figure) => Estimate) => Object.fromEntries(FIGURES.map(figure => [figure, estimateOf(figure)])) as Record<Figure, Estimate>;
  const names = policies.map(policy => policy.name);
  return {
    seed: world.config.seed, accounts: accounts.length, visits,
    policies: Object.fromEntries(names.map(name => [name, each(figure => estimate(of(name, figure), draws))])),
    differences: Object.fromEntries(names.filter(name => name !== 'ours').map(name => [name, each(figure => estimateDifference(of('ours', figure), of(name, figure), draws))])),
    gapClosed: estimateShareOfGap(of('ours', 'utilityPerVisit'), of('serverOrder', 'utilityPerVisit'), of('oracle', 'utilityPerVisit'), draws),
    calibration: calibrationOf(predictions),
  };
}

function partOf(figure: Figure, visits: readonly VisitResult[]): Part {
  const sum = (of: (visit: VisitResult) => number) => visits.reduce((so, visit) => so + of(visit), 0);
  const slates = visits.flatMap(visit => visit.slates);
  const kept = (slate: SlateResult) => slate.cards.map(({answers}) => answers.apply * (1 - answers.undo));
  const mean = (of: (slate: SlateResult) => number | null): Part => {
    const values = slates.map(of).filter(value => value !== null);
    return {sum: values.reduce((so, value) => so + value, 0), count: values.length};
  };
  switch (figure) {
    case 'utilityPerVisit': return {sum: sum(visit => visit.expected.utility), count: visits.length};
    case 'applyRate': return {sum: sum(visit => visit.expected.applies), count: sum(visit => visit.expected.impressions)};
    case 'dismissRate': return {sum: sum(visit => visit.expected.dismissals), count: sum(visit => visit.expected.impressions)};
    case 'undoRate': return {sum: sum(visit => visit.expected.undos), count: sum(visit => visit.expected.applies)};
    case 'ndcg5': return mean(slate => ndcg(kept(slate), 5));
    case 'gauc': return mean(slate => auc(kept(slate)));
    case 'hit3Apply': return mean(slate => hit(kept(slate), 3));
    case 'hit3Dismiss': return mean(slate => hit(slate.cards.map(({answers}) => answers.dismiss), 3));
  }
}

function none(): {predicted: number[]; happened: number[]} {
  return {predicted: [], happened: []};
}

/** The heads speak of a card at the top of a list, so the truth is put there too. */
function notePredictions(predictions: Predictions, {request, ranked, cards}: SlateResult): void {
  const atTop = examined(request.truth.foundation.config, 0);
  for (const [place, {answers}] of cards.entries()) {
    const scores = ranked.items[place]?.scores;
    if (!scores) continue;
    const truth = {open: atTop * answers.open, apply: atTop * answers.apply * (1 - answers.undo), dismiss: atTop * answers.dismiss, undo: answers.undo};
    for (const head of ['open', 'apply', 'dismiss', 'undo'] as const) {
      predictions[head].predicted.push(scores[head]);
      predictions[head].happened.push(truth[head]);
    }
  }
}

function calibrationOf(predictions: Predictions): Evaluation['calibration'] {
  return Object.fromEntries(HEADS.filter(head => head !== 'impact').map(head => {
    const {predicted, happened} = predictions[head];
    const rate = happened.reduce((sum, chance) => sum + chance, 0) / Math.max(happened.length, 1);
    return [head, {rate, error: calibrationError(predicted, happened), logLoss: logLoss(predicted, happened), constantLogLoss: logLoss(predicted.map(() => rate), happened)}];
  }));
}
