import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {Candidate, Slate, SlateItem} from '../../src/types.js';
import {ConnectionController, type Connection} from '../client-context.js';
import {systemClock, type Clock} from '../clock.js';
import {
  InklingAppliedEvent, InklingApplyEvent, InklingApplyFailedEvent, InklingBeforeApplyEvent, InklingImpressionEvent, InklingOpenEvent, InklingReloadEvent,
  type ApplyAnswer, type CardScene, type InklingCardEvent,
} from '../events.js';
import {dayText, localeOf} from '../format.js';
import {icons} from '../icons.js';
import {ImpressionController} from '../impression-controller.js';
import {Later, dress} from '../later.js';
import {safeLink} from '../safe-link.js';
import {basics, tokens} from '../tokens.js';
import {words} from '../words.js';
import {styles} from './card.styles.js';
import type {Deeds} from './deeds.js';
import type {Face} from './faces.js';
import {figures} from './figures.js';
import {freshKey} from './fresh-key.js';
import {menuButton} from './menu-button.js';
import {entityLine, standing} from './notice.js';
import {primary} from './primary.js';
import type {CardState} from './state.js';

/** What can be done to a card comes after the card. */
export const deedsLater = new Later(() => import('./deeds.js'));

/**
 * One suggestion, ready to act on. Knows its suggestion and nothing of ranking.
 *
 * @fires inkling-impression - Half of it was in view for a second.
 * @fires inkling-open - The details were opened.
 * @fires inkling-before-apply - Cancelable, before anything is done.
 * @fires inkling-apply - `respondWith(promise)` carries it out.
 * @fires inkling-applied - It is done.
 * @fires inkling-apply-failed - It was refused or not answered: nothing was changed.
 * @fires inkling-dismiss - It was put away, for a reason.
 * @fires inkling-snooze - It was put away until a day.
 * @fires inkling-undo - Taking back was asked for; of an apply, `respondWith(promise)` carries it out.
 * @fires inkling-undone - It is taken back.
 * @fires inkling-gone - What was shown of it after it was acted on has gone.
 * @fires inkling-reload - Its facts are old: somebody wants the list anew.
 * @csspart card - The whole.
 * @csspart headline - What it suggests.
 * @csspart reason - Why.
 * @csspart figures - What it brings, what it costs.
 * @csspart details - What is opened by Details.
 * @csspart actions - The row of buttons.
 * @csspart apply - The button that applies, or the link that leads there.
 * @csspart value - The field for an amount of one's own, among the details.
 * @csspart menu - Snooze, and the reasons to dismiss.
 * @csspart until - Snooze until a day of one's own choice.
 * @csspart menu-button - What opens the menu.
 * @csspart notice - What went wrong, or was done.
 */
