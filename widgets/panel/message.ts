/** What a panel says of its list: the line below the heading, and what stands in the list's place where there is no card. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Slate} from '../../src/types.js';
import {icons} from '../icons.js';
import {words} from '../words.js';

type Phase = 'idle' | 'loading' | 'ready' | 'error';

/** One line whatever it says: what comes and goes unasked moves nothing [W1]. @param old - It is no longer fresh. */
export function note(slate: Slate | null, phase: Phase, count: number, old: boolean): TemplateResult {
  const warning = slate && count > 0 ? (!navigator.onLine ? words.offlineShown : old ? words.staleShown : null) : null;
  const plain = slate && count > 0 ? `${words.count(count)} · ${words.tier(slate.tier)}` : phase === 'loading' ? words.loading : '';
  return html`<p class="note ${warning ? 'warning' : ''}" part="note">${warning ? (navigator.onLine ? icons.clock : icons.offline) : nothing}<bdi>${warning ?? plain}</bdi></p>`;
}

/** @param busy - It is being asked for already. */
export function message(phase: Phase, busy: boolean, retry: () => void): TemplateResult | typeof nothing {
  if (phase === 'loading' || phase === 'idle') return nothing;
  if (phase === 'ready') return html`<div class="message" part="message"><strong>${words.empty}</strong><p><bdi>${words.emptyMore}</bdi></p></div>`;
  const [title, more] = navigator.onLine ? [words.error, words.errorMore] : [words.offline, words.offlineMore];
  return html`
    <div class="message" part="message"><strong>${title}</strong><p><bdi>${more}</bdi></p>
      <button class="button secondary" aria-disabled=${busy} @click=${retry}>${words.retry}</button></div>`;
}
