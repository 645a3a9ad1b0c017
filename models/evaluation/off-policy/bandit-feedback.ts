/**
 * Inkling's log as Open Bandit Pipeline's `bandit_feedback` of slates (zr-obp, `SyntheticSlateBanditDataset.obtain_batch_bandit_feedback`): what its slate estimators
 * take. An action is a suggestion of an account; its context is the embedding. Slates that are shorter than `len_list` have no place in the format and are counted.
 */
import type {LoggedSlates} from './inkling-log.js';
import {marginalsOf} from './marginals.js';
import type {NumpyArray} from './npz.js';

export interface BanditFeedback {
  readonly arrays: Readonly<Record<(typeof ARRAYS)[number], NumpyArray>>;
  readonly about: {
    readonly n_rounds: number;
    readonly n_unique_action: number;
    readonly len_list: number;
    /** `account id`, by action. */
    readonly actions: readonly string[];
    /** Slates that were too short. */
    readonly short: number;
  };
}

export const ARRAYS = ['slate_id', 'context', 'action_context', 'action', 'position', 'reward', 'pscore', 'pscore_cascade', 'pscore_item_position'] as const;

export function banditFeedbackOf({slates, places}: LoggedSlates): BanditFeedback {
  const full = slates.filter(({shown}) => shown.length === places && shown.every(index => index >= 0));
  const actions = new Map<string, readonly number[]>();
  const actionOf = new Map<string, number>();
  const columns = {slate_id: [] as number[], action: [] as number[], position: [] as number[], reward: [] as number[], pscore: [] as number[], pscore_cascade: [] as number[], pscore_item_position: [] as number[]};
  full.forEach(({source, shown, rewards, chances, logging, candidates}, slate) => {
    const marginals = marginalsOf(logging, candidates, places).chances;
    const joint = chances.reduce((product, chance) => product * chance, 1);
    let above = 1;
    shown.forEach((index, place) => {
      const candidate = source.candidates?.[index];
      const name = `${source.account} ${candidate?.id ?? ''}`;
      if (!actionOf.has(name)) actionOf.set(name, actionOf.size);
      if (!actions.has(name)) actions.set(name, candidate?.embedding ?? []);
      above *= chances[place] ?? 1;
      columns.slate_id.push(slate);
      columns.action.push(actionOf.get(name) ?? -1);
      columns.position.push(place);
      columns.reward.push(rewards[place] ?? 0);
      columns.pscore.push(joint);
      columns.pscore_cascade.push(above);
      // A sum of chances may come out a rounding error above 1.
      columns.pscore_item_position.push(Math.min(marginals[place]?.[index] ?? 0, 1));
    });
  });
  const whole = (values: readonly number[]): NumpyArray => ({data: BigInt64Array.from(values, BigInt), shape: [values.length]});
  const real = (values: readonly number[]): NumpyArray => ({data: Float64Array.from(values), shape: [values.length]});
  const table = (rows: readonly ArrayLike<number>[]): NumpyArray => ({data: Float64Array.from(rows.flatMap(row => Array.from(row))), shape: [rows.length, rows[0]?.length ?? 0]});
  return {
    arrays: {
      slate_id: whole(columns.slate_id), action: whole(columns.action), position: whole(columns.position), reward: real(columns.reward),
      pscore: real(columns.pscore), pscore_cascade: real(columns.pscore_cascade), pscore_item_position: real(columns.pscore_item_position),
      context: table(full.map(({context}) => context)), action_context: table([...actions.values()]),
    },
    about: {n_rounds: full.length, n_unique_action: actionOf.size, len_list: places, actions: [...actionOf.keys()], short: slates.length - full.length},
  };
}

/** The rules of obp's own input checks (`obp/utils.py`: `check_sips_inputs`, `check_iips_inputs`, `check_rips_inputs`) and of its data set's shapes; each breach in a sentence. */
export function breachesOf(arrays: Readonly<Record<string, NumpyArray>>, about: {readonly n_rounds: number; readonly n_unique_action: number; readonly len_list: number}): string[] {
  const {n_rounds: rounds, n_unique_action: actions, len_list: places} = about;
  const rows = rounds * places;
  const breaches: string[] = [];
  const must = (holds: boolean, sentence: string) => { if (!holds) breaches.push(sentence); };
  const values = (name: string) => Array.from(arrays[name]?.data ?? [], Number);
  for (const name of ARRAYS) must(arrays[name] !== undefined, `${name} is missing`);
  for (const name of ['slate_id', 'action', 'position', 'reward', 'pscore', 'pscore_cascade', 'pscore_item_position']) must(String(arrays[name]?.shape) === String([rows]), `${name} is not of shape (n_rounds * len_list,)`);
  for (const name of ['slate_id', 'action', 'position']) must(arrays[name]?.data instanceof BigInt64Array && values(name).every(value => value >= 0), `${name} must be non-negative integers`);
  must(arrays['context']?.shape.length === 2 && arrays['context'].shape[0] === rounds, 'context is not of shape (n_rounds, dim_context)');
  must(arrays['action_context']?.shape.length === 2 && arrays['action_context'].shape[0] === actions, 'action_context is not of shape (n_unique_action, dim_action_context)');
  must(values('action').every(action => action < actions), 'action must be below n_unique_action');
  for (const name of ['pscore', 'pscore_cascade', 'pscore_item_position']) must(values(name).every(value => value > 0 && value <= 1), `${name} must be in the range of (0, 1]`);
  must(values('reward').every(Number.isFinite), 'reward must be finite');
  const [slate, position, pscore, cascade] = ['slate_id', 'position', 'pscore', 'pscore_cascade'].map(values) as [number[], number[], number[], number[]];
  must(slate.every((id, row) => id === Math.floor(row / places)) && position.every((place, row) => place === row % places), 'position must not be duplicated in each slate');
  must(pscore.every((score, row) => score === pscore[row - row % places]), 'pscore must be unique in each slate');
  must(cascade.every((score, row) => row % places === 0 || score <= (cascade[row - 1] ?? 0)), 'pscore_cascade must be non-increasing sequence in each slate');
  must(pscore.every((score, row) => score <= (cascade[row] ?? 0) * (1 + 1e-12)), 'pscore must be smaller than or equal to pscore_cascade');
  return breaches;
}
