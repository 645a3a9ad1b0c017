import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {Candidate, DismissReason, Slate, SlateItem} from '../../src/types.js';
import {ConnectionController, type Connection} from '../client-context.js';
import {systemClock, type Clock} from '../clock.js';
import {
  InklingAppliedEvent, InklingApplyEvent, InklingApplyFailedEvent, InklingBeforeApplyEvent, InklingDismissEvent, InklingGoneEvent, InklingImpressionEvent, InklingOpenEvent,
  InklingReloadEvent, InklingSnoozeEvent, InklingUndoEvent, InklingUndoneEvent, type ApplyAnswer, type CardScene, type InklingCardEvent,
} from '../events.js';
import {dayText, localeOf} from '../format.js';
import {icons} from '../icons.js';
import {ImpressionController} from '../impression-controller.js';
import {safeLink} from '../safe-link.js';
import {basics, tokens} from '../tokens.js';
import {words} from '../words.js';
import {styles} from './card.styles.js';
import {Countdown} from './countdown.js';
import {details} from './details.js';
import {appliedFace, entityLine, noticeFace, stripFace, type Face} from './faces.js';
import {figures} from './figures.js';
import {freshKey} from './fresh-key.js';
import {MenuController} from './menu.js';
import {primary} from './primary.js';
import {CONFIRMATION_MS, DAY_MS, UNDO_MS, type CardState} from './state.js';

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
 * @csspart menu - Snooze, and the reasons to dismiss.
 * @csspart menu-button - What opens the menu.
 * @csspart notice - What went wrong, or was done.
 */
export class InklingCard extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {
    item: {attribute: false}, slate: {attribute: false}, state: {reflect: true}, open: {type: Boolean, reflect: true},
    headingLevel: {type: Number, attribute: 'heading-level'}, lead: {type: Boolean, reflect: true}, conflict: {attribute: false},
    value: {state: true}, undoing: {state: true}, undoFailed: {state: true},
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
  private declare undoing: boolean;
  private declare undoFailed: boolean;

  #connection = new ConnectionController(this);
  #menu = new MenuController(this, {snooze: days => this.#snooze(days), dismiss: reason => this.#dismiss(reason)});
  #countdown = new Countdown(this, () => this.#clock);
  /** Names the current wish to apply, through its retries. */
  #key: string | null = null;
  #applicationId: string | undefined;
  #snoozedUntil = 0;
  /** The scene of what can be undone. */
  #acted: CardScene | null = null;
  #opened: string | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.item = this.slate = this.conflict = null;
    this.state = 'ready';
    this.open = this.undoing = this.undoFailed = this.lead = false;
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

  /** Its menu is open: whoever orders the list waits. */
  get menuOpen(): boolean { return this.#menu.open; }

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
    if (before && before.candidate.version !== this.item?.candidate.version) this.value = undefined;
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
    const candidate = scene?.item.candidate;
    const value = this.value ?? candidate?.change?.recommended;
    if (!scene || !candidate || this.state === 'applying' || this.#tell(made => new InklingBeforeApplyEvent(made, value))?.defaultPrevented) {
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
      const answer = await (apply?.answer ?? connection?.apply({candidate, value, key}) ?? Promise.reject(new Error()));
      this.#applied(answer, scene, value, connection);
    } catch {
      this.state = 'apply-failed';
      this.#tell(made => new InklingApplyFailedEvent(made), scene, connection);
      connection?.announce(this.#failure);
    }
  };

  #applied(answer: ApplyAnswer, scene: CardScene, value: number | string | undefined, connection: Connection | null): void {
    this.#key = null;
    if (answer && 'conflict' in answer) {
      this.conflict = answer.conflict;
      this.state = 'conflict';
      this.#tell(made => new InklingApplyFailedEvent(made), scene, connection);
      connection?.announce(words.conflict);
      return;
    }
    this.#acted = scene;
    this.#applicationId = answer?.applicationId;
    this.open = this.undoFailed = false;
    this.state = 'applied';
    this.#tell(made => new InklingAppliedEvent(made, value, answer?.applicationId), scene, connection);
    connection?.announce(words.applied);
    const left = (answer?.undoUntil ?? 0) - this.#clock.now();
    this.#countdown.start(Math.min(Math.max(UNDO_MS.least, left), UNDO_MS.most), this.#gone);
  }

