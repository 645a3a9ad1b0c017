/** Gets a list or a line its slates: asks the server, ranks again as things happen, takes better ones. The last request wins; nothing here rejects. */
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Insights, InsightsEvents} from '../src/insights-types.js';
import type {Candidate, InteractionKind, Order, Pin, Query, RecordedInteraction, Slate} from '../src/types.js';
import {afterPaint} from './after-paint.js';
import {systemClock, type Clock} from './clock.js';

/** What tells nothing new of what the advertiser is after, or is followed by what does. */
const UNTELLING: ReadonlySet<InteractionKind> = new Set(['impression', 'apply', 'apply-failed']);
/** Pins may change while a slate is on its way: so often is it asked for again. */
const TRIES = 3;
/** After a failure the server is asked again unasked, ever later; the last wait stands for all that follow. Seconds. */
const AGAIN = [2, 8, 30, 120] as const;

export interface SlateHooks {
  /** What must keep its place now. */
  readonly pins: () => readonly Pin[];
  /** Whose order is wanted; ours where it is left out. */
  readonly order?: () => Order;
  /** @param fetched - From the server just now, not only ranked again. */
  readonly received: (slate: Slate, fetched: boolean) => void;
  /** It was dismissed, snoozed or applied, here or elsewhere [W10]. */
  readonly vanished: (candidateId: string) => void;
  /** Whether what happened may change this list; all of it may when left out. */
  readonly concerns?: (interaction: RecordedInteraction) => boolean;
}

export class SlateController implements ReactiveController {
  phase: 'idle' | 'loading' | 'ready' | 'error' = 'idle';
  slate: Slate | null = null;
  /** A request is on its way. */
  busy = false;
  #client: Insights | null = null;
  #query: Query | null = null;
  /** In the server's order. */
  #candidates: readonly Candidate[] = [];
  #turn = 0;
  /** The turn that asks the server: a rank of what was known before does not overtake it. */
  #fetch = 0;
  /** Where a rank waits for its frame. */
  #cancelRank: (() => void) | null = null;
  #clock: Clock = systemClock;
  #failures = 0;
  #cancelAgain: () => void = () => undefined;

  constructor(readonly host: ReactiveControllerHost & HTMLElement, readonly hooks: SlateHooks) {
    host.addController(this);
  }

  hostConnected(): void { window.addEventListener('online', this.#online); }

  hostDisconnected(): void {
    window.removeEventListener('online', this.#online);
    this.connect(null, null);
  }

  connect(client: Insights | null, query: Query | null, clock = systemClock): void {
    if (client !== this.#client) {
      this.#client?.removeEventListener('better-slate', this.#better);
      this.#client?.removeEventListener('interaction', this.#heard);
      this.#client?.removeEventListener('goal', this.#aimed);
      client?.addEventListener('better-slate', this.#better);
      client?.addEventListener('interaction', this.#heard);
      client?.addEventListener('goal', this.#aimed);
    }
    this.#client = client;
    this.#query = query;
    this.#clock = clock;
    this.#failures = 0;
    this.#cancelAgain();
    this.slate = null;
    this.#candidates = [];
    this.#drop();
    this.phase = 'idle';
    if (client && query) void this.reload();
  }

  /** Asks the server. What is shown stays until the answer is there. */
  async reload(): Promise<void> {
    const [client, query] = [this.#client, this.#query];
    if (!client || !query) return;
    this.#cancelAgain();
    const turn = (this.#fetch = this.#begin());
    if (!this.slate) this.phase = 'loading';
    try {
      const slate = await client.suggest({...query, pinned: this.hooks.pins(), order: this.hooks.order?.()});
      if (turn !== this.#turn) return;
      this.#candidates = [...slate.items].sort((a, b) => a.serverPosition - b.serverPosition).map(item => item.candidate);
      this.#accept(slate, true);
    } catch {
      if (turn !== this.#turn) return;
      this.#settle('error');
      this.#cancelAgain = this.#clock.after(1000 * (AGAIN[this.#failures++] ?? AGAIN[3]), () => void this.reload());
    }
  }

  /** Ranks what is known again, once the next frame is drawn: what the interaction itself changed on the page is seen first, and several interactions make one rank. */
  rerankSoon(): void {
    if (this.phase !== 'ready' || this.#cancelRank || this.#fetching) return;
    this.#cancelRank = afterPaint(() => {
      this.#cancelRank = null;
      void this.rerank();
    });
  }

  /** @param free - Without pins: the advertiser asked for the best order. */
  async rerank(free = false): Promise<void> {
    const [client, query] = [this.#client, this.#query];
    if (!client || !query || this.phase !== 'ready') return;
    const turn = this.#begin();
    try {
      for (let tries = 0; tries < TRIES; tries++) {
        const pinned = free ? [] : this.hooks.pins();
        const slate = await client.rank({...query, candidates: this.#candidates, pinned, order: this.hooks.order?.()});
        if (turn !== this.#turn) return;
        if (free || respects(slate, this.hooks.pins())) return this.#accept(slate, false);
      }
    } catch { /* What is shown stays: a rank that fails is no reason to disturb anyone. */ }
    if (turn === this.#turn) this.#settle('ready');
  }

  get #fetching(): boolean { return this.busy && this.#fetch === this.#turn; }

  /** A rank that is on its way is out of date. */
  forgetRank(): void {
    if (!this.#fetching) this.#drop();
  }

  #drop(): void {
    this.#turn++;
    this.#cancelRank?.();
    this.#cancelRank = null;
    this.busy = false;
  }

  #begin(): number {
    this.#drop();
    this.busy = true;
    this.host.requestUpdate();
    return this.#turn;
  }

  #accept(slate: Slate, fetched: boolean): void {
    if (fetched) this.#failures = 0;
    this.slate = slate;
    this.#settle('ready');
    this.hooks.received(slate, fetched);
  }

  #settle(phase: 'ready' | 'error'): void {
    this.phase = phase;
    this.busy = false;
    this.host.requestUpdate();
  }

  #better = ({detail: {slate, replaces}}: InsightsEvents['better-slate']): void => {
    if (replaces !== this.slate?.slateId || this.busy) return;
    if (respects(slate, this.hooks.pins())) this.#accept(slate, false);
    else void this.rerank();
  };

  #heard = ({detail}: InsightsEvents['interaction']): void => {
    const {kind, candidate} = detail;
    if (candidate && (kind === 'dismiss' || kind === 'snooze' || kind === 'applied')) {
      this.forgetRank();
      this.hooks.vanished(candidate.id);
    }
    if (!UNTELLING.has(kind) && (this.hooks.concerns?.(detail) ?? true)) this.rerankSoon();
  };

  /** Another goal, chosen at another panel or tab; whoever chose it here asks for the best order next. */
  #aimed = (): void => {
    this.host.requestUpdate();
    this.rerankSoon();
  };

  #online = (): void => {
    if (this.phase === 'error') void this.reload();
  };
}

/** Whether pinned cards are where they must be. Where one has left the slate, the gap closes: then only their order among themselves counts. */
function respects(slate: Slate, pins: readonly Pin[]): boolean {
  const position = new Map(slate.items.map((item, i) => [item.candidate.id, i]));
  const found = [...pins].sort((a, b) => a.position - b.position).map(pin => ({wanted: pin.position, got: position.get(pin.candidateId)}));
  if (found.every(({wanted, got}) => got === wanted)) return true;
  const left = found.flatMap(({got}) => got ?? []);
  return left.length < found.length && left.every((got, i) => i === 0 || got > (left[i - 1] ?? -1));
}
