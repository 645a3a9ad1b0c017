/**
 * A new model on trial: the one that serves goes on serving while the new one scores the same first lists in the background; then a verdict. Golden scores on this
 * device's backend come before, errors, non-finite scores, latency and agreement during it.
 */
import {narrow} from './context/narrow.js';
import {InklingError} from './errors.js';
import {rankListsNow} from './rank.js';
import type {LoadedManifest} from './ranker/artifact.js';
import {scoreLinear} from './ranker/linear.js';
import type {RankCall, RankedList} from './ranking-types.js';
import type {Head} from './types.js';
import type {WorkerLink} from './worker-link.js';

/** How the new model did on one list that the old one ordered. */
export interface ShadowRun {
  /** Milliseconds until it answered, or failed. */
  readonly ms: number;
  /** Name of the error; null where it answered. */
  readonly error: string | null;
  /** Null where it did not answer. */
  readonly agreement: Agreement | null;
}

/** Kendall's τ-b (1945) between two models over the cards that both show, −1 to 1; null where either has no two that differ. */
export interface Agreement {
  /** Of their utilities. */
  readonly order: number | null;
  /** Of their chances to be opened, applied and dismissed, the mean: what is learned of people. Where it is turned around, a sound forecast of the impact may still order the list. */
  readonly answers: number | null;
}

/** `postponed`: the model could not be tried, which is no fault of its own. */
export type Verdict = {readonly state: 'going' | 'passed' | 'postponed'} | {readonly state: 'tripped'; readonly guardrail: Guardrail; readonly detail: string};
export type Guardrail = 'golden' | 'non-finite' | 'errors' | 'latency' | 'agreement';

/** Lists that are scored before a new model serves. */
export const SHADOW_RUNS = 5;
/** One failure may be the device's; two are the model's. */
const MOST_ERRORS = 1;
/** A better model orders otherwise; one that turns an order around is broken. Both sides of this line are measured in docs/loop.md. */
const LEAST_AGREEMENT = -0.25;
const ANSWERS = ['open', 'apply', 'dismiss'] as const satisfies readonly Head[];

/** @param answerMs the page's own deadline: a median beyond it would leave every other list to a lower tier */
export function verdictOf(runs: readonly ShadowRun[], answerMs: number): Verdict {
  const failed = runs.filter(({error}) => error !== null);
  if (failed.some(({error}) => error === 'bad-scores')) return tripped('non-finite', 'it gave scores that cannot be used');
  if (failed.length > MOST_ERRORS) return tripped('errors', `it failed on ${failed.length} of ${runs.length} lists (${failed.at(-1)?.error ?? ''})`);
  if (runs.length < SHADOW_RUNS) return {state: 'going'};
  const times = runs.map(({ms}) => ms).sort((a, b) => a - b);
  const median = times[times.length >> 1] ?? 0;
  if (median > answerMs) return tripped('latency', `it took ${Math.round(median)} ms at the median, more than the ${answerMs} ms that a list may take`);
  for (const [what, is] of [['order', 'it orders'], ['answers', 'it expects answers']] as const) {
    const known = runs.flatMap(({agreement}) => agreement?.[what] ?? []);
    const mean = meanOf(known);
    if (mean !== null && mean < LEAST_AGREEMENT) return tripped('agreement', `${is} in reverse of the one that serves (τ ${mean.toFixed(2)} over ${known.length} lists)`);
  }
  return {state: 'passed'};
}

function tripped(guardrail: Guardrail, detail: string): Verdict {
  return {state: 'tripped', guardrail, detail};
}

/** Over the cards that both show. */
export function agreementOf(one: RankedList, other: RankedList): Agreement {
  const theirs = new Map(other.items.map(item => [item.candidateId, item]));
  const pairs = one.items.flatMap(item => {
    const same = theirs.get(item.candidateId);
    return same ? [[item, same] as const] : [];
  });
  const ofScores = ANSWERS.flatMap(head => kendall(pairs.map(([a, b]) => [a.scores?.[head] ?? 0, b.scores?.[head] ?? 0])) ?? []);
  return {order: kendall(pairs.map(([a, b]) => [a.utility, b.utility])), answers: meanOf(ofScores)};
}

function kendall(pairs: readonly (readonly [number, number])[]): number | null {
  let [sum, ours, theirs] = [0, 0, 0];
  pairs.forEach(([a, b], i) => {
    for (const [c, d] of pairs.slice(0, i)) {
      sum += Math.sign(a - c) * Math.sign(b - d);
      ours += Number(a !== c);
      theirs += Number(b !== d);
    }
  });
  return ours > 0 && theirs > 0 ? sum / Math.sqrt(ours * theirs) : null;
}

