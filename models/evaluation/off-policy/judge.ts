/** A log and models in; the verdict of every estimator on each model's own policy, on the same slates, out. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readSchema} from '../../../src/features/schema.js';
import {baseSchema} from '../../training/base-schema.js';
import {logFolderOf} from '../../training/feedback-export.js';
import {openLog} from '../../training/log.js';
import {loadRanker, type LoadedRanker} from '../rankers.js';
import {earned, evaluateSlates, roundsOfSlates, type SlateEvaluation} from './evaluate-slates.js';
import {readSlates, type Dropped, type Target} from './inkling-log.js';
import type {Interval} from './intervals.js';
import type {RewardName} from './rewards.js';
import type {SlateRounds} from './slate-estimators.js';

export interface JudgeCall {
  /** A log directory. */
  readonly log: string;
  /** Folders of published models. */
  readonly models: readonly string[];
  /** Which of a model's rankers draws. */
  readonly tier: 'neural' | 'linear';
  readonly reward: RewardName;
  /** From the top of the slate: what is below is not looked at. */
  readonly places: number;
}

export interface Judged {
  readonly about: {
    readonly reward: RewardName;
    readonly places: number;
    readonly slates: number;
    readonly accounts: number;
    readonly dropped: Dropped;
    /** What the log itself earned a slate. */
    readonly logged: Interval;
  };
  /** In the order of the models. */
  readonly evaluations: readonly (SlateEvaluation & {readonly model: string})[];
  readonly rounds: readonly SlateRounds[];
}

/** A log of any form as a directory, as long as `use` runs. */
export async function withLog<T>(source: string, use: (folder: string) => Promise<T>): Promise<T> {
  const work = mkdtempSync(join(tmpdir(), 'inkling-log-'));
  try {
    return await use(await logFolderOf(source, work));
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

export async function judgeLog({log: folder, models, tier, reward, places}: JudgeCall): Promise<Judged> {
  const log = await openLog(folder);
  const rankers: LoadedRanker[] = [];
  try {
    for (const model of models) rankers.push(await loadRanker(model));
    const targets = rankers.map(ranker => targetOf(ranker, tier));
    const schemas = [...targets.map(({schema}) => schema), readSchema(baseSchema(log.vocabulary))];
    const slates = await readSlates(log, targets, schemas, {places, reward});
    const rounds = roundsOfSlates(slates);
    const [first] = rounds;
    if (!first) throw new Error('No model was given to judge.');
    return {
      about: {reward, places, slates: slates.slates.length, accounts: slates.accounts, dropped: slates.dropped, logged: earned(first.rounds)},
      evaluations: rounds.map((one, index) => ({...evaluateSlates(one), model: targets[index]?.name ?? ''})),
      rounds: rounds.map(one => one.rounds),
    };
  } finally {
    for (const ranker of rankers) await ranker.release();
  }
}

function targetOf({manifest, schema, neural, linear}: LoadedRanker, tier: JudgeCall['tier']): Target {
  const scorer = tier === 'neural' ? neural : linear;
  return {name: `${manifest.name} ${manifest.version}${tier === 'linear' ? ', linear' : ''}`, schema, exploration: manifest.exploration, policy: manifest.policy, score: batch => scorer.score(batch)};
}

export function judgementText({about, evaluations}: Judged): string {
  const of = ({value, low, high}: Interval) => `${Number.isNaN(value) ? 'not defined' : value.toPrecision(5)}${low === null || high === null ? '' : ` [${low.toPrecision(5)}, ${high.toPrecision(5)}]`}`;
  const lines = [`${about.slates} slates of ${about.accounts} accounts, ${about.reward} of the first ${about.places} places; the log earned ${of(about.logged)} a slate`];
  const left = Object.entries(about.dropped).filter(([, count]) => count > 0).map(([why, count]) => `${count} ${why}`);
  if (left.length > 0) lines.push(`left out: ${left.join(', ')}`);
  for (const {model, estimators, bernstein, ess, maxWeight, warnings} of evaluations) {
    lines.push('', model, ...Object.entries(estimators).map(([name, estimate]) => `  ${name.padEnd(14)}${of(estimate)}`));
    lines.push(`  ${'bernstein'.padEnd(14)}${of(bernstein)} of ipw_clip10`, `  worth ${ess.toPrecision(5)} slates; largest weight ${maxWeight.toPrecision(5)}`, ...warnings.map(warning => `  ${warning}`));
  }
  return `${lines.join('\n')}\n`;
}
