/**
 * Scores in, a slate out: utility → constraints → pins → draw. Pure and seeded: the same input gives the same slate on every machine [P6].
 *
 * What a candidate is worth at a step is its utility, plus δ where it is the first that remains of those that stood here before [P5], less λ · its
 * likeness to the most alike that stands already, pins included [P3]. All of it acts before the step's draw: nothing reorders a drawn slate.
 */
import type {ListToRank, PolicySettings, RankedItem, RankedList} from '../ranking-types.js';
import type {EntityRef, HeadScores, PolicyTrace, Tally, WithheldReason} from '../types.js';
import {constrain} from './constraints.js';
import {maximalMarginalRelevance} from './diversity.js';
import {chancesOf, draw, logPropensitiesOf, type Exploration, type Option, type Pressure} from './exploration.js';
import {incumbency, keptInOrder, pinnedPlaces} from './stability.js';
import {utilitiesOf} from './utility.js';

export interface Rerank {
  readonly list: ListToRank;
  /** Calibrated, aligned with the list's candidates. Null: the server's order, nothing explored, unless `utilities` says otherwise. */
  readonly scores: readonly HeadScores[] | null;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Epoch ms. */
  readonly now: number;
  readonly exploration: Exploration;
  /** Instead of the policy's own, finite, aligned with the list's candidates. */
  readonly utilities?: readonly number[];
  /** Neither diversity nor hysteresis, and candidates' own constraints alone, when left out. */
  readonly policy?: PolicySettings;
}

export type Reranked = Omit<RankedList, 'tier' | 'contextVector' | 'digest' | 'replaced' | 'timings'>;

/** What the client minds, until a model's manifest or the host says otherwise; docs/policy.md says what each was measured to cost. */
export const POLICY: PolicySettings = {diversity: 4, hysteresis: 2, scopes: ['candidate', 'entity', 'type']};

const PLAIN: PolicySettings = {diversity: 0, hysteresis: 0, scopes: ['candidate']};

export function rerank(input: Rerank): Reranked {
  const field = fieldOf(input);
  return slateOf(input, field, ordered(field, input.list.seed));
}

/**
 * ln of the chance at each of its first places (0 where there was no choice) that the same input would have led to this order: what an evaluation asks of
 * a slate that another policy drew. Null where it cannot have: a card that is withheld, a pin that is elsewhere.
 * @param order candidate ids from the top
 */
export function logPropensitiesUnder(input: Rerank, order: readonly string[]): number[] | null {
  const field = fieldOf(input);
  const {options, free, pinned, explored} = field;
  const known = new Set(free.map(option => option.id));
  const drawn = order.slice(0, explored).filter((_, place) => !pinned.has(place));
  const isPossible = order.length >= Math.min(explored, options.length) && new Set(drawn).size === drawn.length
    && drawn.every(id => known.has(id)) && [...pinned].every(([place, id]) => place >= explored || order[place] === id);
  if (!isPossible) return null;
  const chances = logPropensitiesOf(free, drawn, field, drawn.length, pressuresOf(field))[Symbol.iterator]();
  return order.slice(0, explored).map((_, place) => (pinned.has(place) ? 0 : chances.next().value ?? 0));
}

/** A policy as an evaluation asks it: not what it drew, but what it would draw. Candidates by their index in the list. */
export interface SlateChances {
  /** How many it would show. */
  readonly length: number;
  /** Places from the top that are drawn. */
  readonly explored: number;
  readonly pinned: ReadonlyMap<number, number>;
  /** Index → utility of those that pins leave to be placed. */
  readonly free: ReadonlyMap<number, number>;
  /** A step's chances depend on who was placed before by more than their absence. */
  readonly coupled: boolean;
  /** The chance of each candidate to stand at the next place, given those above; they sum to 1, or to 0 beyond the end. */
  next(above: readonly number[]): Float64Array;
}

export function chancesUnder(input: Rerank): SlateChances {
  const field = fieldOf(input);
  const {options, free, pinned, explored, previous, policy: {diversity, hysteresis}} = field;
  const indexOf = new Map(options.map(option => [option.id, option.serverPosition]));
  const kept = hysteresis > 0 && previous.length > 0;
  return {
    length: options.length, explored, pinned: new Map([...pinned].map(([place, id]) => [place, indexOf.get(id) ?? -1])),
    free: new Map(free.map(option => [option.serverPosition, option.utility])),
    coupled: diversity > 0 || kept,
    next(above) {
      const chances = new Float64Array(input.list.candidates.length);
      const pin = pinned.get(above.length);
      const gone = new Set(above);
      const left = free.filter(option => !gone.has(option.serverPosition));
      if (pin !== undefined) chances[indexOf.get(pin) ?? -1] = 1;
      else if (above.length < explored) {
        const pressures = pressuresOf(field);
        for (const index of above) for (const option of free) if (option.serverPosition === index) for (const pressure of pressures) pressure.placed(option);
        chancesOf(left, field, pressures).forEach((chance, i) => { chances[left[i]?.serverPosition ?? -1] = chance; });
      } else if (left.length > 0) {
        const drawnAbove = new Set(above.slice(0, explored));
        const rest = free.filter(option => !drawnAbove.has(option.serverPosition)).sort((a, b) => b.utility - a.utility || (a.id < b.id ? -1 : 1));
        const next = (kept ? keptInOrder(rest, hysteresis, previous) : rest).find(option => !gone.has(option.serverPosition));
        if (next) chances[next.serverPosition] = 1;
      }
      return chances;
    },
  };
}

