import {describe, expect, test} from 'vitest';
import {DISMISSED_FOR_MS, HALF_LIFE_MS, HISTORY_LENGTH, MAX_TALLIES, emptyContext, pruneTallies, summarize, summarizeAll, tallyAt} from '../../../src/context/summarize.js';
import {DISMISS_REASONS, type DismissReason, type InteractionContext, type RecordedInteraction} from '../../../src/types.js';

const NOON = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const campaign = {level: 'campaign', id: 'c1'} as const;
let next = 0;
const interaction = (fields: Partial<RecordedInteraction>): RecordedInteraction => ({id: `i${next++}`, visit: 'v1', kind: 'impression', at: NOON, ...fields});
const onCard = (fields: Partial<RecordedInteraction>) => interaction({
  surface: 'campaign-list', candidate: {id: 'a', type: 'raise-budget', entity: campaign}, placement: {slateId: 's', candidateId: 'a', position: 0}, ...fields,
});
const after = (...interactions: RecordedInteraction[]) => summarizeAll(emptyContext(NOON), interactions);
const hiddenOf = (context: InteractionContext) => context.tallies.get('candidate:a')?.hidden;

test('an interaction on a card is counted for the card, its type, its entity, its surface and all', () => {
  const {tallies} = after(onCard({kind: 'open'}));
  expect([...tallies.keys()].sort()).toEqual(['all', 'candidate:a', 'entity:campaign/c1', 'surface:campaign-list', 'type:raise-budget']);
  for (const tally of tallies.values()) expect(tally).toEqual({at: NOON, impressions: 0, opens: 1, applies: 0, dismissals: 0, undos: 0, snoozes: 0, edits: 0});
});

test('what the advertiser does on the host page counts as an edit of its entity, of no card', () => {
  const {tallies} = after(interaction({kind: 'edit', surface: 'budget-editor', entity: campaign}));
  expect([...tallies.keys()].sort()).toEqual(['all', 'entity:campaign/c1', 'surface:budget-editor']);
  expect(tallies.get('entity:campaign/c1')?.edits).toBe(1);
});

test('an apply counts once, whatever the server makes of it', () => {
  const {tallies} = after(onCard({kind: 'apply'}), onCard({kind: 'applied'}), onCard({kind: 'outcome', value: 3}));
  expect(tallies.get('type:raise-budget')?.applies).toBe(1);
});

test('counts halve in a half-life, and a late arrival counts by its age', () => {
  const {tallies} = after(onCard({at: NOON}), onCard({at: NOON + HALF_LIFE_MS}));
  const late = after(onCard({at: NOON + HALF_LIFE_MS}), onCard({at: NOON})).tallies;
  expect(tallies.get('all')?.impressions).toBeCloseTo(1.5, 12);
  expect(late.get('all')).toEqual(tallies.get('all'));
  expect(tallyAt(tallies.get('all')!, NOON + 3 * HALF_LIFE_MS).impressions).toBeCloseTo(1.5 / 4, 12);
  expect(tallyAt(tallies.get('all')!, NOON).impressions).toBe(1.5);
});

test('[R1] the history is the 200 newest of all kinds, newest last, whatever order they come in', () => {
  const all = Array.from({length: 220}, (_, i) => onCard({at: NOON + i * 1000}));
  const shuffled = [...all.slice(0, 210), all[215]!, all[214]!, ...all.slice(210, 214), ...all.slice(216)];
  expect(after(...shuffled).history).toEqual(all.slice(-HISTORY_LENGTH));
});

test('the context that was given stays as it was', () => {
  const before = after(onCard({kind: 'open'}));
  const copy = structuredClone(before);
  summarize(before, onCard({kind: 'dismiss', reason: 'not-now'}));
  expect(before).toEqual(copy);
});

test('one by one is the same as all at once', () => {
  const steps = [onCard({}), onCard({kind: 'open', at: NOON + HOUR}), onCard({kind: 'dismiss', at: NOON + 2 * HOUR}), interaction({kind: 'search', at: NOON + DAY})];
  expect(steps.reduce(summarize, emptyContext(NOON))).toEqual(after(...steps));
});

test('an interaction heard twice counts once', () => {
  const once = onCard({kind: 'dismiss', reason: 'not-now'});
  expect(after(once, once)).toEqual(after(once));
});

test('[W10] an applied candidate is hidden until it is undone', () => {
  const applied = after(onCard({kind: 'apply'}), onCard({kind: 'applied'}));
  expect(hiddenOf(applied)).toEqual({until: Infinity, reason: 'applied'});
  const undone = summarize(applied, onCard({kind: 'undo', at: NOON + HOUR}));
  expect(hiddenOf(undone)).toBeUndefined();
  expect(undone.tallies.get('type:raise-budget')?.undos).toBe(1);
});

test.each(DISMISS_REASONS)('[P2] a dismissal as %s hides for its own length', reason => {
  expect(hiddenOf(after(onCard({kind: 'dismiss', reason})))).toEqual({until: NOON + DISMISSED_FOR_MS[reason].candidate, reason: 'dismissed'});
});

