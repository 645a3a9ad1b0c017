/** Lists in which anything may be expired, hidden, tired, exclusive, pinned, alike, or may have stood there before. */
import * as fc from 'fast-check';
import {FATIGUE_CAP, TYPE_FATIGUE_CAP} from '../../src/policy/constraints.js';
import {logPropensitiesUnder, rerank, type Rerank} from '../../src/policy/rerank.js';
import type {PolicySettings} from '../../src/ranking-types.js';
import type {Tally} from '../../src/types.js';
import {NOW, campaign, candidate, list} from './features.js';

export const tally = (fields: Partial<Tally> = {}): Tally => ({at: NOW, impressions: 0, opens: 0, applies: 0, dismissals: 0, undos: 0, snoozes: 0, edits: 0, ...fields});

const TYPES = ['raise-budget', 'fix-tag', 'add-keywords'];
const SCOPES: PolicySettings['scopes'] = ['candidate', 'entity', 'type'];
const embedding = fc.array(fc.integer({min: -2, max: 2}), {minLength: 2, maxLength: 2});

/** Once in `times`; else undefined. */
const rarely = <T>(times: number, arbitrary: fc.Arbitrary<T>) => fc.oneof({weight: times - 1, arbitrary: fc.constant(undefined)}, {weight: 1, arbitrary});

export interface Shape {
  readonly least?: number;
  readonly most: number;
  readonly places?: number;
}

export const anyPolicyCase = ({least = 1, most, places = 10}: Shape): fc.Arbitrary<Rerank> => fc.record({
  seed: fc.string(),
  rows: fc.array(fc.record({
    utility: fc.double({min: -3, max: 3, noNaN: true}),
    type: fc.constantFrom(...TYPES),
    entity: fc.constantFrom('c1', 'c2', 'c3'),
    embedding: fc.option(embedding, {nil: undefined}),
    expiresAt: rarely(5, fc.constantFrom(NOW - 1, NOW, NOW + 1)),
    exclusiveGroup: rarely(3, fc.constantFrom('g', 'h')),
    tally: rarely(4, fc.constantFrom(
      tally({hidden: {until: NOW + 1, reason: 'snoozed'}}), tally({hidden: {until: Infinity, reason: 'applied'}}), tally({hidden: {until: NOW, reason: 'dismissed'}}),
      tally({impressions: FATIGUE_CAP}), tally({impressions: FATIGUE_CAP, opens: 1}),
    )),
    pin: rarely(4, fc.integer({min: -1, max: most + 2})),
  }), {minLength: least, maxLength: most, size: 'max'}),
  wide: fc.record({
    type: rarely(5, fc.constantFrom(tally({hidden: {until: NOW + 1, reason: 'dismissed'}}), tally({day: {since: NOW - 1, shown: TYPE_FATIGUE_CAP}}))),
    entity: rarely(5, fc.constant(tally({hidden: {until: NOW + 1, reason: 'dismissed'}}))),
  }),
  previous: fc.shuffledSubarray(Array.from({length: most}, (_, i) => `c${i}`)),
  policy: fc.record({diversity: fc.double({min: 0, max: 3, noNaN: true}), hysteresis: fc.double({min: 0, max: 3, noNaN: true}), scopes: fc.constantFrom(SCOPES, SCOPES.slice(0, 1))}),
  exploration: fc.record({temperature: fc.double({min: 0.1, max: 3, noNaN: true}), window: fc.double({min: 0, max: 2, noNaN: true}), places: fc.integer({min: 1, max: places}), id: fc.constant('test')}),
}).map(({seed, rows, wide, previous, policy, exploration}) => ({
  list: list(rows.map(({type, entity, embedding: content, expiresAt, exclusiveGroup}, i) => candidate(`c${i}`, {type, entity: campaign(entity), embedding: content, expiresAt, exclusiveGroup})), {
    seed, previous: previous.map(candidateId => ({candidateId})), pinned: rows.flatMap(({pin}, i) => (pin === undefined ? [] : [{candidateId: `c${i}`, position: pin}])),
  }),
  utilities: rows.map(row => row.utility), scores: null, now: NOW, policy, exploration,
  tallies: new Map([
    ...rows.flatMap((row, i) => (row.tally ? [[`candidate:c${i}`, row.tally] as const] : [])),
    ...(wide.type ? [['type:fix-tag', wide.type] as const] : []), ...(wide.entity ? [['entity:campaign/c3', wide.entity] as const] : []),
  ]),
}));

/** Every order that the first places can have under these pins. */
export function* slatesOf(input: Rerank): Generator<string[]> {
  const {items} = rerank(input);
  const pinnedAt = new Map(items.flatMap((item, place) => (item.pinned ? [[place, item.candidateId] as const] : [])));
  const places = Math.min(input.exploration.places, items.length);
  const free = items.filter(item => !item.pinned).map(item => item.candidateId);
  function* from(order: readonly string[]): Generator<string[]> {
    const pin = pinnedAt.get(order.length);
    if (order.length === places) yield [...order];
    else if (pin !== undefined) yield* from([...order, pin]);
    else for (const id of free) if (!order.includes(id)) yield* from([...order, id]);
  }
  yield* from([]);
}

/** Thirty candidates, three places, everything in force. */
const candidates = Array.from({length: 30}, (_, i) => candidate(`c${i}`, {type: `t${i % 5}`, entity: campaign(`k${i % 4}`), embedding: [Math.sin(i), Math.cos(i)], exclusiveGroup: i < 4 ? 'g' : undefined}));
const LARGE: Rerank = {
  list: list(candidates, {pinned: [{candidateId: 'c9', position: 1}], previous: ['c20', 'c7', 'c3', 'c1'].map(candidateId => ({candidateId}))}), utilities: candidates.map((_, i) => Math.sin(3 * i)),
  scores: null, now: NOW, tallies: new Map([['type:t4', tally({hidden: {until: NOW + 1, reason: 'dismissed'}})]]), policy: {diversity: 0.8, hysteresis: 0.5, scopes: SCOPES},
  exploration: {temperature: 0.5, window: 2, places: 3, id: 'test'},
};

/** Pearson's χ² of so many draws against their chances; cells of fewer than ten expected draws are one more. */
export function drawsAgainstChances(count: number): {readonly chiSquare: number; readonly cells: number} {
  const seen = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const key = rerank({...LARGE, list: {...LARGE.list, seed: `draw-${i}`}}).items.slice(0, 3).map(item => item.candidateId).join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  let [chiSquare, cells, rareExpected, rareSeen] = [0, 0, 0, 0];
  for (const order of slatesOf(LARGE)) {
    const expected = count * Math.exp((logPropensitiesUnder(LARGE, order) ?? [NaN]).reduce((sum, value) => sum + value, 0));
    const drawn = seen.get(order.join()) ?? 0;
    if (expected < 10) [rareExpected, rareSeen] = [rareExpected + expected, rareSeen + drawn];
    else [chiSquare, cells] = [chiSquare + (drawn - expected) ** 2 / expected, cells + 1];
  }
  return {chiSquare: rareExpected > 0 ? chiSquare + (rareSeen - rareExpected) ** 2 / rareExpected : chiSquare, cells};
}
