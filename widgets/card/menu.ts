/** What the card's menu button opens: snooze for a while, or dismiss for a reason. A menu button after the ARIA pattern, in the top layer so that nothing clips it. */
import {html, type LitElement, type ReactiveController, type TemplateResult} from 'lit';
import {DISMISS_REASONS, type DismissReason} from '../../src/types.js';
import {placeBeside} from '../beside.js';
import {cardWords} from './words.js';

/** Room that the menu wants below its button before it opens upwards, in px. */
const WANTED_ROOM = 372;

export interface MenuChoices {
  readonly snooze: (days: number) => void;
  /** Until a day that is chosen next. */
  readonly snoozeUntil: () => void;
  readonly dismiss: (reason: DismissReason) => void;
}

export class MenuController implements ReactiveController {
  open = false;

  constructor(readonly host: LitElement, readonly choices: MenuChoices) {
    host.addController(this);
  }

  hostDisconnected(): void { this.#watchScrolling(false); }

  render(): TemplateResult {
    return html`
      <div id="menu" class="menu" part="menu" role="menu" aria-labelledby="menu-button" popover @beforetoggle=${this.#place} @toggle=${this.#toggled} @keydown=${this.#menuKey}>
        <div role="group" aria-labelledby="menu-snooze">
          <div id="menu-snooze" class="menu-label">${cardWords.snoozeFor}</div>
          ${cardWords.snooze.map(({days, label}) => this.#item(label, () => this.choices.snooze(days)))}
          ${this.#item(cardWords.anotherDay, this.choices.snoozeUntil)}
        </div>
        <div role="separator"></div>
        <div role="group" aria-labelledby="menu-dismiss">
          <div id="menu-dismiss" class="menu-label">${cardWords.dismissAs}</div>
          ${DISMISS_REASONS.map(reason => this.#item(cardWords.reasons[reason], () => this.choices.dismiss(reason)))}
        </div>
      </div>`;
  }

  #item(label: string, choose: () => void): TemplateResult {
    return html`<button class="menu-item" role="menuitem" tabindex="-1" @click=${() => { this.#close(); choose(); }}>${label}</button>`;
  }

  get #menu(): HTMLElement | null { return this.host.renderRoot?.querySelector<HTMLElement>('#menu') ?? null; }
  get #button(): HTMLElement | null { return this.host.renderRoot?.querySelector<HTMLElement>('#menu-button') ?? null; }
  get #items(): HTMLElement[] { return [...(this.#menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]; }

  #close = (): void => {
    const menu = this.#menu;
    if (!menu?.matches(':popover-open')) return;
    menu.hidePopover();
    this.#button?.focus({preventScroll: true});
  };

  #place = (event: ToggleEvent): void => {
    const [menu, button] = [this.#menu, this.#button];
    if (event.newState === 'open' && menu && button) placeBeside(menu, button, WANTED_ROOM);
  };

  #toggled = (event: ToggleEvent): void => {
    this.open = event.newState === 'open';
    this.#watchScrolling(this.open);
    this.host.requestUpdate();
    if (this.open && !this.#items.includes(this.#focused as HTMLElement)) this.#items[0]?.focus({preventScroll: true});
  };

  get #focused(): Element | null { return (this.host.renderRoot as ShadowRoot).activeElement; }

  /** @param last - With the focus on its last choice; else on its first. */
  show(last = false): void {
    // Its card may have left while it was on its way.
    if (this.host.isConnected) this.#menu?.showPopover();
    this.#items.at(last ? -1 : 0)?.focus({preventScroll: true});
  }

  #menuKey = (event: KeyboardEvent): void => {
    const items = this.#items;
    const at = items.indexOf(this.#focused as HTMLElement);
    const goals: Record<string, number> = {ArrowDown: (at + 1) % items.length, ArrowUp: at <= 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1};
    const goal = goals[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      items[goal]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  };

  #watchScrolling(on: boolean): void {
    for (const type of ['scroll', 'resize']) {
      window.removeEventListener(type, this.#scrolled, true);
      if (on) window.addEventListener(type, this.#scrolled, {capture: true, passive: true});
    }
  }

  #scrolled = (event: Event): void => {
    if (!event.composedPath().includes(this.#menu as EventTarget)) this.#close();
  };
}
