/** A trained model in; the next served version out, or the reasons why not. Judged on the log by what its own policy would have earned there, against the version that is served. */
import {createHash, type KeyObject} from 'node:crypto';
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {differenceOf, ESS_FLOOR} from '../evaluation/off-policy/evaluate-slates.js';
import type {Interval} from '../evaluation/off-policy/intervals.js';
import {judgeLog, withLog} from '../evaluation/off-policy/judge.js';
import type {RewardName} from '../evaluation/off-policy/rewards.js';
import type {SlateEstimatorName} from '../evaluation/off-policy/slate-estimators.js';
import {currentOf, faultsOf, manifestOf, type Current} from './checks.js';
import {signaturesOf} from './signing.js';

export interface PublishCall {
  readonly from: string;
  /** What is served, and will be. */
  readonly out: string;
  /** A version that was served before; the current one when left out. */
  readonly against?: number;
  /** A log directory, an export, or a server. */
  readonly log: string;
  readonly reward: RewardName;
  readonly places: number;
  readonly tier: 'neural' | 'linear';
  /** What it may earn less, as a share of what the other earns, and still be called no worse. */
  readonly margin: number;
  /** Back to an older one that has served: keeps its version, is not judged again, and its manifest says that it may take a newer one's place. */
  readonly rollback: boolean;
  /** Each signs the manifest, in a file beside it; none when left out. */
  readonly keys?: readonly KeyObject[];
  /** Days until no device uses it any more; never when left out. */
  readonly expiresIn?: number;
}

export interface Verdict {
  readonly published: boolean;
  /** Why it was refused, or on what ground it was not. */
  readonly reasons: readonly string[];
  readonly version?: number;
  readonly manifest?: string;
  /** What it earns beyond the other, by `ESTIMATOR`. */
  readonly difference?: Interval;
  readonly ess?: {readonly ours: number; readonly theirs: number};
}

/** Unbiased where a card's reward depends on itself and those above it, and of the least spread among those. */
const ESTIMATOR: SlateEstimatorName = 'cascade_dr';
const ARTIFACT = /^(?:[\w-]+-[0-9a-f]{12}\.(?:onnx|json)|manifest-[0-9a-f]{64}\.(?:json|sig)|current\.json)$/;
const DAY_MS = 86_400_000;
/** Where the version before is kept: not served, but there to be compared with or gone back to. */
const BEFORE = '.previous';

export async function publish(call: PublishCall): Promise<Verdict> {
  const faults = await faultsOf(call.from);
  if (faults.length > 0) return {published: false, reasons: faults};
  const ours = currentOf(call.from);
  if (!ours) throw new Error('unreachable: a model without faults is there');
  const served = currentOf(call.out);
  if (call.rollback) return {published: true, reasons: [`Version ${ours.version} has served before.`], ...write(call, ours.version, {mayReplaceNewer: true})};
  const next = Math.max(served?.version ?? 0, ...versionsBefore(call.out)) + 1;
  if (!served) return {published: true, reasons: ['Nothing is served yet, so that there is nothing to be worse than.'], ...write(call, next, {})};

  const theirs = folderOf(call.out, call.against ?? served.version, served);
  try {
    const judged = await judge(call, theirs.folder);
    return judged.published ? {...judged, ...write(call, next, {judged: {against: call.against ?? served.version, reward: call.reward, difference: judged.difference}})} : judged;
  } finally {
    theirs.release();
  }
}

