/** The one config of the world: every field with its source or its argument. Fixed before the ranker is tuned. */
import {VERTICALS} from './verticals.js';

export interface WorldConfig {
  /** All chance derives from this. */
  readonly seed: number;
  /** Advertisers. */
  readonly accounts: number;
  /** Epoch ms of the first day of a log; a Monday in autumn, well away from the Christmas peak. The demo passes its own clock instead. */
  readonly start: number;
  /** Days that the visits of a log are spread over: four weeks, so that weekly habits repeat and a suggestion is issued anew. */
  readonly days: number;
  /** Trades in this world. Two of the ten known are held back from the default, to evaluate on. */
  readonly verticals: readonly string[];
  /** How many of the held-back suggestion types (0 to 4) exist as well: types that a model trained on the default has never seen. */
  readonly unseenTypes: number;
  /**
   * How much what the advertiser came to do moves what they do with a card. 0: nothing. 1: people with a task look for what serves it, and pass over
   * the rest: a card that fits one standard deviation better is opened some six times as often. Argument: EdgeRec found +7 % clicks and +11 % value
   * from behaviour within the visit over a strong server model that already knew the day before; a server that knows nothing of the visit leaves
   * more, 15 % of utility and upwards, to whoever sees it. Pinterest's churn study, too, finds activity in Ads Manager among the best predictors.
   */
  readonly intentStrength: number;
  /** Multiplies the exponent of examination. 1: examination falls as place^−0.85, a little less steeply than the 1/place of search results (Joachims 2005), for a panel is short. */
  readonly positionBias: number;
  /** Multiplies the spread of daily results and the error of the server's estimates. 1 is the argued default. */
  readonly noise: number;
  /** Spread, on the logit, of an account's lasting like or dislike of a kind of suggestion. 0.7, a doubling or halving of clicks: Alibaba's strategy recommender (2021) lives on such stable preferences over objectives; a device learns them from dismissals and opens. */
  readonly tasteStrength: number;
  readonly examination: {
    /** The panel is looked at, when it is on screen: it stands beside the work, it is not the work. */
    readonly top: number;
    /** See `positionBias`. */
    readonly exponent: number;
    /** Cards in view without scrolling on a laptop beside a campaign table. */
    readonly fold: number;
    /** Chance to scroll one card further. */
    readonly scroll: number;
  };
  readonly behaviour: {
    /** Logits, at a card that neither fits nor repels, of an experienced advertiser with middling trust; chosen so that the apply rate an impression lies in 1–6 %, as in-product suggestion panels report. */
    readonly open: number;
    readonly applyWhenOpen: number;
    /** Applying straight from the card, without opening it. */
    readonly applyAtOnce: number;
    readonly dismiss: number;
    readonly snooze: number;
    readonly undo: number;
    /** Weight of fit between intent and suggestion, at `intentStrength` 1. */
    readonly fit: number;
    /** Weight of what the card promises, per cent of the account's week, compressed by ln(1 + x). */
    readonly promise: number;
    /** Weight of the part of the true uplift that the advertiser senses without us: they know their shop. */
    readonly sense: number;
    /** Per ln(1 + minutes) of effort. */
    readonly effort: number;
    /** Per ln(1 + per cent of daily spend) that it would cost more, scaled by the goal's weight of cost. */
    readonly spend: number;
    /** Per unit of trust above or below one half. */
    readonly trust: number;
    /** Each showing that was left alone, decayed over two days, lowers the interest by this; ad fatigue curves fall about so. */
    readonly fatigue: number;
  };
  readonly trust: {
    /** Trust lost by a dismissal for `do-not-trust` or `wrong-facts`, and by an undo; gained by an apply that was kept. */
    readonly lost: number;
    readonly gained: number;
  };
  readonly server: {
    /** Standard deviation of ln(estimate / truth). Outcome forecasts for single campaigns are seldom better than ± 50 %. */
    readonly error: number;
    /** The nominal 80 % interval is this much too narrow: published forecasts are overconfident. */
    readonly narrow: number;
    /** Estimates of suggestions that raise spend or reach are this much too high: the complaint of advertisers (`anchors`: "skew to spend"). */
    readonly flattery: number;
    /** Visits of the random pre-log on which the server's click model is fitted. */
    readonly preLogVisits: number;
    /** Most candidates in a list of a whole account. */
    readonly listSize: number;
    /** Most candidates in a list of one campaign. */
    readonly campaignListSize: number;
  };
  /** [P4] of the logging policy: over the standardised server score, so that w/τ = 4 bounds any odds within a step at e⁴ = 55. */
  readonly exploration: {readonly temperature: number; readonly window: number; readonly places: number};
  /** Per cent of the account's weekly value that one dismissal costs: attention and a little trust. */
  readonly dismissCost: number;
  /** Of the informed oracle and of evaluation: visits by the logging policy before the one that counts. */
  readonly pastVisits: number;
}

