import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {keptIn} from '../../../models/evaluation/kept.js';
import {rollout} from '../../../models/evaluation/rollout.js';
import {serverOrder} from '../../../models/world/policies.js';
import type {Policy} from '../../../models/world/visit.js';
import {createWorld} from '../../../models/world/world.js';

// A server that has learned less is trained sooner.
const world = createWorld({seed: 35, accounts: 2, server: {preLogVisits: 100}});
let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'inkling-kept-')); });
afterAll(() => rmSync(folder, {recursive: true}));

/** The server's order under our name, which counts how often it is asked. */
function ours(): Policy & {asked: number} {
  return {...serverOrder, name: 'ours', asked: 0, order(request) { this.asked++; return serverOrder.order(request); }};
}
const run = async (policy: Policy, model: string, visits = 3) =>
  rollout(world, visits, [{...serverOrder, name: 'serverOrder'}, policy], () => undefined, keptIn(folder, world.config, visits, new Map([['ours', model]])));

test('what was lived once is not lived again, and says the same', async () => {
  const [first, second] = [ours(), ours()];
  const evaluation = await run(first, 'manifest-a');
  expect(await run(second, 'manifest-a')).toEqual(evaluation);
  expect(first.asked).toBeGreaterThan(0);
  expect(second.asked).toBe(0);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('another model, or other visits, are lived', async () => {
  const [model, visits] = [ours(), ours()];
  await run(model, 'manifest-b');
  await run(visits, 'manifest-a', 2);
  expect([model.asked, visits.asked].map(asked => asked > 0)).toEqual([true, true]);
});
