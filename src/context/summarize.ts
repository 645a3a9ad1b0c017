/** Interactions in, what the ranker is told of the past out. Pure: the page, the worker and the replay of a log call the same functions. */
import {ALL, COUNTS, candidateKey, dayAfter, entityKey, leftAfter, surfaceKey, tallyAt, typeKey, type Count} from '../tally.js';
import type {DismissReason, InteractionContext, InteractionKind, RecordedInteraction, Tally} from '../types.js';

export {HALF_LIFE_MS, tallyAt} from '../tally.js';

const DAY = 86_400_000;

/** The longest history that a model may read; each reads the newest of it that its schema asks for, L of [R1]. All kinds are kept, impressions too: what was seen and left alone is what fatigue is learned from. A long list may thus crowd out older kinds, which live on in the tallies. */
export const HISTORY_LENGTH = 200;

/** About 2 MB; beyond it the tallies that say least go first. */
export const MAX_TALLIES = 4_000;

/** A count below this says nothing: one event after 46 days. */
const FADED = 0.01;

/**
 * What a dismissal hides, and for how long: this candidate; for some reasons all about this entity, or all of this type (never the account itself, which
 * much is about). A reason that says nothing of the kind or the campaign is left to the ranker, which hears of it at once: a rule would be blunter.
 */
export const DISMISSED_FOR_MS: Readonly<Record<DismissReason, {readonly candidate: number; readonly entity?: number; readonly type?: number}>> = {
  'not-now': {candidate: 7 * DAY},
  'too-expensive': {candidate: 30 * DAY},
  'not-relevant': {candidate: 90 * DAY},
  'already-doing': {candidate: 90 * DAY},
  // More of the same advice would cost more trust than one card can win.
  'do-not-trust': {candidate: 90 * DAY, type: 14 * DAY},
  // What else is said of this campaign was computed from the same facts; most are set right within days.
  'wrong-facts': {candidate: 90 * DAY, entity: 3 * DAY},
};
const DISMISSED_WITHOUT_REASON = {candidate: 30 * DAY};
const SNOOZED_WITHOUT_END_MS = 7 * DAY;

/**
 * What each kind adds one to. `apply` is the advertiser's answer and counts; `applied`, `apply-failed` and `outcome` are the server's and would
 * count it twice: they stand in the history, and `applied` hides.
 */
const COUNT_OF: Readonly<Record<InteractionKind, Count | null>> = {
  impression: 'impressions', open: 'opens', apply: 'applies', applied: null, 'apply-failed': null, dismiss: 'dismissals', snooze: 'snoozes', undo: 'undos', outcome: null,
  navigate: 'edits', edit: 'edits', report: 'edits', search: 'edits',
};

/** @param visitStartedAt epoch ms. Whoever starts a visit sets it anew; interactions never change it. */
export function emptyContext(visitStartedAt: number): InteractionContext {
  return {history: [], tallies: new Map(), signals: [], visitStartedAt};
}

/** The context after one more interaction; the given one stays as it was. Idempotent for what the history still holds. */
export function summarize(context: InteractionContext, interaction: RecordedInteraction): InteractionContext {
  return summarizeAll(context, [interaction]);
}

/** The same as one `summarize` after the other, at the cost of one copy: for loading what is stored and for replaying a log. */
export function summarizeAll(context: InteractionContext, interactions: Iterable<RecordedInteraction>): InteractionContext {
  const history = context.history.slice();
  const tallies = new Map(context.tallies);
  for (const interaction of interactions) {
    if (history.some(known => known.id === interaction.id)) continue;
    insert(history, interaction);
    count(tallies, interaction);
    if (tallies.size > MAX_TALLIES) prune(tallies, interaction.at);
  }
  return {...context, history, tallies};
}

/** At most `limit` tallies: without those that have faded and hide nothing, then without the oldest, those that hide last of all. */
export function pruneTallies(tallies: ReadonlyMap<string, Tally>, now: number, limit = MAX_TALLIES): ReadonlyMap<string, Tally> {
  const kept = new Map(tallies);
  prune(kept, now, limit);
  return kept;
}

// Other tabs are heard a little late, so the newest is not always the last to come.
function insert(history: RecordedInteraction[], interaction: RecordedInteraction): void {
  let place = history.length;
  while (place > 0 && (history[place - 1]?.at ?? 0) > interaction.at) place--;
  history.splice(place, 0, interaction);
  if (history.length > HISTORY_LENGTH) history.shift();
}

