import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {encode} from '../../../src/features/encode.js';
import {readSchema} from '../../../src/features/schema.js';
import {difference, readGolden, writeGolden} from '../../../src/ranker/golden.js';
import {scoreLinear} from '../../../src/ranker/linear.js';
import {headScores} from '../../../src/ranker/scores.js';
import {createSession} from '../../../src/ranker/session.js';
import type {FeatureBatch, Golden, LinearHead, Manifest} from '../../../src/ranking-types.js';
import {HEADS} from '../../../src/types.js';
import {candidate, contextOf, interaction, list, NOW, TINY_MANIFEST} from '../../support/ranking.js';

const file = (name: string) => readFileSync(new URL(`../../support/tiny-model/${name}`, import.meta.url));
const manifest = JSON.parse(file(TINY_MANIFEST).toString()) as Manifest;
const golden = JSON.parse(file(manifest.files.golden.path).toString()) as Golden;
const schema = readSchema(JSON.parse(file(manifest.files.schema.path).toString()));
const IDENTITY = {slope: 1, intercept: 0};
const PLAIN = {open: IDENTITY, apply: IDENTITY, dismiss: IDENTITY, undo: IDENTITY};

/** Two columns a candidate, one of context. */
function batchOf(rows: readonly (readonly number[])[][], padded: number): FeatureBatch {
  const cells = rows.flatMap(inList => Array.from({length: padded}, (_, n) => inList[n] ?? [0, 0]));
  return {
    lists: rows.length, candidatesPerList: padded, historyLength: 1, counts: rows.map(inList => inList.length), replaced: 0,
    history: new Float32Array(1), historyMask: new Float32Array(1), context: Float32Array.from(rows, (_, i) => i + 1),
    candidates: Float32Array.from(cells.flat()), candidateMask: Float32Array.from(rows.flatMap(inList => Array.from({length: padded}, (_, n) => Number(n < inList.length)))),
    sameEntity: new Float32Array(cells.length),
  };
}
const raw = (...rows: number[][]) => Float32Array.from(rows.flat());
const SCORES = [0.5, 0.25, 0.75, 0.125, -2];
const OTHERS = [0.5, 0.25, 0.75, 0.125, 3];

describe('scores of a run', () => {
  test('[R2] one row a real candidate, heads in their order, padding left out', () => {
    const scores = headScores(raw(SCORES, OTHERS, [NaN, 0, 0, 0, 0], OTHERS, [1, 1, 1, 1, Infinity], [0, 0, 0, 0, 0]), batchOf([[[1, 0], [2, 0]], [[3, 0]]], 3), PLAIN);
    expect(scores.map(rows => rows.length)).toEqual([2, 1]);
    expect(scores[0]?.[0]).toEqual({open: 0.5, apply: expect.closeTo(0.25), dismiss: expect.closeTo(0.75), undo: expect.closeTo(0.125), impact: -2});
    expect(scores[1]?.[0]?.impact).toBe(3);
  });

  test('[R2] probabilities are calibrated on the logit (Platt), impact is left as it is', () => {
    const [[row] = []] = headScores(raw(SCORES), batchOf([[[1, 0]]], 1), {...PLAIN, apply: {slope: 2, intercept: Math.log(3)}});
    // logit(1/4) = −ln 3; doubled and ln 3 added: −ln 3 again; of dismiss nothing changes.
    expect(row).toMatchObject({apply: expect.closeTo(0.25), dismiss: expect.closeTo(0.75), impact: -2});
  });

  test('a probability of 0 or 1 stays finite and inside', () => {
    const [[row] = []] = headScores(raw([0, 1, 0.5, 0.5, 0]), batchOf([[[1, 0]]], 1), {...PLAIN, open: {slope: 5, intercept: 0}});
    expect(row?.open).toBeGreaterThan(0);
    expect(row?.apply).toBeLessThan(1);
  });

  test.each([NaN, Infinity, -Infinity])('[R9] a score of %s is bad-scores', bad => {
    for (let head = 0; head < HEADS.length; head++) {
      const row = OTHERS.map((score, i) => i === head ? bad : score);
      expect(() => headScores(raw(SCORES, row), batchOf([[[1, 0], [2, 0]]], 2), PLAIN)).toThrow(expect.objectContaining({name: 'bad-scores'}));
    }
  });

  test('fault 37: [R9] equal scores for rows that differ are bad-scores, also when the rows lie in different lists', () => {
    expect(() => headScores(raw(SCORES, SCORES), batchOf([[[1, 0], [1, 1]]], 2), PLAIN)).toThrow(expect.objectContaining({name: 'bad-scores'}));
    expect(() => headScores(raw(SCORES, SCORES), batchOf([[[1, 0]], [[2, 0]]], 1), PLAIN)).toThrow(expect.objectContaining({name: 'bad-scores'}));
  });

  test('equal scores for equal rows are right, and so is no row at all', () => {
    expect(headScores(raw(SCORES, SCORES), batchOf([[[1, 0], [1, 0]]], 2), PLAIN)[0]).toHaveLength(2);
    expect(headScores(raw(SCORES), batchOf([[]], 1), PLAIN)).toEqual([[]]);
  });
});

