/** The button of the advertiser's own goal; what it opens comes when it is first pressed, or before. */
import {html, nothing, type LitElement, type TemplateResult} from 'lit';
import {icons} from '../icons.js';
import {Later, dress} from '../later.js';
import {words} from '../words.js';
import type {GoalControl, GoalHooks} from './goal-control.js';

export const goalLater = new Later(() => import('./goal-control.js'));

export class GoalButton {
  #control: GoalControl | null = null;

  constructor(readonly host: LitElement, readonly hooks: GoalHooks) {}

  render(): TemplateResult | typeof nothing {
    if (!this.hooks.client()?.goal) return nothing;
    return html`
      <button id="goal-button" class="button quiet goal-button" part="goal-button" popovertarget=${this.#control ? 'goal' : nothing} aria-haspopup="dialog" @click=${this.#open}>${icons.sliders}<span>${words.goal}</span></button>
      ${this.#control?.render() ?? nothing}`;
  }

  /** The button itself opens it once it is there; until then, here. */
  #open = async (event: Event): Promise<void> => {
    if (this.#control) return;
    // The control may come before this press is over: then the button would close it again.
    event.preventDefault();
    const module = await goalLater.load().catch(() => null);
    if (!module || this.#control) return;
    dress(this.host, module.styles);
    this.#control = new module.GoalControl(this.host, this.hooks);
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.#control.show();
  };
}
