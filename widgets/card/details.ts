/** The opened part of a card: what would change, other values, how fresh this is and who ordered it. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Backend, Candidate, Change, Placement} from '../../src/types.js';
import {agoText, changeValue, impactInterval, metricName, spendText} from '../format.js';
import {keptPart} from '../naming.js';
import {safeLink} from '../safe-link.js';
import {words} from '../words.js';
import {isBounded} from './amount.js';
import type {ValueField} from './value-field.js';
import {cardWords} from './words.js';

export interface DetailsView {
  readonly host: HTMLElement;
  readonly candidate: Candidate;
  readonly tier: Backend | null;
  readonly placement: Placement | null;
  readonly now: number;
  readonly locale: string | undefined;
  /** Of the value to apply. */
  readonly value: number | string | undefined;
  readonly choose: (value: number | string) => void;
  readonly field: ValueField;
}

export function details({host, candidate, tier, placement, now, locale, value, choose, field}: DetailsView): TemplateResult {
  const {change, currency, impact} = candidate;
  const link = safeLink(candidate.link);
  const show = (shown: unknown) => changeValue(shown, change, currency, locale);
  return html`
    <div id="details" class="details" part="details">
      ${change ? html`
        <p class="change">
          <span class="field">${metricName(change.field)}</span>
          <span class="from"><span class="hidden">${cardWords.now} </span><bdi>${show(change.current)}</bdi></span>
          <span class="arrow" aria-hidden="true">→</span>
          <span class="to"><span class="hidden">${cardWords.recommended} </span><bdi>${show(value ?? change.recommended)}</bdi></span>
        </p>
        ${isBounded(change) ? field.render({change, currency, locale, value: typeof value === 'number' ? value : change.recommended, choose}) : nothing}
        ${options(change, value, show, picked => { field.forget(); choose(picked); })}
        ${value === undefined || value === change.recommended ? nothing : predictedFor(candidate, show(change.recommended), locale)}` : nothing}
      <ul class="notes">
        ${impact && impact.low !== impact.high ? html`<li><bdi>${cardWords.intervalNote}</bdi></li>` : nothing}
        <li>${cardWords.suggestedAgo(agoText(candidate.createdAt, now, locale))}</li>
        ${link ? html`<li><a href=${link}>${cardWords.goThere}</a></li>` : nothing}
        ${tier ? html`<li><bdi>${tier === 'none' ? words.tier(tier) : `${words.tier(tier)} · ${cardWords.backend(tier)}`}</bdi></li>` : nothing}
      </ul>
      ${tier && placement ? keptPart(host, 'why', candidate.id, {placement}) : nothing}
    </div>`;
}

/** What was predicted was predicted for the suggested value: of another one it says nothing. */
export function predictedFor(candidate: Candidate, suggested: string, locale: string | undefined): TemplateResult | typeof nothing {
  const {impact, spendChange, currency} = candidate;
  const figures = [impact && `${words.over(metricName(impact.metric), impact.horizonDays)} ${impactInterval(impact, currency, locale)}`, spendChange !== undefined && `${words.spend} ${spendText(candidate, locale)}`].filter(Boolean);
  return figures.length === 0 ? nothing : html`<p class="predicted"><bdi>${cardWords.predictedFor(figures.join(' · '), suggested)}</bdi></p>`;
}

function options(change: Change, value: number | string | undefined, show: (shown: unknown) => string, choose: (value: number | string) => void): TemplateResult | typeof nothing {
  const all = [...new Set([change.recommended, ...(change.options ?? [])])];
  if (all.length < 2) return nothing;
  if (all.every(option => typeof option === 'number')) all.sort((a, b) => Number(a) - Number(b));
  const chosen = value ?? change.recommended;
  return html`
    <fieldset class="options">
      <legend class="hidden">${cardWords.choose}</legend>
      ${all.map(option => html`
        <label class="option">
          <input type="radio" name="value" .checked=${option === chosen} @change=${() => choose(option)}>
          <span>${show(option)}${option === change.recommended ? html` <small>${cardWords.recommendedValue}</small>` : nothing}</span>
        </label>`)}
    </fieldset>`;
}
