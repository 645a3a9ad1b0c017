/** What stands in a list's place where there is no card: nothing to suggest, offline, an error. */
import {html, nothing, type TemplateResult} from 'lit';
import {words} from '../words.js';

/** @param busy - It is being asked for already. */
export function message(phase: 'idle' | 'loading' | 'ready' | 'error', busy: boolean, retry: () => void): TemplateResult | typeof nothing {
  if (phase === 'loading' || phase === 'idle') return nothing;
  if (phase === 'ready') return html`<div class="message" part="message"><strong>${words.empty}</strong><p><bdi>${words.emptyMore}</bdi></p></div>`;
  const [title, more] = navigator.onLine ? [words.error, words.errorMore] : [words.offline, words.offlineMore];
  return html`
    <div class="message" part="message"><strong>${title}</strong><p><bdi>${more}</bdi></p>
      <button class="button secondary" aria-disabled=${busy} @click=${retry}>${words.retry}</button></div>`;
}
