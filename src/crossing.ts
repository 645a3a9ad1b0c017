/**
 * A rank call and its answer while they cross the wall: a table of strings and a column of numbers, because cloning hundreds of small objects takes
 * longer than encoding them. A writer and its reader name the same fields in the same order: that order is the format, and both sides are of one build.
 */
import type {ListToRank, Packed, PolicySettings, RankCall, RankedItem, RankedList} from './ranking-types.js';
import type {EntityRef, Goal, InteractionContext, RankableCandidate, RecordedInteraction, Signal, Tally} from './types.js';

export function packCall({lists, context, now, exploration, policy}: RankCall): Packed {
  const to = new Writer();
  to.number(now);
  to.number(exploration.temperature).number(exploration.window).number(exploration.places).text(exploration.id);
  to.number(policy?.diversity);
  if (policy) to.number(policy.hysteresis).each(policy.scopes, scope => to.text(scope));
  to.each(lists, list => {
    to.text(list.surface).text(list.seed);
    writeEntity(to, list.entity);
    writeGoal(to, list.goal);
    to.each(list.pinned, pin => to.text(pin.candidateId).number(pin.position));
    to.each(list.previous ?? [], ({candidateId}) => to.text(candidateId));
    to.each(list.candidates, candidate => writeCandidate(to, candidate));
  });
  to.number(context.visitStartedAt);
  to.each(context.history, interaction => writeInteraction(to, interaction));
  to.each(context.tallies, ([key, tally]) => writeTally(to.text(key), tally));
  to.each(context.signals, signal => writeSignal(to, signal));
  return to.packed();
}

/** All that ranking reads; ids, visits and names of the past are not among it, and come out empty. */
export function unpackCall(packed: Packed): RankCall {
  const from = new Reader(packed);
  return {
    now: from.number(),
    exploration: {temperature: from.number(), window: from.number(), places: from.number(), id: from.text()},
    policy: readPolicy(from),
    lists: from.each((): ListToRank => ({
      surface: from.text() as ListToRank['surface'], seed: from.text(), entity: readEntity(from), goal: readGoal(from),
      pinned: from.each(() => ({candidateId: from.text(), position: from.number()})),
      previous: from.each(() => ({candidateId: from.text()})),
      candidates: from.each(() => readCandidate(from)),
    })),
    context: {
      visitStartedAt: from.number(),
      history: from.each(() => readInteraction(from)),
      tallies: new Map(from.each(() => [from.text(), readTally(from)] as const)),
      signals: from.each(() => readSignal(from)),
    } satisfies InteractionContext,
  };
}

export function packLists(lists: readonly RankedList[]): Packed {
  const to = new Writer();
  to.each(lists, list => {
    to.text(list.tier).number(list.logPropensity).number(list.replaced).text(list.digest ?? undefined);
    to.text(list.policy.id).text(list.policy.seed).number(list.policy.temperature).number(list.policy.window).number(list.policy.places);
    to.number(list.policy.diversity).number(list.policy.hysteresis);
    writeGoal(to, list.policy.goal);
    to.numbersOf(list.contextVector ?? undefined);
    to.each(list.items, ({candidateId, serverPosition, scores, utility, logPropensity, pinned}) => {
      to.text(candidateId).number(serverPosition).number(utility).number(logPropensity).number(Number(pinned));
      to.numbersOf(scores ? [scores.open, scores.apply, scores.dismiss, scores.undo, scores.impact] : undefined);
    });
    to.each(list.withheld, ({candidateId, reason}) => to.text(candidateId).text(reason));
    to.each(Object.entries(list.timings), ([stage, ms]) => to.text(stage).number(ms));
  });
  return to.packed();
}

