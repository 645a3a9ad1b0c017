import {LitElement, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import type {Candidate, EntityRef, InteractionKind, RecordedInteraction, Slate, SlateItem, Surface} from '../../src/types.js';
import {deedsLater, type InklingCard} from '../card/card.js';
import {ConnectionController} from '../client-context.js';
import {systemClock, type Clock} from '../clock.js';
import {InklingImpressionEvent, InklingOpenEvent, type CardScene} from '../events.js';
import {impactInterval, localeOf} from '../format.js';
import {icons} from '../icons.js';
import {ImpressionController} from '../impression-controller.js';
import {loadOnIdle} from '../later.js';
import {keptPart} from '../naming.js';
import {SlateController} from '../slate-controller.js';
import {basics, tokens} from '../tokens.js';
import {inTurn} from '../turns.js';
import {words} from '../words.js';
import {styles} from './inline.styles.js';
import {Sheet} from './sheet.js';
import {inlineWords} from './words.js';

const ANSWERS: ReadonlySet<InteractionKind> = new Set(['dismiss', 'snooze', 'applied', 'undo']);

/**
 * The best suggestion for a row of a table, or beside a field, on one line; it opens to its card. Its height is fixed, so that nothing moves when the line comes.
 * Five hundred of them on a page are one request to the server, one call over the wall and one run of the ranker [W9].
 *
 * @fires inkling-impression - Half of the line was in view for a second; the card that it opens to fires its own events.
 * @fires inkling-open - It was opened to its card.
 * @csspart line - The button that is the line.
 * @csspart sheet - What it opens to.
 */
export class InklingInline extends LitElement {
  static override styles = [tokens, basics, styles];
  static override properties = {surface: {}, entityLevel: {attribute: 'entity-level'}, entityId: {attribute: 'entity-id'}, headingLevel: {type: Number, attribute: 'heading-level'}};
  /** The place on the host page that it stands at. */
  declare surface: Surface;
  /** With `entity-id`: what the line is about. */
  declare entityLevel: EntityRef['level'] | undefined;
  /** With `entity-level`: what the line is about. */
  declare entityId: string | undefined;
  /** Of the card that it opens to. */
  declare headingLevel: number;

  #connection = new ConnectionController(this, () => this.#connect());
  #slates = new SlateController(this, {
    pins: () => (this.#item && this.#held ? [{candidateId: this.#item.candidate.id, position: this.#item.placement.position}] : []),
    received: slate => this.#received(slate),
    vanished: id => this.#vanished(id),
    concerns: interaction => this.#concerns(interaction),
  });
  #sheet = new Sheet(this, () => this.#line, () => this.#closed());
  /** That is on the line, or on the card that it opened to. */
  #item: SlateItem | null = null;
  /** Seen or opened: the line keeps it [P5]. */
  #held = false;
  #opened: string | null = null;

  constructor() {
    super();
    this.surface = 'campaign-row';
    this.headingLevel = 3;
    new ImpressionController(this, {
      clock: () => this.#clock,
      key: () => (this.#item && this.#card?.lingering !== true ? `${this.#item.placement.slateId} ${this.#item.candidate.id}` : null),
      seen: () => this.#tell(scene => new InklingImpressionEvent(scene)),
    });
  }

  /** What is on the line. */
  get item(): SlateItem | null { return this.#item; }

  get #clock(): Clock { return this.#connection.value?.clock ?? systemClock; }

  get #line(): HTMLElement | null { return this.renderRoot.querySelector('.line'); }

  get #card(): InklingCard | null { return this.renderRoot?.querySelector<InklingCard>('.kept > *') ?? null; }

  /** Fetches it again. */
  async reload(): Promise<void> { await this.#slates.reload(); }

  /** There may be hundreds of us. */
  protected override scheduleUpdate(): Promise<void> {
    return inTurn(() => { if (this.isUpdatePending) super.scheduleUpdate(); });
  }

  /** A row that is only moved keeps its line: `moveBefore` then calls neither disconnected nor connected. */
  connectedMoveCallback(): void { /* Its presence is what counts. */ }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.hasUpdated && ['surface', 'entityLevel', 'entityId'].some(name => changed.has(name))) this.#connect();
  }

  #connect(): void {
    this.#let(null);
    const entity = this.entityLevel && this.entityId ? {level: this.entityLevel, id: this.entityId} : undefined;
    this.#slates.connect(this.#connection.value?.client ?? null, entity ? {surface: this.surface, entity} : {surface: this.surface}, this.#connection.value?.clock);
  }

  #received(slate: Slate): void {
    if (this.#card?.lingering) return;
    loadOnIdle([deedsLater]);
    this.#let(this.#firstOf(slate));
  }

  #firstOf(slate: Slate | null, without?: string): SlateItem | null {
    const now = this.#clock.now();
    return slate?.items.find(({candidate: {id, expiresAt = Infinity}}) => id !== without && expiresAt > now) ?? null;
  }

  #let(item: SlateItem | null): void {
    if (item?.candidate.id !== this.#item?.candidate.id) this.#held = false;
    this.#item = item;
    this.requestUpdate();
  }

  /** A table has many of these: each asks again only when something was answered that is like what it may show. */
  #concerns({kind, candidate}: RecordedInteraction): boolean {
    if (!ANSWERS.has(kind)) return false;
    const isLike = ({type, entity}: Candidate) => type === candidate?.type || (entity.id === candidate?.entity.id && entity.level === candidate.entity.level);
    return this.#slates.slate?.items.some(item => isLike(item.candidate)) ?? false;
  }

  /** Dismissed, snoozed or applied: here the card says so and goes in its own time, elsewhere it goes at once [W10]. */
  #vanished(id: string): void {
    if (this.#item?.candidate.id === id && this.#card?.lingering !== true) this.#let(this.#firstOf(this.#slates.slate, id));
  }

  #gone = (): void => {
    this.#sheet.close();
    this.#let(this.#firstOf(this.#slates.slate, this.#item?.candidate.id));
  };

  #closed(): void {
    this.requestUpdate();
  }

  #tell(make: (scene: CardScene) => Event): void {
    const [item, slate] = [this.#item, this.#slates.slate];
    if (!item || !slate) return;
    this.#held = true;
    this.dispatchEvent(make({item, surface: slate.surface, entity: slate.entity}));
  }

  #press = async (): Promise<void> => {
    if (!this.#item || this.#sheet.open) return this.#sheet.close();
    const key = `${this.#item.placement.slateId} ${this.#item.candidate.id}`;
    if (this.#opened !== key) this.#tell(scene => new InklingOpenEvent(scene));
    this.#opened = key;
    // The card opens with its details: they come first, so that the sheet opens at its size.
    await deedsLater.load().catch(() => null);
    await this.#sheet.show();
    this.#card?.focus({preventScroll: true});
  };

  override render(): TemplateResult | typeof nothing {
    const item = this.#item;
    if (!item) return nothing;
    const {candidate} = item;
    const {impact, headline, currency} = candidate;
    const card = this.#card;
    const gain = impact && impactInterval(impact, currency, localeOf(this));
    const done = card?.lingering && card.state !== 'applying' ? {applied: words.applied, dismissed: inlineWords.dismissed, snoozed: inlineWords.snoozedShort}[card.state as 'applied'] : null;
    return html`
      <button class="line ${done ? 'done' : ''}" part="line" aria-haspopup="dialog" aria-expanded=${this.#sheet.open} aria-label=${done ? nothing : inlineWords.suggestion(gain ? `${headline}, ${gain}` : headline)} @click=${this.#press}>
        ${done ? icons.check : icons.spark}<span class="what"><bdi>${done ? inlineWords.done(done, headline) : headline}</bdi></span>
        ${gain && !done ? html`<span class="gain"><bdi>${gain}</bdi></span>` : nothing}
      </button>
      ${this.#sheet.render(headline, html`
        <div class="kept" @inkling-gone=${this.#gone} @inkling-reload=${() => void this.reload()}>
          ${keptPart(this, 'card', candidate.id, {item, slate: this.#slates.slate, headingLevel: this.headingLevel, open: true, lead: true})}
        </div>`, card?.lingering === true)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'inkling-inline': InklingInline }
}
