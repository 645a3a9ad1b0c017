/**
 * What a device's feedback says about each card of one slate.
 *
 * | label | of which cards | 1 when |
 * |---|---|---|
 * | examined | all | an impression (half visible for one second) or any action names the placement; the other labels count only where this is 1 |
 * | open | examined | opened from this placement within 24 h |
 * | apply | examined | applied within 24 h, did not fail, and was not undone within 7 days: an undo flips an apply |
 * | dismiss | examined | dismissed within 24 h and not taken back |
 * | undo | applied (kept or not) | the apply was undone within 7 days |
 * | impact | applied, kept, outcome known | the outcome within 35 days: realised impact relative to the account's own value (0.1 = ten per cent) |
 *
 * A card that nobody had before their eyes is no negative: it carries no label at all. What its position did to a card that was seen is learned
 * beside the ranker (`fit.py`, an examination model) from positions that the logging policy drew, and left behind when the ranker is served.
 * An undo takes back the last answer to its card: an apply, or a dismissal.
 */
import type {InteractionEvent, ServedEvent} from '../../src/wire-types.js';

const HOUR = 3_600_000;
/** Delay windows, from the slate; of undo and outcome, from the apply. */
export const WINDOWS = {answer: 24 * HOUR, undo: 7 * 24 * HOUR, outcome: 35 * 24 * HOUR} as const;

/** `NaN`: no label. Columns of labels.npy, in this order. */
export interface CardLabels {
  readonly position: number;
  readonly examined: number;
  readonly open: number;
  readonly apply: number;
  readonly dismiss: number;
  readonly undo: number;
  readonly impact: number;
}
export const LABEL_COLUMNS = ['position', 'examined', 'open', 'apply', 'dismiss', 'undo', 'impact'] as const satisfies readonly (keyof CardLabels)[];

/**
 * One row a candidate, in the order of `served.data.candidateIds`.
 * @param answers the device's interactions with this slate, oldest first
 */
export function labelsOf(served: ServedEvent, answers: readonly InteractionEvent[]): CardLabels[] {
  const byCandidate = new Map<string, InteractionEvent[]>();
  for (const answer of answers) {
    const id = answer.data.placement?.candidateId;
    if (id === undefined) continue;
    const own = byCandidate.get(id);
    if (own) own.push(answer);
    else byCandidate.set(id, [answer]);
  }
  const at = Date.parse(served.time);
  return served.data.candidateIds.map((id, index) => labelsOfCard(served.data.positions[index] ?? -1, at, byCandidate.get(id) ?? []));
}

function labelsOfCard(position: number, servedAt: number, answers: readonly InteractionEvent[]): CardLabels {
  let open = 0;
  let appliedAt: number | null = null;
  let kept = false;
  let dismissed = false;
  let undone = false;
  let impact = NaN;
  let last: 'apply' | 'dismiss' | null = null;
  for (const {time, data: {kind, value}} of answers) {
    const at = Date.parse(time);
    const inTime = at - servedAt <= WINDOWS.answer;
    if (kind === 'open' && inTime) open = 1;
    if (kind === 'apply' && inTime) [appliedAt, kept, last] = [at, true, 'apply'];
    if (kind === 'apply-failed' && last === 'apply') [appliedAt, kept] = [null, false];
    if (kind === 'dismiss' && inTime) [dismissed, last] = [true, 'dismiss'];
    if (kind === 'undo' && last === 'dismiss') [dismissed, last] = [false, null];
    if (kind === 'undo' && last === 'apply' && appliedAt !== null && at - appliedAt <= WINDOWS.undo) [undone, kept, last] = [true, false, null];
    if (kind === 'outcome' && appliedAt !== null && at - appliedAt <= WINDOWS.outcome && typeof value === 'number') impact = value / 100;
  }
  const examined = position >= 0 && answers.length > 0;
  if (!examined) return {position, examined: 0, open: NaN, apply: NaN, dismiss: NaN, undo: NaN, impact: NaN};
  return {
    position, examined: 1, open,
    apply: kept ? 1 : 0,
    dismiss: dismissed ? 1 : 0,
    undo: appliedAt === null ? NaN : undone ? 1 : 0,
    impact: kept ? impact : NaN,
  };
}
