/** What is about to be applied, each with what it is expected to bring and what it costs; the sum is of the costs alone. */
import {html, nothing, type TemplateResult} from 'lit';
import type {Candidate} from '../../src/types.js';
import {changeValue, impactInterval, localeOf, metricName, spendText} from '../format.js';
import {words} from '../words.js';
import {severalWords} from './words.js';

export interface Reviewed {
  readonly candidate: Candidate;
  /** What an apply sets. */
  readonly value: number | string | undefined;
}

export interface ReviewView {
  readonly picked: readonly Reviewed[];
  readonly host: HTMLElement;
  readonly apply: () => void;
  readonly back: () => void;
  readonly leaveOut: (id: string) => void;
}

const isOwn = ({candidate: {change}, value}: Reviewed): boolean => change !== undefined && value !== change.recommended;

/** The cost of a day by currency, of those whose cost is known: of an amount of one's own it is not. */
export function costs(picked: readonly Reviewed[]): {readonly byCurrency: ReadonlyMap<string | undefined, number>; readonly unknown: number} {
  const byCurrency = new Map<string | undefined, number>();
  const unknown = picked.filter(one => one.candidate.spendChange !== undefined && isOwn(one)).length;
  for (const one of picked) {
    const {spendChange, currency} = one.candidate;
    if (spendChange !== undefined && !isOwn(one)) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + spendChange);
  }
  return {byCurrency, unknown};
}

export function review({picked, host, apply, back, leaveOut}: ReviewView): TemplateResult {
  const locale = localeOf(host);
  const {byCurrency, unknown} = costs(picked);
  const sums = [...byCurrency].map(([currency, spendChange]) => spendText({currency, spendChange}, locale));
  return html`
    <dialog id="review" class="review" part="review" aria-labelledby="review-title">
      <div id="review-title" class="review-title" role="heading" aria-level="2" tabindex="-1"><bdi>${severalWords.title(picked.length)}</bdi></div>
      <ul class="reviewed" role="list">${picked.map(one => row(one, locale, leaveOut))}</ul>
      ${sums.length === 0 ? nothing : html`<dl class="sums"><div><dt><bdi>${severalWords.spendTogether}</bdi></dt><dd><bdi>${sums.join(' · ')}</bdi></dd></div></dl>`}
      ${unknown === 0 ? nothing : html`<p class="note"><bdi>${severalWords.unknown(unknown)}</bdi></p>`}
      ${picked.length === 1 ? nothing : html`<p class="why-no-sum"><bdi>${severalWords.noSum}</bdi></p>`}
      <div class="actions">
        <button class="button quiet" @click=${back}>${severalWords.back}</button>
        <button class="button primary" part="review-apply" @click=${apply}>${severalWords.apply(picked.length)}</button>
      </div>
    </dialog>`;
}

function row(one: Reviewed, locale: string | undefined, leaveOut: (id: string) => void): TemplateResult {
  const {candidate, value} = one;
  const {id, headline, entity, change, impact, currency, spendChange} = candidate;
  const show = (shown: unknown) => changeValue(shown, change, currency, locale);
  const figures = [impact && `${words.over(metricName(impact.metric), impact.horizonDays)} ${impactInterval(impact, currency, locale)}`, spendChange !== undefined && `${words.spend} ${spendText(candidate, locale)}`].filter(Boolean).join(' · ');
  return html`
    <li>
      <div>
        <p><strong><bdi>${headline}</bdi></strong></p>
        <p class="note"><bdi>${[words.levels[entity.level], entity.name].filter(Boolean).join(' · ')}</bdi></p>
        ${change ? html`<p><bdi>${metricName(change.field)}: ${show(change.current)} → ${show(value)}</bdi></p>` : nothing}
        ${figures ? html`<p class="figures"><bdi>${isOwn(one) && change ? severalWords.predictedFor(figures, show(change.recommended)) : figures}</bdi></p>` : nothing}
      </div>
      <button class="button quiet" aria-label=${severalWords.leaveOutOne(headline)} @click=${() => leaveOut(id)}>${severalWords.leaveOut}</button>
    </li>`;
}
