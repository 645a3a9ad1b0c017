/** The two pictures of an outcome: the prediction on a scale with what was measured, and the metric's course over days. Pictures of the text beside them. */
import {html, nothing, svg, type TemplateResult} from 'lit';
import type {Outcome} from './outcomes.js';

const DAY_MS = 86_400_000;

/** The predicted interval as a band, no change as a mark, what was measured as a point, and what the days so far show as a whisker. */
export function scale({predicted, realised, soFar}: Outcome): TemplateResult {
  const values = [0, predicted.low, predicted.high, ...realised === null ? [] : [realised], ...soFar && realised === null ? [soFar.low, soFar.high] : []];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = 0.06 * (most - least || 1);
  const at = (value: number) => ((value - least + room) / (most - least + 2 * room)) * 100;
  return html`<svg class="scale" width="100%" height="12" aria-hidden="true">${svg`
    <rect class="track" x="0" y="5" width="100%" height="2" rx="1"/>
    <rect class="band" x="${at(predicted.low)}%" y="2" width="${Math.max(1, at(predicted.high) - at(predicted.low))}%" height="8" rx="3"/>
    <rect class="zero" x="${at(0)}%" y="0" width="1.5" height="12"/>
    ${soFar && realised === null ? svg`<line class="guess" x1="${at(soFar.low)}%" x2="${at(soFar.high)}%" y1="6" y2="6"/>` : nothing}
    ${realised === null ? nothing : svg`<circle class="point" cx="${at(realised)}%" cy="6" r="4"/>`}`}</svg>`;
}

const [WIDTH, HEIGHT] = [240, 56];

/** Days before the apply in grey, days since in colour, over the band in which they should lie on average if the prediction holds. */
export function course({series, appliedAt, predicted, metric}: Outcome, label: string): TemplateResult | typeof nothing {
  if (!series) return nothing;
  const {startAt, values} = series;
  const split = Math.min(values.length - 1, Math.max(1, Math.round((appliedAt - startAt) / DAY_MS)));
  const before = values.slice(0, split);
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  // Spend that is saved is a cost that falls.
  const sign = /saved/.test(metric) ? -1 : 1;
  const hoped = [mean * (1 + sign * predicted.low / 100), mean * (1 + sign * predicted.high / 100)].sort((a, b) => a - b) as [number, number];
  const [least, most] = [Math.min(...values, hoped[0]), Math.max(...values, hoped[1])];
  const x = (day: number) => (day / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value: number) => HEIGHT - 3 - ((value - least) / (most - least || 1)) * (HEIGHT - 6);
  const points = (from: number, to: number) => values.slice(from, to).map((value, i) => `${x(from + i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return html`<svg class="course" width="100%" height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>${svg`
    <rect class="hoped" x="${x(split)}" y="${y(hoped[1])}" width="${Math.max(2, WIDTH - x(split))}" height="${Math.max(1, y(hoped[0]) - y(hoped[1]))}"/>
    <line class="mark" x1="${x(split)}" x2="${x(split)}" y1="0" y2="${HEIGHT}"/>
    <polyline class="before" points="${points(0, split + 1)}"/>
    <polyline class="line" points="${points(split, values.length)}"/>`}</svg>`;
}
