/** A sheet in the top layer beside its button: drawn when it is first shown, so that a table of five hundred lines has none, and kept in place while the page scrolls. */
import {html, nothing, type LitElement, type ReactiveController, type TemplateResult} from 'lit';
import {placeBeside} from '../beside.js';
import {hasFocus} from '../focus.js';

/** Room that it wants below its button before it opens upwards, in px. */
const WANTED_ROOM = 380;

export class Sheet implements ReactiveController {
  open = false;
  #wanted = false;

  constructor(readonly host: LitElement, readonly button: () => HTMLElement | null, readonly closed: () => void) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#watch(false);
    this.open = this.#wanted = false;
  }

  get #sheet(): HTMLElement | null { return this.host.renderRoot?.querySelector<HTMLElement>('.sheet') ?? null; }

  async show(): Promise<void> {
    this.#wanted = true;
    this.host.requestUpdate();
    await this.host.updateComplete;
    const sheet = this.#sheet;
    if (!sheet || sheet.matches(':popover-open')) return;
    this.#place();
    sheet.showPopover();
    await Promise.all([...sheet.children].map(child => (child as Partial<LitElement>).updateComplete));
    this.#place();
  }

  close(): void {
    const sheet = this.#sheet;
    if (!sheet?.matches(':popover-open')) return;
    const within = hasFocus(sheet);
    sheet.hidePopover();
    if (within) this.button()?.focus({preventScroll: true});
  }

  /** @param kept - What it holds is still needed though it is closed. */
  render(label: string, content: TemplateResult, kept: boolean): TemplateResult | typeof nothing {
    if (!this.#wanted && !kept) return nothing;
    return html`<div class="sheet" part="sheet" role="dialog" aria-label=${label} popover @toggle=${this.#toggled} @keydown=${this.#key}>${content}</div>`;
  }

  #place = (): void => {
    const [sheet, button] = [this.#sheet, this.button()];
    if (sheet && button) placeBeside(sheet, button, WANTED_ROOM, 'start');
  };

  #toggled = (event: ToggleEvent): void => {
    this.open = event.newState === 'open';
    this.#watch(this.open);
    if (!this.open) {
      this.#wanted = false;
      this.closed();
    }
    this.host.requestUpdate();
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  #watch(on: boolean): void {
    window.removeEventListener('scroll', this.#scrolled, true);
    window.removeEventListener('resize', this.#place);
    if (!on) return;
    window.addEventListener('scroll', this.#scrolled, {capture: true, passive: true});
    window.addEventListener('resize', this.#place);
  }

  /** It goes along with its button, and closes when that leaves the view. */
  #scrolled = (event: Event): void => {
    const [sheet, button] = [this.#sheet, this.button()];
    if (!sheet || !button || event.composedPath().includes(sheet)) return;
    const {top, bottom} = button.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) this.close();
    else this.#place();
  };
}