export function unpackLists(packed: Packed): RankedList[] {
  const from = new Reader(packed);
  return from.each(() => {
    const head = {tier: from.text() as RankedList['tier'], logPropensity: from.number(), replaced: from.number(), digest: from.maybeText() ?? null};
    const policy = {
      id: from.text(), seed: from.text(), temperature: from.number(), window: from.number(), places: from.number(),
      diversity: from.maybeNumber(), hysteresis: from.maybeNumber(), goal: readGoal(from),
    };
    const context = from.maybeNumbers();
    return {
      ...head, policy, contextVector: context ? Int8Array.from(context) : null,
      items: from.each(() => readItem(from)),
      withheld: from.each(() => ({candidateId: from.text(), reason: from.text() as RankedList['withheld'][number]['reason']})),
      timings: Object.fromEntries(from.each(() => [from.text(), from.number()] as const)),
    };
  });
}

function readPolicy(from: Reader): PolicySettings | undefined {
  const diversity = from.maybeNumber();
  return diversity === undefined ? undefined : {diversity, hysteresis: from.number(), scopes: from.each(() => from.text() as PolicySettings['scopes'][number])};
}

function readItem(from: Reader): RankedItem {
  const item = {candidateId: from.text(), serverPosition: from.number(), utility: from.number(), logPropensity: from.number(), pinned: from.number() === 1};
  const scores = from.maybeNumbers();
  if (!scores) return {...item, scores: null};
  const [open = NaN, apply = NaN, dismiss = NaN, undo = NaN, impact = NaN] = scores;
  return {...item, scores: {open, apply, dismiss, undo, impact}};
}

function writeCandidate(to: Writer, {id, type, entity, exclusiveGroup, serverScore, spendChange, effort, createdAt, expiresAt, impact, embedding}: RankableCandidate) {
  writeEntity(to.text(id).text(type).text(exclusiveGroup).number(serverScore).number(spendChange).number(effort).number(createdAt).number(expiresAt), entity);
  to.text(impact?.metric);
  if (impact) to.text(impact.unit).number(impact.low).number(impact.high).number(impact.horizonDays);
  to.numbersOf(embedding);
}

function readCandidate(from: Reader): RankableCandidate {
  const head = {
    id: from.text(), type: from.text(), exclusiveGroup: from.maybeText(), serverScore: from.number(),
    spendChange: from.maybeNumber(), effort: from.maybeNumber(), createdAt: from.number(), expiresAt: from.maybeNumber(), entity: readSomeEntity(from),
  };
  const metric = from.maybeText();
  const impact = metric === undefined ? undefined : {metric, unit: from.text() as 'count', low: from.number(), high: from.number(), horizonDays: from.number()};
  return {...head, impact, embedding: from.maybeNumbers()};
}

function writeInteraction(to: Writer, {kind, at, surface, reason, entity, candidate}: RecordedInteraction) {
  writeEntity(to.text(kind).number(at).text(surface).text(reason), entity);
  to.text(candidate?.type);
  if (!candidate) return;
  writeEntity(to, candidate.entity);
  to.numbersOf(candidate.embedding);
}

function readInteraction(from: Reader): RecordedInteraction {
  const head = {
    id: '', visit: '', kind: from.text() as RecordedInteraction['kind'], at: from.number(),
    surface: from.maybeText() as RecordedInteraction['surface'], reason: from.maybeText() as RecordedInteraction['reason'], entity: readEntity(from),
  };
  const type = from.maybeText();
  return type === undefined ? head : {...head, candidate: {id: '', type, entity: readSomeEntity(from), embedding: from.maybeNumbers()}};
}

function writeTally(to: Writer, {at, impressions, opens, applies, dismissals, undos, snoozes, edits, hidden, day}: Tally) {
  to.number(at).number(impressions).number(opens).number(applies).number(dismissals).number(undos).number(snoozes).number(edits).number(day?.since);
  if (day) to.number(day.shown);
  to.text(hidden?.reason);
  if (hidden) to.number(hidden.until);
}

function readTally(from: Reader): Tally {
  const tally = {
    at: from.number(), impressions: from.number(), opens: from.number(), applies: from.number(), dismissals: from.number(), undos: from.number(), snoozes: from.number(), edits: from.number(),
  };
  const since = from.maybeNumber();
  const day = since === undefined ? undefined : {since, shown: from.number()};
  const reason = from.maybeText() as 'snoozed' | undefined;
  return {...tally, day, hidden: reason === undefined ? undefined : {reason, until: from.number()}};
}

