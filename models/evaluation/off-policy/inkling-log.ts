/** Inkling's own log in; for each target policy, the slates as estimators want them, out. Every device is lived through again, as training does [F8]. */
import {contextVectorOf, digestOf, encode} from '../../../src/features/encode.js';
import {EXPLORATION, type Exploration} from '../../../src/policy/exploration.js';
import {POLICY} from '../../../src/policy/rerank.js';
import type {FeatureBatch, FeatureSchema, PolicySettings} from '../../../src/ranking-types.js';
import type {Candidate, HeadScores} from '../../../src/types.js';
import type {ServedData} from '../../../src/wire-types.js';
import {labelsOf} from '../../training/labels.js';
import {BadLog, type Log} from '../../training/log.js';
import {eachSlate, encoded, listOf, type RelivedSlate} from '../../training/relive.js';
import {REWARDS, type RewardName} from './rewards.js';
import {slatePolicy, type SlatePolicy} from './slate-policy.js';

/** A ranker with its exploration: what would have drawn the slates. */
export interface Target {
  readonly name: string;
  readonly schema: FeatureSchema;
  /** Calibrated, for each list one row a candidate. */
  score(batch: FeatureBatch): HeadScores[][] | Promise<HeadScores[][]>;
  /** Of the manifest; what is left out is the policy's default. */
  readonly exploration?: Partial<Exploration>;
  readonly policy?: Partial<PolicySettings>;
}

/** A slate that was drawn with known chances and seen, with what each target would have done. */
export interface LoggedSlate {
  readonly source: RelivedSlate;
  /** As encoded, in steps of 1/16. */
  readonly context: Int8Array;
  /** From 0. */
  readonly account: number;
  readonly candidates: number;
  /** Indices in the server's list, from the top, no more than the places looked at. */
  readonly shown: readonly number[];
  readonly rewards: readonly number[];
  /** The log's chance of each card shown, given those above. */
  readonly chances: readonly number[];
  readonly logging: SlatePolicy;
  readonly targets: readonly SlatePolicy[];
  /** [candidate][feature] for the reward model. */
  readonly features: readonly Float32Array[];
}

/** Why slates are left out. */
export interface Dropped {
  /** Of another mode, or nothing was drawn [P7]. */
  notExplored: number;
  /** Without one impression: painted over by a better slate, or never scrolled to. */
  unseen: number;
  noContext: number;
  noCandidates: number;
  /** Encoded with a schema that nobody here knows. */
  schema: number;
  /** The encoding, or the chances, come out otherwise than logged. */
  digest: number;
  propensity: number;
}

export interface LoggedSlates {
  readonly slates: readonly LoggedSlate[];
  readonly accounts: number;
  readonly places: number;
  readonly dropped: Dropped;
}

/** Utilities and log-chances are logged with seven digits. */
const PROPENSITY_TOLERANCE = 1e-3;

/** @param schemas that pages may have encoded with */
export async function readSlates(log: Log, targets: readonly Target[], schemas: readonly FeatureSchema[], {places, reward}: {places: number; reward: RewardName}): Promise<LoggedSlates> {
  const dropped: Dropped = {notExplored: 0, unseen: 0, noContext: 0, noCandidates: 0, schema: 0, digest: 0, propensity: 0};
  const slates: LoggedSlate[] = [];
  const accounts = new Map<string, number>();
  await eachSlate(log, async slate => {
    const {event: {data}, candidates, answers} = slate;
    if (data.mode !== 'rank' || data.policy.temperature <= 0) return void dropped.notExplored++;
    if (answers.length === 0) return void dropped.unseen++;
    if (data.context === undefined) return void dropped.noContext++;
    if (candidates === null) return void dropped.noCandidates++;
    const schema = schemas.find(({version}) => version === data.featureSchema);
    if (!schema) return void dropped.schema++;
    const batch = encoded(slate, schema);
    if (!batch || (data.digest !== undefined && digestOf(batch, 0) !== data.digest)) return void dropped.digest++;
    const logging = loggingOf(slate, candidates);
    const shown = shownOf(data, places);
    const chances = shown.map(index => Math.exp(data.logPropensities[index] ?? 0));
    const differs = shown.some((index, place) => Math.abs((logging.next(shown.slice(0, place))[index] ?? 0) / (chances[place] ?? 1) - 1) > PROPENSITY_TOLERANCE);
    if (differs) return void dropped.propensity++;

    const list = listOf(data, candidates);
    const labels = labelsOf(slate.event, answers);
    const asked = await Promise.all(targets.map(target => askTarget(target, slate, batch, schema)));
    const account = accounts.get(slate.account) ?? accounts.size;
    accounts.set(slate.account, account);
    const width = batch.candidates.length / (batch.lists * batch.candidatesPerList);
    slates.push({
      source: slate, context: contextVectorOf(batch, 0), account, candidates: candidates.length, shown, chances, logging,
      rewards: shown.map(index => {
        const [label, candidate] = [labels[index], candidates[index]];
        return label && candidate ? REWARDS[reward](label, candidate, list.goal) : 0;
      }),
      targets: asked.map(({scores, target}) => slatePolicy({list, scores, tallies: slate.context.tallies, now: slate.at, exploration: {...EXPLORATION, ...target.exploration}, policy: {...POLICY, ...target.policy}})),
      features: candidates.map((_, n) => Float32Array.from([...batch.candidates.subarray(n * width, (n + 1) * width), ...asked.flatMap(({scores}) => headFeatures(scores[n]))])),
    });
  });
  if (slates.length === 0) throw new BadLog(`No slate of the log can be judged by: ${Object.entries(dropped).map(([why, count]) => `${count} ${why}`).join(', ')}.`);
  return {slates, accounts: accounts.size, places, dropped};
}

