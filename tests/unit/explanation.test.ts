import {expect, test} from 'vitest';
import {causeOf, CAUSES} from '../../src/causes.js';
import {contributionsOf, type Explained, type ExplainingScorer} from '../../src/explanation.js';
import {encode} from '../../src/features/encode.js';
import {utilitiesOf} from '../../src/policy/utility.js';
import {explainCall, referencesOf} from '../../src/worker-explanation.js';
import type {FeatureBatch} from '../../src/ranking-types.js';
import type {HeadScores} from '../../src/types.js';
import {candidate, contextOf, DAY, interaction, list, NOW, schema} from '../support/features.js';
import {published} from '../support/published-model.js';
import {readSchema} from '../../src/features/schema.js';
import {readFileSync} from 'node:fs';

const GOAL = {results: 1, cost: 0.5, reach: 0.5, effort: 0.5};
const heads = (dismiss: number): HeadScores => ({open: 0, apply: 0, dismiss, undo: 0, impact: 0});
const columnOf = (of: 'context' | 'candidates', name: string) => schema[of].findIndex(column => column.name === name);
/** Other accounts' columns are all a tenth: told apart from everything here. */
const reference = {context: new Float32Array(schema.context.length).fill(0.1), candidate: new Float32Array(schema.candidates.length).fill(0.1)};
const asked = (more: Partial<Explained> = {}): Explained => ({list: list([candidate('a', {effort: 0.5}), candidate('b')]), at: 0, context: contextOf(), now: NOW, plainGoal: GOAL, ...more});

/** Dislikes a card by what one number says of it, and counts its runs. */
function scorerOf(read: (batch: FeatureBatch, list: number, row: number) => number): ExplainingScorer & {readonly runs: number[]} {
  const runs: number[] = [];
  return {schema, encode, utilitiesOf, runs, score: batch => {
    runs.push(batch.lists);
    return batch.counts.map((count, b) => Array.from({length: count}, (_, n) => heads(read(batch, b, b * batch.candidatesPerList + n))));
  }};
}
const ofCandidate = (name: string) => (batch: FeatureBatch, _: number, row: number) => batch.candidates[row * schema.candidates.length + columnOf('candidates', name)] ?? 0;
/** On the first card of a list alone: a context moves no card's lead where it moves all alike. */
const ofContext = (name: string) => (batch: FeatureBatch, b: number, row: number) => (row % batch.candidatesPerList === 0 ? batch.context[b * schema.context.length + columnOf('context', name)] ?? 0 : 0);

test.each([
  ['effort', 'cost'], ['server-gap', 'server'], ['impact-width', 'impact'], ['type=raise-budget', 'suggestion'], ['embedding.1', 'suggestion'], ['tally:type.impressions', 'interaction'],
  ['signal:campaign.learning', 'campaign'], ['is-list-entity', 'place'], ['entity-level=campaign', 'suggestion'],
] as const)('a ranker that reads nothing of a candidate but %s is explained by %s alone', async (name, cause) => {
  const [first, ...others] = await contributionsOf(asked(), scorerOf(ofCandidate(name)), [reference]);
  expect(first?.cause).toBe(cause);
  const moved = others.filter(({amount}) => Math.abs(amount) > 1e-6).map(other => other.cause);
  // The policy itself weighs effort and the server's score.
  expect(moved.filter(other => other !== 'server' && other !== 'cost')).toEqual([]);
});

test.each([['signal:performance.trend', 'performance'], ['surface=campaign-list', 'place'], ['tally:all.opens', 'interaction'], ['visit-age', 'visit']] as const)('of the context, %s is %s', async (name, cause) => {
  const context = contextOf([interaction('1', {at: NOW - DAY})]);
  expect((await contributionsOf(asked({context}), scorerOf(ofContext(name)), [reference]))[0]?.cause).toBe(cause);
});

