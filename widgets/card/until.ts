/** Snoozes a card until a day of the advertiser's own choice: a small dialog beside the menu's button. */
import {html, nothing, type LitElement, type TemplateResult} from 'lit';
import {placeBeside} from '../beside.js';
import {dayStart, isoDay} from './days.js';
import {DAY_MS} from './state.js';
import {cardWords} from './words.js';

const WANTED_ROOM = 160;
const MOST_DAYS = 365;

export interface UntilHooks {
  /** Epoch ms. */
  readonly now: () => number;
  readonly timeZone: () => string | undefined;
  /** @param until - Epoch ms: when that day begins in the account's time zone. */
  readonly chosen: (until: number) => void;
}

export class Until {
  #wanted = false;

  constructor(readonly card: LitElement, readonly hooks: UntilHooks) {}

  render(): TemplateResult | typeof nothing {
    if (!this.#wanted) return nothing;
    const zone = this.hooks.timeZone();
    const day = (days: number) => isoDay(this.hooks.now() + days * DAY_MS, zone);
    return html`
      <div id="until" class="until" part="until" role="dialog" aria-labelledby="until-title" popover @keydown=${this.#key}><form novalidate @submit=${this.#submit}>
        <label id="until-title" for="until-day">${cardWords.snoozeUntil}</label>
        <input id="until-day" type="date" required min=${day(1)} max=${day(MOST_DAYS)} .defaultValue=${day(3)} aria-describedby="headline">
        <div class="actions">
          <button class="button secondary" type="button" @click=${this.#close}>${cardWords.cancel}</button>
          <button class="button primary">${cardWords.snoozeFor}</button>
        </div>
      </form></div>`;
  }

  get #form(): HTMLElement | null { return this.card.renderRoot.querySelector('#until'); }
  get #button(): HTMLElement | null { return this.card.renderRoot.querySelector('#menu-button'); }

  async show(): Promise<void> {
    this.#wanted = true;
    this.card.requestUpdate();
    await this.card.updateComplete;
    const [form, button] = [this.#form, this.#button];
    if (!form || !button) return;
    placeBeside(form, button, WANTED_ROOM);
    form.showPopover();
    placeBeside(form, button, WANTED_ROOM);
    form.querySelector('input')?.focus({preventScroll: true});
  }

  #close = (): void => {
    this.#form?.hidePopover();
    this.#button?.focus({preventScroll: true});
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    const input = this.#form?.querySelector('input');
    if (!input) return;
    // The browser says what is wrong with the day, in its own language.
    if (!input.checkValidity()) return void input.reportValidity();
    this.#close();
    this.hooks.chosen(dayStart(input.value, this.hooks.timeZone()));
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };
}
