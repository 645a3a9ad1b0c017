/** The first button of a card: applies, tries again, leads to where it can be done, or gets the list anew. */
import {html, type TemplateResult} from 'lit';
import {words} from '../words.js';
import type {CardState} from './state.js';

export interface PrimaryView {
  readonly shown: CardState;
  /** Where it leads, where no server applies. */
  readonly link: string | undefined;
  /** It stands out. */
  readonly lead: boolean;
  /** What is typed may not be applied. */
  readonly barred: boolean;
  readonly apply: (pressed: Event) => void;
  readonly reload: () => void;
}

export function primary({shown, link, lead, barred, apply, reload}: PrimaryView): TemplateResult {
  if (shown === 'stale' || shown === 'conflict') return html`<button class="button secondary" data-next @click=${reload}>${words.reload}</button>`;
  const busy = shown === 'applying';
  const emphasis = lead || shown === 'apply-failed' ? 'primary' : 'tonal';
  if (link && !busy) return html`<a class="button ${emphasis}" part="apply" href=${link} aria-describedby="headline" @click=${apply}>${words.open}</a>`;
  const label = busy ? words.applying : shown === 'apply-failed' ? words.retry : words.apply;
  return html`<button class="button ${emphasis}" part="apply" data-next aria-disabled=${busy || barred} aria-describedby="headline" @click=${apply}>${label}</button>`;
}
