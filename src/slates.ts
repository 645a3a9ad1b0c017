/** Journey 1 as the page sees it: what is asked in one tick is ordered together, served, counted, and ordered anew when someone better can. */
import {embeddingVersionOf} from './candidates.js';
import {placeKey} from './door.js';
import type {Ranked} from './health.js';
import type {Inspection} from './insights-types.js';
import type {Keeper} from './keeper.js';
import {nextTaskWhereMany} from './next-task.js';
import {within, type Ordering} from './ordering.js';
import type {ListToRank, RankCall, RankedList} from './ranking-types.js';
import {inServerOrder, isBetter, isServers, rankable, seedOf, slateOf} from './slate.js';
import type {Experiment, ServedEvent} from './wire-types.js';
import type {Backend, Candidate, EntityRef, Goal, Pin, Placement, Slate, SlateItem, Surface} from './types.js';

/** A request to rank, behind the door. */
export interface Ask {
  readonly surface: Surface;
  readonly entity?: EntityRef;
  readonly candidates: readonly Candidate[];
  readonly malformed: readonly string[];
  /** Undefined: whatever was seen at this place in this visit. */
  readonly pinned: readonly Pin[] | undefined;
  /** Undefined: the advertiser's own, else the host's. */
  readonly goal: Goal | undefined;
  /** The server's order was asked for. */
  readonly platform: boolean;
}

export interface SlatesOptions {
  readonly keeper: Keeper;
  readonly ordering: Ordering;
  readonly clock: () => number;
  readonly random: () => number;
  readonly account: string;
  readonly experiment: () => Experiment | null;
  readonly goal: () => Goal;
  readonly newId: (now: number) => string;
  /** Milliseconds until a lower tier answers. */
  readonly answer: number;
  /** What is kept has been read, and the model that is on its way is here. */
  readonly prepared: () => Promise<unknown>;
  readonly onBetter: (slate: Slate, replaces: string) => void;
  readonly onRanked?: (ranked: Ranked) => void;
}

/** Of the answer deadline, what loading may take before ranking begins. */
const LOADING_SHARE = 0.6;
/** A page's lists, and the lines of a table that is not the longest. */
const SHOWN_TO_INSPECTION = 64;
/** A table of 500 rows, twice over. */
const REMEMBERED = 1000;
/** How long the worker may take over an order that nobody waits for. */
const ANEW_MS = 10_000;
const PINS_NOTE = 'pins';

interface Served {
  readonly ask: Ask;
  readonly slate: Slate;
  readonly visit: string;
  /** What was ranked, of the newest slate of a place: it can be explained. */
  readonly call?: RankCall;
  readonly list?: ListToRank;
}

