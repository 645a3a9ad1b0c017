// The kernels are ORT's to test. Here: that two graphs are one network, and that the encoder runs when the history changes and at no other time.
import {readFileSync} from 'node:fs';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {readGolden} from '../../../src/ranker/golden.js';
import {createSession, loadRuntime, type Session} from '../../../src/ranker/session.js';
import type {FeatureBatch, Golden, Manifest} from '../../../src/ranking-types.js';
import current from '../../support/tiny-pair/current.json' with {type: 'json'};

const file = (name: string) => readFileSync(new URL(`../../support/tiny-pair/${name}`, import.meta.url));
const {files} = JSON.parse(file(current.manifest).toString()) as Manifest;
const [scorer, encoder] = [file(files.model.path), file(files.history?.path ?? '')];
const [first, second] = readGolden(JSON.parse(file(files.golden.path).toString()) as Golden);
if (!first || !second) throw new Error('The tiny pair has two golden batches.');
const changed = (batch: FeatureBatch): FeatureBatch => ({...batch, history: batch.history.map((value, i) => (i === 0 ? value + 1 : value))});

const sessions: Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.release();
  vi.restoreAllMocks();
});

/** A pair whose runs are counted, in order: `history` and `lists`. */
async function aPair() {
  const runs: string[] = [];
  const {InferenceSession} = await import('onnxruntime-web/wasm');
  const create = InferenceSession.create.bind(InferenceSession) as (bytes: Uint8Array, options: object) => Promise<{readonly inputNames: readonly string[]; run(feeds: object): Promise<object>}>;
  vi.spyOn(InferenceSession, 'create').mockImplementation((async (bytes: Uint8Array, options: object) => {
    const session = await create(bytes, options);
    const run = session.run.bind(session);
    session.run = feeds => {
      runs.push(session.inputNames.includes('history') ? 'history' : 'lists');
      return run(feeds);
    };
    return session;
  }) as never);
  const session = await createSession(scorer, {history: encoder});
  sessions.push(session);
  return {session, runs};
}

describe('a scorer and the encoder of its history', () => {
  test('[R7] give the golden scores that the one graph of the same network gave', async () => {
    const {session} = await aPair();
    for (const {batch, scores} of [first, second, first]) {
      const got = await session.run(batch);
      expect(got).toHaveLength(scores.length);
      scores.forEach((score, i) => expect(got[i]).toBeCloseTo(score, 6));
    }
  });

  test('the history is encoded once for all runs with it, and anew when it has changed', async () => {
    const {session, runs} = await aPair();
    await session.run(first.batch);
    await session.run({...first.batch, history: first.batch.history.slice(), context: first.batch.context.map(value => value + 1)});
    expect(runs).toEqual(['history', 'lists', 'lists']);
    const other = await session.run(changed(first.batch));
    expect(runs.slice(3)).toEqual(['history', 'lists']);
    expect([...other]).not.toEqual([...first.scores]);
    const masked = first.batch.historyMask.slice();
    masked[0] = 0;
    await session.run({...changed(first.batch), historyMask: masked});
    expect(runs.slice(5)).toEqual(['history', 'lists']);
  });

  test('a history that its owner writes over is a new one', async () => {
    const {session, runs} = await aPair();
    const batch = {...first.batch, history: first.batch.history.slice()};
    await session.run(batch);
    batch.history[0] = 7;
    await session.run(batch);
    expect(runs).toEqual(['history', 'lists', 'history', 'lists']);
  });

  test('encoded ahead, it is there when a list is asked for', async () => {
    const {session, runs} = await aPair();
    await session.ahead(first.batch);
    const scores = await session.run(first.batch);
    expect(runs).toEqual(['history', 'lists']);
    scores.forEach((score, i) => expect(score).toBeCloseTo(first.scores[i] ?? NaN, 6));
  });

  test('[R9] runs asked for at once take turns, encoding and scoring together', async () => {
    const {session, runs} = await aPair();
    const [one, other, again] = await Promise.all([session.run(first.batch), session.run(second.batch), session.run(first.batch)]);
    expect(runs).toEqual(['history', 'lists', 'history', 'lists', 'history', 'lists']);
    expect([...one]).toEqual([...again]);
    expect([...one]).not.toEqual([...other]);
  });

  test('[R9] an encoder that fails blocks no run, and what it did not give is not kept', async () => {
    const {session} = await aPair();
    const wrong = {...first.batch, history: first.batch.history.slice(1)};
    await expect(session.run(wrong)).rejects.toMatchObject({name: 'bad-scores'});
    const scores = await session.run(first.batch);
    scores.forEach((score, i) => expect(score).toBeCloseTo(first.scores[i] ?? NaN, 6));
  });
});

test('one graph that is the whole network has nothing to encode ahead', async () => {
  const whole = readFileSync(new URL('../../support/tiny-model/', import.meta.url).pathname + wholePath());
  const session = await (await loadRuntime('wasm')).createSession({model: whole, history: null}, 'wasm');
  sessions.push(session);
  await session.ahead(first.batch);
  const scores = await session.run(first.batch);
  scores.forEach((score, i) => expect(score).toBeCloseTo(first.scores[i] ?? NaN, 6));
});

function wholePath(): string {
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../../support/tiny-model/${name}`, import.meta.url), 'utf8')) as {manifest: string} & Manifest;
  return read(read('current.json').manifest).files.model.path;
}
