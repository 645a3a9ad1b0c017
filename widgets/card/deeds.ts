/** What can be done to a card, and what it shows then: its menu, its details, the way back. Comes later than the card: a list is read before anything is done to it. */
import {html, type LitElement, type TemplateResult} from 'lit';
import type {Connection} from '../client-context.js';
import type {Clock} from '../clock.js';
import {InklingDismissEvent, InklingGoneEvent, InklingSnoozeEvent, InklingUndoEvent, InklingUndoneEvent, type Applied, type CardScene, type InklingCardEvent} from '../events.js';
import {dayText, localeOf} from '../format.js';
import {Countdown} from './countdown.js';
import {details, type DetailsView} from './details.js';
import {appliedFace, stripFace, type Face, type Way} from './faces.js';
import {MenuController} from './menu.js';
import {saidBy} from './said.js';
import {CONFIRMATION_MS, DAY_MS, UNDO_MS, type CardState} from './state.js';
import {Until} from './until.js';
import {ValueField} from './value-field.js';
import {cardWords} from './words.js';

export {styles} from './deeds.styles.js';
export {saidBy} from './said.js';

/** The card, as what is done to it sees it. */
export interface Done {
  readonly card: LitElement & {state: CardState; open: boolean};
  readonly clock: () => Clock;
  readonly scene: () => CardScene | null;
  readonly connection: () => Connection | null;
  readonly tell: <E extends InklingCardEvent>(make: (scene: CardScene) => E, scene?: CardScene | null, connection?: Connection | null) => E | null;
}

export class Deeds {
  readonly menu: MenuController;
  /** For an amount of the advertiser's own. */
  readonly field: ValueField;
  readonly #until: Until;
  readonly #countdown: Countdown;
  #applicationId: string | undefined;
  /** Whoever put the card in its state from outside answers `inkling-undo`. */
  #back: Applied['undo'] = true;
  #snoozedUntil = 0;
  /** The scene of what can be undone. */
  #acted: CardScene | null = null;
  #undoing = false;
  #undoFailed = false;
  #said: string | null = null;

  constructor(readonly to: Done) {
    this.menu = new MenuController(to.card, {snooze: days => this.#snooze(to.clock().now() + days * DAY_MS), snoozeUntil: () => void this.#until.show(), dismiss: reason => this.#dismiss(reason)});
    this.#until = new Until(to.card, {now: () => to.clock().now(), timeZone: () => to.connection()?.timeZone, chosen: until => this.#snooze(until)});
    this.field = new ValueField(to.card, text => to.connection()?.announce(text));
    this.#countdown = new Countdown(to.card, to.clock);
  }

  get undoing(): boolean { return this.#undoing; }

  /** It was applied: from now on it can be taken back, where somebody can. */
  applied(scene: CardScene, answer: Applied | undefined): void {
    this.#acted = scene;
    this.#applicationId = answer?.applicationId;
    this.#back = answer?.undo;
    this.#undoFailed = false;
    const left = (answer?.undoUntil ?? 0) - this.to.clock().now();
    this.#countdown.start(Math.min(Math.max(UNDO_MS.least, left), UNDO_MS.most), this.#gone);
  }

  #dismiss(reason: InklingDismissEvent['reason']): void {
    this.#putAway('dismissed');
    this.to.tell(scene => new InklingDismissEvent(scene, reason));
  }

  /** @param until - Epoch ms. */
  #snooze(until: number): void {
    this.#snoozedUntil = until;
    this.#putAway('snoozed');
    this.to.tell(scene => new InklingSnoozeEvent(scene, until));
  }

  /** The state comes before the event: whoever hears of it sees a card that is already put away. */
  #putAway(state: 'dismissed' | 'snoozed'): void {
    const {card, scene, connection} = this.to;
    this.#acted = scene();
    card.open = false;
    card.state = state;
    connection()?.announce(state === 'dismissed' ? cardWords.dismissed : cardWords.snoozed(dayText(this.#snoozedUntil, localeOf(card), connection()?.timeZone)));
    this.#countdown.start(CONFIRMATION_MS, this.#gone);
  }

  #undo = async (): Promise<void> => {
    const {card, tell} = this.to;
    const [scene, connection] = [this.#acted ?? this.to.scene(), this.to.connection()];
    if (!scene || this.#undoing) return;
    const of = card.state === 'applied' ? 'apply' : card.state === 'snoozed' ? 'snooze' : 'dismiss';
    this.#countdown.stop();
    const undo = tell(made => new InklingUndoEvent(made, of, this.#applicationId), scene);
    if (of === 'apply') {
      this.#isUndoing(true);
      try {
        await (undo?.answer ?? (typeof this.#back === 'function' ? this.#back() : Promise.reject(new TypeError('Nobody answered inkling-undo by respondWith.'))));
      } catch (error) {
        this.#undoFailed = true;
        this.#said = saidBy(error);
        this.#countdown.start(UNDO_MS.least, this.#gone);
        connection?.tell('undo-failed', error);
        connection?.announce([cardWords.undoFailed, this.#said].join(' ').trim());
        return;
      } finally {
        this.#isUndoing(false);
      }
    }
    this.#acted = null;
    card.state = 'ready';
    tell(made => new InklingUndoneEvent(made), scene, connection);
  };

  #isUndoing(now: boolean): void {
    this.#undoing = now;
    this.to.card.requestUpdate();
  }

  #gone = (): void => {
    this.to.card.dispatchEvent(new InklingGoneEvent());
  };

  get #way(): Way {
    return {snoozedUntil: this.#snoozedUntil, secondsLeft: this.#countdown.seconds, undoing: this.#undoing, undoFailed: this.#undoFailed, said: this.#said, undo: this.#undo};
  }

  menuParts(): TemplateResult { return html`${this.menu.render()}${this.#until.render()}`; }

  details(view: Omit<DetailsView, 'field'>): TemplateResult { return details({...view, field: this.field}); }

  appliedFace(face: Face): TemplateResult { return appliedFace(face, this.#way, Boolean(this.#back)); }

  strip(face: Face): TemplateResult { return stripFace(face, this.#way); }
}
