// A model in two graphs on both backends: what the encoder gives stays where the scorer runs.
import {afterEach, expect, test, vi} from 'vitest';
import {HEADS, type HeadScores} from '../../src/types.js';
import type {RankedList} from '../../src/ranking-types.js';
import {createWorkerLink, type WorkerLink} from '../../src/worker-link.js';
import {call, contextOf, interaction, list, setup} from '../support/ranking.js';
import pair from '../support/tiny-pair/current.json';

vi.setConfig({testTimeout: 180_000});
const links: WorkerLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await caches.delete('inkling-ranker');
});

const MANIFEST = new URL(`/tests/support/tiny-pair/${pair.manifest}`, location.origin).href;
const histories = [[interaction('dismiss', 1)], [interaction('dismiss', 1), interaction('open', 2)], []];
const scoresOf = ([ranked]: readonly RankedList[]) => new Map(ranked?.items.map(item => [item.candidateId, item.scores as HeadScores]));

async function serve(manifest: string, backend: 'webgpu' | 'wasm') {
  const link = createWorkerLink({deadlines: {start: 120_000, hang: 60_000}});
  links.push(link);
  expect(await link.start(setup({manifest, backend}))).toMatchObject({backend, refused: []});
  const given: Map<string, HeadScores>[] = [];
  for (const history of histories) {
    link.ahead(() => contextOf(history));
    await new Promise(resolve => requestIdleCallback(resolve));
    // Once with what was encoded ahead, once more with what is kept, and with lists of another length.
    for (const count of [8, 8, 20]) given.push(scoresOf(await link.rank(call([list(count)], history))));
  }
  return given;
}

test('[R7] the pair serves on webgpu and on wasm, and gives what the one graph of the same network gives', async () => {
  const whole = await serve(setup().manifest, 'wasm');
  for (const backend of ['wasm', 'webgpu'] as const) {
    const given = await serve(MANIFEST, backend);
    expect(given).toHaveLength(whole.length);
    given.forEach((scores, run) => {
      expect([...scores.keys()].sort()).toEqual([...whole[run]?.keys() ?? []].sort());
      for (const [id, heads] of scores) for (const head of HEADS) expect(Math.abs(heads[head] - (whole[run]?.get(id)?.[head] ?? NaN)), `${backend} ${run} ${id} ${head}`).toBeLessThanOrEqual(1e-4);
    });
  }
});
