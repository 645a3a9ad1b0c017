import {expect, test} from 'vitest';
import {labelsOf, WINDOWS} from '../../../models/training/labels.js';
import type {InteractionKind} from '../../../src/types.js';
import type {InteractionEvent, ServedEvent} from '../../../src/wire-types.js';

const AT = Date.UTC(2026, 8, 7);
const SOURCE = '/accounts/a/users/u/devices/d';

const served: ServedEvent = {
  specversion: '1.0', id: 's', source: SOURCE, type: 'inkling.slate.served.v1', time: new Date(AT).toISOString(),
  data: {
    slateId: 's', visit: 'v', surface: 'campaign-list', candidateIds: ['a', 'b', 'c'], candidateVersions: ['1', '1', '1'], serverScores: [3, 2, 1], positions: [1, 0, -1],
    scores: null, utilities: [3, 2, 1], logPropensities: [0, 0, 0], logPropensity: 0, pins: [], filters: [],
    policy: {id: 'p', seed: 's', temperature: 1, window: 4, places: 10, goal: [1, 0, 0, 0]}, model: null, featureSchema: null, sdk: '0', backend: 'none', mode: 'rank', team: null,
  },
};

type Answer = readonly [kind: InteractionKind, after: number, value?: number];

function answers(...made: readonly Answer[]): InteractionEvent[] {
  return made.map(([kind, after, value], index) => ({
    specversion: '1.0', id: `${index}`, source: SOURCE, type: 'inkling.interaction.v1', time: new Date(AT + after).toISOString(),
    data: {kind, visit: 'v', placement: {slateId: 's', candidateId: 'a', position: 1}, value},
  }));
}
const labelled = (...made: readonly Answer[]) => labelsOf(served, answers(...made))[0];

test('a card that nobody saw carries no label, at whatever position it stood', () => {
  const [, unseen, withheld] = labelsOf(served, answers(['impression', 1000]));
  expect(unseen).toEqual({position: 0, examined: 0, open: NaN, apply: NaN, dismiss: NaN, undo: NaN, impact: NaN});
  expect(withheld).toMatchObject({position: -1, examined: 0, apply: NaN});
});

test('a card that was seen and left alone is a negative for open, apply and dismiss, and says nothing of undo', () => {
  expect(labelled(['impression', 1000])).toEqual({position: 1, examined: 1, open: 0, apply: 0, dismiss: 0, undo: NaN, impact: NaN});
});

test('an apply that was kept is an apply, and its outcome is the impact', () => {
  expect(labelled(['impression', 1000], ['open', 2000], ['apply', 3000], ['applied', 3100], ['outcome', 8 * 86_400_000, 12])).toMatchObject({open: 1, apply: 1, undo: 0, impact: 0.12});
});

test('an undo flips its apply, and takes the outcome with it', () => {
  expect(labelled(['impression', 1000], ['apply', 3000], ['undo', 9000], ['outcome', 10_000, 12])).toMatchObject({apply: 0, undo: 1, impact: NaN});
});

test('an undo after its window flips nothing', () => {
  expect(labelled(['apply', 3000], ['undo', 3000 + WINDOWS.undo + 1])).toMatchObject({apply: 1, undo: 0});
});

test('an undo of a dismissal takes the dismissal back and is no undo of an apply', () => {
  expect(labelled(['impression', 1000], ['dismiss', 2000], ['undo', 3000])).toMatchObject({dismiss: 0, undo: NaN});
});

test('a failed apply is none', () => {
  expect(labelled(['impression', 1000], ['apply', 2000], ['apply-failed', 2100])).toMatchObject({apply: 0, undo: NaN});
});

test('an answer after its window does not count', () => {
  expect(labelled(['impression', 1000], ['open', WINDOWS.answer + 1], ['apply', WINDOWS.answer + 2])).toMatchObject({examined: 1, open: 0, apply: 0});
});
