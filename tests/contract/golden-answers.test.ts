// What the published model has learned of an advertiser's answers, over accounts of a world that it was not trained on.
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {loadRanker, type LoadedRanker} from '../../models/evaluation/rankers.js';
import {createWorld} from '../../models/world/world.js';
import {emptyContext, summarizeAll} from '../../src/context/summarize.js';
import {upsertSignals} from '../../src/context/signals.js';
import {encode} from '../../src/features/encode.js';
import type {Candidate, EntityRef, HeadScores, RecordedInteraction} from '../../src/types.js';
import {FOLDER} from '../support/published-model.js';

const world = createWorld({seed: 4242, accounts: 40});
const MINUTE = 60_000;
// A world is made first, beside whatever else this machine does.
vi.setConfig({testTimeout: 180_000});
const now = world.config.start + 11 * 3_600_000;
let ranker: LoadedRanker;
beforeAll(async () => { ranker = await loadRanker(FOLDER); });
afterAll(() => ranker.release());

type Done = Omit<RecordedInteraction, 'id' | 'at' | 'visit'>;

const onCard = ({id, type, entity, embedding}: Candidate, kind: Done['kind'], more: Partial<Done> = {}): Done =>
  ({kind, surface: 'campaign-list', placement: {slateId: 's', candidateId: id, position: 0}, candidate: {id, type, entity, embedding}, ...more});

/** Scores of the account's list after `done` in the minutes before. */
async function scoresAfter(accountId: string, done: readonly Done[]): Promise<readonly HeadScores[]> {
  const candidates = listOf(accountId);
  const started: Done = {kind: 'navigate', surface: 'campaign-list'};
  const recorded = [started, ...done].map((one, index) => ({...one, id: `i${index}`, at: now - (done.length - index + 1) * 0.25 * MINUTE, visit: 'v'}));
  const context = {...summarizeAll(emptyContext(now - 10 * MINUTE), recorded), signals: upsertSignals([], world.signals(accountId, now), now)};
  const list = {surface: 'campaign-list' as const, candidates, pinned: [], goal: world.account(accountId, now).goal, seed: 's'};
  const [scores] = await ranker.neural.score(encode([list], context, ranker.schema, now));
  return scores ?? [];
}

const listOf = (accountId: string) => world.candidates(accountId, 'campaign-list', undefined, now);

/** Mean over accounts of how much the head moved on the cards chosen, in per cent of what it was, and the share of accounts in which it fell. */
async function change(head: keyof HeadScores, doneIn: (list: readonly Candidate[], accountId: string) => readonly Done[], of: (card: Candidate, list: readonly Candidate[], done: readonly Done[]) => boolean) {
  const moves: number[] = [];
  for (const accountId of world.accountIds) {
    const list = listOf(accountId);
    const done = doneIn(list, accountId);
    if (done.length === 0) continue;
    const [before, after] = [await scoresAfter(accountId, []), await scoresAfter(accountId, done)];
    const chosen = list.flatMap((card, n) => of(card, list, done) ? [n] : []);
    if (chosen.length === 0) continue;
    const mean = (scores: readonly HeadScores[]) => chosen.reduce((sum, n) => sum + (scores[n]?.[head] ?? NaN), 0) / chosen.length;
    moves.push(mean(after) / mean(before) - 1);
  }
  expect(moves.length).toBeGreaterThan(8);
  return {mean: 100 * moves.reduce((sum, move) => sum + move, 0) / moves.length, fell: moves.filter(move => move < 0).length / moves.length};
}

/** The first two of a type of which the list holds three. */
function twoOfThree(list: readonly Candidate[]): readonly Candidate[] {
  const type = list.map(card => card.type).find(name => list.filter(card => card.type === name).length >= 3);
  return list.filter(card => card.type === type).slice(0, type === undefined ? 0 : 2);
}
const sameTypeLeft = (card: Candidate, _: readonly Candidate[], done: readonly Done[]) =>
  done.some(({candidate}) => candidate?.type === card.type) && !done.some(({candidate}) => candidate?.id === card.id);

test('dismissing two cards of one type as not relevant lowers the other cards of that type', async () => {
  const {mean, fell} = await change('apply', list => twoOfThree(list).flatMap(card => [onCard(card, 'impression'), onCard(card, 'dismiss', {reason: 'not-relevant'})]), sameTypeLeft);
  expect(mean).toBeLessThan(-5);
  expect(fell).toBeGreaterThan(0.8);
});

test('opening two cards of one type raises the other cards of that type', async () => {
  const {mean, fell} = await change('open', list => twoOfThree(list).flatMap(card => [onCard(card, 'impression'), onCard(card, 'open')]), sameTypeLeft);
  expect(mean).toBeGreaterThan(5);
  expect(fell).toBeLessThan(0.2);
});

test('editing a budget on the host page raises the suggestions to spend more on that campaign', async () => {
  const grows = (card: Candidate) => card.entity.level === 'campaign' && (card.spendChange ?? 0) > 0 && card.type.includes('budget');
  const edits = (list: readonly Candidate[]): readonly Done[] => {
    const entity: EntityRef | undefined = list.find(grows)?.entity;
    return entity ? [{kind: 'navigate', surface: 'budget-editor', entity}, {kind: 'edit', surface: 'budget-editor', entity}] : [];
  };
  const {mean, fell} = await change('apply', edits, (card, _, done) => grows(card) && card.entity.id === done[0]?.entity?.id);
  expect(mean).toBeGreaterThan(5);
  expect(fell).toBeLessThan(0.2);
});
