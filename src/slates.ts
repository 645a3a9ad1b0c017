/** Journey 1 as the page sees it: what is asked in one tick is ordered together, served, counted, and ordered anew when someone better can. */
import {placeKey} from './door.js';
import {servedEvent} from './feedback/event.js';
import type {Inspection} from './insights-types.js';
import type {Keeper} from './keeper.js';
import {within, type Ordering} from './ordering.js';
import {constrain} from './policy/constraints.js';
import type {ListToRank, RankCall, RankedList} from './ranking-types.js';
import {BACKENDS} from './types.js';
import type {ServedEvent} from './wire-types.js';
import type {Backend, Candidate, EntityRef, Goal, Pin, Placement, RankableCandidate, Slate, SlateItem, Surface} from './types.js';

/** A request to rank, behind the door. */
export interface Ask {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  readonly candidates: readonly Candidate[];
  readonly malformed: readonly string[];
  /** Undefined: whatever was seen at this place in this visit. */
  readonly pinned: readonly Pin[] | undefined;
  readonly goal: Goal;
}

export interface SlatesOptions {
  readonly keeper: Keeper;
  readonly ordering: Ordering;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: (now: number) => string;
  /** Milliseconds until a lower tier answers. */
  readonly answer: number;
  /** What is kept has been read, and the model that is on its way is here. */
  readonly prepared: () => Promise<unknown>;
  readonly onBetter: (slate: Slate, replaces: string) => void;
}

/** Of the answer deadline, what loading may take before ranking begins. */
const LOADING_SHARE = 0.6;
const SHOWN_TO_INSPECTION = 8;
/** A table of 500 rows, twice over. */
const REMEMBERED = 1000;
/** How long the worker may take over an order that nobody waits for. */
const ANEW_MS = 10_000;
const PINS_NOTE = 'pins';

interface Served {
  readonly ask: Ask;
  readonly slate: Slate;
}

export function createSlates({keeper, ordering, clock, random, newId, answer, prepared, onBetter}: SlatesOptions) {
  const health = {ranks: {webgpu: 0, wasm: 0, linear: 0, none: 0} satisfies Record<Backend, number>, missedDeadlines: 0, malformedCandidates: 0, replacedInputs: 0, lastRankMs: null as number | null};
  let queue: {readonly ask: Ask; readonly resolve: (slate: Slate) => void}[] = [];
  /** By slate id, oldest first. */
  const served = new Map<string, Served>();
  /** The last of each place. */
  const current = new Map<string, Served>();
  let pins = {visit: '', places: new Map<string, readonly Pin[]>()};

  const pinsOfVisit = () => {
    const visit = keeper.touch().id;
    if (pins.visit !== visit) {
      const noted = keeper.noted(PINS_NOTE) as typeof pins | undefined;
      pins = noted?.visit === visit && noted.places instanceof Map ? noted : {visit, places: new Map()};
    }
    return pins.places;
  };
  const pinsOf = (ask: Ask): readonly Pin[] => ask.pinned ?? pinsOfVisit().get(placeKey(ask)) ?? [];
  const keepPins = (ask: Ask, places: readonly Pin[]) => {
    const key = placeKey(ask);
    if (places.length === 0 && !pinsOfVisit().has(key)) return;
    remember(pinsOfVisit(), key, places);
    keeper.note(PINS_NOTE, pins);
  };

  const callOf = (asks: readonly Ask[]): RankCall => ({
    lists: asks.map((ask): ListToRank => ({
      surface: ask.surface, entity: ask.entity && {level: ask.entity.level, id: ask.entity.id},
      candidates: ask.candidates.map(rankable), pinned: pinsOf(ask), goal: ask.goal, seed: seedOf(random),
    })),
    context: keeper.context,
    now: clock(),
    exploration: ordering.exploration,
  });

  const serve = (asks: readonly Ask[], call: RankCall, lists: readonly RankedList[], ms: number): Slate[] => {
    const {model, schemaVersion} = ordering;
    const visit = keeper.touch().id;
    const {owner} = keeper;
    const events: (() => ServedEvent)[] = [];
    const slates: Slate[] = [];
    for (const [index, ask] of asks.entries()) {
      const ranked = lists[index] ?? inServerOrder(ask, call, index);
      const slate = slateOf(ask, ranked, newId(call.now), call.now, ranked.tier === 'none' ? null : model, ms);
      slates.push(slate);
      health.ranks[slate.tier]++;
      health.replacedInputs += index === 0 ? ranked.replaced : 0;
      remember(served, slate.slateId, {ask, slate});
      remember(current, placeKey(ask), {ask, slate});
      if (ask.candidates.length === 0) continue;
      const id = newId(call.now);
      events.push(() => servedEvent({
        slate, ranked, list: {surface: ask.surface, entity: ask.entity, candidates: ask.candidates, pinned: call.lists[index]?.pinned ?? []},
        owner, visit, consent: keeper.consent, featureSchema: ranked.tier === 'none' ? null : schemaVersion, now: call.now, id,
      }));
    }
    // The answer does not wait for this.
    void keeper.enqueue(events);
    return slates;
  };

  const replace = (before: readonly Served[], call: RankCall, lists: readonly RankedList[], ms: number) => {
    const better = before.flatMap((old, index) => {
      const ranked = lists[index];
      return ranked && isBetter(ranked.tier, old.slate.tier) && current.get(placeKey(old.ask))?.slate === old.slate ? [{old, ranked, list: call.lists[index]}] : [];
    });
    const slates = serve(better.map(({old}) => old.ask), {...call, lists: better.flatMap(({list}) => list ?? [])}, better.map(({ranked}) => ranked), ms);
    slates.forEach((slate, index) => onBetter(slate, better[index]?.old.slate.slateId ?? ''));
  };

  const order = async (asks: readonly Ask[]): Promise<Slate[]> => {
    const begun = performance.now();
    const since = () => performance.now() - begun;
    await within(prepared(), answer * LOADING_SHARE);
    const call = callOf(asks);
    try {
      const {lists, late} = await ordering.order(call, answer - since());
      const slates = serve(asks, call, lists, since());
      health.lastRankMs = since();
      if (late) {
        health.missedDeadlines++;
        const before = asks.flatMap((ask, index) => (slates[index] ? [{ask, slate: slates[index]}] : []));
        void late.then(lists => lists && replace(before, call, lists, since())).catch(() => undefined);
      }
      return slates;
    } catch {
      return serve(asks, call, [], since());
    }
  };

  const drain = async () => {
    const asked = queue;
    queue = [];
    const slates = await order(asked.map(({ask}) => ask));
    asked.forEach(({resolve}, index) => slates[index] && resolve(slates[index]));
    ordering.wake();
  };

  return {
    health,
    /** Newest last. */
    get recent(): readonly Slate[] { return [...served.values()].slice(-SHOWN_TO_INSPECTION).map(({slate}) => slate); },

    /** Never rejects. */
    rank(ask: Ask): Promise<Slate> {
      if (ask.pinned) keepPins(ask, ask.pinned);
      health.malformedCandidates += ask.malformed.length;
      return new Promise(resolve => {
        queue.push({ask, resolve});
        if (queue.length === 1) queueMicrotask(() => void drain());
      });
    },

    /** A better tier serves now: what a lower one had to answer is ordered anew, with what has been seen meanwhile in its place [P5]. */
    async improve(): Promise<void> {
      const before = [...current.values()].filter(({slate, ask}) => ask.candidates.length > 0 && isBetter(ordering.backend, slate.tier));
      if (before.length === 0) return;
      const begun = performance.now();
      const call = callOf(before.map(({ask}) => ({...ask, pinned: undefined})));
      const {lists} = await ordering.order(call, ANEW_MS);
      replace(before, call, lists, performance.now() - begun);
    },

    /** What the page was shown under this placement, if it was. */
    find({slateId, candidateId}: Placement): {readonly slate: Slate; readonly item: SlateItem} | null {
      const slate = served.get(slateId)?.slate;
      const item = slate?.items.find(({candidate}) => candidate.id === candidateId);
      return slate && item ? {slate, item} : null;
    },

    /** Seen, focused or acted on: it keeps its place for the visit, on the next page too. */
    pin({slateId, candidateId, position}: Placement) {
      const known = served.get(slateId);
      if (!known) return;
      const others = pinsOf({...known.ask, pinned: undefined}).filter(pin => pin.candidateId !== candidateId && pin.position !== position);
      keepPins(known.ask, [...others, {candidateId, position}]);
    },

    forget() {
      served.clear();
      current.clear();
      pins = {visit: '', places: new Map()};
    },
  };
}

