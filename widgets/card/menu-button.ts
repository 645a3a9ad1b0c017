/** What opens a card's menu; the menu itself comes later. */
import {html, nothing, type TemplateResult} from 'lit';
import {icons} from '../icons.js';
import {words} from '../words.js';

export interface MenuButton {
  readonly open: boolean;
  /** The menu is there: the button opens it by itself. */
  readonly ready: boolean;
  /** @param last - With the focus on the menu's last choice. */
  readonly show: (last?: boolean) => unknown;
}

export function menuButton({open, ready, show}: MenuButton): TemplateResult {
  const pressed = (event: Event) => {
    if (ready) return;
    // The menu may come before this press is over: then the button would close it again.
    event.preventDefault();
    show();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    show(event.key === 'ArrowUp');
  };
  return html`
    <button id="menu-button" class="button quiet icon" part="menu-button" aria-haspopup="menu" aria-expanded=${open} aria-label=${words.more}
      aria-describedby="headline" popovertarget=${ready ? 'menu' : nothing} @click=${pressed} @keydown=${key}>${icons.more}</button>`;
}