async function judge({from, log, reward, places, tier, margin}: PublishCall, theirs: string): Promise<Verdict> {
  const {evaluations: [ours, other], rounds: [own, others], about} = await withLog(log, folder => judgeLog({log: folder, models: [from, theirs], tier, reward, places}));
  if (!ours || !other || !own || !others) throw new Error('unreachable: two models were judged');
  const ess = {ours: ours.ess, theirs: other.ess};
  const floor = Math.max(ESS_FLOOR.slates, ESS_FLOOR.share * about.slates);
  const weak = [[ours, 'this model'], [other, 'the version that it is compared with']] as const;
  const tooFew = weak.filter(([{ess: worth}]) => worth < floor).map(([{ess: worth}, whose]) => `The log is worth ${worth.toFixed(0)} of its ${about.slates} slates to ${whose}, less than ${floor.toFixed(0)}: there is no telling. Collect more, or explore more.`);
  if (tooFew.length > 0) return {published: false, reasons: tooFew, ess};
  const difference = differenceOf(own, others, ESTIMATOR);
  const least = -margin * Math.abs(other.estimators[ESTIMATOR].value);
  const figures = `${reward} a slate: ${signed(difference.value)} against ${other.estimators[ESTIMATOR].value.toPrecision(4)}, 95 % interval ${signed(difference.low)} to ${signed(difference.high)}`;
  const noWorse = difference.low !== null && difference.low >= least;
  return {
    published: noWorse, difference, ess,
    reasons: [noWorse ? `It is no worse (${figures}; it might lose ${signed(least)}).` : `It may be worse by more than the margin of ${signed(least)} (${figures}).`],
  };
}

const signed = (value: number | null) => (value === null ? 'unknown' : `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`);

/** A folder with that version alone. */
function folderOf(out: string, version: number, served: Current): {folder: string; release: () => void} {
  if (served.version === version) return {folder: out, release: () => undefined};
  const place = join(out, BEFORE);
  const name = manifestsIn(place).find(path => (JSON.parse(readFileSync(join(place, path), 'utf8')) as {version: number}).version === version);
  if (name === undefined) throw new Error(`Version ${version} is neither served in ${out} nor kept in ${place}.`);
  const folder = mkdtempSync(join(tmpdir(), 'inkling-version-'));
  const manifest = manifestOf(place, {name: '', version, manifest: name});
  for (const path of [name, ...Object.values(manifest.files).map(file => file.path)]) copyFileSync(join(place, path), join(folder, path));
  writeFileSync(join(folder, 'current.json'), JSON.stringify({name: manifest.name, version, manifest: name}));
  return {folder, release: () => rmSync(folder, {recursive: true, force: true})};
}

function manifestsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(path => /^manifest-.*\.json$/.test(path)) : [];
}

function versionsBefore(out: string): number[] {
  const place = join(out, BEFORE);
  return manifestsIn(place).map(path => (JSON.parse(readFileSync(join(place, path), 'utf8')) as {version: number}).version);
}

/** The new files beside the old ones, then `current.json`, then the old ones away: at no moment is a file named that is not there. */
function write({from, out, keys = [], expiresIn}: PublishCall, version: number, more: {readonly mayReplaceNewer?: true; readonly judged?: unknown}): {version: number; manifest: string} {
  const trained = currentOf(from);
  if (!trained) throw new Error(`There is no model in ${from}.`);
  const {judged, ...flags} = more;
  const source = manifestOf(from, trained);
  // What an earlier publication said of itself is not this one's: undefined leaves no trace in JSON.
  const expires = expiresIn === undefined ? undefined : new Date(Date.now() + expiresIn * DAY_MS).toISOString();
  const manifest = {...source, version, expires, mayReplaceNewer: undefined, ...flags, ...(judged !== undefined && {training: {...source.training, judged}})};
  const text = JSON.stringify(manifest);
  const name = `manifest-${createHash('sha256').update(text).digest('hex')}.json`;
  const signature = name.replace(/json$/, 'sig');
  const files = Object.values(manifest.files).map(({path}) => path);
  mkdirSync(join(out, BEFORE), {recursive: true});
  const old = readdirSync(out).filter(path => ARTIFACT.test(path));
  for (const path of old) if (path !== 'current.json') copyFileSync(join(out, path), join(out, BEFORE, path));
  for (const path of files) copyFileSync(join(from, path), join(out, path));
  writeFileSync(join(out, name), text);
  if (keys.length > 0) writeFileSync(join(out, signature), signaturesOf(text, keys));
  writeFileSync(join(out, 'current.json.part'), `${JSON.stringify({name: manifest.name, version, manifest: name}, null, 2)}\n`);
  renameSync(join(out, 'current.json.part'), join(out, 'current.json'));
  for (const path of old) if (path !== 'current.json' && path !== name && !(path === signature && keys.length > 0) && !files.includes(path)) rmSync(join(out, path));
  return {version, manifest: name};
}
