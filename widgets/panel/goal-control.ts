/** The advertiser's own goal: a button, and beside it one slider an objective. What is chosen orders at once and is remembered by the client. */
import {html, nothing, type LitElement, type ReactiveController, type TemplateResult} from 'lit';
import type {Insights} from '../../src/insights-types.js';
import type {Goal, Order} from '../../src/types.js';
import {placeBeside} from '../beside.js';
import {goalWords} from './words.js';

export {styles} from './goal.styles.js';

/** Room that it wants below its button before it opens upwards, in px. */
const WANTED_ROOM = 330;
const OBJECTIVES = ['results', 'cost', 'reach', 'effort'] as const satisfies readonly (keyof Goal)[];
const STEP = 0.25;

export interface GoalHooks {
  readonly client: () => Insights | null;
  readonly order: () => Order;
  /** The advertiser asked for another order. */
  readonly chosen: (order?: Order) => void;
}

export class GoalControl implements ReactiveController {
  constructor(readonly host: LitElement, readonly hooks: GoalHooks) {
    host.addController(this);
  }

  hostDisconnected(): void { this.#watchScrolling(false); }

  render(): TemplateResult | typeof nothing {
    const goal = this.hooks.client()?.goal;
    if (!goal) return nothing;
    return html`
      <div id="goal" class="goal" part="goal" role="dialog" aria-labelledby="goal-title" popover @beforetoggle=${this.#place} @toggle=${this.#toggled} @keydown=${this.#key}>
        <div id="goal-title" class="goal-title">${goalWords.title}</div>
        <p>${goalWords.note}</p>
        ${OBJECTIVES.map(objective => this.#slider(objective, goal.weights))}
        <label class="platform"><input type="checkbox" role="switch" .checked=${this.hooks.order() === 'platform'} @change=${this.#switch}><span>${goalWords.platform}</span></label>
        <div class="goal-actions">
          <button class="button quiet" aria-disabled=${!goal.chosen} @click=${() => { if (goal.chosen) this.#choose(null); }}>${goalWords.reset}</button>
          <button class="button secondary" @click=${this.#close}>${goalWords.done}</button>
        </div>
      </div>`;
  }

  #slider(objective: keyof Goal, weights: Goal): TemplateResult {
    const weight = weights[objective];
    return html`
      <label class="weight">
        <span>${goalWords.objectives[objective]}</span>
        <span class="word" aria-hidden="true">${wordOf(weight)}</span>
        <input type="range" min="0" max="1" step=${STEP} .value=${String(weight)} aria-valuetext=${wordOf(weight)}
          @change=${(event: Event) => this.#choose({...weights, [objective]: Number((event.target as HTMLInputElement).value)})}>
      </label>`;
  }

  #switch = (event: Event): void => this.hooks.chosen((event.target as HTMLInputElement).checked ? 'platform' : 'ranked');

  #choose(goal: Goal | null): void {
    this.hooks.client()?.chooseGoal(goal);
    this.hooks.chosen();
    this.host.requestUpdate();
  }

  show(): void { this.#popover?.showPopover(); }

  get #popover(): HTMLElement | null { return this.host.renderRoot?.querySelector<HTMLElement>('#goal') ?? null; }

  get #button(): HTMLElement | null { return this.host.renderRoot?.querySelector<HTMLElement>('#goal-button') ?? null; }

  #place = (event: ToggleEvent): void => {
    if (event.newState === 'open' && this.#popover && this.#button) placeBeside(this.#popover, this.#button, WANTED_ROOM);
  };

  #close = (): void => {
    this.#popover?.hidePopover();
    this.#button?.focus({preventScroll: true});
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  #toggled = (event: ToggleEvent): void => {
    this.#watchScrolling(event.newState === 'open');
    if (event.newState === 'open') this.#popover?.querySelector('input')?.focus({preventScroll: true});
  };

  #watchScrolling(on: boolean): void {
    for (const type of ['scroll', 'resize']) {
      window.removeEventListener(type, this.#scrolled, true);
      if (on) window.addEventListener(type, this.#scrolled, {capture: true, passive: true});
    }
  }

  /** It is fixed: it would stay behind. */
  #scrolled = (event: Event): void => {
    const popover = this.#popover;
    if (popover?.matches(':popover-open') && !event.composedPath().includes(popover)) popover.hidePopover();
  };
}

const wordOf = (weight: number): string => goalWords.weights[Math.round(weight / STEP)] ?? '';
