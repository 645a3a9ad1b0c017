import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {EntityRef, Order, Pin, Slate, Surface} from '../../src/types.js';
import {deedsLater, type InklingCard} from '../card/card.js';
import {ConnectionController} from '../client-context.js';
import type {InklingCardEvent} from '../events.js';
import {icons} from '../icons.js';
import {partFor} from '../naming.js';
import {loadOnIdle} from '../later.js';
import {OrderController, arrangingLater} from '../order-controller.js';
import {basics, tokens} from '../tokens.js';
import {words} from '../words.js';
import {Freshness} from './freshness.js';
import {GoalButton, goalLater} from './goal-button.js';
import {message, note} from './message.js';
import {NetworkController} from './network.js';
import {styles} from './panel.styles.js';
import {SelectButton, severalLater} from './select-button.js';
import {SlateController} from '../slate-controller.js';

const SKELETONS = 4;
/** What the advertiser may ask of a list, once there is one. */
const LATER = [deedsLater, arrangingLater, goalLater, severalLater];

interface Row {
  readonly li: HTMLLIElement;
  readonly card: InklingCard;
}

/**
 * The ordered list of suggestions for a place on the host page. Needs an `inkling-provider` around it; shows nothing without one.
 * @csspart heading - The list's name.
 * @csspart note - The line below it: how many, and who ordered them.
 * @csspart update - The button that takes a better order.
 * @csspart goal-button - What opens the goal control.
 * @csspart goal - The goal control.
 * @csspart select - The button by which several cards are chosen.
 * @csspart list - The cards.
 * @csspart pick - The box beside a card, while several are chosen.
 * @csspart bar - How many are chosen, and the way on; then what came of it. It sticks to the window's lower edge: `inset-block-end` puts it above what a host keeps there.
 * @csspart review - What is about to be applied.
 * @csspart review-apply - The button that applies what was reviewed.
 * @csspart more - What shows the rest.
 * @csspart message - What stands where there is no card: nothing to suggest, offline, an error.
 */
