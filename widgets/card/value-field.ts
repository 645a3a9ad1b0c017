/** The field in which another amount than the suggested one is typed. What is not allowed never becomes the card's value. */
import {html, type LitElement, type TemplateResult} from 'lit';
import {changeValue, metricName} from '../format.js';
import {icons} from '../icons.js';
import {isAllowed, readAmount, stepped, type Bounded} from './amount.js';
import {cardWords} from './words.js';

export interface FieldView {
  readonly change: Bounded;
  readonly currency: string | undefined;
  readonly locale: string | undefined;
  readonly value: number;
  readonly choose: (value: number) => void;
}

const STEPS: Readonly<Record<string, number>> = {ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10};

export class ValueField {
  /** As it was typed, while it is being typed or is not allowed. */
  #draft: string | null = null;
  #isWrong = false;

  constructor(readonly card: LitElement, readonly announce: (text: string) => void) {}

  /** What stands in it may not be applied. */
  get isWrong(): boolean { return this.#isWrong; }

  focus(): void { this.card.renderRoot.querySelector<HTMLElement>('#value')?.focus({preventScroll: true}); }

  /** It shows the card's value again. */
  forget(): void {
    this.#draft = null;
    this.#isWrong = false;
  }

  render(view: FieldView): TemplateResult {
    const {change, currency, locale, value} = view;
    const shown = changeValue(value, change, currency, locale);
    return html`
      <div class="amount">
        <label for="value">${metricName(change.field)}</label>
        <input id="value" part="value" role="spinbutton" inputmode="decimal" autocomplete="off" .value=${this.#draft ?? shown} aria-invalid=${this.#isWrong} aria-describedby="allowed"
          aria-valuenow=${value} aria-valuetext=${this.#draft ?? shown} aria-valuemin=${change.min ?? null} aria-valuemax=${change.max ?? null}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value, view)}
          @change=${() => this.#left(view)} @blur=${() => this.#left(view)} @keydown=${(event: KeyboardEvent) => this.#key(event, view)}>
        <p id="allowed" class="allowed ${this.#isWrong ? 'wrong' : ''}">${this.#isWrong ? icons.warning : null}<bdi>${this.#allowed(view)}</bdi></p>
      </div>`;
  }

  #allowed({change: {min, max, step, ...change}, currency, locale}: FieldView): string {
    const [least, most, each] = [min, max, step].map(value => (value === undefined ? undefined : changeValue(value, change, currency, locale)));
    const range = least === undefined ? most && cardWords.atMost(most) : most === undefined ? cardWords.atLeast(least) : cardWords.between(least, most);
    return [range, each && cardWords.steps(each)].filter(Boolean).join(', ');
  }

  #typed(text: string, view: FieldView): void {
    const value = readAmount(text, view.locale);
    this.#draft = text;
    this.#isWrong = value === null || !isAllowed(value, view.change);
    if (value !== null && !this.#isWrong) view.choose(value);
    this.card.requestUpdate();
  }

  #left(view: FieldView): void {
    if (this.#draft === null) return;
    if (this.#isWrong) this.announce(cardWords.notAllowed(this.#allowed(view)));
    else this.#draft = null;
    this.card.requestUpdate();
  }

  #key(event: KeyboardEvent, view: FieldView): void {
    const by = STEPS[event.key];
    if (event.key === 'Escape' && this.#draft !== null) {
      event.stopPropagation();
      event.preventDefault();
      this.forget();
      this.card.requestUpdate();
    }
    if (by === undefined) return;
    event.preventDefault();
    const typed = this.#draft === null ? null : readAmount(this.#draft, view.locale);
    this.forget();
    view.choose(stepped(typed ?? view.value, by, view.change));
    this.card.requestUpdate();
  }
}