function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** Of what a start may fail with: what another visit would meet again. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['golden-mismatch', 'bad-scores']);

export interface TrialOptions {
  /** Loads the model where that has not been done, and checks it on its golden lists. */
  readonly start: () => Promise<unknown>;
  readonly rank: (call: RankCall) => Promise<readonly RankedList[]>;
  readonly answerMs: number;
  /** Once, with anything but `going`. */
  readonly onVerdict: (verdict: Verdict) => void;
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
}

export interface Trial {
  /** Of the manifest that is tried. */
  readonly url: string;
  /** What was asked and how the serving model ordered it. Never rejects, and nobody waits for it. */
  shadow(call: RankCall, served: readonly RankedList[]): Promise<void>;
  end(): void;
}

export function createTrial({start, rank, answerMs, onVerdict, now = () => performance.now()}: TrialOptions): Omit<Trial, 'url'> {
  const runs: ShadowRun[] = [];
  let started: Promise<boolean> | null = null;
  let isBusy = false;
  let isOver = false;
  const conclude = (verdict: Verdict) => {
    if (isOver || verdict.state === 'going') return;
    isOver = true;
    onVerdict(verdict);
  };
  const begin = () => start().then(() => true, (error: unknown) => {
    const isItsOwn = error instanceof InklingError && OWN_FAULTS.has(error.name);
    conclude(isItsOwn ? tripped('golden', `it did not start here: ${error.message}`) : {state: 'postponed'});
    return false;
  });
  return {
    async shadow(call, served) {
      // One at a time: what is measured is the model, not its queue.
      if (isOver || isBusy || call.lists.length === 0) return;
      isBusy = true;
      try {
        if (!await (started ??= begin()) || isOver) return;
        const begun = now();
        try {
          const lists = await rank(call);
          const ms = now() - begun;
          const agreements = served.flatMap((list, index) => {
            const other = lists[index];
            return other ? [agreementOf(list, other)] : [];
          });
          const of = (what: keyof Agreement) => meanOf(agreements.flatMap(one => one[what] ?? []));
          runs.push({ms, error: null, agreement: {order: of('order'), answers: of('answers')}});
        } catch (error) {
          runs.push({ms: now() - begun, error: error instanceof Error ? error.name : 'unknown', agreement: null});
        }
        conclude(verdictOf(runs, answerMs));
      } finally {
        isBusy = false;
      }
    },
    end() {
      isOver = true;
    },
  };
}

const ANSWER_MS = 100;

export interface Attempt {
  readonly good: LoadedManifest;
  /** `answer`: 100 when left out. */
  readonly deadlines?: {readonly answer?: number};
  /** A worker of its own, so that nothing that the new model does reaches the one that serves; null where none serves. */
  readonly newLink: () => Promise<WorkerLink | null>;
  readonly startOn: (worker: WorkerLink, manifest: string) => Promise<unknown>;
  /** Passed: the worker is the caller's. Not passed and no reason: it could not be tried, which is no fault of its own. */
  readonly onOver: (passed: boolean, why: InklingError | null, worker: WorkerLink | null) => void;
}

/** Tries a model beside the one that serves. */
export function tryModel({good, deadlines, newLink, startOn, onOver}: Attempt): Trial {
  const {manifest, url} = good;
  let worker: WorkerLink | null = null;
  const trial = createTrial({
    answerMs: deadlines?.answer ?? ANSWER_MS,
    async start() {
      worker = await newLink();
      if (worker) await startOn(worker, url);
    },
    rank: async call => (worker ? worker.rank(narrowed(call, good)) : rankLinear(call, good)),
    onVerdict(verdict) {
      if (verdict.state === 'passed') return onOver(true, null, worker);
      worker?.close();
      onOver(false, verdict.state === 'tripped' ? refusalOf(manifest, verdict.detail) : null, null);
    },
  });
  const end = () => {
    trial.end();
    worker?.close();
  };
  return {shadow: trial.shadow, end, url};
}

function refusalOf({version}: {readonly version: number}, why: string): InklingError {
  return new InklingError('model-refused', `Version ${version} is not served on this device, the one before it is: ${why}.`);
}

/** In the linear tier of this model, at once. */
export function rankLinear(call: RankCall, {manifest, schema}: LoadedManifest): readonly RankedList[] {
  return rankListsNow(call, {tier: 'linear', schema, score: batch => scoreLinear(batch, manifest.linear)});
}

/** With what this model reads of the context. */
export function narrowed(call: RankCall, {schema}: LoadedManifest): RankCall {
  return {...call, context: narrow(call.context, call.lists, schema.historyLength)};
}