export const DEFAULTS: WorldConfig = {
  seed: 1,
  accounts: 300,
  start: Date.UTC(2026, 8, 7),
  days: 28,
  verticals: VERTICALS.slice(0, 8).map(vertical => vertical.id),
  unseenTypes: 0,
  intentStrength: 1,
  positionBias: 1,
  noise: 1,
  tasteStrength: 0.7,
  examination: {top: 0.9, exponent: 0.85, fold: 4, scroll: 0.88},
  behaviour: {
    open: -2.6, applyWhenOpen: -1.8, applyAtOnce: -5, dismiss: -4.8, snooze: -4.8, undo: -2.6,
    fit: 2.3, promise: 0.5, sense: 0.35, effort: 0.18, spend: 0.3, trust: 1.2, fatigue: 0.35,
  },
  trust: {lost: 0.06, gained: 0.02},
  server: {error: 0.5, narrow: 0.6, flattery: 0.25, preLogVisits: 1500, listSize: 14, campaignListSize: 6},
  exploration: {temperature: 0.5, window: 2, places: 10},
  dismissCost: 0.2,
  pastVisits: 4,
};

export type PartialConfig = {readonly [K in keyof WorldConfig]?: WorldConfig[K] extends readonly unknown[] | number ? WorldConfig[K] : Partial<WorldConfig[K]>};

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  seed: [0, 2 ** 31 - 1], accounts: [1, 1_000_000], start: [0, 4e12], days: [1, 3650], unseenTypes: [0, 4],
  intentStrength: [0, 10], positionBias: [0, 10], noise: [0, 10], tasteStrength: [0, 10], dismissCost: [0, 100], pastVisits: [0, 1000],
};

/** The defaults with `partial` over them. Throws a RangeError that names the field. */
export function readConfig(partial: unknown = {}): WorldConfig {
  if (typeof partial !== 'object' || partial === null || Array.isArray(partial)) throw new RangeError('The config must be a JSON object.');
  return merged(DEFAULTS, partial, '') as unknown as WorldConfig;
}

function merged(base: object, over: object, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {...base};
  for (const [key, value] of Object.entries(over)) {
    const name = path + key;
    const known = result[key];
    if (value === undefined) continue;
    if (known === undefined) throw new RangeError(`The config has no field "${name}"; there are ${Object.keys(base).map(field => path + field).join(', ')}.`);
    if (Array.isArray(known)) result[key] = trades(value);
    else if (typeof known === 'object' && known !== null) {
      if (typeof value !== 'object' || value === null) throw new RangeError(`The config's "${name}" must be an object.`);
      result[key] = merged(known, value, `${name}.`);
    } else result[key] = inRange(name, value);
  }
  return result;
}

function inRange(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`The config's "${name}" must be a finite number, not ${JSON.stringify(value)}.`);
  const [low, high] = RANGES[name] ?? [-1e6, 1e6];
  if (value < low || value > high) throw new RangeError(`The config's "${name}" must lie between ${low} and ${high}, not ${value}.`);
  return value;
}

function trades(value: unknown): readonly string[] {
  const known = VERTICALS.map(vertical => vertical.id);
  if (Array.isArray(value) && value.length > 0 && value.every(id => known.includes(id as string))) return value as string[];
  throw new RangeError(`The config's "verticals" must be a list out of ${known.join(', ')}.`);
}
