/** The opened part of a card: what would change, other values, how fresh this is and who ordered it. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Backend, Candidate, Change, Placement} from '../../src/types.js';
import {agoText, changeValue, metricName} from '../format.js';
import {keptPart} from '../naming.js';
import {safeLink} from '../safe-link.js';
import {words} from '../words.js';

export interface DetailsView {
  readonly host: HTMLElement;
  readonly candidate: Candidate;
  readonly tier: Backend | null;
  readonly placement: Placement;
  readonly now: number;
  readonly locale: string | undefined;
  /** Of the value to apply. */
  readonly value: number | string | undefined;
  readonly choose: (value: number | string) => void;
}

export function details({host, candidate, tier, placement, now, locale, value, choose}: DetailsView): TemplateResult {
  const {change, currency, impact} = candidate;
  const link = safeLink(candidate.link);
  const show = (shown: unknown) => changeValue(shown, change, currency, locale);
  return html`
    <div id="details" class="details" part="details">
      ${change ? html`
        <p class="change">
          <span class="field">${metricName(change.field)}</span>
          <span class="from"><span class="hidden">${words.now} </span><bdi>${show(change.current)}</bdi></span>
          <span class="arrow" aria-hidden="true">→</span>
          <span class="to"><span class="hidden">${words.recommended} </span><bdi>${show(value ?? change.recommended)}</bdi></span>
        </p>
        ${options(change, value, show, choose)}` : nothing}
      <ul class="notes">
        ${impact && impact.low !== impact.high ? html`<li><bdi>${words.intervalNote}</bdi></li>` : nothing}
        <li>${words.suggestedAgo(agoText(candidate.createdAt, now, locale))}</li>
        ${link ? html`<li><a href=${link}>${words.goThere}</a></li>` : nothing}
        ${tier ? html`<li><bdi>${tier === 'none' ? words.tier(tier) : `${words.tier(tier)} · ${words.backend(tier)}`}</bdi></li>` : nothing}
      </ul>
      ${tier ? keptPart(host, 'why', candidate.id, {placement}) : nothing}
    </div>`;
}

function options(change: Change, value: number | string | undefined, show: (shown: unknown) => string, choose: (value: number | string) => void): TemplateResult | typeof nothing {
  const all = [...new Set([change.recommended, ...(change.options ?? [])])];
  if (all.length < 2) return nothing;
  if (all.every(option => typeof option === 'number')) all.sort((a, b) => Number(a) - Number(b));
  const chosen = value ?? change.recommended;
  return html`
    <fieldset class="options">
      <legend class="hidden">${words.choose}</legend>
      ${all.map(option => html`
        <label class="option">
          <input type="radio" name="value" .checked=${option === chosen} @change=${() => choose(option)}>
          <span>${show(option)}${option === change.recommended ? html` <small>${words.recommendedValue}</small>` : nothing}</span>
        </label>`)}
    </fieldset>`;
}