test('an undone dismissal is taken back and is no undo of an apply', () => {
  const undone = after(onCard({kind: 'dismiss', reason: 'not-relevant'}), onCard({kind: 'undo', at: NOON + 5000}));
  expect(hiddenOf(undone)).toBeUndefined();
  expect(undone.tallies.get('type:raise-budget')).toMatchObject({undos: 0});
  expect(undone.tallies.get('type:raise-budget')?.dismissals).toBeCloseTo(0, 4);
});

test('a snooze hides until it says', () => {
  const context = after(onCard({kind: 'snooze', until: NOON + DAY}));
  expect(hiddenOf(context)).toEqual({until: NOON + DAY, reason: 'snoozed'});
  expect(hiddenOf(summarize(context, onCard({kind: 'open', at: NOON + HOUR})))).toBeDefined();
  expect(hiddenOf(summarize(context, onCard({kind: 'open', at: NOON + 2 * DAY})))).toBeUndefined();
});

test('a placement alone is enough to hide its candidate', () => {
  expect(hiddenOf(after(onCard({kind: 'dismiss', reason: 'not-now', candidate: undefined})))?.reason).toBe('dismissed');
});

test('the context can be cloned over the wall', () => {
  const context = after(onCard({kind: 'applied'}));
  expect(structuredClone(context)).toEqual(context);
});

test('tallies stay bounded; what is hidden is the last to go', () => {
  const many = Array.from({length: MAX_TALLIES + 500}, (_, i) => interaction({at: NOON + i, candidate: {id: `x${i}`, type: 't', entity: campaign}}));
  const {tallies} = after(onCard({kind: 'dismiss', reason: 'not-relevant'}), ...many);
  expect(tallies.size).toBeLessThanOrEqual(MAX_TALLIES);
  expect(tallies.has('candidate:a')).toBe(true);
  expect(tallies.has('candidate:x0')).toBe(false);
});

test('a tally that has faded goes, one that hides stays', () => {
  const {tallies} = after(onCard({kind: 'dismiss', reason: 'not-relevant'}));
  expect([...pruneTallies(tallies, NOON + 80 * DAY).keys()]).toEqual(['candidate:a']);
  expect(pruneTallies(tallies, NOON + DAY).size).toBe(tallies.size);
});

describe('what a dismissal hides beyond its card', () => {
  const hides = (key: string, ...interactions: RecordedInteraction[]) => after(...interactions).tallies.get(key)?.hidden;
  const dismiss = (reason: DismissReason, fields: Partial<RecordedInteraction> = {}) => onCard({kind: 'dismiss', reason, ...fields});

  test.each(DISMISS_REASONS)('[P2] as %s: its type and its entity for as long as the table says, or not at all', reason => {
    const {type, entity} = DISMISSED_FOR_MS[reason];
    expect(hides('type:raise-budget', dismiss(reason))?.until).toBe(type === undefined ? undefined : NOON + type);
    expect(hides('entity:campaign/c1', dismiss(reason))?.until).toBe(entity === undefined ? undefined : NOON + entity);
  });

  test('[P2] the table uses each scope, and the account itself is never hidden', () => {
    expect(Object.values(DISMISSED_FOR_MS).some(({type}) => type !== undefined)).toBe(true);
    expect(Object.values(DISMISSED_FOR_MS).some(({entity}) => entity !== undefined)).toBe(true);
    const account = {level: 'account', id: 'a1'} as const;
    expect(hides('entity:account/a1', dismiss('wrong-facts', {entity: account, candidate: {id: 'a', type: 'raise-budget', entity: account}}))).toBeUndefined();
  });

  test('[P2] its own undo shows all of it again; that of another card does not', () => {
    const undo = (id: string) => onCard({kind: 'undo', at: NOON + 1000, candidate: {id, type: 'raise-budget', entity: campaign}});
    expect(hides('type:raise-budget', dismiss('do-not-trust'), undo('a'))).toBeUndefined();
    expect(hides('type:raise-budget', dismiss('do-not-trust'), undo('b'))?.until).toBeGreaterThan(NOON);
  });

  test('[P2] a later dismissal makes it longer, a milder one leaves it', () => {
    const first = hides('type:raise-budget', dismiss('do-not-trust'))?.until ?? 0;
    const more = {at: NOON + DAY, candidate: {id: 'b', type: 'raise-budget', entity: campaign}};
    expect(hides('type:raise-budget', dismiss('do-not-trust'), dismiss('do-not-trust', more))).toEqual({until: first + DAY, reason: 'dismissed', by: 'a'});
    expect(hides('type:raise-budget', dismiss('do-not-trust'), dismiss('not-now', more))?.until).toBe(first);
  });
});

test('[P2] impressions of a type are counted by the day, and an answer starts the day anew', () => {
  const dayOf = (...interactions: RecordedInteraction[]) => after(...interactions).tallies.get('type:raise-budget')?.day;
  const seen = (at: number) => onCard({kind: 'impression', at});
  expect(dayOf(seen(NOON), seen(NOON + HOUR))).toEqual({since: NOON, shown: 2});
  expect(dayOf(seen(NOON), seen(NOON + DAY))).toEqual({since: NOON + DAY, shown: 1});
  expect(dayOf(seen(NOON), onCard({kind: 'open', at: NOON + HOUR}))).toBeUndefined();
  expect(dayOf(seen(NOON), onCard({kind: 'applied', at: NOON + HOUR}))).toEqual({since: NOON, shown: 1});
});
