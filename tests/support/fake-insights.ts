/** Stands in for the client at the widgets' door: ranks by the utilities it is given, honours pins, remembers what was recorded. */
import type {Explanation, FlushReport, Insights, Inspection, Receipt, Status} from '../../src/insights-types.js';
import type {Backend, Candidate, Goal, Interaction, Pin, Query, RankRequest, RecordedInteraction, Slate, SlateItem} from '../../src/types.js';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOST_GOAL: Goal = {results: 1, cost: 0.5, reach: 0.3, effort: 0.2};

export function aCandidate(id: string, more: Partial<Candidate> = {}): Candidate {
  return {
    id, version: '1', type: 'raise-budget', entity: {level: 'campaign', id: `c-${id}`, name: `Campaign ${id}`},
    headline: `Headline ${id}`, reason: `Reason ${id}: lost 23 % of impressions to budget since 4 November.`,
    impact: {metric: 'conversions', low: 4, high: 11, unit: 'percent', horizonDays: 7}, spendChange: 15, currency: 'USD', effort: 2,
    change: {field: 'dailyBudget', current: 50, recommended: 65, options: [60, 65, 80], unit: 'money'},
    serverScore: 0.5, embedding: [0.1, 0.2], createdAt: NOW - 3 * 3_600_000, ...more,
  };
}

export class FakeInsights extends EventTarget implements Insights {
  readonly recorded: Interaction[] = [];
  readonly suggested: Query[] = [];
  readonly ranked: RankRequest[] = [];
  utilities = new Map<string, number>();
  tier: Backend = 'wasm';
  closed = false;
  /** Asked before a slate is given: throw here for a server that is down, wait here for a slow one. */
  beforeSuggest: () => Promise<void> = async () => undefined;
  beforeRank: () => Promise<void> = async () => undefined;
  #hidden = new Set<string>();
  #slates = 0;
  /** Of the visit, at the one place that a test shows. */
  #pins = new Map<string, Pin>();

  constructor(public candidates: readonly Candidate[]) { super(); }

  get status(): Status {
    return {state: 'ready', backend: this.tier, reason: null, detail: null, model: {name: 'ranker', version: 1, manifest: 'manifest-0'}, feedback: 'on', storage: 'disk', restarts: 0};
  }
  get ready(): Promise<Status> { return Promise.resolve(this.status); }

  async suggest(query: Query): Promise<Slate> {
    this.suggested.push(query);
    await this.beforeSuggest();
    return this.slate({...query, candidates: this.candidates, pinned: query.pinned?.length ? query.pinned : [...this.#pins.values()]});
  }

  async rank(request: RankRequest): Promise<Slate> {
    this.ranked.push(request);
    if (request.pinned) this.#pins = new Map(request.pinned.map(pin => [pin.candidateId, pin]));
    await this.beforeRank();
    return this.slate(request);
  }

  slate({surface, entity, candidates, pinned = [], order}: RankRequest): Slate {
    const slateId = `slate-${++this.#slates}`;
    const given = candidates as readonly Candidate[];
    const byServer = order === 'platform';
    const utility = (candidate: Candidate) => (byServer ? undefined : this.utilities.get(candidate.id)) ?? 1 - given.indexOf(candidate) / 100;
    const items = place(given.filter(({id}) => !this.#hidden.has(id)).sort((a, b) => utility(b) - utility(a)), pinned).map((candidate, position): SlateItem => ({
      candidate, placement: {slateId, candidateId: candidate.id, position}, serverPosition: given.indexOf(candidate), scores: null, utility: utility(candidate), logPropensity: 0,
      pinned: pinned.some(pin => pin.candidateId === candidate.id),
    }));
    return {
      slateId, surface, ...(entity && {entity}), at: NOW, tier: byServer ? 'none' : this.tier, mode: byServer ? 'shadow' : 'rank', items, withheld: [], malformed: [],
      policy: {id: 'fake', seed: '0', temperature: 0, window: 1, places: 10, goal: {results: 1, cost: 0, reach: 0, effort: 0}}, logPropensity: 0, model: null, timings: {},
    };
  }

  async record(interaction: Interaction): Promise<Receipt> {
    this.recorded.push(interaction);
    const {kind, placement} = interaction;
    if (placement && ['impression', 'open', 'apply'].includes(kind)) this.#pins.set(placement.candidateId, placement);
    const recorded: RecordedInteraction = {...interaction, id: `i-${this.recorded.length}`, at: NOW, visit: 'v-1'};
    await Promise.resolve();
    this.hear(recorded);
    return {id: recorded.id, durable: true};
  }

  /** As if it had happened, here or in another tab. */
  hear(interaction: Interaction): void {
    const id = interaction.candidate?.id;
    if (id && ['dismiss', 'snooze', 'applied'].includes(interaction.kind)) this.#hidden.add(id);
    if (id && interaction.kind === 'undo') this.#hidden.delete(id);
    this.dispatchEvent(new CustomEvent('interaction', {detail: {id: 'i', at: NOW, visit: 'v-1', ...interaction}}));
  }

  explained: Explanation | null = null;
  async explain(): Promise<Explanation | null> { return this.explained; }

  readonly peeked: (Query | RankRequest)[] = [];
  async peek(request: Query | RankRequest): Promise<readonly Candidate[]> {
    this.peeked.push(request);
    await this.beforeSuggest();
    return ('candidates' in request ? request.candidates as readonly Candidate[] : this.candidates).filter(({id}) => !this.#hidden.has(id));
  }

  kinds(): string[] { return this.recorded.map(({kind}) => kind); }

  async observe(): Promise<void> { /* Nothing here looks at signals. */ }
  async flush(): Promise<FlushReport> { return {sent: 0, accepted: 0, duplicate: 0, rejected: 0, left: 0}; }
  async forget(): Promise<void> { this.recorded.length = 0; }
  async setConsent(): Promise<void> { /* Nothing here asks for consent. */ }
  setGoal(): void { /* Utilities are given. */ }
  goal: Insights['goal'] = {weights: HOST_GOAL, chosen: false};
  chooseGoal(goal: Goal | null): void {
    this.goal = {weights: goal ?? HOST_GOAL, chosen: goal !== null};
    this.dispatchEvent(new CustomEvent('goal', {detail: this.goal}));
  }
  async close(): Promise<void> { this.closed = true; }
  /** What `inspect` tells beside what is always so; null: it cannot be read. */
  inspected: Partial<Inspection> | null = {};
  async inspect(): Promise<Inspection> {
    if (!this.inspected) throw new Error('The script says so.');
    return {
      status: this.status, consent: {measurement: true, personalization: true}, goal: this.goal, interactions: [], signals: [], slates: [],
      outbox: {waiting: 0, bytes: 0, setAside: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0, droppedKinds: {}},
      health: {ranks: {webgpu: 0, wasm: 0, linear: 0, none: 0}, missedDeadlines: 0, restarts: 0, malformedCandidates: 0, replacedInputs: 0, droppedEmbeddings: 0, lastRankMs: null},
      ...this.inspected,
    };
  }
}

function place(sorted: readonly Candidate[], pinned: readonly Pin[]): Candidate[] {
  const pins = pinned.filter(pin => sorted.some(({id}) => id === pin.candidateId)).sort((a, b) => a.position - b.position);
  const placed = sorted.filter(({id}) => !pins.some(pin => pin.candidateId === id));
  for (const pin of pins) placed.splice(pin.position, 0, sorted.find(({id}) => id === pin.candidateId) as Candidate);
  return placed;
}
