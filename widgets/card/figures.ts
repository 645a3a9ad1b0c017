/** What it brings, what it costs, what it asks of you: the three figures of a card. */
import {html, nothing, svg, type TemplateResult} from 'lit';
import type {Candidate, Impact} from '../../src/types.js';
import {effortText, impactInterval, metricName, spendText} from '../format.js';
import {words} from '../words.js';

export function figures(candidate: Candidate, locale: string | undefined): TemplateResult | typeof nothing {
  const {impact, spendChange, effort} = candidate;
  if (!impact && spendChange === undefined && effort === undefined) return nothing;
  return html`
    <dl class="figures" part="figures">
      ${impact ? html`
        <div class="figure impact">
          <dt>${words.over(metricName(impact.metric), impact.horizonDays)}</dt>
          <dd><bdi>${impactInterval(impact, candidate.currency, locale)}</bdi></dd>
          ${rangeBar(impact)}
        </div>` : nothing}
      ${spendChange === undefined ? nothing : html`
        <div class="figure spend"><dt>${words.spend}</dt><dd><bdi>${spendText(candidate, locale)}</bdi></dd></div>`}
      ${effort === undefined ? nothing : html`
        <div class="figure effort"><dt>${words.effort}</dt><dd><bdi>${effortText(effort, locale)}</bdi></dd></div>`}
    </dl>`;
}

/** The interval on a line that begins (or, for a loss, ends) at no change. A picture of the text beside it, hence hidden from those who hear that. */
function rangeBar({low, high}: Impact): TemplateResult {
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const [start, end] = [from - (from < 0 ? 0.12 : 0) * (to - from), to + (to > 0 ? 0.12 : 0) * (to - from)];
  const at = (value: number) => (end === start ? 0 : ((value - start) / (end - start)) * 100);
  const width = Math.max(2, at(high) - at(low));
  return html`<svg class="range" width="100%" height="8" aria-hidden="true">${svg`
    <rect class="track" x="0" y="3" width="100%" height="2" rx="1"/>
    <rect class="band" x="${at(low)}%" y="2" width="${width}%" height="4" rx="2"/>
    <rect class="zero" x="${Math.min(at(0), 99)}%" y="0" width="1.5" height="8"/>`}</svg>`;
}