function count(tallies: Map<string, Tally>, interaction: RecordedInteraction): void {
  const {kind, at, surface} = interaction;
  const candidateId = interaction.candidate?.id ?? interaction.placement?.candidateId;
  const entity = interaction.candidate?.entity ?? interaction.entity;
  const before = candidateId === undefined ? undefined : tallies.get(candidateKey(candidateId))?.hidden;
  const undone = kind === 'undo' && before && before.until > at ? before.reason : null;

  // To undo a dismissal or a snooze takes it back; only an undone apply is an undo, which is what the head of that name means.
  const [column, step]: [Count | null, number] = undone === 'dismissed' ? ['dismissals', -1] : undone === 'snoozed' ? ['snoozes', -1] : [COUNT_OF[kind], 1];
  const add = (key: string, more?: Pick<Tally, 'hidden' | 'day'>) => tallies.set(key, {...counted(tallies.get(key), at, column, step), ...more});
  add(ALL);
  if (surface !== undefined) add(surfaceKey(surface));
  const widely = (key: string, scope: 'entity' | 'type') => hiddenWidely(tallies.get(key)?.hidden, interaction, candidateId, scope);
  if (interaction.candidate) {
    const key = typeKey(interaction.candidate.type);
    add(key, {hidden: widely(key, 'type'), day: dayAfter(tallies.get(key), column, at)});
  }
  if (entity) add(entityKey(entity), {hidden: entity.level === 'account' ? undefined : widely(entityKey(entity), 'entity')});
  if (candidateId === undefined) return;

  const key = candidateKey(candidateId);
  const hidden = kind === 'undo' ? undefined : hiddenBy(interaction) ?? (before && before.until > at ? before : undefined);
  tallies.set(key, {...counted(tallies.get(key), at, column, step), hidden});
}

function counted(tally: Tally | undefined, at: number, column: Count | null, step: number): Tally {
  const now = tally ? tallyAt(tally, at) : {at, impressions: 0, opens: 0, applies: 0, dismissals: 0, undos: 0, snoozes: 0, edits: 0};
  if (column === null) return now;
    return {...now, [column]: Math.max(now[column] + step * leftAfter(now.at - at), 0)};
}

function hiddenBy({kind, at, reason, until}: RecordedInteraction): Tally['hidden'] {
  if (kind === 'applied') return {until: Infinity, reason: 'applied'};
  if (kind === 'snooze') return {until: until ?? at + SNOOZED_WITHOUT_END_MS, reason: 'snoozed'};
  if (kind === 'dismiss') return {until: at + dismissedFor(reason).candidate, reason: 'dismissed'};
  return undefined;
}

function dismissedFor(reason: DismissReason | undefined): (typeof DISMISSED_FOR_MS)[DismissReason] {
  return reason ? DISMISSED_FOR_MS[reason] : DISMISSED_WITHOUT_REASON;
}

/** What hides an entity or a type after this. The first dismissal that hides it names who may show it again; a later one makes it longer. */
function hiddenWidely(before: Tally['hidden'], {kind, at, reason}: RecordedInteraction, candidateId: string | undefined, scope: 'entity' | 'type'): Tally['hidden'] {
  const active = before && before.until > at ? before : undefined;
  if (kind === 'undo') return active?.by === candidateId ? undefined : active;
  const length = kind === 'dismiss' ? dismissedFor(reason)[scope] : undefined;
  if (length === undefined || candidateId === undefined) return active;
  return {until: Math.max(at + length, active?.until ?? 0), reason: 'dismissed', by: active?.by ?? candidateId};
}

function prune(tallies: Map<string, Tally>, now: number, limit = MAX_TALLIES): void {
  const hides = (tally: Tally) => tally.hidden !== undefined && tally.hidden.until > now;
  for (const [key, tally] of tallies) {
    const current = tallyAt(tally, now);
    if (!hides(tally) && COUNTS.every(name => current[name] < FADED)) tallies.delete(key);
  }
  if (tallies.size <= limit) return;
  // A tenth more than needed, so that the next interactions need no pruning.
  const surplus = tallies.size - Math.floor(limit * 0.9);
  const byWorth = [...tallies].sort(([, a], [, b]) => Number(hides(a)) - Number(hides(b)) || a.at - b.at);
  for (const [key] of byWorth.slice(0, surplus)) tallies.delete(key);
}
