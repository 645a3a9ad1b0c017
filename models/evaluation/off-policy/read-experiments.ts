/** A log in; what its experiments say [P7] out: what each arm earned, whether accounts were shared out as they should have been, and whom a team draft prefers. */
import {armOf} from '../../../src/policy/assignment.js';
import type {Team} from '../../../src/types.js';
import type {Experiment} from '../../../src/wire-types.js';
import {labelsOf} from '../../training/labels.js';
import {BadLog, type Log} from '../../training/log.js';
import {eachSlate, listOf} from '../../training/relive.js';
import {drawAccounts} from '../estimate.js';
import {preference, sampleRatio, type DraftedSlate, type SampleRatio} from './experiments.js';
import {bootstrap, type Interval} from './intervals.js';
import {REWARDS, type RewardName} from './rewards.js';

export interface ArmFigures {
  readonly arm: string;
  readonly accounts: number;
  /** That were seen. */
  readonly slates: number;
  /** Of the first places, a slate. */
  readonly earned: Interval;
}

export interface ExperimentFigures {
  readonly experiment: string;
  readonly salt: string;
  readonly arms: readonly ArmFigures[];
  /** Accounts with slates of more than one arm: an arm is for good, so there should be none. */
  readonly crossed: number;
  /** Null where nobody said what the shares are. */
  readonly sampleRatio: SampleRatio | null;
  /** Accounts in another arm than the published hash gives them; null as above. */
  readonly misplaced: number | null;
  /** Of `slates` that a team won; null where nothing was interleaved. */
  readonly preference: (Interval & {readonly slates: number}) | null;
}

interface Noted {
  readonly experiment: string;
  readonly salt: string;
  readonly slates: {readonly arm: string; readonly account: number; readonly reward: number}[];
  readonly drafted: DraftedSlate[];
  /** Account → its arms. */
  readonly armsOf: Map<string, Set<string>>;
}

export interface ExperimentCall {
  readonly reward: RewardName;
  readonly places: number;
  /** As it was given to pages: the one whose shares are checked. */
  readonly said?: Experiment;
}

/** @throws {BadLog} where the log has an arm that `said` has not */
export async function readExperiments(log: Log, {reward, places, said}: ExperimentCall): Promise<ExperimentFigures[]> {
  const experiments = new Map<string, Noted>();
  const accounts = new Map<string, number>();
  await eachSlate(log, ({account, event, candidates, answers}) => {
    const {arm, mode, positions, team} = event.data;
    if (!arm) return;
    const key = JSON.stringify([arm.experiment, arm.salt]);
    const noted = experiments.get(key) ?? {experiment: arm.experiment, salt: arm.salt, slates: [], drafted: [], armsOf: new Map<string, Set<string>>()};
    experiments.set(key, noted);
    noted.armsOf.set(account, (noted.armsOf.get(account) ?? new Set()).add(arm.arm));
    if (answers.length === 0 || candidates === null) return;
    const number = accounts.get(account) ?? accounts.size;
    accounts.set(account, number);
    const labels = labelsOf(event, answers);
    const {goal} = listOf(event.data, candidates);
    const looked = candidates.flatMap((candidate, index) => {
      const [position = -1, label] = [positions[index], labels[index]];
      return label && position >= 0 && position < places ? [{index, earned: REWARDS[reward](label, candidate, goal)}] : [];
    });
    noted.slates.push({arm: arm.arm, account: number, reward: looked.reduce((sum, {earned}) => sum + earned, 0)});
    if (mode === 'interleave' && team) noted.drafted.push({account: number, answered: looked.flatMap(({index, earned}): Team[] => (earned > 0 ? [team[index]].filter(whose => whose !== null && whose !== undefined) : []))});
  });
  return [...experiments.values()].map(noted => figuresOf(noted, accounts.size, said?.name === noted.experiment && (said.salt ?? '') === noted.salt ? said : null));
}

function figuresOf({experiment, salt, slates, drafted, armsOf}: Noted, accounts: number, said: Experiment | null): ExperimentFigures {
  const names = said ? said.arms.map(({name}) => name) : [...new Set([...armsOf.values()].flatMap(arms => [...arms]))].sort();
  const stranger = [...armsOf.values()].flatMap(arms => [...arms]).find(name => !names.includes(name));
  if (stranger !== undefined) throw new BadLog(`The log has the arm ${stranger} of ${experiment}, which the experiment that was given has not (${names.join(', ')}).`);
  const draws = drawAccounts(accounts, 1);
  const arms = names.map(arm => {
    const own = slates.filter(slate => slate.arm === arm);
    return {
      arm, accounts: [...armsOf.values()].filter(of => of.has(arm)).length, slates: own.length,
      earned: own.length > 0 ? bootstrap({each: Float64Array.from(own, ({reward}) => reward)}, own.map(({account}) => account), accounts, draws) : {value: NaN, low: null, high: null},
    };
  });
  return {
    experiment, salt, arms,
    crossed: [...armsOf.values()].filter(of => of.size > 1).length,
    sampleRatio: said && said.arms.length > 1 ? sampleRatio(arms.map(arm => arm.accounts), said.arms.map(({share}) => share)) : null,
    misplaced: said && [...armsOf].filter(([account, of]) => !of.has(armOf(said, account)?.name ?? '')).length,
    preference: drafted.length > 0 ? {...preference(drafted, accounts), slates: drafted.filter(({answered}) => answered.reduce((sum, team) => sum + (team === 'ours' ? 1 : -1), 0) !== 0).length} : null,
  };
}

export function experimentsText(experiments: readonly ExperimentFigures[]): string {
  const of = ({value, low, high}: Interval) => `${Number.isNaN(value) ? 'not defined' : value.toPrecision(4)}${low === null || high === null ? '' : ` [${low.toPrecision(4)}, ${high.toPrecision(4)}]`}`;
  return experiments.map(({experiment, salt, arms, crossed, sampleRatio: ratio, misplaced, preference: prefers}) => [
    '', `experiment ${experiment}${salt === '' ? '' : `, salt ${salt}`}`,
    ...arms.map(arm => `  ${arm.arm.padEnd(14)}${arm.accounts} accounts, ${arm.slates} slates seen, earned ${of(arm.earned)} a slate`),
    ...(prefers ? [`  preference for ours, −1 to 1: ${of(prefers)}, of ${prefers.slates} slates that a team won`] : []),
    ...(ratio ? [`  sample ratio: χ² ${ratio.statistic.toPrecision(3)}, p ${ratio.p.toPrecision(3)}${ratio.mismatch ? ': NOT as it was said, so that nothing here can be relied on until it is known why' : ', as it was said'}`] : ['  sample ratio: not checked, for which --experiment FILE is needed']),
    ...(misplaced ? [`  accounts in another arm than their hash says: ${misplaced}`] : []),
    ...(crossed > 0 ? [`  accounts that have been in more than one arm: ${crossed}`] : []),
  ].map(line => `${line}\n`).join('')).join('');
}