test('what raises a card has a positive amount, what holds it back a negative one: by how much its lead over the others changes', async () => {
  // A dismissal costs 20: at an effort of 0.5 the card is disliked by 0.5, with the reference's by 0.1; the other card stays as it is.
  const contributions = await contributionsOf(asked(), scorerOf(ofCandidate('is-list-entity')), [{...reference, candidate: new Float32Array(schema.candidates.length).fill(0.4)}]);
  expect(contributions.find(({cause}) => cause === 'place')?.amount).toBeCloseTo(20 * (0.4 - 0), 5);
});

test('what was done in this visit and what came before are told apart, each with its own history', async () => {
  const context = contextOf([interaction('old', {at: NOW - 3 * DAY}), interaction('new-1', {at: NOW - 60_000}), interaction('new-2', {at: NOW - 50_000})]);
  const scorer = scorerOf((batch, _, row) => (row % batch.candidatesPerList === 0 ? batch.historyMask.reduce((sum, real) => sum + real, 0) / 10 : 0));
  const amounts = new Map((await contributionsOf(asked({context}), scorer, [reference, reference])).map(({cause, amount}) => [cause, amount]));
  expect(amounts.get('visit')).toBeCloseTo(-20 * 0.2, 5);
  expect(amounts.get('interaction')).toBeCloseTo(-20 * 0.1, 5);
});

test('all causes but those of the history are one run of the ranker; these are one each', async () => {
  const scorer = scorerOf(() => 0.1);
  await contributionsOf(asked(), scorer, [reference, reference, reference]);
  expect(scorer.runs).toHaveLength(3);
  const columns = new Set([...schema.context.map(({fact}) => causeOf(fact, 'context')), ...schema.candidates.map(({fact}) => causeOf(fact, 'candidates'))]);
  columns.delete('visit');
  columns.delete('interaction');
  expect(scorer.runs).toEqual([1 + 3 * columns.size, 3, 3]);
});

test('the goal is compared with nobody\'s in particular', async () => {
  const scorer: ExplainingScorer = {schema, encode, utilitiesOf, score: batch => batch.counts.map(count => Array.from({length: count}, (_, n) => ({...heads(0), apply: 0.1, impact: n === 0 ? 0.02 : 0}))) };
  const contributions = await contributionsOf(asked({list: list([candidate('a'), candidate('b')], {goal: {...GOAL, results: 1}}), plainGoal: {...GOAL, results: 0.5}}), scorer, [reference]);
  expect(contributions.find(({cause}) => cause === 'goal')?.amount).toBeCloseTo(0.1 * 0.02 * 10_000 * 0.5, 3);
});

test('a card that stands alone is explained by its own worth, and an empty call by nothing', async () => {
  expect(await contributionsOf(asked({list: list([candidate('a')])}), scorerOf(ofCandidate('age')), [reference])).toHaveLength(new Set([...schema.context.map(({fact}) => causeOf(fact, 'context')), ...schema.candidates.map(({fact}) => causeOf(fact, 'candidates')), 'goal']).size);
  const {golden} = published();
  expect(await explainCall({lists: [], context: contextOf(), now: NOW, exploration: {temperature: 0, window: 0, places: 0, id: ''}}, 0, GOAL, {...scorerOf(() => 0), golden})).toEqual([]);
});

test('the published golden lists give as many references as are asked for, none of padding, and each column of its schema has a cause', () => {
  const {golden, manifest} = published();
  const served = readSchema(JSON.parse(readFileSync(`models/ranker/${manifest.files.schema.path}`, 'utf8')));
  const references = referencesOf(golden, served, 9);
  expect(references).toHaveLength(9);
  for (const {context, candidate: row} of references) {
    expect(context).toHaveLength(served.context.length);
    expect(row.some(value => value !== 0)).toBe(true);
  }
  const found = new Set([...served.context.map(({fact}) => causeOf(fact, 'context')), ...served.candidates.map(({fact}) => causeOf(fact, 'candidates'))]);
  expect(CAUSES.filter(cause => !found.has(cause))).toEqual(['workflow', 'goal']);
});