interface Placeable extends Option {
  readonly serverPosition: number;
  readonly scores: HeadScores | null;
  readonly type: string;
  readonly entity: EntityRef;
  readonly embedding?: readonly number[];
}

/** What there is to order, and how. */
interface Field extends Pick<Exploration, 'temperature' | 'window'> {
  readonly options: readonly Placeable[];
  /** Those that pins leave to be placed. */
  readonly free: readonly Placeable[];
  readonly withheld: readonly {readonly candidateId: string; readonly reason: WithheldReason}[];
  /** Place → candidate. */
  readonly pinned: ReadonlyMap<number, string>;
  /** Places from the top that are drawn. */
  readonly explored: number;
  readonly previous: readonly string[];
  readonly policy: PolicySettings;
}

function fieldOf({list, scores, utilities: given, tallies, now, exploration, policy = PLAIN}: Rerank): Field {
  // In the server's order a card's utility is its place, upside down: the same path then leaves every card where the server put it.
  const utilities = given ?? (scores ? utilitiesOf(list, scores) : list.candidates.map((_, serverPosition) => list.candidates.length - serverPosition));
  const isServers = !given && !scores;
  const {feasible, withheld} = constrain(list, utilities, tallies, now, policy.scopes);
  const options = feasible.flatMap((serverPosition): Placeable[] => {
    const candidate = list.candidates[serverPosition];
    if (!candidate) return [];
    const {id, type, entity, embedding} = candidate;
    return [{id, type, entity, embedding, serverPosition, utility: utilities[serverPosition] ?? 0, scores: scores?.[serverPosition] ?? null}];
  });
  const pinned = pinnedPlaces(list.pinned, new Set(options.map(option => option.id)));
  const held = new Set(pinned.values());
  return {
    options, free: options.filter(option => !held.has(option.id)), withheld, pinned, temperature: isServers ? 0 : exploration.temperature, window: exploration.window,
    explored: Math.min(exploration.places, options.length),
    previous: list.previous?.map(({candidateId}) => candidateId) ?? [],
    policy: isServers ? {...policy, diversity: 0, hysteresis: 0} : policy,
  };
}

function pressuresOf({policy: {diversity, hysteresis}, options, free, pinned, previous}: Field): Pressure<Placeable>[] {
  const held = new Set(pinned.values());
  return [
    ...(diversity > 0 ? [maximalMarginalRelevance(diversity, free, options.filter(option => held.has(option.id)))] : []),
    ...(hysteresis > 0 && previous.length > 0 ? [incumbency<Placeable>(hysteresis, previous, free)] : []),
  ];
}

function ordered(field: Field, seed: string): RankedItem[] {
  const {options, free, pinned, explored, previous, policy: {hysteresis}} = field;
  const byId = new Map(options.map(option => [option.id, option]));
  const steps = explored - [...pinned.keys()].filter(place => place < explored).length;
  const drawn = draw(free, field, seed, steps, pressuresOf(field));
  const rest = drawn.slice(steps).map(({option}) => option);
  const kept = hysteresis > 0 && previous.length > 0 ? keptInOrder(rest, hysteresis, previous) : rest;
  const next = [...drawn.slice(0, steps), ...kept.map(option => ({option, logPropensity: 0}))][Symbol.iterator]();

  const items: RankedItem[] = [];
  for (let place = 0; place < options.length; place++) {
    const pin = byId.get(pinned.get(place) ?? '');
    const placed = pin ? {option: pin, logPropensity: 0} : next.next().value;
    if (!placed) break;
    const {id: candidateId, serverPosition, utility, scores} = placed.option;
    items.push({candidateId, serverPosition, scores, utility, logPropensity: placed.logPropensity, pinned: pin !== undefined});
  }
  return items;
}

function slateOf({list, exploration}: Rerank, {temperature, window, withheld, policy}: Field, items: readonly RankedItem[]): Reranked {
  const policyTrace: PolicyTrace = {
    id: exploration.id, seed: list.seed, temperature, window, places: exploration.places, goal: list.goal,
    ...(policy.diversity > 0 && {diversity: policy.diversity}), ...(policy.hysteresis > 0 && {hysteresis: policy.hysteresis}),
  };
  return {items, withheld, policy: policyTrace, logPropensity: items.reduce((sum, item) => sum + item.logPropensity, 0)};
}
