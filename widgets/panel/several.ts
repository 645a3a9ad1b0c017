/**
 * Applies several suggestions that the advertiser chose, one after another, each as if its own Apply had been pressed. What they cost is added up, by currency;
 * what they bring is not: effects overlap, and nobody predicted the sum.
 */
import {html, nothing, type LitElement, type TemplateResult} from 'lit';
import type {InklingCard} from '../card/card.js';
import type {Connection} from '../client-context.js';
import {metricName} from '../format.js';
import {exclusion} from './exclusion.js';
import {review, type Reviewed} from './review.js';
import {severalWords} from './words.js';

export {styles} from './several.styles.js';

export interface SeveralHooks {
  readonly connection: () => Connection | null;
  /** As they stand. */
  readonly rows: () => readonly {readonly li: HTMLLIElement; readonly card: InklingCard}[];
  /** Where the focus goes when the bar goes. */
  readonly leave: () => void;
}

export class Several {
  active = false;
  readonly #chosen = new Set<string>();
  readonly #boxes = new Map<InklingCard, HTMLLabelElement>();
  #refused = '';
  /** Of how many, while they are being applied. */
  #progress: {readonly at: number; readonly of: number} | null = null;
  /** What came of it, until it was read or something else is chosen. */
  #result = '';

  constructor(readonly host: LitElement, readonly hooks: SeveralHooks) {}

  start(): void {
    this.active = true;
    this.#refused = this.#result = '';
    this.host.requestUpdate();
  }

  stop(): void {
    if (!this.active && !this.#result) return;
    this.active = false;
    this.#result = '';
    this.#chosen.clear();
    this.#progress = null;
    this.host.requestUpdate();
  }

  get #rows(): readonly InklingCard[] { return this.hooks.rows().map(({card}) => card); }

  get #picked(): InklingCard[] { return this.#rows.filter(card => card.applicable && this.#chosen.has(card.item?.candidate.id ?? '')); }

  /** Puts a box beside each card that can be applied, and takes away the others. */
  dress(): void {
    for (const {li, card} of this.hooks.rows()) {
      const choosing = this.active && !this.#progress;
      const wanted = choosing && card.applicable;
      const box = this.#boxes.get(card);
      // The cards take the boxes' room back as Apply is pressed, not when the last answer comes: nothing moves unasked [W1].
      li.classList.toggle('choosing', choosing);
      if (!wanted && box) {
        box.remove();
        this.#boxes.delete(card);
      }
      if (!wanted) continue;
      const label = box ?? this.#newBox(card);
      if (label.parentNode !== li) li.prepend(label);
      const input = label.firstElementChild as HTMLInputElement;
      input.checked = this.#chosen.has(card.item?.candidate.id ?? '');
      input.setAttribute('aria-label', severalWords.choose(card.item?.candidate.headline ?? ''));
    }
  }

  #newBox(card: InklingCard): HTMLLabelElement {
    const [label, input] = [document.createElement('label'), document.createElement('input')];
    label.className = 'pick';
    label.part.add('pick');
    input.type = 'checkbox';
    input.addEventListener('change', () => this.#choose(card, input));
    label.append(input);
    this.#boxes.set(card, label);
    return label;
  }

  #choose(card: InklingCard, input: HTMLInputElement): void {
    const candidate = card.item?.candidate;
    if (!candidate) return;
    this.#refused = '';
    if (!input.checked) this.#chosen.delete(candidate.id);
    else {
      const other = this.#picked.flatMap(({item}) => (item && exclusion(item.candidate, candidate) ? item.candidate : []))[0];
      if (other) {
        input.checked = false;
        this.#refused = exclusion(other, candidate) === 'group' ? severalWords.exclusive(other.headline) : severalWords.sameField(other.headline, metricName(candidate.change?.field ?? ''));
      } else this.#chosen.add(candidate.id);
    }
    this.hooks.connection()?.announce(this.#refused || severalWords.chosen(this.#picked.length));
    this.host.requestUpdate();
  }

  render(): TemplateResult | typeof nothing {
    if (!this.active && !this.#result) return nothing;
    const picked = this.#picked;
    const {at, of} = this.#progress ?? {};
    return html`
      <div class="bar" part="bar" role="group" aria-label=${severalWords.several}>
        <p id="several" tabindex="-1"><bdi>${this.#result || (at === undefined || of === undefined ? severalWords.chosen(picked.length) : severalWords.applying(at, of))}</bdi></p>
        ${this.#result ? html`<button class="button quiet" @click=${this.#leave}>${severalWords.done}</button>` : this.#progress ? nothing : html`
          <button class="button quiet" @click=${this.#leave}>${severalWords.cancel}</button>
          <button id="to-review" class="button primary" aria-haspopup="dialog" aria-disabled=${picked.length === 0} @click=${this.#review}>${severalWords.review}</button>`}
        ${this.#refused ? html`<p class="refused"><bdi>${this.#refused}</bdi></p>` : nothing}
      </div>
      ${review({picked: picked.flatMap(reviewed), host: this.host, apply: () => void this.#apply(), back: this.#back, leaveOut: id => this.#leaveOut(id)})}`;
  }

  get #dialog(): HTMLDialogElement | null { return this.host.renderRoot.querySelector('#review'); }

  #review = (): void => {
    if (this.#picked.length === 0) return;
    this.#dialog?.showModal();
    this.#toTitle();
  };

  /** Its first button would leave something out. */
  #toTitle(): void { this.#dialog?.querySelector<HTMLElement>('#review-title')?.focus(); }

  #back = (): void => this.#dialog?.close();

  #leave = (): void => {
    this.stop();
    this.hooks.leave();
  };

  #leaveOut(id: string): void {
    this.#chosen.delete(id);
    if (this.#picked.length === 0) this.#back();
    else this.#toTitle();
    this.host.requestUpdate();
  }

  /** Each by its own events and its own key; what fails says so on its card, and the others go on. */
  async #apply(): Promise<void> {
    const picked = this.#picked;
    if (this.#progress || picked.length === 0) return;
    this.#back();
    let done = 0;
    for (const [index, card] of picked.entries()) {
      if (!this.active) return;
      this.#progress = {at: index + 1, of: picked.length};
      this.host.requestUpdate();
      this.hooks.connection()?.announce(severalWords.applying(index + 1, picked.length));
      if (index === 0) void this.host.updateComplete.then(() => this.host.renderRoot.querySelector<HTMLElement>('#several')?.focus({preventScroll: true}));
      if (await card.apply() === 'applied') done++;
    }
    this.stop();
    // The bar stays, and says it to those who see: the cards that it speaks of may be out of sight.
    this.#result = severalWords.result(done, picked.length - done);
    this.hooks.connection()?.announce(this.#result);
  }
}

const reviewed = (card: InklingCard): Reviewed[] => (card.item ? [{candidate: card.item.candidate, value: card.choice}] : []);