/** The policy that drew the slate, from what it wrote down: among those that it did not withhold, by the utilities that it had. */
function loggingOf({event: {data}, at}: RelivedSlate, candidates: readonly Candidate[]): SlatePolicy {
  const shown = data.positions.flatMap((position, index) => (position >= 0 ? [index] : []));
  const place = new Map(shown.map((index, at) => [index, at]));
  const pick = <T>(column: readonly T[]) => shown.flatMap(index => column[index] ?? []);
  const {id, temperature, window, places, diversity = 0, hysteresis = 0} = data.policy;
  const list = {...listOf(data, candidates), candidates: pick(candidates)};
  const {length, next, race} = slatePolicy({list, scores: null, utilities: pick(data.utilities), tallies: new Map(), now: at, exploration: {id, temperature, window, places}, policy: {diversity, hysteresis, scopes: []}});
  const spread = (values: Float64Array) => {
    const all = new Float64Array(candidates.length);
    shown.forEach((index, at) => { all[index] = values[at] ?? 0; });
    return all;
  };
  return {
    length,
    next: above => spread(next(above.map(index => place.get(index) ?? -1))),
    race: race && {...race, rates: spread(race.rates), pinned: new Map([...race.pinned].map(([where, index]) => [where, shown[index] ?? -1]))},
  };
}

function shownOf({positions}: ServedData, places: number): number[] {
  const shown: number[] = [];
  positions.forEach((position, index) => { if (position >= 0 && position < places) shown[position] = index; });
  return shown;
}

async function askTarget(target: Target, slate: RelivedSlate, batch: FeatureBatch, schema: FeatureSchema) {
  const own = target.schema.version === schema.version ? batch : encodedFor(target, slate, batch, schema);
  const [scores] = await target.score(own);
  if (!scores) throw new Error(`${target.name} gave no scores.`);
  return {target, scores};
}

/** For a target of another schema: history and candidates anew, the context column by column from the logged one. */
function encodedFor({name, schema: wanted}: Target, {event: {data}, candidates, context, at}: RelivedSlate, batch: FeatureBatch, schema: FeatureSchema): FeatureBatch {
  const own = encode([listOf(data, candidates ?? [])], context, wanted, at);
  const places = new Map(schema.context.map((column, place) => [JSON.stringify(column), place]));
  own.context.set(wanted.context.map(column => {
    const place = places.get(JSON.stringify(column));
    if (place === undefined) throw new BadLog(`${name} reads the context column ${column.name}, which the log, encoded with ${schema.version}, does not carry.`);
    return batch.context[place] ?? 0;
  }));
  return own;
}

/** Chances on the logit, which a linear reward model can add up. */
function headFeatures(scores: HeadScores | undefined): number[] {
  return scores ? [scores.open, scores.apply, scores.dismiss].map(chance => Math.log(Math.max(chance, 1e-6) / Math.max(1 - chance, 1e-6)) / 2) : [0, 0, 0];
}