function writeSignal(to: Writer, {namespace, entity, name, value}: Signal) {
  writeEntity(to.text(namespace).text(name), entity);
  if (typeof value === 'string') to.text(value);
  else to.text(undefined).number(Number(value)).number(Number(typeof value === 'boolean'));
}

function readSignal(from: Reader): Signal {
  const head = {namespace: from.text() as Signal['namespace'], name: from.text(), entity: readEntity(from)};
  const text = from.maybeText();
  if (text !== undefined) return {...head, value: text};
  const number = from.number();
  return {...head, value: from.number() === 1 ? number === 1 : number};
}

function writeEntity(to: Writer, entity: EntityRef | undefined) {
  to.text(entity?.level);
  if (entity) to.text(entity.id);
}

const readSomeEntity = (from: Reader): EntityRef => ({level: from.text() as EntityRef['level'], id: from.text()});

function readEntity(from: Reader): EntityRef | undefined {
  const level = from.maybeText() as EntityRef['level'] | undefined;
  return level && {level, id: from.text()};
}

function writeGoal(to: Writer, {results, cost, reach, effort}: Goal) {
  to.number(results).number(cost).number(reach).number(effort);
}

const readGoal = (from: Reader): Goal => ({results: from.number(), cost: from.number(), reach: from.number(), effort: from.number()});

/** What is missing is NaN among the numbers, and −1 among the places of strings. */
class Writer {
  #numbers = new Float64Array(4096);
  #length = 0;
  readonly #places = new Map<string, number>();

  number(value: number | undefined): this {
    if (this.#length === this.#numbers.length) this.#grow(1);
    this.#numbers[this.#length++] = value ?? NaN;
    return this;
  }

  text(value: string | undefined): this {
    if (value === undefined) return this.number(-1);
    let place = this.#places.get(value);
    if (place === undefined) this.#places.set(value, place = this.#places.size);
    return this.number(place);
  }

  numbersOf(values: ArrayLike<number> | undefined) {
    this.number(values?.length);
    if (!values) return;
    this.#grow(values.length);
    this.#numbers.set(values, this.#length);
    this.#length += values.length;
  }

  each<T>(values: {[Symbol.iterator](): Iterator<T>; readonly length?: number; readonly size?: number}, write: (value: T) => void) {
    this.number(values.length ?? values.size);
    for (const value of values) write(value);
  }

  packed(): Packed {
    return {strings: [...this.#places.keys()], numbers: this.#numbers.slice(0, this.#length)};
  }

  #grow(by: number) {
    if (this.#length + by <= this.#numbers.length) return;
    const larger = new Float64Array(2 * (this.#length + by));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

class Reader {
  readonly #numbers: Float64Array;
  readonly #strings: readonly string[];
  #at = 0;

  constructor({numbers, strings}: Packed) {
    this.#numbers = numbers;
    this.#strings = strings;
  }

  number(): number {
    return this.#numbers[this.#at++] ?? NaN;
  }

  text(): string {
    return this.#strings[this.number()] ?? '';
  }

  maybeNumber(): number | undefined {
    const value = this.number();
    return Number.isNaN(value) ? undefined : value;
  }

  maybeText(): string | undefined {
    const place = this.number();
    return place < 0 ? undefined : this.#strings[place];
  }

  maybeNumbers(): number[] | undefined {
    const length = this.maybeNumber();
    if (length === undefined) return undefined;
    const values = new Array<number>(length);
    for (let i = 0; i < length; i++) values[i] = this.#numbers[this.#at + i] ?? NaN;
    this.#at += length;
    return values;
  }

  each<T>(read: () => T): T[] {
    const length = this.number();
    const values: T[] = [];
    for (let i = 0; i < length; i++) values.push(read());
    return values;
  }
}
