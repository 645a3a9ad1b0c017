/** The button by which several suggestions are chosen; choosing and applying them comes when it is first pressed, or before. */
import {html, nothing, type LitElement, type TemplateResult} from 'lit';
import {icons} from '../icons.js';
import {Later, dress} from '../later.js';
import {words} from '../words.js';
import type {Several, SeveralHooks} from './several.js';

export const severalLater = new Later(() => import('./several.js'));

export class SelectButton {
  #several: Several | null = null;
  #offered = false;
  /** A press whose part is on its way: whoever presses again meanwhile wants the same. */
  #waits = false;

  constructor(readonly host: LitElement, readonly hooks: SeveralHooks) {}

  /** Somebody is choosing, or what was chosen is being applied: nothing moves [P5]. */
  get active(): boolean { return this.#several?.active ?? false; }

  get #offers(): boolean { return (this.hooks.connection()?.applies ?? false) && this.hooks.rows().filter(({card}) => card.applicable).length > 1; }

  render(): TemplateResult | typeof nothing {
    this.#offered = this.#offers;
    if (!this.active && !this.#offered) return nothing;
    return html`<button class="button quiet select" part="select" title=${words.select} aria-pressed=${this.active} @click=${this.#press}>${icons.select}<span>${words.select}</span></button>`;
  }

  /** Below the list. */
  bar(): TemplateResult | typeof nothing { return this.#several?.render() ?? nothing; }

  /** The list is another one. */
  forget(): void { this.#several?.stop(); }

  /** After the list was drawn anew. */
  dress(): void {
    this.#several?.dress();
    // A card has its provider's clock, and so knows whether it is out of date, only once it stands in the list.
    void this.host.updateComplete.then(() => {
      if (this.#offered === this.#offers) return;
      this.#offered = this.#offers;
      this.host.requestUpdate();
    });
  }

  #press = async (): Promise<void> => {
    if (this.#waits) return;
    this.#waits = true;
    const module = severalLater.module ?? await severalLater.load().catch(() => null);
    this.#waits = false;
    if (!module) return;
    if (!this.#several) {
      dress(this.host, module.styles);
      this.#several = new module.Several(this.host, this.hooks);
    }
    if (this.#several.active) this.#several.stop();
    else this.#several.start();
  };
}