describe('the linear tier', () => {
  const head = (intercept: number, candidates: number[], context: number[]): LinearHead => ({intercept, candidates, context});
  const linear = {open: head(0, [1, 0], [0]), apply: head(-1, [0, 1], [1]), dismiss: head(0, [0, 0], [0]), undo: head(2, [0, 0], [-1]), impact: head(0.5, [2, -1], [0.25])};

  test('[R5] is intercept + candidates·w + context·v, through σ but for impact', () => {
    const scores = scoreLinear(batchOf([[[1, 2], [0, -1]], [[3, 0]]], 2), linear);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    expect(scores).toEqual([
      [{open: sigmoid(1), apply: sigmoid(2), dismiss: 0.5, undo: sigmoid(1), impact: 0.75}, {open: 0.5, apply: sigmoid(-1), dismiss: 0.5, undo: sigmoid(1), impact: 1.75}],
      [{open: sigmoid(3), apply: sigmoid(1), dismiss: 0.5, undo: 0.5, impact: 7}],
    ]);
  });

  test('[R5] takes the model\'s own columns', () => {
    const batch = encode([list(5)], contextOf([interaction('dismiss', 1)]), schema, NOW);
    const [rows = []] = scoreLinear(batch, manifest.linear);
    expect(rows).toHaveLength(5);
    expect(rows.every(row => HEADS.every(name => Number.isFinite(row[name])))).toBe(true);
  });
});

describe('golden lists', () => {
  test('reading undoes writing', () => {
    expect(writeGolden(readGolden(golden))).toEqual(golden);
  });

  test('padding does not count, a score that is not finite counts most', () => {
    const known = {batch: batchOf([[[1, 0]]], 2), scores: raw(SCORES, [0, 0, 0, 0, 0])};
    expect(difference(known, raw(SCORES, [9, 9, 9, 9, 9]))).toBe(0);
    expect(difference(known, raw([0.5, 0.25, 0.75, 0.125, -2.5], SCORES))).toBe(0.5);
    expect(difference(known, raw([NaN, 0.25, 0.75, 0.125, -2], SCORES))).toBe(Infinity);
    expect(difference(known, new Float32Array(0))).toBe(Infinity);
  });

  test('[R7] ORT in Node gives the tiny model\'s golden scores', async () => {
    const session = await createSession(new Uint8Array(file(manifest.files.model.path)));
    for (const known of readGolden(golden)) expect(difference(known, await session.run(known.batch))).toBeLessThanOrEqual(1e-6);
  });

  test('[R3] the order of candidates in changes no score', async () => {
    const session = await createSession(new Uint8Array(file(manifest.files.model.path)));
    const run = async (ids: readonly number[]) => {
      const batch = encode([list(0, {candidates: ids.map(n => candidate(n))})], contextOf([interaction('dismiss', 1)]), schema, NOW);
      return new Map(headScores(await session.run(batch), batch, manifest.calibration)[0]?.map((row, i) => [ids[i], row]));
    };
    const forwards = await run([0, 1, 2, 3, 4]);
    for (const [id, row] of await run([3, 1, 4, 0, 2])) for (const name of HEADS) expect(row[name]).toBeCloseTo(forwards.get(id)?.[name] ?? NaN, 6);
  });

  test('[R9] a run that fails rejects and does not block the next', async () => {
    const session = await createSession(new Uint8Array(file(manifest.files.model.path)));
    const [known] = readGolden(golden);
    if (!known) throw new Error('no golden list');
    const broken = session.run({...known.batch, historyLength: 7});
    const next = session.run(known.batch);
    await expect(broken).rejects.toMatchObject({name: 'bad-scores'});
    expect(difference(known, await next)).toBeLessThanOrEqual(1e-6);
  });
});