  #dismiss(reason: DismissReason): void {
    this.#putAway('dismissed');
    this.#tell(scene => new InklingDismissEvent(scene, reason));
  }

  #snooze(days: number): void {
    const until = (this.#snoozedUntil = this.#clock.now() + days * DAY_MS);
    this.#putAway('snoozed');
    this.#tell(scene => new InklingSnoozeEvent(scene, until));
  }

  /** The state comes before the event: whoever hears of it sees a card that is already put away. */
  #putAway(state: 'dismissed' | 'snoozed'): void {
    this.#acted = this.#scene;
    this.open = false;
    this.state = state;
    this.#connection.value?.announce(state === 'dismissed' ? words.dismissed : words.snoozed(dayText(this.#snoozedUntil, localeOf(this), this.#connection.value?.timeZone)));
    this.#countdown.start(CONFIRMATION_MS, this.#gone);
  }

  #undo = async (): Promise<void> => {
    const [scene, connection] = [this.#acted, this.#connection.value];
    if (!scene || this.undoing) return;
    const of = this.state === 'applied' ? 'apply' : this.state === 'snoozed' ? 'snooze' : 'dismiss';
    this.#countdown.stop();
    const undo = this.#tell(made => new InklingUndoEvent(made, of, this.#applicationId), scene);
    if (of === 'apply') {
      this.undoing = true;
      try {
        await (undo?.answer ?? (this.#applicationId === undefined ? undefined : connection?.undo(this.#applicationId)) ?? Promise.reject(new Error()));
      } catch {
        this.undoFailed = true;
        this.#countdown.start(UNDO_MS.least, this.#gone);
        connection?.announce(words.undoFailed);
        return;
      } finally {
        this.undoing = false;
      }
    }
    this.#acted = null;
    this.state = 'ready';
    this.#tell(made => new InklingUndoneEvent(made), scene, connection);
  };

  #gone = (): void => {
    this.dispatchEvent(new InklingGoneEvent());
  };

  #toggle = (): void => {
    this.open = !this.open;
    if (!this.open || this.#opened === this.#placementKey) return;
    this.#opened = this.#placementKey;
    this.#tell(scene => new InklingOpenEvent(scene));
  };

  // ── What it looks like ────────────────────────────────────────────────────────────────────────────────────────

  /** Where pressing Apply leads when no server applies: to the page where the advertiser can do it. */
  get #followed(): string | undefined {
    return this.#connection.value?.applies ? undefined : safeLink(this.item?.candidate.link);
  }

  get #failure(): string { return navigator.onLine ? words.applyFailed : words.applyOffline; }

  #face(candidate: Candidate): Face {
    return {
      candidate, shown: this.shown, headingLevel: this.headingLevel, locale: localeOf(this), timeZone: this.#connection.value?.timeZone, failure: this.#failure, conflict: this.conflict,
      value: this.value, snoozedUntil: this.#snoozedUntil, secondsLeft: this.#countdown.seconds, undoing: this.undoing, undoFailed: this.undoFailed, undo: this.#undo,
    };
  }

  override render(): TemplateResult {
    const {item, shown} = this;
    if (!item) return html`<div class="card skeleton" part="card" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;
    const {candidate} = item;
    const face = this.#face(candidate);
    if (shown === 'dismissed' || shown === 'snoozed') return stripFace(face);
    return html`
      <article class="card ${shown}" part="card" aria-labelledby="headline" aria-busy=${shown === 'applying' || this.undoing}>
        <header>
          <div class="what">
            ${entityLine(candidate.entity)}
            <div id="headline" class="headline" part="headline" role="heading" aria-level=${this.headingLevel} tabindex="-1"><bdi>${candidate.headline}</bdi></div>
          </div>
          ${shown === 'applied' ? nothing : this.#menu.render()}
        </header>
        ${candidate.reason ? html`<p class="reason" part="reason"><bdi>${candidate.reason}</bdi></p>` : nothing}
        ${shown === 'applied' ? appliedFace(face) : html`
          ${noticeFace(face) ?? figures(candidate, face.locale)}
          ${this.open ? details({host: this, candidate, tier: this.slate?.tier ?? null, placement: item.placement, now: this.#clock.now(), locale: face.locale, value: this.value, choose: value => { this.value = value; this.#key = null; }}) : nothing}
          <div class="actions" part="actions">
            ${primary({shown, link: this.#followed, lead: this.lead, apply: this.#apply, reload: () => this.dispatchEvent(new InklingReloadEvent())})}
            <button class="button quiet" aria-expanded=${this.open} aria-controls=${this.open ? 'details' : nothing} aria-describedby="headline" @click=${this.#toggle}>
              ${words.details}<span class="chevron">${icons.chevron}</span>
            </button>
          </div>`}
      </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-card': InklingCard }
}