export type Slates = ReturnType<typeof createSlates>;
export type Health = Omit<Inspection['health'], 'restarts'>;

const isBetter = (tier: Backend, than: Backend) => BACKENDS.indexOf(tier) < BACKENDS.indexOf(than);

function remember<T>(map: Map<string, T>, key: string, value: T) {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) break;
    map.delete(oldest);
  }
}

function seedOf(random: () => number): string {
  const half = () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0');
  return half() + half();
}

/** No text for people crosses the wall. */
function rankable({id, type, entity, impact, spendChange, effort, serverScore, embedding, createdAt, expiresAt, exclusiveGroup}: Candidate): RankableCandidate {
  return {id, type, entity: {level: entity.level, id: entity.id}, impact, spendChange, effort, serverScore, embedding, createdAt, expiresAt, exclusiveGroup};
}

function slateOf(ask: Ask, ranked: RankedList, slateId: string, at: number, model: Slate['model'], ms: number): Slate {
  const candidates = new Map(ask.candidates.map(candidate => [candidate.id, candidate]));
  const items: SlateItem[] = [];
  for (const {candidateId, serverPosition, scores, utility, logPropensity, pinned} of ranked.items) {
    const candidate = candidates.get(candidateId);
    if (candidate) items.push({candidate, placement: {slateId, candidateId, position: items.length}, serverPosition, scores, utility, logPropensity, pinned});
  }
  return {
    slateId, surface: ask.surface, entity: ask.entity, at, tier: ranked.tier, mode: 'rank', items, withheld: ranked.withheld, malformed: ask.malformed,
    policy: ranked.policy, logPropensity: ranked.logPropensity, model, timings: {...ranked.timings, page: ms},
  };
}

/** When nothing that ranks is here: as the server gave it, but for what is never shown [P2]. */
function inServerOrder(ask: Ask, {lists, context, now, exploration}: RankCall, index: number): RankedList {
  const list = lists[index];
  const {feasible, withheld} = list ? constrain(list, list.candidates.map((_, position) => -position), context.tallies, now) : {feasible: [], withheld: []};
  return {
    tier: 'none', withheld, logPropensity: 0, contextVector: null, digest: null, replaced: 0, timings: {},
    items: feasible.map(serverPosition => ({candidateId: ask.candidates[serverPosition]?.id ?? '', serverPosition, scores: null, utility: -serverPosition, logPropensity: 0, pinned: false})),
    policy: {id: exploration.id, seed: list?.seed ?? '', temperature: 0, window: 0, places: 0, goal: ask.goal},
  };
}