export function createSlates({keeper, ordering, clock, random, account, experiment, goal, newId, answer, prepared, onBetter, onRanked}: SlatesOptions) {
  const health = {ranks: {webgpu: 0, wasm: 0, linear: 0, none: 0} satisfies Record<Backend, number>, missedDeadlines: 0, malformedCandidates: 0, replacedInputs: 0, droppedEmbeddings: 0, lastRankMs: null as number | null};
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

  /** Whoever lets go of all pins wants the best order, whatever stood there. */
  const previousOf = (ask: Ask): ListToRank['previous'] => {
    const before = ask.pinned?.length === 0 ? undefined : current.get(placeKey(ask));
    return before?.visit === keeper.touch().id ? before.slate.items.map(({candidate: {id: candidateId}, team}) => ({candidateId, team})) : undefined;
  };
  const trialNow = () => ordering.parts?.trialOf(keeper, account, experiment()) ?? null;

  const callOf = (asks: readonly Ask[]): RankCall => {
    const mode = asks[0]?.platform && trialNow()?.mode !== 'holdout' ? 'shadow' : trialNow()?.mode;
    const whole: RankCall = {
      lists: asks.map((ask): ListToRank => ({
        surface: ask.surface, entity: ask.entity && {level: ask.entity.level, id: ask.entity.id},
        candidates: ask.candidates.map(rankable), pinned: pinsOf(ask), goal: ask.goal ?? goal(), seed: seedOf(random), previous: previousOf(ask),
      })),
      context: keeper.context,
      now: clock(),
      exploration: mode === undefined || mode === 'rank' ? ordering.exploration : {...ordering.exploration, temperature: 0},
      policy: ordering.policy,
      mode,
    };
    const one = ordering.parts?.withOneEmbedding(whole, asks, keeper, ordering.embeddingVersion, embeddingVersionOf);
    health.droppedEmbeddings += one?.dropped ?? 0;
    return one?.call ?? whole;
  };

  const serve = (asks: readonly Ask[], call: RankCall, lists: readonly RankedList[], ms: number): Slate[] => {
    const {model, schemaVersion} = ordering;
    const visit = keeper.touch().id;
    const {owner} = keeper;
    const trial = trialNow();
    const events: (() => ServedEvent | undefined)[] = [];
    const slates: Slate[] = [];
    for (const [index, ask] of asks.entries()) {
      const list = call.lists[index];
      const ours = list && lists[index];
      const ranked = ours ? ordering.parts?.shownIn(call, list, ours) ?? ours : inServerOrder(ask, call, index);
      const made = slateOf(ask, ranked, newId(call.now), call, ranked.tier === 'none' ? null : model, ms);
      const slate: Slate = trial ? {...made, arm: trial.arm} : made;
      slates.push(slate);
      health.ranks[slate.tier]++;
      health.replacedInputs += index === 0 ? ranked.replaced : 0;
      remember(served, slate.slateId, {ask, slate, visit});
      remember(current, placeKey(ask), {ask, slate, visit, call, list});
      if (ask.candidates.length === 0) continue;
      const id = newId(call.now);
      const exposure = trial !== null && ordering.parts?.expose(keeper, trial);
      events.push(() => ordering.parts?.servedEvent({
        slate, ranked, exposure, list: {surface: ask.surface, entity: ask.entity, candidates: ask.candidates, pinned: list?.pinned ?? [], previous: list?.previous},
        owner, visit, consent: keeper.consent, featureSchema: ranked.tier === 'none' ? null : schemaVersion, now: call.now, id,
      }));
    }
    // The answer does not wait for this.
    void keeper.enqueue(events, ordering.here);
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
    await nextTaskWhereMany(asks.length);
    const call = callOf(asks);
    const {era} = keeper;
    try {
      const {lists, late} = await ordering.order(call, answer - since());
      await nextTaskWhereMany(asks.length);
      // Ordered by what is forgotten since: that is neither shown nor told.
      if (era !== keeper.era) return serve(asks, callOf(asks), [], since());
      const slates = serve(asks, call, lists, since());
      health.lastRankMs = since();
      onRanked?.({call, slates, ms: since(), late: late !== null});
      if (late && call.mode !== 'shadow') {
        health.missedDeadlines++;
        const before = asks.flatMap((ask, index) => (slates[index] ? [{ask, slate: slates[index], visit: keeper.touch().id}] : []));
        void late.then(async lists => {
          // Whoever asked has the first ones by then.
          await nextTaskWhereMany(asks.length);
          if (lists) replace(before, call, lists, since());
        }).catch(() => undefined);
      }
      await nextTaskWhereMany(asks.length);
      return slates;
    } catch {
      return serve(asks, call, [], since());
    }
  };

  const drain = async () => {
    const asked = queue;
    queue = [];
    await Promise.all([true, false].map(async platform => {
      const together = asked.filter(({ask}) => ask.platform === platform);
      const slates = together.length > 0 ? await order(together.map(({ask}) => ask)) : [];
      together.forEach(({resolve}, index) => slates[index] && resolve(slates[index]));
    }));
    if (trialNow()?.mode !== 'holdout') ordering.wake();
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
      const before = [...current.values()].filter(({slate, ask}) => !ask.platform && ask.candidates.length > 0 && isBetter(ordering.backend, slate.tier));
      if (before.length === 0 || isServers(trialNow()?.mode)) return;
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

    /** What may be shown now, in the server's order. */
    peek(ask: Ask): readonly Candidate[] {
      const call = callOf([ask]);
      const shown = new Set((ordering.parts?.rankListsUnscored(call)[0] ?? inServerOrder(ask, call, 0)).items.map(({candidateId}) => candidateId));
      return ask.candidates.filter(({id}) => shown.has(id));
    },

    /** With what made it, where no slate of its place has come since. */
    newest: (slateId: string): Served | undefined => [...current.values()].find(({slate}) => slate.slateId === slateId),

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

function remember<T>(map: Map<string, T>, key: string, value: T) {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) break;
    map.delete(oldest);
  }
}
