import {describe, expect, test, vi} from 'vitest';
import {InklingError} from '../../../src/errors.js';
import {agreementOf, createTrial, SHADOW_RUNS, verdictOf, type ShadowRun} from '../../../src/model-trial.js';
import type {RankCall, RankedList} from '../../../src/ranking-types.js';
import {emptyContext} from '../../../src/context/summarize.js';
import {list} from '../../support/ranking.js';

const good: ShadowRun = {ms: 5, error: null, agreement: {order: 0.3, answers: 0.3}};
const agreeing = (order: number | null, answers: number | null = 0.3) => ({agreement: {order, answers}});
const runs = (...odd: Partial<ShadowRun>[]) => Array.from({length: SHADOW_RUNS}, (_, index) => ({...good, ...odd[index]}));
const ranked = (...utilities: number[]): RankedList => ({
  tier: 'wasm', withheld: [], logPropensity: 0, contextVector: null, digest: null, replaced: 0, timings: {},
  items: utilities.map((utility, index) => ({candidateId: `c${index}`, serverPosition: index, scores: null, utility, logPropensity: 0, pinned: false})),
  policy: {id: 'test', seed: '', temperature: 0, window: 1, places: 10, goal: {results: 1, cost: 0, reach: 0, effort: 0}},
});

describe('guardrails', () => {
  test.each([
    ['all is well', runs(), 'passed'],
    ['too few lists', runs().slice(1), 'going'],
    ['one failure', runs({error: 'worker-died', agreement: null}), 'passed'],
    ['lists with nothing to order', runs(agreeing(null, null), agreeing(null, null)), 'passed'],
    ['another order', runs(agreeing(-0.9), agreeing(0.1, -0.9)), 'passed'],
    ['one slow list', runs({ms: 900}), 'passed'],
  ])('%s: %#', (_, given, state) => expect(verdictOf(given, 100).state).toBe(state));

  test.each([
    ['scores that are not finite, at the first list', [{...good, error: 'bad-scores'}], 'non-finite'],
    ['two failures', [{...good, error: 'worker-died'}, {...good, error: 'worker-hung'}], 'errors'],
    ['slow lists', runs({ms: 300}, {ms: 300}, {ms: 300}), 'latency'],
    ['the order turned around', Array.from({length: SHADOW_RUNS}, () => ({...good, ...agreeing(-0.8)})), 'agreement'],
    ['what is expected of people turned around, and a sound order of impacts', Array.from({length: SHADOW_RUNS}, () => ({...good, ...agreeing(0.5, -0.8)})), 'agreement'],
  ] as const)('%s', (_, given, guardrail) => expect(verdictOf(given, 100)).toMatchObject({state: 'tripped', guardrail}));
});

test('agreement in order is Kendall\'s τ-b over the cards that both show', () => {
  const order = (one: RankedList, other: RankedList) => agreementOf(one, other).order;
  expect(order(ranked(3, 2, 1), ranked(30, 20, 10))).toBe(1);
  expect(order(ranked(3, 2, 1), ranked(1, 2, 3, 9))).toBe(-1);
  expect(order(ranked(3, 2, 1), ranked(3, 1, 2))).toBeCloseTo(1 / 3, 12);
  expect(order(ranked(3, 2, 2), ranked(3, 1, 2))).toBeCloseTo(2 / Math.sqrt(6), 12);
  expect(order(ranked(1, 1), ranked(1, 2))).toBeNull();
});

test('agreement in answers is the mean over open, apply and dismiss, whatever the impacts make of the order', () => {
  const scored = (open: readonly number[], apply: readonly number[], dismiss: readonly number[]): RankedList => {
    const list = ranked(3, 2, 1);
    return {...list, items: list.items.map((item, n) => ({...item, scores: {open: open[n] ?? 0, apply: apply[n] ?? 0, dismiss: dismiss[n] ?? 0, undo: 0.1, impact: n}}))};
  };
  const list = scored([0.3, 0.2, 0.1], [0.03, 0.02, 0.01], [0.1, 0.2, 0.3]);
  expect(agreementOf(list, list)).toEqual({order: 1, answers: 1});
  expect(agreementOf(list, scored([0.7, 0.8, 0.9], [0.97, 0.98, 0.99], [0.9, 0.8, 0.7]))).toEqual({order: 1, answers: -1});
  expect(agreementOf(list, scored([0.3, 0.2, 0.1], [0.97, 0.98, 0.99], [0.1, 0.2, 0.3])).answers).toBeCloseTo(1 / 3, 12);
  expect(agreementOf(list, scored([0.3, 0.2, 0.1], [0.5, 0.5, 0.5], [0.2, 0.2, 0.2])).answers, 'a head that tells nobody apart has no say').toBe(1);
  expect(agreementOf(list, ranked(3, 2, 1)).answers, 'without scores there is nothing to compare').toBeNull();
});

describe('a trial', () => {
  const call = (): RankCall => ({lists: [list(3)], context: emptyContext(0), now: 0, exploration: {temperature: 0, window: 1, places: 10, id: 'test'}});
  const aTrial = (rank: () => Promise<RankedList[]>, start: () => Promise<unknown> = () => Promise.resolve()) => {
    const onVerdict = vi.fn();
    const started = vi.fn(start);
    return {onVerdict, started, trial: createTrial({start: started, rank, answerMs: 100, onVerdict, now: () => 0})};
  };

  test('starts with the first list, passes after five, and says so once', async () => {
    const rank = vi.fn(() => Promise.resolve([ranked(3, 2, 1)]));
    const {trial, onVerdict, started} = aTrial(rank);
    expect(started).not.toHaveBeenCalled();
    for (let run = 0; run < SHADOW_RUNS + 2; run++) await trial.shadow(call(), [ranked(3, 2, 1)]);
    expect(started).toHaveBeenCalledTimes(1);
    expect(rank).toHaveBeenCalledTimes(SHADOW_RUNS);
    expect(onVerdict.mock.calls).toEqual([[{state: 'passed'}]]);
  });

  test('a model that fails its golden lists here is never asked', async () => {
    const rank = vi.fn(() => Promise.resolve([]));
    const {trial, onVerdict} = aTrial(rank, () => Promise.reject(new InklingError('golden-mismatch', 'off by 1e+0')));
    await trial.shadow(call(), [ranked(3, 2, 1)]);
    await trial.shadow(call(), [ranked(3, 2, 1)]);
    expect(rank).not.toHaveBeenCalled();
    expect(onVerdict.mock.calls).toEqual([[{state: 'tripped', guardrail: 'golden', detail: 'it did not start here: off by 1e+0'}]]);
  });

  test('one list at a time; what has ended says nothing', async () => {
    let answer: (lists: RankedList[]) => void = () => undefined;
    const {trial, onVerdict} = aTrial(vi.fn(() => new Promise<RankedList[]>(resolve => { answer = resolve; })));
    const first = trial.shadow(call(), [ranked(1, 2)]);
    await trial.shadow(call(), [ranked(1, 2)]);
    trial.end();
    answer([ranked(2, 1)]);
    await first;
    expect(onVerdict).not.toHaveBeenCalled();
  });
});