export class InklingCard extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {
    item: {attribute: false}, slate: {attribute: false}, state: {reflect: true}, open: {type: Boolean, reflect: true},
    headingLevel: {type: Number, attribute: 'heading-level'}, lead: {type: Boolean, reflect: true}, conflict: {attribute: false}, value: {state: true},
  };
  /** Null shows a skeleton. */
  declare item: SlateItem | null;
  /** Where it was served: what is recorded names it. */
  declare slate: Pick<Slate, 'surface' | 'entity' | 'tier'> | null;
  /** What it shows; it changes by itself as things are done to it. */
  declare state: CardState;
  /** Its details are shown. */
  declare open: boolean;
  /** Of its headline, 1 to 6. */
  declare headingLevel: number;
  /** Its Apply stands out: one card of a list leads. */
  declare lead: boolean;
  /** The current state that a refused apply reported, by field. */
  declare conflict: Readonly<Record<string, unknown>> | null;
  private declare value: number | string | undefined;

  #connection = new ConnectionController(this);
  /** Null until something is done to it, or about to be. */
  #deeds: Deeds | null = null;
  /** The way back from an apply: that is done and said whether or not this has come. */
  #owed: ((deeds: Deeds) => void) | undefined;
  /** Names the current wish to apply, through its retries. */
  #key: string | null = null;
  #opened: string | null = null;
  #said: string | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.item = this.slate = this.conflict = null;
    this.state = 'ready';
    this.open = this.lead = false;
    this.headingLevel = 3;
    new ImpressionController(this, {
      clock: () => this.#clock,
      key: () => (this.shown === 'ready' || this.shown === 'stale' ? this.#placementKey : null),
      seen: () => this.#tell(scene => new InklingImpressionEvent(scene)),
    });
  }

  /** The state that is to be seen: without an item a card loads, past its expiry it is stale. */
  get shown(): CardState {
    if (!this.item) return 'loading';
    const {expiresAt} = this.item.candidate;
    return this.state === 'ready' && expiresAt !== undefined && expiresAt <= this.#clock.now() ? 'stale' : this.state;
  }

  /** Something was done to it that is still being shown: it keeps its place though its slate has gone on. */
  get lingering(): boolean { return ['applying', 'applied', 'dismissed', 'snoozed'].includes(this.state); }

  /** Nothing stands in the way of applying it. */
  get applicable(): boolean { return this.shown === 'ready' || this.shown === 'apply-failed'; }

  /** What an apply sets: the value that was chosen among its details, else the suggested one. */
  get choice(): number | string | undefined { return this.value ?? this.item?.candidate.change?.recommended; }

  /** Applies it as if its Apply had been pressed, with the same events. Resolves in the state that came of it. */
  async apply(): Promise<CardState> {
    await this.#apply(new Event('apply', {cancelable: true}));
    return this.state;
  }

  /** Its menu is open: whoever orders the list waits. */
  get menuOpen(): boolean { return this.#deeds?.menu.open ?? false; }

  get #clock(): Clock { return this.#connection.value?.clock ?? systemClock; }
  get #scene(): CardScene | null { return this.item && this.slate ? {item: this.item, surface: this.slate.surface, entity: this.slate.entity} : null; }

  get #placementKey(): string | null {
    const placement = this.item?.placement;
    return placement ? `${placement.slateId} ${placement.candidateId} ${placement.position}` : null;
  }

  /** Moving within the list is no leaving: `moveBefore` then calls neither disconnected nor connected. */
  connectedMoveCallback(): void { /* Its presence is what counts. */ }

  override focus(options?: FocusOptions): void { this.renderRoot.querySelector<HTMLElement>('#headline')?.focus(options); }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    const before = changed.get('item');
    if (before && before.candidate.version !== this.item?.candidate.version) {
      this.value = undefined;
      this.#deeds?.field.forget();
    }
    // Here at once where they have come already.
    if (this.open || this.lingering) void (deedsLater.module ? this.#receive(deedsLater.module) : this.#withDeeds());
    if (changed.has('state') && ['ready', 'dismissed', 'snoozed'].includes(this.state)) this.style.minBlockSize = '';
  }

  /** A button that went away under the focus hands it to what took its place. */
  protected override updated(): void {
    if (this.#hadFocus && !this.shadowRoot?.activeElement) this.#next?.focus({preventScroll: true});
  }

  get #next(): HTMLElement | null { return this.renderRoot.querySelector('[data-next]') ?? this.renderRoot.querySelector('#headline'); }

  // ── What is done to it ────────────────────────────────────────────────────────────────────────────────────────

  /** Says it to the page; and where the card was taken away meanwhile, so that no event gets through, records it itself. */
  #tell<E extends InklingCardEvent>(make: (scene: CardScene) => E, scene = this.#scene, connection: Connection | null = this.#connection.value): E | null {
    if (!scene) return null;
    const event = make(scene);
    this.dispatchEvent(event);
    if (!this.isConnected && event.interaction) connection?.client.record(event.interaction).catch(() => undefined);
    return event;
  }

  #apply = async (pressed: Event): Promise<void> => {
    const [scene, connection] = [this.#scene, this.#connection.value];
    const [candidate, value] = [scene?.item.candidate, this.choice];
    const field = this.open ? this.#deeds?.field : undefined;
    if (field?.isWrong) field.focus();
    if (field?.isWrong || !scene || !candidate || this.state === 'applying' || this.#tell(made => new InklingBeforeApplyEvent(made, value))?.defaultPrevented) {
      pressed.preventDefault();
      return;
    }
    const key = (this.#key ??= freshKey());
    const apply = this.#tell(made => new InklingApplyEvent(made, value, key));
    if (!apply?.answer && this.#followed) return;
    pressed.preventDefault();
    // What answers late may be shorter or longer: nothing below moves for it [W1].
    this.style.minBlockSize = `${this.getBoundingClientRect().height}px`;
    this.state = 'applying';
    try {
      this.#answered(await (apply?.answer ?? connection?.apply({candidate, value, key}) ?? Promise.reject(new Error())), scene, value, connection);
    } catch (error) {
      this.#said = deedsLater.module?.saidBy(error) ?? null;
      this.state = 'apply-failed';
      this.#tell(made => new InklingApplyFailedEvent(made), scene, connection);
      connection?.tell('apply-failed', error);
      connection?.announce([this.#failure, this.#said].join(' ').trim());
    }
  };

  #answered(answer: ApplyAnswer, scene: CardScene, value: number | string | undefined, connection: Connection | null): void {
    this.#key = null;
    if (answer && 'conflict' in answer) {
      this.conflict = answer.conflict;
      this.state = 'conflict';
      this.#tell(made => new InklingApplyFailedEvent(made), scene, connection);
      connection?.announce(words.conflict);
      return;
    }
    this.open = false;
    this.state = 'applied';
    this.#tell(made => new InklingAppliedEvent(made, value, answer?.applicationId), scene, connection);
    connection?.announce(words.applied);
    this.#owed = deeds => deeds.applied(scene, answer ?? undefined);
    void this.#withDeeds();
  }

  /** Null where it does not come: then what would need it is not offered, and the card stays as it is. */
  #withDeeds(): Promise<Deeds | null> { return deedsLater.load().then(module => this.#receive(module), () => null); }

  #receive(module: NonNullable<typeof deedsLater.module>): Deeds {
    if (!this.#deeds) {
      dress(this, module.styles);
      this.#deeds = new module.Deeds({card: this, clock: () => this.#clock, scene: () => this.#scene, connection: () => this.#connection.value, tell: (make, scene, connection) => this.#tell(make, scene, connection)});
      this.requestUpdate();
    }
    if (this.state === 'applied') this.#owed?.(this.#deeds);
    this.#owed = undefined;
    return this.#deeds;
  }

  #openMenu = async (last = false): Promise<void> => {
    const deeds = await this.#withDeeds();
    await this.updateComplete;
    deeds?.menu.show(last);
  };

  #toggle = (): void => {
    this.open = !this.open;
    if (!this.open) this.#deeds?.field.forget();
    if (!this.open || this.#opened === this.#placementKey) return;
    this.#opened = this.#placementKey;
    this.#tell(scene => new InklingOpenEvent(scene));
  };

  /** Where pressing Apply leads when no server applies: to the page where the advertiser can do it. */
  get #followed(): string | undefined {
    return this.#connection.value?.applies ? undefined : safeLink(this.item?.candidate.link);
  }

  get #failure(): string { return navigator.onLine ? words.applyFailed : words.applyOffline; }

  #face(candidate: Candidate): Face {
    return {candidate, shown: this.shown, headingLevel: this.headingLevel, locale: localeOf(this), timeZone: this.#connection.value?.timeZone, failure: this.#failure, said: this.#said, conflict: this.conflict, value: this.value};
  }

  #menu(): TemplateResult {
    const deeds = this.#deeds;
    return html`${menuButton({open: this.menuOpen, ready: deeds !== null, show: this.#openMenu})}${deeds?.menuParts() ?? nothing}`;
  }

  #details({candidate, locale}: Face): TemplateResult {
    return this.#deeds?.details({
      host: this, candidate, tier: this.slate?.tier ?? null, placement: this.item?.placement ?? null, now: this.#clock.now(), locale, value: this.value,
      choose: value => { this.value = value; this.#key = null; },
    }) ?? html`<div id="details" class="details" part="details" aria-busy="true"></div>`;
  }

  override render(): TemplateResult {
    const {item} = this;
    if (!item) return html`<div class="card skeleton" part="card" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;
    const {candidate} = item;
    const face = this.#face(candidate);
    const {shown} = face;
    const deeds = this.#deeds;
    if (deeds && (shown === 'dismissed' || shown === 'snoozed')) return deeds.strip(face);
    return html`
      <article class="card ${shown}" part="card" aria-labelledby="headline" aria-busy=${shown === 'applying' || (deeds?.undoing ?? false)}>
        <header>
          <div class="what">
            ${entityLine(candidate.entity)}
            <div id="headline" class="headline" part="headline" role="heading" aria-level=${this.headingLevel} tabindex="-1"><bdi>${candidate.headline}</bdi></div>
          </div>
          ${shown === 'applied' ? nothing : this.#menu()}
        </header>
        ${candidate.reason && !(shown === 'apply-failed' && this.#said) ? html`<p class="reason" part="reason"><bdi>${candidate.reason}</bdi></p>` : nothing}
        ${shown === 'applied' ? deeds?.appliedFace(face) ?? standing(face) : html`
          ${standing(face) ?? figures(candidate, face.locale)}
          ${this.open ? this.#details(face) : nothing}
          <div class="actions" part="actions">
            ${primary({shown, link: this.#followed, lead: this.lead, barred: this.open && (deeds?.field.isWrong ?? false), apply: this.#apply, reload: () => this.dispatchEvent(new InklingReloadEvent())})}
            <button class="button quiet" aria-expanded=${this.open} aria-controls=${this.open ? 'details' : nothing} aria-describedby="headline" @click=${this.#toggle}>
              ${words.details}<span class="chevron">${icons.chevron}</span>
            </button>
            <span class="as-of"><bdi>${words.asOf(dayText(candidate.createdAt, face.locale, face.timeZone))}</bdi></span>
          </div>`}
      </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-card': InklingCard }
}