export class InklingPanel extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {
    surface: {}, entityLevel: {attribute: 'entity-level'}, entityId: {attribute: 'entity-id'}, heading: {}, max: {type: Number}, headingLevel: {type: Number, attribute: 'heading-level'},
    hideGoal: {type: Boolean, attribute: 'hide-goal'}, hideSelect: {type: Boolean, attribute: 'hide-select'}, order: {}, expanded: {state: true}, waiting: {state: true},
  };
  /** The place on the host page that it stands at. */
  declare surface: Surface;
  /** With `entity-id`: what the page is about. */
  declare entityLevel: EntityRef['level'] | undefined;
  /** With `entity-level`: what the page is about. */
  declare entityId: string | undefined;
  /** "Suggestions", in the page's language, where nothing is set. */
  declare heading: string | undefined;
  /** Cards shown before "Show all". */
  declare max: number;
  /** Of its heading, 1 to 6; the cards' are one below. */
  declare headingLevel: number;
  /** Leaves out the advertiser's own goal: for a host that has a control of its own. */
  declare hideGoal: boolean;
  /** Leaves out the choice of several cards to apply. */
  declare hideSelect: boolean;
  /** `platform` shows the server's order. The advertiser sets it in the goal control. */
  declare order: Order;
  private declare expanded: boolean;
  private declare waiting: boolean;

  #connection = new ConnectionController(this, () => this.#connect());
  #slates = new SlateController(this, {pins: () => this.#pins(), order: () => this.order, received: (slate, fetched) => this.#received(slate, fetched), vanished: id => this.#vanished(id)});
  #order = new OrderController(this, () => [...this.#rows.values()].some(({card}) => card.menuOpen));
  #goal = new GoalButton(this, {client: () => this.#connection.value?.client ?? null, order: () => this.order, chosen: (order = this.order) => { this.order = order; this.#reorder(); }});
  #select = new SelectButton(this, {connection: () => this.#connection.value, rows: () => this.#visible.flatMap(id => this.#rows.get(id) ?? []), leave: () => this.#focusHeading()});
  #freshness = new Freshness(this, () => this.#rows.forEach(({card}) => card.requestUpdate()));
  #rows = new Map<string, Row>();
  /** Candidate ids as they stand, lingering ones included. */
  #ids: string[] = [];
  #placed = new Map<string, ReadonlyMap<string, number>>();
  #rearranged = false;
  /** Has the focus once it stands: what was pressed for it goes away. */
  #heir: InklingCard | undefined;
  #skeletons: Element[];

  constructor() {
    super();
    this.surface = 'campaign-list';
    this.order = 'ranked';
    this.max = 8;
    this.headingLevel = 2;
    this.expanded = this.waiting = this.hideGoal = this.hideSelect = false;
    new NetworkController(this, this.#redraw);
    this.#skeletons = Array.from({length: SKELETONS}, () => partFor(this, 'card'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  /** What is shown now. */
  get slate(): Slate | null { return this.#slates.slate; }
  /** Fetches the list again. */
  async reload(): Promise<void> { await this.#slates.reload(); }
  get #entity(): EntityRef | undefined {
    return this.entityLevel && this.entityId ? {level: this.entityLevel, id: this.entityId} : undefined;
  }

  #connect(): void {
    this.#clear();
    const entity = this.#entity;
    this.#slates.connect(this.#connection.value?.client ?? null, entity ? {surface: this.surface, entity} : {surface: this.surface}, this.#connection.value?.clock);
  }

  #clear(): void {
    this.#select.forget();
    this.#rows.clear();
    this.#order.held.clear();
    this.#placed.clear();
    this.#ids = [];
    this.#rearranged = true;
    this.#freshness.forget();
    this.#order.releaseHeight();
    this.expanded = this.waiting = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.hasUpdated && ['surface', 'entityLevel', 'entityId'].some(name => changed.has(name))) this.#connect();
    if (changed.has('max') || changed.has('expanded')) this.#rearranged = true;
  }

  // ── The order ─────────────────────────────────────────────────────────────────────────────────────────────────

  #received(slate: Slate, fetched: boolean): void {
    const utilities = new Map(slate.items.map(({candidate, utility}) => [candidate.id, utility]));
    for (const item of slate.items) {
      const {id} = item.candidate;
      const row = this.#row(id);
      row.card.item = item;
      row.card.slate = slate;
      if (fetched && !row.card.lingering) row.card.state = 'ready';
      if (!item.pinned) this.#placed.set(id, utilities);
      // Seen earlier in this visit, on another page: the client remembers.
      else if (fetched) this.#order.held.add(id);
    }
    const next = slate.items.map(item => item.candidate.id);
    // What was done to a card outlives its place on the slate for a moment: there it can be undone.
    this.#ids.forEach((id, i) => {
      if (!next.includes(id) && this.#rows.get(id)?.card.lingering) next.splice(Math.min(i, next.length), 0, id);
    });
    this.#letGo(this.#ids.filter(id => !next.includes(id)));
    this.#ids = next;
    this.#order.weigh(slate.items, this.#placed, waits => { this.waiting = waits && this.order !== 'platform' && slate === this.slate; });
    if (fetched) loadOnIdle(LATER);
    this.#rearranged = true;
    if (this.#connection.value) this.#freshness.watch(slate, fetched, this.#connection.value.clock);
    this.requestUpdate();
  }

  #row(id: string): Row {
    const known = this.#rows.get(id);
    if (known) return known;
    const [li, card] = [document.createElement('li'), partFor(this, 'card')];
    card.headingLevel = this.headingLevel + 1;
    li.append(card);
    const row = {li, card};
    this.#rows.set(id, row);
    return row;
  }

  get #max(): number { return this.max >= 1 ? this.max : Infinity; }
  /** Those to be seen: what lingers, and of the rest as many as fit. */
  get #visible(): string[] {
    let room = this.expanded ? Infinity : this.#max;
    return this.#ids.filter(id => this.#rows.has(id) && (this.#done(id) || room-- > 0));
  }

  #done(id: string): boolean {
    const state = this.#rows.get(id)?.card.state;
    return state === 'applied' || state === 'dismissed' || state === 'snoozed';
  }

  #pins(): Pin[] {
    const [engaged, choosing] = [this.#order.engaged, this.#select.active];
    return this.#ids.filter(id => !this.#done(id)).map((candidateId, position) => ({candidateId, position})).filter(({candidateId}) => {
      const li = this.#rows.get(candidateId)?.li;
      return choosing || this.#order.held.has(candidateId) || (engaged && li?.isConnected && this.#order.onScreen(li));
    });
  }

  #hold = (event: Event): void => {
    const path = event.composedPath();
    for (const [id, {li}] of this.#rows) if (path.includes(li)) this.#order.held.add(id);
  };

  #hover = (event: PointerEvent): void => { if (event.pointerType === 'mouse') this.#hold(event); };

  #updateOrder = (): void => { this.#focusHeading(); this.#reorder(); };

  /** The advertiser asked for it: nothing keeps its place, but while they choose. */
  #reorder(): void {
    const free = !this.#select.active;
    if (free) this.#order.held.clear();
    this.waiting = false;
    void this.#slates.rerank(free);
  }

  #vanished(id: string): void {
    if (this.#rows.get(id)?.card.lingering === false) this.#letGo([id]);
  }

  #gone = (event: Event): void => {
    this.#letGo(this.#ids.filter(id => event.composedPath().includes(this.#rows.get(id)?.card as EventTarget)));
  };

  /** Cards leave unasked: their room stays for now, and the focus goes on to the next card, else the one before, else the heading. */
  #letGo(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const visible = this.#visible;
    const focused = visible.findIndex(id => ids.includes(id) && this.#rows.get(id)?.card === this.shadowRoot?.activeElement);
    if (focused >= 0) {
      const heir = [...visible.slice(focused + 1), ...visible.slice(0, focused).reverse()].find(id => !ids.includes(id));
      if (heir === undefined) this.#focusHeading();
      else this.#rows.get(heir)?.card.focus({preventScroll: true});
    }
    this.#order.holdHeight();
    this.#ids = this.#ids.filter(id => !ids.includes(id));
    ids.forEach(id => this.#rows.delete(id));
    this.#rearranged = true;
    this.requestUpdate();
  }

  /** It stands again where it stood; a slate that was asked for before does not know that yet. */
  #undone = (event: InklingCardEvent): void => {
    this.#hold(event);
    this.#slates.forgetRank();
  };

  #redraw = (): void => {
    this.requestUpdate();
    if (!navigator.onLine) this.#connection.value?.announce(words.offline);
  };

  #reload = (): void => { this.#focusHeading(); void this.reload(); };

  #focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('#heading')?.focus({preventScroll: true});
  }

  protected override updated(): void {
    this.#order.attach(this.renderRoot.querySelector('#list'));
    this.#select.dress();
    if (!this.#rearranged) return;
    this.#rearranged = false;
    const rows = this.#visible.flatMap(id => this.#rows.get(id) ?? []);
    rows.forEach(({card}, i) => { card.lead = i === 0; });
    void this.#order.arrange(rows.map(row => row.li), () => Promise.all(rows.map(row => row.card.updateComplete)))
      .then(moved => {
        if (moved) this.#connection.value?.announce(words.orderUpdated);
        this.#heir = void this.#heir?.focus({preventScroll: true});
      });
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.#connection.value) return nothing;
    const {phase, slate, busy} = this.#slates;
    const visible = this.#visible.length;
    const count = this.#ids.filter(id => !this.#done(id)).length;
    return html`
      <section aria-labelledby="heading">
        <div class="head">
          <div id="heading" class="heading" part="heading" role="heading" aria-level=${this.headingLevel} tabindex="-1">${this.heading ?? words.heading}</div>
          <div class="note-line">${note(slate, phase, count, this.#old)}${this.#lineButton()}</div>
          ${this.hideSelect ? nothing : this.#select.render()}${this.hideGoal ? nothing : this.#goal.render()}
        </div>
        ${phase === 'loading' ? html`<div class="list" aria-hidden="true">${this.#skeletons.slice(0, this.#max)}</div>` : nothing}
        <ul id="list" class="list" part="list" role="list" aria-labelledby="heading" aria-busy=${busy} ?hidden=${visible === 0}
          @inkling-impression=${this.#hold} @inkling-open=${this.#hold} @inkling-apply=${this.#hold} @inkling-undone=${this.#undone} @inkling-gone=${this.#gone}
          @inkling-reload=${() => void this.reload()} @focusin=${this.#hold} @pointerover=${this.#hover}></ul>
        ${count > this.#max && !this.expanded ? html`<button class="button quiet more" part="more" @click=${() => { this.#heir = this.#rows.get(this.#ids[visible] ?? '')?.card; this.expanded = true; }}>${words.showAll(count)}</button>` : nothing}
        ${this.#select.bar()}
        ${visible > 0 ? nothing : message(phase, busy, this.#reload)}
      </section>`;
  }

  get #old(): boolean { return this.#slates.slate !== null && (this.#freshness.stale || this.#slates.phase === 'error'); }

  #lineButton(): TemplateResult | typeof nothing {
    if (this.#old && navigator.onLine) return html`<button class="button secondary beside" @click=${this.#reload}>${words.refresh}</button>`;
    return this.waiting && !this.#select.active ? html`<button class="button secondary beside update" part="update" @click=${this.#updateOrder}>${icons.reorder}${words.updateOrder}</button>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-panel': InklingPanel }
}
